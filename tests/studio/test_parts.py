"""What many films draw alike, read back from the artists."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.parts import compose, corner_text, legend, loss_curve, off_scale
from scenes.studio.draw.theme import LIGHT


@pytest.fixture
def ax():
    use_fonts()
    with rc_context(LIGHT.rc()):
        figure = Figure(figsize=(12.8, 7.2), dpi=100)
        FigureCanvasAgg(figure)
        yield figure.add_subplot(xlim=(0, 10), ylim=(0, 10))


def test_composed_movers_all_move_in_their_order():
    moved = []
    compose(lambda t: moved.append(("a", t)), lambda t: moved.append(("b", t)))(3)
    assert moved == [("a", 3), ("b", 3)]


def test_a_loss_curve_has_its_whole_course_its_course_so_far_and_a_dot_at_the_row(ax):
    losses = np.array([8.0, 4.0, 2.0, 1.0])
    show = loss_curve(ax, losses, LIGHT.loss)
    whole, so_far, now = ax.lines
    for t in (3, 0, 2):  # in any order
        show(t)
        assert whole.get_ydata().tolist() == losses.tolist()
        assert so_far.get_xydata().tolist() == [[k, losses[k]] for k in range(t + 1)]
        assert now.get_xydata().tolist() == [[t, losses[t]]]


@pytest.mark.parametrize(
    ("losses", "over", "side"),
    [
        ([8, 4, 1], None, "top"),
        ([1, 4, 8], None, "bottom"),
        ([8, 1, 4], None, "bottom"),
        ([8, 4, 1], True, "bottom"),
        ([1, 4, 8], False, "top"),
    ],
)
def test_the_label_of_a_loss_curve_stands_where_the_curve_leaves_space(ax, losses, over, side):
    loss_curve(ax, np.array(losses, float), LIGHT.loss, "held out", over)
    (label,) = ax.texts
    assert (label.get_text(), label.get_va(), label.xy) == ("held out", side, (2, losses[-1]))


def test_a_corner_text_is_that_of_the_row(ax):
    show = corner_text(ax, LIGHT, LIGHT.loss, ["first", "second"])
    (text,) = ax.texts
    for t, words in ((1, "second"), (0, "first")):
        show(t)
        assert text.get_text() == words
    assert text.get_bbox_patch() is not None


def test_a_legend_lists_its_labels_from_top_to_bottom_without_overlap_inside_the_axes(ax):
    legend(ax, LIGHT, {"first": LIGHT.loss, "second": LIGHT.model, "third": LIGHT.ink})
    ax.figure.canvas.draw()
    texts = sorted(ax.texts, key=lambda text: -text.get_window_extent().y0)
    assert [(text.get_text(), text.get_color()) for text in texts] == [("first", LIGHT.loss), ("second", LIGHT.model), ("third", LIGHT.ink)]
    extents = [text.get_window_extent() for text in texts]
    assert all(upper.y0 >= lower.y1 for upper, lower in pairwise(extents))
    assert all(ax.get_window_extent().contains(*corner) for box in extents for corner in (box.min, box.max))


@pytest.mark.parametrize(
    ("place", "text"),
    [((5, 12), "▲ y"), ((5, -2), "▼ y"), ((12, 5), "y ▶"), ((-2, 5), "◀ y"), ((11, 90), "▲ y"), ((-90, 11), "◀ y"), ((5, 1e38), "▲ y")],
)
def test_what_leaves_the_axes_is_marked_at_the_nearest_edge(ax, place, text):
    mark = off_scale(ax, LIGHT, LIGHT.model)
    mark(*place, "y")
    (label,) = ax.texts
    ax.figure.canvas.draw()
    assert label.get_visible()
    assert label.get_text() == text
    box, axes = label.get_window_extent(), ax.get_window_extent()
    assert axes.x0 <= box.x0 < box.x1 <= axes.x1
    assert axes.y0 <= box.y0 < box.y1 <= axes.y1


@pytest.mark.parametrize("place", [(5, 5), (0.01, 0.01), (9.99, 9.99)])
def test_what_is_within_the_axes_has_no_mark(ax, place):
    mark = off_scale(ax, LIGHT, LIGHT.model)
    mark(5, 99, "y")
    mark(*place, "y")
    assert not ax.texts[0].get_visible()
