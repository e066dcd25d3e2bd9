"""Tensors: equal rows stack to a matrix, equal matrices to an image, equal images to a batch.

Alt: A row of {columns} numbers, one of them framed, found by its column. {rows} such rows make a table, three tables behind each
other a colour image, which moves aside for the next, {images} images a batch; to find a number takes two, three, four positions. Beside
them the numbers are seen as a picture, red at first, then in all colours. At the end a row is one number short, and where its last number
is looked for there is a hatched hole.

A tensor is a full block of numbers, and its rank says how many axes it has: how many positions it takes to find a number in it. A
row of {columns} numbers is a vector, rank 1. On it only rows of the same length stack: a matrix of {rows} rows, rank 2, and its
shape names the rows before the columns, {rows} × {columns}. A colour image is {channels:.0f} such sheets, one for each of the
channels red, green and blue. Beside them it is seen as far as it is stacked, first in red, at last in its colours: a sun over a
meadow. Its shape is rows × columns × channels, rank 3. A batch of {images} images puts one more axis in front: the sheets are those
of the newest image, which lies on the pile of the others, and the number that is looked for is that of the sun, which moves on. That
is rank 4, and {numbers:.0f} numbers in all, as many as the lengths in the shape
multiplied. Every shape in the picture is the one that torch gives.

What leaves a hole is no tensor. At the end the rows of the matrix come again, the last of them one number short. To row {rows}
and column {columns} there is no number, and no one length can be written into the shape: torch.tensor raises a ValueError.
"""

import numpy as np
import torch

from scenes.shared.meadow import meadows
from scenes.shared.rank_parts import TALL, WIDE, pushed_back, row_to_image, seen, shape_line, short_row
from scenes.studio.draw.board import Board
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say

CHANNELS = 3


class TensorRanks(Scene):
    """Tensors of rank 1 to 4, each stacked from equal ones of the rank below, one more a row of the trace; then a row that is short."""

    rows: int = 4
    columns: int = 6
    images: int = 5

    bounds = {"rows": (2, 4), "columns": (3, 6), "images": (2, 6)}  # places in the picture
    readouts = {"rank": "rank"}

    def data(self):
        """Images (images, rows, columns, channels) of numbers from 0 to 255, and their brightness."""
        images = meadows(self.images, self.rows, self.columns, self.seed)
        return images, images.float().mean(dim=(1, 2, 3))

    @property
    def ragged(self):
        """The rows of the matrix as a list, the last of them one number short."""
        *rows, last = self.data()[0][0, :, :, 0].tolist()
        return [*rows, last[:-1]]

    def train(self):
        images, _ = self.data()
        image, matrix = images[0], images[0, :, :, 0]
        acts = (
            [matrix[0]],
            [torch.stack(list(matrix[:n])) for n in range(2, self.rows + 1)],
            [torch.stack([image[:, :, k] for k in range(n)], dim=2) for n in range(2, CHANNELS + 1)],
            [torch.stack(list(images[:n])) for n in range(2, self.images + 1)],
            [torch.tensor(self.ragged[:-1])],
        )
        for act, tensors in enumerate(acts):
            for tensor in tensors:
                yield (row := {"act": act, "rank": tensor.ndim, "shape": [*tensor.shape, 0, 0, 0, 0][:4], "pushed": 0, "refused": 0})
            if act == 2:
                yield row | {"pushed": 1}
        yield {"act": 4, "rank": 0, "shape": [0] * 4, "pushed": 0, "refused": int(refusal(self.ragged) != "")}

    def facts(self, trace):
        return {"channels": CHANNELS, "numbers": self.data()[0].numel()}

    def story(self, trace):
        return {
            0: "How many positions find one number? In a row, one",
            first(trace.act == 1): "Equal rows stack: row and column, two positions",
            first(trace.act == 2): "Equal sheets stack: row, column, colour, three positions",
            first(trace.act == 3): "Equal images stack: one position more, so rank 4",
            first(trace.act == 4): "Back to rows: one is short. Does it still stack?",
            -1: "Row {rows}, column {columns} is empty: not full, no tensor",
        }

    def pace(self, trace):
        return np.where(np.append(np.diff(trace.act), 1) + (trace.act >= 2), 500, 300).tolist()

    def frame_labels(self, trace):
        return [say("no tensor") if rank == 0 else say("rank {rank}", rank=int(rank)) for rank in trace.rank]

    def draw(self, trace, stage):
        images = self.data()[0].numpy()
        (panel,) = stage.panels("tensor: a full block of numbers; rank: how many positions find a number")
        plan = WIDE if stage.canvas.wide else TALL
        board = Board(stage, panel, *plan.size)
        return [
            row_to_image(board, plan, trace, images, len(self.ragged[-1])),
            seen(board, plan, trace, images),
            pushed_back(board, plan, trace, images),
            short_row(board, plan, trace, self.ragged, images[0]),
            shape_line(board, plan, trace, self.rows),
        ]


def refusal(numbers):
    """What torch says to a list that is no tensor."""
    try:
        torch.tensor(numbers)
    except ValueError as error:
        return f"ValueError: {error}"
    return ""


scene = TensorRanks()
