"""The shape trap: with one axis too many in ŷ, every prediction is compared with every y, so the line learns their mean.

Alt: A red line among {points} points, first with a blue stick from it to each point and {points} blue numbers in a row. Then a table of
{pairs:,.0f} numbers fills row by row, and with each row orange sticks lead from the line to the heights of all other points at the same x.
At every x a bar marks their mean, always as high, where arrows up and down balance. The red line turns until it lies flat on the bars, and
a dashed one climbs to the points.

The left panel shows {points} points and the line of the guess, slope −1 and intercept 1, with a dot for each prediction ŷ. At its axis
stand the heights of the points, the same numbers as on the right. If ŷ and y are both lists, of shape ({points},), torch subtracts number
by number: each prediction minus its own y. These are the usual {points} misses, and the mean of their squares is {right_loss.first:.2f}.

If ŷ has the shape ({points}, 1) instead, it is a column. Torch repeats the column sideways and the list downwards until both fill a table,
and subtracts without a warning. So each prediction is compared with every y, as if all y stood at its x: {pairs:,.0f} misses, of which
{points} on the diagonal were meant. A frame marks the row of the table, and shaded ground the x at which its misses stand; thin lines lead
from each point to the other places at which its y is used. At every x the same heights are compared, and so the mean of them, {mean:.1f},
is the same too: a bar, from which the pulls up are together as long as the pulls down.

Now the loop runs, twice: once with each loss, {steps} steps at a rate of {lr}. The dashed line, with the right shapes, climbs to the points
and ends at a loss of {right_loss.last:.2f}. The red one is pulled to the same mean at every x. In the end it lies flat, with a slope of
{a_0.last:.2f} and an intercept of {a_1.last:.2f}, and every row of the table is alike. Its loss fell at every step, from {loss.first:.2f}
to {loss.last:.2f}.
"""

import numpy as np
import torch

from scenes.shared.line_fit import LecturePoints
from scenes.shared.line_loss import GUESS
from scenes.shared.line_parts import X, line_among_points
from scenes.shared.shape_parts import COUNTED, MEANS, line_of_the_right_shapes, misses, some_of, table_of_misses
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import first, log_rows
from scenes.studio.words import say, say_each

BEFORE = MEANS  # rows in which nothing moves: the right shapes, then the wrong ones, prediction by prediction


class ShapeTrap(LecturePoints):
    """The line fit with ŷ of shape (n, 1): `loss` and `a`; beside it with ŷ of shape (n,): `right_loss` and `right`.

    `shapes` says what a row shows, see shape_parts: the descent begins with the last of them.
    """

    lr: float
    steps: int = 12

    bounds = {"points": (2, 2000)}  # the table has as many rows and as many columns
    readouts = {"loss": "loss with (n, 1)", "right_loss": "loss with (n,)", "a_0": "slope", "a_1": "intercept"}
    says = 2
    times = [700] * 3 + [400] * 6 + [200]

    def train(self):
        x, y = self.data()
        a, right = (torch.tensor(GUESS, requires_grad=True) for _ in range(2))
        wrong_run = descend([a], lambda: mse(x @ a[:, None], y), lr=self.lr, steps=self.steps)
        right_run = descend([right], lambda: mse(x @ right, y), lr=self.lr, steps=self.steps)
        for step, (loss, right_loss) in enumerate(zip(wrong_run, right_run, strict=True)):
            row = {"loss": loss, "right_loss": right_loss, "a": a, "right": right}
            for shapes in range(BEFORE if step else 0, BEFORE + 1):
                yield row | {"shapes": torch.tensor(shapes)}

    def frame_rows(self, last):
        before = min(BEFORE, last)
        return [*range(before), *(before + row for row in log_rows(last - before, 5))]

    def facts(self, trace):
        y = self.data()[1].double()
        return self.best_fit | {"mean": float(y.mean()), "spread": float(y.var(correction=0)), "pairs": self.points**2}

    def frame_labels(self, trace):
        return say_each("step {t}", t=np.arange(len(trace)).clip(BEFORE) - BEFORE)

    def story(self, trace):
        flat = abs(trace.a[-1, 0]) < 0.1
        return {
            0: "{points} predictions minus {points} y: how many misses?",
            first(trace.shapes == 1): "Two lists: {points} misses, each prediction minus its own y",
            first(trace.shapes == 2): "A column: torch subtracts every y from each prediction",
            first(trace.shapes == COUNTED): "{pairs:,} misses where {points} were meant, without a warning",
            first(trace.shapes == MEANS): "At every x, pulls up and down balance at {mean:.1f}",
            -1: "Nearest to every y at every x: a flat line" if flat else "Loss {loss:.3g}, right shapes {right_loss:.3g}",
        }

    def draw(self, trace, stage):
        x, y = self.data()
        some, mean = some_of(x[:, 0].numpy()), float(y.mean())
        shown, own = x[some, 0].numpy().astype(float), y[some].numpy().astype(float)
        cells = say("each cell: ŷ minus y") if len(some) == self.points else say("{n} of {all} rows", n=len(some), all=self.points)
        story, table = stage.panels("the points, and the line with its predictions ŷ", cells, share=0.6 if stage.canvas.wide else 0.52)
        line = line_among_points(stage, story, x, y, np.vstack([trace.a, trace.right]), usual=(-1.0, 6.0))
        story.set_xlim(X[0], 1.85 if stage.canvas.wide else 2.2)  # names of lines stand at their ends
        return [
            line,
            misses(stage, story, shown, own, mean, trace),
            line_of_the_right_shapes(stage, story, trace, BEFORE),
            table_of_misses(stage, table, shown, own, mean, trace, self.points),
        ]


scene = ShapeTrap(lr=0.4, points=4, seed=18713)  # a seed whose four points stand apart, along x and along y
