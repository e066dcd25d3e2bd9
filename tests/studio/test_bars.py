"""Bars are as high as their numbers, all from 0 and at one scale, upright in a wide film and lying in a narrow one."""

import numpy as np
import pytest
from matplotlib import rc_context

from scenes.studio.draw.bars import bars
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LIGHT, SIZE, TALL

VALUES = np.array([[4.0, np.nan], [4.0, 3.0], [4.0, 1.0]])


def drawn(size):
    use_fonts()
    stage = Stage(LIGHT, size)
    (ax,) = stage.panels("")
    show = bars(stage, ax, VALUES, ["one", "two"], [["4"] * 3, ["", "3", "1"]], ["red", "blue"])
    settle = stage.settle([0, 1, 2])

    def lengths(row):
        show(row)
        settle(row)
        return [np.hypot(*np.ptp(path.vertices, axis=0)) for path in ax.collections[0].get_paths()]

    return ax, lengths


@pytest.mark.parametrize("size", [SIZE, TALL])
def test_each_bar_is_as_long_as_its_number_of_the_row(size):
    with rc_context(LIGHT.rc()):
        _, lengths = drawn(size)
        for row, values in enumerate(VALUES):
            np.testing.assert_allclose(lengths(row), values)


@pytest.mark.parametrize(("size", "along"), [(SIZE, "y"), (TALL, "x")])
def test_the_axis_along_the_bars_holds_zero_and_the_longest_bar_in_every_row(size, along):
    with rc_context(LIGHT.rc()):
        ax, _ = drawn(size)
        low, high = getattr(ax, f"get_{along}lim")()
        assert low < 0
        assert high > VALUES[0, 0]


def test_a_bar_that_is_not_there_yet_has_no_name():
    with rc_context(LIGHT.rc()):
        ax, lengths = drawn(SIZE)
        for row, names in ((0, {"one"}), (1, {"one", "two"})):
            lengths(row)
            assert {text.get_text() for text in ax.texts if text.get_visible()} & {"one", "two"} == names
