"""Misses of a line as sticks and squares, true to scale; and every square over its miss, with the mean of them all."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.studio.draw.clouds import named_line
from scenes.studio.draw.marks import Floats, Show, compose, curve, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.words import say, say_each

MOST = 200  # sticks and dots in a panel


def squares(ax: Axes, x: Floats, y: Floats, sides: Floats, towards: Any) -> Floats:
    """The corners (n, 5, 2) of what looks like squares on the screen, `sides` (n,) high in the units of y, each at its x, y (n,).

    They lie to the right of it where `towards` (n,) is 1, and to the left where it is −1.
    """
    box = ax.get_window_extent()
    far = x + towards * abs(sides) * np.ptp(ax.get_xlim()) / np.ptp(ax.get_ylim()) * box.height / box.width
    return np.stack([np.stack([x, x, far, far, x], 1), np.stack([y, y + sides, y + sides, y, y], 1)], 2)


def square_of_miss(stage: Stage, ax: Axes, x: Floats, y: Floats, residuals: Floats, told: Any) -> Show:
    """In row t the miss of point t of `x`, `y` (n,) and its square, lit, over the sticks of those before; its size where `told` (n,).

    `residuals` (n,) are how far the line lies above the points. Of more than 200 points as many sticks are drawn, evenly. Returns show(t).
    """
    theme, every = stage.theme, -(-len(x) // MOST)
    corners = squares(ax, x, y, residuals, np.where(x > 0, -1.0, 1.0))
    places, goes_on = np.column_stack([x, y]), _goes_on(len(x))
    sticks = np.stack([places, np.column_stack([x, y + residuals])], 1)
    past = LineCollection([], colors=theme.loss, linewidths=points(2), alpha=FAINT, zorder=1.5)
    ax.add_collection(past, autolim=False)
    now = ax.fill([], [], facecolor=(theme.batch, 0.2), edgecolor=theme.batch, linewidth=points(3), zorder=4)[0]
    (miss,) = ax.plot([], [], color=theme.batch, linewidth=points(7), solid_capstyle="butt", zorder=5)
    tops = np.column_stack([corners[:, [0, 2], 0].mean(1), corners[..., 1].max(1)])
    sizes = residuals[: np.flatnonzero(told)[-1] + 1].astype(float)  # of more there are no texts
    texts = [say("{miss:.2f} too high" if size > 0 else "{miss:.2f} too low", miss=abs(size)) for size in sizes]
    how: dict[str, Any] = {"sides": ("above", "above right", "above left"), "gap": 8, "size": 26, "weight": "semibold"}
    stage.label(ax, only(told, tops), texts, theme.batch, **how)

    def show(t: int) -> None:
        now.set(xy=corners[t], visible=goes_on[t])
        miss.set(xdata=sticks[t, :, 0], ydata=sticks[t, :, 1], visible=goes_on[t])
        past.set_segments(list(sticks[:t:every]))

    return compose(show, dot(stage, ax, only(goes_on, places), theme.batch, size=14))


def _goes_on(count: int) -> NDArray[np.bool_]:
    """In which of so many rows a point is lit: not in the last, where the film looks back on all of them, unless there is no other."""
    return (np.arange(count) < count - 1) | (count == 1)


def beside_the_best(stage: Stage, ax: Axes, losses: Floats, guess: tuple[float, float], best: Mapping[str, float]) -> Show:
    """In the last of the rows of `losses` (rows,) the best line, dashed, and the loss of the guess beside its own. Returns show(t)."""
    theme, ended = stage.theme, np.arange(len(losses)) == len(losses) - 1
    name = say("best line: loss {loss:.2f}", loss=best["best_loss"])
    line = best["best_slope"], best["best_intercept"]
    show = named_line(stage, ax, *line, theme.ink, ended, name, -0.2, ("above left",), dashed=True)
    end = only(ended, (0.6, guess[0] * 0.6 + guess[1]))
    stage.label(ax, end, say("guess: loss {loss:.2f}", loss=losses[-1]), theme.model, sides=("below",), size=26)
    return show


def squares_over_misses(stage: Stage, ax: Axes, residuals: Floats, means: Floats, told: Any, best: Floats) -> Show:
    """Each square over its miss, a dot on a parabola, the newest lit; and the mean (n,) of the squares so far, across. Returns show(t).

    In the rows `told` (n,) the newest is written out. At the end the same of the misses of the `best` line (n,) stands beside it.
    """
    theme, every, misses = stage.theme, -(-len(residuals) // MOST), residuals.astype(float)
    low, high = min(misses.min(), -1), max(misses.max(), 1)
    pad = 0.12 * (high - low)
    ax.set(xlim=(low - pad, high + pad), ylim=(-0.03 * (misses**2).max(), 1.15 * (misses**2).max()))
    ax.set(xlabel=say("miss: too low is −, too high is +"), ylabel=say("miss × miss"))
    ax.axvline(0, color=theme.muted, linewidth=points(2), zorder=1)
    across = np.linspace(low - pad, high + pad, 100)
    ax.plot(across, across**2, color=theme.grid, linewidth=points(4), zorder=1)
    places, ends, goes_on = np.column_stack([misses, misses**2]), np.array(ax.get_xlim()), _goes_on(len(misses))
    (past,) = ax.plot([], [], "o", color=theme.loss, markersize=points(9), markeredgewidth=0, alpha=FAINT, zorder=3)
    (stem,) = ax.plot([], [], color=theme.batch, linewidth=points(5), solid_capstyle="butt", zorder=4)
    sizes = np.abs(misses[: np.flatnonzero(told)[-1] + 1]).round(2)  # of more there are no texts
    sums = [say("{miss:.2f} × {miss:.2f} = {square:.2f}", miss=miss, square=miss**2) for miss in sizes]
    how: dict[str, Any] = {"size": 24, "weight": "semibold"}
    newest = dot(stage, ax, only(goes_on, places), theme.batch, size=16)
    stage.label(ax, only(told, places), sums, theme.batch, sides=("right", "above right", "above", "left"), **how)
    level = np.where(means > 0.06 * (misses**2).max(), means, np.nan)  # where it would not lie on the newest dot
    means_told = [*say_each("mean {mean:.2f}", mean=means[:-1]), say("mean {mean:.2f}: the loss", mean=means[-1])]
    middle = np.column_stack([np.full(len(means), 0.25 * (high + pad)), level])
    stage.label(ax, middle, means_told, theme.loss, sides=("above", "above right"), gap=4, **how)

    (least,) = ax.plot(best[::every], best[::every] ** 2, "o", color=theme.ink, markersize=points(9), markeredgewidth=0, zorder=5)
    beside = only(~goes_on, (best.min() - 0.08 * (high - low), np.mean(best**2)))
    stage.label(ax, beside, say("best line: mean {mean:.2f}", mean=np.mean(best**2)), theme.ink, sides=("left", "above"), gap=4, **how)

    def show(t: int) -> None:
        past.set_data(*places[: t + (not goes_on[t]) : every].T)
        stem.set(xdata=[misses[t]] * 2, ydata=[0, misses[t] ** 2], visible=goes_on[t])
        least.set_visible(not goes_on[t])

    return compose(show, curve(stage, ax, ends, np.repeat(level[:, None], 2, 1), theme.loss, width=5), newest)
