"""What making_data claims, on its trace."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from matplotlib import rc_context

from scenes.good_lr import scene as lecture
from scenes.making_data import SHOWN, scene
from scenes.shared.making_parts import followed
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LIGHT


def test_filled_row_by_row_the_data_is_the_lectures_to_the_bit():
    trace = scene.run()
    x, y = lecture.data()
    np.testing.assert_array_equal(trace.x[-1], x)
    np.testing.assert_allclose(trace.y[-1], y, rtol=1e-6)


def test_the_underscore_overwrites_the_first_column_in_place_and_leaves_the_ones():
    rows = scene.train()
    x = next(rows)["x"]
    place = x.data_ptr()
    assert (x == 1).all()
    *_, last = rows
    assert last["x"] is x
    assert x.data_ptr() == place
    assert (x[:, 1] == 1).all()
    assert x[:, 0].abs().max() <= 1
    assert x[:, 0].unique().numel() > 0.9 * scene.points


def test_before_the_noise_every_point_lies_on_the_line_3x_plus_2():
    trace = scene.run()
    (done,) = np.flatnonzero((trace.line == 2) & (trace.end == scene.points))
    np.testing.assert_allclose(trace.y[done], 3 * trace.x[done, :, 0] + 2, rtol=1e-5, atol=1e-6)


def test_the_noise_averages_a_half_so_the_best_intercept_is_near_two_and_a_half():
    trace = scene.run()
    facts = scene.facts(trace)
    noise = trace.noise[-1]
    assert ((noise >= 0) & (noise < 1)).all()
    assert abs(noise.mean() - 0.5) < 3 / np.sqrt(12 * scene.points)  # three standard errors of a uniform number's mean
    slope, intercept = np.polyfit(trace.x[-1, :, 0].astype(float), trace.y[-1].astype(float), 1)
    assert facts["best_slope"] == pytest.approx(slope, abs=1e-5)
    assert facts["best_intercept"] == pytest.approx(intercept, abs=1e-5)
    assert abs(facts["best_intercept"] - 2.5) < 0.1


def test_no_torch_state_outside_the_scene_is_touched():
    before = torch.get_rng_state()
    scene.run()
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("points", [2, 3, 100, 5000])
def test_however_many_points_there_are_all_are_made_and_a_bounded_number_is_drawn(points):
    many = replace(scene, points=points)
    trace = many.run()
    x, y = many.data()
    np.testing.assert_array_equal(trace.x[-1], x)
    np.testing.assert_allclose(trace.y[-1], y, rtol=1e-6)
    assert len(trace) <= 20
    with rc_context(LIGHT.rc()):
        stage = Stage(LIGHT)
        for show in many.drawing(trace, stage):
            show(len(trace) - 1)
    picture = stage.figure.axes[1]
    assert max(len(line.get_xdata()) for line in picture.lines) <= SHOWN
    assert picture.get_title(loc="left") == "rows as points" + (": 200 of 5,000 drawn" if points > SHOWN else "")


def test_the_noise_only_ever_lifts():
    trace = scene.run()
    (before,) = np.flatnonzero((trace.line == 2) & (trace.end == scene.points))
    assert (trace.y[-1] >= trace.y[before]).all()


def test_the_sums_of_the_row_that_is_followed_are_right_with_the_digits_that_are_shown():
    trace = scene.run()
    k = followed(trace)
    x, y, lift = (round(float(series[-1, k]), 2) for series in (trace.x[..., 0], trace.y, trace.noise))
    (before,) = np.flatnonzero((trace.line == 2) & (trace.end == scene.points))
    on_line = round(float(trace.y[before, k]), 2)
    assert round(3 * x + 2, 2) == on_line
    assert round(on_line + lift, 2) == y
