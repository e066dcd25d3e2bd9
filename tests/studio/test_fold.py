"""Down to where a tall film shows its first row of panels."""

from collections.abc import Iterator

import numpy as np
import pytest
from drawn import run, scene
from matplotlib import rc_context

from scenes.studio.draw.film import Film
from scenes.studio.draw.fold import MARGIN, fold
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LIGHT, TALL
from scenes.studio.store import render

pytestmark = pytest.mark.usefixtures("in_light")


@pytest.fixture
def in_light() -> Iterator[None]:
    use_fonts()
    with rc_context(LIGHT.rc()):
        yield


def filmed(stage: Stage) -> Film:
    """A film of two frames in which nothing moves."""
    return Film(stage.figure, stage.settle([0, 1]), [0, 1], [100, 100])


@pytest.mark.parametrize("name", ["good_lr", "minibatch_noise"])
def test_it_lies_between_the_rows_of_a_film_and_cuts_nothing(name: str) -> None:
    film = render.film(scene(name), run(name), LIGHT, TALL)
    at = fold(film)
    assert at
    height = film.figure.bbox.height
    film.canvas.draw()
    story, *others = film.figure.axes[1:3]
    assert 1 - story.xaxis.label.get_window_extent().y0 / height < at < 1 - others[0].title.get_window_extent().y1 / height
    for frame in (film[0], film[len(film) // 2], film[-1]):
        assert np.ptp(frame[int(at * TALL[1])], axis=0).max() == 0, "a line without anything on it"


@pytest.mark.parametrize("name", ["quadratic_descent", "unbalanced_classes", "update_step", "overshoot"])
def test_there_is_none_in_one_row_where_the_first_row_is_small_and_in_a_grid(name: str) -> None:
    assert fold(render.film(scene(name), run(name), LIGHT, TALL)) is None


@pytest.mark.parametrize(("share", "there"), [(0.2, False), (0.5, True), (0.6, True), (0.85, False)])
def test_the_first_row_is_neither_too_small_nor_nearly_all(share: float, there: bool) -> None:
    stage = Stage(LIGHT, TALL)
    stage.panels("a", "b", "c", share=share)
    assert (fold(filmed(stage)) is not None) == there


def test_an_inset_is_part_of_the_row_of_its_panel() -> None:
    plain, close = Stage(LIGHT, TALL), Stage(LIGHT, TALL)
    for stage in (plain, close):
        first, _ = stage.panels("a", "b", share=0.5)
    close.inset(first, (0.6, 0.1, 0.3, 0.3))
    assert fold(filmed(plain)) == fold(filmed(close))


@pytest.mark.parametrize("shown", [0, 1])
def test_a_text_below_the_first_panel_counts_that_is_there_in_the_first_or_the_last_frame(shown: int) -> None:
    stage = Stage(LIGHT, TALL)
    first, second = stage.panels("", "", share=0.5)
    second.set_position((0.2, 0.1, 0.7, 0.2))
    before = fold(filmed(stage))
    text = first.text(0, -0.3, "below", transform=first.transAxes)
    after = fold(Film(stage.figure, lambda t: text.set_visible(t == shown), [0, 1], [100, 100]))
    text.set_visible(True)
    low = 1 - text.get_window_extent().y0 / stage.figure.bbox.height
    assert before
    assert before < low
    assert after == pytest.approx(low + MARGIN, abs=1e-3)
