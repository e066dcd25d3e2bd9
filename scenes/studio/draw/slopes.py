"""Marks for the slope of a curve: a tangent as long in every row, and the triangle under it, 1 along and the slope down."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.marks import dot  # noqa: F401, in the examples
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points

Show = Callable[[int], None]


def tangent(stage: Stage, ax: Axes, places: Any, slopes: Any, colour: str, length: float = 200) -> Show:
    """A straight piece with `slopes` (rows,) through `places` (rows, 2), as long as `length` pixels of the canvas in every row.

    To be called once the limits of `ax` are set. Returns show(t).

    >>> dot(stage, ax, path, theme.model)
    >>> tangent(stage, ax, path, np.gradient(path[:, 1], path[:, 0]), theme.gradient)
    """
    ends = _straight(stage, ax, places, slopes, length)
    (line,) = ax.plot([], [], color=colour, linewidth=points(5), zorder=5)
    return lambda t: line.set_data(ends[t].T)


def slope_triangle(
    stage: Stage, ax: Axes, places: Any, slopes: Any, colour: str, texts: Sequence[str] = (), sides: Sequence[str] = ()
) -> Show:
    """From `places` (rows, 2) one unit along x, downhill, and then down by the slope (rows,), dotted. Returns show(t).

    `texts`, one a row, stand beside the place.

    >>> dot(stage, ax, path, theme.model)
    >>> slope_triangle(stage, ax, path, -2 * np.ones(20), theme.gradient, [say("slope −2")] * 20)
    """
    places, slopes = np.asarray(places, float), np.asarray(slopes, float)
    along = np.column_stack([-np.sign(slopes), 0 * slopes])
    corners = np.stack([places, places + along, places + along - np.column_stack([0 * slopes, np.abs(slopes)])], 1)
    (legs,) = ax.plot([], [], color=colour, linewidth=points(3), linestyle=(0, (2, 1.5)), zorder=4)
    if len(texts):
        stage.label(ax, places, texts, colour, sides=sides or ("above right", "above left"), weight="semibold")
    return lambda t: legs.set_data(corners[t].T)


def _straight(stage: Stage, ax: Axes, places: Any, slopes: Any, length: float) -> NDArray[np.float64]:
    """The ends (rows, 2, 2), lower x first, of straight pieces through `places` (rows, 2), `length` pixels of the canvas long."""
    places, slopes = np.asarray(places, float), np.asarray(slopes, float)
    unit = ax.bbox.size / np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1)  # pixels
    along = np.column_stack([np.full(len(slopes), unit[0]), slopes * unit[1]])
    along *= stage.scale * length / 2 / np.hypot(*along.T)[:, None]
    return places[:, None] + np.stack([-along, along], 1) / unit
