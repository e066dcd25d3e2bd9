"""One update, line by line: predict, measure, ask for the gradient, step against it, empty it.

Alt: Four points, a falling line, and at the right the code of an update, lit line by line, each with what it makes in numbers. Sticks
grow from the line to the points, and under each point stands what it adds to the gradient, one row for the intercept and one for the
slope. At the step arrows of one length shift the line, then longer ones away from the middle turn it. A bar shows the loss that was
measured; it shrinks, and after {updates} updates the line lies at the points.

The code at the right is what really runs, and each frame shows what stands in memory after the lit line, under the line that wrote it, and
beside it how it comes about. There are four points on the line of slope 3 and intercept 2, so that every number can be checked by hand. The
guess, slope {a_0.first:.0f} and intercept {a_1.first:.0f}, has the loss {first_loss:.0f}. Before the first backward there is no gradient at
all. Then a.grad holds {first_grad_slope:.0f} and {first_grad_intercept:.0f}, how much the loss changes for a unit of slope and of
intercept. Two rows of numbers below the points show where they come from: the miss of each point, which adds up to the number for the
intercept, and the miss times x, which adds up to the one for the slope; each is the sum, times 2 and divided by the number of points. Both
are below zero, and so both parameters go up when {lr} times as much is subtracted from them. The step is shown in two frames. First the
intercept gains the same at each point, which shifts the line to a dashed one. Then the slope gains, times x, which turns it. Both together
lead towards the points.

The step changes a and nothing else. The line jumps, but the predictions in memory and the loss are still those of the old one until the
next update computes them anew. Emptying the gradient is the last line, as backward adds to what it finds there. From the second update on
there is one frame for each, when its loss is measured. The lines of former updates stay, faint.
After {updates} updates the line is at the points, and the loss of the parameters is {loss.last:.3f}.
"""

import torch

from scenes.shared.update_parts import code_and_results, line_and_predictions
from scenes.studio.draw.board import Board
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import Scene, first, log_rows
from scenes.studio.words import say

UPDATE = {
    "predict": "y_hat = x @ a",
    "loss": "loss = mse(y_hat, y)",
    "backward": "loss.backward()",
    "step": "with torch.no_grad():\n    a.sub_(lr * a.grad)",
    "zero": "a.grad.zero_()",
}
PARTS = "backward", "step"  # lines that are shown in two rows: what belongs to the intercept, then what belongs to the slope
ROWS = 1 + len(UPDATE) + len(PARTS)  # the guess, and the first update line by line; of the others each is a row


class UpdateStep(Scene):
    """The update of a line fit on four points: of the first a row after each of its lines, of the others one once the loss is measured.

    After backward and after the step there are two, which differ in what is `drawn` of it: 1 is the intercept's part, 2 is all.
    """

    lr: float
    updates: int = 14

    bounds = {"updates": (1, 1000)}
    readouts = {"loss_cell": "loss", "a_0": "slope", "a_1": "intercept", "grad_0": "a.grad, slope", "grad_1": "a.grad, intercept"}
    times = [1000] * 3 + [1500] * 4 + [500] * 4 + [100]

    def data(self):
        x = torch.ones(4, 2)
        x[:, 0] = torch.tensor([-1.0, 0.0, 1.0, 2.0])
        return x, x @ torch.tensor([3.0, 2.0])

    def train(self):
        x, y = self.data()
        a = torch.tensor([-1.0, 1.0], requires_grad=True)
        names = {"torch": torch, "mse": mse, "lr": self.lr, "x": x, "y": y, "a": a}
        yield memory(names) | {"line": -1, "update": 0}
        for update in range(1, self.updates + 2):  # of the last only what is measured is seen
            for line, (name, code_of) in enumerate(UPDATE.items()):
                exec(code_of, names)
                if update == 1 and name in PARTS:
                    yield memory(names) | {"line": line, "update": update, "drawn": 1}
                if update == 1 or name == "loss":
                    yield memory(names) | {"line": line, "update": update}

    def facts(self, trace):
        x, y = self.data()
        facts = {"first_loss": float(trace.loss[0])}
        for name, row in (("first", 0), ("second", ROWS)):
            slope, intercept = (2 * x.T @ (x @ torch.tensor(trace.a[min(row, len(trace) - 1)]) - y) / len(x)).tolist()
            facts |= {f"{name}_grad_slope": slope, f"{name}_grad_intercept": intercept}
        return facts

    def frame_rows(self, last):
        slow = min(ROWS, last)
        after = range(last - slow + 1) if last < 60 else log_rows(last - slow, 12)
        return [*range(slow), *(slow + row for row in after)]

    def story(self, trace):
        return {
            0: "A guess: predict, then measure how far it misses",
            first(trace.line == 2): "Backward: the misses add up to two numbers, the gradient",
            first(trace.line == 3): "Step against the gradient: shift the line, then turn it",
            first(trace.line == 4): "Empty a.grad: the next backward starts afresh",
            first(trace.update == 2): "Round again: each time the measured loss is smaller",
            -1: "{updates} updates: the measured loss went from {first_loss:.3g} to {loss_cell:.3g}",
        }

    def frame_labels(self, trace):
        told = {0: say("before update 1"), self.updates + 1: say("after update {n}", n=self.updates)}
        return [told.get(n) or say("update {n}", n=n) for n in trace.update.tolist()]

    def draw(self, trace, stage):
        titles = "four points, the line and its misses", say("one update; the learning rate lr is {lr:g}", lr=self.lr)
        plot, script = stage.panels(*titles, share=0.52 if stage.canvas.wide else 0.38)
        x, y = (values.numpy() for values in self.data())
        return [
            code_and_results(Board(stage, script, 560, 580), trace, [*UPDATE.values()], y, self.lr),
            line_and_predictions(stage, plot, trace, x, y, self.lr, known=ROWS),
        ]


def memory(names):
    """What stands in memory, with zeros for what is not there yet; `loss` is that of the parameters as they now are."""
    x, y, a = names["x"], names["y"], names["a"]
    return {
        **{"loss": mse(x @ a, y), "a": a, "grad": torch.zeros(2) if a.grad is None else a.grad},
        **{"y_hat": names.get("y_hat", torch.zeros(4)), "loss_cell": names.get("loss", torch.zeros(()))},
        **{"there": ["y_hat" in names, "loss" in names, a.grad is not None], "drawn": 2},
    }


scene = UpdateStep(lr=0.1)
