"""How a hidden layer is drawn: the network's curve among its points, its units by themselves, and what the misses pull.

Of the run they need the weights `w`, `b`, `v` (rows, units), `c` (rows, 1), `loss`, and `shown`: 0 for the line alone, 1 for the
pulls at it, 2 for the units by themselves, 3 for the training. What each unit adds stands twice, equally high: on its own line of
zero, and between the curve and the line that the first unit makes alone.
"""

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from scenes.studio.draw.board import mixed
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, curve, only, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

Data = tuple[torch.Tensor, torch.Tensor]  # x (n,), y (n,)
X, Y = (-1.1, 1.1), (-1.85, 2.35)  # of the curve; y at least
SIDES = 2  # as many units are named, and their pulls shown
FARTHEST = 3.5  # in y, for the curve and for a unit
EDGE = 0.96  # of X, where arrows stand at the ends
GAP = 0.03  # in x, from 0 to where the line of zero of a unit begins
APART = 0.5  # in y, between the curve and the lines of zero of the units
PULL = 0.95  # how long in y is the arrow of bars that are 1 high together at full width
WIDEST, THINNEST = 0.062, 0.006  # in x, how wide the widest bar is among 30 points, and the thinnest
LONG = 0.3  # in y: a shorter arrow has no name
PALE = 0.3  # the part of a colour that is left to what a row is not about
ABOVE = 0.45  # in y, the room for the loss
GRID = np.linspace(*X, 217)


def bends(trace: Trace) -> Floats:
    """Where each unit bends the curve, (rows, units); nan where that is not within the axis, or nowhere."""
    with np.errstate(all="ignore"):
        places = -trace.b.astype(float) / trace.w
    return np.where((places > X[0]) & (places < X[1]), places, np.nan)


def bare(trace: Trace, x: Floats) -> Floats:
    """Each unit at x (n,), before it is multiplied by its weight: (rows, units, n)."""
    w, b = (its[..., None].astype(float) for its in (trace.w, trace.b))
    return np.maximum(0, w * x + b)


def added(trace: Trace, x: Floats) -> Floats:
    """What each unit adds at x (n,): (rows, units, n)."""
    return trace.v[..., None].astype(float) * bare(trace, x)


def summed(trace: Trace, x: Floats) -> Floats:
    """The network's curve at x (n,): the level and what all units add, (rows, n)."""
    return added(trace, x).sum(1) + trace.c


def acts(trace: Trace, x: Floats) -> NDArray[np.bool_]:
    """Whether each unit but the first can turn the curve at x (n,): (rows, units − 1, n)."""
    w, b = (its[:, 1:, None].astype(float) for its in (trace.w, trace.b))
    return w * x + b > 0


def line_alone(trace: Trace, x: Floats) -> Floats:
    """What the first unit makes alone at x (n,): (rows, n)."""
    return added(trace, x)[:, 0] + trace.c


def window(trace: Trace) -> tuple[float, float]:
    """The lowest and the highest y of the points and the curve."""
    its = np.nan_to_num(summed(trace, GRID)).clip(-FARTHEST, FARTHEST)
    return float(its.min(initial=Y[0])) - 0.1, float(its.max(initial=Y[1])) + 0.1


LINE, SIDE = 1, 2  # what the misses turn: the line of the first unit, the sides of the others


def looks(trace: Trace, steepens: int | None) -> NDArray[np.int_]:
    """What the misses turn in each row, (rows,), 0 for nothing: the line, then the sides, and from row `steepens` on again the line."""
    act = np.select([trace.shown == 1, trace.shown == 3], [LINE, SIDE])
    act[len(act) if steepens is None else steepens :] = LINE
    act[-1] = 0
    return act


def middle(trace: Trace, x: Floats) -> NDArray[np.bool_]:
    """Which of the points x (n,) are on the side of no unit but the first: (rows, n)."""
    return np.logical_not(acts(trace, x).any(1))


def shares(trace: Trace, x: Floats, steepens: int | None) -> Floats:
    """How much of each miss at x (n,) counts in what is turned, (rows, n); less than nothing left of where the line turns.

    As much as the point is far from where it turns: the line around 0, a side around the bend of its unit. The others do not count.
    """
    act, own = looks(trace, steepens)[:, None], acts(trace, x)[:, :SIDES]
    place, edge = bends(trace)[:, 1 : SIDES + 1, None], np.where(trace.w[0, 1 : SIDES + 1] > 0, *X[::-1])[:, None]
    side = np.where(own, (x - place) / (edge - place), 0).sum(1)
    return np.select([act == LINE, act == SIDE], [np.broadcast_to(x / X[1], side.shape), side])


