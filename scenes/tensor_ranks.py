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

from scenes.shared.rank_parts import batch, ragged_list, shapes_so_far, vector_to_image
from scenes.studio.draw.board import Board
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import Bounds, Scene, first
from scenes.studio.words import say

CHANNELS = 3
RAGGED = [[3, 1, 4], [1, 5]]


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
        acts = (
            [torch.tensor(vector[: n + 1].tolist()) for n in range(self.columns)],
            [torch.stack(list(matrix[: n + 1])) for n in range(self.rows)],
            [torch.stack([image[:, :, k] for k in range(n + 1)], dim=2) for n in range(CHANNELS)],
            [torch.stack(list(images[: n + 1])) for n in range(self.images)],
            [torch.tensor(RAGGED[:1])],
        )
        for act, tensors in enumerate(acts):
            for tensor in tensors:
                yield {"act": act, "rank": tensor.ndim, "shape": [*tensor.shape, 0, 0, 0, 0][:4], "refused": 0}
        yield {"act": 4, "rank": 0, "shape": [0] * 4, "refused": int(refusal(RAGGED) != "")}

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
        images = self.data()[0].numpy()
        (panel,) = stage.panels("a tensor and its shape")
        board = Board(stage, panel, 1216, 582)
        return compose(
            vector_to_image(board, trace, images[0]),
            batch(board, trace, images),
            ragged_list(board, trace, RAGGED, refusal(RAGGED)),
            shapes_so_far(board, trace),
        )


def refusal(numbers):
    """What torch says to a list that is no tensor."""
    try:
        torch.tensor(numbers)
    except ValueError as error:
        return f"ValueError: {error}"
    return ""


scene = TensorRanks()
