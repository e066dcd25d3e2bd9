"""Vectors that add up: drawn tip to tail, with an arrow for their sum."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_parts import alike
from scenes.studio.draw.marks import arrow, compose, dot, trail
from scenes.studio.draw.stage import Stage

Floats = NDArray[np.floating]


def chain(stage: Stage, ax: Axes, links: Floats, newest: Sequence[str], total: Sequence[str], strong: int = 12) -> Callable[[int], None]:
    """The vectors `links` (rows, 2) up to now, tip to tail from a dot on, and an arrow for their sum. Returns show(t).

    `newest` and `total` are labels of the newest link and of the sum, for each row. Links older than the last `strong` are faint. The
    axes hold all of them, with one scale for both directions.
    """
    theme, ends, start = stage.theme, np.cumsum(links, axis=0), np.zeros((1, 2))
    joints = np.vstack([start, ends])
    low, high = joints.min(0), joints.max(0)
    left, bottom, width, height = ax.get_position().bounds
    spare = 40 / stage.height  # there are no ticks
    ax.set_position((left, bottom - spare, width, height + spare))
    ax.spines[:].set_visible(False)
    pad = 0.12 * float((high - low).max() or 1)
    across, up = alike(ax, (low[0] - pad, high[0] + pad), (low[1] - pad, high[1] + pad))
    ax.set(xlim=across, ylim=up, xticks=[], yticks=[])
    middle = (joints[:-1] + joints[1:]) / 2
    stage.avoid(ax, ends, 8)
    stage.avoid(ax, start, 8)
    stage.avoid(ax, middle, 4)
    stage.label(ax, ends / 2, total, theme.gradient, sides=("left", "below", "above"), weight="semibold")
    stage.label(ax, middle, newest, theme.batch, sides=("right", "above", "below"))

    return compose(
        trail(stage, ax, joints, theme.gradient, strong=strong),
        arrow(stage, ax, np.zeros_like(ends), ends, theme.gradient, rim=4),
        arrow(stage, ax, joints[:-1], joints[1:], theme.batch, thin=True, rim=0),
        dot(stage, ax, start, theme.gradient),
    )
