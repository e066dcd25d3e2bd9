"""How a sum of products is drawn: pairs of a parameter and a number, large, their products, the sum, and its place among the others.

Of the run they need `form`, which way of writing y it is, `point`, from 1 on, `x` and `y`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.board import Board, Show, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import arrow, compose, curve, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
CARD, PITCH, LETTERS = (184, 84), 236, 42  # a card, from one to the next, the height of its number


def pairs(
    board: Board,
    when: NDArray[np.bool_],
    a: Sequence[float],
    x: Floats,
    digits: Sequence[int],
    over: Sequence[str],
    under: Sequence[str],
    new: NDArray[np.bool_],
) -> Show:
    """Cards in the rows `when` (rows,): parameters `a` (n,) over the numbers `x` (rows, n), under each pair its product, in the colour of
    its arrow in heights_in_parts. Returns show(t).

    `digits` are those behind the point of each number; a number that is nan is not there yet. `over` and `under` name the parameters and
    the numbers. `new` (rows, n) are lit.
    """
    theme, missing = board.theme, np.isnan(x)
    start = 52 + (board.width - 52 - 2 * PITCH - CARD[0]) / 2  # room for three
    movers: list[Show] = []
    for k, (value, few, colour) in enumerate(zip(a, digits, (theme.model, theme.ink, theme.batch), strict=False)):
        left, middle = start + k * PITCH, start + k * PITCH + CARD[0] / 2
        form, paired, number = f"{{value:.{few}f}}", when & ~missing[:, k], np.nan_to_num(x[:, k], nan=1)[:, None, None]
        how: dict[str, Any] = {"text": LETTERS, "slots": False}
        movers += [
            *(
                words(board, (middle, y), np.where(there, say(name), ""), 26, ha="center", color=ink)
                for name, y, there, ink in ((over[k], 24, when, theme.model), (under[k], 294, paired, theme.muted))
            ),
            cells(board, (left, 46), CARD, [[value]], "{value:g}", when, colour=theme.model, **how),
            words(board, (middle, 154), np.where(paired, "×", ""), 36, ha="center"),
            cells(board, (left, 180), CARD, number, form, paired, lit=new[:, k], **how),
            words(board, (middle, 222), np.where(when & missing[:, k], "?", ""), 60, ha="center", color=theme.batch, weight="bold"),
            words(board, (middle, 342), np.where(paired, "=", ""), 36, ha="center"),
            cells(board, (left, 372), CARD, value * number, form, when, colour=colour, **how),
            words(board, (left - (PITCH - CARD[0]) / 2, 414), np.where(when & (k > 0), "+", ""), 42, ha="center"),
        ]
    return compose(*movers)


def sum_of_pairs(board: Board, trace: Trace, digits: NDArray[np.integer], named: NDArray[np.bool_]) -> Show:
    """The sum of the products, with so many `digits` (rows,) behind the point, and its names where `named` (rows,). Returns show(t)."""
    forms = np.where(named, "y  =  a · row  =  {y}", "y  =  {y}")
    texts = [say(str(form), y=f"{y:.{n}f}".replace("-", "−")) for form, n, y in zip(forms, digits, trace.y, strict=True)]
    sides = [words(board, (0, y), name, 34, weight="semibold") for name, y in ((say("a"), 88), (say("row"), 222))]
    return compose(*sides, words(board, (board.width / 2 + 20, 524), texts, 50, ha="center", weight="semibold", color=board.theme.batch))


def heights_in_parts(stage: Stage, ax: Axes, trace: Trace, slope: float, intercept: float, bend: float) -> Show:
    """Each y over its x, put together from its products: an arrow for the intercept, on it one for the slope, then one for the bend.

    The dots so far stay, with what the bend adds to each; the line that they make is drawn once they all are there, the
    curve at last. Returns show(t).
    """
    theme, rows, x = stage.theme, np.arange(len(trace))[:, None], trace.x.astype(float)
    on_line, curved, last = slope * x + intercept, trace.form[:, None] == 3, rows == len(trace) - 1
    ax.set(xlim=(-1.08, 1.08), ylim=(-3.2, 5.6), xlabel=say("x"), ylabel=say("y"))
    across = np.linspace(-1.08, 1.08, 80)
    straight, bent = slope * across + intercept, slope * across + bend * across**2 + intercept
    ax.axhline(intercept, color=theme.muted, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=1)
    stage.label(ax, (0.62, intercept), say("+{b:g} at every x", b=intercept), theme.muted, sides=("below",), gap=6)
    level, line, end = (np.column_stack([x, heights]) for heights in (0 * x + intercept, on_line, trace.y))
    bends = np.where(curved, end, np.nan)
    parts = (level, line, "{value:+.1f}", theme.model, ("left", "right")), (line, bends, "{value:+.2f}", theme.batch, ("right", "left"))
    for start, stop, form, colour, sides in parts:
        told = [say(form, value=value).replace("-", "−") for value in (stop - start)[:, 1]]
        there = np.where(last, np.nan, (start + stop) / 2)
        stage.label(ax, there, told, colour, sides=sides, size=26, weight="semibold")
    stage.label(ax, np.where(curved, (0.7, slope * 0.7 + intercept), np.nan), say("line"), theme.muted, sides=("above left",), size=24)
    stage.label(ax, np.where(last, (-0.55, slope * -0.55 + bend * 0.3025 + intercept), np.nan), say("curve"), theme.model, size=26)
    stage.avoid(ax, np.where(curved[..., None], np.column_stack([across, straight]), np.nan), 4)
    stage.avoid(ax, np.where(last[..., None], np.column_stack([across, bent]), np.nan), 4)
    so_far = rows >= rows.T
    (bent_by,) = ax.plot([], [], color=theme.batch, linewidth=points(3), alpha=0.6, zorder=3)
    steps = np.stack([line, bends, np.full_like(line, np.nan)], 1)  # nan ends a stroke
    aside = np.array([0.05, 0])  # so that no arrow hides another
    stage.avoid(ax, np.where((so_far & ~np.eye(len(x), dtype=bool))[..., None], end, np.nan), 7)
    return compose(
        curve(stage, ax, across, np.where(curved, straight, np.nan), theme.muted, 3, dashed=True, zorder=2),
        curve(stage, ax, across, np.where(last, bent, np.nan), theme.model, 5),
        dots(stage, ax, x, trace.y, theme.muted, 11, so_far & curved & ~curved.T, zorder=3),
        dots(stage, ax, x, trace.y, theme.model, 13, so_far & (curved == curved.T), zorder=6),
        arrow(stage, ax, np.where(last, np.nan, level * (1, 0) - aside), level - aside, theme.ink, rim=0),
        arrow(stage, ax, np.where(last, np.nan, level), line, theme.model, rim=0),
        lambda t: bent_by.set_data(steps[: t + 1].reshape(-1, 2).T),
        arrow(stage, ax, np.where(last, np.nan, line + aside), bends + aside, theme.batch, rim=0),
        dot(stage, ax, end, theme.batch, size=18),
    )
