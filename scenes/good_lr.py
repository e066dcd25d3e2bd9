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

from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import line_among_points, loss_map
from scenes.studio.draw.axes import count_from_zero
from scenes.studio.draw.marks import compose, dot, loss_so_far, needle, step_arrow, trail
from scenes.studio.run.scene import first
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class GoodRate(LineFit):
    """The line fit at a rate that suits it: steps over the map of the loss, the line, and the loss."""

    def story(self, trace):
        long, near = trace.loss[0] - self.best_fit["best_loss"], trace.loss - self.best_fit["best_loss"]
        return {
            0: "A guess misses the points: loss {loss:.2f}",
            1: "Steep ground: a large gradient, a long step",
            first(near < 0.1 * long): "Flatter ground: a smaller gradient, a shorter step",
            first(near < 0.001 * long): "Flat ground, hardly a step: the line fits",
            -1: "Loss {loss:.3f}; the best line has {best_loss:.3f}",
        }

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        story, line, losses = stage.panels("loss over slope and intercept: rings lie 1 apart", "points and line", "loss after each step")
        loss_map(stage, story, x, y, trace.a, levels=np.arange(1, 60))
        losses.set(xlim=(0, 1.2 * (len(trace) - 1)), xlabel="step")
        count_from_zero(losses, trace.loss)
        return compose(
            line_among_points(stage, line, x, y, trace.a, past=(0, 1, 2, 3, 5, 8, 12)),
            trail(stage, story, trace.a, theme.model),
            needle(stage, story, trace.a, 0.25 * trace.grad, label=say("gradient × ¼"), sides=("right", "below right")),
            step_arrow(stage, story, trace.a, -self.lr * trace.grad, label=say("step = −{lr:g} × gradient", lr=self.lr)),
            dot(stage, story, trace.a, theme.model),
            loss_so_far(stage, losses, trace.loss, texts=[say("{loss:.2g}", loss=loss) for loss in trace.loss]),
        )


scene = GoodRate(lr=0.1)
