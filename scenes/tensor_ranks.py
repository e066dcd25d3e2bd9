"""Tensors: numbers in a row, rows in a matrix, matrices in an image, images in a batch; a ragged list is refused.

Alt: Numbers line up in a vector, vectors are stacked to a matrix, three matrices lie behind each other as an image, and images
make a batch; the shape grows by one number each time. At the end torch refuses rows of unequal length.

A tensor is an array of regular shape, and its rank says how many axes it has. A row of {columns} numbers is a vector, rank 1. A
stack of {rows} such rows is a matrix, rank 2, and its shape names the rows before the columns: {rows} × {columns}. A colour image is
{channels:.0f} such matrices, one for each of the channels red, green and blue: rows × columns × channels, rank 3. A batch of {images}
images puts one more axis in front: rank 4, and {numbers:.0f} numbers in all. Every shape in the picture is the one that torch gives.

What is not regular is no tensor. Of the list at the end, the first row alone is accepted; with a second row that is one
number short, torch.tensor raises a ValueError, and its message is shown word for word.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared import tensors
from scenes.studio.draw.parts import compose
from scenes.studio.draw.theme import TICK
from scenes.studio.run.scene import Bounds, Scene

CHANNELS = 3
RAGGED = [[3, 1, 4], [1, 5], [9, 2, 6]]
BOARD = 1196, 565.5  # pixels


@dataclass(frozen=True, kw_only=True)
class TensorRanks(Scene):
    """Tensors of rank 1 to 4, each stacked from those of the rank below, one piece a row of the trace."""

    rows: int = 4
    columns: int = 6
    images: int = 5

    bounds: ClassVar[Bounds] = {"rows": (1, 4), "columns": (1, 6), "images": (1, 6)}  # places in the picture
    fps: ClassVar[int] = 2

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
        for tensor in tensors:
            yield {"rank": tensor.ndim, "shape": [*tensor.shape, 0, 0, 0, 0][:4], "refused": 0}
        for n in range(len(RAGGED)):
            try:
                tensor = torch.tensor(RAGGED[: n + 1])
                yield {"rank": tensor.ndim, "shape": [*tensor.shape, 0, 0, 0, 0][:4], "refused": 0}
            except ValueError:
                yield {"rank": 0, "shape": [0, 0, 0, 0], "refused": 1}

    def facts(self, trace):
        images, _ = self.data()
        return {"channels": CHANNELS, "numbers": images.numel()}

    def draw(self, trace, stage):
        theme, (images, _) = stage.theme, self.data()
        (board,) = stage.panels("a tensor is an array of regular shape")
        tensors.clear(board, *BOARD)
        movers = []

        def label(x, y, text, born=0):
            """Text that is there from row `born` on."""
            artist = board.text(x, y, text, va="center_baseline")
            movers.append(lambda t: artist.set_visible(t >= born))

        def grid(x, y, side, values, born, lettering=0):
            """Cells for values (height, width), each there from the row in `born` on, and lit in that row."""
            values, born = np.atleast_2d(values), np.broadcast_to(born, np.atleast_2d(values).shape)
            t = np.arange(len(trace))[:, None, None]
            every = np.tile(values, (len(trace), 1, 1))
            show = tensors.draw_cells(board, stage, (x, y), (side, side), every, t == born, t >= born, "", 0, False, lettering, 0)
            movers.append(show)

        label(0, 32, "rank 1: vector")
        grid(0, 54, 48, images[0, 0, :, 0], np.arange(self.columns), TICK)
        born = self.columns
        label(0, 140, "rank 2: matrix, rows × columns", born)
        grid(0, 162, 48, images[0, :, :, 0], born + np.arange(self.rows)[:, None], TICK)
        born += self.rows
        label(400, 32, "rank 3: image, rows × columns × channels", born)
        for k in reversed(range(CHANNELS)):
            grid(400 + 26 * k, 116 - 26 * k, 48, images[0, :, :, k], born + k, TICK if k == 0 else 0)
        born += CHANNELS
        label(840, 32, "rank 4: batch of images", born)
        for i in range(self.images):
            for k in reversed(range(CHANNELS)):
                grid(840 + 190 * (i % 2) + 9 * k, 72 + 112 * (i // 2) - 9 * k, 22, images[i, :, :, k], born + i)
        born += self.images

        label(0, 391, "a ragged list", born)
        for i, numbers in enumerate(RAGGED):
            grid(0, 413 + 48 * i, 48, [numbers], born + i, TICK)
        code = board.text(400, 440, "", font=tensors.MONO, va="center_baseline")
        said = board.text(400, 490, "", font=tensors.MONO, va="center_baseline", color=theme.batch)

        def frame(t):
            if t >= born:
                code.set_text(f"torch.tensor({RAGGED[: t - born + 1]})")
            for move in movers:
                move(t)
            for artist in (code, said):
                artist.set_visible(t >= born)
            said.set_text(refusal(RAGGED[: t - born + 1]) if trace.refused[t] else "accepted")

        shapes = [str(torch.Size(shape[:rank].tolist())) for rank, shape in zip(trace.rank, trace.shape, strict=True)]
        shapes = ["–" if no else shape for no, shape in zip(trace.refused, shapes, strict=True)]
        counts = ["no tensor" if no else f"rank {rank}" for no, rank in zip(trace.refused, trace.rank, strict=True)]
        return compose(stage.readouts(trace, ("shape", shapes, theme.ink), counter=counts), frame)


def refusal(numbers):
    """What torch says to a list that is no tensor."""
    try:
        torch.tensor(numbers)
    except ValueError as error:
        return f"ValueError: {error}"
    return ""


scene = TensorRanks()
