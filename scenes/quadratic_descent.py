"""Descent on a parabola: the slope says which way to jump and how far, and each landing is lower.

Alt: A dot on the left arm of a parabola. A tangent touches it, an arrow jumps along the floor towards the middle,
and the dot lands lower; the jumps shorten as the curve flattens, from x = {a_0.first:.2f} to {a_0.last:.2f}.

The loss is the square of one number, x, and the lowest point is at 0. The guess is x = {a_0.first:.0f}, where the
tangent falls steeply, with slope {grad_0.first:.0f}. The jump is the learning rate {lr} times the slope, against its sign. It
lands nearer to 0, where the tangent is flatter, so that the next jump is shorter, though the rate is the same.
After {steps} steps x is {a_0.last:.3f} and the loss {loss.last:.4f}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.parts import loss_curve
from scenes.studio.numbers import equal_width
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import Scene


@dataclass(frozen=True, kw_only=True)
class Quadratic(Scene):
    """Gradient descent on x², whose slope is 2x."""

    lr: float
    steps: int = 14
    guess: float = -3.0

    fps: ClassVar[int] = 2  # there is much to see in each jump

    def train(self):
        x = torch.tensor([self.guess], requires_grad=True)
        for loss in descend([x], lambda: (x**2).sum(), lr=self.lr, steps=self.steps):
            yield {"loss": loss, "a": x, "grad": x.grad}

    def draw(self, trace, stage):
        theme = stage.theme
        x, slope = trace.a[:, 0].astype(float), trace.grad[:, 0].astype(float)  # squares of a wild run fit only there
        landing = x - self.lr * slope
        story, losses = stage.panels("loss x² and its tangent", "loss", share=0.66)
        reach = 1.15 * (np.abs([*x, *landing]).max() or 1)
        curve = np.linspace(-reach, reach, 400)
        story.set(xlim=(-reach, reach), ylim=(-0.08 * reach**2, 1.05 * reach**2), xlabel="x", ylabel="loss")
        story.plot(curve, curve**2, color=theme.loss)
        (visited,) = story.plot([], [], "o", color=theme.model, markersize=9, alpha=0.35)
        (tangent,) = story.plot([], [], color=theme.gradient, linewidth=4)
        (jump,) = story.plot([], [], "--", color=theme.model, linewidth=3)
        (lands,) = story.plot([], [], "o", color=theme.model, markersize=12, fillstyle="none", markeredgewidth=3)
        (now,) = story.plot([], [], "o", color=theme.model, markersize=13)
        sum_ = story.text(0.5, 0.9, "", ha="center", size="large", transform=story.transAxes)
        numbers = zip(equal_width(x), equal_width(slope), equal_width(landing), strict=True)
        sums = [f"next x = {a} − {self.lr:g} × ({g.strip()}) = {b}" for a, g, b in numbers]
        log_scale(losses.yaxis, trace.loss)
        show_loss = loss_curve(losses, trace.loss, theme.loss)
        show = stage.readouts(
            trace,
            ("loss", equal_width(trace.loss, 4), theme.loss),
            ("x", equal_width(x), theme.model),
            ("slope", equal_width(slope), theme.gradient),
        )

        def frame(t):
            show(t)
            show_loss(t)
            visited.set_data(x[:t], x[:t] ** 2)
            now.set_data([x[t]], [x[t] ** 2])
            ends = x[t] + np.array([-0.22, 0.22]) * reach
            tangent.set_data(ends, x[t] ** 2 + slope[t] * (ends - x[t]))
            jump.set_data([x[t], landing[t], landing[t]], [x[t] ** 2, x[t] ** 2, landing[t] ** 2])
            lands.set_data([landing[t]], [landing[t] ** 2])
            sum_.set_text(sums[t])

        return frame


scene = Quadratic(lr=0.15)
