"""What hidden_layer claims, on its trace."""

import numpy as np
import pytest
import torch
from oracles import best_fit

from scenes.hidden_layer import BEFORE, scene
from scenes.shared.layer_parts import LINE, SIDE, X, acts, added, bends, line_alone, looks, middle, shares, summed


def points():
    return tuple(values.double().numpy() for values in scene.data())


def predicted(w, b, v, c, x):
    return np.maximum(0, np.multiply.outer(x, w) + b) @ v + c


def test_the_loop_is_descent_on_the_mean_squared_error_as_numpy_runs_it():
    """Replayed for fifty steps from where the units are added, with the chain rule written out.

    Each weight's slope is 2·mean(miss × what stands before it).
    """
    (x, y), trace = points(), scene.run()
    w, b, v, c = (trace.series[name][BEFORE].astype(float) for name in "wbvc")
    for t in range(50):
        np.testing.assert_allclose(trace.loss[BEFORE + t], np.mean((predicted(w, b, v, c, x) - y) ** 2), rtol=1e-3)
        reach = np.multiply.outer(x, w) + b
        back = 2 * (predicted(w, b, v, c, x) - y)[:, None] / len(y)
        through = back * v * (reach > 0)  # cut off where the unit is
        slopes = (through * x[:, None]).sum(0), through.sum(0), (back * np.maximum(0, reach)).sum(0), back.sum(0)
        w, b, v, c = (its - scene.lr * slope for its, slope in zip((w, b, v, c), slopes, strict=True))


def test_the_curve_is_the_sum_of_the_units_and_bends_where_they_do():
    trace, x = scene.run(), np.linspace(*X, 2161)
    curve = summed(trace, x)[-1]
    np.testing.assert_allclose(curve, predicted(*(trace.series[name][-1].astype(float) for name in "wbvc"), x), atol=1e-5)
    bent = x[1:-1][np.abs(np.diff(curve, 2)) > 1e-6]
    kinks = bends(trace)[-1][np.isfinite(bends(trace)[-1])]
    assert len(kinks) == 2
    assert all(np.abs(kinks - place).min() < 0.002 for place in bent)
    assert all(np.abs(bent - kink).min() < 0.002 for kink in kinks)


def test_it_begins_as_the_best_line_to_which_the_new_units_add_nothing():
    trace = scene.run()
    assert trace.loss[: BEFORE + 1] == pytest.approx(scene.facts(trace)["line_loss"], rel=1e-5)


@pytest.mark.parametrize("unit", [1, 2])
def test_each_side_turns_to_where_most_of_its_points_lie(unit):
    (x, y), trace = points(), scene.run()
    w, b, v, c = (trace.series[name][BEFORE].astype(float) for name in "wbvc")
    above = np.sign(y - predicted(w, b, v, c, x))[w[unit] * x + b[unit] > 0]
    assert np.sign(above.sum()) == np.sign(trace.v[-1, unit])


def pulls():
    """What each point pulls in each row, (rows, n), and all of its misses."""
    (x, y), trace = points(), scene.run()
    misses = y - summed(trace, x)
    return shares(trace, x, scene.steepens(trace)) * misses, misses


def loss_of(w, b, v, c):
    x, y = points()
    return np.mean((predicted(w, b, v, c, x) - y) ** 2)


def slope_of_loss(row, move):
    """How the loss changes in a `row` with what `move`(w, b, v, c, by) changes, by central differences, times −n/2."""
    w, b, v, c = (scene.run().series[name][row].astype(float) for name in "wbvc")
    return -len(points()[0]) / 2 * (loss_of(*move(w, b, v, c, 1e-6)) - loss_of(*move(w, b, v, c, -1e-6))) / 2e-6


def test_the_best_line_stays_because_its_middle_and_its_ends_pull_equally():
    (x, _), trace = points(), scene.run()
    pull, inner = pulls()[0][1], middle(trace, x)[1]
    assert looks(trace, None)[1] == LINE
    assert pull[inner].sum() > 0.5
    assert pull.sum() == pytest.approx(0, abs=1e-4)


def test_a_line_is_pulled_to_where_the_loss_wants_its_slope_to_go():
    def turned(w, b, v, c, by):
        """The line that the first unit makes, steeper, and as high as before at 0."""
        return w, b, v + np.eye(len(v))[0] * by / w[0], c - by * b[0] / w[0]

    row = scene.steepens(scene.run())
    assert pulls()[0][row].sum() * X[1] == pytest.approx(slope_of_loss(row, turned), rel=1e-3)
    assert pulls()[0][row].sum() > 0  # steeper


