"""One update, line by line: predict, measure, ask for the gradient, step against it, empty it.

Alt: Five steps of code, lit one after the other, beside the tensors in a ring: a, the predictions, the loss, a.grad and back to a. Arrows
lead from what a line reads to what it writes. Below the code, four points and a line that jumps at the step.

The code at the right is what really runs, and each frame shows the tensors after the lit line: what it reads has a rim, what it
writes is filled, and an arrow leads from one to the other. There are four points on the line of slope 3 and intercept 2, so that every
number can be checked by hand; the sum of the first cell is written beside it. The guess, slope {a_0.first:.0f} and intercept
{a_1.first:.0f}, has the loss {first_loss:.0f}. Before the first backward there is no gradient at all: a.grad is None. Then it holds
{first_grad_slope:.0f} and {first_grad_intercept:.0f}, both negative, so that both parameters go up when {lr} times as much is
subtracted from them.

The step changes a and nothing else. In the picture below the line jumps, but the predictions, hollow dots, stay on the old one until
the next update computes them anew; the loss in memory is still the old one, too. Emptying the gradient is the last line, as
backward adds to what it finds there. From the third update on there is one frame for each. After {updates} updates the line is at the
points, and the loss of the parameters is {loss.last:.3f}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.update_parts import line_and_predictions, ring
from scenes.studio.draw.board import Board
from scenes.studio.draw.code import code
from scenes.studio.draw.marks import compose
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import Bounds, Scene, log_rows
from scenes.studio.words import say

UPDATE = {
    "predict": "y_hat = x @ a",
    "loss": "loss = mse(y_hat, y)",
    "backward": "loss.backward()",
    "step": "with torch.no_grad():\n    a.sub_(lr * a.grad)",
    "zero": "a.grad.zero_()",
}
SLOW = 2  # updates that are shown line by line; of the others each is a row


@dataclass(frozen=True, kw_only=True)
class UpdateStep(Scene):
    """The update of a line fit on four points, at first a row after each of its lines."""

    lr: float
    updates: int = 20

    bounds: ClassVar[Bounds] = {"updates": (1, 1000)}

    def data(self):
        x = torch.ones(4, 2)
        x[:, 0] = torch.tensor([-1.0, 0.0, 1.0, 2.0])
        return x, x @ torch.tensor([3.0, 2.0])

    def train(self):
        x, y = self.data()
        a = torch.tensor([-1.0, 1.0], requires_grad=True)
        names = {"torch": torch, "mse": mse, "lr": self.lr, "x": x, "y": y, "a": a}
        yield memory(names) | {"line": -1, "update": 0}
        for update in range(1, self.updates + 1):
            for line, code_of in enumerate(UPDATE.values()):
                exec(code_of, names)
                if update <= SLOW or line == len(UPDATE) - 1:
                    yield memory(names) | {"line": line, "update": update}

    def facts(self, trace):
        x, y = self.data()
        slope, intercept = (2 * x.T @ (x @ torch.tensor([-1.0, 1.0]) - y) / len(x)).tolist()
        return {"first_grad_slope": slope, "first_grad_intercept": intercept, "first_loss": float(trace.loss[0])}

    def frame_rows(self, last):
        slow = min(SLOW * len(UPDATE), last)
        after = range(last - slow + 1) if last < 60 else log_rows(last - slow, 12)
        return [*range(slow), *(slow + row for row in after)]

    def story(self, trace):
        return {
            0: "A guess a: predict, then measure; no gradient yet",
            3: "Backward fills a.grad: how the loss changes with a",
            4: "Only the step changes a: the line jumps",
            5: "Emptied, because backward adds to what is there",
            6 if self.updates > 1 else None: "Next update: 1 to 5 again, with the new a",
            -1: "{updates} updates on: the loss went from {first_loss:.3f} to {loss_cell:.3f}",
        }

    def pace(self, trace):
        return np.select([trace.update <= 1, trace.update <= SLOW], [1500, 600], 100).tolist()

    def frame_labels(self, trace):
        done = zip(trace.update.tolist(), [[*UPDATE][line] for line in trace.line], strict=True)
        return [say("update {n}: {name}", n=n, name=say(name)) if n else say("before the first update") for n, name in done]

    def draw(self, trace, stage):
        ring_of, script, plot = stage.panels("memory", say("code, lr = {lr:g}", lr=self.lr), "points and line", heights=(5, 7))
        x, y = (values.numpy() for values in self.data())
        return compose(
            ring(Board(stage, ring_of, 713, 586), trace, x, y, self.lr),
            code(Board(stage, script, 475, 222), (0, 0), [*UPDATE.values()], trace.line, width=475, pitch=36, numbered=True),
            line_and_predictions(stage, plot, trace, x, y, known=SLOW * len(UPDATE) + 1),
        )


def memory(names):
    """What stands in memory, with zeros for what is not there yet; `loss` is that of the parameters as they now are."""
    x, y, a = names["x"], names["y"], names["a"]
    return {
        **{"loss": mse(x @ a, y), "a": a, "grad": torch.zeros(2) if a.grad is None else a.grad},
        **{"y_hat": names.get("y_hat", torch.zeros(4)), "loss_cell": names.get("loss", torch.zeros(()))},
        "there": ["y_hat" in names, "loss" in names, a.grad is not None],
    }


scene = UpdateStep(lr=0.1)
