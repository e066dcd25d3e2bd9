"""What lr_sweep claims, on its trace."""

import numpy as np
import torch
from drawn import run

from scenes.lr_sweep import scene
from scenes.shared.line_fit import LineFit
from scenes.shared.rate_sweep import across_valley

TRACE = run("lr_sweep")
X, Y = (values.double().numpy() for values in scene.data())
CURVATURES, DIRECTIONS = np.linalg.eigh(2 * X.T @ X / len(X))
LIMIT = 2 / CURVATURES[-1]
BEST = np.linalg.lstsq(X, Y, rcond=None)[0]
BEST_LOSS = ((X @ BEST - Y) ** 2).mean()


def test_the_runs_above_the_computed_limit_and_none_else_end_above_their_start():
    np.testing.assert_array_equal(TRACE.loss > TRACE.start, TRACE.lr > LIMIT * (1 + 1e-6))
    assert 0 < (TRACE.lr > LIMIT * (1 + 1e-6)).sum() < 5


def test_the_rates_lie_evenly_up_to_the_highest_and_the_limit_is_among_them():
    at = int(np.abs(TRACE.lr - LIMIT).argmin())
    assert TRACE.lr[at] == np.float32(scene.best_fit["limit"])
    np.testing.assert_allclose(np.delete(TRACE.lr, at), scene.lr * np.arange(1, len(TRACE)), rtol=1e-6)
    assert TRACE.lr[-1] <= scene.highest + 1e-6 < TRACE.lr[-1] + scene.lr


def test_a_step_multiplies_the_distance_from_the_best_line_by_one_factor_which_is_minus_one_at_the_limit():
    heights, upright = across_valley(*scene.data(), TRACE.ways)
    assert upright, "the loss is most curved where the whole line slides up and down"
    factor = 1 - 2 * TRACE.lr.astype(float) / LIMIT
    np.testing.assert_allclose(heights, heights[:, :1] * factor[:, None] ** np.arange(scene.steps + 1), rtol=2e-3, atol=2e-4)
    at = int(np.abs(TRACE.lr - LIMIT).argmin())
    np.testing.assert_allclose(np.abs(heights[at]), abs(heights[at, 0]), rtol=1e-4)


def test_every_rates_way_follows_the_closed_form():
    start = DIRECTIONS.T @ ([-1, 1] - BEST)
    steps = np.arange(scene.steps + 1)[:, None]
    for lr, way in zip(TRACE.lr, TRACE.ways, strict=True):
        expected = BEST + start * (1 - lr * CURVATURES) ** steps @ DIRECTIONS.T
        np.testing.assert_allclose(way, expected, rtol=2e-3, atol=2e-4)


def test_a_rate_run_among_the_others_goes_the_way_it_goes_alone():
    row = int(np.abs(TRACE.lr - 0.1).argmin())
    alone = LineFit(lr=float(TRACE.lr[row]), steps=scene.steps).run()
    np.testing.assert_allclose(TRACE.ways[row], alone.a, atol=1e-5)
    np.testing.assert_allclose(TRACE.losses[row], alone.loss, rtol=1e-5)
    torch.testing.assert_close(torch.tensor(TRACE.grad[row]), torch.tensor(alone.grad[-1]), atol=1e-5, rtol=1e-4)


def test_the_floor_of_good_rates_reaches_from_a_fifth_to_just_under_the_limit():
    good = TRACE.lr[TRACE.loss < 1.1 * BEST_LOSS]
    assert good[0] <= 0.25
    assert good[-1] > 0.9 * LIMIT
    assert (np.diff(TRACE.loss[TRACE.lr < 0.5]) < 1e-5).all()
