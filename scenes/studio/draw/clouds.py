"""Marks that are there in some rows of a run: many dots at once, a straight line with its label. Each part returns show(t)."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from scenes.studio.draw.marks import curve
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points

Show = Callable[[int], None]


def dots(
    stage: Stage,
    ax: Axes,
    x: Any,
    y: Any,
    colour: str,
    size: float = 9,
    when: Any = True,
    marker: str = "o",
    zorder: float = 3,
    hollow: bool = False,
) -> Show:
    """Dots at `x`, `y`, each (rows, n), (n,) or one number, where `when`, as (rows, n) or (rows, 1), is true. Returns show(t).

    `size` is in pixels of the canvas; a `marker` "|" is an upright tick. Labels keep clear of them only if the scene says so.

    >>> dots(stage, ax, path[:, 0], path[:, 1], theme.data, when=rows[:, None] >= np.arange(20))
    """
    x, y, when = np.broadcast_arrays(*(np.atleast_2d(np.asarray(values)) for values in (x, y, when)))
    edge = points(2.5 if marker == "|" else 4 if hollow else 0)
    (mark,) = ax.plot([], [], marker, color=colour, markersize=points(size), markeredgewidth=edge, zorder=zorder)
    mark.set_markerfacecolor(stage.theme.background if hollow else colour)

    def show(t: int) -> None:
        row = min(t, len(x) - 1)
        mark.set_data(x[row][when[row]], y[row][when[row]])

    return show


def named_line(
    stage: Stage,
    ax: Axes,
    slope: float,
    intercept: float,
    colour: str,
    when: Any,
    label: str,
    at: float,
    sides: Sequence[str],
    dashed: bool = False,
) -> Show:
    """A line across the axes, and its label beside x = `at`, in the rows in which `when` (rows,) is true. Returns show(t).

    Labels keep clear of it.

    >>> named_line(stage, ax, 0.5, 2, theme.held_out, rows > 5, say("0.5x + 2"), at=6, sides=("below right",))
    """
    ends, there = np.array(ax.get_xlim()), np.asarray(when, bool)[:, None]
    along = np.linspace(ends[0], ends[1], 60)
    places = np.stack([along, slope * along + intercept], -1)
    stage.avoid(ax, np.where(there[..., None], places, np.nan), 3)
    stage.label(ax, np.where(there, (at, slope * at + intercept), np.nan), label, colour, sides=sides, size=26)
    return curve(stage, ax, ends, np.where(there, slope * ends + intercept, np.nan), colour, width=4, dashed=dashed, zorder=4)


def band(stage: Stage, ax: Axes, lower: tuple[float, float], upper: tuple[float, float], colour: str, when: Any) -> Show:
    """The ground between two lines, each (slope, intercept), tinted in the rows in which `when` (rows,) is true. Returns show(t).

    >>> band(stage, ax, (0.5, 2), (0.5, 4), theme.batch, rows > 5)
    """
    ends, when = np.array(ax.get_xlim()), np.asarray(when, bool)
    low, high = (slope * ends + intercept for slope, intercept in (lower, upper))
    ground = ax.fill_between(ends, low, high, color=colour, alpha=0.12, linewidth=0, zorder=1)
    return lambda t: ground.set_visible(bool(when[t]))
