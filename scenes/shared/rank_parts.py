"""How tensors of rank 1 to 4 are drawn, each from those before it, and their shapes as a table.

Of the run they need `act`, the rank less one, or 4 for the ragged list; `shape`; and `refused`.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.studio.draw.board import Board, Show, beside, frame, mixed, words
from scenes.studio.draw.marks import compose
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

COLOURS = "#e00000", "#009a30", "#0050f0"  # of the channels, as a screen mixes them
CELL, CORNER, BACK = (102, 80), (44, 190), (44, -44)  # of the large drawing; from a sheet to the one behind it
SMALL, PITCH = 34, (250, 206)  # cells of the images in a batch; from one image to the next
KINDS = "vector", "matrix", "image", "batch"
AXES, NEW = ((2, 3), (1, 3), (1, 4), (0, 4)), (2, 1, 3, 0)  # of images, rows, columns, channels those of each kind, and the one it adds


def vector_to_image(board: Board, trace: Trace, image: NDArray[np.integer]) -> Show:
    """Vector, matrix and image (rows, columns, channels) in one place, each grown from the one before. Returns show(t)."""
    ground = board.theme.background
    act, size = trace.act[:, None, None], trace.shape[..., None, None]
    down, across = np.arange(image.shape[0])[:, None], np.arange(image.shape[1])
    movers = []
    for k in reversed(range(len(COLOURS))):
        left, top = CORNER[0] + k * BACK[0], CORNER[1] + k * BACK[1]
        box = left, top, left + image.shape[1] * CELL[0], top + image.shape[0] * CELL[1]
        sheet, there = image[..., k], (act == 2) & (size[:, 2] > k)
        tint = np.array([[mixed(COLOURS[k], ground, 0.65 * value / 255) for value in row] for row in sheet])
        kind = {"form": "{value}", "there": there, "slots": False, "text": 30}
        if k:  # of a sheet behind, numbers are seen in the strip that is not covered
            movers.append(cells(board, (left, top), CELL, sheet, grounds=tint, gap=0, **kind | {"text": 0}))
            movers.append(cells(board, (left, top), (CELL[0], -BACK[1]), sheet[:1], grounds=tint[:1], **kind))
        else:
            movers.append(cells(board, (left, top), CELL, sheet, grounds=tint, gap=0, **kind))
        movers.append(frame(board, np.where(there[:, 0] & (size[:, 2, 0] == k + 1), box, np.nan), zorder=2))
    count = np.where(act == 0, across, down)  # of a number in the vector, of a row in the matrix
    there = (act < 2) & (count < size[:, 0]) & ((act == 1) | (down == 0))
    lit = count == size[:, 0] - 1
    movers.append(cells(board, CORNER, CELL, image[..., 0], "{value}", there, lit=lit, slots=False, text=30))
    for rank, words_, axis, place in (
        (0, "columns: {n}", 0, (CORNER[0], CORNER[1] + CELL[1] + 28)),
        (1, "rows: {n}", 0, (CORNER[0], CORNER[1] - 28)),
        (2, "channels: {n} of red, green, blue", 2, (CORNER[0], 66)),
        (3, "images: {n}", 0, (10, 66)),
    ):
        texts = [say(words_, n=int(shape[axis])) if now == rank else "" for now, shape in zip(trace.act, trace.shape, strict=True)]
        movers.append(words(board, place, texts, 26, color=board.theme.batch))
    return compose(*movers)


def batch(board: Board, trace: Trace, images: NDArray[np.integer]) -> Show:
    """The images (images, rows, columns, channels) of a batch, small and in their colours, each with its sheets. Returns show(t)."""
    movers: list[Show] = []
    colours = images / 255
    grey = np.broadcast_to(mixed(board.theme.ink, board.theme.background, 0.2), (1, 1, 3))
    wide, high = images.shape[2] * SMALL, images.shape[1] * SMALL
    for i in range(len(images)):
        left, top = 10 + PITCH[0] * (i % 3), 130 + PITCH[1] * (i // 3)
        there = (trace.act == 3) & (trace.shape[:, 0] > i)
        behind = [(left + 10 * k, top - 10 * k) for k in (2, 1)]
        movers += [cells(board, at, (wide, high), [[0]], "", there, grounds=grey, slots=False, text=0) for at in behind]
        movers.append(cells(board, (left, top), (SMALL, SMALL), images[i, ..., 0], "", there, grounds=colours[i], slots=False, text=0))
        box = left - 4, top - 24, left + wide + 24, top + high + 4
        movers.append(frame(board, np.where((there & (trace.shape[:, 0] == i + 1))[:, None], box, np.nan)))
    return compose(*movers)


def ragged_list(board: Board, trace: Trace, rows: Sequence[Sequence[int]], refusal: str) -> Show:
    """A list of two `rows`, the second one number short: the hole in it, and torch's `refusal`. Returns show(t)."""
    (left, top), (wide, high), colour = CORNER, CELL, board.theme.batch
    ragged, short = trace.act == 4, trace.refused == 1
    hole = board.ax.add_patch(Rectangle((left + 2 * wide + 3, top + high + 3), wide - 6, high - 6, hatch="//", fill=False))
    hole.set(edgecolor=colour, linewidth=points(4 * board.unit), zorder=3)
    code = np.where(short, f"torch.tensor({[*rows]})", np.where(ragged, f"torch.tensor({[*rows[:1]]})", ""))
    told = np.where(short, refusal, np.where(ragged, "accepted", ""))
    return compose(
        cells(board, CORNER, CELL, [rows[0]], "{value}", ragged, slots=False, text=30),
        cells(board, (left, top + high), CELL, [rows[1]], "{value}", short, slots=False, text=30),
        words(board, (left + 3 * wide + 16, top + 1.5 * high), np.where(short, say("one short"), ""), 26, color=colour),
        *(words(board, (0, y), [say("{line}", line=line) for line in lines], 20, mono=True) for y, lines in ((430, code), (472, told))),
        lambda t: hole.set_visible(bool(short[t])),
    )


def shapes_so_far(board: Board, trace: Trace) -> Show:
    """The shapes as a table, a row for each rank, its numbers under the names of their axes. Returns show(t)."""
    left, top, size, act = 840, 128, (94, 78), trace.act
    shapes, lit = np.zeros((2, len(trace), 4, 4), int)
    for rank, axes in enumerate(AXES):
        now = act == rank
        shapes[act > rank, rank, axes[0] : axes[1]] = trace.shape[now][-1][: rank + 1]
        shapes[now, rank, axes[0] : axes[1]] = trace.shape[now][:, : rank + 1]
        lit[now, rank, NEW[rank]] = 1
    there = act[:, None] >= np.arange(4)
    heads = [np.where(there[:, NEW.index(axis)], say(name), "") for axis, name in enumerate(("images", "rows", "columns", "channels"))]
    return compose(
        *(
            words(board, (left + (axis + 0.5) * size[0], top - 20), head, ha="center", color=board.theme.muted)
            for axis, head in enumerate(heads)
        ),
        beside(board, left - 16, top - 13, size[1], [say("rank {rank}", rank=k + 1) for k in range(4)], there, 22, ha="right"),
        beside(board, left - 16, top + 13, size[1], [say(kind) for kind in KINDS], there, 20, ha="right", color=board.theme.muted),
        cells(board, (left, top), size, shapes, "{value}", shapes > 0, lit=lit, slots=False, text=34),
        words(
            board,
            (left, top + 4.5 * size[1]),
            np.where(trace.refused == 1, say("ragged list: no shape"), ""),
            26,
            color=board.theme.batch,
        ),
    )
