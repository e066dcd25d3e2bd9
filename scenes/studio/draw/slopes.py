"""Marks for the slope of a curve: a tangent as long in every row, and the triangle under it, 1 along and the slope down."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Show = Callable[[int], None]


def tangent(
    stage: Stage,
    ax: Axes,
    places: Any,
    slopes: Any,
    colour: str,
    length: float = 200,
    texts: Sequence[str] | str = "",
    floor: float = -np.inf,
) -> Show:
    """A straight piece with `slopes` (rows,) through `places` (rows, 2), as long as `length` pixels of the canvas in every row.

    Where there is room above the `floor`, it goes on to the corner of a dotted triangle, 1 along and the slope down, which says what a
    slope is. `texts`, one a row or one for all, stand there. To be called once the limits of `ax` are set. Returns show(t).

    >>> tangent(stage, ax, path, -2 * np.ones(20), theme.gradient, texts=[say("slope −2")] * 20)
    """
    places, slopes = np.asarray(places, float), np.asarray(slopes, float)
    unit = ax.bbox.size / np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1)  # pixels
    along = np.column_stack([np.full(len(slopes), unit[0]), slopes * unit[1]])
    along *= np.where(slopes > 0, -1, 1)[:, None] * stage.scale * length / 2 / np.hypot(*along.T)[:, None]
    up, down = places - along / unit, places + along / unit
    side = np.column_stack([np.where(slopes > 0, -1.0, 1.0), 0 * slopes])
    corners = places + side - np.column_stack([0 * slopes, np.abs(slopes)])
    whole = (corners[:, 1] >= floor) & (np.abs(slopes) * unit[1] > 30 * stage.scale)
    down = np.where(whole[:, None], corners, down)
    legs = np.where(whole[:, None, None], np.stack([places, places + side, corners], 1), np.nan)
    (line,) = ax.plot([], [], color=colour, linewidth=points(5), zorder=5)
    (dotted,) = ax.plot([], [], color=colour, linewidth=points(3), linestyle=(0, (2, 1.5)), zorder=4)
    if len(texts):
        if unit[0] > 125 * stage.scale:
            stage.label(ax, legs[:, :2].mean(1), say("1"), colour, sides=("above",), gap=4)
        at = np.where(whole[:, None], legs[:, 1:].mean(1), down)
        stage.label(ax, at, texts, colour, sides=("right", "above right", "above left"), weight="semibold")

    def show(t: int) -> None:
        line.set_data(np.stack([up[t], down[t]]).T)
        dotted.set_data(legs[t].T)

    return show
