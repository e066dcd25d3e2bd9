"""Labels keep clear of each other, of markers and of the edge, in every row."""

import numpy as np
import pytest

from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LIGHT

ROWS = list(range(30))


@pytest.fixture
def stage():
    return Stage(LIGHT)


def panel(stage, **limits):
    (ax,) = stage.panels("panel")
    ax.set(**{"xlim": (0, 1), "ylim": (0, 1)} | limits)
    return ax


def boxes(stage, ax, rows=ROWS):
    """The box of each label's letters in each row: {row: [box]}."""
    show = stage.settle(rows)
    renderer = stage.figure.canvas.get_renderer()
    found = {}
    for row in rows:
        show(row)
        found[row] = [text.get_window_extent(renderer) for text in ax.texts if text.get_visible()]
    return found


def test_labels_of_curves_that_meet_do_not_lie_on_each_other(stage):
    ax = panel(stage)
    x = np.linspace(0.1, 0.9, len(ROWS))
    for y, text in ((x, "rising"), (1 - x, "falling"), (np.full_like(x, 0.5), "steady")):
        places = np.column_stack([x, y])
        stage.avoid(ax, places)
        stage.label(ax, places, text, LIGHT.loss)
    for row, its in boxes(stage, ax).items():
        assert len(its) == 3
        assert not any(a.overlaps(b) for i, a in enumerate(its) for b in its[:i]), row


def test_a_label_stays_in_its_panel_and_off_its_marker(stage):
    ax = panel(stage)
    turn = np.linspace(0, 2 * np.pi, len(ROWS))
    places = 0.5 + 0.5 * np.column_stack([np.cos(turn), np.sin(turn)])  # along the edge
    stage.avoid(ax, places, radius=9)
    stage.label(ax, places, "a long label", LIGHT.model)
    window = ax.get_window_extent()
    for row, (box,) in boxes(stage, ax).items():
        assert box.x0 >= window.x0, row
        assert box.x1 <= window.x1, row
        assert box.y0 >= window.y0, row
        assert box.y1 <= window.y1, row
        x, y = ax.transData.transform(places[row])
        assert not (box.x0 - 8 < x < box.x1 + 8 and box.y0 - 8 < y < box.y1 + 8), row


def test_it_keeps_its_side_while_that_is_free(stage):
    ax = panel(stage)
    places = np.column_stack([np.linspace(0.2, 0.6, len(ROWS)), np.full(len(ROWS), 0.5)])
    stage.label(ax, places, "here", LIGHT.model, sides=("above",))
    for row, (box,) in boxes(stage, ax).items():
        x, y = ax.transData.transform(places[row])
        assert box.y0 > y, row
        assert (box.x0 + box.x1) / 2 == pytest.approx(x, abs=1)


def test_where_there_is_no_anchor_there_is_no_label(stage):
    ax = panel(stage)
    places = np.full((len(ROWS), 2), 0.5)
    places[10:20] = np.nan
    stage.label(ax, places, [f"{row}" for row in ROWS], LIGHT.model)
    shown = {row: len(its) for row, its in boxes(stage, ax).items()}
    assert shown == {row: int(not 10 <= row < 20) for row in ROWS}


def test_a_row_may_be_shown_in_any_order(stage):
    ax = panel(stage)
    places = np.column_stack([np.linspace(0.1, 0.9, len(ROWS))] * 2)
    stage.label(ax, places, [f"row {row}" for row in ROWS], LIGHT.model)
    show = stage.settle(ROWS)
    show(3)
    before = ax.texts[0].get_text(), ax.texts[0].get_position()
    show(20)
    show(3)
    assert (ax.texts[0].get_text(), ax.texts[0].get_position()) == before


def test_nothing_is_seen_through_the_gaps_of_a_label(stage):
    ax = panel(stage)
    for height in np.linspace(0.45, 0.55, 40):  # through the space, and above the full stop
        ax.axhline(height, color="#ff0000")
    stage.label(ax, (0.5, 0.5), "top 0.1", "#0000ff", gap=0)  # p reaches below the line
    ((box,),) = boxes(stage, ax, rows=[0]).values()
    stage.figure.canvas.draw()
    red, green, blue, _ = np.moveaxis(np.asarray(stage.figure.canvas.buffer_rgba()).astype(int), -1, 0)
    seen = (red > 150) & (green < 100) & (blue < 100)
    top, bottom = stage.figure.canvas.get_width_height()[1] - np.array([box.y1, box.y0])
    assert seen.any()
    assert not seen[int(top) + 1 : int(bottom), int(box.x0) + 1 : int(box.x1)].any()
