"""A subtraction of the right shapes and one of the wrong ones: whose y each prediction is compared with, as sticks and as a table.

Of the run they need `loss`, `right_loss` and `shapes`: 0 for nothing yet, 1 for the right ones, 2 and 3 for the wrong ones, before and
after the subtraction.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.studio.draw.board import Board, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Show, compose, curve, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
MOST = 200  # lines to a rail


def everyones_misses(
    stage: Stage, ax: Axes, x: Floats, y: Floats, predictions: Floats, shapes: NDArray[np.integer], few: Sequence[int]
) -> Show:
    """With the right shapes a stick from the line to each of the `few` points. With the wrong ones all y stand over the last of them.

    There a small dot for each y, a line that leads to it from its point, and their mean. x and y are (n,), `predictions` (rows, n).
    Returns show(t).
    """
    theme, last, chosen = stage.theme, few[-1], np.array(few)
    every = np.arange(0, len(x), -(-len(x) // MOST))
    moved = LineCollection([], colors=theme.loss, linewidths=points(1.2), alpha=0.4, zorder=1.5)
    own = LineCollection([], colors=theme.loss, linewidths=points(5), zorder=4)
    for lines in (moved, own):
        ax.add_collection(lines, autolim=False)
    crowd = (shapes == 3)[:, None]
    here = np.where(crowd, np.column_stack([np.full(len(predictions), x[last]), predictions[:, last]]), np.nan)
    mean = np.where(crowd, (x[last], y.mean()), np.nan)
    stage.label(ax, mean, say("mean of all y"), theme.ink, sides=("left",), gap=16)

    def show(t: int) -> None:
        moved.set_segments([[(x[i], y[i]), (x[last], y[i])] for i in (every if crowd[t] else every[:0])])
        own.set_segments([[(x[i], predictions[t, i]), (x[i], y[i])] for i in chosen] if shapes[t] == 1 else [])

    return compose(
        show,
        dots(stage, ax, x[chosen], y[chosen], theme.ink, 12, zorder=4),
        dots(stage, ax, x[last], y[every], theme.loss, 7, crowd, zorder=3),
        dots(stage, ax, mean[:, :1], mean[:, 1:], theme.ink, 18, crowd, zorder=6, hollow=True),
        dot(stage, ax, here, theme.batch, size=16),
    )


def line_of_the_right_shapes(stage: Stage, ax: Axes, trace: Trace, since: int, total: int) -> Show:
    """The other run's line, dashed, after the row `since`, and the names of both lines. Returns show(t)."""
    theme, ends = stage.theme, np.array([-1.0, 1.0])
    there = (np.arange(len(trace)) > since)[:, None]
    heights = np.where(there, trace.right[:, :1] * ends + trace.right[:, 1:], np.nan)
    for shape, path, losses, colour, side, at in (
        ("{n},", trace.right, trace.right_loss, theme.ink, "above left", 0.72),
        ("{n}, 1", trace.a, trace.loss, theme.model, "above right", -1),
    ):
        name = say("with ({shape})", shape=say(shape, n=total))
        texts = [name] * (len(trace) - 1) + [say("{name}: loss {loss:.2f}", name=name, loss=losses[-1])]
        seen = there & (trace.right[:, :1] > 1)
        places = np.column_stack([np.full(len(trace), at), path[:, 0] * at + path[:, 1]])
        stage.label(ax, np.where(seen, places, np.nan), texts, colour, sides=(side,), size=24, weight="semibold")
    return curve(stage, ax, ends, heights, theme.ink, 5, dashed=True, zorder=5)


def table_of_misses(stage: Stage, ax: Axes, predictions: Floats, y: Floats, trace: Trace, total: int) -> Show:
    """Predictions (rows, k) down the side, y (k,) along the top, and in between each less each: the diagonal, then all. Returns show(t).

    What torch makes of it for `total` points stands below, in a film that is not wide at the right.
    """
    wide, k, shapes, eye = stage.canvas.wide, len(y), trace.shapes, np.eye(len(y), dtype=bool)
    board, cell, left, top = (Board(stage, ax, 500, 560), (92, 68), 104, 92) if wide else (Board(stage, ax, 626, 320), (68, 57), 92, 84)
    theme, right, end = stage.theme, left + k * cell[0], top + k * cell[1]
    board.text(((left + right) / 2, top - 68), say("y, the points"), 24, ha="center", color=theme.muted)
    board.text((left - 10, top - 26), say("ŷ, the line"), 22, ha="right", color=theme.model)
    told = predictions.round(1)[:, :, None]  # the differences are those of the numbers that can be read
    paired, copied, crowd = (shapes[:, None, None] == shape for shape in (1, 2, 3))
    inside = np.where(copied, told, told - y.round(1))
    middle, foot = ((left + right) / 2, end + 36) if wide else ((right + board.width + 10) / 2, top + 50)
    return compose(
        cells(board, (left, top - 48), (cell[0], 44), y[None], "{value:.1f}", text=24),
        cells(board, (0, top), (left - 12, cell[1]), told, "{value:.1f}", lit=crowd & eye[:, -1:], colour=theme.model, text=26),
        cells(board, (left, top), cell, inside, "{value:.1f}", copied | crowd | (paired & eye), crowd & eye, paired & eye, text=26),
        *(
            words(board, (middle, foot + down), texts, size, ha="center", color=colour, weight="semibold")
            for down, size, colour, texts in zip((0, 34, 72, 116), (26, 26, 24, 28), _inks(board), _said(trace, total), strict=True)
        ),
    )


def _inks(board: Board) -> tuple[str, str, str, str]:
    return board.theme.ink, board.theme.ink, board.theme.muted, board.theme.loss


def _said(trace: Trace, total: int) -> list[list[str]]:
    """Four lines for each row: the subtraction, its shape, how many numbers that is, and the loss."""
    lines = [
        ("ŷ as ({n},)", "or as ({n}, 1)?", "the same {n} numbers", ""),
        ("({n},) − ({n},)", "= ({n},)", "{n} misses", "loss {loss:.2f}"),
        ("({n}, 1), a column,", "becomes ({n}, {n})", "each ŷ {n} times", ""),
        ("({n}, 1) − ({n},)", "= ({n}, {n})", "{pairs:,} misses, no warning", "loss {loss:.2f}"),
    ]
    losses = np.where(trace.shapes == 1, trace.right_loss, trace.loss)
    rows = [
        [say(text, n=total, pairs=total**2, loss=loss) for text in lines[shape]] for shape, loss in zip(trace.shapes, losses, strict=True)
    ]
    return [list(texts) for texts in zip(*rows, strict=True)]
