"""Misses as the sides of squares, true to scale, and the mean of these squares."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.studio.draw.axes import count_from_zero
from scenes.studio.draw.marks import compose, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
MOST = 200  # squares and bars in a panel
CORNER = -1.0, 3.4  # of the mean square, where the picture is empty


def square(ax: Axes, x: float, y: float, side: float, towards: float = 1) -> Floats:
    """The corners (5, 2) of what looks like a square on the screen, `side` high in the units of y, to the right of (x, y) or the left."""
    box = ax.get_window_extent()
    width = towards * abs(side) * np.ptp(ax.get_xlim()) / np.ptp(ax.get_ylim()) * box.height / box.width
    return np.array([(x, y), (x, y + side), (x + width, y + side), (x + width, y), (x, y)])


def squares_of_misses(stage: Stage, ax: Axes, x: Floats, y: Floats, residuals: Floats, told: Any) -> Show:
    """In row t the miss of point t of `x`, `y` (n,) and its square, lit, over those so far; its numbers in the rows `told` (n,) of truths.

    `residuals` (n,) are how far the line lies above the points. Of more than 200 points as many squares are drawn, evenly. Returns show(t).
    """
    theme = stage.theme
    towards = np.where(x > 0, -1.0, 1.0)
    corners = [square(ax, *of) for of in zip(x, y, residuals, towards, strict=True)]
    every = -(-len(x) // MOST)
    past = LineCollection([], colors=theme.loss, linewidths=points(1.5), alpha=0.3, zorder=1.5)
    ax.add_collection(past, autolim=False)
    now = ax.fill([], [], facecolor=(theme.batch, 0.2), edgecolor=theme.batch, linewidth=points(3), zorder=4)[0]
    far = np.array([(its[2, 0], its[:, 1].max()) for its in corners])
    texts = [say("{miss:.3g}, squared: {square:.2g}", miss=miss, square=miss**2) for miss in residuals.astype(float)]
    stage.label(ax, np.where(told[:, None], far, np.nan), texts, theme.batch, sides=("above", "above right", "above left"), gap=6)

    def show(t: int) -> None:
        now.set_xy(corners[t])
        past.set_segments(corners[:t:every])

    (miss,) = ax.plot([], [], color=theme.batch, linewidth=points(6), solid_capstyle="butt", zorder=5)
    return compose(
        show,
        lambda t: miss.set_data([x[t]] * 2, [y[t], y[t] + residuals[t]]),
        dot(stage, ax, np.column_stack([x, y]), theme.batch),
    )


def mean_square(stage: Stage, ax: Axes, sides: Floats, told: Any) -> Show:
    """The mean square, whose side in each row is one of `sides` (rows,), in an empty corner, and its numbers in the rows `told`.

    Returns show(t).
    """
    colour = stage.theme.loss
    mean = ax.fill([], [], facecolor=(colour, 0.25), edgecolor=colour, linewidth=points(3), zorder=3)[0]
    texts = [say("mean square, side {side:.3g}", side=side) for side in sides.astype(float)]
    places = np.where(told[:, None], CORNER, np.nan)
    stage.label(ax, places, texts, colour, sides=("below right",), gap=4, weight="semibold")
    return lambda t: mean.set_xy(square(ax, *CORNER, sides[t]))


def running_mean(stage: Stage, ax: Axes, squares: Floats, means: Floats) -> Show:
    """A bar for each of the `squares` (n,) in its turn, the newest lit, and the mean of those so far (n,) as a line. Returns show(t)."""
    theme, n = stage.theme, np.arange(1, len(squares) + 1)
    every = -(-len(squares) // MOST)
    width = points(max(1, min(12, 300 / min(len(squares), MOST))))
    bars = LineCollection([], colors=theme.loss, linewidths=width, alpha=0.35, zorder=2)
    ax.add_collection(bars, autolim=False)
    (now,) = ax.plot([], [], color=theme.batch, linewidth=points(4), solid_capstyle="butt", zorder=3)
    (level,) = ax.plot([], [], color=theme.loss, linewidth=points(4), zorder=5)
    ax.set(xlim=(0, 1.35 * len(squares) + 1), xlabel=say("points so far"))
    count_from_zero(ax, squares)
    ax.set_xticks([tick for tick in ax.get_xticks() if tick <= len(squares)])
    ends = np.column_stack([n, means])
    stage.label(
        ax, ends, [say("mean {mean:.3g}", mean=mean) for mean in means], theme.loss, sides=("right", "above right"), weight="semibold"
    )
    stems = np.stack([np.column_stack([n, 0 * n]), np.column_stack([n, squares])], 1)

    def show(t: int) -> None:
        bars.set_segments(list(stems[:t:every]))
        now.set_data(*stems[t].T)
        level.set_data(n[: t + 1], means[: t + 1])

    return compose(show, dot(stage, ax, ends, theme.loss))
