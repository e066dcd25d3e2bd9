"""How runs at several rates are drawn over their rates, by how far off they are in the direction in which the loss is steepest."""

from itertools import pairwise

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import best_line, valley
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say

LARGE = LABEL + 4


def across(x: torch.Tensor, y: torch.Tensor, a: Floats) -> Floats:
    """How far the parameters `a` (rows, 2) are from the best fit of points x (n, 2) and y (n,) in the steepest direction, (rows,).

    It slides the line up and down: above 0 the line is too high, below 0 too low.
    """
    steepest = valley(x)[1][-1]
    return np.asarray((a - best_line(x, y)) @ (steepest * np.sign(steepest[1] or 1.0)))


def over_rates(stage: Stage, ax: Axes, rates: Floats, limit: float, reach: float, start: float) -> None:
    """Axes for how far off each of the `rates` (k,) is, within ± `reach`, with lines at the best line, at the `start` and at its mirror."""
    theme, end = stage.theme, 1.08 * float(rates.max())
    ax.set(xlim=(-0.03 * end, end), ylim=(-reach, reach), xlabel=say("learning rate"), ylabel=say("← line too low        line too high →"))
    ax.grid(visible=False)
    ax.set_xticks(rates, labels=[say("{lr:.2g}", lr=lr) if lr in (limit, limit / 2) else say("{lr:g}", lr=lr) for lr in rates])
    for tick, (before, here) in zip(ax.get_xticklabels()[1:], pairwise(rates), strict=True):
        near = (here - before) / end * ax.get_window_extent().width < 56 * stage.scale
        tick.set_y(-0.05 if near and tick.get_text() == say("{lr:.2g}", lr=limit) else 0)
    for height, words in ((0.0, "best line"), (start, "guess"), (-start, "mirror: as far off as the guess")):
        ax.axhline(
            height, color=theme.ink if height == 0 else theme.muted, linewidth=points(3), linestyle="-" if height == 0 else (0, (4, 3))
        )
        stage.label(
            ax, (0.26 * end, height), say(words), theme.ink, sides=("above",) if height * start <= 0 else ("below",), gap=4, size=LARGE
        )


def first_landings(stage: Stage, ax: Axes, start: float, limit: float, rows: NDArray[np.integer]) -> Show:
    """Where a first step from `start` lands at each rate, a line, faint from the third of the `rows` (rows,) on. Returns show(t)."""
    ends, batch = np.array(ax.get_xlim()) * [0, 1], stage.theme.batch
    told = only(rows == 1, (0.62 * limit, start * (1 - 2 * 0.62)))
    stage.label(ax, told, say("where a first step lands"), batch, sides=("above left", "below right"), gap=8, size=LARGE)
    (line,) = ax.plot(ends, start * (1 - 2 * ends / limit), "--", color=batch, linewidth=points(3), zorder=3)

    def show(t: int) -> None:
        line.set_visible(t > 0)
        line.set_alpha(1 if t < 3 else 0.4)

    return show


def wall(stage: Stage, ax: Axes, limit: float, start: float, when: NDArray[np.bool_]) -> Show:
    """In the rows `when` (rows,) an upright line at the `limit`, with a ring where a first step lands on the mirror of `start`, and what
    lies beyond tinted. Returns show(t).
    """
    batch, (low, high) = stage.theme.batch, ax.get_ylim()
    beyond = ax.fill_betweenx([low, high], limit, ax.get_xlim()[1], color=batch, alpha=0.12, linewidth=0, zorder=1)
    (line,) = ax.plot([limit, limit], [low, high], color=batch, linewidth=points(2.5), zorder=2)
    ring = dot(stage, ax, only(when, (limit, -start)), batch, size=34, hollow=True)
    words = say("the limit: {limit:.2g}", limit=limit)
    stage.label(ax, only(when, (limit, 0.93 * high)), words, batch, sides=("left",), gap=14, size=LARGE, weight="semibold")

    def show(t: int) -> None:
        beyond.set_visible(bool(when[t]))
        line.set_visible(bool(when[t]))

    return compose(show, ring)


def steepness(stage: Stage, ax: Axes, place: float, when: NDArray[np.bool_]) -> Show:
    """How steep the loss is at each height, in the rows `when` (rows,): a shape from `place` to the right, as wide as it is steep there.

    Returns show(t).
    """
    colour, high, wide = stage.theme.gradient, 0.82 * ax.get_ylim()[1], 0.1 * ax.get_xlim()[1]
    shape = ax.fill_betweenx([-high, 0, high], place, [place + wide, place, place + wide], color=colour, alpha=0.22, linewidth=0, zorder=1)
    stage.label(ax, only(when, (place, 0.93 * high)), say("steepness"), colour, sides=("left",), gap=10, size=LARGE, weight="semibold")
    return lambda t: shape.set_visible(bool(when[t]))


def hops(stage: Stage, ax: Axes, lr: float, heights: Floats, lands: Floats, reach: float) -> Show:
    """A run at the rate `lr` with these `heights` (rows,): a dot, where it has been, and the step that `lands` (rows,) next. Not drawn out
    of ± `reach`.

    Returns show(t).
    """
    theme, rows = stage.theme, np.arange(len(heights))
    gone = np.maximum.accumulate(np.abs(heights) > reach)
    seen = np.where(gone, np.nan, heights)
    places = np.column_stack([np.full(len(heights), lr), seen])
    stage.follow(ax, places)
    if gone.any():
        top, step = (lr, np.sign(seen[~gone][-1]) * reach), int(gone.argmax())
        words = say("gone at\nstep {step}", step=step) if stage.canvas.wide else say("gone")
        stage.label(ax, only(gone, top), words, theme.model, sides=("below", "above"), gap=4, weight="semibold", size=LARGE)
    return compose(
        dots(stage, ax, lr, np.broadcast_to(seen, (len(rows), len(rows))), theme.model, 9, rows[:, None] > rows, zorder=3),
        arrow(stage, ax, places, np.column_stack([places[:, 0], lands]), theme.model, rim=8),
        dot(stage, ax, places, theme.model, size=16),
    )
