"""What shape_trap claims, on its trace."""

import warnings

import numpy as np
import pytest
import torch
from oracles import best_fit, descent

from scenes.shape_trap import BEFORE, scene

GUESS = [-1, 1]


def points():
    x, y = (values.double().numpy() for values in scene.data())
    return x, y


def test_the_wrong_shapes_give_the_mean_over_all_pairs_and_the_right_ones_over_the_points():
    (x, y), trace = points(), scene.run()
    misses = (x @ GUESS)[:, None] - y[None, :]
    assert trace.loss[0] == pytest.approx((misses**2).mean(), rel=1e-6)
    assert trace.right_loss[0] == pytest.approx((np.diag(misses) ** 2).mean(), rel=1e-6)
    assert trace.loss[0] < trace.right_loss[0]


def test_every_pair_pulls_as_the_mean_alone_would_and_leaves_the_spread_of_y():
    (x, y), trace = points(), scene.run()
    path = descent(x, np.full(len(y), y.mean()), GUESS, scene.lr, scene.steps)
    np.testing.assert_allclose(trace.a[BEFORE:], path, atol=1e-5)
    left = ((path @ x.T - y.mean()) ** 2).mean(1) + y.var()
    np.testing.assert_allclose(trace.loss[BEFORE:], left, rtol=1e-5)


def test_the_line_it_learns_is_flat_at_the_mean_although_its_loss_fell_at_every_step():
    (_, y), trace = points(), scene.run()
    assert (np.diff(trace.loss[BEFORE:]) < 0).all()
    assert abs(trace.a[-1, 0]) < 0.05
    assert trace.a[-1, 1] == pytest.approx(y.mean(), abs=0.02)
    assert trace.loss[-1] == pytest.approx(scene.facts(trace)["spread"], rel=1e-3)


def test_the_right_shapes_arrive_at_the_best_line():
    (x, y), trace = points(), scene.run()
    np.testing.assert_allclose(trace.right[BEFORE:], descent(x, y, GUESS, scene.lr, scene.steps), atol=1e-5)
    assert trace.right_loss[-1] < 1.1 * best_fit(x, y)[1]


def test_torch_subtracts_without_a_word_and_only_its_own_loss_warns():
    column, y = torch.zeros(5, 1), torch.zeros(5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (column - y).shape == (5, 5)
        assert (column[:, 0] - y).shape == (column.squeeze(1) - y).shape == (5,)
    with pytest.warns(UserWarning, match="Using a target size .* that is different to the input size"):
        torch.nn.functional.mse_loss(column, y)
