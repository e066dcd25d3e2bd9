"""How runs at several rates are drawn by how far off they are in the direction in which the loss is steepest."""

from collections.abc import Callable

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import line_facts, valley
from scenes.studio.draw.marks import compose, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]


def across(x: torch.Tensor, y: torch.Tensor, a: Floats) -> Floats:
    """How far the parameters `a` (rows, 2) are from the best fit of points x (n, 2) and y (n,) in the steepest direction, (rows,).

    It slides the line up and down: above 0 the line is too high, below 0 too low.
    """
    best, steepest = line_facts(x, y), valley(x)[1][-1]
    steepest = steepest * np.sign(steepest[1] or 1.0)
    return np.asarray((a - [best["best_slope"], best["best_intercept"]]) @ steepest)


def mirror_lines(stage: Stage, ax: Axes, start: float, named: bool) -> None:
    """A line at 0, the best line, and dashed ones as far off as the `start` on both sides: the guess and its mirror."""
    theme = stage.theme
    for height, words in ((0.0, "best line"), (start, "guess"), (-start, "mirror: as far off")):
        style = {"color": theme.muted, "linewidth": points(2.5), "linestyle": (0, (4, 3))} if height else {"color": theme.ink}
        ax.axhline(height, zorder=2, **style)
        if named:
            side = "below left" if height == start else "above left"
            stage.label(ax, (ax.get_xlim()[1], height), say(words), style["color"], sides=(side,), gap=2)


def factor(stage: Stage, ax: Axes, rows: NDArray[np.integer], by: float) -> None:
    """By what each step multiplies how far off a run is, as a share left, from the fourth of its `rows` (rows,) on."""
    place = np.where((rows >= 4)[:, None], (ax.get_xlim()[1], ax.get_ylim()[1]), np.nan)
    words = say("each step leaves\n{share:.0f}%" if by > 0 else "each step leaves {share:.0f}%,\non the other side", share=100 * abs(by))
    stage.label(ax, place, words, stage.theme.model, sides=("below left",), gap=6, weight="semibold")


def zigzag(stage: Stage, ax: Axes, heights: Floats, colour: str, width: float = 5, since: int = 0, name: str = "") -> Show:
    """The `heights` (rows,) of a run over its steps so far, with a dot and its `name` at the last, from a row `since` on.

    Returns show(t).
    """
    steps = np.arange(len(heights))
    places = np.column_stack([steps, heights])
    (line,) = ax.plot([], [], color=colour, linewidth=points(width), marker="o", markersize=points(8), markeredgewidth=0, zorder=4)
    here = np.where((steps >= since)[:, None], places, np.nan)
    if name:
        stage.label(ax, here, name, colour, sides=("above", "below"))
    return compose(lambda t: line.set_data(places[: t + 1 if t >= since else 0].T), dot(stage, ax, here, colour, size=15))
