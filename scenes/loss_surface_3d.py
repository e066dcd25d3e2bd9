"""The loss as a bowl: descent forgets its last step, so where the ground is flat it stays, unlike a ball that rolls.

Alt: A ringed bowl, cut open, with a ball high on its left wall. After the first step there are two. One takes ever shorter steps to the
bottom; the other, a ring, keeps its speed and runs up the wall opposite. Beside it are the lines that they stand for, among the points.

Over every pair of slope and intercept stands the loss of that line; all these heights together make a bowl. It is cut open along its long
axis, and each ring on the far half joins lines of equal loss. The ball starts on the cut, {loss.first:.2f} high, where straight downhill is
straight to the best line. At the right is the line where it is, with its misses. Below the bowl an axis tells the slopes of these lines.

The ball is gradient descent. Its step, an arrow below the bowl, is a push, {lr} times the steepness under it, and nothing else. The nearer
the bottom, the flatter the ground and the smaller the push. It ends at {loss.last:.2f}; the lowest place has {best_loss:.3f}.

From the second step on a ring shows a ball that rolls: to the same push it adds {kept} of its last step, an arrow called speed. On
the flat ground at the bottom there is hardly a push, but its speed is largest, so it goes on past the bottom and up the wall
opposite, to {climbs:.1f}, and back again. At the end its line is still far from the points, with a loss of {roll_loss.last:.2f}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.bowl import bowl, long_axis
from scenes.shared.bowl_parts import axis_of_lines, ball, steepness, steps_on_the_floor, two_lines
from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import GUESS
from scenes.shared.ring_parts import nice
from scenes.studio.draw.marks import compose
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend, lockstep, mse
from scenes.studio.run.scene import Bounds, first


@dataclass(frozen=True, kw_only=True)
class Bowl(LineFit):
    """The line fit on the surface of its loss, and in lock-step `roll_`, a ball that keeps so much of its last step."""

    steps: int = 14
    kept: float = 0.95

    bounds: ClassVar[Bounds] = {**LineFit.bounds, "kept": (0, 1)}
    readouts: ClassVar = {"loss": "loss", "roll_loss": "loss of the rolling ball", "a_0": "slope", "a_1": "intercept"}
    says: ClassVar = 2

    def __post_init__(self):
        super().__post_init__()
        if self.user_points:
            x, y = self.data()
            if mse(x @ torch.tensor(GUESS), y) - self.best_fit["best_loss"] < 1e-6:
                raise BadNumber(f"the guess is already the best line for {self.user_points}, so nothing would move")

    def one_run(self, kept):
        x, y = self.data()
        goal, way = long_axis(x, y)
        a = torch.tensor(goal + way, dtype=torch.float32, requires_grad=True)
        for loss in descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps, momentum=kept):
            yield {"loss": loss, "a": a, "grad": a.grad}

    def train(self):
        return lockstep({"": self.one_run(0), "roll_": self.one_run(self.kept)})

    def passed(self, trace):
        """The rows in which the rolling ball is lowest for the first time, and highest after that; None where it does not climb again."""
        losses = trace.roll_loss.astype(float)
        low = first(np.diff(losses) > 0)
        high = low and first(np.arange(len(losses)) == low + losses[low:].argmax())
        return (low, high) if low and losses[high] > 2 * losses[low] else (None, None)

    def facts(self, trace):
        high = self.passed(trace)[1]
        return super().facts(trace) | ({"climbs": float(trace.roll_loss[high])} if high else {})

    def story(self, trace):
        low, high = self.passed(trace)
        stays = trace.loss[-1] - self.best_fit["best_loss"] < 0.1 * (trace.loss[0] - self.best_fit["best_loss"])
        return {
            0: "Will the ball roll through the bottom and up again?",
            1 if high else None: "Descent forgets each step; a rolling ball keeps its speed",
            low: "At the bottom it is flat: no push, only speed",
            high: "Its speed carries the rolling ball up either side",
            -1: "No: descent keeps no speed, so flat ground holds it"
            if high and stays
            else "Step {steps}: loss {loss:.3g}, of a rolling ball {roll_loss:.3g}",
        }

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        a, grad, rolls, roll_grad = (trace.series[name].astype(float) for name in ("a", "grad", "roll_a", "roll_grad"))
        titles = "the loss of every line, as a height: a bowl, cut open", "each ball is a line"
        story, line = stage.panels(*titles, share=0.74 if stage.canvas.wide else 0.7)
        rim = 1.08 * float(max(trace.loss.max(), trace.roll_loss.max()))
        project = bowl(stage, story, x, y, rim, nice(rim / 5))
        goal, way = long_axis(x, y)
        along = -way / np.linalg.norm(way)
        axis_of_lines(stage, story, goal, along)
        return compose(
            two_lines(stage, line, x, y, a, rolls, trace.loss),
            steps_on_the_floor(stage, story, project, a, grad, rolls, roll_grad, self.lr, self.kept),
            steepness(stage, story, project, along, a, np.linalg.norm(grad, axis=1)),
            ball(stage, story, project(rolls), theme.ink, rolling=True),
            ball(stage, story, project(a), theme.model),
        )


scene = Bowl(lr=0.3)
