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
from scenes.studio.run.scene import first
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

Data = tuple[torch.Tensor, torch.Tensor]  # x (n,), y (n,)
X, Y = (-1.1, 1.1), (-1.85, 1.95)  # of the curve; y at least
SLID = 0.1  # in x: a bend that has moved less stands where it was
FARTHEST = 3.5  # in y, for the curve and what the first unit makes
EDGE = 0.96  # of X, where arrows stand at the ends
GAP = 0.03  # between the lines of zero of the units that act at the right and of those that act at the left
PULL = 1.7  # in y of the plot, for a pull of 1
WIDEST = 0.1  # in x, how wide the bar of a pull is at a distance of 1 from the bend, among 30 points
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


def led(trace: Trace) -> int:
    """The unit whose pulls are counted: the first one that acts at the left, if there is one."""
    return min(2, trace.w.shape[1] - 1)


def slide(trace: Trace) -> tuple[int | None, int]:
    """The row in which half of the way of the bend that slides farthest is done, and its unit; None and 0 if none slides."""
    ways = np.nan_to_num(np.abs(bends(trace) - bends(trace)[0]))
    unit = int(ways[-1].argmax())
    return (first(ways[:, unit] > ways[-1, unit] / 2), unit) if ways[-1, unit] > SLID else (None, 0)


def looks(trace: Trace, steepens: int | None) -> NDArray[np.int_]:
    """Whose misses each row is about, (rows,): the unit on whose side they are, 0 for all, −1, from row `steepens` on, for the middle."""
    eye = np.where(trace.shown < 2, 0, led(trace))
    for row, its in slide(trace), (steepens, -1), (len(trace) - 1, 0):
        eye[len(trace) if row is None else row :] = its
    return eye


def watched(trace: Trace, x: Floats, eye: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Which of the points x (n,) each row is about: (rows, n). `eye` (rows,) is the unit whose side it is, 0 for all, −1 for the middle."""
    sides = acts(trace, x)
    own = sides[np.arange(len(eye)), np.maximum(eye - 1, 0)]
    return np.where(eye[:, None] < 0, ~sides.any(1), own | (eye[:, None] == 0))


def curve_and_misses(stage: Stage, ax: Axes, data: Data, trace: Trace, eye: NDArray[np.int_]) -> Show:
    """The points x, y (n,), the network's curve, its misses, and the loss; in training, dashed, what the first unit makes alone.

    Misses that a row is not about, see `watched`, are pale. Returns show(t).
    """
    theme, (x, y) = stage.theme, tuple(its.numpy() for its in data)
    heights, at_points, top = summed(trace, GRID), summed(trace, x), window(trace)[1]
    ax.plot(x, y, "o", color=theme.data, markersize=points(11), markeredgewidth=0, zorder=3)
    strong = watched(trace, x, eye)
    over = np.stack([np.broadcast_to(GRID, heights.shape), heights], -1)
    stage.follow(ax, over[:, ::20])
    stage.avoid(ax, np.column_stack([x, y])[None], 6)
    stage.avoid(ax, over[:, ::4], 6)
    losses = say_each("loss {loss:.2f}", loss=trace.loss)
    stage.label(ax, (X[0], top), losses, theme.loss, sides=("below right",), size=34, weight="semibold", gap=14)
    seat, compared = (X[0], top - 0.55), say("straight line: {loss:.2f}", loss=trace.loss[0])
    stage.label(ax, only(trace.v[:, 1:].any(1), seat), compared, theme.ink, sides=("below right",), size=24, gap=10)
    told, how = say("unit 1 makes a straight line"), {"size": 26, "weight": "semibold"}
    stage.label(ax, only(trace.shown < 2, (GRID[110], heights[0, 110])), told, theme.model, sides=("below right",), gap=24, **how)
    its, apart = alone(trace), (trace.shown == 2) & (np.abs(trace.v[:, 1:]).max(1) > 0.2)
    seats = np.column_stack([np.full(len(its), 0.7), _over(0.7, its)])
    stage.label(ax, only(apart, seats), say("unit 1 alone"), theme.model, sides=("above left",), gap=14, **how)
    return compose(
        sticks(stage, ax, x, np.where(strong, at_points, np.nan), y, theme.loss),
        sticks(stage, ax, x, np.where(strong, np.nan, at_points), y, to_hex(mixed(theme.loss, theme.background, 0.35))),
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
    (rule,) = ax.plot(X, (low, low), color=theme.muted, linewidth=points(2), zorder=1)
    stage.label(ax, only(trace.shown > 0, (0, base)), say("0"), theme.muted, sides=("above",), lift=-22, gap=8)
    its = (one_unit(stage, ax, trace, k + 1, base + heights[:, k], base) for k in range(heights.shape[1]))
    return compose(lambda t: rule.set_visible(bool(trace.shown[t])), *its)


def one_unit(stage: Stage, ax: Axes, trace: Trace, unit: int, own: Floats, base: float) -> Show:
    """A `unit` below the curve, at heights `own` (rows, n) over GRID, and what it adds to the curve: filled, with its weight.

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
    end = X[right]
    if unit < 3:  # the names of more would lie on each other
        how: dict[str, Any] = {"sides": ("left",) if right else ("right",), "size": 28, "weight": "semibold", "gap": 4}
        stage.label(ax, only(trace.shown > 0, (end, base)), say("unit {k}", k=unit + 1), now, lift=-20, **how)
        words = [say("− {v:.1f} × unit {k}" if its < -0.05 else "+ {v:.1f} × unit {k}", v=abs(its), k=unit + 1) for its in v]
        seat = (end, curves[0, -right] + np.sign(v[-1]) * 1.85)
        stage.label(ax, only(there, seat), words, now, **how)
    slid = there & np.isfinite(place) & (np.abs(place - place[0]) > SLID)
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
        dots(stage, ax, np.where(slid, place[0], np.nan)[:, None], base, now, 16, slid[:, None], zorder=7, hollow=True),
        arrow(stage, ax, only(slid, [place[0], base]), np.column_stack([place, 0 * place + base]), now, rim=8, end=8),
        dots(stage, ax, place[:, None], base, now, 16, ((trace.shown > 0) & np.isfinite(place))[:, None], zorder=8),
        dots(stage, ax, place[:, None], at[:, None], now, 20, np.isfinite(at)[:, None], zorder=8),
    )


