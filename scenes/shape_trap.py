"""The shape trap: with one axis too many in ŷ, every prediction is compared with every y, so the line learns their mean.

Alt: A red line among {points} grey points, first with a stick from it to each point. Then copies of all y stand at one x, and then at every
x, a carpet of dots. The red line turns until it lies flat in the middle of the carpet, and a dashed one climbs with the points.

The left panel shows the {points} points and the line of the guess, slope −1 and intercept 1. On the right are the shapes, with four cells
for {points}. If ŷ and y are both lists, of shape ({points},), torch subtracts number by number: each prediction minus its own y. These are
the usual misses, the sticks, and the mean of their squares is {right_loss.first:.2f}.

If ŷ has the shape ({points}, 1) instead, it is a column. Torch copies the column sideways and the list downwards until both fill a table,
and subtracts without a warning. So each prediction is compared with all y: it is as if all y stood at its x. In the plot they do, first at
one x and then at every x, a carpet of {pairs:,.0f} dots, and a square in each column marks their mean. The mean of these squared misses is
{loss.first:.2f}.

Now the loop runs, twice: once with each loss, {steps} steps at a rate of {lr}. The dashed line, with the right shapes, climbs to the points
and ends at a loss of {right_loss.last:.2f}. The red one learns the carpet, which is as high at every x. In the end it lies flat at the mean
of all y, {mean:.2f}: slope {a_0.last:.2f}, intercept {a_1.last:.2f}. Its loss fell at every step, to {loss.last:.2f}.
"""

import numpy as np
import torch

from scenes.shared.line_fit import LecturePoints
from scenes.shared.line_loss import GUESS
from scenes.shared.line_parts import line_among_points
from scenes.shared.shape_parts import FEW, copies_of_y, line_of_the_right_shapes, shapes_of_both
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import first
from scenes.studio.words import say, say_each

BEFORE = 3  # rows in which nothing moves: the right shapes, then the wrong ones


class ShapeTrap(LecturePoints):
    """The line fit with ŷ of shape (n, 1): `loss` and `a`; beside it with ŷ of shape (n,): `right_loss` and `right`.

    `shapes` says what a row shows: 0 nothing yet, 1 the right shapes, 2 all y for one prediction, 3 for each: then it descends.
    """

    lr: float
    steps: int = 12

    bounds = {"points": (2, 2000)}  # the table has as many rows and as many columns
    readouts = {"loss": "loss with (n, 1)", "right_loss": "loss with (n,)", "a_0": "slope", "a_1": "intercept"}
    says = 2
    times = [300]

    def train(self):
        x, y = self.data()
        a, right = (torch.tensor(GUESS, requires_grad=True) for _ in range(2))
        wrong_run = descend([a], lambda: mse(x @ a[:, None], y), lr=self.lr, steps=self.steps)
        right_run = descend([right], lambda: mse(x @ right, y), lr=self.lr, steps=self.steps)
        for step, (loss, right_loss) in enumerate(zip(wrong_run, right_run, strict=True)):
            row = {"loss": loss, "right_loss": right_loss, "a": a, "right": right}
            for shapes in range(BEFORE if step else 0, BEFORE + 1):
                yield row | {"shapes": torch.tensor(shapes)}

    def facts(self, trace):
        y = self.data()[1].double()
        return self.best_fit | {"mean": float(y.mean()), "spread": float(y.var(correction=0)), "pairs": self.points**2}

    def frame_labels(self, trace):
        return say_each("step {t}", t=np.arange(len(trace)).clip(BEFORE) - BEFORE)

    def story(self, trace):
        flat = abs(trace.a[-1, 0]) < 0.1
        return {
            0: "{points} predictions minus {points} y: does their shape matter?",
            first(trace.shapes == 1): "Two lists: each prediction minus its own y",
            first(trace.shapes == 2): "A column: torch subtracts all {points} y from each prediction",
            first(trace.shapes == 3): "As if every y stood at every x",
            first(np.arange(len(trace)) > BEFORE): "Red learns from all these dots, dashed from the points",
            -1: "All heights at every x: a flat line, no warning" if flat else "Loss {loss:.3g}, right shapes {right_loss:.3g}",
        }

    def draw(self, trace, stage):
        x, y = self.data()
        titles = "the points, and the line that is learned", say("{n} cells stand for {all}", n=FEW, all=self.points)
        story, table = stage.panels(*titles, share=0.74 if stage.canvas.wide else 0.62)
        return [
            line_among_points(stage, story, x, y, np.vstack([trace.a, trace.right]), usual=(-2.6, 6.4)),
            copies_of_y(stage, story, x[:, 0].numpy(), y.numpy(), trace),
            line_of_the_right_shapes(stage, story, trace, BEFORE, float(y.mean())),
            shapes_of_both(stage, table, trace.shapes, self.points),
        ]


scene = ShapeTrap(lr=0.4)
