"""How a hidden layer is drawn: the network's curve among its points, its units by themselves, and what the misses pull.

Of the run they need the weights `w`, `b`, `v` (rows, units), `c` (rows, 1), `loss`, `swept`, and `shown`: 0 for the line alone, 1 for the
pulls at it, 2 for the units by themselves, 3 for the training. The curve is at its own heights; below it, at the same scale, the units
stand on one line of zero.
"""

from typing import Any

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
from scenes.studio.run.scene import first
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

Data = tuple[torch.Tensor, torch.Tensor]  # x (n,), y (n,)
X, Y = (-1.1, 1.1), (-1.85, 2.35)  # of the curve; y at least
SLID = 0.05  # in x: a bend that has moved less stands where it was
FARTHEST = 3.5  # in y, for the curve and for a unit
EDGE = 0.96  # of X, where arrows stand at the ends
GAP = 0.03  # between the lines of zero of the units that act at the right and of those that act at the left
PULL, PUSH = 0.95, 0.2  # how long, in y and in x, is the arrow of bars that are 1 high together at full width
WIDEST, THINNEST = 0.062, 0.006  # in x, how wide the widest bar is among 30 points, and the thinnest
LONG = 0.3  # in y: a shorter arrow has no name
PALE = 0.35  # the part of a colour that is left to what a row is not about
BELOW = 0.55  # in y, the room below the line of zero of the units
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


def led(trace: Trace) -> int:
    """The unit whose pulls are counted: the first one that acts at the left, if there is one."""
    return min(2, trace.w.shape[1] - 1)


def slide(trace: Trace) -> tuple[int | None, int]:
    """The row in which a quarter of the way of the bend that slides farthest is done, and its unit; None and 0 if none slides."""
    ways = np.nan_to_num(np.abs(bends(trace) - bends(trace)[0]))
    unit = int(ways[-1].argmax())
    return (first(ways[:, unit] > ways[-1, unit] / 4), unit) if ways[-1, unit] > 2 * SLID else (None, 0)


LINE, SIDE, BEND = 1, 2, 3  # what the misses pull: the line of the first unit, the side of a unit, its bend


def looks(trace: Trace, steepens: int | None) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """What the misses pull in each row, (rows,), 0 for nothing, and of which unit: at last, from row `steepens` on, again the line."""
    act, unit = np.select([trace.shown == 1, trace.shown == 3], [LINE, SIDE]), np.where(trace.shown == 3, led(trace), 0)
    slides, its = slide(trace)
    for row, what, whose in (slides, BEND, its), (steepens, LINE, 0), (len(trace) - 1, 0, 0):
        start = len(trace) if row is None else row
        act[start:], unit[start:] = what, whose
    return act, unit


def middle(trace: Trace, x: Floats) -> NDArray[np.bool_]:
    """Which of the points x (n,) are on the side of no unit but the first: (rows, n)."""
    return np.logical_not(acts(trace, x).any(1))


def shares(trace: Trace, x: Floats, steepens: int | None) -> Floats:
    """How much of each miss at x (n,) counts in what is pulled, (rows, n); less than nothing left of where the line turns.

    All of it where a bend is pushed. Where a line is turned, as much as the point is far from where it turns: the line around 0, the side
    of a unit around its bend, from the end of it inwards as far as it is `swept`. The other points do not count.
    """
    act, unit = looks(trace, steepens)
    row, swept = np.arange(len(act)), trace.swept[:, None]
    own = acts(trace, x)[row, np.maximum(unit - 1, 0)]
    place, edge = bends(trace)[row, unit], np.where(trace.w[0, unit] > 0, *X[::-1])
    out = (x - place[:, None]) / (edge - place)[:, None]
    line = np.where((swept > 0) | middle(trace, x), x / X[1], 0)
    return np.select(
        [act[:, None] == LINE, act[:, None] == SIDE, act[:, None] == BEND], [line, own * np.where(out >= 1 - swept, out, 0), own]
    )