@pytest.mark.parametrize(("unit", "sign"), [(1, -1), (2, 1)])
def test_a_side_is_pulled_to_where_the_loss_wants_the_weight_of_its_unit_to_go(unit, sign):
    (x, _), trace = points(), scene.run()
    own = acts(trace, x)[BEFORE, unit - 1]
    reach = np.abs(X[int(trace.w[BEFORE, unit] > 0)] - bends(trace)[BEFORE, unit])
    pull = pulls()[0][BEFORE][own].sum()
    assert pull * reach == pytest.approx(slope_of_loss(BEFORE, lambda w, b, v, c, by: (w, b, v + np.eye(len(v))[unit] * by, c)), rel=1e-3)
    assert sign * pull > 0
    assert sign * trace.v[-1, unit] > 0


def test_the_points_between_the_bends_pull_at_no_side():
    (x, _), trace = points(), scene.run()
    assert np.all(pulls()[0][BEFORE][middle(trace, x)[BEFORE]] == 0)


def test_what_stands_between_the_line_and_the_curve_is_as_high_as_the_unit_times_its_weight():
    trace, x = scene.run(), np.array([-1.0, 1.0])
    np.testing.assert_allclose((summed(trace, x) - line_alone(trace, x))[-1], added(trace, x)[-1, [2, 1], [0, 1]], rtol=1e-6)


def test_the_right_bend_moves_inwards():
    place = bends(scene.run())[:, 1]
    assert place[-1] < place[BEFORE] - 0.2


def test_the_middle_turns_the_line_steeper_because_the_ends_pull_less_than_at_first():
    (x, _), trace = points(), scene.run()
    row, inner = scene.steepens(trace), middle(trace, x)
    misses = pulls()[1]
    ends, own = (np.where(which, misses * x, 0).sum(1) for which in (~inner, inner))
    assert np.all(-ends[row:] < 0.6 * -ends[0])
    assert np.all(own[row:] > 1.1 * -ends[row:])
    slope = trace.v[:, 0] * trace.w[:, 0]
    assert slope[-1] > slope[row] + 0.5


def test_each_stop_looks_at_the_misses_that_it_names():
    (x, _), trace = points(), scene.run()
    steepens = scene.steepens(trace)
    act, counted = looks(trace, steepens), shares(trace, x, steepens) != 0
    left, right = bends(trace)[:, 2, None], bends(trace)[:, 1, None]
    assert act[[0, 1, 2, BEFORE, steepens, -1]].tolist() == [0, LINE, 0, SIDE, LINE, 0]
    assert np.array_equal(counted[BEFORE], ((x < left) | (x > right))[BEFORE])
    assert counted[steepens].all()
    assert np.array_equal(middle(trace, x)[steepens], ((x > left) & (x < right))[steepens])
    assert not counted[[0, -1]].any()


def test_before_the_first_step_nothing_moves():
    trace = scene.run()
    for name in "wbvc":
        assert np.all(trace.series[name][: BEFORE + 1] == trace.series[name][0])


def test_it_follows_the_wave_better_than_the_best_line():
    (x, y), trace = points(), scene.run()
    line_loss = best_fit(np.column_stack([x, np.ones_like(x)]), y)[1]
    assert scene.facts(trace)["line_loss"] == pytest.approx(line_loss, rel=1e-6)
    assert trace.loss[-1] < 0.3 * line_loss


def test_two_bends_end_where_the_wave_turns():
    """The points are of sin 3x, which turns at ±π/6."""
    kinks = bends(scene.run())[-1, 1:]
    assert np.abs(kinks - np.pi / 6).min() < 0.2
    assert np.abs(kinks + np.pi / 6).min() < 0.2


def test_from_zeros_no_unit_ever_moves_and_only_the_level_finds_the_mean():
    _, y = points()
    zeros = [torch.zeros(size, requires_grad=True) for size in (3, 3, 3, 1)]
    *_, last = scene.one_run(zeros, scene.steps)
    assert all((last[name] == 0).all() for name in "wbv")
    assert float(last["c"].detach()) == pytest.approx(y.mean(), abs=1e-5)
    assert float(last["loss"].detach()) == pytest.approx(y.var(), rel=1e-5)


def test_units_that_begin_alike_stay_alike():
    alike = [torch.full((size,), value, requires_grad=True) for size, value in ((4, 0.7), (4, 0.1), (4, 0.3), (1, 0.0))]
    *_, last = scene.one_run(alike, scene.steps)
    for name in "wbv":
        assert (last[name] == last[name][0]).all()
    assert float(last["w"][0].detach()) != pytest.approx(0.7)
