"""What no_zero_grad claims, on its trace: a momentum of one, replayed in numpy and as swings in closed form."""

from dataclasses import replace

import numpy as np
import pytest

from scenes.no_zero_grad import scene


def parts(scene):
    x, y = (tensor.double().numpy() for tensor in scene.data())
    return x, y, np.linalg.lstsq(x, y)[0], *np.linalg.eigh(2 * x.T @ x / len(x))


def replay(scene, steps):
    """The parameters when every step follows the sum of all gradients so far."""
    x, y, *_ = parts(scene)
    a, total, rows = np.array([-1.0, 1.0]), np.zeros(2), []
    for _ in range(steps + 1):
        rows.append(a)
        total = total + 2 * x.T @ (x @ a - y) / len(x)
        a = a - scene.lr * total
    return np.array(rows)


def test_every_step_follows_the_sum_of_all_gradients_so_far():
    trace = scene.run()
    x, y, *_ = parts(scene)
    np.testing.assert_allclose(trace.a, replay(scene, scene.steps), atol=1e-4)
    gradients = 2 * (trace.a @ x.T - y) @ x / len(x)
    np.testing.assert_allclose(trace.grad, np.cumsum(gradients, axis=0), atol=1e-3)


def test_it_swings_along_each_direction_with_the_period_that_the_facts_give():
    trace = scene.run()
    facts = scene.facts(trace)
    _, _, best, curvatures, directions = parts(scene)
    misses = (trace.a - best) @ directions
    steps = np.arange(len(trace))
    for miss, curvature, period in zip(misses.T, curvatures, (facts["swing_long"], facts["swing_short"]), strict=True):
        turn = 2 * np.pi / period
        assert np.cos(turn) == pytest.approx(1 - scene.lr * curvature / 2)
        # e₀ = A and e₁ = (1 − lr·λ)·e₀ settle the two amplitudes of A·cos + B·sin
        other = (miss[0] * (1 - scene.lr * curvature) - miss[0] * np.cos(turn)) / np.sin(turn)
        np.testing.assert_allclose(miss, miss[0] * np.cos(turn * steps) + other * np.sin(turn * steps), atol=1e-3)


def test_in_ten_thousand_steps_it_neither_settles_nor_grows_below_the_bound_and_grows_above_it():
    _, _, best, *_ = parts(scene)
    away = np.abs(replay(scene, 10_000) - best).max(axis=1)
    furthest = away[1:].reshape(-1, 100).max(axis=1)  # of every hundred steps
    assert furthest.min() > 0.8 * furthest.max()
    bound = scene.facts(scene.run())["bound"]
    assert np.abs(replay(replace(scene, lr=0.99 * bound), 200) - best).max() < 100
    assert np.abs(replay(replace(scene, lr=1.01 * bound), 200) - best).max() > 1e6


def test_the_loop_that_empties_the_gradient_has_settled_by_then():
    trace = replace(scene, steps=60).run()
    facts = scene.facts(trace)
    assert trace.right_loss[-1] < 1.1 * facts["best_loss"]
    assert trace.loss.argmin() < scene.steps
    assert facts["late_max"] > trace.loss[0]


def test_the_story_rests_where_a_small_gradient_meets_a_large_sum_and_where_the_sum_has_been_used_up():
    trace = scene.run()
    here, total = (np.linalg.norm(it, axis=1) for it in (np.diff(trace.grad, axis=0, prepend=np.zeros((1, 2))), trace.grad))
    near, turns, low = [stop.row for stop in scene.stops(trace)][2:5]
    assert total[near] > 5 * here[near]
    assert total[low] > 15 * here[low]
    assert total[turns] < 0.4 * total[near]
