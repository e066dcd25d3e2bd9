"""What hidden_layer claims, on its trace."""

import numpy as np
import pytest
import torch
from oracles import best_fit

from scenes.hidden_layer import BEFORE, scene
from scenes.shared.layer_parts import X, acts, bends, looks, pulls, slide, summed, watched


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


def test_the_pull_of_a_side_is_where_the_loss_wants_the_weight_of_its_unit_to_go():
    (x, y), trace = points(), scene.run()
    w, b, v, c = (trace.series[name][BEFORE].astype(float) for name in "wbvc")
    back = 2 * (predicted(w, b, v, c, x) - y) / len(y)
    slopes = (back[:, None] * np.maximum(0, np.multiply.outer(x, w) + b)).sum(0)
    pulled = pulls(trace, scene.data())[BEFORE].sum(1)
    np.testing.assert_allclose(pulled, -slopes[1:] * len(y) / 2 / np.abs(w[1:]), rtol=1e-4)
    assert pulled[0] < 0 < pulled[1]
    assert np.all(pulls(trace, scene.data())[BEFORE][~acts(trace, x)[BEFORE]] == 0)  # the points on the other side do not pull


def test_in_the_end_the_sides_pull_less_and_the_right_bend_has_come_to_rest_where_its_misses_are_even():
    (x, y), trace = points(), scene.run()
    pulled = pulls(trace, scene.data()).sum(2)
    assert np.all(np.abs(pulled[-1]) < 0.4 * np.abs(pulled[BEFORE]))
    misses = np.where(acts(trace, x)[:, 0], y - summed(trace, x), 0).sum(1)
    place = bends(trace)[:, 1]
    still = np.abs(place - place[-1]) < 0.01
    assert place[-1] < place[BEFORE] - 0.2
    assert misses[BEFORE] < -0.5
    assert np.abs(misses[still]).max() < 0.6 * -misses[BEFORE]


def test_each_stop_looks_at_the_misses_that_it_names():
    (x, y), trace = points(), scene.run()
    slides, middle = slide(trace)[0], scene.steepens(trace)
    seen = watched(trace, x, looks(trace, middle))
    left, right = bends(trace)[:, 2, None], bends(trace)[:, 1, None]
    assert np.array_equal(seen[BEFORE], (x < left)[BEFORE])
    assert np.array_equal(seen[slides], (x > right)[slides])
    assert np.array_equal(seen[middle], ((x > left) & (x < right))[middle])
    assert seen[0].all()
    assert seen[-1].all()
    misses = y - summed(trace, x)
    assert misses[slides][seen[slides]].sum() < -0.5  # too high, which is why the bend slides


def test_before_the_first_step_the_pulls_are_counted_outwards_and_nothing_moves():
    trace = scene.run()
    assert np.all(np.diff(trace.swept[: BEFORE + 1]) >= 0)
    assert trace.swept[0] == 0
    assert np.all(trace.swept[BEFORE:] == 1)
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
