"""The mathematics of a line's loss, against numpy's: how narrow the valley is, and rings of equal loss in the narrowest."""

import numpy as np
import pytest
import torch

from scenes.shared.line_loss import ellipses, line_facts


def narrow(shift):
    x = torch.ones(50, 2)
    x[:, 0] = torch.linspace(-1, 1, 50) + shift
    return x, 3 * x[:, 0] + torch.sin(5 * x[:, 0])


@pytest.mark.parametrize("shift", [0, 2, 18])
def test_the_condition_is_that_of_the_features(shift):
    x, y = narrow(shift)
    assert line_facts(x, y)["condition"] == pytest.approx(np.linalg.cond(x.double().numpy()) ** 2, rel=1e-6)


def test_rings_are_smooth_and_of_one_loss_in_a_valley_a_thousand_times_as_curved_across_as_along():
    x, y = narrow(5)
    facts = line_facts(x, y)
    assert 900 < facts["condition"] < 4000
    levels = np.array([0.06, 6.0])
    rings = ellipses(x, levels) + np.array([facts["best_slope"], facts["best_intercept"]])
    losses = ((rings @ x.double().numpy().T - y.double().numpy()) ** 2).mean(-1)
    assert losses - facts["best_loss"] == pytest.approx(np.repeat(levels[:, None], rings.shape[1], 1), rel=1e-6)
    # No corner is seen: on a map 1000 pixels wide no point of a ring lies a pixel off the straight line between its neighbours.
    pixels = rings[1] / np.ptp(rings[1], axis=0).max() * 1000
    bulge = np.linalg.norm(pixels[1:-1] - (pixels[:-2] + pixels[2:]) / 2, axis=1)
    assert bulge.max() < 1
