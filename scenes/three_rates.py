"""Three learning rates: from one guess, the low one is slow, the good one arrives, the high one diverges.

Alt: Three pictures of the same hundred points, each with a line that sets out from the same guess. At rate {low} the line hardly turns. At
{lr} it turns into the points. At {high} it leaps over them and back, each time farther, and the picture has to show ever more to hold it.

The same {points} points, the same guess and the same loop, three times; only the learning rate differs. Upright lines are the misses. A
line across each picture is as high as the best line is at x = 0. Beside the points, as high as the line at x = 0, a blue bar is as long as
their mean, with a second, pale one on top, and a thin arrow as the gradient there, which is twice that. The rate times the gradient is the
next step, a thick arrow, by which the line moves at x = 0: at {low} a mere dash, at {lr} a tenth of the gradient, at {high} a little longer
than the whole, and past the points. The steps so far stay side by side: at {low} a dotted line, at {lr} a stair that flattens, at {high} a
wedge that opens. When a leap no longer fits, its picture is seen from farther and farther off, the picture before in a dashed frame. Over
each picture stands the sum.

The loop is told how far its line misses the points, and which way to turn it; the rate says how far to go. At {low} every step goes the
right way, and hardly dents the miss: after {steps} steps the loss has come from {loss.first:.2f} to {low_loss.last:.2f}. At {lr} it comes
down to {loss.last:.3f}, where the best line there is has {best_loss:.3f}. At {high} the first step carries the line so far past the points
that it misses them by more than before. So the gradient is larger, and the step back is longer still. The loss ends at
{high_loss.last:.3g}.
"""

from functools import cached_property

import numpy as np
import torch

from scenes.shared.leap_parts import KEPT, leaps, leaves, numbers
from scenes.shared.many_rates import ManyRates
from scenes.studio.draw.marks import only
from scenes.studio.run.scene import first
from scenes.studio.words import say, say_each


class ThreeRates(ManyRates):
    """The line fit at three rates, each in a picture of its own."""

    steps: int = 40

    says = 3
    times = [500] * 6 + [400] * 3 + [200]

    def frame_rows(self, last):
        return sorted({*range(min(8, last)), *range(8, last, 4), last})

    def story(self, trace):
        rows, best, limit = np.arange(len(trace)), self.best_fit["best_loss"], self.best_fit["limit"]
        usual = self.low < self.lr < limit < self.high and trace.loss[-1] < 2 * best < trace.low_loss[-1]
        return {
            0: "The same points, the same guess, three learning rates",
            first((rows == 1) & usual): "{high:g} leapt past: larger misses, longer gradient, longer leap",
            first((rows == 5) & usual): "{high:g}: each leap is longer than the one before",
            usual and self.gone(trace): "{high:g}, seen from farther off: still longer leaps",
            -1: "{lr:g} has arrived, {low:g} creeps on, {high:g} is gone" if usual else "Step {steps}: loss {loss:.3g} at rate {lr:g}",
        }

    def gone(self, trace):
        """The first frame in which the window no longer holds the line of the highest rate and its next step, or None."""
        away = leaves(trace.high_a[:, 1], -self.high * trace.high_grad[:, 1], self.window)
        return away and next(row for row in trace.frame_rows if row >= away)

    @cached_property
    def window(self):
        """What the pictures show of y: the points, and almost a third as much on either side."""
        low, high = (float(end) for end in torch.aminmax(self.data()[1]))
        return 1.3 * low - 0.3 * high, 1.3 * high - 0.3 * low

    def draw(self, trace, stage):
        (columns,) = stage.columns(say_each("rate {lr:g}", lr=[*self.rates().values()]), across=True)
        (x, y), rows, shows, aim = self.data(), np.arange(len(trace)), [], self.best_fit["best_intercept"]
        for ax, (run, rate) in zip(columns, self.rates().items(), strict=True):
            a, gradient = trace.series[f"{run}a"].astype(float), trace.series[f"{run}grad"][:, 1].astype(float)
            shows += [numbers(stage, ax, gradient, rate), leaps(stage, ax, x, y, a, gradient, -rate * gradient, aim, self.window)]
        guess = trace.a[0].astype(float)
        places = (1.85, guess[1] + 0.9) if stage.canvas.wide else (1.5, guess.sum())  # beside the bar, or below it
        side, first_only = "right" if stage.canvas.wide else "below", rows == 0
        stage.label(columns[0], only(first_only, places), say("mean miss"), stage.theme.loss, sides=(side,), size=24, weight="semibold")
        if stage.canvas.wide:
            tip = only(first_only, (1.75, guess[1] - float(trace.grad[0, 1])))
            stage.label(columns[0], tip, say("gradient"), stage.theme.gradient, sides=("right",), size=24, weight="semibold")
        below = only(rows > KEPT, (1.6, guess.sum() - 0.6))
        for ax in columns[:2]:
            stage.label(ax, below, say("first {n} steps", n=KEPT), stage.theme.muted, sides=("below",), gap=0)
        return shows


scene = ThreeRates(lr=0.1)
