"""The covers of films: the story panel alone, as a picture that can be small."""

import numpy as np
import pytest
from matplotlib import rc_context

from scenes.studio.draw.board import Board
from scenes.studio.draw.cover import LETTERING, CoverStage
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import DARK, LIGHT, THEMES
from scenes.studio.errors import BadInput
from scenes.studio.store.covers import cover

SIZE = (480, 298)
LIME, RED = (0, 255, 0), (255, 0, 0)


def painted(pixels, colour):
    """Where a cover (height, width, 3) has about this colour."""
    return np.abs(pixels - np.array(colour)).max(axis=-1) < 60


def picture(draw, theme=LIGHT):
    """The cover of what `draw(stage)` draws, as numbers."""
    use_fonts()
    with rc_context(theme.rc()):
        stage = CoverStage(theme)
        draw(stage)
        return np.asarray(stage.picture(SIZE)).astype(int)


def ground(theme):
    return [int(theme.background[i : i + 2], 16) for i in (1, 3, 5)]


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_a_cover_is_the_story_alone_without_axes_and_lettering(theme):
    def draw(stage):
        story, other = stage.panels("story", "other")
        for ax, colour in ((story, "lime"), (other, "red")):
            ax.set(xlim=(0, 10), ylim=(0, 10), xlabel="x", ylabel="y")
            ax.plot([2, 8], [2, 8], color=colour, linewidth=20)
        story.plot([1], [9], "s", color="red", gid=LETTERING)  # the key to a colour
        stage.label(story, [[5.0, 5.0]], "a label", theme.ink)

    pixels = picture(draw, theme)
    assert pixels.shape == (298, 480, 3)
    assert painted(pixels, LIME).any()
    assert not painted(pixels, RED).any(), "nothing of the other panel, and no key"
    rest = ~painted(pixels, LIME) & ~painted(pixels, ground(theme))
    assert rest.mean() < 0.03, "no ticks, grid, titles or labels: only the soft edges of the line"


def test_what_is_small_in_its_panel_is_enlarged_and_centred_and_what_fills_it_has_no_margin():
    def small(stage):
        (ax,) = stage.panels("")
        ax.set(xlim=(0, 10), ylim=(0, 10))
        ax.fill([6, 9, 9, 6], [6, 6, 9, 9], "lime")

    def large(stage):
        (ax,) = stage.panels("")
        ax.set(xlim=(0, 10), ylim=(0, 10))
        ax.fill([-1, 11, 11, -1], [-1, -1, 11, 11], "lime")

    rows, columns = np.nonzero(painted(picture(small), LIME))
    assert rows.mean() == pytest.approx(148.5, abs=2)
    assert columns.mean() == pytest.approx(239.5, abs=2)
    assert np.ptp(columns) > 1.4 * 0.3 * 480
    assert painted(picture(large), LIME).all()


def test_a_board_is_on_its_cover_whole():
    def draw(stage):
        (ax,) = stage.panels("")
        board = Board(stage, ax, 1216, 600)
        board.ax.fill([0, 60, 60, 0], [0, 0, 60, 60], "lime")
        board.ax.fill([1156, 1216, 1216, 1156], [540, 540, 600, 600], "red")

    pixels = picture(draw)
    assert painted(pixels, LIME).sum() == pytest.approx(painted(pixels, RED).sum(), rel=0.1)


def test_the_cover_of_a_film_shows_the_stop_that_is_asked_for_in_both_themes():
    first, last = cover("quadratic_descent", 1, SIZE), cover("quadratic_descent", -1, SIZE)
    assert set(first) == set(THEMES)
    for theme in (LIGHT, DARK):
        ahead, after = (np.asarray(its[theme.name]) for its in (first, last))
        assert ahead.shape == (298, 480, 3)
        assert (ahead != after).any()
        assert painted(ahead.astype(int), ground(theme)).mean() > 0.5


@pytest.mark.parametrize("stop", [0, 7, -7])
def test_a_stop_that_is_not_there_is_refused_by_name(stop):
    with pytest.raises(BadInput, match=f"quadratic_descent has no stop {stop} for its cover"):
        cover("quadratic_descent", stop, SIZE)
