"""The loss as a bowl: the flatter the ground under the ball, the smaller the gradient, so the shorter the step.

Alt: A ringed bowl, cut open, with a ball high on its wall; beside it the line that the ball stands for, among its points. The ball comes
down the wall in steps that get ever shorter and stops at the bottom, while the line turns onto the points. Its height, the
loss, falls from {loss.first:.2f} to {loss.last:.2f}.

Over every pair of slope and intercept stands the loss of that line; all these heights together make a bowl. It is cut open from the
guess through the best line, and its far half is seen. Each ring joins lines of equal loss, the blue one those of the ball's. At the right
is the line where the ball is, with its misses.

The ball starts at the guess, {loss.first:.2f} high. The ground under it is as steep as the gradient is large, and a level arrow is the
step, {lr} times as long as that. Where the wall is steep the first steps take the ball far down. The nearer the bottom, the flatter the
bowl, the smaller the gradient and the shorter the step, at the same learning rate.

After {steps} steps the ball lies at a height of {loss.last:.3f}. The bottom is not at 0 but at {best_loss:.3f}, for no line goes
through all {points} points. The ball has no weight and no swing, and so it does not roll up the other side: it lies where the last step has
put it, until the next.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.shared.bowl import bowl, level, steep_and_step
from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import GUESS
from scenes.shared.line_parts import line_among_points
from scenes.shared.rate_parts import misses
from scenes.shared.ring_parts import nice
from scenes.studio.draw.marks import compose, dot, trail
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import first


@dataclass(frozen=True, kw_only=True)
class Bowl(LineFit):
    """The line fit, seen as a trajectory down the surface of its loss."""

    steps: int = 40

    def __post_init__(self):
        super().__post_init__()
        if self.user_points:
            x, y = self.data()
            if mse(x @ torch.tensor(GUESS), y) - self.best_fit["best_loss"] < 1e-6:
                raise BadNumber(f"the guess is already the best line for {self.user_points}, so nothing would move")

    def frame_rows(self, last):
        return sorted({*range(min(11, last)), *range(10, last, 4), last})

    def pace(self, trace):
        return [500] * 4 + [200] * len(trace) if len(trace) < 60 else None

    def story(self, trace):
        size = np.linalg.norm(trace.grad, axis=1)
        return {
            0: "Will the ball roll through the bottom and up again?",
            1 if len(trace) > 1 else None: "Each step: learning rate {lr:g} × the steepness under it",
            first(size < 0.5 * size[0]): "The flatter the ground, the shorter the step",
            first(size < 0.1 * size[0]): "Hardly steep, hardly a step: the line is nearly right",
            -1: "Loss {loss:.3g} after {steps} steps"
            if size[-1] > 0.1 * size[0]
            else "No: steps shrink with the steepness, and it creeps in",
        }

    def draw(self, trace, stage):
        theme, (x, y), rim, a = stage.theme, self.data(), 1.08 * float(trace.loss.max()), trace.a.astype(float)
        titles = "the loss of every line: a bowl, cut open", "the line there, and its misses"
        story, line = stage.panels(*titles, share=0.68 if stage.canvas.wide else 0.6)
        project = bowl(stage, story, x, y, rim, nice(rim / 10))
        path = project(a[:, 0], a[:, 1], trace.loss)
        stage.follow(story, path)
        stage.avoid(story, path[None], 5)
        return compose(
            misses(stage, line, x, y, a),
            line_among_points(stage, line, x, y, a, past=(0,), usual=(-1.2, 6.4)),
            level(stage, story, project, x, y, path, trace.loss),
            steep_and_step(stage, story, project, a, trace.loss, trace.grad.astype(float), self.lr),
            trail(stage, story, path, theme.model, strong=len(path)),
            dot(stage, story, path, theme.model, size=16),
        )


scene = Bowl(lr=0.1)
