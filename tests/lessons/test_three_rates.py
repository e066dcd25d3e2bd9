"""What three_rates claims, on its trace."""

import numpy as np
import pytest
from drawn import run

from scenes.three_rates import scene

TRACE = run("three_rates")
X, Y = (values.double().numpy() for values in scene.data())
BEST = np.linalg.lstsq(X, Y, rcond=None)[0]
BEST_LOSS = ((X @ BEST - Y) ** 2).mean()


def sides():
    """The lines and the gradients of the three runs, from the lowest rate to the highest."""
    return (TRACE.low_a, TRACE.a, TRACE.high_a), (TRACE.low_grad, TRACE.grad, TRACE.high_grad)


def test_the_middle_rate_finds_the_points_the_low_one_is_still_far_the_high_one_has_left():
    assert TRACE.loss[-1] < 1.5 * BEST_LOSS
    assert 20 * BEST_LOSS < TRACE.low_loss[-1] < TRACE.low_loss[0] / 2
    assert TRACE.high_loss[-1] > 1000 * TRACE.high_loss[0]
    low, top = scene.window
    ends = [a @ [[-1, 1], [1, 1]] for a in (TRACE.low_a, TRACE.a, TRACE.high_a)]
    assert all(((low < its) & (its < top)).all() for its in ends[:2])
    assert (ends[2][-1] < low).all() or (ends[2][-1] > top).all()


def test_the_high_rate_jumps_over_the_points_and_each_time_farther():
    above = np.sign((TRACE.high_a[1:9] @ X.T - Y).mean(1))
    assert (above[1:] == -above[:-1]).all()
    assert (np.diff(TRACE.high_loss[1:]) > 0).all()


def test_at_x_0_a_step_is_the_rate_times_the_gradient_and_what_it_leaves_is_the_next_miss():
    for a, gradient, rate in zip(*sides(), (scene.low, scene.lr, scene.high), strict=True):
        misses = a[:, 1] - BEST[1]
        assert misses[1:9] == pytest.approx((misses - rate * gradient[:, 1])[:8], abs=1e-4)


def test_at_x_0_the_steps_of_the_high_rate_outrun_the_miss_which_grows():
    misses = abs(TRACE.high_a[:9, 1] - BEST[1])
    assert (np.diff(misses) > 0).all()
    assert (scene.high * abs(TRACE.high_grad[:9, 1]) > misses).all()


def test_at_x_0_the_low_rate_hardly_dents_the_miss_and_the_middle_one_falls_short():
    low, middle = (abs(a[:5, 1] - BEST[1]) for a in (TRACE.low_a, TRACE.a))
    assert (scene.low * abs(TRACE.low_grad[:5, 1]) < 0.05 * low).all()
    assert (0.2 * middle < scene.lr * abs(TRACE.grad[:5, 1])).all()
    assert (scene.lr * abs(TRACE.grad[:5, 1]) < middle).all()


def test_the_gradient_along_the_intercept_is_twice_the_mean_miss():
    for a, gradient in zip(*sides(), strict=True):
        misses = a[:9] @ X.T - Y
        assert gradient[:9, 1] == pytest.approx(2 * misses.mean(1), rel=1e-4)


def test_each_leap_of_the_high_rate_is_longer_than_the_one_before_the_steps_of_the_others_get_shorter():
    for a, grow in zip(sides()[0], (False, False, True), strict=True):
        assert (np.diff(abs(np.diff(a[:9, 1]))) > 0).all() == grow


def test_after_one_step_the_high_rate_is_ahead():
    assert TRACE.high_loss[1] < TRACE.loss[1] < TRACE.low_loss[1] < TRACE.loss[0]


def test_each_run_is_descent_at_its_rate():
    for a, lr in ((TRACE.low_a, scene.low), (TRACE.a, scene.lr)):
        gradient = 2 * (a[0] @ X.T - Y) @ X / len(X)
        assert a[1] == pytest.approx(a[0] - lr * gradient, rel=1e-4)


def test_at_the_middle_rate_the_height_is_right_before_the_slope():
    slope, height = abs(TRACE.a - BEST).T / abs(TRACE.a[0] - BEST)[:, None]
    assert height[7] < 0.1
    assert slope[7] > 0.4
    assert slope[-1] < 0.1
