"""What jitter claims, on its trace."""

import numpy as np
import pytest
from oracles import best_fit, hessian

from scenes.jitter import scene
from scenes.shared.jitter_parts import mean_misses, strays
from scenes.shared.many_runs import TIMES
from scenes.shared.push_parts import parted
from scenes.shared.reading_parts import pulls


@pytest.fixture(scope="module")
def trace():
    return scene.run()


def expected(plan, batch=scene.batch):
    """The second moments (steps + 1, 2, 2) after each step, exactly: the recursion of SGD with batches drawn with replacement."""
    x, y = (values.double().numpy() for values in scene.data())
    curved, best = hessian(x), best_fit(x, y)[0]
    own = 2 * x[:, :, None] * x[:, None, :]  # the Hessian of each point
    pulls = 2 * (x @ best - y)[:, None] * x  # and its gradient at the best fit
    noise = pulls.T @ pulls / len(x)
    moments = [np.zeros((2, 2))]
    for rate in plan:
        spread = moments[-1]
        square = (own @ spread @ own).mean(0) / batch + (1 - 1 / batch) * curved @ spread @ curved
        moments.append(spread - rate * (curved @ spread + spread @ curved) + rate**2 * (square + noise / batch))
    return np.array(moments)


def extra(moments):
    x, _ = scene.data()
    return np.trace(hessian(x.double().numpy()) @ moments, axis1=1, axis2=2) / 2


def test_loss_and_distance_are_as_the_recursion_of_the_moments_says(trace):
    moments = expected(scene.plan)
    true, away = extra(moments), np.sqrt(np.trace(moments, axis1=1, axis2=2))
    near = 4 * true * np.sqrt(2 / (2 * scene.runs))  # four standard errors of a mean of squares of two numbers
    assert (np.abs(trace.extra - true) <= np.maximum(near, 1e-5)).all()
    np.testing.assert_allclose(trace.away[1:], away[1:], rtol=4 / np.sqrt(2 * scene.runs))


def test_a_quarter_of_the_rate_and_four_times_the_batch_quarter_the_extra_loss(trace):
    settings = {"wide": (scene.lr, scene.batch), "slow": (scene.lr / TIMES, scene.batch), "many": (scene.lr, TIMES * scene.batch)}
    steady = {name: extra(expected([rate] * 400, batch))[-1] for name, (rate, batch) in settings.items()}
    facts = scene.facts(trace)
    for name, value in steady.items():
        assert facts[name] == pytest.approx(value, rel=0.12)
    assert steady["slow"] / steady["wide"] == pytest.approx(1 / 4, abs=0.05)  # the rule holds for short steps
    assert steady["many"] / steady["wide"] == pytest.approx(1 / 4, abs=0.05)  # the rule holds for short steps


def test_the_cloud_is_half_as_wide_and_closes_as_the_rate_falls(trace):
    wide, slow, last = trace.away[scene.ends]
    assert slow / wide == pytest.approx(0.5, abs=0.05)
    assert last < 0.5 * slow


def test_a_step_is_the_mean_of_the_steps_its_points_ask_for(trace):
    x, y = (values.double().numpy() for values in scene.data())
    a = trace.places[:, 0].astype(float)
    for t in range(len(trace) - 1):
        its = trace.drawn[t].astype(int)
        np.testing.assert_allclose(pulls(a[t], x[its], y[its], trace.rate[t]).mean(0), a[t + 1] - a[t], atol=1e-5)


def test_the_sticks_are_the_misses_that_make_the_steps(trace):
    x, y = (values.double().numpy() for values in scene.data())
    misses = mean_misses(trace)
    for t in range(1, len(trace)):
        its = trace.drawn[t - 1].astype(int)
        above = (y[its] - x[its] @ trace.places[t - 1, 0].astype(float)).mean()
        assert misses[t, 0] == pytest.approx(above, abs=4e-5 / float(trace.rate[t - 1]))


def test_a_quarter_of_the_rate_leaves_the_mean_misses_as_they_are(trace):
    wide, slow, _ = np.percentile(np.abs(mean_misses(trace)), 90, axis=1)[scene.ends]
    assert slow / wide == pytest.approx(1, abs=0.1)


