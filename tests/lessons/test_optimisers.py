"""What optimisers claims, on its trace."""

import numpy as np
import pytest
from oracles import best_fit, descent

from scenes.optimisers import RUNNERS, scene
from scenes.shared.optimiser_runs import KINDS, MOMENTUM, NEAR, RATES, TRIED, gradients, paths

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
    for rate in (0.04, 0.1):
        places, _ = paths(kind, [rate], *scene.data(), 39)
        np.testing.assert_allclose(places[:, 0], replay(kind, rate, 39), atol=5e-3)


@pytest.mark.parametrize("kind", RUNNERS)
def test_both_races_are_run_at_their_rates(kind):
    trace, half = scene.run(), scene.steps + 1
    for rows, (rate, _) in zip((slice(half), slice(half, None)), scene.races[kind], strict=True):
        path = trace.series[kind][rows]
        np.testing.assert_allclose(path, replay(kind, rate, len(path) - 1), atol=1e-2)


def test_plain_sgd_is_the_closed_form():
    trace, half = scene.run(), scene.steps + 1
    np.testing.assert_allclose(trace.sgd[:half], descent(*points(), GUESS, scene.lr, scene.steps), atol=1e-3)


def steps_needed(kind, rate):
    x, y = points()
    losses = ((replay(kind, rate, TRIED) @ x.T - y) ** 2).mean(1)
    best = best_fit(x, y)[1]
    far = np.flatnonzero(losses - best > NEAR * (losses[0] - best))
    return far[-1] + 1 if far[-1] < TRIED else 0


@pytest.mark.parametrize("kind", ["sgd", "rolling", "adam"])
def test_no_rate_of_the_sweep_is_better_than_the_best(kind):
    with np.errstate(all="ignore"):
        needed = [steps_needed(kind, rate) or 10**9 for rate in RATES]
    assert RATES[int(np.argmin(needed))] == pytest.approx(scene.races[kind][1][0])
    assert scene.facts(scene.run())[kind] == pytest.approx(min(needed), abs=1)


def test_rates_in_one_sweep_do_not_touch_each_other():
    x, y = scene.data()
    for kind in KINDS:
        together, alone = paths(kind, RATES[:6], x, y, 20)[0], paths(kind, RATES[3:4], x, y, 20)[0]
        np.testing.assert_allclose(together[:, 3].numpy(), alone[:, 0].numpy(), rtol=1e-5)


def test_adam_loses_at_the_rate_of_sgd_and_wins_at_its_own():
    facts = scene.facts(scene.run())
    assert scene.lr == pytest.approx(facts["sgd_rate"])
    assert scene.steps == facts["adam_same"] > 2 * facts["sgd_same"]  # the first race ends when Adam is there, too
    assert facts["adam"] < facts["sgd"]
    assert facts["adam_rate"] == pytest.approx(10 * facts["sgd_rate"])
    assert facts["adam_rate"] > 9 * facts["limit"]  # at which plain SGD would not settle


def test_adams_first_step_is_the_rate_along_both_axes_and_sgds_the_rate_times_the_gradient():
    trace, (x, y) = scene.run(), points()
    gradient = 2 * x.T @ (x @ GUESS - y) / len(y)
    half = scene.steps + 1
    np.testing.assert_allclose(trace.adam[1] - trace.adam[0], -scene.lr * np.sign(gradient), rtol=1e-4)
    np.testing.assert_allclose(trace.adam[half + 1] - trace.adam[half], -10 * scene.lr * np.sign(gradient), rtol=1e-4)
    np.testing.assert_allclose(trace.sgd[1] - trace.sgd[0], -scene.lr * gradient, rtol=1e-4)
    np.testing.assert_allclose(gradients(GUESS[None], *scene.data())[0], gradient, rtol=1e-5)


def test_all_four_arrive_at_their_best_rates():
    facts = scene.facts(scene.run())
    assert 0 < facts["adam"] < facts["rolling"] < facts["sgd"] < facts["rmsprop"] < TRIED
    assert facts["rmsprop"] < 3 * facts["adam"]
    assert facts["adam_rate"] > 20 * facts["rolling_rate"]
