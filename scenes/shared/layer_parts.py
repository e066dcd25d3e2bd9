"""How a hidden layer is drawn: the network's curve among its points, and at every bend what the unit that bends there adds to it.

Of the run they need the weights `w`, `b`, `v` (rows, units), of which `v` is 0 for a unit that is not there yet, `c` (rows, 1), and `loss`.
"""

from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Show, arrow, compose, curve, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
X, Y = (-1.3, 1.38), (-2.3, 2.15)
GRID = np.linspace(*X, 269)
AHEAD = 0.3  # how far behind its bend a unit's share is shown


def bends(trace: Trace) -> Floats:
    """Where each unit bends the curve, (rows, units); nan where that is not between the ends of the axis, or nowhere."""
    with np.errstate(all="ignore"):
        places = -trace.b.astype(float) / trace.w
    return np.where((places > X[0]) & (places < X[1] - 0.3) & (trace.v != 0), places, np.nan)


def added(trace: Trace, x: Floats) -> Floats:
    """What each unit adds at x (rows, n): (rows, units, n)."""
    w, b, v = (its[..., None].astype(float) for its in (trace.w, trace.b, trace.v))
    return v * np.maximum(0, w * x[:, None] + b)


def summed(trace: Trace, x: Floats) -> Floats:
    """The network's curve at x (rows, n): the level and what all units add, (rows, n)."""
    return added(trace, x).sum(1) + trace.c


def curve_and_misses(stage: Stage, ax: Axes, data: tuple[torch.Tensor, torch.Tensor], trace: Trace) -> Show:
    """The points x, y (n,), and from row 1 on the network's curve, the misses that it leaves and their loss. Returns show(t)."""
    theme, (x, y), rows = stage.theme, tuple(its.numpy() for its in data), len(trace)
    there = (np.arange(rows) > 0)[:, None]
    heights, at_points = (np.where(there, summed(trace, np.tile(its, (rows, 1))), np.nan) for its in (GRID, x))
    ax.set(xlim=X, ylim=Y, xlabel=say("x"), ylabel=say("y"))
    ax.plot(x, y, "o", color=theme.data, markersize=points(11), markeredgewidth=0, zorder=3)
    stage.follow(ax, np.stack([np.tile(GRID[::20], (rows, 1)), heights[:, ::20]], -1))
    stage.avoid(ax, np.column_stack([x, y])[None], 6)
    stage.avoid(ax, np.stack([np.tile(GRID[::4], (rows, 1)), heights[:, ::4]], -1), 5)
    losses = [say("loss {loss:.2f}, the mean of the squared misses", loss=loss) for loss in trace.loss]
    stage.label(ax, np.where(there, (X[0] + 0.02, 1.95), np.nan), losses, theme.loss, sides=("right",), size=26, weight="semibold")
    return compose(
        sticks(stage, ax, x, at_points, y, theme.loss, 3),
        curve(stage, ax, GRID, heights, theme.model, 7, zorder=5),
    )


def shares(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """At every bend, dotted, where the curve would go without the unit, and an arrow from there to the curve: what the unit adds.

    Returns show(t).
    """
    theme, kinks = stage.theme, bends(trace)
    ahead = kinks + AHEAD * np.sign(trace.w)
    with_it, without, corner = summed(trace, ahead), np.empty(kinks.shape), summed(trace, kinks)
    for k in range(kinks.shape[1]):
        without[:, k] = with_it[:, k] - added(trace, ahead[:, k : k + 1])[:, k, 0]
    shows = [dots(stage, ax, kinks, corner, theme.batch, 17, np.isfinite(kinks), zorder=7)]
    edge = summed(trace, np.full((len(trace), 1), X[0]))[:, 0]
    for k in range(kinks.shape[1]):
        start, low, high = (
            np.column_stack(its) for its in ((kinks[:, k], corner[:, k]), (ahead[:, k], without[:, k]), (ahead[:, k], with_it[:, k]))
        )
        shows += [_dotted(stage, ax, start, low), arrow(stage, ax, low, high, theme.batch, rim=0, end=4)]
        stage.avoid(ax, start, 9)
        how: Any = {"colour": theme.batch, "size": 24, "weight": "semibold"}
        stage.label(ax, (low + high) / 2, say("unit {k} adds", k=k + 1), sides=("right", "above right", "below right"), gap=10, **how)
        beyond = (trace.v[:, k] != 0) & (-trace.b[:, k] <= X[0] * trace.w[:, k])
        outside = np.where(beyond[:, None], np.column_stack([edge * 0 + X[0], edge]), np.nan)
        stage.label(ax, outside, say("← unit {k} bends out here", k=k + 1), sides=("above right", "below right"), gap=16, **how)
    return compose(*shows)


def _dotted(stage: Stage, ax: Axes, starts: Floats, ends: Floats) -> Show:
    (line,) = ax.plot([], [], color=stage.theme.batch, linewidth=points(4), linestyle=(0, (1.2, 1.4)), zorder=4)
    return lambda t: line.set_data(*np.stack([starts[t], ends[t]]).T)
