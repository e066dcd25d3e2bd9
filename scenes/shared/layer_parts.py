"""How a hidden layer is drawn: the network's curve among its points, what each unit adds to it, and what the misses pull.

Of the run they need the weights `w`, `b`, `v` (rows, units), `c` (rows, 1), `loss`, and `shown`: 0 for the line alone, 1 for the units by
themselves, 2 for the training. The curve is at its own heights; below it, at the same scale, the units stand on lines of zero.
"""

from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
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
X, Y = (-1.1, 1.1), (-1.85, 1.95)  # of the curve; y at least
FARTHEST = 3.5  # in y, for the curve and what the first unit makes
EDGE = 0.96  # of X, where arrows stand at the ends
GAP = 0.03  # between the lines of zero of the units that act at the right and of those that act at the left
PULL = 2.5  # in y of the plot, for a pull of 1
ASIDE = 0.012  # in x, of the pull of a point from its miss
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


def pulls(trace: Trace, data: Data) -> Floats:
    """How each point pulls the side of each unit but the first: its miss times its distance from the bend, (rows, units − 1, n).

    Their sum is where the loss wants the unit's weight to go.
    """
    x, y = (its.numpy() for its in data)
    w, b = (its[:, 1:, None].astype(float) for its in (trace.w, trace.b))
    counts = np.maximum(0, w * x + b) / np.where(w == 0, 1, np.abs(w))
    return counts * (y - summed(trace, x))[:, None]


def alone(trace: Trace) -> Floats:
    """What the first unit makes alone, over GRID: (rows, n); nan before the training."""
    return np.where(trace.shown[:, None] == 2, added(trace, GRID)[:, 0] + trace.c, np.nan)


def window(trace: Trace) -> tuple[float, float]:
    """The lowest and the highest y of the points, the curve, and what the first unit makes alone."""
    its = np.nan_to_num(np.concatenate([alone(trace), summed(trace, GRID)])).clip(-FARTHEST, FARTHEST)
    return float(its.min(initial=Y[0])) - 0.1, float(its.max(initial=Y[1])) + 0.1


def curve_and_misses(stage: Stage, ax: Axes, data: Data, trace: Trace, since: int | None) -> Show:
    """The points x, y (n,), the network's curve, its misses, and the loss; in training, dashed, what the first unit makes alone.

    Before the first step the misses that pull at no side are pale, and from row `since` to the end those that do. Returns show(t).
    """
    theme, (x, y) = stage.theme, tuple(its.numpy() for its in data)
    heights, at_points, top = summed(trace, GRID), summed(trace, x), window(trace)[1]
    ax.plot(x, y, "o", color=theme.data, markersize=points(11), markeredgewidth=0, zorder=3)
    sides, begins, later = acts(trace, x).any(1), np.abs(trace.v[:, 1:]).max(1) == 0, turned(trace, since)
    idle = (trace.shown == 2)[:, None] & np.where(sides, later[:, None], begins[:, None])  # at first the middle, at last the sides
    over = np.stack([np.broadcast_to(GRID, heights.shape), heights], -1)
    stage.follow(ax, over[:, ::20])
    stage.avoid(ax, np.column_stack([x, y])[None], 6)
    stage.avoid(ax, over[:, ::4], 6)
    losses = say_each("loss {loss:.2f}", loss=trace.loss)
    stage.label(ax, (X[0], top), losses, theme.loss, sides=("below right",), size=34, weight="semibold", gap=14)
    seat, compared = (X[0], top - 0.55), say("straight line: {loss:.2f}", loss=trace.loss[0])
    stage.label(ax, only(trace.shown == 2, seat), compared, theme.ink, sides=("below right",), size=24, gap=10)
    told, how = say("unit 1 makes a straight line"), {"size": 26, "weight": "semibold"}
    stage.label(ax, only(trace.shown < 2, (GRID[110], heights[0, 110])), told, theme.model, sides=("below right",), gap=24, **how)
    its, apart = alone(trace), (trace.shown == 2) & (np.abs(trace.v[:, 1:]).max(1) > 0.2)
    seats = np.column_stack([np.full(len(its), 0.7), _over(0.7, its)])
    stage.label(ax, only(apart, seats), say("unit 1 alone"), theme.model, sides=("above left",), gap=14, **how)
    stage.label(
        ax,
        only(apart & stage.canvas.wide, np.column_stack([0 * seats[:, 0], heights[:, 108]])),
        say("the curve"),
        theme.model,
        sides=("below right",),
        gap=30,
        **how,
    )
    return compose(
        sticks(stage, ax, x, np.where(idle, np.nan, at_points), y, theme.loss),
        sticks(stage, ax, x, np.where(idle, at_points, np.nan), y, to_hex(mixed(theme.loss, theme.background, 0.35))),
        curve(stage, ax, GRID, its, theme.model, 3, dashed=True, zorder=4),
        curve(stage, ax, GRID, heights, theme.model, 7, zorder=5),
    )