def curve_and_misses(stage: Stage, ax: Axes, data: Data, trace: Trace, steepens: int | None) -> Show:
    """The points x, y (n,), the network's curve, its misses, and the loss; faint, in training, the line it was.

    Misses that pull, see `shares`, are left to `pulling`; beside them the others are pale. Returns show(t).
    """
    theme, (x, y) = stage.theme, tuple(its.numpy() for its in data)
    heights, at_points, top = summed(trace, GRID), summed(trace, x), window(trace)[1]
    ax.plot(x, y, "o", color=theme.data, markersize=points(11), markeredgewidth=0, zorder=3)
    trains, rests = trace.shown == 3, looks(trace, steepens)[0] == 0
    free = np.where(shares(trace, x, steepens) == 0, at_points, np.nan)
    over = np.stack([np.broadcast_to(GRID, heights.shape), heights], -1)
    stage.follow(ax, over[:, ::20])
    stage.avoid(ax, np.column_stack([x, y])[None], 6)
    stage.avoid(ax, over[:, ::4], 6)
    losses = say_each("loss {loss:.2f}", loss=trace.loss)
    stage.label(ax, (X[0], top), losses, theme.loss, sides=("below right",), size=34, weight="semibold", gap=14)
    named = only(trace.shown == 2, (GRID[110], heights[0, 110]))
    stage.label(ax, named, say("unit {k}", k=1), theme.model, sides=("below right",), gap=24, size=28, weight="semibold")
    was, compared = np.where(trains[:, None], heights[0], np.nan), say("straight line: {loss:.2f}", loss=trace.loss[0])
    stage.label(ax, only(trains & rests, (0.98, heights[0, 204])), compared, theme.muted, sides=("above left",), size=24, gap=10)
    return compose(
        sticks(stage, ax, x, only(rests, free), y, theme.loss),
        sticks(stage, ax, x, only(~rests, free), y, to_hex(mixed(theme.loss, theme.background, PALE))),
        curve(stage, ax, GRID, was, to_hex(mixed(theme.muted, theme.background, 0.6)), 3, zorder=2),
        curve(stage, ax, GRID, heights, theme.model, 7, zorder=5),
    )


def units(stage: Stage, ax: Axes, trace: Trace, steepens: int | None) -> Show:
    """All units but the first by themselves, below the curve. Sets the limits of `ax`. Returns show(t)."""
    theme, (low, high) = stage.theme, window(trace)
    heights = bare(trace, GRID)[:, 1:].clip(-FARTHEST, FARTHEST)
    room = np.minimum(summed(trace, GRID).min(0), Y[0] + np.abs(GRID)) - heights.max((0, 1), initial=0)
    base = min(low - 0.6, float(room.clip(-2 * FARTHEST).min()) - 0.25)
    ax.set(
        xlim=(X[0], X[1] + (0.2 if stage.canvas.wide else 0.32)),
        ylim=(base - BELOW, high),
        xlabel=say("x"),
        ylabel=say("y"),
        yticks=[-1, 0, 1],
    )
    stage.label(ax, only(trace.shown > 1, (0, base)), say("0"), theme.muted, sides=("above",), lift=-22, gap=8)
    return compose(*(one_unit(stage, ax, trace, k + 1, base + heights[:, k], base, steepens) for k in range(heights.shape[1])))


def one_unit(stage: Stage, ax: Axes, trace: Trace, unit: int, own: Floats, base: float, steepens: int | None) -> Show:
    """A `unit` below the curve, at heights `own` (rows, n) over GRID, with its weight; pale while something else is pulled.

    Its bend stands on its line of zero at `base` and on the curve. Returns show(t).
    """
    there, trains, v, (act, whose) = trace.shown > 1, trace.shown == 3, trace.v[:, unit].astype(float), looks(trace, steepens)
    place, strong = bends(trace)[:, unit], there & ((act == 0) | (whose == unit))
    at = np.where(trains, [np.interp(x, GRID, row) for x, row in zip(place, summed(trace, GRID), strict=True)], np.nan)
    right = int(trace.w[0, unit] > 0)
    half = GRID * (1 if right else -1) > (GAP if np.nanmin(place * (1 if right else -1), initial=1) > GAP else X[0])
    if unit < 3:  # the names of more would lie on each other
        how: dict[str, Any] = {"sides": ("left",) if right else ("right",), "size": 28, "weight": "semibold", "gap": 4}
        timed = say_each("unit {k} × {v:.1f}", k=[unit + 1] * len(v), v=v)
        words = [its if moved else say("unit {k}", k=unit + 1) for its, moved in zip(timed, trains, strict=True)]
        stage.label(ax, only(strong, (X[right], base)), words, stage.theme.batch, lift=-32, **how)
    slid = (act == BEND) & strong & (np.abs(place - place[0]) > SLID)
    shows = [dots(stage, ax, np.where(slid, place[0], np.nan)[:, None], base, stage.theme.batch, 16, slid[:, None], zorder=7, hollow=True)]
    for when, share in (strong, 1.0), (there & ~strong, PALE):
        now, seen = to_hex(mixed(stage.theme.batch, stage.theme.background, share)), (when & np.isfinite(place))[:, None]
        shows += [
            _upright(ax, np.where(when & trains, place, np.nan), base, at, now),
            curve(stage, ax, GRID[half], only(when, own[:, half]), now, 6, zorder=6 if share == 1 else 5.5),
            dots(stage, ax, place[:, None], base, now, 16, seen, zorder=8),
            dots(stage, ax, place[:, None], at[:, None], now, 20, seen & np.isfinite(at)[:, None], zorder=8),
        ]
    return compose(*shows)


