"""What batch_sizes claims, on its trace."""

import numpy as np
import pytest

from scenes.batch_sizes import scene
from scenes.shared.lock_step import SIZES


@pytest.fixture(scope="module")
def trace():
    return scene.run()


def test_a_step_is_taken_exactly_when_a_whole_batch_has_been_seen(trace):
    for size in SIZES:
        moved = np.any(np.diff(trace.series[f"a_{size}"], axis=0) != 0, axis=1)
        assert set(1 + np.flatnonzero(moved)) <= set(range(size, scene.steps + 1, size))
        assert moved[size - 1 :: size].mean() > 0.9


def test_a_batch_of_all_points_is_plain_gradient_descent(trace):
    x, y = (part.numpy().astype(float) for part in scene.data())
    a = np.array([-1.0, 1.0])
    for seen in range(100, scene.steps + 1, 100):
        a -= scene.lr * 2 * x.T @ (x @ a - y) / 100
        np.testing.assert_allclose(trace.a_100[seen], a, rtol=1e-4)


def test_the_smaller_the_batch_the_sooner_it_arrives(trace):
    best = _least_squares_loss()
    arrivals = [int(np.argmax(trace.series[f"loss_{size}"] < 1.1 * best)) for size in SIZES]
    assert 0 < arrivals[0] < arrivals[1] < arrivals[2]


def test_the_noise_shrinks_about_as_the_batch_grows(trace):
    """Near the best fit the noise of the gradient's mean over a batch has a variance as 1/size, and so has the loss above the best."""
    best = _least_squares_loss()
    above = [trace.series[f"loss_{size}"][3000:].mean() - best for size in SIZES]
    assert 5 < above[0] / above[1] < 25  # a little over ten: with large steps the noise feeds on itself
    assert above[2] < above[1] / 10


def test_at_first_nearly_all_points_tug_the_line_up_and_at_the_goal_about_half(trace):
    x, y = (part.numpy().astype(float) for part in scene.data())
    start, goal = ((y > x @ trace.a_100[row]).mean() for row in (0, scene.kick(trace)))
    assert start > 0.7
    assert 0.4 < goal < 0.6


def test_the_rate_times_ten_would_be_past_the_limit():
    x, _ = (part.numpy().astype(float) for part in scene.data())
    assert scene.lr < 2 / np.linalg.eigvalsh(2 * x.T @ x / 100)[-1] < 10 * scene.lr


def _least_squares_loss():
    x, y = (part.numpy().astype(float) for part in scene.data())
    return float(((x @ np.linalg.lstsq(x, y, rcond=None)[0] - y) ** 2).mean())
