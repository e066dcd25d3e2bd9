"""What lr_sweep claims, on its trace."""

import numpy as np
import pytest
import torch
from drawn import run

from scenes.lr_sweep import scene
from scenes.shared.rate_sweep import across_valley

TRACE = run("lr_sweep")
X, Y = (values.double().numpy() for values in scene.data())
CURVATURES, DIRECTIONS = np.linalg.eigh(2 * X.T @ X / len(X))
LIMIT = 2 / CURVATURES[-1]
BEST = np.linalg.lstsq(X, Y, rcond=None)[0]
BEST_LOSS = ((X @ BEST - Y) ** 2).mean()
START = BEST + DIRECTIONS[:, -1] * (DIRECTIONS[:, -1] @ ([-1, 1] - BEST))  # straight across the valley from the best line


def test_the_runs_above_the_computed_limit_and_none_else_end_above_their_start():
    np.testing.assert_array_equal(TRACE.loss > TRACE.start * (1 + 1e-4), TRACE.lr > LIMIT * (1 + 1e-6))
    assert 0 < (TRACE.lr > LIMIT * (1 + 1e-6)).sum() < 5


def test_the_rates_lie_evenly_up_to_the_limit_then_come_the_limit_and_the_highest():
    *even, limit, highest = TRACE.lr
    np.testing.assert_allclose(even, scene.lr * np.arange(1, len(even) + 1), rtol=1e-6)
    assert even[-1] < LIMIT <= even[-1] + scene.lr
    assert limit == np.float32(scene.best_fit["limit"])
    assert highest == np.float32(scene.highest) > limit


def test_a_step_multiplies_the_distance_from_the_best_line_by_one_factor_which_is_minus_one_at_the_limit():
    best, direction, upright = across_valley(*scene.data())
    np.testing.assert_allclose(best, BEST, atol=1e-6)
    assert upright, "the loss is most curved where the whole line slides up and down"
    across = (TRACE.ways - BEST) @ direction
    assert across[0, 0] < 0, "the guess is too low"
    factor = 1 - 2 * TRACE.lr.astype(float) / LIMIT
    np.testing.assert_allclose(across, across[:, :1] * factor[:, None] ** np.arange(scene.steps + 1), rtol=2e-3, atol=2e-4)
    np.testing.assert_allclose(TRACE.losses, BEST_LOSS + across**2 / LIMIT, rtol=1e-3)  # so the curve that is drawn is the loss
    at = int(np.abs(TRACE.lr - LIMIT).argmin())
    np.testing.assert_allclose(np.abs(across[at]), abs(across[at, 0]), rtol=1e-4)


def test_every_rates_way_follows_the_closed_form():
    start = DIRECTIONS.T @ (START - BEST)
    steps = np.arange(scene.steps + 1)[:, None]
    for lr, way in zip(TRACE.lr, TRACE.ways, strict=True):
        expected = BEST + start * (1 - lr * CURVATURES) ** steps @ DIRECTIONS.T
        np.testing.assert_allclose(way, expected, rtol=2e-3, atol=2e-4)


def test_a_rate_run_among_the_others_goes_the_way_it_goes_alone():
    row = int(np.abs(TRACE.lr - 0.1).argmin())
    a = torch.tensor(START, dtype=torch.float32, requires_grad=True)
    x, y = scene.data()
    sgd = torch.optim.SGD([a], lr=float(TRACE.lr[row]))
    for place, loss in zip(TRACE.ways[row], TRACE.losses[row], strict=True):
        sgd.zero_grad()
        now = torch.nn.functional.mse_loss(x @ a, y)
        now.backward()
        np.testing.assert_allclose(place, a.detach(), atol=1e-5)
        assert loss == pytest.approx(float(now.detach()), rel=1e-5)
        sgd.step()


def test_the_good_rates_lie_in_a_row_from_a_sixth_of_the_limit_to_almost_as_near_to_it():
    good = TRACE.lr[TRACE.loss < 1.1 * BEST_LOSS]
    np.testing.assert_allclose(good, scene.lr * np.arange(3, 18), rtol=1e-6)
    assert 5 < good[-1] / good[0] < 6
