"""What lr_wall claims, on its trace."""

import numpy as np
import pytest
from drawn import run

from scenes.lr_wall import scene

TRACE = run("lr_wall")
X, Y = (values.double().numpy() for values in scene.data())
HESSIAN = 2 * X.T @ X / len(X)
BEST = np.linalg.lstsq(X, Y, rcond=None)[0]
CURVATURES, DIRECTIONS = np.linalg.eigh(HESSIAN)
STEEPEST = CURVATURES[-1]
RUNS = {scene.low: TRACE.low_a, scene.lr: TRACE.a, scene.high: TRACE.high_a, scene.beyond: TRACE.beyond_a}
LOSSES = [TRACE.low_loss, TRACE.loss, TRACE.high_loss, TRACE.beyond_loss]


@pytest.mark.parametrize("lr", RUNS)
def test_each_of_the_four_runs_follows_the_closed_form(lr):
    start = DIRECTIONS.T @ ([-1, 1] - BEST)
    steps = np.arange(scene.steps + 1)[:, None]
    expected = BEST + start * (1 - lr * CURVATURES) ** steps @ DIRECTIONS.T
    np.testing.assert_allclose(RUNS[lr], expected, rtol=1e-3, atol=1e-4)


def test_only_the_rate_beyond_the_limit_ends_above_its_start():
    limit = 2 / STEEPEST
    assert [lr > limit for lr in RUNS] == [losses[-1] > losses[0] for losses in LOSSES] == [False, False, False, True]
    assert scene.best_fit["limit"] == pytest.approx(limit)


def test_the_overshooting_rate_lands_on_the_other_side_at_every_step_and_lower():
    across = (TRACE.high_a[:15] - BEST) @ DIRECTIONS[:, -1]
    assert (across[1:] * across[:-1] < 0).all()
    assert (np.diff(TRACE.high_loss[:15]) < 0).all()


def test_beyond_the_limit_each_landing_is_further_away_by_the_same_factor():
    across = (TRACE.beyond_a - BEST) @ DIRECTIONS[:, -1]
    np.testing.assert_allclose(across[1:] / across[:-1], 1 - scene.beyond * STEEPEST, rtol=1e-3)
    assert 1 - scene.beyond * STEEPEST < -1


def test_the_low_rate_creeps_where_the_others_below_the_limit_settle():
    best_loss = ((X @ BEST - Y) ** 2).mean()
    assert TRACE.low_loss[-1] > TRACE.loss[0] / 3
    assert TRACE.loss[-1] < 2 * best_loss
    assert TRACE.high_loss[-1] == pytest.approx(best_loss, rel=1e-3)


def test_the_first_landings_lie_on_a_line_through_the_best_line_and_the_mirror():
    runs, limit = scene.runs(TRACE), 2 / STEEPEST
    assert [round(lr, 6) for lr in runs] == [scene.low, scene.lr, round(limit / 2, 6), scene.high, round(limit, 6), scene.beyond]
    for lr, heights in runs.items():
        np.testing.assert_allclose(heights[1], heights[0] * (1 - 2 * lr / limit), atol=1e-3)
    at_limit = runs[next(lr for lr in runs if round(lr, 6) == round(limit, 6))]
    np.testing.assert_allclose(np.abs(at_limit), np.abs(at_limit[0]), rtol=1e-3)
