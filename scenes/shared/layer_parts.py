"""How a hidden layer is drawn: the network's curve among its points, its bends, what each unit adds on its side, and the loss as a bar.

Of the run they need the weights `w`, `b`, `v` (rows, units), all 0 for a unit that is not there yet, `c` (rows, 1), `loss`, and `unit`,
the newest one.
"""

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.studio.draw.bars import bars
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, curve, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

X, Y = (-1.08, 1.08), (-2.2, 1.7)
PULL = 1.5  # in y of the plot, for a pull of 1
GRID = np.linspace(*X, 217)


def bends(trace: Trace) -> Floats:
    """Where each unit bends the curve, (rows, units); nan where that is not within the axis, or nowhere."""
    with np.errstate(all="ignore"):
        places = -trace.b.astype(float) / trace.w
    return np.where((places > X[0]) & (places < X[1]), places, np.nan)


def added(trace: Trace, x: Floats) -> Floats:
    """What each unit adds at x (n,): (rows, units, n)."""
    w, b, v = (its[..., None].astype(float) for its in (trace.w, trace.b, trace.v))
    return v * np.maximum(0, w * x + b)


def summed(trace: Trace, x: Floats) -> Floats:
    """The network's curve at x (n,): the level and what all units add, (rows, n)."""
    return added(trace, x).sum(1) + trace.c


def acts(trace: Trace, x: Floats) -> NDArray[np.bool_]:
    """Whether each unit but the first can turn the curve at x (n,): (rows, units − 1, n)."""
    w, b = (its[:, 1:, None].astype(float) for its in (trace.w, trace.b))
    return w * x + b > 0


def pulls(trace: Trace, data: tuple[torch.Tensor, torch.Tensor]) -> tuple[Floats, Floats]:
    """How much each of the points x, y (n,) counts for each unit but the first, by its distance from the bend: (rows, units − 1, n).

    And the pull of all misses on the unit's side, each times that, (rows, units − 1): where the loss wants the unit's weight to go.
    """
    x, y = (its.numpy() for its in data)
    w, b = (its[:, 1:, None].astype(float) for its in (trace.w, trace.b))
    counts = np.maximum(0, w * x + b) / np.where(w == 0, 1, np.abs(w))
    return counts, (counts * (y - summed(trace, x))[:, None]).sum(2)


def curve_and_misses(stage: Stage, ax: Axes, data: tuple[torch.Tensor, torch.Tensor], trace: Trace, middle: int) -> Show:
    """The points x, y (n,), the network's curve, and its misses: in training the thicker the more they count for a unit.

    From the row `middle` on those are thick that count for none. Returns show(t).
    """
    theme, (x, y), rows = stage.theme, tuple(its.numpy() for its in data), np.arange(len(trace))
    heights, at_points, counts = summed(trace, GRID), summed(trace, x), pulls(trace, data)[0].max(1, initial=0)
    widths = 1.5 + 8 * counts / max(counts[trace.shown == 2].max(initial=0), 1e-9)
    widths[rows >= middle] = np.where(counts[rows >= middle] > 0, 1.5, 5)
    widths[np.isin(rows, (0, len(rows) - 1))] = 4
    widths[trace.shown == 1] = 1.5
    ax.set(xlim=X, ylim=Y, xlabel=say("x"), ylabel=say("y"))
    ax.plot(x, y, "o", color=theme.data, markersize=points(11), markeredgewidth=0, zorder=3)
    over = np.stack([np.broadcast_to(GRID, heights.shape), heights], -1)
    stage.follow(ax, over[:, ::20])
    stage.avoid(ax, np.column_stack([x, y])[None], 6)
    stage.avoid(ax, over[:, ::4], 6)
    lines = LineCollection([], colors=theme.loss, zorder=3)
    ax.add_collection(lines, autolim=False)

    def show(t: int) -> None:
        lines.set_segments(list(np.stack([np.column_stack([x, at_points[t]]), np.column_stack([x, y])], 1)))
        lines.set_linewidth(points(1) * widths[t])

    return compose(show, curve(stage, ax, GRID, heights, theme.model, 7, zorder=5))


def straight_line(stage: Stage, ax: Axes, line: Floats, last: NDArray[np.bool_]) -> Show:
    """The best straight `line` (2,), dashed, to be compared in the `last` row (rows,). Returns show(t)."""
    heights, ink = line[0] * GRID + line[1], stage.theme.ink
    stage.avoid(ax, only(last, np.stack([GRID, heights], -1)[None, ::4]), 3)
    stage.label(ax, only(last, np.array([X[1], heights[-1]])), say("the best straight line"), ink, sides=("above left",), gap=24, size=24)
    return curve(stage, ax, GRID, only(last, heights[None]), ink, 4, dashed=True, zorder=3.5)


