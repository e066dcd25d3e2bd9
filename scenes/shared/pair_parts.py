"""How a sum of products is drawn: two lists whose pairs are multiplied, and a plot in which one product lifts every point.

Of the run they need `x` and `y` (rows,) of the point that is worked out, what the intercept is paired with there, `partner`, and `bend`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.clouds import dots
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import arrow, compose, curve, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
NAMES, NUMBERS = ("slope", "intercept", "bend"), ("x = {x:g}", "{x:g}", "x² = {x:g}")
ACROSS, DOWN = (10, 190, 325, 460, 590), (24, 62, 108, 160)  # pixels of the canvas: the columns of the lists, and their lines


def two_lists(stage: Stage, ax: Axes, a: Floats, x: Floats, y: Floats) -> Show:
    """In the upper left corner the parameters `a` (rows, 3), under each the number of `x` (rows, 3) that it multiplies, and their sum `y`.

    A parameter that is nan is not there yet; a number that is nan is a question mark. Returns show(t).
    """
    theme, unit = stage.theme, 1 if stage.canvas.wide else 0.82
    there, asked, shows = np.isfinite(a), np.isnan(x), []

    def write(column: int, line: int, texts: Sequence[str], colour: str, size: float, **how: Any) -> None:
        text = ax.annotate(
            "", (0, 1), (points(ACROSS[column] * unit), -points(DOWN[line] * unit)), "axes fraction", textcoords="offset points"
        )
        halo(text, theme).set(
            color=colour, fontsize=stage.canvas.letters(size * unit), zorder=8, **({"ha": "center", "va": "center_baseline"} | how)
        )
        shows.append(lambda t: text.set_text(texts[min(t, len(texts) - 1)]))

    for line, name in enumerate(("", "parameters", "times", "add up to")):
        write(0, line, [say(name)], theme.muted, 24, ha="left")
    for k, colour in enumerate((theme.model, theme.ink, theme.batch)):
        numbers = [say("?") if asks else say(NUMBERS[k], x=its) for asks, its in zip(asked[:, k], x[:, k], strict=True)]
        products = [
            say("{sign}{size:.3g}", sign=("+ " if its >= 0 else "− ") * (k > 0), size=abs(its) if k else its) for its in a[:, k] * x[:, k]
        ]
        products = ["?" if asks else text for asks, text in zip(asked[:, k], products, strict=True)]
        for line, texts, size in (
            (0, [say(NAMES[k])] * len(a), 24),
            (1, [say("{a:g}", a=its) for its in a[:, k]], 38),
            (2, numbers, 38 if k == 1 else 32),
            (3, products, 38),
        ):
            write(k + 1, line, [text if here else "" for text, here in zip(texts, there[:, k], strict=True)], colour, size)
    for k in (1, 2):
        ends = (there[:, 2] == (k == 2)) & ~asked[:, 1]
        write(k + 2, 3, [say("= {y:.3g}", y=its) if here else "" for its, here in zip(y, ends, strict=True)], theme.ink, 38, weight="bold")
    return compose(*shows)


def plane(stage: Stage, ax: Axes) -> None:
    """Axes x and y with room above them for two lists, and at the right for the names of lines."""
    ax.set(xlim=(-1.08, 1.22), ylim=(-4.6, 7.6 if stage.canvas.wide else 12.5), xlabel=say("x"), ylabel=say("y"))
    ax.set_yticks([-4, -2, 0, 2, 4, 6])
    ax.grid(visible=False)


def targets(stage: Stage, ax: Axes, x: Floats, y: Floats, names: Sequence[str], reached: int) -> Show:
    """Rings where points at `x` (k,) are to be, `y` (rows, k), with what makes them.

    The `names` are for the rows before `reached`, for this row, for those after it, and for the last. Returns show(t).
    """
    rows, last = np.arange(len(y)), len(y) - 1
    for name, when, k, side in zip(
        names,
        (rows < reached, rows == reached, (rows > reached) & (rows < last), rows == last),
        (0, 0, -1, 0),
        ("above", "above", "left", "below"),
        strict=True,
    ):
        places = np.where(when[:, None], np.column_stack([np.full(len(y), x[k]), y[:, k]]), np.nan)
        stage.label(ax, places, say(name), stage.theme.ink, sides=(side,), size=24, gap=26)
    return dots(stage, ax, x, y, stage.theme.ink, 22, hollow=True)


def lifted(stage: Stage, ax: Axes, x: Floats, bases: Floats, heights: Floats, bends: Any) -> Show:
    """Dots at `x` (k,), each moved by one product from `bases` to `heights` (rows, k), by an arrow, whose length is told at the large one.

    Through the bases lies a line, through the heights a line or, where `bends` (rows,), a curve. The large dot is the first, or
    then the last. Returns show(t).
    """
    theme, rows, bends = stage.theme, np.arange(len(heights)), np.asarray(bends, bool)
    along, lit = np.linspace(-0.9, 0.9, 61), np.where(bends, len(x) - 1, 0)
    under, over = (np.array([np.polyval(np.polyfit(x, its, min(2, len(x) - 1)), along) for its in each]) for each in (bases, heights))
    large = np.column_stack([x[lit], heights[rows, lit]])
    lifts = (heights - bases)[rows, lit].round(6)
    shows = [curve(stage, ax, along, under, theme.muted, width=3, zorder=2), curve(stage, ax, along, over, theme.model, width=5, zorder=3)]
    for when, name, colour in ((~bends, say("slope × x"), theme.ink), (bends, say("the line"), theme.batch)):
        there = when[:, None]
        end = np.column_stack([np.full(len(rows), along[-1]), under[:, -1]])
        stage.label(ax, np.where(there, end, np.nan), name, theme.muted, sides=("right",), size=24)
        there = there & (lifts != 0)[:, None]
        told = [say("{lift:+.3g}", lift=lift) for lift in lifts]
        middle = large - np.column_stack([0 * lifts, lifts / 2])
        stage.label(ax, np.where(there, middle, np.nan), told, colour, sides=("right",), size=26, weight="semibold", gap=18)
        for at, low, high in zip(x, bases.T, heights.T, strict=True):
            start, end = (np.where(there, np.column_stack([np.full(len(rows), at), its]), np.nan) for its in (low, high))
            shows.append(arrow(stage, ax, start, end, colour, rim=0, end=6))
    low = ax.get_ylim()[0]
    (plumb,) = ax.plot([], [], color=theme.muted, linewidth=points(2.5), linestyle=(0, (1.5, 2)), zorder=1)
    feet = np.column_stack([x[lit], np.full(len(rows), low)])
    stage.label(ax, feet, [say("x = {x:g}", x=at) for at in x[lit]], theme.model, sides=("above right",), size=24, gap=16)
    shows.append(lambda t: plumb.set_data([x[lit[t]]] * 2, [low, heights[t, lit[t]]]))
    return compose(*shows, dots(stage, ax, x, heights, theme.model, 14, zorder=6), dot(stage, ax, large, theme.model, size=22))
