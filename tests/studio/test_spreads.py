"""Spreads and strip plots show the rows up to now, and the labels of two curves' ends stay apart and inside."""

import numpy as np
import pytest
from matplotlib import rc_context

from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.spreads import spread, strip_plot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LIGHT


@pytest.fixture
def panel():
    use_fonts()
    with rc_context(LIGHT.rc()):
        stage = Stage(LIGHT)
        (ax,) = stage.panels("")
        ax.set(xlim=(0, 10), ylim=(0, 10))
        yield stage, ax


def test_a_spread_lies_between_its_edges_up_to_now(panel):
    x, low, high = np.arange(4.0), np.array([1.0, 2, 3, 4]), np.array([5.0, 6, 7, 9])
    stage, ax = panel
    spread(stage, ax, x, low, high, "blue")(2)
    (ground,) = ax.patches
    path = ground.get_path()
    assert path.contains_points([(0.5, 2), (1.5, 5), (1.9, 6.5)]).all()
    assert not path.contains_points([(0.5, 1), (1.5, 7), (2.5, 5)]).any()


def test_a_strip_plot_holds_each_value_so_far_and_their_mean(panel):
    values = np.array([2.0, 4, 9, 1])
    stage, ax = panel
    strip_plot(stage, ax, 5, values, "blue", width=2)(2)
    dots, mean, now = ax.lines
    assert list(dots.get_ydata()) == [2, 4, 9]
    assert np.abs(dots.get_xdata() - 5).max() <= 1
    assert list(mean.get_ydata()) == [5, 5]
    assert now.get_ydata() == [9]


def test_labels_of_two_ends_are_lifted_apart_and_stay_inside(panel):
    stage, ax = panel
    first, second = (np.column_stack([np.arange(3.0), heights]) for heights in ([0, 5, 9], [0.1, 5, 2]))
    lifts = stage.apart(ax, [first, second], 40)
    middles = [stage.pixels(ax, ends)[:, 1] - ax.bbox.y0 + lift for ends, lift in zip((first, second), lifts, strict=True)]
    assert (np.abs(middles[0] - middles[1]) > 39.9).all()
    assert min(map(np.min, middles)) >= 20
    assert [lift[2] for lift in lifts] == [0, 0]
