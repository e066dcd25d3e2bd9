"""What nudge claims, on its trace, replayed in numpy."""

import numpy as np

from scenes.nudge import NUDGES, scene


def loss_at(a):
    x, y = (tensor.double().numpy() for tensor in scene.data())
    return ((x @ np.asarray(a, dtype=float) - y) ** 2).mean()


def test_every_round_moves_to_the_best_of_the_four_really_computed_losses():
    trace = scene.run()
    steps = scene.by * np.array(list(NUDGES.values()))
    for t in range(len(trace)):
        losses = [loss_at(trace.a[t] + step) for step in steps]
        np.testing.assert_allclose(trace.tried[t], losses, rtol=1e-5)
        np.testing.assert_allclose(trace.loss[t], loss_at(trace.a[t]), rtol=1e-5)
        if t + 1 < len(trace):
            np.testing.assert_allclose(trace.a[t + 1], trace.a[t] + steps[int(np.argmin(losses))], atol=1e-5)


def test_it_ends_where_no_nudge_helps_within_one_nudge_of_the_best_fit():
    trace = scene.run()
    facts = scene.facts(trace)
    assert (trace.tried[-1] > trace.loss[-1]).all()
    assert trace.better.tolist() == [1] * (len(trace) - 1) + [0]
    best = np.array([facts["best_slope"], facts["best_intercept"]])
    assert (np.abs(trace.a[-1] - best) < scene.by).all()
    assert trace.loss[-1] < trace.loss[0] / 50


def test_it_costs_four_losses_a_round_and_one_for_the_guess():
    trace = scene.run()
    assert trace.evaluations.tolist() == [1 + 4 * (t + 1) for t in range(len(trace))]
    assert scene.facts(trace)["moves"] == len(trace) - 1
