"""Three learning rates: from one guess, the low one is slow, the good one arrives, the high one diverges.

Alt: Three pictures of the same hundred points, each with a line that sets out from the same guess. At rate {low} the line hardly turns. At
{lr} it turns into the points. At {high} it leaps over them and back, each time farther, and the picture has to
show ever more to hold it.

The same {points} points, the same guess and the same loop, three times; only the learning rate differs. Each picture has two parts. One
holds the line; upright sticks are its misses. The other, at its right or in a tall picture below it, has a bar for each step, which tells
how far the line was from its best height at x = 0: at {low} the bars hardly shrink, at {lr} they shrink to nothing, at {high} each stands
on the other side and is longer than the one before; what is farther off than before is lit. An arrow leads from the last height to the next
one, as far up or down as the rate times the gradient says, and a pale bar where it lands is as far off on the other side: at {low} the
arrow is all but level, at {lr} it goes a part of the way, at {high} it goes past the end of the pale bar. All three pictures have one
scale, until the third one has to zoom out: then a thin frame is what it held at first. From then on there are no arrows, and the steps
stand closer.

The loop is told how far its line misses the points, and which way to turn it; the rate says how far to go. At {low} every step goes the
right way, and hardly dents the miss: after {steps} steps the loss has come from {loss.first:.2f} to {low_loss.last:.2f}. At {lr} the height
comes right within a few steps; the slope takes longer, then the loss is down to {loss.last:.3f}, where the best line there is has
{best_loss:.3f}. At {high} the first step carries the line so far past the best height that it is farther off than before: {off_1:.1f} after
{off_0:.1f}. So the gradient is larger, and the step back is longer still. The loss ends at {high_loss.last:.3g}.
"""

from functools import cached_property

import numpy as np
import torch

from scenes.shared.leap_parts import leaps, leaves
from scenes.shared.leap_words import numbers
from scenes.shared.many_rates import ManyRates
from scenes.studio.run.scene import first
from scenes.studio.words import say_each


class ThreeRates(ManyRates):
    """The line fit at three rates, each in a picture of its own."""

    steps: int = 40

    says = 3
    times = [500] * 6 + [400] * 3 + [200]

    def frame_rows(self, last):
        return sorted({*range(min(8, last)), *range(8, last, 4), last})

    def facts(self, trace):
        aim = self.best_fit["best_intercept"]
        return super().facts(trace) | {f"off_{n}": abs(float(its) - aim) for n, its in enumerate(trace.high_a[:2, 1])}

    def story(self, trace):
        rows, best, limit = np.arange(len(trace)), self.best_fit["best_loss"], self.best_fit["limit"]
        usual = self.low < self.lr < limit < self.high and trace.loss[-1] < 2 * best < trace.low_loss[-1]
        return {
            0: "The same points, the same guess, three learning rates",
            first((rows == 1) & usual): "{high:g} leaps too far: from {off_0:.1f} off to {off_1:.1f} off",
            first((rows == 5) & usual): "At {high:g}: farther off, larger gradient, longer leap",
            usual and self.gone(trace): "{high:g} leaves the picture, so the picture zooms out",
            -1: "{lr:g} has arrived, {low:g} creeps on, {high:g} is gone" if usual else "Step {steps}: loss {loss:.3g} at rate {lr:g}",
        }

    def gone(self, trace):
        """The first frame in which the window no longer holds the line of the highest rate and its next step, or None."""
        away = leaves(trace.high_a[:, 1], -self.high * trace.high_grad[:, 1], self.window)
        return away and next(row for row in trace.frame_rows if row >= away)

    @cached_property
    def window(self):
        """What the pictures show of y: the points, and half as much on either side."""
        low, high = (float(end) for end in torch.aminmax(self.data()[1]))
        return 1.5 * low - 0.5 * high, 1.5 * high - 0.5 * low

    def draw(self, trace, stage):
        titles = say_each("rate {lr:g}", lr=[*self.rates().values()])
        rows = stage.columns(titles, rows=1 if stage.canvas.wide else 2, across=True)
        (x, y), shows, best = self.data(), [], np.array([self.best_fit["best_slope"], self.best_fit["best_intercept"]])
        for axes, (run, rate) in zip(zip(rows[0], rows[-1], strict=True), self.rates().items(), strict=True):
            a, gradient = trace.series[f"{run}a"].astype(float), trace.series[f"{run}grad"][:, 1].astype(float)
            shows += [numbers(stage, axes, gradient, rate), leaps(stage, axes, x, y, a, -rate * gradient, best, self.window)]
        return shows


scene = ThreeRates(lr=0.1)
