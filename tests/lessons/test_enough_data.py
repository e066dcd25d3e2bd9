"""What enough_data claims, on its trace."""

import numpy as np
import pytest

from scenes.enough_data import SIZES, scene


@pytest.fixture(scope="module")
def trace():
    return scene.run()


def test_from_a_hundred_points_on_descent_ends_at_the_least_squares_fits(trace):
    x, y = (part.numpy().astype(float) for part in scene.data())
    for row, n in enumerate(SIZES):
        if n >= 100:
            for person in (0, 1, 99):
                fit = np.polynomial.legendre.legfit(x[person, :n], y[person, :n], scene.degree)
                np.testing.assert_allclose(trace.fits[row, person], fit, atol=0.01)


def test_the_losses_are_those_of_the_fits_on_points_one_by_one(trace):
    x, y = (part.numpy().astype(float) for part in scene.data())
    held_x, held_y = (part.numpy().astype(float) for part in scene.held_out_data())
    for row in (0, 8, 16):
        fit = trace.fits[row].astype(float)
        own = [((np.polynomial.legendre.legval(x[i, : SIZES[row]], fit[i]) - y[i, : SIZES[row]]) ** 2).mean() for i in range(scene.seeds)]
        np.testing.assert_allclose(trace.loss[row], np.mean(own), rtol=1e-3)
        held_out = [((np.polynomial.legendre.legval(held_x, fit[i]) - held_y) ** 2).mean() for i in range(scene.seeds)]
        np.testing.assert_allclose(trace.median[row], np.median(held_out), rtol=1e-3)


def test_above_the_noise_the_loss_shrinks_as_the_number_of_parameters_over_points(trace):
    """Least squares with p parameters on n points costs about σ²·p/n more than the truth (σ = 0.3 here)."""
    for row, n in enumerate(SIZES):
        if 100 <= n <= 1100:  # beyond, what is left is the little that degree 5 cannot follow
            above = trace.val_losses[row].mean() - scene.floor
            assert above == pytest.approx(0.09 * (scene.degree + 1) / n, rel=0.35)


def test_spread_and_gain_shrink_towards_the_noise(trace):
    spread = trace.high - trace.low
    assert spread[-1] < spread[8] / 5 < spread[0] / 25
    facts = scene.facts(trace)
    assert facts["gain_first"] > 0.2
    assert 0 < facts["gain_last"] < 0.01
    assert facts["floor"] < trace.median[-1] < 1.02 * facts["floor"]


def test_the_first_points_of_a_larger_collection_are_the_smaller_collection():
    x, _ = scene.data()
    assert x.shape == (scene.seeds, SIZES[-1])
    assert (SIZES[0], SIZES[2], SIZES[-1]) == (8, 16, 2048)
