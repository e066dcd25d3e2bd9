"""How the momentum lesson draws: what each past gradient still adds to a step, in one direction, and their sum."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from scenes.shared.line_loss import valley
from scenes.studio.draw.marks import arrow, compose
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

AGES = 21  # gradients that have a bar of their own


def shares(grads: Any, lr: float, momentum: float) -> np.ndarray:
    """What each of the last gradients (rows, 2) adds to the step of a row, the newest last: (rows, AGES, 2), 0 before the first."""
    padded = np.vstack([np.zeros((AGES - 1, 2)), np.asarray(grads, float)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, AGES, axis=0).transpose(0, 2, 1)
    return -lr * momentum ** np.arange(AGES)[::-1][:, None] * windows


def rolling(grads: Any, lr: float, momentum: float) -> np.ndarray:
    """The step that follows each row (rows, 2), the last row's too: the gradient's, plus a share of the step before."""
    steps = -lr * np.asarray(grads, float)
    for t in range(1, len(steps)):
        steps[t] += momentum * steps[t - 1]
    return steps


def across_and_along(x: torch.Tensor, step: Any) -> np.ndarray:
    """Across the valley of points x (n, 2), where the walls are steepest, and along its floor: (2, 2), turned as the `step` (2,) leads."""
    both = valley(x)[1][::-1]
    return both * np.sign(both @ step)[:, None]


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


def compass(stage: Stage, ax: Axes, ways: Any, names: Any) -> Callable[[int], None]:
    """Thin arrows near the lower left corner of the map in the directions `ways` (k, 2), each with its name. Returns show(t)."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    start, reach, shows = np.array([[left + 0.1 * (right - left), low + 0.3 * (high - low)]]), 0.2 * (high - low), []
    for way, name in zip(np.asarray(ways, float), names, strict=True):
        end = start + reach * way
        stage.label(ax, end, name, stage.theme.ink, sides=("right", "below right", "below"))
        shown = arrow(stage, ax, start, end, stage.theme.ink, thin=True, rim=0)
        shows.append(lambda t, shown=shown: shown(0))
    return compose(*shows)
