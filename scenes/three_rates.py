"""Three learning rates: from one guess, the low one is slow, the good one arrives, the high one diverges.

Alt: Three pictures of the same hundred points, each with a line that sets out from the same guess. At rate {low} the line hardly turns. At
{lr} it turns into the points. At {high} it jumps over them and back, each time farther, and is soon out of the picture.

The same {points} points, the same guess and the same loop, three times; only the learning rate differs. Each picture has the points, the
line as it is now and, faint, its first lines. In the middle, at x = 0, a blue bar shows how far the line is off the best one there, and an
arrow its last step. Below, larger, are the bars of that step. The gradient (that of the intercept, by which the line moves at x = 0) is
multiplied by the rate, and that is the step. Under it lies the miss that it set out to close, and from the end of the step to the points
the miss that is left. A picture that its line has left is veiled.

The loop is told how far its line misses the points, and which way to turn it; the rate says how far to go. At {low} every step goes the
right way, and hardly dents the miss: after {steps} steps the loss has come from {loss.first:.2f} to {low_loss.last:.2f}. At {lr} it comes
down to {loss.last:.3f}, where the best line there is has {best_loss:.3f}. At {high} the first step is longer than the miss and carries the
line past the points, where it misses them by more than before. So the gradient is larger, and the step back is longer still. The loss ends
at {high_loss.last:.3g}.
"""

from functools import cached_property

import numpy as np
import torch

from scenes.shared.many_rates import ManyRates
from scenes.shared.outrun_parts import line_and_miss, step_and_miss, two_parts
from scenes.studio.run.scene import first
from scenes.studio.words import say_each

PAST = 0, 1, 2, 3, 4, 5  # the steps whose lines stay, faint
ENDS = np.array([-1.0, 1.0])


class ThreeRates(ManyRates):
    """The line fit at three rates, each in a picture of its own."""

    steps: int = 40

    says = 3
    poster = 1  # there the three can be told apart
    times = [400] * 5 + [100]

    def story(self, trace):
        rows, best, limit = np.arange(len(trace)), self.best_fit["best_loss"], self.best_fit["limit"]
        usual = self.low < self.lr < limit < self.high and trace.loss[-1] < 2 * best < trace.low_loss[-1]
        return {
            0: "One guess: the same miss, the same gradient, three rates",
            first((rows == 1) & usual): "The same gradient, times each rate: three lengths of step",
            first((rows == 2) & usual): "{high:g}: the step outruns the miss, so it misses more",
            first((rows == 4) & usual): "{high:g}: larger miss, larger gradient, so a longer step",
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
        (x, y), goal, rows, shows = self.data(), self.best_fit["best_intercept"], np.arange(len(trace)), []
        told = (rows <= PAST[-1]) | (rows == len(trace) - 1) | np.isin(rows, [stop.row for stop in self.stops(trace)])
        slopes = {run: trace.series[f"{run}grad"][:, 1].astype(float) for run in self.rates()}
        most = max(max(1, rate) * abs(slopes[run][: PAST[-1] - 1]).max() for run, rate in self.rates().items()) or 1.0
        best = min(self.rates(), key=lambda run: trace.series[f"{run}loss"][-1])
        for ax, (run, rate) in zip(columns, self.rates().items(), strict=True):
            a = trace.series[f"{run}a"].astype(float)
            gone, under = self.left(a), two_parts(stage, ax)
            shows.append(line_and_miss(stage, ax, x, y, a, goal, gone, self.window, PAST, run == best))
            shows.append(step_and_miss(stage, under, rate, slopes[run], a[:, 1] - goal, most, told, gone))
        return shows


scene = ThreeRates(lr=0.1)
