"""The misses of a fit on their own, and how long they stay on one side of it."""

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.polynomial_parts import MANY, X
from scenes.shared.polynomials import Points, legendre
from scenes.studio.draw.axes import label_data_axes
from scenes.studio.draw.marks import compose, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points as size
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]

MOST = 8  # runs that are named


def left_over(points: Points, a: Floats) -> Floats:
    """By how much the points, x and y (n,), lie above the polynomials of parameters `a` (rows, degree + 1), or of one row of them."""
    return points[1].numpy() - a @ legendre(points[0], a.shape[-1] - 1).numpy().T


def runs(points: Points, a: Floats) -> list[list[int]]:
    """The points, in the order of their x, in runs that lie on one side of the polynomial of parameters `a` (degree + 1,)."""
    above, order = left_over(points, a) > 0, points[0].argsort(stable=True).tolist()
    return [list(run) for _, run in groupby(order, key=lambda i: bool(above[i]))]


def name_runs(stage: Stage, ax: Axes, points: Points, a: Floats, shown: NDArray[np.bool_]) -> None:
    """Name the runs of the last of the parameters `a` (rows, degree + 1), in the rows in which they are `shown`: 4 below."""
    found, over = runs(points, a[-1]), left_over(points, a[-1]) > 0
    x, y = (part.numpy() for part in points)
    for run in found if len(found) <= MOST else ():
        up = bool(over[run[0]])
        words = say("{n} above", n=len(run)) if up else say("{n} below", n=len(run))
        farthest = y[run].max() if up else y[run].min()
        places = np.where(shown[:, None], (float(x[run].mean()), float(farthest)), np.nan)
        stage.label(ax, places, words, stage.theme.ink, sides=("above",) if up else ("below",), gap=14, weight="semibold")


def misses_alone(stage: Stage, ax: Axes, points: Points, a: Floats) -> Show:
    """The misses of the polynomials of parameters `a` (rows, degree + 1) from a level line: x and y of the points (n,). Returns show(t)."""
    theme, x = stage.theme, points[0].numpy()
    heights = left_over(points, a)
    most = 1.15 * float(np.abs(heights[0]).max())
    ax.set(xlim=X, ylim=(-most, most))
    label_data_axes(ax, stage.units and replace(stage.units, y_zero=0.0))
    ax.set_ylabel(say("miss"))
    ax.axhline(0, color=theme.muted, linewidth=size(2), zorder=1)
    (ends,) = ax.plot([], [], "o", color=theme.loss, markersize=size(7 if len(x) < MANY else 4), markeredgewidth=0, zorder=4)
    held = np.clip(heights, -2 * most, 2 * most)
    return compose(
        sticks(stage, ax, x, np.zeros(len(x)), held, theme.loss, width=4 if len(x) < MANY else 1.5), lambda t: ends.set_data(x, held[t])
    )
