"""How a sum of products is drawn: pairs of a parameter and a number, large, their products, the sum, and its place among the others.

Of the run they need `form`, which way of writing y it is, `point`, from 1 on, `x` and `y`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.board import Board, Show, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import compose, curve, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import cells
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
    """Cards in the rows `when` (rows,): parameters `a` (n,) over the numbers `x` (rows, n), under each pair its product. Returns show(t).

    `digits` are those behind the point of each number; a number that is nan is not there yet. `over` and `under` name the parameters and
    the numbers. `new` (rows, n) are lit.
    """
    theme, missing = board.theme, np.isnan(x)
    start = 52 + (board.width - 52 - (len(a) - 1) * PITCH - CARD[0]) / 2
    movers: list[Show] = []
    for k, (value, few) in enumerate(zip(a, digits, strict=True)):
        left, middle = start + k * PITCH, start + k * PITCH + CARD[0] / 2
        form, paired, number = f"{{value:.{few}f}}", when & ~missing[:, k], np.nan_to_num(x[:, k], nan=1)[:, None, None]
        how: dict[str, Any] = {"text": LETTERS, "slots": False}
        movers += [
            *(
                words(board, (middle, y), np.where(there, say(name), ""), 26, ha="center", color=colour)
                for name, y, there, colour in ((over[k], 24, when, theme.model), (under[k], 294, paired, theme.muted))
            ),
            cells(board, (left, 46), CARD, [[value]], "{value:g}", when, colour=theme.model, **how),
            words(board, (middle, 154), np.where(paired, "×", ""), 36, ha="center"),
            cells(board, (left, 180), CARD, number, form, paired, lit=new[:, k], **how),
            words(board, (middle, 222), np.where(when & missing[:, k], "?", ""), 60, ha="center", color=theme.batch, weight="bold"),
            words(board, (middle, 342), np.where(paired, "=", ""), 36, ha="center"),
            cells(board, (left, 372), CARD, value * number, form, when, **how),
            words(board, (left - (PITCH - CARD[0]) / 2, 414), np.where(when & (k > 0), "+", ""), 42, ha="center"),
        ]
    return compose(*movers)


def sum_of_pairs(board: Board, trace: Trace, digits: NDArray[np.integer], named: NDArray[np.bool_]) -> Show:
    """The sum of the products, with so many `digits` (rows,) behind the point, and its names where `named` (rows,). Returns show(t)."""
    forms = np.where(named, "y  =  a · row  =  {y}", "y  =  {y}")
    texts = [say(str(form), y=f"{y:.{n}f}".replace("-", "−")) for form, n, y in zip(forms, digits, trace.y, strict=True)]
    sides = [words(board, (0, y), name, 34, weight="semibold") for name, y in ((say("a"), 88), (say("row"), 222))]
    return compose(*sides, words(board, (board.width / 2 + 20, 524), texts, 50, ha="center", weight="semibold", color=board.theme.batch))


def places_of_sums(
    stage: Stage, ax: Axes, trace: Trace, formulas: Sequence[tuple[NDArray[np.bool_], Callable[[Any], Any], str, str]]
) -> Show:
    """The sums so far as dots, the newest lit, each formula's on its own curve; the one before stays, faint. Returns show(t).

    `formulas` are each the rows in which it is used (rows,), the function of x, its name and the side of the name.
    """
    theme, order, movers = stage.theme, np.arange(len(trace)), []
    ax.set(xlim=(-1.08, 1.08), ylim=(-4.4, 5.6), xlabel=say("x"), ylabel=say("y"))
    across = np.linspace(-1.08, 1.08, 80)
    for used, function, name, side in formulas:
        heights, begun = function(across), np.maximum.accumulate(used)[:, None]
        movers.append(curve(stage, ax, across, np.where(used[:, None], heights, np.nan), theme.model, 5))
        movers.append(curve(stage, ax, across, np.where(begun & ~used[:, None], heights, np.nan), theme.muted, 3, dashed=True, zorder=2))
        stage.avoid(ax, np.where(begun[..., None], np.column_stack([across, heights]), np.nan), 4)
        stage.label(ax, np.where(used[:, None], (0.62, function(0.62)), np.nan), name, theme.model, sides=(side,), size=26)
        stage.label(ax, np.where(begun & ~used[:, None], (0.62, function(0.62)), np.nan), name, theme.muted, sides=("above left",), size=24)
        made = used[:, None] & used & (order <= order[:, None])
        movers.append(dots(stage, ax, trace.x, trace.y, theme.model, 13, made, zorder=6))
    return compose(*movers, dot(stage, ax, np.column_stack([trace.x, trace.y]), theme.batch, size=20))
