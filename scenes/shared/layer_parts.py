"""How a hidden layer is drawn: the network's curve among its points, what each unit adds to it, and what the misses pull.

Of the run they need the weights `w`, `b`, `v` (rows, units), `c` (rows, 1), `loss`, and `shown`: 0 for the line alone, 1 for the units by
themselves, 2 for the training. One panel has the curve, the other what is added up to it: a strip for each unit, on its line of zero.
"""

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from numpy.typing import NDArray

from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, curve, only, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

Data = tuple[torch.Tensor, torch.Tensor]  # x (n,), y (n,)
X, Y = (-1.1, 1.1), (-1.85, 1.95)  # of the curve; y at least
FARTHEST = 3.5  # in y, for the curve and what the first unit makes
EDGE, PULLED = 0.96, 0.86  # of X, where arrows stand at the ends: what a unit adds, and the pull
NAME, APART = 0.75, 0.3  # in y of the strips: room for a name, and between two
PULL = 1.3  # in y of the plot, for a pull of 1
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


def alone(trace: Trace) -> Floats:
    """What the first unit makes alone, over GRID: (rows, n); nan before the training."""
    return np.where(trace.shown[:, None] == 2, added(trace, GRID)[:, 0] + trace.c, np.nan)


def window(trace: Trace) -> tuple[float, float]:
    """The lowest and the highest y of the points, the curve, and what the first unit makes alone."""
    its = np.nan_to_num(np.concatenate([alone(trace), summed(trace, GRID)])).clip(-FARTHEST, FARTHEST)
    return float(its.min(initial=Y[0])) - 0.1, float(its.max(initial=Y[1])) + 0.1


def curve_and_misses(stage: Stage, ax: Axes, data: Data, trace: Trace) -> Show:
    """The points x, y (n,), the network's curve, its misses, and the loss; in training, dashed, what the first unit makes alone.

    Returns show(t).
    """
    theme, (x, y) = stage.theme, tuple(its.numpy() for its in data)
    heights, at_points, top = summed(trace, GRID), summed(trace, x), window(trace)[1]
    ax.plot(x, y, "o", color=theme.data, markersize=points(11), markeredgewidth=0, zorder=3)
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
    stage.label(ax, only(apart, seats), say("unit 1 alone"), theme.model, sides=("above left",), gap=8, **how)
    return compose(
        sticks(stage, ax, x, at_points, y, theme.loss),
        curve(stage, ax, GRID, its, theme.model, 3, dashed=True, zorder=4),
        curve(stage, ax, GRID, heights, theme.model, 7, zorder=5),
    )


