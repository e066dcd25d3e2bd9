"""Frames by still layer and movers: right for any figure, or drawn whole."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from scenes.studio.draw.film import Film


def figure():
    figure = Figure(figsize=(3.2, 1.8), dpi=100)
    FigureCanvasAgg(figure)
    return figure


def moving_dot(frames=5):
    """A dot that moves over lines that stand still."""
    ax = (canvas := figure()).add_subplot()
    ax.plot([0, 1], [0, 1], zorder=1)
    (dot,) = ax.plot([], [], "o", markersize=20, zorder=2)
    return Film(canvas, lambda t: dot.set_data([t / frames], [0.5]), range(frames), [100] * frames)


def test_a_film_is_a_sequence_of_rgb_frames():
    film = moving_dot()
    assert len(film) == len(list(film)) == 5
    assert film[0].shape == (180, 320, 3)
    assert film[0].dtype == np.uint8
    assert (film[-1] == film[4]).all()
    assert all((a == b).all() for a, b in zip(film[1:3], [film[1], film[2]], strict=True))
    with pytest.raises(IndexError):
        film[5]


def test_a_frame_keeps_its_pixels_when_the_next_is_drawn():
    film = moving_dot()
    first = film[0]
    before = first.copy()
    assert (film[1] != before).any()
    assert (first == before).all()


def test_what_stands_still_is_drawn_once():
    film = moving_dot()
    still = film.figure.axes[0].lines[0]
    drawn = []
    still.draw = drawn.append
    assert len(list(film)) == 5
    assert not drawn
    assert not film.whole


def a_dot_and_a_line_above_it(moves):
    """A film of a dot, a line over it, and how often the line is drawn by its artist; in the frames `moves` it moves."""
    ax = (canvas := figure()).add_subplot()
    (dot,) = ax.plot([], [], "o", markersize=20, zorder=2)
    (line,) = ax.plot([0, 1], [0, 1], linewidth=5, zorder=3)
    drawn, draw = [], line.draw

    def frame(t):
        dot.set_data([t / 5], [0.5])
        if t in moves:
            line.set_ydata([0, t / 5])

    def noted(renderer):
        drawn.append(1)
        draw(renderer)

    film = Film(canvas, frame, range(5), [100] * 5)
    line.draw = noted
    return film, drawn


def test_what_has_not_changed_is_drawn_by_the_same_strokes():
    film, drawn = a_dot_and_a_line_above_it(())
    quick = [film.packed(i).copy() for i in range(5)]
    assert len(drawn) == 1
    assert [i for i in range(5) if (film.redrawn(i) != quick[i]).any()] == []


def test_what_has_changed_is_drawn_anew_and_so_is_all_after_a_whole_frame():
    film, drawn = a_dot_and_a_line_above_it((2, 3))
    for i in range(5):
        film.drawn(i)
    assert not film.whole
    assert len(drawn) == 4, "and once more, to note its strokes"
    whole = film.redrawn(2).copy()  # the line has moved on, and does not know any more that it has
    film.frame = lambda t: None
    assert (film.drawn(2) == whole).all()
    assert len(drawn) == 6


def test_the_last_digits_of_a_layout_do_not_matter():
    # matplotlib's solver gives others from run to run, and a pixel may hang on them
    places = []
    for noise in (0, 1e-14):
        canvas = figure()
        ax = canvas.add_axes((0.1 + noise, 0.2, 0.3 - noise, 0.4 + noise))
        Film(canvas, lambda t: None, range(2), [100] * 2)
        places.append(ax.get_position().extents.tolist())
    assert places[0] == places[1] == pytest.approx([0.1, 0.2, 0.4, 0.6])


def add(ax, line):
    ax.plot([0, 1], [0, 1])


def remove(ax, line):
    line.remove()


def replace(ax, line):
    ax.lines[0].remove()
    ax.plot([0, 1], [0, 1])


@pytest.mark.parametrize("change", [add, remove, replace])
def test_a_scene_that_makes_or_removes_artists_is_told_so(change):
    ax = (canvas := figure()).add_subplot()
    (line,) = ax.plot([0, 1], [0, 1])
    with pytest.raises(ValueError, match=r"frame\(3\) adds or removes artists"):
        Film(canvas, lambda t: change(ax, line) if t == 3 else None, range(5), [100] * 5)


# Each builds something that a still layer can get wrong, often in one frame only, and returns frame(t).


def under_another_axes(canvas):
    lower = canvas.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1))
    upper = canvas.add_axes((0.4, 0.4, 0.3, 0.3))
    upper.plot([0, 1], [0, 1])
    (dot,) = lower.plot([], [], "o", markersize=20)
    return lambda t: dot.set_data([0.5 if t == 1 else 0.1], [0.5])


def under_a_line_that_stands_still(canvas):
    ax = canvas.add_subplot()
    (dot,) = ax.plot([], [], "o", markersize=30, zorder=1)
    ax.plot([0, 1], [0, 1], linewidth=5, zorder=2, alpha=0.5)
    return lambda t: dot.set_data([t / 5], [t / 5])


def under_an_arrow_that_points_elsewhere(canvas):
    ax = canvas.add_subplot()
    (dot,) = ax.plot([], [], "o", markersize=30, zorder=1)
    arrow = ax.annotate("", (0, 0), (0.5, 0.5), arrowprops={})

    def frame(t):
        dot.set_data([t / 5], [t / 5])
        arrow.xy = 0, t / 5

    return frame


def under_the_grid(canvas):
    ax = canvas.add_subplot()
    ax.set_axisbelow(True)
    ax.grid()
    (line,) = ax.plot([0, 1], [0, 1], linewidth=9, zorder=0.2)
    return lambda t: line.set_ydata([0, t / 5])


def under_a_twin(canvas):
    ax = canvas.add_subplot()
    (line,) = ax.plot([0, 1], [0, 1], linewidth=9)
    ax.twinx().plot([0, 1], [1, 0], linewidth=9)
    return lambda t: line.set_ydata([0, t / 5])


def a_text_of_the_figure(canvas):
    canvas.add_subplot()
    text = canvas.text(0.5, 0.5, "")
    return lambda t: text.set_text("now" if t == 1 else "")


def a_line_of_the_figure(canvas):
    canvas.add_subplot()
    line = canvas.add_artist(Line2D([0, 1], [0, 1]))
    return lambda t: line.set_ydata([0, 0.5 if t == 1 else 1])


def the_ground_of_the_axes(canvas):
    ax = canvas.add_subplot()
    return lambda t: ax.set_facecolor("red" if t == 1 else "white")


def the_ground_of_the_figure(canvas):
    canvas.add_subplot()
    return lambda t: canvas.set_facecolor("red" if t == 1 else "white")


def the_limits(canvas):
    ax = canvas.add_subplot()
    ax.plot([0, 1], [0, 1])
    return lambda t: ax.set_ylim(0, 2 if t == 1 else 3)


def the_title(canvas):
    ax = canvas.add_subplot()
    return lambda t: ax.set_title("now" if t == 1 else "")


def something_hidden(canvas):
    ax = canvas.add_subplot()
    (line,) = ax.plot([0, 1], [0, 1])
    return lambda t: line.set_visible(t == 1)


def the_drawing_order(canvas):
    ax = canvas.add_subplot()
    (line,) = ax.plot([0, 1], [0, 1], linewidth=9)
    ax.plot([0, 1], [1, 0], linewidth=9, zorder=3)
    return lambda t: line.set_zorder(4 if t == 1 else 2)


def an_inset(canvas):
    (line,) = canvas.add_subplot().inset_axes((0.5, 0.5, 0.4, 0.4)).plot([0, 1], [0, 1])
    return lambda t: line.set_ydata([0, t / 5])


def outside_of_the_axes(canvas):
    (line,) = canvas.add_subplot().plot([0, 1], [0, 1], linewidth=9, clip_on=False)
    return lambda t: line.set_ydata([0, 1 + t / 5])


def a_moving_camera(canvas):
    ax = canvas.add_subplot(projection="3d")
    ax.plot([0, 1], [0, 1], [0, 1])
    return lambda t: ax.view_init(30, 30 + t)


@pytest.mark.parametrize(
    "trick",
    [
        *(under_another_axes, under_a_line_that_stands_still, under_an_arrow_that_points_elsewhere, under_the_grid, under_a_twin),
        *(a_text_of_the_figure, a_line_of_the_figure, the_ground_of_the_axes, the_ground_of_the_figure),
        *(the_limits, the_title, something_hidden, the_drawing_order, an_inset, outside_of_the_axes, a_moving_camera),
    ],
    ids=lambda trick: trick.__name__,
)
def test_every_frame_is_a_whole_redraw_whatever_moves(trick):
    frame = trick(canvas := figure())
    film = Film(canvas, frame, range(5), [100] * 5)
    quick = [film.packed(i).copy() for i in range(5)]
    assert any((quick[1] != other).any() for other in quick)
    assert [i for i in range(5) if (film.redrawn(i) != quick[i]).any()] == []


@pytest.mark.parametrize("frames", [1, 2, 3])
@pytest.mark.parametrize("trick", [an_inset, outside_of_the_axes, a_moving_camera], ids=lambda trick: trick.__name__)
def test_a_short_film_is_checked_as_well(trick, frames):
    frame = trick(canvas := figure())
    film = Film(canvas, frame, range(frames), [100] * frames)
    quick = [film.packed(i).copy() for i in range(frames)]
    assert [i for i in range(frames) if (film.redrawn(i) != quick[i]).any()] == []


@pytest.mark.parametrize("trick", [under_a_line_that_stands_still, the_title, something_hidden], ids=lambda trick: trick.__name__)
def test_ordinary_movers_need_no_whole_frames(trick):
    frame = trick(canvas := figure())
    assert not Film(canvas, frame, range(5), [100] * 5).whole
