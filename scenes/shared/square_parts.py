"""Misses of a line as sticks and squares, true to scale; every square as a bar, with the mean of those so far, itself a square."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from numpy.typing import NDArray

from scenes.shared.sums import rounded
from scenes.studio.draw.clouds import named_line
from scenes.studio.draw.marks import Floats, Show, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.words import say, say_each

MOST = 200  # sticks and bars in a panel
BOLD: dict[str, Any] = {"size": 24, "weight": "semibold"}


def squares(ax: Axes, x: Any, y: Any, sides: Floats, towards: Any = 1) -> Floats:
    """The corners (n, 5, 2) of what looks like squares on the screen, `sides` (n,) high in the units of y, each at its x, y (n,).

    They lie to the right of it where `towards` (n,) is 1, and to the left where it is −1.
    """
    box = ax.get_window_extent()
    far = x + towards * abs(sides) * np.ptp(ax.get_xlim()) / np.ptp(ax.get_ylim()) * box.height / box.width
    x, y = np.broadcast_to(x, sides.shape), np.broadcast_to(y, sides.shape)
    return np.stack([np.stack([x, x, far, far, x], 1), np.stack([y, y + sides, y + sides, y, y], 1)], 2)


def square_of_miss(
    stage: Stage, ax: Axes, x: Floats, y: Floats, residuals: Floats, best: Floats, told: Any, tiles: tuple[int, int]
) -> Show:
    """In row t the miss of point t of `x`, `y` (n,) and its square, lit, over the sticks of those before; its size where `told` (n,).

    The squares before stay as well, fainter where they are many; in the last row there are those of the `best` misses (n,) instead. In
    the first of the rows `tiles` the square is tiled by that of the other one. `residuals` (n,) are how far the line lies above the
    points. Of more than 200 points as many are drawn, evenly. Returns show(t).
    """
    theme, every = stage.theme, -(-len(x) // MOST)
    corners = squares(ax, x, y, residuals, np.where(x > 0, -1.0, 1.0))
    places, feet, goes_on = np.column_stack([x, y]), np.column_stack([x, y + residuals]), _goes_on(len(x))
    sticks = np.stack([places, feet], 1)
    past = LineCollection([], colors=theme.loss, linewidths=points(2), alpha=FAINT, zorder=1.5)
    before = PolyCollection([], linewidths=points(2), zorder=1.4)
    small = squares(ax, x, y, best, np.where(x > 0, -1.0, 1.0))[::every]
    least = PolyCollection(list(small), facecolors=(theme.ink, 0.2), edgecolors=theme.ink, linewidths=points(1.5), zorder=6)
    grid = LineCollection(
        _tiled(corners[tiles[0]], abs(residuals[tiles[1]] / residuals[tiles[0]])), colors=theme.batch, linewidths=points(1.5)
    )
    for marks in (past, before, least, grid):
        ax.add_collection(marks, autolim=False)
    now = ax.fill([], [], facecolor=(theme.batch, 0.2), edgecolor=theme.batch, linewidth=points(3), zorder=4)[0]
    (miss,) = ax.plot([], [], color=theme.batch, linewidth=points(7), solid_capstyle="butt", zorder=5)
    ends = np.column_stack([x, np.minimum(y, y + residuals)])
    stage.avoid(ax, np.concatenate([places[::every], feet[::every]])[None], 5, weight=1)
    sizes = residuals[: np.flatnonzero(told)[-1] + 1].astype(float)  # of more there are no texts
    texts = [say("line {miss:.3g} too high" if size > 0 else "line {miss:.3g} too low", miss=abs(size)) for size in sizes]
    stage.label(ax, only(told, ends), texts, theme.batch, sides=("below", "below right", "below left"), gap=14, **BOLD)

    def show(t: int) -> None:
        now.set(xy=corners[t], visible=goes_on[t])
        miss.set(xdata=sticks[t, :, 0], ydata=sticks[t, :, 1], visible=goes_on[t])
        past.set_segments(list(sticks[: t + (not goes_on[t]) : every]))
        edge = FAINT if told[t] else 0.12
        before.set(verts=list(corners[: t * goes_on[t] : every]), facecolors=(theme.loss, 0.02), edgecolors=(theme.loss, edge))
        grid.set_visible(t == tiles[0])
        least.set_visible(not goes_on[t])

    return compose(show, dot(stage, ax, only(goes_on, places), theme.batch, size=14))


def _tiled(corners: Floats, share: float) -> list[Floats]:
    """The lines that cut the square of these corners (5, 2) into squares whose sides are this share of its own."""
    start, up, far, across = corners[:4]
    steps = np.arange(share, 1, max(share, 0.02))
    return [
        np.stack([a + n * (b - a), c + n * (d - c)]) for n in steps for a, b, c, d in ((start, up, across, far), (start, across, up, far))
    ]


def _goes_on(count: int) -> NDArray[np.bool_]:
    """In which of so many rows a point is lit: not in the last, where the film looks back on all of them, unless there is no other."""
    return (np.arange(count) < count - 1) | (count == 1)


def mean_as_square(stage: Stage, ax: Axes, means: Floats, guess: tuple[float, float], best: Mapping[str, float]) -> Show:
    """The mean (n,) of the squares so far, itself a square; beside it in the last row that of the `best` line, dashed. Returns show(t).

    The `guess` is the line (slope, intercept) whose squares they are.
    """
    theme, ended, (low, high) = stage.theme, np.arange(len(means)) == len(means) - 1, ax.get_ylim()
    left, foot = ax.get_xlim()[0] + 0.04 * np.ptp(ax.get_xlim()), high - 0.06 * (high - low) - np.sqrt(means.max())
    corners = squares(ax, left, foot, np.sqrt(means))
    ground = PolyCollection([], facecolors=(theme.loss, 0.2), edgecolors=theme.loss, linewidths=points(4), zorder=3)
    ax.add_collection(ground, autolim=False)
    names = [*say_each("mean of the squares\n{mean:.2f}", mean=means[:-1]), say("the guess: {mean:.2f}", mean=means[-1])]
    beside = np.where(ended[:, None], corners[:, 2] - [0, 0.04 * (high - low)], corners[:, [2, 3]].mean(1))
    stage.label(ax, beside, names, theme.loss, sides=("right",), **BOLD)

    (small,) = squares(ax, corners[-1:, 2, 0] + 0.06, foot, np.sqrt([best["best_loss"]]))
    least = PolyCollection([small], facecolors=theme.ink, zorder=3)
    ax.add_collection(least, autolim=False)
    stage.label(
        ax, only(ended, small[2:4].mean(0)), say("best line: {loss:.2f}", loss=best["best_loss"]), theme.ink, sides=("right",), **BOLD
    )
    line = best["best_slope"], best["best_intercept"]
    dashes = named_line(stage, ax, *line, theme.ink, ended, say("best line"), 0.9, ("above left",), dashed=True)
    stage.label(ax, (-1.0, guess[1] - guess[0]), say("the guess"), theme.model, sides=("above right",), gap=8, size=26)

    def show(t: int) -> None:
        ground.set_verts([corners[t]])
        least.set_visible(bool(ended[t]))

    return compose(show, dashes)


def bars_of_squares(stage: Stage, ax: Axes, squared: Floats, means: Floats, told: NDArray[np.bool_], least: float) -> Show:
    """Each square (n,) as a bar, point after point, the newest lit; and the mean (n,) of those so far. Returns show(t).

    In the first rows, those `told` (n,), the bars are seen from near, and the newest is written out. At the end the `least` mean that a
    line can have is drawn across.
    """
    theme, count, every, opens = stage.theme, len(squared), -(-len(squared) // MOST), int(told.sum())
    rows, goes_on = np.arange(count), _goes_on(count)
    right = 1.45 * np.where(rows < opens, min(count, opens + 1), count) + 0.5  # room for what stands at the end of a line
    see = stage.views(ax, np.column_stack([0 * right, right, 0 * right, 0 * right + 1.1 * squared.max()]))
    ax.set(xlabel=say("point"), ylabel=say("miss × miss"), xticks=sorted({1, *range(25, count, 25), count}))
    past = LineCollection([], colors=theme.loss, alpha=0.5, capstyle="butt", zorder=2)
    newest = LineCollection([], colors=theme.batch, capstyle="butt", zorder=3)
    for marks in (past, newest):
        ax.add_collection(marks, autolim=False)
    wide = [points(min(40, 0.7 * ax.get_window_extent().width / stage.scale / room)) for room in right]
    ends, tips = np.column_stack([rows + 1, means]), np.column_stack([rows + 1, squared])
    bars = np.stack([tips * [1, 0], tips], 1)
    stage.avoid(ax, only(rows < opens, tips[:, None] * np.column_stack([np.ones(7), np.linspace(0, 1, 7)])), 14, weight=2)
    sides = [rounded(np.sqrt(its), ".3g") for its in squared[: np.flatnonzero(told)[-1] + 1].astype(float)]  # of more there are no texts
    sums = [say("{miss:.3g} × {miss:.3g} = {square:.3g}", miss=side, square=side**2) for side in sides]
    stage.label(ax, only(told, tips), sums, theme.batch, sides=("right", "above right"), gap=22, **BOLD)
    stage.label(ax, only(~goes_on, ends), say("loss {mean:.2f}", mean=means[-1]), theme.loss, sides=("right",), **BOLD)
    for when, side in (((rows > 0) & (rows < opens), "above left"), ((rows >= opens) & goes_on, "right")):
        stage.label(ax, only(when, ends), say("mean"), theme.loss, sides=(side,), **BOLD)
    stage.label(ax, only(~goes_on, (count, least)), say("best {loss:.2f}", loss=least), theme.ink, sides=("right",), **BOLD)
    (line,) = ax.plot([], [], color=theme.loss, linewidth=points(5), zorder=5)
    (across,) = ax.plot([0.5, count], [least, least], "--", color=theme.ink, linewidth=points(4), zorder=4)

    def show(t: int) -> None:
        see(t)
        past.set(segments=list(bars[: t + (not goes_on[t]) : every]), linewidths=wide[t])
        newest.set(segments=[bars[t]] if goes_on[t] else [], linewidths=wide[t])
        line.set_data(*ends[: t + 1].T)
        across.set_visible(not goes_on[t])

    return compose(show, dot(stage, ax, ends, theme.loss))
