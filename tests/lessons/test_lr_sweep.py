"""What lr_sweep claims, on its trace."""

import numpy as np
import torch

from scenes.lr_sweep import scene
from scenes.shared.line_fit import LineFit

TRACE = scene.run()
X, Y = (values.double().numpy() for values in scene.data())
CURVATURES, DIRECTIONS = np.linalg.eigh(2 * X.T @ X / len(X))
LIMIT = 2 / CURVATURES[-1]
BEST = np.linalg.lstsq(X, Y, rcond=None)[0]
BEST_LOSS = ((X @ BEST - Y) ** 2).mean()


def test_the_measured_edge_is_the_first_rate_above_the_computed_limit():
    edge = TRACE.edge[-1]
    assert edge == TRACE.lr[TRACE.lr > LIMIT][0]
    assert edge / LIMIT < scene.facts(TRACE)["ratio"]
    assert ((TRACE.loss > TRACE.start) == (TRACE.lr > LIMIT)).all()
    np.testing.assert_array_equal(TRACE.edge > 0, TRACE.lr >= edge)


def test_about_a_hundred_rates_lie_evenly_on_a_log_scale_up_to_the_highest():
    assert 90 <= len(TRACE) <= 110
    np.testing.assert_allclose(np.diff(np.log10(TRACE.lr)), 1 / scene.rates_a_tenfold, rtol=1e-4)
    assert TRACE.lr[-1] <= scene.highest < TRACE.lr[-1] * scene.facts(TRACE)["ratio"]


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


def test_the_floor_of_good_rates_reaches_from_a_tenth_to_just_under_the_limit():
    good = TRACE.lr[TRACE.loss < 1.05 * BEST_LOSS]
    assert good[0] < 0.15
    assert good[-1] == TRACE.lr[TRACE.lr < LIMIT][-1]
    assert (np.diff(TRACE.loss[TRACE.lr < 0.5]) < 1e-5).all()
