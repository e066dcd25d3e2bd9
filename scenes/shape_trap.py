"""The shape trap: with one axis too many in ŷ, every prediction is compared with every y, and the line learns only the mean.

Alt: A red line among {points} grey points, and a table of misses. First only its diagonal is filled, then all of it, while
thin lines lead from all points to the place of one of them. The red line turns until it lies flat at {mean:.2f}, and a dashed one
climbs with the points.

The left panel shows the {points} points and the line of the guess, slope −1 and intercept 1. The table on the right has a row for each of
four predictions ŷ, and a column for the y of the same four points. With both of shape ({points},) torch subtracts number by number: only
the diagonal is filled, each prediction minus its own y, and the mean of the squares is {right_loss.first:.2f}.

If ŷ has the shape ({points}, 1) instead, it is a column. Torch repeats the column until both shapes match, and the same subtraction
fills the whole table: every prediction minus every y, without a warning. The mean of these squares is {loss.first:.2f}. In the plot all
y stand over one of the points, because this is what its prediction is compared with, and a ring marks their mean. Now the loop runs,
twice: once with each loss, {steps} steps at a rate of {lr}. The dashed line, with the right shapes, climbs to the points and ends at a
loss of {right_loss.last:.2f}. The red one lies flat in the end, slope {a_0.last:.2f} and intercept {a_1.last:.2f}, because each of its
predictions is pulled towards all the y at once, and what is nearest to all of them is their mean. Its loss fell at every step, to
{loss.last:.2f}.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.shared.line_loss import GUESS, line_facts
from scenes.shared.line_parts import line_among_points
from scenes.shared.shape_parts import everyones_misses, line_of_the_right_shapes, table_of_misses
from scenes.studio.draw.marks import compose
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import Bounds, Scene, first
from scenes.studio.words import say

BEFORE = 3  # rows in which nothing moves: the right shapes, then the wrong ones


@dataclass(frozen=True, kw_only=True)
class ShapeTrap(Scene):
    """The line fit with ŷ of shape (n, 1): `loss` and `a`; beside it with ŷ of shape (n,): `right_loss` and `right`.

    `shapes` says what a row shows: 0 nothing yet, 1 the right shapes, 2 the column copied, 3 all misses, with which the descent begins.
    """

    lr: float
    steps: int = 12
    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"points": (2, 2000)}  # the table has as many rows and as many columns
    readouts: ClassVar = {"loss": "loss with (n, 1)", "right_loss": "loss with (n,)", "a_0": "slope", "a_1": "intercept"}
    says: ClassVar = 2

    def data(self):
        return lecture_points(self.points, self.seed)

    def train(self):
        x, y = self.data()
        a, right = (torch.tensor(GUESS, requires_grad=True) for _ in range(2))
        wrong_run = descend([a], lambda: mse(x @ a[:, None], y), lr=self.lr, steps=self.steps)
        right_run = descend([right], lambda: mse(x @ right, y), lr=self.lr, steps=self.steps)
        for step, (loss, right_loss) in enumerate(zip(wrong_run, right_run, strict=True)):
            row = {"loss": loss, "right_loss": right_loss, "a": a, "right": right}
            for shapes in range(BEFORE if step else 0, BEFORE + 1):
                yield row | {"shapes": torch.tensor(shapes)}

    @cached_property
    def four(self):
        """Up to four points spread over x, from left to right, as indices."""
        order = self.data()[0][:, 0].argsort()
        return order[torch.linspace(0.05, 0.95, min(4, self.points)).mul(self.points - 1).round().long()].tolist()

    def facts(self, trace):
        x, y = self.data()
        y = y.double()
        mean, spread = float(y.mean()), float(y.var(correction=0))
        return line_facts(x, y) | {"mean": mean, "spread": spread, "pairs": self.points**2, "first_loss": float(trace.loss[0])}

    def frame_labels(self, trace):
        return [say("step {t}", t=max(row - BEFORE, 0)) for row in range(len(trace))]

    def story(self, trace):
        moves = np.arange(len(trace)) > BEFORE
        flat = abs(trace.a[-1, 0]) < 0.1
        return {
            0: "One guess, ŷ in two shapes: does it matter?",
            first(trace.shapes == 1): "({points},) − ({points},): each prediction minus its own y",
            first(trace.shapes == 2): "({points}, 1) is a column: torch copies it sideways",
            first(trace.shapes == 3): "Now every prediction is measured against every y",
            first(moves): "Dashed: the right shapes. Red is pulled to all y",
            -1: "Nearest to all y is their mean: a flat line" if flat else "Step {steps}: loss {loss:.3g}, right shapes {right_loss:.3g}",
        }

    def pace(self, trace):
        return [300] * len(trace) if len(trace) < 30 else None

    def draw(self, trace, stage):
        (x, y), four = self.data(), self.four
        named = say("prediction − y, for {n} of the {points} points", n=len(four), points=self.points)
        story, table = stage.panels(say("the points, and the line that is learned"), named, share=0.56 if stage.canvas.wide else 0.5)
        line = line_among_points(stage, story, x, y, np.vstack([trace.a, trace.right]), usual=(-2.2, 6.4))
        predictions = trace.a.astype(float) @ x.double().numpy().T
        return compose(
            line,
            everyones_misses(stage, story, x[:, 0].numpy(), y.numpy(), predictions, trace.shapes, four),
            line_of_the_right_shapes(stage, story, trace, BEFORE, self.points),
            table_of_misses(stage, table, predictions[:, four], y.numpy()[four], trace, self.points),
        )


scene = ShapeTrap(lr=0.4)
