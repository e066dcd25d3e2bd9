"""The chain rule: every operation multiplies a nudge by its own slope, so backward multiplies the slopes.

Alt: Three boxes in a row, a, ŷ and the loss, joined by two operations. They are filled from left to right. A small bar under a grows longer
under ŷ and longer still under the loss. Then arrows lead back from the loss to a, and end at the number {grad.last:g}.

One parameter a = {a:g} goes through two operations. It is multiplied by x = {x:g}, which gives ŷ = {y_hat.last:g}, and the miss
ŷ − {y:g} is squared, which gives a loss of {loss.last:g}. On the right the loss is drawn over a, with a dot at the present a.

Then a is nudged by {nudge}. Bars under the boxes show what becomes of the nudge, true to scale. The first operation makes it
{slope_1.last:g} times as large, and the second makes that {slope_2.last:g} times as large again. These two factors are the slopes of the
operations, and each stands on its edge. Backward starts at the loss and multiplies by one slope after the other on its way to a:
{slope_2.last:g} × {slope_1.last:g} = {grad.last:g}. It is what torch finds in a.grad, and in the plot it is the slope of the tangent.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.chain_parts import chain_of_boxes, loss_over_parameter
from scenes.studio.draw.board import Board
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import Bounds, Scene, first
from scenes.studio.words import say

NUDGE = 0.01
PARTS = "start", "forward: ŷ", "forward: loss", "nudge: ŷ", "nudge: loss", "backward: ŷ", "backward: a", "autograd"


@dataclass(frozen=True, kw_only=True)
class ChainRule(Scene):
    """The loss (a·x − y)² of one point, forward, nudged and backward, a row for each part; what is not there yet is 0."""

    a: float
    x: float = 2.0
    y: float = 0.5

    bounds: ClassVar[Bounds] = {"a": (-10, 10), "x": (-10, 10), "y": (-10, 10)}
    readouts: ClassVar = {"y_hat": "ŷ", "loss": "loss", "slope_1": "slope of ŷ", "slope_2": "slope of the loss", "grad": "a.grad"}
    says: ClassVar = 5

    def train(self):
        a = torch.tensor(float(self.a), requires_grad=True)
        y_hat = a * self.x
        loss = (y_hat - self.y) ** 2
        slope_2 = 2 * (y_hat - self.y)  # by hand, with the rule for a square
        nudged = (a.detach() + NUDGE) * self.x
        made = {"y_hat": y_hat, "loss": loss, "slope_1": torch.tensor(float(self.x)), "slope_2": slope_2}
        made |= {"nudged": nudged - y_hat, "nudged_loss": (nudged - self.y) ** 2 - loss, "product": slope_2 * self.x}
        loss.backward()
        made["grad"] = torch.as_tensor(a.grad)
        since = {"y_hat": 1, "loss": 2, "slope_1": 3, "nudged": 3, "slope_2": 4, "nudged_loss": 4, "product": 6, "grad": 7}
        for part in range(len(PARTS)):
            yield {name: made[name] * (part >= row) for name, row in since.items()} | {"part": torch.tensor(part)}

    def facts(self, trace):
        return {"nudge": NUDGE}

    def frame_labels(self, trace):
        return [say(part) for part in PARTS]

    def story(self, trace):
        return {
            0: "Nudge a: how much does the loss change?",
            first(trace.part == 2): "Forward: a gives ŷ, and ŷ gives the loss",
            first(trace.part == 3): "Multiplying by {x:g} makes a nudge {slope_1:g} times as large",
            first(trace.part == 4): "The square makes the nudge {slope_2:g} times as large again",
            first(trace.part == 5): "Backward: from the loss to a, times each slope",
            -1: "{slope_2:g} × {slope_1:g} = {grad:g}: the slope that torch finds as well",
        }

    def pace(self, trace):
        return [1000] * len(trace)

    def draw(self, trace, stage):
        chain, plot = stage.panels("one parameter, two operations", "the loss over a", share=0.68 if stage.canvas.wide else 0.66)
        grid = np.linspace(self.a - 0.95, self.a + 0.95, 200)
        return compose(
            chain_of_boxes(Board(stage, chain, 780, 490), trace, self.a, self.x, self.y),
            loss_over_parameter(stage, plot, grid, (grid * self.x - self.y) ** 2, self.a, trace),
        )


scene = ChainRule(a=1.5)
