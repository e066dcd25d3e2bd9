"""Tensors: equal rows stack to a matrix, equal matrices to an image, equal images to a batch; a row that is short does not fit.

Alt: A row of {columns} numbers; {rows} such rows make a table, three tables behind each other an image, {images} images a batch.
The shape below grows by one number each time. At the end a row comes that is one number short: a hatched hole is left, and no
shape.

A tensor is a full block of numbers, and its rank says how many axes it has. A row of {columns} numbers is a vector, rank 1. On it
only rows of the same length stack: a matrix of {rows} rows, rank 2, and its shape names the rows before the columns, {rows} ×
{columns}. A colour image is {channels:.0f} such sheets, one for each of the channels red, green and blue: rows × columns ×
channels, rank 3. A batch of {images} images puts one more axis in front: rank 4, and {numbers:.0f} numbers in all, as many as the
numbers of the shape multiplied. What is stacked last is lit, and so is the number that it puts into the shape. Every shape in the
picture is the one that torch gives.

What leaves a hole is no tensor. At the end the rows of the matrix come again, the last of them one number short. The others have
{columns} numbers each, so the table has no one number of columns: torch.tensor raises a ValueError. The place of the missing
number is hatched.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.rank_parts import batch, row_to_image, shape_line, short_row
from scenes.studio.draw.board import Board
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import Bounds, Scene, first
from scenes.studio.words import say

CHANNELS = 3


@dataclass(frozen=True, kw_only=True)
class TensorRanks(Scene):
    """Tensors of rank 1 to 4, each stacked from equal ones of the rank below, one more a row of the trace; then a row that is short."""

    rows: int = 4
    columns: int = 6
    images: int = 5

    bounds: ClassVar[Bounds] = {"rows": (2, 4), "columns": (2, 6), "images": (2, 6)}  # places in the picture

    def data(self):
        """Images (images, rows, columns, channels) of random whole numbers from 0 to 255, and their brightness."""
        shape = self.images, self.rows, self.columns, CHANNELS
        images = torch.randint(0, 256, shape, generator=torch.Generator().manual_seed(self.seed))
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
                yield {"act": act, "rank": tensor.ndim, "shape": [*tensor.shape, 0, 0, 0, 0][:4], "refused": 0}
        yield {"act": 4, "rank": 0, "shape": [0] * 4, "refused": int(refusal(self.ragged) != "")}

    def facts(self, trace):
        images, _ = self.data()
        return {"channels": CHANNELS, "numbers": images.numel()}

    def story(self, trace):
        return {
            0: "A row is one axis. What can stack on it?",
            first(trace.act == 1): "Equal rows stack: two axes, a matrix",
            first(trace.act == 2): "Equal sheets stack: three axes, a colour image",
            first(trace.act == 3): "Equal images stack: four axes, a batch",
            first(trace.act == 4): "Back to rows: does a shorter one stack, too?",
            -1: "No: a hole, so no shape and no tensor",
        }

    def pace(self, trace):
        return np.where(np.append(np.diff(trace.act), 1), 500, 300).tolist()

    def frame_labels(self, trace):
        return [say("no tensor") if rank == 0 else say("rank {rank}", rank=int(rank)) for rank in trace.rank]

    def draw(self, trace, stage):
        images = self.data()[0].numpy()
        (panel,) = stage.panels("tensor: a full block of numbers; rank: how many axes it has")
        board = Board(stage, panel, 1216, 582)
        return compose(
            row_to_image(board, trace, images[0]),
            batch(board, trace, images),
            short_row(board, trace, self.ragged),
            shape_line(board, trace, self.rows),
        )


def refusal(numbers):
    """What torch says to a list that is no tensor."""
    try:
        torch.tensor(numbers)
    except ValueError as error:
        return f"ValueError: {error}"
    return ""


scene = TensorRanks()
