"""What loss_contours claims, on its trace."""

import numpy as np
import pytest
import torch
from drawn import run

from scenes.loss_contours import scene
from scenes.shared import line_loss
from scenes.shared.line_fit import LineFit

TRACE = run("loss_contours")
X, Y = (values.double().numpy() for values in scene.data())
HESSIAN = 2 * X.T @ X / len(X)
BEST = np.linalg.lstsq(X, Y, rcond=None)[0]
RING = TRACE.a[: scene.around]


def test_all_lines_of_the_ring_have_the_loss_of_the_guess():
    by_hand = [((slope * X[:, 0] + intercept - Y) ** 2).mean() for slope, intercept in RING]
    np.testing.assert_allclose(by_hand, ((-X[:, 0] + 1 - Y) ** 2).mean(), rtol=1e-5)
    np.testing.assert_allclose(TRACE.loss[: scene.around], by_hand, rtol=1e-5)


def test_the_ring_goes_once_round_the_best_fit_and_its_lines_differ():
    np.testing.assert_allclose(RING[0], [-1, 1], atol=1e-5)
    angles = np.unwrap(np.arctan2(*(np.vstack([RING, RING[:1]]) - BEST).T[::-1]))
    assert abs(angles[-1] - angles[0]) == pytest.approx(2 * np.pi, rel=1e-4)
    assert len(np.unique(RING.round(3), axis=0)) == scene.around
    assert RING[:, 0].min() < BEST[0] < RING[:, 0].max()
    assert RING[:, 1].min() < BEST[1] < RING[:, 1].max()


def test_the_gradient_stands_across_the_ring():
    for a, grad in zip(TRACE.a, TRACE.grad, strict=True):
        along = np.array([[0, 1], [-1, 0]]) @ HESSIAN @ (a - BEST)  # the tangent of the ellipse ½ dᵀHd = const
        assert abs(grad @ along) < 1e-3 * np.linalg.norm(grad) * np.linalg.norm(along) + 1e-6


def test_the_descent_is_that_of_the_line_fit_and_every_step_goes_to_a_ring_further_in():
    alone = LineFit(lr=scene.lr, steps=scene.steps).run()
    np.testing.assert_array_equal(TRACE.a[scene.around + 1 :], alone.a)
    assert (np.diff(TRACE.loss[scene.around + 1 :]) < 0).all()


def test_the_drawn_ring_is_the_loss_that_is_lettered_on_it():
    x, y = scene.data()
    for t in (0, scene.around + 10, len(TRACE) - 1):
        ring = line_loss.iso_loss_ellipse(x, y, torch.tensor(TRACE.a[t]), 50).double().numpy()
        np.testing.assert_allclose(((X @ ring.T - Y[:, None]) ** 2).mean(axis=0), TRACE.loss[t], rtol=1e-4)


def test_the_walk_ends_where_it_began():
    np.testing.assert_array_equal(TRACE.a[scene.around], TRACE.a[scene.around + 1])
    np.testing.assert_allclose(TRACE.a[scene.around], RING[0], atol=1e-5)


def test_the_story_rests_at_a_line_whose_squared_misses_are_much_alike_unlike_those_of_the_guess():
    squares = (RING @ X.T - Y) ** 2
    even = scene.stops(TRACE)[1].row
    assert squares[even].std() < 1.3 * squares.std(axis=1).min()
    assert squares[0].std() > 3 * squares[even].std()
    assert squares[0].mean() == pytest.approx(squares[even].mean(), rel=1e-5)


def test_of_the_equal_steps_that_are_compared_the_one_along_the_gradient_falls_most():
    _, places, losses = zip(*scene.others(TRACE), strict=True)
    taken = TRACE.a[scene.around + 2] - TRACE.a[0]
    np.testing.assert_allclose(np.linalg.norm(np.array(places) - TRACE.a[0], axis=1), np.linalg.norm(taken), rtol=1e-5)
    along, towards = np.array(places) - TRACE.a[0]
    assert along @ TRACE.grad[0] == pytest.approx(0, abs=1e-4)
    np.testing.assert_allclose(towards / np.linalg.norm(towards), (BEST - RING[0]) / np.linalg.norm(BEST - RING[0]), atol=1e-4)
    assert TRACE.loss[scene.around + 2] < min(losses) < TRACE.loss[0] < losses[0]
