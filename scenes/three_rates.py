"""Three learning rates: from one guess, the low one is slow, the good one arrives, the high one diverges.

Alt: Three pictures of the same hundred points, each with a line that sets out from the same guess. At rate {low} the line hardly turns. At
{lr} it turns into the points. At {high} it jumps over them and back, each time farther, and is soon out of the picture.

The same {points} points, the same guess and the same loop, three times; only the learning rate differs. Each picture has the points, the
line as it is now and, faint, its first lines. A bar in the middle shows how far off the line is there, with its length as a large number.
An arrow beside it shows the last step, over a pale bar, the miss before. A picture that its line has left is veiled.

The loop is told how far its line misses the points, and which way to turn it; the rate says how far to go. At {low} every step goes the
right way, and is very short: after {steps} steps the loss has come from {loss.first:.2f} to {low_loss.last:.2f}. At {lr} it comes down to
{loss.last:.3f}, where the best line there is has {best_loss:.3f}. At {high} the first step carries the line over the points, and there it
misses them by more than before; so the step back is longer still. The loss ends at {high_loss.last:.3g}.
"""

from functools import cached_property

import numpy as np
import torch

from scenes.shared.many_rates import ManyRates
from scenes.shared.rate_parts import line_and_last_step
from scenes.studio.run.scene import first
from scenes.studio.words import say_each

PAST = 0, 1, 2, 3, 4, 5  # the steps whose lines stay, faint
ENDS = np.array([-1.0, 1.0])


class ThreeRates(ManyRates):
    """The line fit at three rates, each in a picture of its own."""

    steps: int = 40

    says = 3
    poster = 1  # there the three can be told apart
    times = [400] * 7 + [100]

    def story(self, trace):
        rows, best, limit = np.arange(len(trace)), self.best_fit["best_loss"], self.best_fit["limit"]
        usual = self.low < self.lr < limit < self.high and trace.loss[-1] < 2 * best < trace.low_loss[-1]
        return {
            0: "One guess, the same loop, three learning rates",
            first((rows == 1) & usual): "Each step is rate × gradient: higher rate, longer step",
            first((rows == 4) & usual): "{high:g} misses by more each time, so each step grows",
            first((rows > 4) & self.left(trace.high_a) & usual): "{high:g} is out of the picture; the others go on",
            -1: "{lr:g} lies among the points; {low:g} is still far" if usual else "Step {steps}: loss {loss:.3g} at rate {lr:g}",
        }

    def left(self, a):
        """Whether the line of `a` (rows, 2) lies outside the picture, or did before: (rows,)."""
        heights, (bottom, top) = a.astype(float) @ [ENDS, [1, 1]], self.window
        return np.logical_or.accumulate((heights > top).all(1) | (heights < bottom).all(1))

    @cached_property
    def window(self):
        """What the pictures have of y: the points, and as much again."""
        low, high = (float(end) for end in torch.aminmax(self.data()[1]))
        return 1.5 * low - 0.5 * high, 1.5 * high - 0.5 * low

    def draw(self, trace, stage):
        (columns,) = stage.columns(say_each("rate {lr:g}", lr=[*self.rates().values()]))
        (x, y), shows = self.data(), []
        best = min(self.rates(), key=lambda run: trace.series[f"{run}loss"][-1])
        for ax, (run, rate) in zip(columns, self.rates().items(), strict=True):
            a = trace.series[f"{run}a"].astype(float)
            shows.append(line_and_last_step(stage, ax, x, y, a, self.left(a), self.window, PAST, rate, run == best))
        return shows


scene = ThreeRates(lr=0.1)
