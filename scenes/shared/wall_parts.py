"""How runs at several rates are drawn by how far off they are in the direction in which the loss is steepest."""

from collections.abc import Callable
from typing import Any

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


def steps_of_run(ax: Axes, last: int, reach: float) -> None:
    """Axes for heights within ± `reach` over the steps of a run to its `last`, the first ones wide apart: see `spaced`."""
    ticks = [step for step in (0, 1, 3, 10, 30, 100, 300, 1000) if step <= last]
    end = spaced(max(last, 1))
    ax.set(xlim=(-0.06 * end, 1.08 * end), ylim=(-reach, reach), xlabel=say("step"))
    ax.set_xticks(spaced(np.array(ticks)), labels=[say("{step}", step=step) for step in ticks])


def spaced(steps: Any) -> Any:
    """Where `steps` stand: ever closer, so that the first ones, in which most happens, have room."""
    return np.log1p(steps)


def mirror_lines(stage: Stage, ax: Axes, start: float, named: bool) -> None:
    """A line at 0, the best line, and dashed ones as far off as the `start` on both sides: the guess and its mirror."""
    theme = stage.theme
    for height, words in ((0.0, "best line"), (start, "guess"), (-start, "mirror: as far off")):
        style: dict[str, Any] = (
            {"color": theme.muted, "linewidth": points(2.5), "linestyle": (0, (4, 3))} if height else {"color": theme.ink}
        )
        ax.axhline(height, zorder=2, **style)
        if named:
            side = "below left" if height == start else "above left"
            stage.label(ax, (ax.get_xlim()[1], height), say(words), style["color"], sides=(side,), gap=2 if height else 12)


def share_left(stage: Stage, ax: Axes, rows: NDArray[np.integer], factor: float, colour: str) -> None:
    """From the third of the `rows` (rows,) on how much of the distance a step leaves, by its `factor`: below 0 on the other side."""
    corner = ax.get_xlim()[factor < 0], ax.get_ylim()[0]
    place, side = np.where((rows >= 3)[:, None], corner, np.nan), "above left" if factor < 0 else "above right"
    stage.label(
        ax, place, say("leaves {share:.0f}%", share=100 * factor).replace("-", "−"), colour, sides=(side,), gap=4, weight="semibold"
    )


def zigzag(stage: Stage, ax: Axes, heights: Floats, reach: float, colour: str) -> Show:
    """The `heights` (rows,) of a run over its steps so far, with a dot at the last. One that comes out of ± `reach` is no longer drawn.

    Returns show(t).
    """
    gone = np.maximum.accumulate(np.abs(heights) > reach)
    places = np.column_stack([spaced(np.arange(len(heights))), np.where(gone, np.nan, heights)])
    (line,) = ax.plot([], [], color=colour, linewidth=points(4), marker="o", markersize=points(8), markeredgewidth=0, zorder=4)
    if gone.any():
        top = (ax.get_xlim()[1], ax.get_ylim()[1])
        stage.label(
            ax, np.where(gone[:, None], top, np.nan), say("out of the picture"), colour, sides=("below left",), gap=4, weight="semibold"
        )
    return compose(lambda t: line.set_data(places[: t + 1].T), dot(stage, ax, places, colour, size=15))
