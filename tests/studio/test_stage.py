"""The templates of a film's canvas: where panels, sentence and counter stand."""

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.text import Text

from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.layout import MARGIN
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LIGHT, SIZE, TALL, TICK, is_wide
from scenes.studio.run.story import Stop
from scenes.studio.run.trace import Trace

pytestmark = pytest.mark.usefixtures("in_light")
SIZES = [(1280, 720), (640, 360), (1080, 1080), (1080, 1920), (1024, 768)]


@pytest.fixture
def in_light():
    use_fonts()
    with rc_context(LIGHT.rc()):
        yield


def positions(axes):
    return np.array([ax.get_position().bounds for ax in axes])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("others", [(), ("b",), ("b", "c")])
def test_panels_do_not_overlap_and_stay_within_the_margins(size, others):
    stage = Stage(LIGHT, size)
    axes = stage.panels("a", *others)
    stage.settle([0])(0)
    stage.figure.draw_without_rendering()
    renderer = stage.figure.canvas.get_renderer()
    boxes = [ax.get_tightbbox(renderer) for ax in axes]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    rim = (MARGIN - 24) * stage.scale
    for box in boxes:
        assert min(box.x0, box.y0) >= rim
        assert box.x1 <= size[0] - rim
        assert box.y1 <= size[1] - rim


@pytest.mark.parametrize("others", [(), ("b",), ("b", "c")])
def test_the_story_starts_at_the_same_place_in_every_film_and_right_edges_are_flush(others):
    axes = Stage(LIGHT).panels("a", *others)
    left, _, _, _ = positions(axes)[0]
    assert round(left * SIZE[0]) == 96
    rights = [(x + width) * SIZE[0] for x, _, width, _ in positions(axes)]
    assert max(rights) == pytest.approx(SIZE[0] - MARGIN)
    assert len({round(right) for right in rights[1:]}) <= 1


def test_columns_stand_side_by_side_and_in_a_tall_film_in_two_bands():
    wide = Stage(LIGHT).columns(["a", "b", "c", "d"], rows=2)
    assert [len(row) for row in wide] == [4, 4]
    assert len({round(y, 6) for _, y, _, _ in positions(wide[0])}) == 1
    assert len({round(width, 4) for _, _, width, _ in positions(wide[0])}) == 1
    tall = Stage(LIGHT, (1080, 1920)).columns(["a", "b", "c", "d"], rows=2)
    assert [len(row) for row in tall] == [4, 4]
    assert len({round(y, 6) for _, y, _, _ in positions(tall[0])}) == 2


def test_columns_that_are_to_be_across_stand_side_by_side_in_a_tall_film_too():
    (below,), (beside,) = (Stage(LIGHT, TALL).columns(["a", "b", "c"], across=across) for across in (False, True))
    assert len({round(y, 6) for _, y, _, _ in positions(below)}) == 3
    assert len({round(y, 6) for _, y, _, _ in positions(beside)}) == 1
    assert len({round(x, 6) for x, _, _, _ in positions(beside)}) == 3


@pytest.mark.parametrize(("size", "least"), [((1080, 1920), 33), (TALL, 33 * TALL[0] / 1080), ((1080, 1080), 28)])
def test_lettering_of_a_tall_film_is_at_least_33_pixels_at_1080_and_of_a_square_one_28(size, least):
    assert not is_wide(size)
    stage = Stage(LIGHT, size)
    (ax,) = stage.panels("title")
    ax.set(xlabel="axis", xlim=(0, 10))
    stage.label(ax, (5, 0.5), "label", LIGHT.ink, size=TICK)
    stage.settle([0])(0)
    stage.figure.draw_without_rendering()
    seen = [text for text in stage.figure.findobj(Text) if text.get_visible() and text.get_text()]
    assert {"title", "axis", "label", "10"} <= {text.get_text() for text in seen}
    assert min(text.get_fontsize() for text in seen) * stage.figure.dpi / 72 >= least


def test_sentence_and_counter_follow_the_run():
    stage = Stage(LIGHT)
    stage.panels("a")
    trace = Trace({"loss": np.arange(31.0)}, range(31))
    rows = [0, 1, 2, 12, 22, 30]
    show = stage.finish(trace, rows, [Stop(0, "It begins"), Stop(2, "It turns"), Stop(30, "It ends")], None)
    seen = {}
    for row in rows:
        show(row)
        count, note, sentence = (text.get_text() for text in stage._strip.texts)
        seen[row] = (sentence, count, note)
    assert seen == {
        0: ("It begins", "step 0", ""),
        1: ("It begins", "step 1", ""),
        2: ("It turns", "step 2", ""),
        12: ("It turns", "step 12", "10 at a time"),
        22: ("It turns", "step 22", "10 at a time"),
        30: ("It ends", "step 30", "8 at a time"),
    }


@pytest.mark.parametrize("size", SIZES)
def test_the_longest_sentence_keeps_clear_of_the_counter_and_the_panels(size):
    stage = Stage(LIGHT, size)
    (ax,) = stage.panels("the title of the panel")
    words = "Steeper ground: larger gradients, longer steps, higher landings, farther than before"
    trace = Trace({"loss": np.arange(1001.0)}, range(1001))
    show = stage.finish(trace, [0, 1000], [Stop(0, words), Stop(1000, words)], None)
    show(1000)
    renderer = stage.figure.canvas.get_renderer()
    count, note, sentence = (text.get_window_extent(renderer) for text in stage._strip.texts)
    assert not sentence.overlaps(count)
    assert not sentence.overlaps(note)
    assert sentence.y0 >= ax.title.get_window_extent(renderer).y1
    assert max(sentence.x1, count.x1) <= size[0] - (MARGIN - 2) * stage.scale


def test_the_pace_follows_the_farthest_of_what_is_followed():
    stage = Stage(LIGHT)
    (ax,) = stage.panels("a")
    ax.set(xlim=(0, 10), ylim=(0, 10))
    assert stage.distance() is None
    stage.follow(ax, [[0, 0], [1, 0], [1, 0]])
    stage.follow(ax, [[5, 5], [5, 5], [500, 5]])  # leaves the axes: what cannot be seen does not count
    box = ax.get_window_extent()
    distance = stage.distance()
    assert distance(0, 1) == pytest.approx(box.width / 10)
    assert distance(1, 2) == pytest.approx(box.width / 2, abs=2)