def strips(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """What is added up to the curve, a strip for each unit, one below the other at one scale: the first one's line, and the others.

    In training these are filled, multiplied by their weights, and thin as they are by themselves. Returns show(t).
    """
    theme, training = stage.theme, trace.shown == 2
    names = [say("unit 1")] * len(trace)
    whole = (added(trace, GRID)[:, 0] + trace.c)[:, None].clip(-FARTHEST, FARTHEST)
    own, weighed = (its[:, 1:].clip(-FARTHEST, FARTHEST) for its in (bare(trace, GRID), added(trace, GRID)))
    shows, base = [], 0.0
    for k in range(trace.w.shape[1]):
        its = whole[:, 0] if not k else np.stack([own[:, k - 1], weighed[:, k - 1]])
        base -= float(its.max(initial=NAME if stage.canvas.wide else 1.4 * NAME))
        left, colour = bool(trace.w[0, k] > 0), theme.batch if k else theme.model
        there = (trace.shown > 0) | (k == 0)
        shows.append(curve(stage, ax, np.array(X), only(there, (base, base)), theme.muted, 1.5, zorder=1))
        if not k:
            shows.append(curve(stage, ax, GRID, base + its, colour, 6, zorder=5))
        else:
            bare_too = np.where(training[:, None], base + own[:, k - 1], np.nan)
            strong = base + np.where(training[:, None], weighed[:, k - 1], only(trace.shown > 0, own[:, k - 1]))
            place = bends(trace)[:, [k]]
            shows += [
                curve(stage, ax, GRID, bare_too, colour, 2.5, dashed=True, zorder=4),
                curve(stage, ax, GRID, strong, colour, 6, zorder=5),
                _filled(ax, colour, np.full_like(strong, base), strong, training),
                dots(stage, ax, place, base, colour, 16, ((trace.shown > 0) & np.isfinite(place[:, 0]))[:, None], zorder=8),
            ]
            names = [_product(float(v), k) if told else say("unit {k}", k=k + 1) for v, told in zip(trace.v[:, k], training, strict=True)]
        seat = only(there, (X[0] if left else X[1], base))
        stage.label(ax, seat, names, colour, sides=("above right" if left else "above left",), size=26, weight="semibold", gap=6)
        base += min(float(its.min(initial=0)), 0) - APART
    ax.set(xlim=X, ylim=(base - 0.15, 0.1), xlabel=say("x"), yticks=[])
    ax.grid(visible=False)
    titles, title = (say("each unit by itself"), say("weight × unit; dashed: by itself")), ax.set_title("")
    return compose(*shows, lambda t: title.set_text(titles[int(training[t])]))


def _product(v: float, unit: int) -> str:
    """What a unit of this weight adds."""
    return say("− {v:.1f} × unit {k}" if v < -0.05 else "+ {v:.1f} × unit {k}", v=abs(v), k=unit + 1)


def _filled(ax: Axes, colour: str, lower: Floats, upper: Floats, when: NDArray[np.bool_]) -> Show:
    """The ground between two curves (rows, n) over GRID, tinted in the rows in which `when` is true. Returns show(t)."""
    ground = PolyCollection([], facecolors=colour, alpha=0.22, linewidths=0, zorder=1.5)
    ax.add_collection(ground, autolim=False)

    def show(t: int) -> None:
        shape = np.column_stack([np.append(GRID, GRID[::-1]), np.append(lower[t], upper[t, ::-1])])
        ground.set_verts([shape] if when[t] else [])

    return show


def bent(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """On the curve, in training, what each unit but the first adds: tinted, with an arrow, its bend and its product. Returns show(t)."""
    now, there, curves, (low, high) = stage.theme.batch, trace.shown == 2, summed(trace, GRID), window(trace)
    ax.set(xlim=X, ylim=(low, high), xlabel=say("x"), ylabel=say("y"), yticks=[-1, 0, 1])
    shows = []
    for unit in range(1, trace.w.shape[1]):
        without, place = curves - added(trace, GRID)[:, unit], bends(trace)[:, unit]
        at = np.where(there, [np.interp(x, GRID, row) for x, row in zip(place, curves, strict=True)], np.nan)
        right = int(trace.w[0, unit] > 0)
        reach = EDGE * X[right]
        foot, tip = (np.column_stack([0 * at + reach, _over(reach, its)]) for its in (without, curves))
        foot[:, 0] = tip[:, 0] = reach
        grown = there & (np.abs(tip - foot)[:, 1] > 0.2)
        if unit < 3 and stage.canvas.wide:  # the names of more would lie on each other, and in a narrow panel on others
            words = [_product(float(v), unit) for v in trace.v[:, unit]]
            seat = (X[right], curves[0, -right] + 1.2 * np.sign(trace.v[-1, unit]))
            stage.label(ax, only(grown, seat), words, now, sides=("left" if right else "right",), size=26, weight="semibold", gap=8)
        shows += [
            _filled(ax, now, without, curves, there),
            arrow(stage, ax, foot, only(grown, tip), now, rim=0),
            dots(stage, ax, place[:, None], at[:, None], now, 20, np.isfinite(at)[:, None], zorder=8),
        ]
    return compose(*shows)


def pulling(stage: Stage, ax: Axes, data: Data, trace: Trace) -> Show:
    """In training, arrows for the pull of the misses: on each unit's side, and both ways on the stretch between.

    Each says whether it makes the line steeper or flatter. Returns show(t).
    """
    (turn, ends), heights = turns(trace, data), summed(trace, GRID)
    narrow = np.nan_to_num([np.max(ends[:, 0], initial=X[0]), np.min(ends[:, 1], initial=X[1])])  # where it is in all rows
    middle, half = narrow.mean(), 0.35 * np.ptp(narrow)
    marks = [(PULLED * X[int(w > 0)], pull) for w, pull in zip(trace.w[0, 1:], pulls(trace, data).T, strict=True)]
    marks += [(middle + half, turn), (middle - half, -turn)]
    shows = []
    for x, pull in marks:
        start = np.column_stack([np.full(len(pull), x), _over(x, heights)])
        tip = only(trace.shown == 2, start + np.column_stack([0 * pull, PULL * pull]))
        shows.append(arrow(stage, ax, start, tip, stage.theme.gradient, rim=0))
        told = [say("steeper") if steeper else say("flatter") for steeper in pull * (x - middle) * trace.v[:, 0] * trace.w[:, 0] > 0]
        side = "left" if x > middle else "right"
        long = (np.abs(PULL * pull) > 0.25) & (len(marks) < 5)
        stage.label(ax, only(long, tip), told, stage.theme.gradient, sides=(side,), size=24, weight="semibold", gap=10)
    return compose(*shows)


def _over(x: float, heights: Floats) -> Floats:
    """How high curves of these `heights` over GRID, (rows, n), are at x: (rows,)."""
    return np.array([np.interp(x, GRID, its) for its in heights])
