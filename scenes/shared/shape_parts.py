"""A subtraction of the right shapes and one of the wrong ones: whose y each prediction is compared with, as sticks and as a table.

Of the run they need `shapes`, 0 for nothing yet, 1 for the right ones and 2 for the wrong ones, `loss` and `right_loss`.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.studio.draw.board import Board, frame, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Show, compose, curve, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
MOST = 200  # lines of a fan


def everyones_misses(
    stage: Stage, ax: Axes, x: Floats, y: Floats, predictions: Floats, shapes: NDArray[np.integer], few: Sequence[int]
) -> Show:
    """With the right shapes a stick from the line to each of the `few` points, with the wrong ones a fan to all from the last of them.

    x and y are (n,), `predictions` (rows, n). Returns show(t).
    """
    theme, last, chosen = stage.theme, few[-1], np.array(few)
    every = np.arange(0, len(x), -(-len(x) // MOST))
    fan = LineCollection([], colors=theme.loss, linewidths=points(1.5), alpha=0.5, zorder=2.5)
    own = LineCollection([], colors=theme.loss, linewidths=points(5), zorder=4)
    for lines in (fan, own):
        ax.add_collection(lines, autolim=False)
    here = np.column_stack([np.full(len(predictions), x[last]), predictions[:, last]])

    def show(t: int) -> None:
        ends = every if shapes[t] == 2 else every[:0]
        fan.set_segments([[here[t], (x[i], y[i])] for i in ends])
        own.set_segments([[(x[i], predictions[t, i]), (x[i], y[i])] for i in chosen] if shapes[t] == 1 else [])

    spots = dots(stage, ax, x[chosen], y[chosen], theme.ink, 12, zorder=4)
    return compose(show, spots, dot(stage, ax, np.where(shapes[:, None] == 2, here, np.nan), theme.batch, size=16))


def line_of_the_right_shapes(stage: Stage, ax: Axes, trace: Trace, since: int, total: int) -> Show:
    """The other run's line, dashed, after the row `since`, and at the left ends of both their names. Returns show(t)."""
    theme, ends = stage.theme, np.array([-1.0, 1.0])
    there = (np.arange(len(trace)) > since)[:, None]
    heights = np.where(there, trace.right[:, :1] * ends + trace.right[:, 1:], np.nan)
    own = trace.a[:, :1] * ends + trace.a[:, 1:]
    runs = ("{n},", heights, trace.right_loss, theme.ink, "below right"), ("{n}, 1", own, trace.loss, theme.model, "above right")
    for shape, its, losses, colour, side in runs:
        name = say("with ({shape})", shape=say(shape, n=total))
        texts = [name] * (len(trace) - 1) + [say("{name}: loss {loss:.2f}", name=name, loss=losses[-1])]
        at = np.where(there, np.column_stack([0 * its[:, 0] - 1, its[:, 0]]), np.nan)
        stage.label(ax, at, texts, colour, sides=(side,), size=24, weight="semibold")
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
    misses = predictions[:, :, None] - y
    paired, all_pairs = (shapes[:, None, None] == shape for shape in (1, 2))
    said = np.array([["ŷ as ({n},)", "or as ({n}, 1)?"], ["({n},) − ({n},)", "= ({n},)"], ["({n}, 1) − ({n},)", "= ({n}, {n})"]])[shapes]
    counts = ["the same {count:,} numbers", "{count:,} misses", "{count:,} misses, no error"]
    losses = np.where(shapes == 1, trace.right_loss, trace.loss)
    lines = [
        (0, 26, theme.ink, [say(text, n=total) for text in said[:, 0].tolist()]),
        (34, 26, theme.ink, [say(text, n=total) for text in said[:, 1].tolist()]),
        (72, 24, theme.muted, [say(counts[shape], count=total ** max(shape, 1)) for shape in shapes]),
        (
            116,
            28,
            theme.loss,
            [say("mean square {loss:.2f}", loss=loss) if shape else "" for shape, loss in zip(shapes, losses, strict=True)],
        ),
    ]
    middle, foot = ((left + right) / 2, end + 36) if wide else ((right + board.width + 10) / 2, top + 50)
    return compose(
        cells(board, (left, top - 48), (cell[0], 44), y[None], "{value:.1f}", text=24),
        cells(board, (0, top), (left - 12, cell[1]), predictions[:, :, None], "{value:.1f}", colour=theme.model, text=26),
        cells(board, (left, top), cell, misses, "{value:.1f}", all_pairs | (paired & eye), lit=paired & eye, text=26),
        frame(board, np.where(all_pairs[:, 0], [left, end - cell[1], right, end], np.nan)),
        *(words(board, (middle, foot + y), text, size, ha="center", color=colour, weight="semibold") for y, size, colour, text in lines),
    )
