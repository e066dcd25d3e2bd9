"""What nudge claims, on its trace, replayed in numpy."""

import numpy as np

from scenes.nudge import NUDGES, scene


def loss_at(a):
    x, y = (tensor.double().numpy() for tensor in scene.data())
    return ((x @ np.asarray(a, dtype=float) - y) ** 2).mean()


def test_every_round_moves_to_the_best_of_the_four_really_computed_losses_as_long_as_it_is_lower():
    trace = scene.run()
    for t in range(len(trace)):
        tries = trace.a[t] + trace.nudge[t] * np.array(list(NUDGES.values()))
        losses = [loss_at(tried) for tried in tries]
        np.testing.assert_allclose(trace.tried[t], losses, rtol=1e-5)
        np.testing.assert_allclose(trace.loss[t], loss_at(trace.a[t]), rtol=1e-5)
        if t + 1 < len(trace):
            lower = min(losses) < trace.loss[t]
            np.testing.assert_allclose(trace.a[t + 1], tries[int(np.argmin(losses))] if lower else trace.a[t], atol=1e-5)
            assert (trace.nudge[t + 1] == trace.nudge[t]) == lower


def test_it_ends_where_no_nudge_helps_within_one_nudge_of_the_best_fit():
    trace = scene.run()
    facts = scene.facts(trace)
    best = np.array([facts["best_slope"], facts["best_intercept"]])
    for t, by in ((int(facts["stuck"]), scene.by), (-1, facts["finer"])):
        assert (trace.tried[t] > trace.loss[t]).all()
        assert (np.abs(trace.a[t] - best) < by).all()
    assert trace.loss[-1] < trace.loss[int(facts["stuck"])] < trace.loss[0] / 50


def test_it_costs_four_losses_a_round_and_one_for_the_guess():
    trace = scene.run()
    assert trace.evaluations.tolist() == [1 + 4 * (t + 1) for t in range(len(trace))]
    assert scene.facts(trace)["moves"] == len(trace) - 2  # both sizes of nudge end on a round without a move
