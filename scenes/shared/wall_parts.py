"""How runs at several rates are drawn over their rates, by how far off they are in the direction in which the loss is steepest."""

from itertools import pairwise

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import best_line, valley
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, curve, dot, only
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
    ax.set(
        xlim=(-0.03 * end, end), ylim=(-reach, reach), xlabel=say("learning rate"), ylabel=say("← too low      the line      too high →")
    )
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
    """Where a first step from `start` lands at each rate, a straight line, in two of the `rows` (rows,). Returns show(t)."""
    ends = np.array(ax.get_xlim()) * [0, 1]
    lands = only((rows == 1) | (rows == 2), start * (1 - 2 * ends / limit))
    told = only(rows == 1, (0.62 * limit, start * (1 - 2 * 0.62)))
    stage.label(ax, told, say("where a first step lands"), stage.theme.batch, sides=("above left", "below right"), gap=8, size=LARGE)
    return curve(stage, ax, ends, lands, stage.theme.batch, 3, dashed=True, zorder=3)


def wall(stage: Stage, ax: Axes, limit: float, when: NDArray[np.bool_]) -> Show:
    """An upright line at the `limit` in the rows `when` (rows,). Returns show(t)."""
    low, high = ax.get_ylim()
    line = ax.fill_betweenx([low, high], limit, ax.get_xlim()[1], color=stage.theme.batch, alpha=0.12, linewidth=0, zorder=1)
    stage.label(
        ax,
        only(when, (limit, high)),
        say("the limit: {limit:.2g}", limit=limit),
        stage.theme.batch,
        sides=("below left",),
        gap=8,
        size=LARGE,
        weight="semibold",
    )
    return lambda t: line.set_visible(bool(when[t]))


def hops(stage: Stage, ax: Axes, lr: float, heights: Floats, reach: float) -> Show:
    """A run at the rate `lr` with these `heights` (rows,): a dot, where it has been, and its next step. Not drawn out of ± `reach`.

    Returns show(t).
    """
    theme, rows = stage.theme, np.arange(len(heights))
    gone = np.maximum.accumulate(np.abs(heights) > reach)
    seen = np.where(gone, np.nan, heights)
    places = np.column_stack([np.full(len(heights), lr), seen])
    stage.follow(ax, places)
    if gone.any():
        top = (lr, np.sign(seen[~gone][-1]) * reach)
        stage.label(
            ax,
            only(gone, top),
            say("gone"),
            theme.model,
            sides=("below", "above"),
            gap=4,
            weight="semibold",
            size=LARGE,
        )
    return compose(
        dots(stage, ax, lr, np.broadcast_to(seen, (len(rows), len(rows))), theme.model, 9, rows[:, None] > rows, zorder=3),
        arrow(stage, ax, places, np.vstack([places[1:], [[np.nan, np.nan]]]), theme.model, rim=10),
        dot(stage, ax, places, theme.model, size=20),
    )
