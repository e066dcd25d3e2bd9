"""Tensors: numbers in a row, rows in a matrix, matrices in an image, images in a batch; a ragged list is refused.

Alt: Numbers line up in a vector, vectors are stacked to a matrix, three matrices lie behind each other as an image, and images
make a batch; in a table beside them the shape grows by one number each time. At the end torch refuses rows of unequal length.

A tensor is an array of regular shape, and its rank says how many axes it has. A row of {columns} numbers is a vector, rank 1. A
stack of {rows} such rows is a matrix, rank 2, and its shape names the rows before the columns: {rows} × {columns}. A colour image is
{channels:.0f} such matrices, one for each of the channels red, green and blue: rows × columns × channels, rank 3. A batch of {images}
images puts one more axis in front: rank 4, and {numbers:.0f} numbers in all. Every shape in the picture is the one that torch gives, and
each has a row of its own in the table, its numbers under the names of their axes, the one that is new lit.

What is not regular is no tensor. Of the list at the end, the first row alone is accepted; with a second row that is one
number short, torch.tensor raises a ValueError, and its message is shown word for word. The place of the missing number is hatched.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from matplotlib.patches import Rectangle

from scenes.studio.draw.board import Board, beside, frame, mixed, words
from scenes.studio.draw.marks import compose
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.scene import Bounds, Scene, first
from scenes.studio.words import say

CHANNELS = 3
COLOURS = "#e00000", "#009a30", "#0050f0"  # of the channels, as a screen mixes them
RAGGED = [[3, 1, 4], [1, 5]]
CELL, CORNER, BACK = (102, 80), (44, 190), (44, -44)  # of the large drawing; from a sheet to the one behind it
SMALL, PITCH = 34, (250, 206)  # cells of the images in a batch; from one image to the next
KINDS = "vector", "matrix", "image", "batch"
AXES, NEW = ((2, 3), (1, 3), (1, 4), (0, 4)), (2, 1, 3, 0)  # of images, rows, columns, channels those of each kind, and the one it adds


@dataclass(frozen=True, kw_only=True)
class TensorRanks(Scene):
    """Tensors of rank 1 to 4, each stacked from those of the rank below, one piece a row of the trace."""

    rows: int = 4
    columns: int = 6
    images: int = 5

    bounds: ClassVar[Bounds] = {"rows": (1, 4), "columns": (1, 6), "images": (1, 6)}  # places in the picture

    def data(self):
        """Images (images, rows, columns, channels) of random whole numbers from 0 to 255, and their brightness."""
        shape = self.images, self.rows, self.columns, CHANNELS
        images = torch.randint(0, 256, shape, generator=torch.Generator().manual_seed(self.seed))
        return images, images.float().mean(dim=(1, 2, 3))

    def train(self):
        images, _ = self.data()
        image, matrix, vector = images[0], images[0, :, :, 0], images[0, 0, :, 0]
        tensors = [torch.tensor(vector[: n + 1].tolist()) for n in range(self.columns)]
        tensors += [torch.stack(list(matrix[: n + 1])) for n in range(self.rows)]
        tensors += [torch.stack([image[:, :, k] for k in range(n + 1)], dim=2) for n in range(CHANNELS)]
        tensors += [torch.stack(list(images[: n + 1])) for n in range(self.images)]
        ends = np.cumsum([self.columns, self.rows, CHANNELS, self.images])
        for n, tensor in enumerate(tensors):
            act = int(np.searchsorted(ends, n, side="right"))
            yield {"act": act, "rank": tensor.ndim, "shape": [*tensor.shape, 0, 0, 0, 0][:4], "refused": 0}
        for n in range(len(RAGGED)):
            try:
                tensor = torch.tensor(RAGGED[: n + 1])
                yield {"act": 4, "rank": tensor.ndim, "shape": [*tensor.shape, 0, 0, 0, 0][:4], "refused": 0}
            except ValueError:
                yield {"act": 4, "rank": 0, "shape": [0, 0, 0, 0], "refused": 1}

    def facts(self, trace):
        images, _ = self.data()
        return {"channels": CHANNELS, "numbers": images.numel()}

    def story(self, trace):
        return {
            0: "Numbers in a row: a vector, one axis",
            first(trace.act == 1): "Rows under each other: a matrix, two axes",
            first(trace.act == 2): "A matrix for each colour: an image, three axes",
            first(trace.act == 3): "Images side by side: a batch, four axes",
            first(trace.act == 4): "Another list: its first row is accepted",
            -1: "One number short: not regular, so no tensor",
        }

    def pace(self, trace):
        return np.where(np.append(np.diff(trace.act), 1), 900, 300).tolist()

    def frame_labels(self, trace):
        return [say("no tensor") if rank == 0 else say("rank {rank}", rank=int(rank)) for rank in trace.rank]

    def draw(self, trace, stage):
        (panel,) = stage.panels("a tensor and its shape")
        board = Board(stage, panel, 1216, 582)
        parts = self.draw_stack, self.draw_batch, self.draw_ragged, self.draw_shapes
        return compose(*(draw(board, trace) for draw in parts))

    def draw_stack(self, board, trace):
        """Vector, matrix and image in one place, each grown from the one before."""
        images, ground = self.data()[0].numpy(), board.theme.background
        act, size = trace.act[:, None, None], trace.shape[..., None, None]
        down, across = np.arange(self.rows)[:, None], np.arange(self.columns)
        movers = []
        for k in reversed(range(CHANNELS)):
            left, top = CORNER[0] + k * BACK[0], CORNER[1] + k * BACK[1]
            box = left, top, left + self.columns * CELL[0], top + self.rows * CELL[1]
            sheet, there = images[0, :, :, k], (act == 2) & (size[:, 2] > k)
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
        movers.append(cells(board, CORNER, CELL, images[0, :, :, 0], "{value}", there, lit=lit, slots=False, text=30))
        for rank, words_, axis, place in (
            (0, "columns: {n}", 0, (CORNER[0], CORNER[1] + CELL[1] + 28)),
            (1, "rows: {n}", 0, (CORNER[0], CORNER[1] - 28)),
            (2, "channels: {n} of red, green, blue", 2, (CORNER[0], 66)),
            (3, "images: {n}", 0, (10, 66)),
        ):
            texts = [say(words_, n=int(shape[axis])) if now == rank else "" for now, shape in zip(trace.act, trace.shape, strict=True)]
            movers.append(words(board, place, texts, 26, color=board.theme.batch))
        return compose(*movers)

    def draw_batch(self, board, trace):
        """The images of the batch, small and in their colours, each with its sheets."""
        movers, images = [], self.data()[0].numpy() / 255
        grey = np.broadcast_to(mixed(board.theme.ink, board.theme.background, 0.2), (1, 1, 3))
        wide, high = self.columns * SMALL, self.rows * SMALL
        for i in range(self.images):
            left, top = 10 + PITCH[0] * (i % 3), 130 + PITCH[1] * (i // 3)
            there = (trace.act == 3) & (trace.shape[:, 0] > i)
            behind = [(left + 10 * k, top - 10 * k) for k in (2, 1)]
            movers += [cells(board, at, (wide, high), [[0]], "", there, grounds=grey, slots=False, text=0) for at in behind]
            movers.append(cells(board, (left, top), (SMALL, SMALL), images[i, ..., 0], "", there, grounds=images[i], slots=False, text=0))
            box = left - 4, top - 24, left + wide + 24, top + high + 4
            movers.append(frame(board, np.where((there & (trace.shape[:, 0] == i + 1))[:, None], box, np.nan)))
        return compose(*movers)

    def draw_ragged(self, board, trace):
        """The list that is no tensor: the row that is too short, the hole, and what torch says."""
        (left, top), (wide, high), colour = CORNER, CELL, board.theme.batch
        ragged, short = trace.act == 4, trace.refused == 1
        hole = board.ax.add_patch(Rectangle((left + 2 * wide + 3, top + high + 3), wide - 6, high - 6, hatch="//", fill=False))
        hole.set(edgecolor=colour, linewidth=points(4 * board.unit), zorder=3)
        code = np.where(short, f"torch.tensor({RAGGED})", np.where(ragged, f"torch.tensor({RAGGED[:1]})", ""))
        told = np.where(short, refusal(RAGGED), np.where(ragged, "accepted", ""))
        return compose(
            cells(board, CORNER, CELL, [RAGGED[0]], "{value}", ragged, slots=False, text=30),
            cells(board, (left, top + high), CELL, [RAGGED[1]], "{value}", short, slots=False, text=30),
            words(board, (left + 3 * wide + 16, top + 1.5 * high), np.where(short, say("one short"), ""), 26, color=colour),
            *(words(board, (0, y), [say("{line}", line=line) for line in lines], 20, mono=True) for y, lines in ((430, code), (472, told))),
            lambda t: hole.set_visible(bool(short[t])),
        )

    def draw_shapes(self, board, trace):
        """The shapes as a table, a row for each rank, its numbers under the names of their axes."""
        left, top, size, act = 840, 128, (94, 78), trace.act
        shapes, lit = np.zeros((2, len(trace), 4, 4), int)
        for rank, axes in enumerate(AXES):
            now = act == rank
            shapes[act > rank, rank, axes[0] : axes[1]] = trace.shape[now][-1][: rank + 1]
            shapes[now, rank, axes[0] : axes[1]] = trace.shape[now][:, : rank + 1]
            lit[now, rank, NEW[rank]] = 1
        there = act[:, None] >= np.arange(4)
        muted = {"color": board.theme.muted}
        heads = [np.where(there[:, NEW.index(axis)], say(name), "") for axis, name in enumerate(("images", "rows", "columns", "channels"))]
        return compose(
            *(words(board, (left + (axis + 0.5) * size[0], top - 20), head, ha="center", **muted) for axis, head in enumerate(heads)),
            beside(board, left - 16, top - 13, size[1], [say("rank {rank}", rank=k + 1) for k in range(4)], there, 22, ha="right"),
            beside(board, left - 16, top + 13, size[1], [say(kind) for kind in KINDS], there, 20, ha="right", **muted),
            cells(board, (left, top), size, shapes, "{value}", shapes > 0, lit=lit, slots=False, text=34),
            words(
                board,
                (left, top + 4.5 * size[1]),
                np.where(trace.refused == 1, say("ragged list: no shape"), ""),
                26,
                color=board.theme.batch,
            ),
        )


def refusal(numbers):
    """What torch says to a list that is no tensor."""
    try:
        torch.tensor(numbers)
    except ValueError as error:
        return f"ValueError: {error}"
    return ""


scene = TensorRanks()
