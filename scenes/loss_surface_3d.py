"""The loss as a bowl: with every step the ball lies lower, and the flatter the ground, the shorter the step.

Alt: A ringed bowl over slope and intercept with a ball on its wall, and beside it the bowl cut open along the way of the ball. The ball
comes down in stairs that get ever smaller, and settles at the bottom. Its height, the loss, falls from {loss.first:.2f} to
{loss.last:.2f}.

Over every pair of slope and intercept stands the loss of that line; all these heights together make a bowl, drawn without the wall in
front. The ball starts at the guess, {loss.first:.2f} high. A blue ring at its height joins all lines of equal loss.

At the right the bowl is cut open along the way of the ball: how far it has walked, and the loss there. Beyond the bottom the other side
goes up. A tangent at the ball is as steep as the gradient is large, and the step is {lr} times that. Where the wall is steep the first
steps take the ball far down. The nearer the bottom, the flatter the bowl, the smaller the gradient and the shorter the step, at the same
learning rate. The steps taken stay as stairs.

After {steps} steps the ball lies at a height of {loss.last:.3f}. The bottom is not at 0 but at {best_loss:.3f}, for no line goes
through all {points} points. The ball has no weight and no swing, and so it does not roll up the other side: it lies where the last step has
put it, until the next.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.shared.bowl import bowl, level
from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import GUESS
from scenes.shared.ring_parts import nice
from scenes.shared.side_view import cut_open, stairs, sum_of_step, walked
from scenes.studio.draw.marks import arrow, compose, dot, trail
from scenes.studio.draw.slopes import tangent
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import first
from scenes.studio.words import say


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
            first(size < 0.5 * size[0]): "Half as steep: half as long a step",
            first(size < 0.1 * size[0]): "Nearly flat ground: hardly any step",
            -1: "No: flatter ground, shorter steps. It settles at the bottom"
            if size[-1] < 0.1 * size[0]
            else "Loss {loss:.3g} after {steps} steps",
        }

    def draw(self, trace, stage):
        theme, (x, y), rim = stage.theme, self.data(), 1.15 * float(trace.loss.max())
        size, way = np.linalg.norm(trace.grad, axis=1).astype(float), walked(trace.a, trace.loss)
        titles = "each place is a line, its height the loss", "cut open along the way of the ball"
        story, side = stage.panels(*titles, share=0.44 if stage.canvas.wide else 0.55)
        project = bowl(stage, story, x, y, rim, nice(rim / 10))
        path = project(trace.a[:, 0], trace.a[:, 1], trace.loss)
        cut_open(stage, side, x, y, trace.a.astype(float), 0.25 * rim)
        steep = [say("steepness {size:.2g}", size=it) if it < height else "" for it, height in zip(size, trace.loss, strict=True)]
        stage.follow(side, way)
        return compose(
            level(stage, story, project, x, y, path, trace.loss),
            trail(stage, story, path, theme.model, strong=len(path)),
            dot(stage, story, path, theme.model, size=20),
            stairs(stage, side, way),
            tangent(stage, side, way, -size, theme.gradient, texts=steep, floor=0),
            sum_of_step(stage, side, size, self.lr),
            arrow(stage, side, way, way + np.column_stack([self.lr * size, 0 * size]), theme.model, rim=10),
            dot(stage, side, way, theme.model, size=20),
        )


scene = Bowl(lr=0.1)