def two_losses(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """The loss of the best straight line, and beside it, once there are bends, that of the curve. Returns show(t)."""
    both = np.column_stack([np.full(len(trace), trace.loss[0]), np.where(trace.shown == 2, trace.loss, np.nan)]).astype(float)
    texts = [say_each("{loss:.2f}", loss=its) for its in both.T]
    names = [say("straight"), say("{n} bends", n=trace.v.shape[1] - 1)]
    return bars(stage, ax, both, names, texts, [stage.theme.ink, stage.theme.loss])


def units(stage: Stage, ax: Axes, data: tuple[torch.Tensor, torch.Tensor], trace: Trace) -> Show:
    """The units by themselves, and then the sides of all but the first. Returns show(t)."""
    alone = [one_unit(stage, ax, trace, unit) for unit in range(1, min(3, trace.v.shape[1]))]
    first = np.where(trace.shown[:, None] == 0, (GRID[110], summed(trace, GRID)[0, 110]), np.nan)
    told = say("unit 1 makes a straight line")
    stage.label(ax, first, told, stage.theme.model, sides=("below right",), gap=24, size=24, weight="semibold")
    return compose(*alone, *(sides(stage, ax, data, trace, unit) for unit in range(1, trace.v.shape[1])))


def one_unit(stage: Stage, ax: Axes, trace: Trace, unit: int) -> Show:
    """What a `unit` gives, by itself, in the row in which it is `shown`. Returns show(t)."""
    now, shown = stage.theme.batch, trace.shown[:, None]
    gives = np.maximum(0, trace.w[0, unit] * GRID + trace.b[0, unit])
    place, end = float(bends(trace)[0, unit]), -1 if trace.w[0, unit] > 0 else 0
    seat, side = (((place + GRID[-1]) / 2, 0), "below") if end else ((GRID[0], gives[0]), "above right")
    told = say("unit {k} by itself", k=unit + 1)
    stage.label(ax, np.where(shown == 1, seat, np.nan), told, now, sides=(side,), gap=18, size=26, weight="semibold")
    line = curve(stage, ax, GRID, np.where(shown == 1, gives, np.nan), now, 6, dashed=unit > 1, zorder=6)
    return compose(line, dots(stage, ax, place, 0, now, 20, shown == 1, zorder=8))


def sides(stage: Stage, ax: Axes, data: tuple[torch.Tensor, torch.Tensor], trace: Trace, unit: int) -> Show:
    """The bend of a `unit`, and in training its side: tinted, and but for the last row the curve without the unit, dashed.

    An arrow at the curve is the pull of the misses. Returns show(t).
    """
    rows, heights, now = np.arange(len(trace)), summed(trace, GRID), stage.theme.batch
    there, right = trace.shown == 2, trace.w[0, unit] > 0
    place, reach = np.where(there, bends(trace)[:, unit], np.nan), X[int(right)]
    corner = np.column_stack([place, _over(place[:, None], heights)])
    without = np.where((there & (rows < len(rows) - 1))[:, None], heights - added(trace, GRID)[:, unit], np.nan)
    dashed = np.where(acts(trace, GRID)[:, unit - 1], without, np.nan)
    stage.avoid(ax, np.stack([np.broadcast_to(GRID, dashed.shape), dashed], -1)[:, ::4], 4)
    (ground,) = ax.fill([], [], color=now, alpha=0.1, linewidth=0, zorder=0.5)
    weights = [say("{v:.1f} × unit {k}", v=float(v.round(1)) + 0.0, k=unit + 1) for v in trace.v[:, unit]]
    foot = np.column_stack([(place + reach) / 2, np.full(len(rows), Y[0])])
    stage.label(ax, foot, weights, now, sides=("above",), gap=6, size=26, weight="semibold")
    at = np.where(there, 0.97 * reach, np.nan)  # beyond all points
    start = np.column_stack([at, _over(at[:, None], heights)])
    tip = start + np.column_stack([0 * rows, PULL * pulls(trace, data)[1][:, unit - 1]])
    long = np.abs(tip - start)[:, 1] > 0.1
    stage.label(ax, only(long, tip), say("pull of the misses"), stage.theme.gradient, sides=("above", "below"), size=24, weight="semibold")

    end, apart = np.column_stack([np.full(len(rows), reach), dashed[:, -int(right)]]), np.abs(dashed - heights)[:, -int(right)] > 0.3
    told = say("without unit {k}", k=unit + 1)
    stage.label(
        ax, only(apart & (end[:, 1] > Y[0] + 0.6), end), told, now, sides=("above left" if right else "below right",), gap=8, size=22
    )

    def show(t: int) -> None:
        ends = [place[t], reach, reach, place[t]] if there[t] else []
        ground.set_xy(np.column_stack([ends, np.repeat(Y, 2)[: len(ends)]]))

    return compose(
        show,
        curve(stage, ax, GRID, dashed, now, 4, dashed=True),
        arrow(stage, ax, start, tip, stage.theme.gradient, rim=0),
        dots(stage, ax, corner[:, :1], corner[:, 1:], now, 20, np.isfinite(corner[:, :1]), zorder=8),
    )


def _over(x: Floats, heights: Floats) -> Floats:
    """How high curves of these `heights` over GRID, (rows, n), are at x (rows, k): (rows, k)."""
    return np.array([np.interp(its, GRID, curve) for its, curve in zip(x, heights, strict=True)])
