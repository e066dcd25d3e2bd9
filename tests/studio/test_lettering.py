"""The judge of lettering sees what a viewer would trip over."""

import pytest
from lettering import clashes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


@pytest.fixture
def ax():
    figure = Figure(figsize=(6, 4), dpi=100)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    ax.set(xlim=(0, 10), ylim=(0, 10))
    return ax


def test_it_has_nothing_to_say_about_a_tidy_figure(ax):
    ax.text(2, 2, "here")
    ax.text(2, 4, "there")
    ax.plot([8], [8], "o", markersize=10)
    assert clashes(ax.figure) == []


def test_two_texts_on_each_other(ax):
    ax.text(2, 2, "here")
    ax.text(2.2, 2.1, "there")
    assert clashes(ax.figure) == ["“here” lies on “there”"]


def test_a_text_over_the_edge(ax):
    ax.text(10.5, 5, "far too long for this")
    assert clashes(ax.figure) == ["“far too long for this” is cut off"]


def test_a_text_on_a_dot(ax):
    ax.plot([2], [2], "o", markersize=12)
    ax.text(2, 2, "here", ha="center", va="center")
    assert clashes(ax.figure) == ["“here” lies on a dot"]


def test_ticks_in_one_smear(ax):
    ax.set_xticks(range(11), labels=[f"{1_600_000_000 + x}" for x in range(11)])
    assert any("lies on" in line for line in clashes(ax.figure))


def test_what_is_hidden_is_not_judged(ax):
    ax.text(2, 2, "here")
    ax.text(2, 2, "there", visible=False)
    assert clashes(ax.figure) == []
