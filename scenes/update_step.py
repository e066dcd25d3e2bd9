"""One update, line by line: predict, measure, ask for the gradient, step against it, empty it.

Alt: Five steps of code at the left, lit one after the other; at the right the tensors they write. The cells of a.grad
say None, then hold numbers after backward, move a at the step, and are back at zero at the end of each update.

The code at the left is what really runs, and each frame shows the tensors after the lit line. There are four points
on the line of slope 3 and intercept 2, so that every number can be checked by hand. The guess, slope {a_0.first:.0f}
and intercept {a_1.first:.0f}, has the loss {loss.first:.0f}. Before the first backward there is no gradient at all:
a.grad is None. Then it holds {first_grad_slope:.0f} and {first_grad_intercept:.0f}, both negative, so that both
parameters go up when {lr} times as much is subtracted from them.

The step changes a and nothing else: the predictions and the loss in memory still belong to the old a until the next
update computes them anew. Emptying the gradient is the last line, as backward adds to what it finds there. After
{updates} updates the loss of the parameters is {loss.last:.2f}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from matplotlib.patches import Rectangle

from scenes.shared import tensors
from scenes.studio.draw.parts import compose
from scenes.studio.draw.theme import points
from scenes.studio.numbers import fixed
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import Bounds, Scene

UPDATE = {
    "predict": "y_hat = x @ a",
    "loss": "loss = mse(y_hat, y)",
    "backward": "loss.backward()",
    "step": "with torch.no_grad():\n    a.sub_(lr * a.grad)",
    "zero": "a.grad.zero_()",
}
WRITTEN = ("y_hat", "loss", "a.grad", "a", "a.grad")  # by each line
CELL = (1.95, 1.1)


@dataclass(frozen=True, kw_only=True)
class UpdateStep(Scene):
    """The update of a line fit on four points, a row after each of its lines."""

    lr: float
    updates: int = 2

    bounds: ClassVar[Bounds] = {"updates": (1, 1000)}
    fps: ClassVar[int] = 1  # a line to read, and what it did
    poster: ClassVar[int] = 3

    def data(self):
        x = torch.ones(4, 2)
        x[:, 0] = torch.tensor([-1.0, 0.0, 1.0, 2.0])
        return x, x @ torch.tensor([3.0, 2.0])

    def train(self):
        x, y = self.data()
        a = torch.tensor([-1.0, 1.0], requires_grad=True)
        names = {"torch": torch, "mse": mse, "lr": self.lr, "x": x, "y": y, "a": a}
        yield memory(names)
        for _ in range(self.updates):
            for line in UPDATE.values():
                exec(line, names)
                yield memory(names)

    def facts(self, trace):
        x, y = self.data()
        a = torch.tensor([-1.0, 1.0])
        slope, intercept = (2 * x.T @ (x @ a - y) / len(x)).tolist()
        return {"first_grad_slope": slope, "first_grad_intercept": intercept}

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        code, board = stage.panels(f"the update, lr = {self.lr:g}", "its tensors, after the lit line", share=0.42)
        for ax in (code, board):
            tensors.clear(ax)
        bands, top = [], 0.25
        for name, line in UPDATE.items():
            height = 1.45 + 0.55 * line.count("\n")
            code.text(0.5, top + 0.38, name, color=theme.muted, va="center_baseline")
            code.text(0.5, top + 0.7, line, font=tensors.MONO, size=points(25), va="top", linespacing=1.3)
            bands.append((top, height))
            top += height + 0.4
        band = code.add_patch(Rectangle((0, 0), 10, 1, color=theme.batch, alpha=0.18, linewidth=0, zorder=1))
        bar = code.add_patch(Rectangle((0, 0), 0.12, 1, color=theme.batch, linewidth=0, zorder=2))
        done = np.arange(len(trace) - 1) % len(UPDATE)  # which line each row after the first has run
        always = np.ones(len(trace), bool)
        rows = (  # name, where, values, whether they are there, colour, decimals
            ("x[:, 0]", 0.2, x[:, 0].expand(len(trace), 4), always, theme.ink, 0),
            ("y", 1.5, y.expand(len(trace), 4), always, theme.ink, 0),
            ("y_hat", 2.8, trace.y_hat, trace.there[:, 0], theme.model, 2),
            ("loss", 4.1, trace.loss_cell[:, None], trace.there[:, 1], theme.loss, 3),
            ("a.grad", 5.9, trace.grad, trace.there[:, 2], theme.gradient, 2),
            ("a", 7.2, trace.a, always, theme.model, 2),
        )
        movers = []
        for name, top, values, there, colour, decimals in rows:
            board.text(0, top + 0.5, name, font=tensors.MONO, color=colour, size=points(23), va="center_baseline")
            values = np.asarray(values)[:, None]
            lit = np.array([False, *(name == WRITTEN[line] for line in done)])
            lit, there = (np.broadcast_to(flag[:, None, None], values.shape) for flag in (lit, there))
            movers.append(tensors.draw_cells(board, stage, (2.2, top), CELL, values, lit, there, decimals=decimals))
        none = board.text(2.4 + 2 * CELL[0], 6.4, "None", font=tensors.MONO, size=points(23), va="center_baseline")
        for k, name in enumerate(("slope", "intercept")):
            board.text(2.2 + (k + 0.5) * CELL[0], 5.62, name, color=theme.muted, ha="center", va="center_baseline", size=points(18))
        sums = [self.told(trace, t, x, y) for t in range(len(trace))]
        sum_ = board.text(0, 9.2, "", size="large", va="center_baseline")

        def frame(t):
            for patch in (band, bar):
                y0, height = bands[(t - 1) % len(UPDATE)]
                patch.set(y=y0, height=height, visible=t > 0)
            none.set_visible(not trace.there[t, 2])
            sum_.set_text(sums[t])

        counter = ["before the first update", *(f"update {1 + k // len(UPDATE)}: {list(UPDATE)[line]}" for k, line in enumerate(done))]
        return compose(stage.readouts(trace, counter=counter), *movers, frame)

    def told(self, trace, t, x, y):
        """What the line did, with the numbers of its first cell."""
        if t == 0:
            return "the guess: nothing has been computed yet"
        before, a, error = trace.a[t - 1], trace.a[t], trace.y_hat[t] - y.numpy()
        squares = " + ".join(f"{fixed(abs(e), 1)}²" for e in error)
        return (
            f"first cell: {fixed(a[0], 2)} × ({fixed(x[0, 0], 0)}) + {fixed(a[1], 2)} = {fixed(trace.y_hat[t, 0], 2)}",
            f"({squares}) / {len(y)} = {fixed(trace.loss_cell[t], 3)}",
            f"slope: 2 × mean of (y_hat − y) × x = {fixed(trace.grad[t, 0], 2)}",
            f"slope: {fixed(before[0], 2)} − {self.lr:g} × ({fixed(trace.grad[t, 0], 2)}) = {fixed(a[0], 2)}",
            "empty again, ready for the next backward",
        )[(t - 1) % len(UPDATE)]


def memory(names):
    """What stands in memory, with zeros for what is not there yet; `loss` is that of the parameters as they now are."""
    x, y, a = names["x"], names["y"], names["a"]
    return {
        **{"loss": mse(x @ a, y), "a": a, "grad": torch.zeros(2) if a.grad is None else a.grad},
        **{"y_hat": names.get("y_hat", torch.zeros(4)), "loss_cell": names.get("loss", torch.zeros(()))},
        "there": ["y_hat" in names, "loss" in names, a.grad is not None],
    }


scene = UpdateStep(lr=0.1)
