"""How the search by nudges is drawn: what was tried round each place of the parameters, and the price of it."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_parts import alike, limits, name_parameters
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
SIDES = "above", "below", "right", "above left"  # of a place, in the order of the nudges: intercept up and down, slope up and down


def neighbours(stage: Stage, ax: Axes, a: Floats, tries: Floats, loss: Floats, losses: Floats, best: Any) -> Show:
    """Round each place `a` (rows, 2), of this `loss`, the places tried, four nudges away (4, 2), with their `losses` (rows, 4).

    Past ones stay, faint. The one to go to, `best` (rows,), −1 for none, is lit. Returns show(t).
    """
    theme, places = stage.theme, a[:, None] + tries
    slopes, intercepts = alike(ax, *(limits(places[..., i].ravel(), None, 0.16) for i in (0, 1)))
    ax.set(xlim=slopes, ylim=intercepts)
    name_parameters(ax, stage)
    (past,) = ax.plot([], [], "o", color=theme.loss, markersize=points(8), markeredgewidth=0, alpha=0.3, zorder=3)
    (now,) = ax.plot([], [], "o", color=theme.loss, markersize=points(14), markeredgewidth=0, zorder=6)
    (lit,) = ax.plot([], [], "o", color=theme.batch, markersize=points(18), markeredgewidth=0, zorder=7)
    for k, side in enumerate(SIDES):
        texts = [say("{loss:.3f}", loss=its) for its in losses[:, k]]
        stage.label(ax, places[:, k], texts, theme.loss, sides=(side,), gap=11)
    stage.label(ax, a, [say("{loss:.3f}", loss=its) for its in loss], theme.model, sides=("below right",), weight="semibold", gap=5)
    stage.follow(ax, a)

    def show(t: int) -> None:
        past.set_data(places[:t].reshape(-1, 2).T)
        now.set_data(places[t].T)
        lit.set_data(places[t, best[t] : best[t] + 1].T if best[t] >= 0 else ([], []))

    return show


def tally(stage: Stage, ax: Axes, counts: NDArray[np.integer]) -> Show:
    """A dot for each loss computed so far, `counts` (rows,), in rows of twenty, and their number. Returns show(t)."""
    across, number = 20, np.arange(int(counts[-1]))
    places = np.column_stack([number % across, number // across]).astype(float)
    deep = max(places[:, 1].max() + 1, 4)
    ax.set(xlim=(-0.7, across - 0.3), ylim=(deep + 0.4, -0.8))
    ax.set_axis_off()
    apart = ax.bbox.height / stage.scale / (deep + 1)
    (dots,) = ax.plot([], [], "o", color=stage.theme.loss, markersize=points(min(12, 0.7 * apart)), markeredgewidth=0)
    ends = places[counts - 1]
    stage.avoid(ax, np.stack([np.where((number < count)[:, None], places, np.nan) for count in counts]), 8)
    said = [say("{count}", count=int(count)) for count in counts]
    stage.label(ax, ends, said, stage.theme.loss, sides=("right", "below"), weight="semibold", size=28)
    return lambda t: dots.set_data(places[: counts[t]].T)
