"""One update, line by line: predict, measure, ask for the gradient, step against it, empty it.

Alt: Five steps of code, lit one after the other, beside the tensors in a ring: a, the predictions, the loss, a.grad and back to a. Arrows
lead from what a line reads to what it writes. Below the code, four points and a line that jumps at the step.

The code at the right is what really runs, and each frame shows the tensors after the lit line: what it reads has a rim, what it
writes is filled, and an arrow leads from one to the other. There are four points on the line of slope 3 and intercept 2, so that every
number can be checked by hand; the sum of the first cell is written out. The guess, slope {a_0.first:.0f} and intercept {a_1.first:.0f}, has
the loss {first_loss:.0f}. Before the first backward there is no gradient at all: a.grad is None. Then it holds {first_grad_slope:.0f}
and {first_grad_intercept:.0f}, both negative, so that both parameters go up when {lr} times as much is subtracted from them.

The step changes a and nothing else. In the picture below the line jumps, but the predictions, hollow dots, stay on the old one until
the next update computes them anew; the loss in memory is still the old one, too. Emptying the gradient is the last line, as
backward adds to what it finds there. After {updates} updates the loss of the parameters is {loss.last:.2f}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_parts import limits
from scenes.studio.draw.board import Board, names, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.code import code
from scenes.studio.draw.marks import arrow, compose, curve, ghosts, sticks
from scenes.studio.draw.tables import cells, factor
from scenes.studio.draw.theme import points
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
READ = ["x", "a"], ["y_hat", "y"], ["loss"], ["a.grad"], []  # by each line
WRITTEN = ["y_hat"], ["loss"], ["a.grad"], ["a"], ["a.grad"]
LAPS = 2  # that are shown line by line


@dataclass(frozen=True, kw_only=True)
class UpdateStep(Scene):
    """The update of a line fit on four points, a row after each of its lines."""

    lr: float
    updates: int = 2

    bounds: ClassVar[Bounds] = {"updates": (1, 1000)}
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
        return {"first_grad_slope": slope, "first_grad_intercept": intercept, "first_loss": float(trace.loss[0])}

    def frame_rows(self, last):
        slow = range(min(LAPS * len(UPDATE), last) + 1)
        laps = [lap * len(UPDATE) for lap in log_rows(last // len(UPDATE), 10) if lap > LAPS]
        return sorted({*slow, *laps, last})

    def story(self, trace):
        return {
            0: "A guess a: predict, then measure the loss",
            3: "Backward fills a.grad: how the loss changes with a",
            4: "Only the step changes a: the line jumps",
            5: "Emptied, because backward adds to what is there",
            6 if self.updates > 1 else None: "Next update: the same five lines, a new a",
            -1: "Five lines in a loop: loss {first_loss:.3f}, then {loss_cell:.3f}",
        }

    def pace(self, trace):
        lap = (np.arange(len(trace)) - 1) // len(UPDATE)
        return np.select([lap < 1, lap < LAPS], [1700, 700], 100).tolist()

    def frame_labels(self, trace):
        done = [say("update {n}: {name}", n=k // len(UPDATE) + 1, name=name) for k, name in enumerate([*UPDATE] * self.updates)]
        return [say("before the first update"), *done][: len(trace)]

    def draw(self, trace, stage):
        memory, script, plot = stage.panels("memory", say("code, lr = {lr:g}", lr=self.lr), "points and line", share=0.6, heights=(12, 13))
        line = (np.arange(len(trace)) - 1) % len(UPDATE)  # which of the lines has run
        line[0] = -1
        return compose(
            code(Board(stage, script, 475, 264), (0, 0), [*UPDATE.values()], line, width=475),
            self.draw_memory(Board(stage, memory, 713, 586), trace, line),
            self.draw_line(stage, plot, trace, line),
        )

    def draw_memory(self, board, trace, line):
        """The tensors in a ring, and arrows from what the line reads to what it writes."""
        theme, (x, y) = board.theme, self.data()
        predicted, measured, filled = trace.there.T
        tensors = (  # name, left, top, width of a cell, values, whether they are there, colour, form
            ("x", 345, 34, 92, x.T, True, theme.ink, "{value:g}"),
            ("y_hat", 345, 186, 92, trace.y_hat[:, None], predicted, theme.model, "{value:.2f}"),
            ("y", 345, 282, 92, y[None], True, theme.ink, "{value:g}"),
            ("loss", 449, 428, 160, trace.loss_cell[:, None, None], measured, theme.loss, "{value:.3f}"),
            ("a.grad", 0, 428, 110, trace.grad[:, None], filled, theme.gradient, "{value:.2f}"),
            ("a", 0, 186, 110, trace.a[:, None], True, theme.model, "{value:.2f}"),
        )
        flows = (  # of each line: from where, to where, what it does, and where that is written
            ((228, 212), (338, 212), say("x @ a"), (281, 182), "center"),
            ((529, 340), (529, 420), say("mean of squares"), (545, 376), "left"),
            ((440, 454), (228, 454), say("backward"), (336, 426), "center"),
            ((110, 394), (110, 246), say("− {lr:g} × a.grad", lr=self.lr), (126, 320), "left"),
        )
        movers = []
        for name, left, top, width, values, there, colour, form in tensors:
            names(board, left, top - 22, [name], color=colour, size=22, ha="left", mono=True)
            read, lit = (np.array([k >= 0 and name in of[k] for k in line]) for of in (READ, WRITTEN))
            movers.append(cells(board, (left, top), (width, 52), values, form, there, read, lit, colour, text=28, slots=name != "a.grad"))
        for k, (start, end, does, at, side) in enumerate(flows):
            for when, colour in ((line > k, theme.data), (line == k, theme.batch)):
                ends = [np.where(when[:, None], place, np.nan) for place in (start, end)]
                movers.append(arrow(board.stage, board.ax, *ends, colour, rim=0))
            movers.append(words(board, at, np.where(line == k, does, ""), 22, ha=side, color=theme.batch))
        stale = np.where(line > 2, say("of the old a"), "")
        return compose(
            *movers,
            words(board, (713, 164), stale, 22, ha="right", color=theme.muted),
            words(board, (609, 500), stale, 22, ha="right", color=theme.muted),
            words(board, (16, 454), np.where(filled, "", say("None")), 26, mono=True),
            words(board, (0, 552), [self.explain(trace, t, x, y) for t in range(len(trace))], 28),
        )

    def draw_line(self, stage, ax, trace, line):
        """The points and the line of a; the predictions that stand in memory, and their misses once these are measured."""
        theme, (x, y), ends = stage.theme, self.data(), np.array([-1.3, 2.3])
        heights = trace.a[:, :1] * ends + trace.a[:, 1:]
        low, high = limits(np.append(heights[: LAPS * len(UPDATE) + 1], y), (-2.2, 9.2))  # a run that leaves them has been told by then
        ax.set(xlim=ends, ylim=(low, high), xlabel="x", ylabel="y")
        ax.plot(x[:, 0], y, "o", color=theme.data, markersize=points(13), markeredgewidth=0, zorder=6)
        missed = np.where(line[:, None] > 0, trace.y_hat, np.nan)
        stage.avoid(ax, np.column_stack([x[:, 0], y])[None])
        stage.label(ax, (2, y[3]), "y", theme.muted, sides=("left",))
        right = trace.y_hat[:, 3]
        seen = trace.there[:, 0] & (low < right) & (right < high)
        places = np.column_stack([np.full(len(trace), 2), np.where(seen, right, np.nan)])
        stage.label(ax, places, "y_hat", theme.model, sides=("below left", "above left"))
        return compose(
            ghosts(stage, ax, ends, heights, theme.model, range(3, min(len(trace), 40), len(UPDATE))),
            curve(stage, ax, ends, heights, theme.model, zorder=4),
            sticks(stage, ax, x[:, 0], np.broadcast_to(y, missed.shape), missed, theme.loss, width=4),
            dots(stage, ax, x[:, 0], trace.y_hat, theme.model, 15, trace.there[:, :1], zorder=5, hollow=True),
        )

    def explain(self, trace, t, x, y):
        """What the line did, with the numbers of its first cell."""
        if t == 0:
            return ""
        (before, _), (a, b), error, gradient = trace.a[t - 1], trace.a[t], trace.y_hat[t] - y.numpy(), trace.grad[t, 0]
        squares = " + ".join(say("{e:.1f}²", e=abs(e)) for e in error)
        return (
            say("first cell: {a:.2f} × {x} + {b:.2f} = {y:.2f}", a=a, x=factor(x[0, 0], "{value:g}"), b=b, y=trace.y_hat[t, 0]),
            say("({squares}) / {n} = {loss:.3f}", squares=squares, n=len(y), loss=trace.loss_cell[t]),
            say("first cell: 2 × mean of (y_hat − y) · x = {gradient:.2f}", gradient=gradient),
            say("first cell: {before:.2f} − {lr:g} × {gradient} = {a:.2f}", before=before, lr=self.lr, gradient=factor(gradient), a=a),
            say("ready for the next backward"),
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
