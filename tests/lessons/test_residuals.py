"""What residuals claims, on its trace and on its canvas."""

import matplotlib
import numpy as np
import pytest
from matplotlib.patches import Polygon

from scenes.residuals import LONG, scene
from scenes.shared.miss_by_miss import SWING
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import LIGHT
from scenes.studio.store.render import film


def test_the_mean_of_all_squares_is_the_mean_squared_error_of_slope_minus_one_and_intercept_one():
    trace = scene.run()
    x, y = (values.double().numpy() for values in scene.data())
    assert len(trace) == len(y) + SWING, "a row for each point, and one for each step of the line"
    assert trace.loss[-1] == pytest.approx(np.mean((1 - x[:, 0] - y) ** 2), rel=1e-6)
    assert trace.rmse[-1] == pytest.approx(np.sqrt(np.mean((1 - x[:, 0] - y) ** 2)), rel=1e-6)


def test_each_row_adds_one_point_to_the_mean():
    trace, n = scene.run(), scene.points
    np.testing.assert_allclose(trace.loss[:n], np.cumsum(trace.residual[:n] ** 2.0) / np.arange(1, n + 1), rtol=1e-5)


def test_the_mean_swings_less_and_less():
    swings = np.abs(np.diff(scene.run().loss[: scene.points]))
    assert swings[:10].max() > 5 * swings[-10:].max()


def test_the_square_is_square_on_the_canvas_and_its_side_keeps_one_scale():
    use_fonts()
    trace = scene.run()
    with matplotlib.rc_context(LIGHT.rc()):
        frames = film(scene, trace, LIGHT)
    (polygon,) = frames.figure.findobj(Polygon)
    scales = []
    for t in (0, 3, 50, 99):
        frames.frame(t)
        box = polygon.get_path().get_extents(polygon.get_transform())
        assert box.width == pytest.approx(box.height, rel=1e-6)
        scales.append(box.height / abs(trace.residual[t]))
    np.testing.assert_allclose(scales, scales[0], rtol=1e-4)


def test_the_turns_are_a_miss_to_the_other_side_and_a_long_one():
    trace = scene.run()
    other, long, many = scene.turns(trace)
    assert trace.residual[0] < 0 < trace.residual[other]
    assert trace.miss[long] > LONG > trace.miss[:long].max()
    assert trace.square[long] > 10 * trace.square[:long].max()
    assert many > long


def test_the_best_line_has_the_smallest_loss():
    x, y = (values.double().numpy() for values in scene.data())
    _, (rest,), *_ = np.linalg.lstsq(x, y, rcond=None)
    assert scene.facts(scene.run())["best_loss"] == pytest.approx(rest / len(y), rel=1e-6)


def test_the_miss_of_the_turn_is_so_many_times_as_long_and_its_square_as_many_times_times_itself():
    trace = scene.run()
    other, long, _ = scene.turns(trace)
    facts = scene.facts(trace)
    assert facts["times"] == pytest.approx(trace.miss[long] / trace.miss[other], rel=1e-6)
    assert facts["area"] == pytest.approx(trace.square[long] / trace.square[other], rel=1e-5)


def test_in_the_end_the_line_goes_down_to_the_best_one_and_the_squares_of_the_guess_stay_as_they_were():
    trace, n = scene.run(), scene.points
    x, y = (values.double().numpy() for values in scene.data())
    np.testing.assert_allclose(trace.line_loss[n:], ((trace.line[n:] @ x.T - y) ** 2).mean(1), rtol=1e-4)
    assert (np.diff(trace.line_loss[n - 1 :]) < 0).all()
    assert trace.line_loss[-1] == pytest.approx(scene.facts(trace)["best_loss"], rel=0.05)
    assert (trace.line[:n] == (-1, 1)).all()
    assert (trace.loss[n:] == trace.loss[n - 1]).all()
