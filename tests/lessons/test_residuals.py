"""What residuals claims, on its trace and on its canvas."""

import matplotlib
import numpy as np
import pytest
from matplotlib.patches import Polygon

from scenes.residuals import LONG, scene
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import LIGHT
from scenes.studio.store.render import film


def test_the_mean_of_all_squares_is_the_mean_squared_error_of_slope_minus_one_and_intercept_one():
    trace = scene.run()
    x, y = (values.double().numpy() for values in scene.data())
    assert len(trace) == len(y)
    assert trace.loss[-1] == pytest.approx(np.mean((1 - x[:, 0] - y) ** 2), rel=1e-6)
    assert trace.rmse[-1] == pytest.approx(np.sqrt(np.mean((1 - x[:, 0] - y) ** 2)), rel=1e-6)


def test_each_row_adds_one_point_to_the_mean():
    trace = scene.run()
    np.testing.assert_allclose(trace.loss, np.cumsum(trace.residual**2.0) / np.arange(1, len(trace) + 1), rtol=1e-5)


def test_the_mean_swings_less_and_less():
    swings = np.abs(np.diff(scene.run().loss))
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
