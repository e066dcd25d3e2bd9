"""A subtraction of the right shapes and one of the wrong ones: whose y each prediction is compared with, in the plot and as a table.

Of the run they need `a`, `right`, `loss`, `right_loss` and `shapes`: 0 for nothing yet, 1 for the right ones, 2 for the wrong ones and one
prediction, 3 for the wrong ones and all.
"""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_parts import line_of
from scenes.studio.draw.board import Board, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, compose, only, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import cells
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

MOST, FEW = 100, 4  # dots over each other, cells for all of a shape


def copies_of_y(stage: Stage, ax: Axes, x: Floats, y: Floats, trace: Trace) -> Show:
    """With the right shapes a stick from the line to each of the points x, y (n,). With the wrong ones all y stand at one x, then at each,
    with their mean.

    And the loss, as the mean of so many squares. Returns show(t).
    """
    theme, shapes, n = stage.theme, trace.shapes, len(y)
    some = x.argsort()[np.linspace(0, n - 1, min(n, MOST)).round().astype(int)]
    one = some[int(0.8 * len(some))]
    right, single, every = (shapes[:, None] == its for its in (1, 2, 3))
    heights = trace.a[:, :1].astype(float) * x[some] + trace.a[:, 1:]
    here = np.where(single, np.column_stack([np.full(len(shapes), x[one]), trace.a @ [x[one], 1]]), np.nan)
    across, up = (grid.ravel() for grid in np.meshgrid(x[some], y[some]))
    losses = [
        say("loss {loss:.2f}: the mean of {n:,} squared misses", loss=loss, n=count)
        for loss, count in zip(np.where(shapes == 1, trace.right_loss, trace.loss), np.where(shapes == 1, n, n * n).tolist(), strict=True)
    ]
    corner = np.where(right | every, (ax.get_xlim()[1], ax.get_ylim()[0]), np.nan)
    stage.label(ax, corner, losses, theme.loss, sides=("above left",), gap=8, size=26, weight="semibold")
    stage.label(ax, np.where(single, (x[one], y.max()), np.nan), say("all {n} y, for this x", n=n), theme.batch, sides=("left",), size=24)
    carpet = dots(stage, ax, across, up, theme.data, 2.5, every, zorder=1)
    ax.lines[-1].set_alpha(0.45)
    middle, seat = float(y.mean()), (float(x.min()), float(y.mean()))
    told = every[:, 0] & (np.arange(len(shapes)) == (shapes < 3).sum())
    middles = say("the mean of each column")
    stage.label(ax, only(told, seat), middles, theme.batch, sides=("above right",), gap=16, size=24, weight="semibold")
    return compose(
        carpet,
        dots(stage, ax, x[some], middle, theme.batch, 7, every, marker="s", zorder=4),
        dots(stage, ax, x[some], y[some], theme.ink, 9, zorder=3),
        sticks(stage, ax, x[some], np.where(right, heights, np.nan), y[some], theme.loss, 2),
        sticks(stage, ax, x[[one]], np.where(single, y.min(), np.nan), np.where(single, y.max(), np.nan), theme.loss, 3),
        dots(stage, ax, x[one], y[some], theme.batch, 7, single, zorder=4),
        dots(stage, ax, here[:, :1], here[:, 1:], theme.model, 18, single, zorder=6),
    )


def line_of_the_right_shapes(stage: Stage, ax: Axes, trace: Trace, since: int, mean: float) -> Show:
    """The other run's line, dashed, after the row `since`, and the names of both lines; at last the `mean` of all y. Returns show(t)."""
    theme, rows = stage.theme, np.arange(len(trace))
    for path, name, colour, side, at in (
        (trace.right, say("right shapes: loss {loss:.2f}", loss=trace.right_loss[-1]), theme.ink, "above left", 0.6),
        (trace.a, say("mean of all y: {mean:.1f}", mean=mean), theme.model, "above right", -1),
    ):
        places = np.column_stack([np.full(len(trace), at), path[:, 0] * at + path[:, 1]])
        stage.label(ax, only(rows == len(trace) - 1, places), name, colour, sides=(side,), size=26, weight="semibold")
    return line_of(stage, ax, only(rows > since, trace.right), theme.ink, width=6, dashed=True, zorder=5)


def shapes_of_both(stage: Stage, ax: Axes, shapes: NDArray[np.integer], total: int) -> Show:
    """ŷ, a list or a column, and y as the side and the top of a table: lit are the cells that torch subtracts. Returns show(t).

    Each has a few cells, which stand for the `total`.
    """
    wide = stage.canvas.wide
    board, side, left, top = (Board(stage, ax, 330, 560), 52, 70, 100) if wide else (Board(stage, ax, 626, 250), 40, 110, 84)
    theme, beside, end = stage.theme, left + FEW * side + 30, top + FEW * side
    seats = [(10, y) for y in (top - 80, end + 26, end + 92, end + 136)] if wide else [(beside, top + y) for y in (-26, 24, 84, 126)]
    under_list = (10, top + 2 * side + 40) if wide else seats[1]
    lists, one, empty = (shapes < 2)[:, None, None], np.arange(FEW)[:, None] == FEW - 1, np.zeros((FEW, FEW))
    lit = ~lists & ((shapes == 3)[:, None, None] | one)
    under = (shapes == 1)[:, None, None]
    kinds = [say("ŷ ({n},): a list", n=total), say("ŷ ({n}, 1): a column", n=total)]
    templates = ("", "ŷ − y: ({n},)", "ŷ − y: ({n}, {n})", "ŷ − y: ({n}, {n})"), ("", "{n} misses", "", "{all:,} misses")
    return compose(
        cells(board, (left, top - side - 8), (side, side), empty[:1], text=0, colour=theme.data),
        cells(board, (left, top), (side, side), empty[:1], text=0, there=lists, slots=False),
        cells(board, (left, top + side + 8), (side, side), empty[:1], text=0, there=under, lit=under, slots=False),
        cells(
            board,
            (left - side - 8, top),
            (side, side),
            empty[:, :1],
            text=0,
            there=~lists,
            lit=~lists & one & (shapes == 2)[:, None, None],
            slots=False,
        ),
        cells(board, (left, top), (side, side), empty, text=0, there=lit, lit=lit, slots=False),
        words(board, seats[0], say("y ({n},): a list", n=total), 26),
        words(board, under_list, [kinds[0] if its < 2 else "" for its in shapes], 26, color=theme.model),
        words(board, seats[1], [kinds[1] if its > 1 else "" for its in shapes], 26, color=theme.model),
        *(
            words(board, seat, [say(told[its], n=total, all=total**2) for its in shapes], 30, weight="semibold")
            for seat, told in zip(seats[2:], templates, strict=True)
        ),
    )
