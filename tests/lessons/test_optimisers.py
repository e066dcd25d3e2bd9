"""What optimisers claims, on its trace."""

import numpy as np
import pytest
from oracles import best_fit, descent

from scenes.optimisers import RATES, scene
from scenes.shared.optimiser_runs import KINDS, MOMENTUM, NEAR, paths

GUESS = np.array([-1.0, 1.0])


def points():
    return tuple(values.double().numpy() for values in scene.data())


def replay(kind, lr, steps):
    """The four updates as their papers and torch's documentation write them, in float64."""
    x, y = points()
    a, speed, mean, square, rows = GUESS.copy(), np.zeros(2), np.zeros(2), np.zeros(2), [GUESS.copy()]
    for t in range(1, steps + 1):
        grad = 2 * x.T @ (x @ a - y) / len(y)
        if kind == "sgd":
            a = a - lr * grad
        elif kind == "rolling":
            speed = MOMENTUM * speed + grad
            a = a - lr * speed
        elif kind == "rmsprop":
            square = 0.99 * square + 0.01 * grad**2
            a = a - lr * grad / (np.sqrt(square) + 1e-8)
        else:
            mean, square = 0.9 * mean + 0.1 * grad, 0.999 * square + 0.001 * grad**2
            a = a - lr * mean / (1 - 0.9**t) / (np.sqrt(square / (1 - 0.999**t)) + 1e-8)
        rows.append(a)
    return np.array(rows)


@pytest.mark.parametrize("kind", KINDS)
def test_each_path_is_the_update_of_its_name(kind):
    trace, half = scene.run(), scene.steps + 1
    for rows, rate in ((slice(half), scene.best_rates[kind]), (slice(half, None), scene.lr)):
        np.testing.assert_allclose(trace.series[kind][rows][:40], replay(kind, rate, 39), atol=5e-3)


def test_plain_sgd_is_the_closed_form():
    trace, half = scene.run(), scene.steps + 1
    np.testing.assert_allclose(trace.sgd[half:], descent(*points(), GUESS, scene.lr, scene.steps), atol=1e-3)


def steps_needed(kind, rate):
    x, y = points()
    losses = ((replay(kind, rate, 200) @ x.T - y) ** 2).mean(1)
    best = best_fit(x, y)[1]
    far = np.flatnonzero(losses - best > NEAR * (losses[0] - best))
    return far[-1] + 1 if far[-1] < 200 else 0


@pytest.mark.parametrize("kind", ["sgd", "rolling", "adam"])
def test_no_rate_of_the_sweep_is_better_than_the_best(kind):
    with np.errstate(all="ignore"):
        needed = [steps_needed(kind, rate) or 10**9 for rate in RATES]
    assert RATES[int(np.argmin(needed))] == pytest.approx(scene.best_rates[kind])
    assert scene.facts(scene.run())[kind] == pytest.approx(min(needed), abs=1)


def test_rates_in_one_sweep_do_not_touch_each_other():
    x, y = scene.data()
    for kind in KINDS:
        together, alone = paths(kind, RATES[:6], x, y, GUESS.tolist(), 20)[0], paths(kind, RATES[3:4], x, y, GUESS.tolist(), 20)[0]
        np.testing.assert_allclose(together[:, 3].numpy(), alone[:, 0].numpy(), rtol=1e-5)


def test_at_their_best_rates_all_arrive_and_at_one_rate_the_order_is_another_one():
    facts = scene.facts(scene.run())
    assert all(0 < facts[kind] < scene.steps for kind in KINDS)
    assert max(facts[kind] for kind in KINDS) < 3 * min(facts[kind] for kind in KINDS)
    assert facts["adam"] < facts["rolling"] < facts["sgd"]
    assert facts["rolling_same"] > 0
    assert facts["adam_same"] == facts["sgd_same"] == facts["rmsprop_same"] == 0  # they have not arrived
    assert max(scene.best_rates.values()) > 20 * min(scene.best_rates.values())
