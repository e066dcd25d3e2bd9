"""The loss as a bowl: descent forgets its last step, so where the ground is flat it stays, unlike a ball that rolls.

Alt: A ringed bowl, cut open, with a red ball high on its left wall. An arrow leads from it into the air over the bowl, and from its end
the ball drops to the wall, step after step, to the bottom. Then a ring starts there with a second arrow, its speed, runs through
the bottom and up the wall opposite.

Over every pair of slope and intercept stands the loss of that line; all these heights together make a bowl. It is cut open along its long
axis; the scale at the left tells the losses on the cut, and numbers below the slopes of its lines. The ball starts on it,
{loss.first:.2f} high, where straight downhill is straight to the best line.

First the ball is gradient descent. Its step is a push, {lr} times the steepness under it, and nothing else. The nearer the bottom, the
flatter the ground and the smaller the push. After {steps} steps it has come to {end_loss:.2f}; the lowest place has {best_loss:.3f}.
There it stays, with the dots of its way.

Then a ball that rolls starts at the same place, a ring: to the same push it adds {kept} of its last step, an arrow called speed. On the
flat ground at the bottom there is hardly a push, but its speed is large, so it goes on past the bottom and up the wall opposite, to
{climbs:.1f}. There the push leads back, until the ring turns round.
"""

import numpy as np
import torch

from scenes.shared.bowl import bowl, long_axis
from scenes.shared.bowl_parts import balls, ground_under, moves, slopes_of_the_cut
from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import GUESS
from scenes.studio.draw.marks import compose
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import first
from scenes.studio.words import say


class Bowl(LineFit):
    """The line fit on the surface of its loss, `rolls` 0, and after it the same for a ball that keeps so much of its last step, 1.

    `speed` is what a ball keeps of its last step.
    """

    steps: int = 10
    kept: float = 0.95

    bounds = {**LineFit.bounds, "kept": (0, 1)}
    readouts = {"loss": "loss", "a_0": "slope", "a_1": "intercept"}

    def __post_init__(self):
        super().__post_init__()
        if self.user_points:
            x, y = self.data()
            if mse(x @ torch.tensor(GUESS), y) - self.best_fit["best_loss"] < 1e-6:
                raise BadNumber(f"the guess is already the best line for {self.user_points}, so nothing would move")

    def train(self):
        x, y = self.data()
        goal, way = long_axis(x, y)
        for rolls in (0, 1):
            kept = self.kept * rolls
            a = torch.tensor(goal + way, dtype=torch.float32, requires_grad=True)
            last = a.detach().clone()
            for loss in self.steps_from(a, kept):
                now = a.detach().clone()
                yield {"loss": loss, "a": now, "grad": a.grad, "speed": kept * (now - last), "rolls": torch.tensor(rolls)}
                last = now

    def steps_from(self, a, kept):
        x, y = self.data()
        return descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps, momentum=kept)

    def passed(self, trace):
        """The rows in which the rolling ball is lowest for the first time, and highest after that; None where it does not climb again."""
        start = first(trace.rolls == 1) or 0
        losses = trace.loss[start:].astype(float)
        low = first(np.diff(losses) > 0)
        if not low or losses[low:].max() < 2 * losses[low]:
            return None, None
        turns = first(np.diff(losses[low:]) < 0)
        return start + low, start + low + (turns if turns else losses[low:].argmax())

    def facts(self, trace):
        descent, high = trace.loss[trace.rolls == 0], self.passed(trace)[1]
        found = {"end_loss": float(descent[-1]), "rises": int((np.diff(descent) > 0).sum())}
        return super().facts(trace) | found | ({"climbs": float(trace.loss[high])} if high else {})

    def frame_labels(self, trace):
        return [say("step {t}", t=t - int(rolls) * int((trace.rolls == 0).sum())) for t, rolls in enumerate(trace.rolls)]

    def story(self, trace):
        low, high = self.passed(trace)
        rolls = first(trace.rolls == 1)
        return {
            0: "Will descent roll through the bottom and up again?",
            rolls and rolls - 1: "No: nearly flat, nearly no push: descent stays",
            rolls: "A ball that rolls also keeps {kept:g} of each step",
            low: "Past the bottom: a small push back, but much speed",
            high: "Its speed has carried it up: the push turns it",
            -1: "Descent is not a rolling ball: it keeps no speed" if high else "Step {steps}: loss {loss:.3g}",
        }

    def draw(self, trace, stage):
        x, y = self.data()
        a = trace.a.astype(float)
        (ax,) = stage.panels("the loss of every line, as a height: a bowl, cut open")
        project = bowl(stage, ax, x, y, 1.08 * float(trace.loss.max()))
        slopes_of_the_cut(stage, ax, project, x, y)
        return compose(
            ground_under(stage, ax, project, a),
            moves(stage, ax, project, a, trace, self.lr, self.kept),
            balls(stage, ax, project(a), trace.rolls),
        )


scene = Bowl(lr=0.4)
