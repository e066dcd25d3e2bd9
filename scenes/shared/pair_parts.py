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
ACROSS, DOWN = (10, 200, 345, 490, 630), (24, 62, 108, 160)  # pixels of the canvas: the columns of the lists, and their lines


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
        halo(text, theme).set(color=colour, fontsize=points(size * unit), zorder=8, **({"ha": "center", "va": "center_baseline"} | how))
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


def targets(stage: Stage, ax: Axes, x: Floats, y: Floats, names: Sequence[str], reached: int) -> Show:
    """Rings where points at `x` (k,) are to be, `y` (rows, k), with what makes them.

    The `names` are for the rows before `reached`, for this row, for those after it, and for the last. Returns show(t).
    """
    last, rows = len(y) - 1, np.arange(len(y))
    texts = [say(name) for name in [names[0]] * reached + [names[1]] + [names[2]] * (last - reached - 1) + [names[3]]]
    for when, side in ((rows <= reached, "above"), (rows > reached, "below")):
        places = np.where(when[:, None], np.column_stack([np.full(len(y), x[0]), y[:, 0]]), np.nan)
        stage.label(ax, places, texts, stage.theme.ink, sides=(side,), size=24, gap=26)
    return dots(stage, ax, x, y, stage.theme.ink, 22, hollow=True)


def lifted(stage: Stage, ax: Axes, x: Floats, bases: Floats, heights: Floats, bends: Any) -> Show:
    """Dots at `x` (k,), each moved by one product from `bases` to `heights` (rows, k), by an arrow; the first one's length is told.

    Through the bases lies a line, through the heights a line or, where `bends` (rows,), a curve. Returns show(t).
    """
    theme, rows, bends = stage.theme, len(heights), np.asarray(bends, bool)
    along, lifts = np.linspace(-0.9, 0.9, 61), (heights - bases)[:, 0].round(6)
    under, over = (np.array([np.polyval(np.polyfit(x, its, min(2, len(x) - 1)), along) for its in each]) for each in (bases, heights))
    first = np.column_stack([np.full(rows, x[0]), (bases[:, 0] + heights[:, 0]) / 2])
    shows = [curve(stage, ax, along, under, theme.muted, width=3, zorder=2), curve(stage, ax, along, over, theme.model, width=5, zorder=3)]
    for when, name in ((~bends, say("slope × x")), (bends, say("the line"))):
        end = np.where(when[:, None], np.column_stack([np.full(rows, along[-1]), under[:, -1]]), np.nan)
        stage.label(ax, end, name, theme.muted, sides=("right",), size=24)
    for when, colour in ((~bends, theme.ink), (bends, theme.batch)):
        there = when[:, None] & (lifts != 0)[:, None]
        told = [say("{lift:+.3g}", lift=lift) for lift in lifts]
        stage.label(ax, np.where(there, first, np.nan), told, colour, sides=("right",), size=26, weight="semibold", gap=18)
        for at, low, high in zip(x, bases.T, heights.T, strict=True):
            ends = (np.where(there, np.column_stack([np.full(rows, at), its]), np.nan) for its in (low, high))
            shows.append(arrow(stage, ax, *ends, colour, rim=0, end=6))
    (plumb,) = ax.plot([], [], color=theme.muted, linewidth=points(2.5), linestyle=(0, (1.5, 2)), zorder=1)
    low = ax.get_ylim()[0]
    stage.label(ax, (x[0], low), say("x = {x:g}", x=x[0]), theme.model, sides=("above right",), size=24, gap=8)
    shows.append(lambda t: plumb.set_data([x[0]] * 2, [low, heights[t, 0]]))
    large = dot(stage, ax, np.column_stack([first[:, 0], heights[:, 0]]), theme.model, size=22)
    return compose(*shows, dots(stage, ax, x[1:], heights[:, 1:], theme.model, 14, zorder=6), large)
