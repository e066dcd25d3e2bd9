"""What nudge claims, on its trace, replayed in numpy."""

import numpy as np

from scenes.nudge import NUDGES, scene
from scenes.shared.nudge_parts import DONE, PRICE, closeness, known_before


def loss_at(a):
    x, y = (tensor.double().numpy() for tensor in scene.data())
    return ((x @ np.asarray(a, dtype=float) - y) ** 2).mean()


def test_every_round_moves_to_the_best_of_the_four_really_computed_losses_as_long_as_it_is_lower():
    trace = scene.run()
    for t in range(len(trace)):
        same = t + 1 < len(trace) and trace.turn[t + 1] == trace.turn[t]
        tries = trace.a[t] + scene.by * np.array(list(NUDGES.values()))
        losses = [loss_at(tried) for tried in tries]
        np.testing.assert_allclose(trace.tried[t], losses, rtol=1e-5)
        np.testing.assert_allclose(trace.loss[t], loss_at(trace.a[t]), rtol=1e-5)
        if same:
            np.testing.assert_array_equal(trace.a[t + 1], trace.a[t])
        elif t + 1 < len(trace):
            assert min(losses) < trace.loss[t]
            np.testing.assert_allclose(trace.a[t + 1], tries[int(np.argmin(losses))], atol=1e-5)


def test_it_ends_where_no_nudge_helps_within_one_nudge_of_the_best_fit():
    trace = scene.run()
    facts = scene.facts(trace)
    best = np.array([facts["best_slope"], facts["best_intercept"]])
    assert (trace.tried[-1] > trace.loss[-1]).all()
    assert (np.abs(trace.a[-1] - best) < scene.by).all()
    assert trace.loss[-1] < trace.loss[0] / 50


def test_it_computes_the_loss_of_each_line_that_it_meets_once():
    trace, met = scene.run(), set()
    for t in range(len(trace)):
        met |= {
            tuple(np.round(place, 3).tolist())
            for place in (trace.a[t].astype(float), *(trace.a[t].astype(float) + scene.by * np.array(list(NUDGES.values()))))
        }
        if trace.told[t] == DONE:
            assert trace.evaluations[t] == len(met)
    assert scene.facts(trace)["moves"] == trace.turn[-1]


def test_the_tries_of_the_first_round_are_computed_one_by_one_before_the_best_is_told():
    trace = scene.run()
    assert trace.evaluations[:6].tolist() == [1, 2, 3, 4, 5, 5]
    assert (np.diff(trace.evaluations) >= 0).all()
    assert trace.told[-2:].tolist() == [DONE, PRICE]


def test_one_round_costs_as_much_as_the_run_with_as_many_numbers_as_the_last_stop_says():
    trace = scene.run()
    facts = scene.facts(trace)
    assert facts["price"] == 2 * facts["numbers"] == trace.evaluations[-1]
    assert facts["dear"] == len(NUDGES) // 2 * facts["many"]
    assert {str(facts["many"]), str(facts["dear"])} <= set(scene.story(trace)[-1].format(**facts).replace(",", "").split())


def test_before_the_last_tries_are_judged_their_losses_come_closer_until_they_fill_most_of_their_panels():
    trace = scene.run()
    closer, highest = closeness(trace), max(trace.tried.max(), trace.loss.max())
    assert (closer[trace.turn < trace.turn[-1]] == 1).all()
    assert (np.diff(closer[trace.turn == trace.turn[-1]])[:2] > 0).all()
    assert 0.8 < trace.tried[-1].max() * closer[-1] / highest < 1


def test_squares_of_a_round_are_four_and_the_filled_ones_are_as_many_as_losses_were_computed():
    trace = scene.run()
    ends = np.flatnonzero(trace.told == DONE)
    assert 1 + (~known_before(trace)[ends]).sum() == trace.evaluations[-1]


def test_what_has_just_won_helps_less_in_the_next_round():
    trace = scene.run()
    done = np.flatnonzero(trace.told == DONE)
    changes = trace.tried[done] - trace.loss[done, None]
    won = trace.best[done][:-1]
    assert all(changes[t + 1, k] > changes[t, k] for t, k in enumerate(won))
