"""Boards with cells and code, read back from the artists."""

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from scenes.studio.draw.board import Board, beside, frame, legible, words
from scenes.studio.draw.code import code
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.layout import MARGIN
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import cells, factor
from scenes.studio.draw.theme import LIGHT, PHONE, points


@pytest.fixture
def board():
    use_fonts()
    with rc_context(LIGHT.rc()):
        stage = Stage(LIGHT)
        (ax,) = stage.panels("a board")
        yield Board(stage, ax, 1200, 580)


def boxes(board):
    return [patch for patch in board.ax.patches if isinstance(patch, Rectangle)]


def test_a_board_counts_in_pixels_of_the_canvas_from_its_upper_left_corner(board):
    left, top = board.ax.transData.transform((0, 0))
    assert left == pytest.approx(MARGIN)
    right, below = board.ax.transData.transform((100, 50))
    assert (right - left, top - below) == pytest.approx((100, 50))


def test_a_board_too_large_for_its_axes_is_scaled_down_with_its_lettering(board):
    with rc_context(LIGHT.rc()):
        stage = Stage(LIGHT, (1080, 1920))
        (ax,) = stage.panels("a board")
        small = Board(stage, ax, 1200, 580)
    text, usual = small.text((0, 0), "1", 60), board.text((0, 0), "1", 60)
    assert small.unit < 1 == board.unit
    assert text.get_fontsize() == pytest.approx(small.unit * usual.get_fontsize())
    assert small.width == pytest.approx(1200)


def test_lettering_of_a_board_is_scaled_down_no_further_than_a_phone_allows():
    with rc_context(LIGHT.rc()):
        stage = Stage(LIGHT, (1080, 1920))
        (ax,) = stage.panels("a board")
        small = Board(stage, ax, 1200, 580)
    assert small.text((0, 0), "1", 30).get_fontsize() == pytest.approx(points(PHONE))


def test_a_cell_shows_its_number_once_it_is_there_and_is_filled_while_it_is_written(board):
    show = cells(board, (0, 0), (100, 50), [[[1.0, -2.5]], [[1.0, 4.0]]], there=[[[True, False]], [[True, True]]], lit=[[[0, 1]], [[0, 1]]])
    one, other = boxes(board)
    for t, texts, faces in (
        (0, ["1.00", ""], (None, LIGHT.background)),
        (1, ["1.00", "4.00"], (None, LIGHT.batch)),
        (0, ["1.00", ""], (None, None)),
    ):
        show(t)
        assert [text.get_text() for text in board.ax.texts] == texts
        assert faces[1] is None or other.get_facecolor()[:3] == to_rgb(faces[1])
        assert one.get_facecolor()[:3] not in (to_rgb(LIGHT.batch), to_rgb(LIGHT.background))


def test_a_cell_that_is_read_has_a_rim_and_is_not_filled(board):
    cells(board, (0, 0), (100, 50), [[1.0, 2.0]], read=[[True, False]])(0)
    read, plain = boxes(board)
    assert read.get_edgecolor()[:3] == to_rgb(LIGHT.batch)
    assert read.get_linewidth() > plain.get_linewidth() == 0
    assert read.get_facecolor() == plain.get_facecolor()


@pytest.mark.parametrize("flags", [[True, False], np.array([[[True]], [[False]]]), [[[True, True]], [[False, False]]]])
def test_flags_come_in_any_shape_that_broadcasts(board, flags):
    show = cells(board, (0, 0), (100, 50), np.ones((2, 1, 2)), there=flags)
    for t in (0, 1):
        show(t)
        assert {text.get_text() for text in board.ax.texts} == {("1.00", "")[t]}


def test_the_digits_of_a_column_end_at_one_place_and_stay_in_their_cells(board):
    cells(board, (0, 0), (90, 50), [[-1.5], [123.5], [3e30]])(0)
    one, other, large = board.ax.texts
    assert one.get_window_extent().x1 == pytest.approx(other.get_window_extent().x1, abs=1)
    assert one.get_fontsize() == other.get_fontsize() > large.get_fontsize()
    (box, *_) = (patch.get_window_extent() for patch in boxes(board))
    assert all(box.x0 <= text.get_window_extent().x0 and text.get_window_extent().x1 <= box.x1 for text in board.ax.texts)


def test_numbers_can_be_read_on_grounds_of_their_own(board):
    dark, pale = (0.1, 0.1, 0.1), (0.9, 0.9, 0.9)
    cells(board, (0, 0), (90, 50), [[1, 2]], "{value}", grounds=[[dark, pale]])(0)
    assert [text.get_color() for text in board.ax.texts] == [LIGHT.background, LIGHT.ink]
    assert legible(LIGHT.background, "#ffffff", "#000000") == "#000000"


def test_the_line_that_runs_is_marked_and_what_has_not_run_is_pale(board):
    show = code(board, (0, 0), ["first", "with a:\n    b", "third"], [-1, 1], width=300)
    for t, colours in ((1, [LIGHT.ink, LIGHT.ink, LIGHT.ink, LIGHT.muted]), (0, [LIGHT.muted] * 4)):
        show(t)
        assert [text.get_color() for text in board.ax.texts] == colours
        seen = [band for band in boxes(board) if band.get_visible()]
        assert len(seen) == 2 * t
        assert all(band.get_y() > board.ax.texts[0].get_position()[1] for band in seen)


def test_accents_have_their_colours_and_lines_their_numbers(board):
    code(board, (0, 0), ["y = [3., 2.]"], [0], width=300, accents={"3.": LIGHT.loss, "2.": LIGHT.model}, numbered=True)(0)
    found = {text.get_text(): text for text in board.ax.texts}
    colours = {"y = [": LIGHT.ink, "3.": LIGHT.loss, ",": LIGHT.ink, "2.": LIGHT.model, "]": LIGHT.ink, "1": LIGHT.ink}
    assert {words: text.get_color() for words, text in found.items()} == colours
    start, letter = found["y = ["].get_window_extent(), found["y = ["].get_window_extent().width / 5
    assert found["2."].get_window_extent().x0 - start.x0 == pytest.approx(9 * letter, abs=3)


def test_words_are_those_of_the_row_and_a_frame_stands_where_there_is_one(board):
    tell = words(board, (10, 10), ["one", ""])
    hold = frame(board, [[0, 0, 10, 20], [np.nan] * 4])
    (text,), (rim,) = board.ax.texts, board.ax.patches
    for t in (1, 0, 1):
        tell(t), hold(t)
        assert (text.get_text(), rim.get_visible()) == (("one", True), ("", False))[t]
    assert rim.get_bbox().bounds == (0, 0, 10, 20)


def test_words_beside_a_table_are_there_in_the_rows_that_are_told(board):
    show = beside(board, 300, 100, 50, ["one", "two"], [[True, False], [True, True]])
    for t, texts in ((0, ["one", ""]), (1, ["one", "two"]), (0, ["one", ""])):
        show(t)
        assert [text.get_text() for text in board.ax.texts] == texts
    assert [text.get_position() for text in board.ax.texts] == [(300, 125), (300, 175)]


def test_a_negative_factor_stands_in_parentheses():
    assert [factor(value) for value in (-0.333, 0.5, -0.001)] == ["(−0.33)", "0.50", "0.00"]
