"""How a matrix product is drawn: rows of numbers under the parameters that they are multiplied by, and each sum as a height of the line.

Of the run they need `row`, the row that is worked out, −1 before the first; `column`, how far it has come, 0, 1, or 2 for the sum; `y`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.board import Board, Show, beside, frame, names, words
from scenes.studio.draw.clouds import dots, named_line
from scenes.studio.draw.marks import arrow, compose
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import cells, factor
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
WIDE, X, WORK, Y, TOP = 112, 46, 284, 568, 176  # of the table: width of its columns, left edges, upper edge


def rows_times_parameters(board: Board, trace: Trace, x: Floats, a: Sequence[float]) -> Show:
    """Rows `x` (n, 2) under the parameters `a`: beside each row its products, at its end their sum; at last x @ a. Returns show(t)."""
    theme, n, (slope, intercept) = board.theme, len(x), a
    high = min(72, (board.height - TOP) / n)
    row, column = trace.row[:, None, None], trace.column[:, None, None]
    down, working = np.arange(n)[:, None], (row >= 0) & (row < n)
    here, all_rows = (down == row) & working, row == n
    begun, added = (row >= 0) & (down <= row), (down < row) | (here & (column == 2))
    half, ended = (added | (here & (column > 0)))[..., 0], all_rows[:, 0, 0]
    middle = TOP + high * n / 2
    names(board, [X + WIDE / 2, X + 1.5 * WIDE], 22, ["slope", "intercept"], size=24, color=theme.model)
    names(board, [16, 16], [72, middle], ["a", "x"], size=30, color=theme.ink, mono=True)
    names(board, [X + WIDE / 2, X + 1.5 * WIDE], 146, ["place", "always 1"], size=24)
    board.text((Y + WIDE / 2, 146), say("height"), 24, ha="center", color=theme.muted)
    first = [say("{a:g} × {x}", a=slope, x=factor(number)) for number in x[:, 0]]
    second = [say("+  {a:g} × 1  =", a=intercept)] * n
    boxes = (X, 42, X + 2 * WIDE, 104), (X, TOP, X + 2 * WIDE, TOP + n * high)
    movers: list[Show] = [
        cells(
            board, (X, 42), (WIDE, 62), [[*a]], "{value:g}", read=here.any(1, keepdims=True) & (column == np.arange(2)), colour=theme.model
        ),
        cells(board, (X, TOP), (WIDE, high), x[:, :1], read=here & (column == 0), text=30),
        cells(board, (X + WIDE, TOP), (WIDE, high), x[:, 1:], "{value:.0f}", read=here & (column == 1), text=30),
        cells(board, (Y, TOP), (WIDE, high), trace.y[..., None], there=added | all_rows, lit=(here & (column == 2)) | all_rows, text=30),
        beside(board, WORK + 130, TOP, high, first, begun[..., 0], 28, ha="right", color=theme.ink),
        beside(board, WORK + 144, TOP, high, second, half, 28, ha="left", color=theme.ink),
        *(frame(board, np.where(all_rows[:, 0], box, np.nan)) for box in boxes),
        words(board, (WORK + 130, 60), np.where(ended, "x @ a", ""), 44, mono=True, ha="center", color=theme.batch),
        words(board, (WORK + 130, 116), np.where(ended, say("in torch: each row times a"), ""), 24, ha="center"),
    ]
    return compose(*movers)


def heights_of_line(stage: Stage, ax: Axes, trace: Trace, x: Floats, a: Sequence[float]) -> Show:
    """A tick on the axis at each x, an arrow for each product in hand, one on the other, and a dot for each sum; at last the line.

    Returns show(t).
    """
    theme, n, (slope, intercept) = stage.theme, len(x), a
    x, y = x[:, 0], slope * x[:, 0] + intercept
    ax.set(xlim=(-1.08, 1.08), ylim=(-1.6, 5.6), xlabel=say("place"), ylabel=say("height"))
    ax.axhline(0, color=theme.muted, linewidth=points(2), zorder=1)
    here, summed = np.arange(n) == trace.row[:, None], np.arange(n) + (trace.column[:, None] < 2) <= trace.row[:, None]
    ended, newest = trace.row[:, None] == n, here & summed
    stage.avoid(ax, np.column_stack([x, y])[None], 8)
    stage.avoid(ax, np.column_stack([x, 0 * y])[None], 14)
    name = say("{a:g} · place + {b:g} · 1", a=slope, b=intercept)
    k, on = np.clip(trace.row, 0, n - 1), ((trace.row >= 0) & (trace.row < n))[:, None]
    beside = 0.07 * (x[k] < 0)  # an arrow up stands beside one down
    foot, first = (np.where(on, np.column_stack([x[k], height]), np.nan) for height in (0 * x[k], slope * x[k]))
    lifted = on & (trace.column[:, None] > 0)
    start, end = (np.where(lifted, np.column_stack([x[k] + beside, slope * x[k] + up]), np.nan) for up in (0, intercept))
    heights = [say("{y:.2f}", y=value) for value in y[k]]
    how: dict[str, Any] = {"sides": ("right", "left"), "size": 26, "weight": "semibold"}
    sums = np.where(newest.any(1)[:, None], np.column_stack([x[k], y[k]]), np.nan)
    stage.label(ax, sums, heights, theme.batch, sides=("above left", "above"), size=28, weight="semibold")
    told = [say("{value:+.2f}", value=value).replace("-", "−") for value in slope * x[k]]
    stage.label(ax, (foot + first) / 2, told, theme.model, **how)
    stage.label(ax, (start + end) / 2, say("{value:+g}", value=intercept), theme.ink, **how)
    return compose(
        named_line(stage, ax, slope, intercept, theme.model, ended[:, 0], name, 0.8, ("left", "above left")),
        dots(stage, ax, x, 0, theme.data, 24, True, "|"),
        dots(stage, ax, x, 0, theme.batch, 34, here, "|", zorder=6),
        arrow(stage, ax, foot, first, theme.model, rim=0),
        arrow(stage, ax, start, end, theme.ink, rim=0),
        dots(stage, ax, x, y, theme.model, 14, summed, zorder=6),
        dots(stage, ax, x, y, theme.batch, 18, newest | ended, zorder=7),
    )
