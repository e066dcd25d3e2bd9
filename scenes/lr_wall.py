"""Six learning rates from one guess: the higher the rate, the farther the step, until at the limit it lands as far off as it began.

Alt: Six dots stand over their learning rates, all as far too low. Arrows lead up, the longer the higher the rate, and the dots land on a
slanted line. At {low} and {lr} they rise little by little, at {high} a dot leaps to and fro but less each time, at {limit:.2f} it leaps
as far each time, and at {beyond} farther and out of the picture.

The same {points} points and the same guess; only the learning rate differs, and it is the place of each dot from left to right. The height
is how far the run is from the best fit in the direction in which the loss is steepest, which slides the line up and down. Dashed lines are
as far off as the guess, on its side and on the other, its mirror. All begin where it is equally steep, so that twice the rate makes
twice the step: the first landings lie on a straight line. It meets the best line at {half:.2f} and the mirror at twice that.

A ring and an upright line mark where, and a shape from step 3 on is as wide as the loss is steep at each height. This is the limit, 2/λmax
= {limit:.2f}, a number computed from the points alone. There a run goes to and fro for ever. Below it each step lands nearer, where it is
less steep, and so the next step is shorter: at {low} the loss has come from {loss.first:.2f} to {low_loss.last:.2f} after {steps} steps, at
{lr} to {loss.last:.3f}, and at {high} to {high_loss.last:.4f}, where the best fit has {best_loss:.4f}. Above it each step lands farther
off, where it is steeper: at {beyond} the loss is {beyond_loss.last:.3g}.
"""

import numpy as np

from scenes.shared.many_rates import ManyRates
from scenes.shared.wall_parts import across, first_landings, hops, over_rates, steepness, wall
from scenes.studio.run.scene import first

REACH = 2.6  # how far off is seen, as a multiple of the guess


class Wall(ManyRates):
    """The line fit at four rates, at the limit, and at half of it."""

    steps: int = 30
    high: float = 0.9
    beyond: float = 1.05

    chosen = ["low", "lr", "high", "beyond"]
    says = 4
    times = [700] * 6 + [300] * 7 + [100]

    def rates(self):
        limit = self.best_fit["limit"]
        return {"low_": self.low, "": self.lr, "half_": limit / 2, "high_": self.high, "limit_": limit, "beyond_": self.beyond}

    def frame_rows(self, last):
        return sorted({*range(min(13, last)), *range(12, last, max(3, last // 10 | 1)), last})

    def runs(self, trace, steps=0):
        """How far off each of the runs is across the valley, or will be after its next step, (rows,), by its rate, in their order."""
        (x, y), its = self.data(), trace.series
        found = {lr: across(x, y, its[name + "a"].astype(float) - steps * lr * its[name + "grad"]) for name, lr in self.rates().items()}
        return dict(sorted(found.items()))

    def facts(self, trace):
        return super().facts(trace) | {"half": self.best_fit["limit"] / 2}

    def story(self, trace):
        rows, beyond = np.arange(len(trace)), np.abs(self.runs(trace)[self.beyond])
        apart = len(rows) > 9 and self.high < self.best_fit["limit"] < self.beyond and beyond[0] > 0.5
        return {
            0: "One guess, six learning rates: which reach the best line?",
            first((rows == 1) & apart): "Twice the rate, twice the step: past {half:.2g} it overshoots",
            first((rows == 2) & apart): "At {limit:.2f} each step lands as far off as before",
            first((rows == 3) & apart): "Lower rates: nearer each time, so less steep, shorter steps",
            first((rows == 5) & apart): "Higher rates: farther each time, so steeper and longer steps",
            -1: "Rates below {limit:.2f} come nearer; at it, never; above, farther"
            if apart
            else "Step {steps}: loss {loss:.3g} at {lr:g}; at best {best_loss:.3g}",
        }

    def draw(self, trace, stage):
        limit, runs, rows = self.best_fit["limit"], self.runs(trace), np.arange(len(trace))
        start = float(runs[self.lr][0]) or 1.0
        reach = REACH * abs(start)
        (story,) = stage.panels("how far off each run is; the arrow is its next step, rate × steepness")
        over_rates(stage, story, np.array(list(runs)), limit, 1.04 * reach, start)
        return [
            wall(stage, story, limit, start, rows > 1),
            steepness(stage, story, 0.66 * limit, rows > 2),
            first_landings(stage, story, start, limit, rows),
            *(hops(stage, story, lr, heights, self.runs(trace, 1)[lr], reach) for lr, heights in runs.items()),
        ]


scene = Wall(lr=0.1)
