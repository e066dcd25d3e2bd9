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
    np.testing.assert_array_equal(TRACE.a[scene.start :], alone.a)
    assert (np.diff(TRACE.loss[scene.start :]) < 0).all()


def test_the_drawn_ring_is_the_loss_that_is_lettered_on_it():
    x, y = scene.data()
    for t in (0, scene.start + 3, len(TRACE) - 1):
        ring = line_loss.iso_loss_ellipse(x, y, torch.tensor(TRACE.a[t]), 50).double().numpy()
        np.testing.assert_allclose(((X @ ring.T - Y[:, None]) ** 2).mean(axis=0), TRACE.loss[t], rtol=1e-4)


def test_the_walk_ends_where_it_began():
    np.testing.assert_array_equal(TRACE.a[scene.around], TRACE.a[scene.start])
    np.testing.assert_allclose(TRACE.a[scene.around], RING[0], atol=1e-5)


def test_the_lines_of_the_ring_are_wrong_at_different_points():
    squares = (RING @ X.T - Y) ** 2
    assert (squares.std(axis=0) > 1).all(), "at each point"
    np.testing.assert_allclose(squares.mean(axis=1), squares[0].mean(), rtol=1e-5)


def test_of_equal_steps_the_one_at_a_right_angle_to_the_ring_falls_most_and_the_one_along_it_not_at_all():
    places, losses = TRACE.a[scene.around + 1 : scene.start], TRACE.loss[scene.around + 1 : scene.start]
    steps = places - TRACE.a[0]
    np.testing.assert_allclose(np.linalg.norm(steps, axis=1), np.linalg.norm(steps[1]), rtol=2e-2)
    downhill = -steps @ TRACE.grad[0] / np.linalg.norm(steps, axis=1) / np.linalg.norm(TRACE.grad[0])
    np.testing.assert_allclose(downhill[2:], np.sin(np.radians([30, 120, 150, 90])), atol=1e-3)
    np.testing.assert_allclose(steps[1] / np.linalg.norm(steps[1]), (BEST - TRACE.a[0]) / np.linalg.norm(BEST - TRACE.a[0]), atol=1e-4)
    assert losses[0] == pytest.approx(TRACE.loss[0], rel=1e-5)
    assert losses[-1] < losses[:-1].min()