def pulling(stage: Stage, ax: Axes, data: Data, trace: Trace, eye: NDArray[np.int_]) -> Show:
    """How the points on the side of the unit that is `led` pull at it while `eye` (rows,) is on it.

    The pulls are bars as high as the misses, as wide as these are far from the bend; at the end an arrow is as long as their areas
    together. Returns show(t).
    """
    (x, y), colour, unit = (its.numpy() for its in data), stage.theme.gradient, led(trace)
    right = int(trace.w[0, unit] > 0)
    there, place, edge = (eye == unit) & (trace.shown == 2), bends(trace)[:, unit, None], EDGE * X[right]
    heights, curves, pull = summed(trace, x), summed(trace, GRID), pulls(trace, data)[:, unit - 1]
    counted = there[:, None] & (pull != 0) & ((x - place) / (X[right] - place) <= trace.swept[:, None])
    half = WIDEST * min(1, 30 / len(x)) * np.abs(x - place) / 2  # of the width of a bar
    bars = PolyCollection([], facecolors=to_hex(mixed(colour, stage.theme.background, 0.65)), linewidths=0, zorder=2.5)
    ax.add_collection(bars, autolim=False)
    start, total = np.column_stack([np.full(len(trace), edge), _over(edge, curves)]), PULL * np.where(counted, pull, 0).sum(1)
    tip, how = only(there, start + np.column_stack([0 * total, total])), {"size": 24, "weight": "semibold"}
    stage.label(ax, only(np.abs(total) > 0.3, tip), say("their sum"), colour, sides=("left" if right else "right",), gap=18, **how)
    begins = there & ~trace.v[:, 1:].any(1)
    told = say("pull = area: miss × distance from the bend") if stage.canvas.wide else say("miss × distance")
    stage.label(ax, only(begins, (x.min(), heights[0, x.argmin()])), told, colour, sides=("below right",), gap=30, **how)

    def show(t: int) -> None:
        k = np.flatnonzero(counted[t])
        left, up = np.column_stack([x[k] - half[t, k], heights[t, k]]), np.column_stack([x[k] + half[t, k], y[k]])
        bars.set_verts([[(a, c), (b, c), (b, d), (a, d)] for (a, c), (b, d) in zip(left, up, strict=True)])

    return compose(show, arrow(stage, ax, start, tip, colour, rim=0))


def _over(x: float, heights: Floats) -> Floats:
    """How high curves of these `heights` over GRID, (rows, n), are at x: (rows,)."""
    return np.array([np.interp(x, GRID, its) for its in heights])
