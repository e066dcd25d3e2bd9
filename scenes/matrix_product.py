"""Matrix times vector: each row times the parameters is one height of the line, which x @ a calculates for all rows.

Alt: A table of {rows} rows with a place and a one in each, above it slope {slope:.0f} and intercept {intercept:.0f}. Beside it a pale line
with a dotted guide at each place. For the first row an arrow upwards from 0 is as long as slope times place, a second one from its tip as
intercept times 1; it ends on the line. Then all rows get their arrows at once. At last slope and intercept stand upright between table and
heights, with the words x @ a, and the heights are dots on the line.

The matrix x holds {rows} places of the lecture’s data, from high to low, rounded to two decimals, with a one beside each. Over its columns
stand slope {slope:.0f} and intercept {intercept:.0f}, the parameters a. Beside the table the line is drawn over the same places. In the
first row the slope is multiplied by the place, {x_first:.2f}, and the intercept by 1. The two products, one on top of the other, lead to
the height of the line at this place: {y_first:.2f}. Such a sum of products is called a dot product.

Every other row needs the same two multiplications, only with a place of its own. So all first products are made at once, then all second
ones, and their sums are the heights. All of this together is the matrix product, which torch writes `x @ a`. In the last frame torch has
computed it in one go. The parameters stand as a column then, as they do in the formula, and the heights are all on the line.
"""

import torch

from scenes.shared.line_fit import SEED, lecture_points
from scenes.shared.product_parts import rows_and_line
from scenes.studio.draw.board import Board
from scenes.studio.run.scene import Scene
from scenes.studio.words import say

A = torch.tensor([3.0, 2.0])
HIGHEST, LOWEST = 0.9, -0.4  # places, from the first row to the last
PARTS = (0, -1), (1, 0), (1, 2), (2, 0), (2, 2), (2, 3)  # no row, the first one, all; their first product, sum, torch's


class MatrixProduct(Scene):
    """x @ a: the products and the sum of the first row, then those of all rows at once, at last torch's own.

    `rows_done` is 0, 1, or 2 for all; `column` is how far they have come: 0 for the first product, 2 for the sum, 3 for torch.
    """

    rows: int = 6
    seed: int = SEED

    bounds = {"rows": (3, 8)}  # to be read in the picture
    readouts = {"sum": "sum in the first row"}

    def data(self):
        """Rows (n, 2) of the lecture's x, those nearest to even places, and the heights of the line there (n,)."""
        points = lecture_points(seed=self.seed)[0].round(decimals=2)  # so that sums come out as they are read
        even = torch.linspace(HIGHEST, LOWEST, self.rows)
        x = points[(points[:, :1] - even).abs().argmin(0)]
        return x, x @ A

    def train(self):
        x, _ = self.data()
        for done, column in PARTS:
            count, made = (0, 1, self.rows)[done], min(column + 1, 2)
            products = torch.zeros(self.rows, 2)
            products[:count, :made] = x[:count, :made] * A[:made]
            products[: done // 2] = x[0] * A  # the first row was done before
            y = x @ A if column == 3 else products.sum(1)
            yield {"rows_done": done, "column": column, "products": products, "sum": products[0].sum(), "y": y}

    def facts(self, trace):
        x, y = self.data()
        found = {"slope": A[0], "intercept": A[1], "x_first": x[0, 0], "y_first": y[0], "results": torch.tensor(len(y))}
        return {name: float(value) for name, value in found.items()}

    def story(self, trace):
        return {
            0: "{rows} places: how high is the line at each?",
            1: "First row: slope times place, {slope:g} × {x_first:.2f}",
            2: "Plus intercept times 1: the height there, {y_first:.2f}",
            3: "Every row needs the same: slope times place, all together",
            4: "Plus intercept times 1, all together: every height",
            -1: "One product, x @ a: table in, every height out",
        }

    def frame_labels(self, trace):
        names = say("{n} rows", n=self.rows), say("row 1 of {n}", n=self.rows), say("all {n} rows", n=self.rows)
        return [names[done] for done in trace.rows_done]

    def draw(self, trace, stage):
        (ax,) = stage.panels("a table of places, and the line over them")
        size = (1216, 600) if stage.canvas.wide else (626, 700)
        return rows_and_line(Board(stage, ax, *size), trace, self.data()[0].numpy(), A.tolist())


scene = MatrixProduct()
