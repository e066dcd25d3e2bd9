"""A good learning rate: the line settles on the points in a few dozen steps.

Alt: A hundred grey points along a slope. A red line starts far off, tilts and rises, and lies among the points
after about forty steps, while the loss falls from {loss.first:.2f} to {loss.last:.2f}.

At the left, {points} points and the line that the two parameters draw. The guess, slope {a_0.first:.0f} and
intercept {a_1.first:.0f}, points the wrong way, and its loss is {loss.first:.2f}. Each frame is one step of
gradient descent on all points at learning rate {lr}. The first steps are long, because the gradient is large
there; they shorten by themselves as the slope of the loss flattens.

At the right, above, the loss on a logarithmic scale; below, the way of slope and intercept over the contours of the
loss, with an arrow for the next step. It ends at slope {a_0.last:.2f} and intercept {a_1.last:.2f}, beside the cross
of the best possible fit. The rate stays far below the limit of {limit:.2f}, from which on no run would settle.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.studio import line
from scenes.studio.descend import descend, mse
from scenes.studio.scene import PointsScene
from scenes.studio.stage import together
from scenes.studio.trace import Trace


@dataclass(frozen=True, kw_only=True)
class LineFit(PointsScene):
    """The lecture's line: y = x @ a, with a column of ones in x; parameters a are slope and intercept."""

    lr: float
    steps: int = 60
    points: int = 100
    seed: int = 78  # the guess's loss comes near the lecture's

    def data(self):
        return line.standardised(self.own) if self.own else self.lectures_data()

    # --8<-- [start:data]
    def lectures_data(self):
        rng = torch.Generator().manual_seed(self.seed)
        x = torch.ones(self.points, 2)
        x[:, 0].uniform_(-1, 1, generator=rng)
        y = x @ torch.tensor([3.0, 2.0]) + torch.rand(self.points, generator=rng)
        return x, y

    # --8<-- [end:data]
    # --8<-- [start:train]
    def train(self):
        x, y = self.data()
        a = torch.tensor([-1.0, 1.0], requires_grad=True)
        for loss in descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps):
            yield {"loss": loss, "a": a, "grad": a.grad}

    # --8<-- [end:train]
    def run(self):
        """The trace; on points of one's own also with `slope` and `intercept` in their units."""
        trace = super().run()
        if not self.units or "a" not in trace.series:
            return trace
        slope, intercept = self.units.line(*trace.a.T.astype(float))
        return Trace(trace.series | {"slope": slope, "intercept": intercept}, trace.shown, trace.ended)

    def facts(self):
        facts = line.facts(*self.data())
        if self.units:
            slope, intercept = self.units.line(facts["best_slope"], facts["best_intercept"])
            facts |= {"own_best_slope": slope, "own_best_intercept": intercept}
        return facts

    def draw(self, trace, stage):
        theme, (x, y), facts = stage.theme, self.data(), self.facts()
        rate = f"parameters at lr {self.lr:g}   limit 2/λmax = {facts['limit']:.2f}"
        story, losses, valley = stage.panels("data and line", "loss", rate, heights=(2, 3))
        line.draw_valley(valley, stage, x, y)
        stage.clear_ground(valley.text(0.02, 0.9, "arrow: −gradient × ¼", color=theme.gradient, transform=valley.transAxes))
        stage.log_scale(losses.yaxis, trace.loss, np.array([facts["best_loss"]]))
        losses.axhline(facts["best_loss"], color=theme.held_out, linewidth=2, linestyle=":")
        losses.annotate("best fit", (0, facts["best_loss"]), (0, 3), textcoords="offset points", color=theme.held_out)
        return together(
            stage.readouts(trace, *line.readouts(stage, trace)),
            line.draw_line(story, stage, x, y, trace.a),
            stage.loss_curve(losses, trace.loss, theme.loss),
            line.draw_path(valley, stage, trace.a),
            line.draw_arrow(valley, theme.gradient, trace.a, trace.grad, 0.25),
        )


scene = LineFit(lr=0.1)
