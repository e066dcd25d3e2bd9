"""The loss as a bowl: the flatter the ground under the ball, the smaller the gradient, so the shorter the step.

Alt: A ringed bowl over slope and intercept. A ball steps from high on the far side down to the bottom and leaves its path on
the wall, in ever shorter steps; beside it the same way from the side. The height of the ball, the loss, falls from {loss.first:.2f}
to {loss.last:.2f}.

Over every pair of slope and intercept stands the loss of that line; all these heights together make a bowl, drawn without the wall in
front. Seen from straight above, its rings are those of a map. A ruler stands in the middle of the bowl; a staff on it is as high as the
ball, and a ring at that height joins all lines of equal loss.

It starts at the guess, {loss.first:.2f} high. At the right the way of the ball is seen from the side: how far it has gone,
and the loss there. A tangent at the ball is as steep as the gradient is large, and an arrow on the floor is the step, {lr} times
as long as the gradient. Where the wall is steep the first steps take the ball far down. The nearer the bottom, the flatter the bowl, the
smaller the gradient and the shorter the step, at the same learning rate; the marks on the floor crowd together.

After {steps} steps the ball lies at a height of {loss.last:.3f}. The bottom is not at 0 but at {best_loss:.3f}, for no line goes
through all {points} points. The ball has no weight and no swing: it lies where the last step has put it, until the next.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.shared.bowl import bowl, staff
from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import GUESS
from scenes.shared.ring_parts import nice
from scenes.shared.side_view import slope_and_step, walked
from scenes.studio.draw.marks import compose, dot, step_arrow, trail
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

    def story(self, trace):
        size = np.linalg.norm(trace.grad, axis=1)
        return {
            0: "The height of the ball is the loss: {loss:.2f}",
            1 if len(trace) > 1 else None: "Steep ground: a large gradient, so a long step",
            first(size < 0.4 * size[0]): "Flatter ground: a smaller gradient, so a shorter step",
            first(size < 0.1 * size[0]): "Nearly flat: hardly any gradient, hardly any step",
            -1: "Loss {loss:.3f}, near the bottom: no line has below {best_loss:.3f}",
        }

    def draw(self, trace, stage):
        theme, (x, y), rim = stage.theme, self.data(), 1.15 * float(trace.loss.max())
        size, apart, way = np.linalg.norm(trace.grad, axis=1), nice(rim / 10), walked(trace.a, trace.loss)
        title = say("the loss of every line: rings {apart:g} apart", apart=apart)
        wide = stage.canvas.wide
        story, side = stage.panels(title, "the same way from the side", share=0.52 if wide else 0.64)
        project = bowl(stage, story, x, y, rim, apart)
        path = project(trace.a[:, 0], trace.a[:, 1], trace.loss)
        far = float(way[-1, 0]) or 1.0
        side.set(xlim=(-0.05 * far, 1.2 * far), ylim=((-0.09 if wide else -0.3) * rim, rim), xlabel=say("way walked"), ylabel=say("loss"))
        stage.follow(side, way)
        stage.avoid(side, np.column_stack([np.linspace(0, far, 80), np.interp(np.linspace(0, far, 80), *way.T)])[None], 5)
        return compose(
            staff(stage, story, project, x, y, path, trace.loss),
            trail(stage, story, path, theme.model),
            step_arrow(stage, story, path, np.diff(path, axis=0, append=np.nan)),
            dot(stage, story, path, theme.model, size=16),
            trail(stage, side, way, theme.model),
            slope_and_step(stage, side, way, size, self.lr),
            dot(stage, side, way, theme.model),
        )


scene = Bowl(lr=0.1)
