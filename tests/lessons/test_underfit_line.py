"""What underfit_line claims, on its trace."""

import numpy as np

from scenes.overfit_polynomial import scene as overfit
from scenes.shared.polynomials import noisy_sine
from scenes.underfit_line import scene


def test_descent_ends_at_the_best_of_all_lines():
    x, y = (part.numpy().astype(float) for part in scene.data())
    slope, intercept = np.polyfit(x, y, 1)
    np.testing.assert_allclose(scene.run().a[scene.steps], [intercept, slope, 0, 0], atol=1e-3)


def test_both_losses_stay_high_where_a_cubic_goes_below_half():
    trace = scene.run()
    (x, y), (held_x, held_y) = ([part.numpy().astype(float) for part in points] for points in (scene.data(), scene.held_out_data()))
    cubic = np.polyfit(x, y, 3)
    loss, val_loss = ((np.polyval(cubic, x) - y) ** 2).mean(), ((np.polyval(cubic, held_x) - held_y) ** 2).mean()
    np.testing.assert_allclose(scene.reached(scene.enough), [loss, val_loss], rtol=1e-4)
    assert trace.loss[: scene.steps + 1].min() > 2 * loss
    assert trace.val_loss[: scene.steps + 1].min() > 2 * val_loss


def test_the_line_that_may_bend_ends_near_the_best_cubic():
    x, y = (part.numpy().astype(float) for part in scene.data())
    trace = scene.run()
    np.testing.assert_allclose(np.polynomial.legendre.legval(x, trace.a[-1].astype(float)), np.polyval(np.polyfit(x, y, 3), x), atol=0.05)
    assert trace.loss[-1] < 1.02 * scene.reached(scene.enough)[0]


def test_the_misses_of_the_line_stay_in_few_runs_and_those_of_the_cubic_do_not():
    x, y = (part.numpy().astype(float) for part in scene.data())
    changes = [(np.diff(np.sign(y - np.polyval(np.polyfit(x, y, degree), x))) != 0).sum() for degree in (1, 3)]
    assert scene.facts(scene.run())["runs"] == changes[0] + 1 == 4
    assert changes[1] + 1 > 7  # as many as coins would have on average


def test_more_steps_do_not_help():
    losses = scene.run().loss
    assert losses[10] - losses[scene.steps] < 1e-3


def test_the_points_are_those_of_the_film_on_overfitting():
    for ours, theirs in zip((*scene.data(), *scene.held_out_data()), (*overfit.data(), *overfit.held_out_data()), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_which_loss_of_a_line_is_the_higher_one_is_chance():
    """Over many seeds the held-out loss of the best line is about as often below its training loss as above it."""
    lower = []
    for seed in range(300):
        (x, y), (held_x, held_y) = (
            [part.numpy().astype(float) for part in points] for points in noisy_sine(scene.points, scene.held_out, seed)
        )
        line = np.polyfit(x, y, 1)
        lower.append(((np.polyval(line, held_x) - held_y) ** 2).mean() < ((np.polyval(line, x) - y) ** 2).mean())
    assert 0.4 < np.mean(lower) < 0.6
