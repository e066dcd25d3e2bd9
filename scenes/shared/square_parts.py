"""Misses of a line as sticks and squares, true to scale; every square as a bar, with the mean of those so far, itself a square.

Of a `trace` the first rows take one point after the other; in those that follow the line moves, and with it all of its misses, which are
`later` (rows, n), from the last of the first rows on.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from numpy.typing import NDArray

from scenes.shared.sums import rounded
from scenes.studio.draw.marks import Floats, Show, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.run.trace import Trace
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


def square_of_miss(stage: Stage, ax: Axes, x: Floats, y: Floats, trace: Trace, later: Floats, told: Any, tiles: tuple[int, int]) -> Show:
    """The miss of the row's point of `x`, `y` (n,) and its square, lit, over the sticks of those before; its size where `told` (rows,).

    The squares before stay as well, fainter where they are many. Once the line moves, there are those of all points. In the first of the
    rows `tiles` the square is tiled by that of the other one. Of more than 200 points as many are drawn, evenly. Returns show(t).
    """
    theme, count, every = stage.theme, len(x), -(-len(x) // MOST)
    point, residuals, towards = np.minimum(np.arange(len(trace)), count - 1), trace.residual[:count], np.where(x > 0, -1.0, 1.0)
    corners = squares(ax, x, y, residuals, towards)
    places, feet, goes_on = np.column_stack([x, y]), np.column_stack([x, y + residuals]), _goes_on(len(trace), count)
    past = LineCollection([], colors=theme.loss, linewidths=points(2), alpha=FAINT, zorder=1.5)
    before = PolyCollection([], linewidths=points(2), zorder=1.4)
    grid = LineCollection(
        _tiled(corners[tiles[0]], abs(residuals[tiles[1]] / residuals[tiles[0]])), colors=theme.batch, linewidths=points(1.5)
    )
    for marks in (past, before, grid):
        ax.add_collection(marks, autolim=False)
    now = ax.fill([], [], facecolor=(theme.batch, 0.2), edgecolor=theme.batch, linewidth=points(3), zorder=4)[0]
    (miss,) = ax.plot([], [], color=theme.batch, linewidth=points(7), solid_capstyle="butt", zorder=5)
    ends = np.column_stack([x, np.minimum(y, y + residuals)])
    stage.avoid(ax, np.concatenate([places[::every], feet[::every]])[None], 5, weight=1)
    sizes = residuals[: np.flatnonzero(told)[-1] + 1].astype(float)  # of more there are no texts
    texts = [say("line {miss:.3g} too high" if size > 0 else "line {miss:.3g} too low", miss=abs(size)) for size in sizes]
    stage.label(ax, only(told, ends[point]), texts, theme.batch, sides=("below", "below right", "below left"), gap=14, **BOLD)

    def show(t: int) -> None:
        k = point[t]
        now.set(xy=corners[k], visible=goes_on[t])
        miss.set(xdata=[x[k], x[k]], ydata=[y[k], y[k] + residuals[k]], visible=goes_on[t])
        misses = residuals[:k] if goes_on[t] else later[t - count + 1]
        shrunk = 1 - trace.line_loss[t] / trace.loss[-1] if t >= count else 0
        some = np.arange(0, len(misses), every)
        sides = np.stack([places[some], places[some] + np.column_stack([0 * some, misses[some]])], 1)
        past.set_segments(list(sides))
        edge = FAINT if told[t] else 0.12 + 0.6 * max(shrunk, 0) ** 2
        verts = squares(ax, x[some], y[some], misses[some], towards[some])
        before.set(verts=list(verts), facecolors=(theme.loss, 0.02 if told[t] else 0.006), edgecolors=(theme.loss, edge))
        grid.set_visible(t == tiles[0])

    return compose(show, dot(stage, ax, only(goes_on, places[point]), theme.batch, size=14))


def _tiled(corners: Floats, share: float) -> list[Floats]:
    """The lines that cut the square of these corners (5, 2) into squares whose sides are this share of its own."""
    start, up, far, across = corners[:4]
    steps = np.arange(share, 1, max(share, 0.02))
    return [
        np.stack([a + n * (b - a), c + n * (d - c)]) for n in steps for a, b, c, d in ((start, up, across, far), (start, across, up, far))
    ]


def _goes_on(rows: int, count: int) -> NDArray[np.bool_]:
    """In which of so many rows one of `count` points is lit: not in its last, where the film looks at all, unless there is no other."""
    return np.asarray(np.arange(rows) < max(count - 1, 1))


def mean_as_square(stage: Stage, ax: Axes, trace: Trace, count: int) -> Show:
    """The mean of the squares so far, of `count` in the end, itself a square; then that of the line as it moves. Returns show(t).

    From then on the first line has its name, and the outline of its square stays.
    """
    theme, rows, (low, high) = stage.theme, np.arange(len(trace)), ax.get_ylim()
    means, line = trace.line_loss, trace.line.astype(float)
    left, foot = ax.get_xlim()[0] + 0.04 * np.ptp(ax.get_xlim()), high - 0.06 * (high - low) - np.sqrt(means.max())
    corners = squares(ax, left, foot, np.sqrt(means))
    ground = PolyCollection([], facecolors=(theme.loss, 0.2), edgecolors=theme.loss, linewidths=points(4), zorder=3)
    outline = PolyCollection(
        [corners[count - 1]], facecolors="none", edgecolors=theme.muted, linewidths=points(3), linestyles="--", zorder=2
    )
    for marks in (ground, outline):
        ax.add_collection(marks, autolim=False)
    names = say_each("mean of the squares\n{mean:.2f}", mean=means)
    stage.label(ax, only(rows < count - 1, corners[:, [2, 3]].mean(1)), names, theme.loss, sides=("right",), **BOLD)
    right, top = corners[count - 1, 2]
    beside = right, top - 0.05 * (high - low)
    for when, text, colour in ((rows == count - 1, "loss: {mean:.2f}", theme.loss), (rows >= count, "guess: {mean:.2f}", theme.muted)):
        stage.label(ax, only(when, beside), say(text, mean=means[count - 1]), colour, sides=("right",), **BOLD)
    now = [say("best line: {mean:.2f}" if row == rows[-1] else "this line: {mean:.2f}", mean=means[row]) for row in rows]
    stage.label(ax, only(rows >= count, (right, foot + 0.04 * (high - low))), now, theme.loss, sides=("right",), **BOLD)
    best = only(rows == max(rows[-1], count), [0.5, line[-1] @ [0.5, 1]])
    stage.label(ax, best, say("best line"), theme.model, sides=("below right",), gap=24, size=26)
    stage.label(ax, (-1.0, line[0, 1] - line[0, 0]), say("the guess"), theme.model, sides=("above right",), gap=8, size=26)

    def show(t: int) -> None:
        ground.set_verts([corners[t]])
        outline.set_visible(t >= count)

    return show


def bars_of_squares(stage: Stage, ax: Axes, trace: Trace, later: Floats, told: NDArray[np.bool_]) -> Show:
    """Each square as a bar, point after point, the newest lit; and the mean of those so far. Returns show(t).

    In the first rows, those `told` (rows,), the bars are seen from near, and the newest is written out. Once the line moves, the bars are
    those of its squares, and beside their mean stays that of the first line, dashed.
    """
    theme, count, opens = stage.theme, later.shape[1], int(told.sum())
    quarter = max(count // 4, 1)
    rows, goes_on, every = np.arange(len(trace)), _goes_on(len(trace), count), -(-count // MOST)
    point, squared = np.minimum(rows, count - 1), trace.square[:count]
    right = 1.45 * np.where(rows < opens, min(count, opens + 1), count) + 0.5  # room for what stands at the end of a line
    near = max(1.3 * trace.loss[-1], 1.05 * (later[1:] ** 2).max(initial=0))  # for the squares of the line that moves
    see = stage.views(ax, np.column_stack([0 * right, right, 0 * right, np.where(rows < count, 1.1 * squared.max(), near)]))
    ax.set(xlabel=say("point"), ylabel=say("miss × miss"), xticks=sorted({1, *range(quarter, count, quarter), count}))
    past = LineCollection([], colors=theme.loss, alpha=0.5, capstyle="butt", zorder=2)
    newest = LineCollection([], colors=theme.batch, capstyle="butt", zorder=3)
    for marks in (past, newest):
        ax.add_collection(marks, autolim=False)
    wide = [points(min(40, 0.7 * ax.get_window_extent().width / stage.scale / room)) for room in right]
    ends, tips = np.column_stack([point + 1, trace.line_loss]), np.column_stack([point + 1, trace.square])
    stage.avoid(ax, only(rows < opens, tips[:, None] * np.column_stack([np.ones(7), np.linspace(0, 1, 7)])), 14, weight=2)
    sides = [rounded(np.sqrt(its), ".3g") for its in squared[: np.flatnonzero(told)[-1] + 1].astype(float)]  # of more there are no texts
    sums = [say("{miss:.3g} × {miss:.3g} = {square:.3g}", miss=side, square=side**2) for side in sides]
    stage.label(ax, only(told, tips), sums, theme.batch, sides=("right", "above right"), gap=22, **BOLD)
    stage.label(ax, only(~goes_on, ends), say_each("loss {mean:.2f}", mean=trace.line_loss), theme.loss, sides=("right",), **BOLD)
    for when, side, gap in (((rows > 0) & (rows < opens), "above left", 40), ((rows >= opens) & goes_on, "right", 12)):
        stage.label(ax, only(when, ends), say("mean"), theme.loss, sides=(side,), gap=gap, **BOLD)
    stage.label(
        ax, only(rows >= count, ends[count - 1]), say("guess {loss:.2f}", loss=trace.loss[-1]), theme.muted, sides=("right",), **BOLD
    )
    (line,) = ax.plot([], [], color=theme.loss, linewidth=points(5), zorder=5)
    (across,) = ax.plot([0.5, count], [trace.loss[-1]] * 2, "--", color=theme.muted, linewidth=points(3), zorder=4)

    def show(t: int) -> None:
        see(t)
        highs = squared[: point[t]] if goes_on[t] else later[t - count + 1] ** 2
        some = np.arange(0, len(highs), every)
        bars = np.stack([np.column_stack([some + 1, 0 * some]), np.column_stack([some + 1, highs[some]])], 1)
        past.set(segments=list(bars), linewidths=wide[t])
        newest.set(segments=[np.stack([tips[t] * [1, 0], tips[t]])] if goes_on[t] else [], linewidths=wide[t])
        line.set_linewidth(points(5 if t < count else 3))
        line.set_data(*(ends[: t + 1].T if t < count else ([0.5, count], [ends[t, 1]] * 2)))
        across.set_visible(t >= count)

    return compose(show, dot(stage, ax, ends, theme.loss))