def pulling(stage: Stage, ax: Axes, data: Data, trace: Trace, steepens: int | None) -> Show:
    """What the misses pull, see `looks`: bars as high as these, as wide as they count, and an arrow as long as all areas together.

    What is above the curve counts against what is below. Returns show(t).
    """
    (x, y), colour = (its.numpy() for its in data), stage.theme.gradient
    share, heights = shares(trace, x, steepens), summed(trace, x)
    half = np.where(share != 0, np.maximum(WIDEST * min(1, 30 / len(x)) * np.abs(share), THINNEST), 0) / 2
    paler = (looks(trace, steepens)[0] == LINE)[:, None] & ~middle(trace, x)
    parts = [
        _bars(ax, x, np.where(seen, half, 0), heights, y, to_hex(mixed(colour, stage.theme.background, part)))
        for seen, part in ((~paler, 0.75), (paler, 0.3))
    ]
    pull = share * (y - heights)
    return compose(turned(stage, ax, pull, paler, trace, steepens), pushed(stage, ax, pull.sum(1), trace, steepens), *parts)


def turned(stage: Stage, ax: Axes, pull: Floats, ends: NDArray[np.bool_], trace: Trace, steepens: int | None) -> Show:
    """The sum of each `pull` (rows, n) as an arrow at the end of the line, or side, that is turned. Returns show(t).

    At the right end of the line the pulls of its `ends` (rows, n) stand against those of its middle. In training it is dashed on the
    way to there.
    """
    (act, unit), colour = looks(trace, steepens), stage.theme.gradient
    at, alone = np.where(act == LINE, X[1], EDGE * np.where(trace.w[0, unit] > 0, *X[::-1])), line_alone(trace, GRID)
    its = np.where((act == LINE)[:, None], alone, summed(trace, GRID))
    start = np.column_stack([at, [np.interp(place, GRID, row) for place, row in zip(at, its, strict=True)]])
    last = np.where((act == LINE) & (trace.shown == 3), np.nanmax(bends(trace), 1, initial=X[0]), np.nan)
    beyond = last[:, None] < GRID
    shows = [curve(stage, ax, GRID, np.where(beyond, alone, np.nan), stage.theme.model, 3, dashed=True)]
    distant = "sum of miss × distance" if stage.canvas.wide else "miss × distance"
    for what, which, part, told in (LINE, ~ends, 1, "middle"), (LINE, ends, 0.5, "ends"), (SIDE, ~ends, 1, distant):
        total = PULL * np.where(which, pull, 0).sum(1)
        tip = only(act == what, start + total[:, None] * [0, 1])
        below, sides = np.minimum(start, tip), ("right",) if what == LINE else ("below right", "below left")
        seat = only(np.abs(total) > LONG, tip if what == LINE else below)
        stage.label(ax, seat, say(told), colour, sides=sides, size=24, weight="semibold", gap=14)
        shows.append(arrow(stage, ax, start, tip, to_hex(mixed(colour, stage.theme.background, part)), rim=0))
    return compose(*shows)


def pushed(stage: Stage, ax: Axes, misses: Floats, trace: Trace, steepens: int | None) -> Show:
    """The sum of the `misses` (rows,) of a unit's side as an arrow at its bend: where the loss wants this to go. Returns show(t).

    It lies on the line of zero. Where the side is too high, it is lower everywhere if it begins to go down earlier.
    """
    (act, unit), row, colour = looks(trace, steepens), np.arange(len(trace)), stage.theme.gradient
    start = only(act == BEND, np.column_stack([bends(trace)[row, unit], np.full(len(row), ax.get_ylim()[0] + BELOW)]))
    tip = start + (-PUSH * np.sign(trace.v * trace.w)[row, unit] * misses)[:, None] * [1, 0]
    stage.label(ax, tip, say("sum of misses"), colour, sides=("above left", "below left"), gap=12, size=24, weight="semibold")
    return arrow(stage, ax, start, tip, colour, rim=8)


def _bars(ax: Axes, x: Floats, half: Floats, heights: Floats, y: Floats, colour: str) -> Show:
    """Bars at x (n,) from `heights` (rows, n) to y (n,), `half` (rows, n) to each side; none where that is 0."""
    bars = PolyCollection([], facecolors=colour, linewidths=0, zorder=2.5)
    ax.add_collection(bars, autolim=False)

    def show(t: int) -> None:
        k = np.flatnonzero(half[t])
        left, up = np.column_stack([x[k] - half[t, k], heights[t, k]]), np.column_stack([x[k] + half[t, k], y[k]])
        bars.set_verts([[(a, c), (b, c), (b, d), (a, d)] for (a, c), (b, d) in zip(left, up, strict=True)])

    return show


def _upright(ax: Axes, x: Floats, low: float, high: Floats, colour: str) -> Show:
    """A dashed line at x (rows,) from `low` up to `high` (rows,)."""
    (line,) = ax.plot([], [], "--", color=colour, linewidth=points(2), zorder=2)
    return lambda t: line.set_data([x[t], x[t]], [low, high[t]])
