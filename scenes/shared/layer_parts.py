"""How a hidden layer is drawn: the network's curve among its points, its bends, and what the newest unit adds on its side.

Of the run they need the weights `w`, `b`, `v` (rows, units), all 0 for a unit that is not there yet, `c` (rows, 1), `loss`, and `unit`,
the newest one.
"""

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, curve, sticks
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


def curve_and_misses(stage: Stage, ax: Axes, data: tuple[torch.Tensor, torch.Tensor], trace: Trace) -> Show:
    """The points x, y (n,), the network's curve, its misses, thick where they can move a unit, and their loss.

    Returns show(t).
    """
    theme, (x, y) = stage.theme, tuple(its.numpy() for its in data)
    heights, at_points = summed(trace, GRID), summed(trace, x)
    near = acts(trace, x).any(1) | (trace.shown < 2)[:, None]
    ax.set(xlim=X, ylim=Y, xlabel=say("x"), ylabel=say("y"))
    ax.plot(x, y, "o", color=theme.data, markersize=points(11), markeredgewidth=0, zorder=3)
    over = np.stack([np.broadcast_to(GRID, heights.shape), heights], -1)
    stage.follow(ax, over[:, ::20])
    stage.avoid(ax, np.column_stack([x, y])[None], 6)
    stage.avoid(ax, over[:, ::4], 6)
    losses = say_each("loss {loss:.2f}, the mean of the squared misses", loss=trace.loss)
    stage.label(ax, (X[1], Y[0]), losses, theme.loss, sides=("above left",), gap=10, size=26, weight="semibold")
    return compose(
        sticks(stage, ax, x, at_points, np.where(near, y, np.nan), theme.loss, 5),
        sticks(stage, ax, x, at_points, y, theme.loss, 1.5),
        curve(stage, ax, GRID, heights, theme.model, 7, zorder=5),
    )


def units(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """The second unit by itself, and then the sides of all but the first. Returns show(t)."""
    return compose(one_unit(stage, ax, trace), *(sides(stage, ax, trace, unit) for unit in range(1, trace.v.shape[1])))


def one_unit(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """What the second unit gives, by itself, in the row in which it is `shown`; before that, what the first makes. Returns show(t)."""
    now, shown = stage.theme.batch, trace.shown[:, None]
    heights = np.where(shown == 1, np.maximum(0, trace.w[:, 1:2] * GRID + trace.b[:, 1:2]), np.nan)
    place = bends(trace)[:, 1:2]
    stage.label(
        ax,
        np.where(shown == 0, (X[0], summed(trace, GRID)[0, 0]), np.nan),
        say("unit 1: bends left of here"),
        stage.theme.model,
        sides=("below right",),
        gap=16,
        size=24,
        weight="semibold",
    )
    name = say("unit 2 by itself: max(0, x − {place:.2g})", place=float(place[0, 0]))
    stage.label(
        ax,
        np.where(shown == 1, np.column_stack([place, 0 * place]), np.nan),
        name,
        now,
        sides=("below",),
        gap=20,
        size=26,
        weight="semibold",
    )
    return compose(curve(stage, ax, GRID, heights, now, 6, zorder=6), dots(stage, ax, place, 0, now, 20, shown == 1, zorder=8))


def sides(stage: Stage, ax: Axes, trace: Trace, unit: int) -> Show:
    """The bend of a `unit`, and in training, but for the last row, its side: tinted, and the curve without the unit, dashed.

    An arrow leads from that to the curve: what the unit adds. Returns show(t).
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
    top = np.column_stack([at, np.full(len(rows), Y[1])])
    told = [say("{v:.1f} × unit {k}", v=float(v.round(1)) + 0.0, k=unit + 1) for v in trace.v[:, unit]]
    stage.label(ax, top, told, now, sides=("below",), gap=6, size=24)

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
