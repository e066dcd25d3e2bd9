"""Momentum, a look beyond the lecture: each step keeps a part of the step before, which changes the path along a narrow valley.

Alt: A long narrow valley lies level. A dashed path drops to its bottom and creeps along it. A red path swings to and fro across the
bottom, ever less, and reaches the cross of the best fit. From near, all past pushes stand tip to tail: up and down they cancel, along the
valley they add up.

This is not in the lecture. The points are the known ones, moved to the right by {shift:.0f}. That alone stretches the bowl of the loss
into a valley, {condition:.0f} times as curved across as along; the map is turned so that the valley lies level. Dashed, plain descent at
learning rate {lr}: the steep sides bring it down to the bottom in a few steps, and there the gradient is small. After {steps} steps its
loss is {plain_loss.last:.2f}.

In red, the same guess and the same rate with one setting more, momentum={momentum}: a step is the push, minus {lr} times the gradient,
and {momentum} of the step before. Both stand beside the red arrow. Past the bottom the push leads back, but the kept part is longer, so
red goes on, turns later, and swings.

So every past push still has a share in a step, the older the smaller. At one stop the map is seen from near, and these shares stand tip
to tail, from the dot to where the step lands. Across the valley they lead up and down, and nearly cancel; along it all lead the same way,
and their sum is many times the last of them. In the end the loss is {loss.last:.4f}, where the best fit has {best_loss:.4f}. Nor was the
rate just a bad one for plain descent: with the best rate there is for {steps} steps, {best_plain_lr:.3f}, it would have come down to
{best_plain_loss:.2f}.
"""

import numpy as np
import torch

from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import valley_facts
from scenes.shared.momentum_parts import chain, closeup, level_valley, run, seen_level, step_in_parts, turns
from scenes.studio.draw.marks import compose, only, step_arrow
from scenes.studio.run.descend import descend, mse
from scenes.studio.words import say


class Momentum(LineFit):
    """The line fit in a narrow valley, by SGD with momentum (`a`, `loss`) and without (`plain`, `plain_loss`)."""

    steps: int = 80
    momentum: float = 0.9
    shift: float = 2.0

    bounds = {**LineFit.bounds, "momentum": (0, 0.999), "shift": (-1000, 1000)}
    readouts = {"loss": "loss with momentum", "plain_loss": "loss without", "a_0": "slope", "a_1": "intercept"}
    says = 2

    @property
    def units(self):
        return self.user_points.units.shifted(self.shift) if self.user_points else None

    def data(self):
        x, y = super().data()
        x[:, 0] += self.shift
        return x, y

    def train(self):
        x, y = self.data()
        a, plain = (torch.tensor([-1.0, 1.0], requires_grad=True) for _ in range(2))
        rolling = descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps, momentum=self.momentum)
        creeping = descend([plain], lambda: mse(x @ plain, y), lr=self.lr, steps=self.steps)
        for loss, plain_loss in zip(rolling, creeping, strict=True):
            yield {"loss": loss, "a": a, "grad": a.grad, "plain_loss": plain_loss, "plain": plain, "plain_grad": plain.grad}

    def facts(self, trace):
        x, y = self.data()
        return super().facts(trace) | valley_facts(x, y, self.steps)

    def level(self, trace):
        """Along the valley and across it: both paths, the pushes, the steps with momentum, (rows, 2) each; and the rows of `turns`."""
        x, y = self.data()
        seen = seen_level(x, y, trace, self.lr, self.momentum)
        return *seen, *turns(*seen[2:])

    def story(self, trace):
        *_, back, along = self.level(trace)
        return {
            0: "Two runs down one valley: which reaches the best fit?",
            1 if self.momentum and len(trace) > 1 else None: "Red adds {momentum:g} of its last step to each push",
            back: "What is kept carries red past the bottom and back",
            along: "Across, past pushes cancel; along the valley they add up",
            -1: "Loss {loss:.3f} with momentum, {plain_loss:.3f} without",
        }

    def frame_rows(self, last):
        stride = 5 * 2 ** max(0, int(np.ceil(np.log2(max(last, 1) / 80))))
        return sorted({*range(min(31, last)), *range(35, last, stride), last})

    def pace(self, trace):
        framed = (self.level(trace)[-1] or 0) - 1
        return [300 if t < 6 else 700 if t == framed else 100 for t in range(len(trace))]

    def draw(self, trace, stage):
        theme, t = stage.theme, np.arange(len(trace))
        red, plain, pushes, steps, back, along = self.level(trace)
        closer, early = t == (along or -1), (t > 0) & (t <= (back or 0) + 1)
        near, holds = closeup(red, steps, pushes, self.momentum, closer), np.vstack([red, plain, (red + steps - pushes)[early]])
        (ax,) = stage.panels("")
        view = level_valley(stage, ax, self.data()[0], holds, near, closer)
        stage.label(ax, only(t == 0, red), say("both start here"), theme.ink, sides=("right",), size=24, gap=20)
        return compose(
            view,
            run(stage, ax, plain, trace.plain_loss, "without momentum", theme.ink, 0, closer, dashed=True),
            run(stage, ax, red, trace.loss, "with momentum", theme.model, (back or 0) + 2, closer),
            step_in_parts(stage, ax, red, steps, pushes, early, self.lr, self.momentum),
            step_arrow(stage, ax, red, only((t <= (along or 30)) & ~closer, steps)),
            chain(stage, ax, red, steps, pushes, self.momentum, along),
        )


scene = Momentum(lr=0.03)
