"""Momentum, a look beyond the lecture: each step keeps a part of the step before, which changes the path along a narrow valley.

Alt: In a long narrow valley a grey dashed path drops to the bottom and creeps along it. A red path swings to and fro
across the valley, ever less, runs along it, and reaches the cross of the best fit. Bars beside it: across the valley
past gradients cancel, along it they add up.

This is not in the lecture. The points are the known ones, moved to the right by {shift:.0f}. That alone stretches the
bowl of the loss into a valley, {condition:.0f} times as curved across as along. Dashed, plain descent at learning
rate {lr}: the steep sides bring it down to the bottom in a few steps, and there the gradient is small. After {steps}
steps its loss is {plain_loss.last:.2f}.

In red, the same guess and the same rate with one setting more, momentum={momentum}: a step is the gradient's plus
{momentum} of the step before. The red arrow is that step.

So every past gradient still has a share in a step, the older the smaller. At the right these shares are bars, with
their sum in red. Across the valley they point to either side and nearly cancel; along it all point the same
way, and their sum is many times each of them. The red path swings past the bottom, as plain descent at this rate never
does, and the loss goes up and down while the swings die away. In the end it is {loss.last:.4f}, where the best fit
has {best_loss:.4f}. Nor was the rate just a bad one for plain descent: with the best rate there is for {steps} steps,
{best_plain_lr:.3f}, it would have come down to {best_plain_loss:.2f}.
"""

import numpy as np
import torch

from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import valley_facts
from scenes.shared.line_parts import loss_map
from scenes.shared.momentum_parts import across_and_along, compass, rolling, share_bars, shares
from scenes.studio.draw.marks import compose, dot, only, step_arrow, trail
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import first
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

    def turns(self, trace):
        """Rows: where it stands highest past the bottom, and where the next step first leads along it."""
        if not self.momentum:
            return None, None
        across, _ = across_and_along(self.data()[0], -trace.grad[0])
        places = (trace.a - [self.best_fit["best_slope"], self.best_fit["best_intercept"]]) @ across
        steps, t = rolling(trace.grad, self.lr, self.momentum), np.arange(len(trace))
        high = first((t > (first(places * places[0] < 0) or len(t))) & (np.diff(trace.loss, append=0) < 0))
        return high, high and first((t > high + 3) & (np.abs(steps @ across) < 0.3 * np.hypot(*steps.T)))

    def story(self, trace):
        high, along = self.turns(trace)
        return {
            0: "Two runs down one valley: which reaches the best fit?",
            1 if self.momentum and len(trace) > 1 else None: "Red adds {momentum:g} of its last step to each step",
            high: "Past steps carry red beyond the bottom and back",
            along: "Across, past gradients cancel; along the valley they add up",
            -1: "Loss {loss:.3f} with momentum, {plain_loss:.3f} without",
        }

    def frame_rows(self, last):
        stride = 5 * 2 ** max(0, int(np.ceil(np.log2(max(last, 1) / 80))))
        return sorted({*range(min(31, last)), *range(35, last, stride), last})

    def pace(self, trace):
        return [400 if t < 6 else 100 for t in range(len(trace))]

    def draw(self, trace, stage):
        theme, (x, y), a, t = stage.theme, self.data(), trace.a, np.arange(len(trace))
        steps = rolling(trace.grad, self.lr, self.momentum)
        parts, ways = shares(trace.grad, self.lr, self.momentum), across_and_along(x, -trace.grad[0])
        story, *bars = stage.panels("loss over slope and intercept", "across: shares of past gradients", "along, finer scale", share=0.56)
        loss_map(stage, story, x, y, np.vstack([a, trace.plain]), usual=((-1.5, 3.6), (-4, 2.4)), window=False)
        plain = [say("without momentum")] * t[-1] + [say("without momentum: loss {loss:.3f}", loss=trace.plain_loss[-1])]
        stage.label(story, only(t > 1, trace.plain), plain, theme.muted, sides=("below left", "left"))
        ends = [say("momentum")] * t[-1] + [say("momentum: loss {loss:.3f}", loss=trace.loss[-1])]
        stage.label(story, only((t == 1) | (t == t[-1]), a), ends, theme.model, sides=("above left", "left"))
        return compose(
            compass(stage, story, ways, (say("across the valley"), say("along the valley"))),
            trail(stage, story, trace.plain, theme.muted, dashed=True),
            trail(stage, story, a, theme.model),
            step_arrow(stage, story, a, only(t <= (self.turns(trace)[1] or 30), steps)),
            dot(stage, story, a, theme.model),
            *(share_bars(stage, ax, parts @ way, steps @ way) for ax, way in zip(bars, ways, strict=True)),
        )


scene = Momentum(lr=0.03)
