"""How a hidden layer is drawn: the network's curve among its points, what each unit adds to it, and what the misses pull.

Of the run they need the weights `w`, `b`, `v` (rows, units), `c` (rows, 1), `loss`, and `shown`: 0 for the line alone, 1 for the units by
themselves, 2 for the training. The curve is at its own heights; below it, at the same scale, the units stand on lines of zero.
"""

from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from numpy.typing import NDArray

from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, curve, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

Data = tuple[torch.Tensor, torch.Tensor]  # x (n,), y (n,)
X, Y = (-1.08, 1.08), (-1.85, 1.95)  # of the curve
PULL = 1.2  # in y of the plot, for a pull of 1
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


def pulls(trace: Trace, data: Data) -> Floats:
    """The pull of the misses on the side of each unit but the first, times their distances from its bend: (rows, units − 1).

    It is where the loss wants the unit's weight to go.
    """
    x, y = (its.numpy() for its in data)
    w, b = (its[:, 1:, None].astype(float) for its in (trace.w, trace.b))
    counts = np.maximum(0, w * x + b) / np.where(w == 0, 1, np.abs(w))
    return (counts * (y - summed(trace, x))[:, None]).sum(2)


def turns(trace: Trace, data: Data) -> tuple[Floats, Floats]:
    """How the misses turn the stretch on which no unit but the first acts: the pull (rows,), times the distances from its middle.

    Up at the right is positive. And where it begins and ends, (rows, 2); nan where it has no two points.
    """
    x, y = (its.numpy() for its in data)
    free = ~acts(trace, x).any(1)
    free &= free.sum(1, keepdims=True) > 1
    with np.errstate(all="ignore"):
        middle = (free * x).sum(1, keepdims=True) / free.sum(1, keepdims=True)
    far = np.where(free, x - middle, 0)
    ends = np.column_stack([np.where(free, x, np.inf).min(1), np.where(free, x, -np.inf).max(1)])
    return (far * (y - summed(trace, x))).sum(1), np.where(np.isfinite(ends), ends, np.nan)


def curve_and_misses(stage: Stage, ax: Axes, data: Data, trace: Trace) -> Show:
    """The points x, y (n,), the network's curve, its misses, and the loss; in training, dashed, what the first unit makes alone.

    Returns show(t).
    """
    theme, (x, y) = stage.theme, tuple(its.numpy() for its in data)
    heights, at_points = summed(trace, GRID), summed(trace, x)
    ax.plot(x, y, "o", color=theme.data, markersize=points(11), markeredgewidth=0, zorder=3)
    over = np.stack([np.broadcast_to(GRID, heights.shape), heights], -1)
    stage.follow(ax, over[:, ::20])
    stage.avoid(ax, np.column_stack([x, y])[None], 6)
    stage.avoid(ax, over[:, ::4], 6)
    losses = say_each("loss {loss:.2f}", loss=trace.loss)
    stage.label(ax, (X[0], Y[1]), losses, theme.loss, sides=("below right",), size=34, weight="semibold", gap=14)
    seat, compared = (X[0], Y[1] - 0.55), say("straight line: {loss:.2f}", loss=trace.loss[0])
    stage.label(ax, only(trace.shown == 2, seat), compared, theme.ink, sides=("below right",), size=24, gap=10)
    told = say("unit 1 makes a straight line")
    seats = np.where(trace.shown[:, None] < 2, (GRID[110], heights[0, 110]), np.nan)
    stage.label(ax, seats, told, theme.model, sides=("below right",), gap=24, size=24, weight="semibold")
    lines = LineCollection([], colors=theme.loss, linewidths=points(3), zorder=3)
    ax.add_collection(lines, autolim=False)

    def show(t: int) -> None:
        lines.set_segments(list(np.stack([np.column_stack([x, at_points[t]]), np.column_stack([x, y])], 1)))

    return compose(show, curve(stage, ax, GRID, heights, theme.model, 7, zorder=5))


def alone(trace: Trace) -> Floats:
    """What the first unit makes alone, over GRID, within the heights of the curve: (rows, n); nan before the training."""
    its = added(trace, GRID)[:, 0] + trace.c
    return np.where((trace.shown[:, None] == 2) & (its > Y[0]) & (its < Y[1]), its, np.nan)


