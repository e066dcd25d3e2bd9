"""How long the misses of a fit stay on one side of it, and from where on a run is another one."""

from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.polynomials import Points, legendre
from scenes.studio.draw.marks import Floats, Show, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points as size
from scenes.studio.words import say

MOST = 8  # runs that are named


def runs(points: Points, a: Floats) -> list[list[int]]:
    """The points, in the order of their x, in runs that lie on one side of the polynomial of parameters `a` (degree + 1,)."""
    above, order = _above(points, a), points[0].argsort(stable=True).tolist()
    return [list(run) for _, run in groupby(order, key=lambda i: bool(above[i]))]


def _above(points: Points, a: Floats) -> NDArray[np.bool_]:
    return points[1].numpy() > legendre(points[0], len(a) - 1).numpy() @ a


def name_runs(stage: Stage, ax: Axes, points: Points, a: Floats, shown: NDArray[np.bool_]) -> None:
    """Name the runs of the parameters `a` (degree + 1,), if they are few, in the rows (rows,) in which they are `shown`: 4 below."""
    found, over = runs(points, a), _above(points, a)
    x, y = (part.numpy() for part in points)
    for run in found if len(found) <= MOST else ():
        up = bool(over[run[0]])
        words = say("{n} above", n=len(run)) if up else say("{n} below", n=len(run))
        farthest = y[run].max() if up else y[run].min()
        places = only(shown, (float(x[run].mean()), float(farthest)))
        stage.label(ax, places, words, stage.theme.ink, sides=("above",) if up else ("below",), gap=14, size=24, weight="semibold")


def from_here(stage: Stage, ax: Axes, row: int, rows: int, label: str) -> Show:
    """A dotted upright line at the step `row` of a run of so many `rows`, with its label, once it is past. Returns show(t)."""
    low, high = ax.get_ylim()
    (line,) = ax.plot([], [], ":", color=stage.theme.muted, linewidth=size(3), zorder=2)
    top = only(np.arange(rows) > row, (row, high))
    stage.label(ax, top, label, stage.theme.muted, sides=("right", "left"), gap=8)
    return lambda t: line.set_data([row, row], [low, high if t > row else low])
