"""The stage: panels, grid and the strip over them."""

import numpy as np
import pytest
from matplotlib import rc_context

from scenes.studio.draw.canvas import MARGIN, STRIP, Stage
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import LIGHT
from scenes.studio.run.trace import Ended, Trace


@pytest.fixture(autouse=True)
def theme():
    use_fonts()
    with rc_context(LIGHT.rc()):
        yield


def trace(rows=3, frame_rows=None, ended=None):
    return Trace({"loss": np.arange(rows, dtype=np.float32)}, frame_rows or range(rows), ended)


def strip(stage):
    """What the strip says, from left to right."""
    return [text.get_text() for text in stage.figure.axes[0].texts]


def box(ax):
    """Left, bottom, right and top in pixels."""
    return ax.get_window_extent().extents


@pytest.mark.parametrize("size", [(1280, 720), (640, 360), (1920, 1080), (1000, 1000)])
def test_a_figure_has_the_pixels_that_were_asked_for_and_lettering_grows_with_it(size):
    stage = Stage(LIGHT, size)
    assert tuple(stage.figure.bbox.size) == pytest.approx(size)
    assert stage.figure.dpi / 100 == pytest.approx(min(size[0] / 1280, size[1] / 720))


def test_the_story_is_at_the_left_with_its_share_and_the_others_are_stacked_at_the_right():
    stage = Stage(LIGHT)
    story, first, second = stage.panels("story", "first", "second", share=0.75, heights=(3, 1))
    assert [ax.get_title(loc="left") for ax in (story, first, second)] == ["story", "first", "second"]
    stage.figure.draw_without_rendering()
    assert box(story)[2] < box(first)[0]
    assert box(first)[0] == pytest.approx(box(second)[0])
    assert box(first)[1] > box(second)[3]
    assert (box(story)[2] - box(story)[0]) / (box(first)[2] - box(first)[0]) == pytest.approx(3, rel=0.01)
    assert (box(first)[3] - box(first)[1]) / (box(second)[3] - box(second)[1]) == pytest.approx(3, rel=0.01)


def test_panels_keep_clear_of_the_margin_and_of_the_strip():
    stage = Stage(LIGHT)
    panels = stage.panels("story", "loss")
    stage.figure.draw_without_rendering()
    for ax in panels:
        left, bottom, right, top = ax.get_tightbbox().extents
        assert left >= MARGIN - 1
        assert bottom >= MARGIN - 1
        assert right <= 1280 - MARGIN + 1
        assert top <= 720 - MARGIN - STRIP


def test_a_grid_has_a_column_for_each_title_and_names_y_at_its_left_only():
    stage = Stage(LIGHT)
    rows = stage.grid(["one", "two", "three"], 2)
    assert [ax.get_title(loc="left") for ax in rows[0]] == ["one", "two", "three"]
    assert [len(row) for row in rows] == [3, 3]
    for first, *others in rows:
        assert first.yaxis.get_tick_params()["labelleft"]
        assert not any(ax.yaxis.get_tick_params()["labelleft"] or ax.yaxis.label.get_visible() for ax in others)


@pytest.mark.parametrize(("left", "right"), [(0, 1), (None, 0), (1, None)])
def test_a_divider_stands_between_its_columns_from_the_strip_to_the_margin(left, right):
    stage = Stage(LIGHT)
    ((one, two),) = stage.grid(["one", "two"], 1)
    columns = [one, two]
    stage.divider(None if left is None else columns[left], None if right is None else columns[right], "limit")
    (line,) = stage.figure.axes[0].lines
    (x, bottom), (also_x, top) = line.get_transform().transform(line.get_xydata())
    assert x == pytest.approx(also_x)
    ends = MARGIN if left is None else box(columns[left])[2], 1280 - MARGIN if right is None else box(columns[right])[0]
    assert x == pytest.approx(sum(ends) / 2, abs=1)
    assert bottom == pytest.approx(MARGIN, abs=1)
    assert top >= box(one)[3]
    assert strip(stage) == ["limit"]


def test_the_strip_says_the_step_and_each_value_and_nothing_in_it_moves():
    stage = Stage(LIGHT)
    show = stage.readouts(trace(12), ("loss", [str(t) for t in range(12)], LIGHT.loss), ("x", ["7"] * 12, LIGHT.model))
    places = []
    for t in (0, 11):
        show(t)
        assert strip(stage) == [f"step {t}", f"loss {t}", "x 7", ""]
        places.append([text.get_position() for text in stage.figure.axes[0].texts])
    assert places[0] == places[1]
    extents = [text.get_window_extent() for text in stage.figure.axes[0].texts[:3]]
    assert extents[0].x1 < extents[1].x0 < extents[1].x1 < extents[2].x0


def test_rows_that_are_no_steps_have_names_of_their_own():
    stage = Stage(LIGHT)
    show = stage.readouts(trace(2), counter=["lr 0.1", "lr 0.2"])
    show(1)
    assert strip(stage)[0] == "lr 0.2"
    assert stage.counter == ["lr 0.1", "lr 0.2"]


@pytest.mark.parametrize(
    ("frame_rows", "note"),
    [
        ([0], ""),
        ([0, 1, 2, 3], ""),
        ([0, 2, 4, 6], "every 2nd step"),
        ([0, 2, 4, 5], "every 2nd step"),
        ([0, 3, 6], "every 3rd step"),
        ([0, 5, 10, 12], "every 5th step"),
        ([0, 11, 22], "every 11th step"),
        ([0, 21, 42], "every 21st step"),
        ([0, 22, 44], "every 22nd step"),
        ([0, 112, 224], "every 112th step"),
        ([0, 1, 2, 4, 8], "steps further and further apart"),
    ],
)
def test_a_film_that_skips_steps_says_which(frame_rows, note):
    stage = Stage(LIGHT)
    stage.readouts(trace(frame_rows[-1] + 1, frame_rows))(0)
    assert strip(stage)[-1] == note


def test_the_last_frame_says_where_the_run_left_the_finite_numbers():
    stage = Stage(LIGHT)
    show = stage.readouts(trace(3, ended=Ended(3, "a", "inf")))
    show(2)
    assert strip(stage)[-1] == "the run ends: a is inf at step 3"
    show(1)
    assert strip(stage)[-1] == ""
