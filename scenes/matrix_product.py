"""Matrix times vector: each row is stood beside the vector, multiplied number by number, added up, and gives one number.

Alt: A matrix of {rows} rows and two columns. One row after the other is stood upright beside a vector of two numbers; their
products are added in a running sum, which drops into its place in the column of results.

At the left stand the first {rows} rows of the lecture's data, an x and a one in each, rounded to two decimals. For every
row the same happens: it is turned upright beside the parameters {slope:.0f} and {intercept:.0f}; the two numbers that stand side by side
are multiplied; the products are added up as they come. That sum is a dot product, and it is this row's number in the
result. The first row gives {y_first:.2f}.

All the dot products, one under the other, are the matrix product, which torch writes `x @ a`. At the end torch computes
it in one go, and gets the same {rows} numbers.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared import tensors
from scenes.shared.line_fit import SEED, lecture_points
from scenes.studio.draw.parts import compose
from scenes.studio.draw.theme import points
from scenes.studio.run.scene import Bounds, Scene

A = torch.tensor([3.0, 2.0])
CELL = 2.4, 1  # width and height on a board 24 wide
X, TURNED, VECTOR, PRODUCTS, RESULT, TORCH = 0, 6.2, 9.2, 12.4, 17, 21  # left edges


@dataclass(frozen=True, kw_only=True)
class MatrixProduct(Scene):
    """x @ a, a product at a time: for each row its two products, then its sum goes to the result; at last torch's own."""

    rows: int = 6
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"rows": (3, 8)}  # to be read in the picture
    fps: ClassVar[int] = 2
    poster: ClassVar[int] = -2  # the last sum

    def data(self):
        x = lecture_points(seed=self.seed)[0][: self.rows].round(decimals=2)  # so that sums come out as they are read
        return x, x @ A

    def train(self):
        x, _ = self.data()
        y, products, sum_ = torch.zeros(self.rows), torch.zeros(2), torch.tensor(0.0)
        yield {"row": -1, "column": -1, "products": products, "sum": sum_, "y": y}
        for i in range(self.rows):
            sum_ = torch.tensor(0.0)
            for j in range(2):
                products[j] = x[i, j] * A[j]
                sum_ = sum_ + products[j]
                yield {"row": i, "column": j, "products": products, "sum": sum_, "y": y}
            y[i] = sum_
            yield {"row": i, "column": 2, "products": products, "sum": sum_, "y": y}
        yield {"row": self.rows, "column": 2, "products": products, "sum": sum_, "y": x @ A}

    def facts(self, trace):
        _, y = self.data()
        return {"slope": float(A[0]), "intercept": float(A[1]), "y_first": float(y[0])}

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        (board,) = stage.panels("x @ a, a row at a time")
        tensors.clear(board, width=24, height=self.rows + 1.2)
        middle = self.rows / 2 + 0.2  # top of what stands between the matrix and the result
        names = {X + 2.4: "x", TURNED + 1.2: "a row, upright", VECTOR + 1.2: "a", PRODUCTS + 1.2: "products", RESULT + 1.2: "y"}
        for place, name in names.items():
            height = 0.6 if name in "xy" else middle - 0.4
            board.text(place, height, name, color=theme.muted, ha="center", va="center_baseline")
        for place, sign in ((TURNED + 2.7, "×"), (VECTOR + 2.8, "=")):
            for j in range(2):
                board.text(place, middle + j + 0.5, sign, size=points(26), ha="center", va="center_baseline")
        board.text(PRODUCTS - 0.3, middle + 2.7, "sum", color=theme.muted, ha="right", va="center_baseline")
        torchs = board.text(TORCH + 1.2, 0.6, "torch: x @ a", color=theme.held_out, ha="center", va="center_baseline")

        row, column = trace.row[:, None, None], trace.column[:, None, None]
        down, across = np.arange(self.rows)[:, None], np.arange(2)
        every = (len(trace), 1, 1)
        working = (row >= 0) & (row < self.rows)
        turned = x.numpy()[np.clip(trace.row, 0, self.rows - 1)][..., None]
        at = across[:, None] == column  # of the two that are being multiplied
        done = working & (across[:, None] <= column)
        filled = (down < row) | ((down == row) & (column == 2))

        def grid(left, top, values, lit, there, **kind):
            shape = values.shape
            lit, there = np.broadcast_to(lit, shape), np.broadcast_to(there, shape)
            return tensors.draw_cells(board, stage, (left, top), CELL, values, lit, there, lettering=24, **kind)

        always = np.array(True)
        show_torch = grid(TORCH, 1, np.tile(y[:, None], every), ~always, row == self.rows, colour=theme.held_out, empty=False)
        counts = [f"row {i + 1} of {self.rows}" if 0 <= i < self.rows else f"{self.rows} rows" for i in trace.row]
        return compose(
            stage.readouts(trace, counter=counts),
            grid(X, 1, np.tile(x, every), (down == row) & ((across == column) | (column == 2)), always),
            grid(TURNED, middle, turned, at & working, working),
            grid(VECTOR, middle, np.tile(A[:, None], every), at & working, always, colour=theme.model),
            grid(PRODUCTS, middle, trace.products[..., None], at & working, done),
            grid(PRODUCTS, middle + 2.2, trace.sum[:, None, None], working & (column == 2), working),
            grid(RESULT, 1, trace.y[..., None], (down == row) & (column == 2), filled),
            show_torch,
            lambda t: torchs.set_visible(trace.row[t] == self.rows),
        )


scene = MatrixProduct()