def test_the_band_is_half_as_wide_at_a_quarter_of_the_rate_and_closes_as_it_falls(trace):
    wide, slow, last = strays(trace)[scene.ends]
    assert slow / wide == pytest.approx(1 / 2, abs=0.06)
    assert last < slow / 2
    assert [scene.facts(trace)[name] for name in ("band_wide", "band_slow", "band_last")] == pytest.approx([wide, slow, last])


def test_far_off_the_misses_of_all_points_lead_back(trace):
    x, y = (values.double().numpy() for values in scene.data())
    back, *_ = scene.turns(trace)
    before = trace.places[back - 1, 0].astype(float)
    off = before[1] - float(trace.places[0, 0, 1])
    assert abs(off) > 0.05
    assert np.sign((y - x @ before).mean()) == -np.sign(off)
    assert abs((y - x @ trace.places[0, 0].astype(float)).mean()) < 1e-4


def test_in_the_balance_a_usual_push_is_nearly_undone(trace):
    back, *_ = scene.turns(trace)
    pull, push = (part[: scene.ends[0] + 1] for part in parted(trace, *scene.data()))
    assert abs(push[back, 0]) == pytest.approx(np.sqrt((push[1:] ** 2).mean()), rel=0.2)
    assert abs(pull[back, 0] + push[back, 0]) < 0.2 * abs(push[back, 0])


def test_a_step_is_the_pull_of_all_points_and_a_push(trace):
    x, y = (values.double().numpy() for values in scene.data())
    pulls, pushes = parted(trace, *scene.data())
    for t in (1, *scene.turns(trace)):
        was, now = trace.places[t - 1 : t + 1, 0].astype(float)
        true, own = ((y[its] - x[its] @ was).mean() for its in (slice(None), trace.drawn[t - 1].astype(int)))
        assert pulls[t, 0] == pytest.approx(2 * trace.rate[t - 1] * true, abs=1e-5)
        assert pushes[t, 0] == pytest.approx(2 * trace.rate[t - 1] * (own - true), abs=1e-5)
        assert pulls[t, 0] + pushes[t, 0] == pytest.approx(now[1] - was[1], abs=1e-5)


def test_four_steps_at_a_quarter_of_the_rate_pull_as_much_as_one_and_push_half(trace):
    one, four, last = scene.told(trace)
    assert [len(its.pushes) for its in (one, four)] == [1, TIMES]
    assert len(last.pushes) == scene.facts(trace)["longest"] > 4 * TIMES
    assert one.pulls.sum() == pytest.approx(four.pulls.sum(), rel=0.2) == pytest.approx(last.pulls.sum(), rel=0.2)
    assert four.pushes.sum() == pytest.approx(one.pushes.sum() / 2, rel=0.2)
    assert last.pushes.sum() == pytest.approx(one.pushes.sum() / 5, rel=0.2)
    for its in (four, last):
        assert its.pushes.min() < 0 < its.pushes.max()  # they cancel in part
    assert one.rows[-1] <= scene.ends[0] < four.rows[0] < four.rows[-1] <= scene.ends[1] < last.rows[0]


def test_the_arrows_of_a_bar_are_the_steps_to_its_rows(trace):
    pushes = parted(trace, *scene.data())[1][:, 0]
    for its in scene.told(trace):
        np.testing.assert_allclose(its.pushes, pushes[its.rows], atol=1e-9)


def test_a_push_is_of_the_usual_size_of_its_act(trace):
    pushes = parted(trace, *scene.data())[1]
    summed = np.sum([pushes[back : len(pushes) - TIMES + 1 + back] for back in range(TIMES)], 0)
    first, second, _ = scene.ends
    acts = pushes[1 : first + 1], summed[first + 1 : second - TIMES + 2]
    for its, values in zip(scene.told(trace)[:2], acts, strict=True):
        assert its.pushes.sum() == pytest.approx(np.sqrt((values**2).mean()), rel=0.12)


def test_all_start_at_the_best_fit_and_leave_at_once(trace):
    x, y = (values.double().numpy() for values in scene.data())
    np.testing.assert_allclose(trace.places[0], np.tile(best_fit(x, y)[0], (scene.runs, 1)), atol=1e-5)
    assert (trace.places[1] != trace.places[0]).any(1).all()