def units(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """All units but the first: on the curve, as what they add to the first one's line, and below it by themselves. Sets the limits of `ax`.

    Returns show(t).
    """
    theme, (low, high) = stage.theme, window(trace)
    heights = bare(trace, GRID)[:, 1:]
    base = low - 0.15 - min(float(heights.max(initial=0.35)), FARTHEST)
    ax.set(xlim=X, ylim=(base - 0.45, high), xlabel=say("x"), ylabel=say("y"), yticks=[-1, 0, 1])
    ax.plot(X, (low, low), color=theme.muted, linewidth=points(2), zorder=1)
    stage.label(ax, only(trace.shown > 0, (0, base)), say("0"), theme.muted, sides=("above",), lift=-22, gap=8)
    return compose(*(one_unit(stage, ax, trace, k + 1, base + heights[:, k], base) for k in range(heights.shape[1])))


def one_unit(stage: Stage, ax: Axes, trace: Trace, unit: int, own: Floats, base: float) -> Show:
    """A `unit` below the curve, at heights `own` (rows, n) over GRID, and what it adds to the curve: filled, with an arrow and its weight.

    Its bend stands on its line of zero at `base` and on the curve. Returns show(t).
    """
    now, there, v = stage.theme.batch, trace.shown == 2, trace.v[:, unit].astype(float)
    curves = summed(trace, GRID)
    without, place = curves - added(trace, GRID)[:, unit], bends(trace)[:, unit]
    at = np.where(there, [np.interp(x, GRID, row) for x, row in zip(place, curves, strict=True)], np.nan)
    right = int(trace.w[0, unit] > 0)
    half = (
        np.full(len(GRID), fill_value=True)
        if np.nanmin(place * (1 if right else -1), initial=1) < GAP
        else GRID * (1 if right else -1) > GAP
    )
    end, reach = X[right], EDGE * X[right]
    if unit < 3:  # the names of more would lie on each other
        how: dict[str, Any] = {"sides": ("left",) if right else ("right",), "size": 28, "weight": "semibold", "gap": 4}
        stage.label(ax, only(trace.shown > 0, (end, base)), say("unit {k}", k=unit + 1), now, lift=-20, **how)
        words = [say("− {v:.1f} × unit {k}" if its < -0.05 else "+ {v:.1f} × unit {k}", v=abs(its), k=unit + 1) for its in v]
        seat = (end, curves[0, -right] + np.sign(v[-1]) * 1.7)
        stage.label(ax, only(there, seat), words, now, **how)
    foot, grown = np.column_stack([0 * v + reach, _over(reach, without)]), there & (np.abs(_over(reach, curves - without)) > 0.25)
    slid = there & np.isfinite(place) & (np.abs(place - place[0]) > 0.04)
    filled = PolyCollection([], facecolors=now, alpha=0.22, linewidths=0, zorder=1.5)
    ways = LineCollection([], colors=now, linewidths=points(2), linestyles="--", zorder=2)
    for its in (filled, ways):
        ax.add_collection(its, autolim=False)

    def show(t: int) -> None:
        shape = np.column_stack([np.append(GRID, GRID[::-1]), np.append(without[t], curves[t, ::-1])])
        filled.set_verts([shape] if there[t] else [])
        ways.set_segments([[[place[t], base], [place[t], at[t]]]] if there[t] else [])

    return compose(
        show,
        curve(stage, ax, GRID[half], only(trace.shown > 0, own[:, half]), now, 6, zorder=6),
        arrow(stage, ax, foot, only(grown, np.column_stack([0 * v + reach, _over(reach, curves)])), now, rim=0),
        dots(stage, ax, np.where(slid, place[0], np.nan)[:, None], base, now, 16, slid[:, None], zorder=7, hollow=True),
        arrow(stage, ax, only(slid, [place[0], base]), np.column_stack([place, 0 * place + base]), now, rim=8, end=8),
        dots(stage, ax, place[:, None], base, now, 16, ((trace.shown > 0) & np.isfinite(place))[:, None], zorder=8),
        dots(stage, ax, place[:, None], at[:, None], now, 20, np.isfinite(at)[:, None], zorder=8),
    )


def turned(trace: Trace, since: int | None) -> NDArray[np.bool_]:
    """Which rows are between `since`, if there is such a row, and the last one, (rows,)."""
    rows = np.arange(len(trace))
    return (rows >= (len(rows) if since is None else since)) & (rows < len(rows) - 1)


def pulling(stage: Stage, ax: Axes, data: Data, trace: Trace, since: int | None) -> Show:
    """In training, beside each miss on a unit's side what it pulls, and at the end an arrow for all of them together, named until `since`.

    Returns show(t).
    """
    x, there, colour = data[0].numpy(), trace.shown == 2, stage.theme.gradient
    heights, curves, shows, how = summed(trace, x), summed(trace, GRID), [], {"size": 24, "weight": "semibold", "gap": 18}
    for w, pull, place in zip(trace.w[0, 1:], pulls(trace, data).swapaxes(0, 1), bends(trace).T[1:], strict=True):
        right = int(w > 0)
        share = (x - place[:, None]) / (X[right] - place[:, None])  # of the way from the bend to the end
        counted = PULL * np.where(share <= trace.swept[:, None], pull, 0)
        each = np.where((counted != 0) & there[:, None], heights + counted, np.nan)
        shows.append(sticks(stage, ax, x + ASIDE, heights, each, colour, width=6))
        start, total = np.column_stack([np.full(len(trace), EDGE * X[right]), _over(EDGE * X[right], curves)]), counted.sum(1)
        tip = only(there, start + np.column_stack([0 * total, total]))
        shows.append(arrow(stage, ax, start, tip, colour, rim=0))
        within = ("left",) if right else ("right",)
        stage.label(ax, only((np.abs(total) > 0.5) & ~turned(trace, since), tip), say("sum of the pulls"), colour, sides=within, **how)
    begins = there & (np.abs(trace.v[:, 1:]).max(1) == 0)
    told = say("each: miss × distance from the bend") if stage.canvas.wide else say("miss × distance")
    stage.label(ax, only(begins, (x.min(), heights[0, x.argmin()])), told, colour, sides=("below right",), **how | {"gap": 30})
    return compose(*shows)


def _over(x: float, heights: Floats) -> Floats:
    """How high curves of these `heights` over GRID, (rows, n), are at x: (rows,)."""
    return np.array([np.interp(x, GRID, its) for its in heights])
