"""Matrix times vector: each number of a row is multiplied by the parameter above it, and the products add up to one number.

Alt: A matrix of {rows} rows and two columns, over it a vector of two numbers. In one row after the other both numbers are multiplied by
those above them; the two products stand beside the row, and their sum at its end, in the column of results.

The matrix holds the first {rows} rows of the lecture's data, an x and a one in each, rounded to two decimals. Over its columns stand the
parameters {slope:.0f} and {intercept:.0f}. For every row the same happens: its first number is multiplied by the first parameter, its
second by the second, and the products are added. That sum is a dot product, and it is this row's number in the result. What is read has
a rim, what is written is filled. The first row gives {y_first:.2f}.

All the dot products, one under the other, are the matrix product, which torch writes `x @ a`. In the last frame torch has computed
it in one go, and its column is equal to the one that was worked out row by row.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import SEED, lecture_points
from scenes.studio.draw.board import Board, beside, names, numbers, words
from scenes.studio.draw.marks import compose
from scenes.studio.draw.tables import cells, factor
from scenes.studio.run.scene import Bounds, Scene
from scenes.studio.words import say

A = torch.tensor([3.0, 2.0])
X, PRODUCTS, Y, TORCH, WIDE = 76, (504, 786), 948, 1098, 118  # left edges of columns on the board, and their width


@dataclass(frozen=True, kw_only=True)
class MatrixProduct(Scene):
    """x @ a, a product at a time: for each row its two products, then its sum goes to the result; at last torch's own."""

    rows: int = 6
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"rows": (3, 8)}  # to be read in the picture

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

    def story(self, trace):
        return {
            0: "Every row of x meets the parameters above it",
            1: "Multiply each number by the parameter above it",
            3: "Add the products: the first y is {sum:.2f}",
            4: "Next row: other numbers, the same parameters",
            -1: "All {rows} rows at once in torch: x @ a",
        }

    def pace(self, trace):
        return [(1500, 900, 250)[min(max(row, 0), 2)] for row in trace.row]

    def frame_labels(self, trace):
        return [say("row {row} of {n}" if 0 <= row < self.rows else "{n} rows", row=int(row) + 1, n=self.rows) for row in trace.row]

    def draw(self, trace, stage):
        (panel,) = stage.panels("matrix x times vector a")
        board, (x, _), top = Board(stage, panel, 1216, 582), self.data(), 128
        theme, size = board.theme, (WIDE, min(76, (582 - top) / self.rows))
        row, column = trace.row[:, None, None], trace.column[:, None, None]
        down, across, working = np.arange(self.rows)[:, None], np.arange(2), row < self.rows
        here, done = (down == row) & working, down < row
        current, summed = here & (across == column), here & (column == 2)
        made = done | (here & (across <= column))
        names(board, [8, 8], [47, top + size[1] * self.rows / 2], ("a", "x"), size=30, ha="left")
        names(board, [X + 0.5 * WIDE, X + 1.5 * WIDE, Y + WIDE / 2], top - 25, ("×", "×", "y"), size=26)
        numbers(board, X - 14, top, size[1], range(1, self.rows + 1))

        def column_of(left, values, **how):
            return cells(board, (left, top), size, values, text=30, **how)

        movers = [
            cells(board, (X, 16), (WIDE, 62), A[None], "{value:g}", read=current.any(1, keepdims=True), colour=theme.model, text=30),
            column_of(X, x, read=current),
            column_of(Y, trace.y[..., None], there=done | summed, lit=summed),
            column_of(TORCH, trace.y[-1][:, None], there=~working, lit=~working, slots=False),
            beside(board, (Y + WIDE + TORCH) / 2, top, size[1], "=", np.repeat(~working[..., 0], self.rows, 1)),
            words(board, (TORCH + WIDE / 2, top - 25), np.where(working[:, 0, 0], "", "x @ a"), 24, ha="center", mono=True),
        ]
        for j, left in enumerate(PRODUCTS):
            there, a = made[..., j : j + 1], A[j].item()
            factors = [say("{a:g} × {x} =", a=a, x=factor(number)) for number in x[:, j]]
            movers += [
                beside(board, left - 12, top, size[1], factors, there[..., 0], ha="right"),
                column_of(left, a * x[:, j : j + 1], there=there, read=summed, lit=current[..., j : j + 1], slots=False),
                beside(board, left + WIDE + 20, top, size[1], "+="[j], made[..., 1]),
            ]
        return compose(*movers)


scene = MatrixProduct()
