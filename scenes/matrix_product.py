"""Matrix times vector: each row times the parameters is one height of the line, which x @ a calculates for all rows.

Alt: A table of {rows} rows with an x and a one in each, above it slope {slope:.0f} and intercept {intercept:.0f}. In one row
after the other both numbers are multiplied by those above them and added up; beside it the two products are arrows, one on the other, and
the sum is a dot. At the end all sums are lit together, under the words x @ a, and the dots lie on a line.

The matrix holds {rows} x of the lecture's data that lie apart, rounded to two decimals, with a one beside each. Over its columns
stand slope {slope:.0f} and intercept {intercept:.0f}, the parameters. For every row the same happens: the slope is multiplied by
x, the intercept by 1, and the two products are added. That sum is a dot product, and it is the height of the line at this x:
{y_first:.2f} for the first. What is read has a rim, what is written is filled.

All the dot products, one under the other, are the matrix product, which torch writes `x @ a`. In the last frame torch has
computed it in one go, and its column is equal to the one that was worked out row by row.
"""

from dataclasses import dataclass
from typing import ClassVar

import torch

from scenes.shared.line_fit import SEED, lecture_points
from scenes.shared.product_parts import heights_of_line, rows_times_parameters
from scenes.studio.draw.board import Board
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import Bounds, Scene
from scenes.studio.words import say

A = torch.tensor([3.0, 2.0])


@dataclass(frozen=True, kw_only=True)
class MatrixProduct(Scene):
    """x @ a, a product at a time: for each row its two products, then its sum goes to the result; at last torch's own."""

    rows: int = 6
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"rows": (3, 8)}  # to be read in the picture
    readouts: ClassVar = {"sum": "sum so far"}

    def data(self):
        kept: list[torch.Tensor] = []  # above the axis and apart, to be told from each other in the picture
        for row in lecture_points(seed=self.seed)[0].round(decimals=2):  # so that sums come out as they are read
            if row[0] > -0.5 and all(abs(row[0] - other[0]) > 0.75 / self.rows for other in kept):
                kept.append(row)
        x = torch.stack(sorted(kept[: self.rows], key=lambda row: bool(row[0] < 0)))  # products below zero last
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
        x, y = self.data()
        found = {"slope": A[0], "intercept": A[1], "x_first": x[0, 0], "x_second": x[1, 0], "y_first": y[0]}
        return {name: float(value) for name, value in found.items()}

    def story(self, trace):
        return {
            0: "{rows} heights of a line: {rows} sums, or one product?",
            1: "Row 1: slope times its number, plus intercept times 1",
            3: "Their sum, {sum:.2f}, is the height of the line there",
            4: "Each row: a new place, the same slope and intercept",
            -1: "One product, x @ a: every height of the line",
        }

    def pace(self, trace):
        return [(800, 400, 400 if column == 2 else 100)[min(max(row, 0), 2)] for row, column in zip(trace.row, trace.column, strict=True)]

    def frame_labels(self, trace):
        return [say("row {row} of {n}" if 0 <= row < self.rows else "{n} rows", row=int(row) + 1, n=self.rows) for row in trace.row]

    def draw(self, trace, stage):
        x, a = self.data()[0].numpy(), A.tolist()
        table, plot = stage.panels(
            "x, a row for each place, under slope and intercept", "the height at each place", share=0.61 if stage.canvas.high else 0.58
        )
        return compose(
            rows_times_parameters(Board(stage, table, 684, 582), trace, x, a),
            heights_of_line(stage, plot, trace, x, a),
        )


scene = MatrixProduct()
