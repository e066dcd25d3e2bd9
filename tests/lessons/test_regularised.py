"""What regularised claims, on its trace."""

import numpy as np
import pytest

from scenes.overfit_polynomial import scene as overfit
from scenes.regularised import DECAYS, scene
from scenes.shared.polynomials import noisy_sine


@pytest.fixture(scope="module")
def trace():
    return scene.run()


def ridge(decay):
    """Held-out loss and parameters of the minimum of mse + decay/2·|a|², in closed form: (2XᵀX/n + decay·I) a = 2Xᵀy/n."""
    (x, y), (held_x, held_y) = ([part.numpy().astype(float) for part in points] for points in (scene.data(), scene.held_out_data()))
    features, held_features = (np.polynomial.legendre.legvander(part, scene.degree) for part in (x, held_x))
    hessian = 2 * features.T @ features / len(x) + decay * np.eye(scene.degree + 1)
    a = np.linalg.solve(hessian, 2 * features.T @ y / len(x))
    return float(((held_features @ a - held_y) ** 2).mean()), a


def test_descent_with_weight_decay_ends_at_the_ridge_regression(trace):
    np.testing.assert_allclose(trace.a[-1], ridge(scene.weight_decay)[1], atol=1e-4)


def test_the_decay_is_the_best_of_the_sweep_also_in_closed_form():
    closed = [ridge(decay)[0] for decay in DECAYS]
    np.testing.assert_allclose(scene.sweep["val_loss"], closed, rtol=0.01)
    assert scene.weight_decay == DECAYS[int(np.argmin(closed))]


def test_held_out_loss_stays_low_where_the_same_curve_without_decay_gets_worse(trace):
    assert trace.val_loss[-1] < 1.05 * trace.val_loss.min()
    assert trace.plain_val_loss[-1] > 5 * trace.val_loss[-1]
    assert trace.loss[-1] > trace.plain_loss[-1]


def test_without_decay_it_is_the_film_on_overfitting(trace):
    np.testing.assert_array_equal(trace.plain_a, overfit.run().a)


def test_it_helps_on_points_that_had_no_say_in_the_choice():
    facts = scene.facts(scene.run())
    assert facts["best_val_loss"] < facts["best_fresh_loss"] < facts["plain_fresh_loss"] / 3


def test_the_held_out_points_are_easy_ones_and_no_choice_made_them_so():
    """As lesson 8 says: fresh points prefer the same decay, and the gap is as large at stronger decays, which we did not choose."""
    best = DECAYS.index(scene.weight_decay)
    fresh, held = (np.array(scene.sweep[name]) for name in ("fresh_loss", "val_loss"))
    assert fresh.argmin() == held.argmin() == best
    np.testing.assert_allclose((fresh - held)[best + 1 :], (fresh - held)[best], rtol=0.2)
    noise = [float((((3 * x).sin() - y) ** 2).mean()) for x, y in (scene.held_out_data(), noisy_sine(1, 2000, scene.seed + 1)[1])]
    assert noise[0] < 0.8 * noise[1]
    assert noise[1] - noise[0] > 0.6 * (fresh - held)[best]
