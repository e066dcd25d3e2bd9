"""A run seen from the side: its loss over the way that it has walked."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.marks import compose, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points

Floats = NDArray[np.floating]
BALL = 20  # pixels of the canvas


def walked(a: Floats, loss: Floats, sign: int = 1) -> Floats:
    """The way walked so far, times `sign`, and the loss there: (rows, 2), of the parameters `a` (rows, 2)."""
    steps = np.linalg.norm(np.diff(a, axis=0), axis=1)
    return np.column_stack([sign * np.append(0, steps.cumsum()), loss])


def seen(ax: Axes, places: Floats) -> NDArray[np.bool_]:
    """Which of the `places` (rows, 2) lie within the axes: (rows, 1)."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    return ((places >= (left, low)) & (places <= (right, high))).all(1, keepdims=True)


def signed_ball(stage: Stage, ax: Axes, places: Floats, colour: str, sign: int) -> Callable[[int], None]:
    """A large dot at `places` (rows, 2) that bears a plus or a minus, but for the first row, where both runs stand. Returns show(t)."""
    ball = dot(stage, ax, places, colour, size=BALL)
    marker = "+" if sign > 0 else "_"
    (mark,) = ax.plot([], [], marker, color=stage.theme.background, markersize=points(13), markeredgewidth=points(3.5), zorder=7.5)

    def show(t: int) -> None:
        mark.set_data(places[max(t, 1) : t + 1].T)

    return compose(ball, show)
