"""How a hidden layer is drawn: what each unit adds, where it bends, and the sum among the points.

Of the run they need the weights `w`, `b`, `v` (rows, units) and `c` (rows, 1), the `loss`, and `zero_c` and `zero_loss` of another run.
"""

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.shared.line_parts import limits
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Show, compose, curve
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
GRID, X = np.linspace(-1, 1, 201), (-1.08, 1.08)


def bends(w: Floats, b: Floats) -> Floats:
    """Where each unit bends, (rows, units); nan where it bends outside of −1 … 1, or nowhere."""
    with np.errstate(all="ignore"):
        places = -b.astype(float) / w
    return np.where(np.abs(places) <= 1, places, np.nan)


def added(trace: Trace, x: Floats) -> Floats:
    """What each unit adds at x (rows, n): (rows, units, n)."""
    w, b, v = (its[..., None].astype(float) for its in (trace.w, trace.b, trace.v))
    return v * np.maximum(0, w * x[:, None] + b)


def sum_among_points(stage: Stage, ax: Axes, data: tuple[torch.Tensor, torch.Tensor], trace: Trace, kinks: Floats) -> Show:
    """The points x, y (n,), the network's curve with a dot at each of its `kinks`, and dashed that of the other run. Returns show(t)."""
    theme, (x, y), rows = stage.theme, data, len(trace)
    grid = np.tile(GRID, (rows, 1))
    heights = added(trace, grid).sum(1) + trace.c
    flat = np.repeat(trace.zero_c.astype(float), 2, 1)
    ax.set(xlim=X, ylim=limits(np.append(y.numpy(), [heights[0], heights[-1]]), (-1.9, 1.9)), xlabel=say("x"), ylabel=say("y"))
    stage.follow(ax, np.stack([grid[:, ::20], heights[:, ::20]], -1))
    ax.plot(x, y, "o", color=theme.data, markersize=points(10), markeredgewidth=0, zorder=2)
    stage.avoid(ax, np.column_stack([x, y])[None], 5)
    stage.avoid(ax, np.stack([grid[:, ::5], heights[:, ::5]], -1), 4)
    stage.avoid(ax, np.stack([grid[:, ::10], np.repeat(flat[:, :1], len(GRID[::10]), 1)], -1), 3)
    at_kinks = (added(trace, np.nan_to_num(kinks)).sum(1) + trace.c).astype(float)
    names = [say("network: loss {loss:.2f}", loss=loss) for loss in trace.loss]
    stage.label(
        ax, np.column_stack([0 * heights[:, 0] + 0.45, heights[:, 145]]), names, theme.model, sides=("above", "above left"), size=24
    )
    names = [say("the same, from zeros: loss {loss:.2f}", loss=loss) for loss in trace.zero_loss]
    stage.label(ax, np.column_stack([flat[:, 0] * 0 - 1, flat[:, 0]]), names, theme.ink, sides=("above right", "below right"), size=24)
    numbered(stage, ax, kinks, at_kinks)
    return compose(
        curve(stage, ax, [-1, 1], flat, theme.ink, 4, dashed=True),
        curve(stage, ax, GRID, heights, theme.model, 6, zorder=5),
        dots(stage, ax, kinks, at_kinks, theme.batch, 15, np.isfinite(kinks), zorder=6),
    )


def numbered(stage: Stage, ax: Axes, kinks: Floats, heights: Floats) -> None:
    """The number of each unit at its bend, the same in both panels: `kinks` and `heights` are (rows, units)."""
    for k, (across, up) in enumerate(zip(kinks.T, heights.T, strict=True), 1):
        places = np.column_stack([across, np.where(np.isfinite(across), up, np.nan)])
        stage.avoid(ax, places, 9)
        stage.label(ax, places, str(k), stage.theme.batch, sides=("above", "below"), gap=8, weight="semibold")


def pieces(stage: Stage, ax: Axes, trace: Trace, kinks: Floats) -> Show:
    """What each unit adds, as a thin curve with a dot at its bend, and the level that is added to them. Returns show(t)."""
    theme, rows = stage.theme, len(trace)
    heights = added(trace, np.tile(GRID, (rows, 1)))
    ax.set(xlim=X, ylim=limits(heights[[0, -1]].ravel(), (-1.9, 1.9)), xlabel=say("x"))
    lines = LineCollection([], colors=theme.model, linewidths=points(4), zorder=4)
    ax.add_collection(lines, autolim=False)
    ax.axhline(0, color=theme.muted, linewidth=points(2), zorder=1)
    level = np.repeat(trace.c.astype(float), 2, 1)
    told = [say("the level: {c:.2f}", c=c) for c in level[:, 0]]
    stage.avoid(ax, np.stack([np.tile(GRID[::10], (rows, 1)), np.repeat(level[:, :1], len(GRID[::10]), 1)], -1), 3)
    stage.label(ax, np.column_stack([0 * level[:, 0] + 0.5, level[:, 0]]), told, theme.muted, sides=("above", "below"), gap=8)
    numbered(stage, ax, kinks, 0 * kinks)
    return compose(
        curve(stage, ax, [-1, 1], level, theme.muted, 4),
        lambda t: lines.set_segments([np.column_stack([GRID, piece]) for piece in heights[t]]),
        dots(stage, ax, kinks, 0 * kinks, theme.batch, 15, np.isfinite(kinks), zorder=6),
    )
