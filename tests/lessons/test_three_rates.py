"""What three_rates claims, on its trace."""

import numpy as np
import pytest
from drawn import run

from scenes.three_rates import scene

TRACE = run("three_rates")
X, Y = (values.double().numpy() for values in scene.data())
BEST = np.linalg.lstsq(X, Y, rcond=None)[0]
BEST_LOSS = ((X @ BEST - Y) ** 2).mean()


def test_the_middle_rate_finds_the_points_the_low_one_is_still_far_the_high_one_has_left():
    assert TRACE.loss[-1] < 1.5 * BEST_LOSS
    assert 20 * BEST_LOSS < TRACE.low_loss[-1] < TRACE.low_loss[0] / 2
    assert TRACE.high_loss[-1] > 1000 * TRACE.high_loss[0]
    assert not scene.left(TRACE.low_a).any()
    assert scene.left(TRACE.high_a)[-1]


def test_the_high_rate_jumps_over_the_points_and_each_time_farther():
    above = np.sign((TRACE.high_a[1:9] @ X.T - Y).mean(1))
    assert (above[1:] == -above[:-1]).all()
    assert (np.diff(TRACE.high_loss[1:]) > 0).all()


def test_in_the_middle_of_the_points_it_misses_by_more_each_time():
    """A line through the best fit's height at the mean of x is neither too low nor too high there: so says least squares."""
    middle = X.mean(0)
    assert middle @ BEST == pytest.approx(Y.mean())
    assert (np.diff(abs(TRACE.high_a[:9] @ middle - Y.mean())) > 0).all()


def test_after_one_step_the_high_rate_is_ahead():
    assert TRACE.high_loss[1] < TRACE.loss[1] < TRACE.low_loss[1] < TRACE.loss[0]


def test_each_run_is_descent_at_its_rate():
    for a, lr in ((TRACE.low_a, scene.low), (TRACE.a, scene.lr)):
        gradient = 2 * (a[0] @ X.T - Y) @ X / len(X)
        assert a[1] == pytest.approx(a[0] - lr * gradient, rel=1e-4)
