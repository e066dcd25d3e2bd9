"""How a hidden layer is drawn: the network's curve among its points, its bends, what each unit adds on its side, and the loss as a bar.

Of the run they need the weights `w`, `b`, `v` (rows, units), all 0 for a unit that is not there yet, `c` (rows, 1), `loss`, and `unit`,
the newest one.
"""

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.bars import bars
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, curve, only, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

X, Y = (-1.08, 1.08), (-2.2, 1.7)
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


def won(trace: Trace) -> NDArray[np.floating]:
    """To which side each unit but the first turns in the end, up 1 or down −1: (units − 1,)."""
    return np.sign(trace.v[-1, 1:].astype(float))


def on_its_side(trace: Trace, data: tuple[torch.Tensor, torch.Tensor]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which points x, y (n,) each unit but the first can turn to, and which of them lie where it turns: both (rows, units − 1, n)."""
    x, y = (its.numpy() for its in data)
    near = acts(trace, x)
    return near, near & (np.sign(y - summed(trace, x))[:, None] == won(trace)[:, None])


def curve_and_misses(stage: Stage, ax: Axes, data: tuple[torch.Tensor, torch.Tensor], trace: Trace) -> Show:
    """The points x, y (n,), the network's curve, and its misses. In training those are thick that turn a unit to where it goes.

    Returns show(t).
    """
    theme, (x, y) = stage.theme, tuple(its.numpy() for its in data)
    heights, at_points, ends = summed(trace, GRID), summed(trace, x), np.isin(np.arange(len(trace)), (0, len(trace) - 1))
    thick = np.where((trace.shown == 2)[:, None], on_its_side(trace, data)[1].any(1), False) | ends[:, None]
    ax.set(xlim=X, ylim=Y, xlabel=say("x"), ylabel=say("y"))
    ax.plot(x, y, "o", color=theme.data, markersize=points(11), markeredgewidth=0, zorder=3)
    over = np.stack([np.broadcast_to(GRID, heights.shape), heights], -1)
    stage.follow(ax, over[:, ::20])
    stage.avoid(ax, np.column_stack([x, y])[None], 6)
    stage.avoid(ax, over[:, ::4], 6)
    return compose(
        sticks(stage, ax, x, at_points, np.where(thick, y, np.nan), theme.loss, 5),
        sticks(stage, ax, x, at_points, y, theme.loss, 1.5),
        curve(stage, ax, GRID, heights, theme.model, 7, zorder=5),
    )


def straight_line(stage: Stage, ax: Axes, line: Floats, trace: Trace) -> Show:
    """The best straight `line` (2,), which stays as a ghost once the curve leaves it, and is named in the end. Returns show(t)."""
    heights, last = (line[0] * GRID + line[1])[None], np.arange(len(trace)) == len(trace) - 1
    stage.avoid(ax, only(last, np.stack([GRID, heights[0]], -1)[None, ::4]), 3)
    at = np.array([X[1], heights[0, -1]])
    stage.label(ax, only(last, at), say("the best straight line"), stage.theme.ink, sides=("above left",), gap=24, size=24)
    return compose(
        curve(stage, ax, GRID, only((trace.shown == 2) & ~last, heights), stage.theme.muted, 2, zorder=3.5),
        curve(stage, ax, GRID, only(last, heights), stage.theme.ink, 4, dashed=True, zorder=3.5),
    )


def two_losses(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """The loss of the best straight line, and beside it, once there are bends, that of the curve. Returns show(t)."""
    both = np.column_stack([np.full(len(trace), trace.loss[0]), np.where(trace.shown == 2, trace.loss, np.nan)]).astype(float)
    texts = [say_each("{loss:.2f}", loss=its) for its in both.T]
    bends = say("{n} bends", n=trace.v.shape[1] - 1)
    return bars(
        stage, ax, both, [say("straight"), bends], texts, [stage.theme.ink, stage.theme.loss], room=0.16 if stage.canvas.wide else 0.4
    )


def units(stage: Stage, ax: Axes, data: tuple[torch.Tensor, torch.Tensor], trace: Trace, told: int) -> Show:
    """The second unit by itself, and then the sides of all but the first; up to the row `told` with where most points lie.

    Returns show(t).
    """
    return compose(one_unit(stage, ax, trace), *(sides(stage, ax, data, trace, unit, told) for unit in range(1, trace.v.shape[1])))


def one_unit(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """What the second unit gives, by itself, in the row in which it is `shown`; before that, what the first makes. Returns show(t)."""
    now, shown = stage.theme.batch, trace.shown[:, None]
    heights = np.where(shown == 1, np.maximum(0, trace.w[:, 1:2] * GRID + trace.b[:, 1:2]), np.nan)
    place, said = bends(trace)[:, 1:2], float(bends(trace)[0, 1])
    first = summed(trace, GRID)[0, 110]
    for when, at, words, colour, sides, size in (
        (0, (GRID[110], first), say("unit 1 makes a straight line"), stage.theme.model, ("below right",), 24),
        (1, (-0.55, 0.0), say("here it gives 0"), now, ("above",), 26),
        (1, (said, 0.0), say("unit 2 by itself: max(0, x − {place:.2g})", place=said), now, ("below",), 26),
    ):
        stage.label(ax, np.where(shown == when, at, np.nan), words, colour, sides=sides, gap=18, size=size, weight="semibold")
    return compose(curve(stage, ax, GRID, heights, now, 6, zorder=6), dots(stage, ax, place, 0, now, 20, shown == 1, zorder=8))


def sides(stage: Stage, ax: Axes, data: tuple[torch.Tensor, torch.Tensor], trace: Trace, unit: int, told: int) -> Show:
    """The bend of a `unit`, and in training, but for the last row, its side: tinted, and the curve without the unit, dashed.

    An arrow leads from that to the curve: what the unit adds. Up to the row `told` it is said where most of its points lie.
    Returns show(t).
    """
    rows, heights, now = np.arange(len(trace)), summed(trace, GRID), stage.theme.batch
    trains = trace.shown == 2
    there = trains & (rows < len(rows) - 1)
    place = np.where(trains, bends(trace)[:, unit], np.nan)
    reach = np.where(trace.w[:, unit] > 0, X[1], X[0])
    without = heights - added(trace, GRID)[:, unit]
    at = np.where(there, (place + reach) / 2, np.nan)
    foot, head = (np.column_stack([at, _over(at[:, None], its)]) for its in (without, heights))
    corner = np.column_stack([place, _over(place[:, None], heights)])
    dashed = np.where(acts(trace, GRID)[:, unit - 1] & there[:, None], without, np.nan)
    stage.avoid(ax, np.stack([np.broadcast_to(GRID, dashed.shape), dashed], -1)[:, ::4], 4)
    (ground,) = ax.fill([], [], color=now, alpha=0.1, linewidth=0, zorder=0.5)
    near, there_too = (its[:, unit - 1].sum(1) for its in on_its_side(trace, data))
    form = "{some} of {all} points\nlie above" if won(trace)[unit - 1] > 0 else "{some} of {all} points\nlie below"
    counts = say_each(form, some=there_too, all=near)
    weights = [say("{v:.1f} × unit {k}", v=float(v.round(1)) + 0.0, k=unit + 1) for v in trace.v[:, unit]]
    top = np.column_stack([at, np.full(len(rows), Y[1])])
    stage.label(ax, only(trains & (rows <= told), top), counts, now, sides=("below",), gap=6, size=24, weight="semibold")
    stage.label(ax, only(rows > told, top), weights, now, sides=("below",), gap=6, size=26, weight="semibold")

    def show(t: int) -> None:
        ends = [place[t], reach[t], reach[t], place[t]] if there[t] else []
        ground.set_xy(np.column_stack([ends, np.repeat(Y, 2)[: len(ends)]]))

    return compose(
        show,
        curve(stage, ax, GRID, dashed, now, 4, dashed=True),
        arrow(stage, ax, foot, head, now, rim=0, end=4),
        dots(stage, ax, corner[:, :1], corner[:, 1:], now, 20, np.isfinite(corner[:, :1]), zorder=8),
    )


def _over(x: Floats, heights: Floats) -> Floats:
    """How high curves of these `heights` over GRID, (rows, n), are at x (rows, k): (rows, k)."""
    return np.array([np.interp(its, GRID, curve) for its, curve in zip(x, heights, strict=True)])