def curve_and_misses(stage: Stage, ax: Axes, data: Data, trace: Trace, steepens: int | None) -> Show:
    """The points x, y (n,), the network's curve, its misses, and the loss; faint, in training, the line it was.

    Misses that pull, see `shares`, are left to `pulling`; beside them the others are pale. Returns show(t).
    """
    theme, (x, y) = stage.theme, tuple(its.numpy() for its in data)
    heights, at_points = summed(trace, GRID), summed(trace, x)
    ax.plot(x, y, "o", color=theme.data, markersize=points(11), markeredgewidth=0, zorder=3)
    trains, rests = trace.shown == 3, looks(trace, steepens) == 0
    free = np.where(shares(trace, x, steepens) == 0, at_points, np.nan)
    over = np.stack([np.broadcast_to(GRID, heights.shape), heights], -1)
    stage.follow(ax, over[:, ::20])
    stage.avoid(ax, np.column_stack([x, y])[None], 6)
    stage.avoid(ax, over[:, ::4], 6)
    losses = say_each("loss {loss:.2f}", loss=trace.loss)
    stage.label(
        ax, only(trace.shown != 1, (X[0], ax.get_ylim()[1])), losses, theme.loss, sides=("below right",), size=34, weight="semibold", gap=14
    )
    was, compared = np.where(trains[:, None], heights[0], np.nan), say("straight\nline: {loss:.2f}", loss=trace.loss[0])
    stage.label(ax, only(trains & rests, (X[1], heights[0, -1])), compared, theme.muted, sides=("right",), size=24, gap=10)
    return compose(
        sticks(stage, ax, x, only(rests, free), y, theme.loss),
        sticks(stage, ax, x, only(~rests, free), y, to_hex(mixed(theme.loss, theme.background, PALE))),
        curve(stage, ax, GRID, was, to_hex(mixed(theme.muted, theme.background, 0.6)), 3, zorder=2),
        curve(stage, ax, GRID, heights, theme.model, 7, zorder=5),
    )


def seats(trace: Trace, data: Data) -> Floats:
    """At which height each unit but the first has its line of zero, (units − 1,): beyond all of its half, where it goes at last."""
    (x, y), heights, bases = tuple(its.numpy() for its in data), summed(trace, GRID), []
    for right, up in zip(trace.w[0, 1:] > 0, trace.v[-1, 1:] > 0, strict=True):
        its = np.append(heights[:, (GRID > 0) == right], y[(x > 0) == right])
        bases.append(its.max() + APART if up else its.min() - APART)
    return np.clip(bases, -FARTHEST, FARTHEST)


def units(stage: Stage, ax: Axes, data: Data, trace: Trace) -> Show:
    """All units but the first, times their weights, beside the curve and in it: between it and the line. Sets the limits of `ax`.

    Returns show(t).
    """
    alone, heights = line_alone(trace, GRID), summed(trace, GRID)
    trains, base = trace.shown == 3, seats(trace, data)
    own = base[:, None] + np.where(trains[:, None, None], added(trace, GRID)[:, 1:], bare(trace, GRID)[:, 1:]).clip(-FARTHEST, FARTHEST)
    its = np.concatenate([own[trace.shown > 1].ravel(), np.nan_to_num(alone).clip(-FARTHEST, FARTHEST).ravel(), [*window(trace)]])
    ax.set(
        xlim=(X[0], X[1] + (0.27 if stage.canvas.wide else 0.52)),
        ylim=(its.min() - 0.1, max(its.max() - 0.1, base.max() + 2) + ABOVE),
        xlabel=say("x"),
        ylabel=say("y"),
        yticks=[-1, 0, 1],
    )
    outside = ~middle(trace, GRID) & trains[:, None]
    dashed = np.where(outside, alone, np.nan)
    pale = to_hex(mixed(stage.theme.batch, stage.theme.background, PALE))
    return compose(
        _between(ax, GRID, dashed, np.where(outside, heights, np.nan), pale),
        curve(stage, ax, GRID, dashed, stage.theme.model, 3, dashed=True),
        *(one_unit(stage, ax, trace, k + 1, own[:, k], float(base[k])) for k in range(len(base))),
    )


def one_unit(stage: Stage, ax: Axes, trace: Trace, unit: int, own: Floats, base: float) -> Show:
    """A `unit` on its line of zero at `base`, at heights `own` (rows, n) over GRID, with its weight, and its bend on the curve."""
    theme, there, trains, v = stage.theme, trace.shown > 1, trace.shown == 3, trace.v[:, unit].astype(float)
    place, right, up = bends(trace)[:, unit], trace.w[0, unit] > 0, v[-1] > 0
    at = np.where(trains, [np.interp(x, GRID, row) for x, row in zip(place, summed(trace, GRID), strict=True)], np.nan)
    half, seen = GRID > GAP if right else GRID < -GAP, (there & np.isfinite(place))[:, None]
    if unit <= SIDES:  # the names of more would lie on each other
        timed = say_each("right unit × {v:.1f}", v=v) if right else say_each("left unit × {v:.1f}", v=v)
        named, far = (say("right unit") if right else say("left unit")), "left" if right else "right"
        for when, words, side in (there & ~trains, named, "below"), (trains, timed, "below" if up else "above"):
            seat = only(when, (X[int(right)], base))
            stage.label(ax, seat, words, theme.batch, sides=(f"{side} {far}",), size=26, weight="semibold", gap=12)
    pale, zero = to_hex(mixed(theme.batch, theme.background, PALE)), only(there, np.full_like(own, base)[:, half])
    return compose(
        _between(ax, GRID[half], zero, own[:, half], pale),
        curve(stage, ax, GRID[half], zero, to_hex(mixed(theme.muted, theme.background, 0.6)), 2, zorder=3),
        curve(stage, ax, GRID[half], only(there, own[:, half]), theme.batch, 6, zorder=6),
        _upright(ax, np.where(trains, place, np.nan), base, at, theme.batch),
        dots(stage, ax, place[:, None], base, theme.batch, 16, seen, zorder=8),
        dots(stage, ax, place[:, None], at[:, None], theme.batch, 20, seen & np.isfinite(at)[:, None], zorder=8),
    )