def units(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """All units but the first: on the curve, as what they add to the first one's line, and below it on their own. Sets the limits of `ax`.

    Returns show(t).
    """
    theme, shown = stage.theme, trace.shown[:, None]
    adds = added(trace, GRID)[:, 1:]
    rights = trace.w[0, 1:] > 0  # which of them act there, and not at the left
    bare = np.maximum(0, trace.w[0, 1:, None] * GRID + trace.b[0, 1:, None])
    heights = np.where(shown[..., None] == 1, bare, np.where(shown[..., None] == 2, adds, np.nan))
    top, shows = Y[0] - 0.15, []
    reaches = np.nan_to_num(heights)
    highs = [float(reaches[:, rights == side].max(initial=0.35)) for side in (False, True)]
    bases = [top - 0.1 - high for high in highs]
    foot = min(base + float(reaches[:, rights == side].min(initial=0)) for side, base in zip((False, True), bases, strict=True))
    ax.set(xlim=X, ylim=(foot - 0.4, Y[1]), xlabel=say("x"), ylabel=say("y"), yticks=[-1, 0, 1])
    ax.plot(X, (top, top), color=theme.muted, linewidth=points(2), zorder=1)
    for k, right in enumerate(rights):
        shows.append(one_unit(stage, ax, trace, k + 1, heights[:, k], bases[int(right)], bool(right)))
    line = curve(stage, ax, GRID, alone(trace), theme.model, 3, dashed=True, zorder=4)
    low = np.where(alone(trace) < 1.4, GRID, X[0]).max(1)  # with room above it
    seats = np.column_stack([low, [np.interp(at, GRID, its) for at, its in zip(low, added(trace, GRID)[:, 0] + trace.c, strict=True)]])
    apart = (trace.shown == 2) & (np.abs(trace.v[:, 1:]).max(1) > 0.2)
    stage.label(ax, only(apart, seats), say("unit 1 alone"), theme.model, sides=("above left",), size=24, gap=14)
    return compose(line, *shows)


def between(trace: Trace, unit: int, at: float, x: float) -> tuple[Floats, Floats]:
    """A place at `x`, halfway between the curve with and without a `unit` as they are `at` another, (rows, 2).

    And how far they are apart there, (rows,).
    """
    its, curves = added(trace, np.array([at]))[:, unit, 0], summed(trace, np.array([at]))[:, 0]
    return np.column_stack([np.full(len(its), x), curves - its / 2]), np.abs(its)


def name_unit(stage: Stage, ax: Axes, trace: Trace, unit: int, base: float, right: bool) -> None:
    """The name of a `unit` and its weight at its line of zero, at `base`, and the name where it makes the most of the curve."""
    now, reach, below = stage.theme.batch, X[int(right)], (trace.shown == 1) | (trace.v[-1, unit] > 0)
    names = [
        say("1 × unit {k}", k=unit + 1)
        if its == 1
        else say("− {v:.1f} × unit {k}" if v < -0.05 else "+ {v:.1f} × unit {k}", v=abs(v), k=unit + 1)
        for its, v in zip(trace.shown, trace.v[:, unit].astype(float), strict=True)
    ]
    how: dict[str, Any] = {"sides": ("left",) if right else ("right",), "size": 26, "weight": "semibold"}
    stage.label(ax, only(trace.shown > 0, (reach, base)), names, now, lift=np.where(below, -22, 22), gap=4, **how)
    middle, thick = between(trace, unit, 0.85 * reach, reach)
    if stage.canvas.wide:  # there is no room for it in a narrow film
        stage.label(ax, only((trace.shown == 2) & (thick > 0.9), middle), say("unit {k}", k=unit + 1), now, gap=44, **how)


def one_unit(stage: Stage, ax: Axes, trace: Trace, unit: int, heights: Floats, base: float, right: bool) -> Show:
    """What a `unit` adds, `heights` (rows, n) over GRID: on its own above a line of zero at `base`, and between the first one's line and
    the curve, both filled, and an arrow from the one up to the other. And its bend, with a ring where it was at first. Returns show(t).
    """
    theme, now, shown = stage.theme, stage.theme.batch, trace.shown[:, None]
    place = np.where(trace.shown > 0, bends(trace)[:, unit], np.nan)
    begins = np.append(place[np.isfinite(place)], 0)
    half = begins.min() <= GRID if right else begins.max() >= GRID
    over, own = GRID[half], np.where(shown > 0, base + heights[:, half], np.nan)
    curves = summed(trace, GRID)
    without = curves - added(trace, GRID)[:, unit]
    at = np.array([np.interp(its, GRID, row) for its, row in zip(place, curves, strict=True)])
    if unit < 3:  # the names of more would lie on each other
        name_unit(stage, ax, trace, unit, base, right)
    began = only(trace.shown == 2, (place[int(np.argmax(trace.shown == 2))], base))
    now_at = np.column_stack([place, np.full(len(place), base)])
    stage.label(ax, only(trace.shown > 0, (0, base)), say("0"), theme.muted, sides=("left" if right else "right",), gap=8)
    reach = 0.86 * X[int(right)]
    lifted = only(
        (trace.shown == 2) & (np.abs(trace.v[:, unit]) > 0.3), np.column_stack([np.full(len(place), reach), _over(reach, curves)])
    )
    under = np.minimum(_over(reach, curves), _over(reach, without)).clip(*Y)
    tops = np.where(trace.v[:, unit] < 0, Y[0] - 0.15, base + _over(reach, curves - without))  # off the name, or off the unit
    foot = np.column_stack([lifted[:, 0], tops])
    filled = PolyCollection([], facecolors=now, alpha=0.22, linewidths=0, zorder=1.5)
    ways = LineCollection([], colors=now, linewidths=points(2), linestyles="--", zorder=2)
    for its in (filled, ways):
        ax.add_collection(its, autolim=False)

    def show(t: int) -> None:
        if trace.shown[t] == 0:
            filled.set_verts([])
            ways.set_segments([])
            return
        shapes = [(over, np.full(len(over), base), own[t])] + [(GRID, without[t].clip(*Y), curves[t].clip(*Y))] * int(trace.shown[t] == 2)
        filled.set_verts([np.column_stack([np.append(x, x[::-1]), np.append(low, high[::-1])]) for x, low, high in shapes])
        ways.set_segments([[[place[t], base], [place[t], at[t]]]] if trace.shown[t] == 2 else [])

    return compose(
        show,
        curve(stage, ax, over, own, now, 6, zorder=6),
        dots(stage, ax, began[:, :1], began[:, 1:], now, 16, hollow=True, zorder=6.5),
        arrow(stage, ax, began, only(trace.shown == 2, now_at), now, rim=8, end=8),
        arrow(stage, ax, foot, np.column_stack([lifted[:, 0], under]), now, thin=True, rim=4),
        dots(stage, ax, place[:, None], base, now, 16, np.isfinite(place)[:, None], zorder=8),
        dots(stage, ax, place[:, None], at[:, None], now, 20, (np.isfinite(place) & (trace.shown == 2))[:, None], zorder=8),
    )


def pulling(stage: Stage, ax: Axes, data: Data, trace: Trace) -> Show:
    """In training, arrows for the pull of the misses: on the side of each unit, and both ways on the stretch between. Returns show(t)."""
    (turn, ends), sides = turns(trace, data), pulls(trace, data)
    there, heights = trace.shown == 2, summed(trace, GRID)
    rights = trace.w[0, 1:] > 0
    narrow = np.nan_to_num([np.max(ends[:, 0], initial=X[0]), np.min(ends[:, 1], initial=X[1])])  # where it is in all rows
    middle, half = np.full(len(there), narrow.mean()), 0.35 * np.ptp(narrow)
    marks = [(np.full(len(there), 0.97 * X[int(right)]), sides[:, k]) for k, right in enumerate(rights)]
    marks += [(middle + half, turn), (middle - half, -turn)]
    shows = []
    for k, (x, pull) in enumerate(marks):
        start = np.column_stack([x, [np.interp(its, GRID, row) for its, row in zip(x, heights, strict=True)]])
        tip = only(there, start + np.column_stack([0 * x, PULL * pull]))
        shows.append(arrow(stage, ax, start, tip, stage.theme.gradient, rim=0))
        if k == len(marks) - 2:
            long = np.abs(PULL * pull) > 0.45
            stage.label(
                ax, only(long, tip), say("pull of the misses"), stage.theme.gradient, sides=("left",), size=24, weight="semibold", gap=16
            )
    return compose(*shows)


def _over(x: float, heights: Floats) -> Floats:
    """How high curves of these `heights` over GRID, (rows, n), are at x: (rows,)."""
    return np.array([np.interp(x, GRID, its) for its in heights])
