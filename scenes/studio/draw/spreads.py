"""Spreads and strip plots: how widely values scatter, and their mean."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from scenes.studio.draw.marks import compose, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points

Show = Callable[[int], None]


def spread(stage: Stage, ax: Axes, x: Any, low: Any, high: Any, colour: str) -> Show:
    """The ground between `low` and `high` over `x`, each (rows,), as far as the row: the spread of many runs. Returns show(t).

    >>> ax.set(xlim=(0, 20))
    >>> spread(stage, ax, rows, losses * 0.8, losses * 1.1, theme.loss)
    """
    x, low, high = (np.asarray(values, float) for values in (x, low, high))
    (ground,) = ax.fill([], [], color=colour, alpha=0.25, linewidth=0, zorder=1.5)
    return lambda t: ground.set_xy(np.column_stack([[*x[: t + 1], *x[t::-1]], [*low[: t + 1], *high[t::-1]]]))


def strip_plot(stage: Stage, ax: Axes, at: float, values: Any, colour: str, width: float = 0.6) -> Show:
    """The `values` (rows,) of the rows so far as dots above `at`, spread over a `width`, and a bar at their mean. Returns show(t).

    The places across are the same in every run: the golden section keeps neighbouring rows apart.

    >>> strip_plot(stage, ax, 3, losses, theme.loss, width=3)
    >>> strip_plot(stage, ax, 7, 9 - losses, theme.held_out, width=3)
    """
    values = np.asarray(values, float)
    rows = np.arange(len(values))
    across = at + width * ((rows * 0.618034) % 1 - 0.5)
    means = np.cumsum(values) / (rows + 1)
    (dots,) = ax.plot([], [], "o", color=colour, markersize=points(8), markeredgewidth=0, alpha=FAINT, zorder=3)
    (mean,) = ax.plot([], [], color=stage.theme.ink, linewidth=points(5), solid_capstyle="butt", zorder=5)

    def show(t: int) -> None:
        dots.set_data(across[: t + 1], values[: t + 1])
        mean.set_data([at - width / 2, at + width / 2], [means[t]] * 2)

    return compose(show, dot(stage, ax, np.column_stack([across, values]), colour))