def pulling(stage: Stage, ax: Axes, data: Data, trace: Trace, steepens: int | None) -> Show:
    """What the misses turn, see `looks`: bars as high as these, as wide as they count, and an arrow as long as all areas together.

    What is above the curve counts against what is below. Returns show(t).
    """
    (x, y), colour, act = (its.numpy() for its in data), stage.theme.gradient, looks(trace, steepens)
    share, heights = shares(trace, x, steepens), summed(trace, x)
    half = np.where(share != 0, np.maximum(WIDEST * min(1, 30 / len(x)) * np.abs(share), THINNEST), 0) / 2
    paler = (act == LINE)[:, None] & ~middle(trace, x)
    parts = [
        _bars(ax, x, np.where(seen, half, 0), heights, y, to_hex(mixed(colour, stage.theme.background, part)))
        for seen, part in ((~paler, 0.75), (paler, 0.3))
    ]
    pull, alone, curved = share * (y - heights), line_alone(trace, GRID), summed(trace, GRID)
    wide = only((act == LINE) & (trace.shown == 1), (X[0], alone[0, 0]))
    stage.label(ax, wide, say("wider: farther from the middle"), colour, sides=("below right",), size=24, weight="semibold", gap=34)
    for what, which, start, end, part, told in (
        (LINE, ~paler, alone, X[1], 1, "middle"),
        (LINE, paler, alone, X[1], 0.5, "ends"),
        (SIDE, np.broadcast_to(x < 0, pull.shape), curved, EDGE * X[0], 1, ""),
        (SIDE, np.broadcast_to(x > 0, pull.shape), curved, EDGE * X[1], 1, ""),
    ):
        foot = np.column_stack([np.full(len(act), end), [np.interp(end, GRID, row) for row in start]])
        total = PULL * np.where(which, pull, 0).sum(1)
        tip = only(act == what, foot + total[:, None] * [0, 1])
        if told:
            seat = only((np.abs(total) > LONG) & (trace.shown == 1), tip)
            stage.label(ax, seat, say(told), colour, sides=("right",), size=24, weight="semibold", gap=14)
        parts.append(arrow(stage, ax, foot, tip, to_hex(mixed(colour, stage.theme.background, part)), rim=0))
    return compose(*parts)


def _bars(ax: Axes, x: Floats, half: Floats, heights: Floats, y: Floats, colour: str) -> Show:
    """Bars at x (n,) from `heights` (rows, n) to y (n,), `half` (rows, n) to each side; none where that is 0."""
    bars = PolyCollection([], facecolors=colour, linewidths=0, zorder=2.5)
    ax.add_collection(bars, autolim=False)

    def show(t: int) -> None:
        k = np.flatnonzero(half[t])
        left, up = np.column_stack([x[k] - half[t, k], heights[t, k]]), np.column_stack([x[k] + half[t, k], y[k]])
        bars.set_verts([[(a, c), (b, c), (b, d), (a, d)] for (a, c), (b, d) in zip(left, up, strict=True)])

    return show


def _between(ax: Axes, x: Floats, low: Floats, high: Floats, colour: str) -> Show:
    """The areas over x (n,) between `low` and `high` (rows, n), none where these are nan."""
    areas = PolyCollection([], facecolors=colour, linewidths=0, zorder=1.5)
    ax.add_collection(areas, autolim=False)

    def show(t: int) -> None:
        parts = [np.flatnonzero(np.isfinite(low[t]) & half) for half in (x < 0, x > 0)]
        edges = [(np.column_stack([x[k], low[t, k]]), np.column_stack([x[k], high[t, k]])) for k in parts if len(k)]
        areas.set_verts([np.concatenate([lower, upper[::-1]]) for lower, upper in edges])

    return show


def _upright(ax: Axes, x: Floats, low: float, high: Floats, colour: str) -> Show:
    """A dashed line at x (rows,) from `low` up to `high` (rows,)."""
    (line,) = ax.plot([], [], "--", color=colour, linewidth=points(2), zorder=2)
    return lambda t: line.set_data([x[t], x[t]], [low, high[t]])
