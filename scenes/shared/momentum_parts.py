"""How the momentum lesson draws: what each past gradient still adds to a step, in one direction, and their sum."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from scenes.studio.draw.marks import compose
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

AGES = 21  # gradients that have a bar of their own


def shares(grads: Any, lr: float, momentum: float) -> np.ndarray:
    """What each of the last gradients (rows, 2) adds to the step of a row, the newest last: (rows, AGES, 2), 0 before the first."""
    padded = np.vstack([np.zeros((AGES - 1, 2)), np.asarray(grads, float)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, AGES, axis=0).transpose(0, 2, 1)
    return -lr * momentum ** np.arange(AGES)[::-1][:, None] * windows


def share_bars(stage: Stage, ax: Axes, parts: Any, total: Any) -> Callable[[int], None]:
    """A bar for each of the `parts` (rows, AGES) of a row, and at their right one for the `total` (rows,). Returns show(t)."""
    parts, total = np.asarray(parts, float), np.asarray(total, float)
    low, high = min(0.0, float(parts.min()), float(total.min())), max(0.0, float(parts.max()), float(total.max()))
    room = 0.15 * (high - low) or 1.0
    ages = np.arange(1 - AGES, 1)
    ax.set(xlim=(-AGES - 0.5, 9), ylim=(low - room, high + room), xlabel=say("steps ago"))
    ax.set_xticks([-20, -10, 0], labels=[say("20"), say("10"), say("now")])
    ax.axhline(0, color=stage.theme.muted, linewidth=points(2), zorder=2)
    stage.label(ax, np.stack([np.full_like(total, 4), total / 2], -1), say("sum"), stage.theme.model, sides=("right",), weight="semibold")

    def bars(x: Any, heights: Any, colour: str, width: float) -> Callable[[int], None]:
        lines = LineCollection([], colors=colour, linewidths=points(width), capstyle="butt", zorder=4)
        ax.add_collection(lines, autolim=False)
        return lambda t: lines.set_segments([[(at, 0), (at, height)] for at, height in zip(x, heights[t], strict=True)])

    return compose(bars(ages, parts, stage.theme.gradient, 11), bars([3], total[:, None], stage.theme.model, 26))
