"""Six learning rates from one guess: the higher the rate, the farther the step, until at the limit it lands as far off as it began.

Alt: A bowl, the loss, and below it a lane for each of six learning rates, with a dot in each, all as far too low. Arrows lead to the right,
the longer the higher the rate. At {low} and {lr} the dots come nearer little by little, at {high} a dot leaps to and fro but less each
time, at {limit:.2f} it leaps as far each time, and at {beyond} farther and out of the picture.

The same {points} points and the same guess; only the learning rate differs, and each has its lane. From left to right is how far the run is
from the best fit in the direction in which the loss is steepest, which slides the line up and down. Dashed lines are as far off as the
guess, on its side and on the other, its mirror. The bowl above is the loss over this distance, and a straight line on it how steep it is
under a run. At the right each step stands in numbers, rate times steepness. All begin where it is equally steep, so that twice the rate
makes twice the step: at {half:.2f} the first one leads to the best line and at twice that to the mirror.

This is the limit, 2/λmax = {limit:.2f}, a number computed from the points alone. There a run goes to and fro for ever. Below it each step
lands nearer, where it is less steep, and so the next step is shorter: at {low} the loss has come from {loss.first:.2f} to
{low_loss.last:.2f} after {steps} steps, at {lr} to {loss.last:.3f}, and at {high} to {high_loss.last:.4f}, where the best fit has
{best_loss:.4f}. Above it each step lands farther off, where it is steeper: at {beyond} the loss is {beyond_loss.last:.3g}.
"""

import numpy as np

from scenes.shared.many_rates import ManyRates
from scenes.shared.wall_parts import across, each_step, in_its_lane, lanes, on_valley, wall
from scenes.studio.run.scene import first

REACH = 2.4  # how far off is seen, as a multiple of the guess


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
            first((rows == 2) & apart): "At twice {half:.2g} it lands as far off as before",
            first((rows == 3) & apart): "At {high:g} it lands nearer: less steep, a shorter step",
            first((rows == 5) & apart): "At {beyond:g}: steeper, longer steps, until it is gone",
            -1: "Rates below {limit:.2f} come nearer; at it, never; above, farther"
            if apart
            else "Step {steps}: loss {loss:.3g} at {lr:g}; at best {best_loss:.3g}",
        }

    def draw(self, trace, stage):
        limit, runs, rows = self.best_fit["limit"], self.runs(trace), np.arange(len(trace))
        start = float(runs[self.lr][0]) or 1.0
        reach = REACH * abs(start)
        (story,) = stage.panels("how far off each run is, with its next step: rate × steepness")
        heights = lanes(stage, story, np.array(list(runs)), limit, reach, start)
        shows = [wall(stage, story, heights[list(runs).index(limit)], limit, start, reach, rows > 1)]
        told = {limit / 2: rows < 2, limit: rows == 2, self.high: (rows > 2) & (rows < 13), self.beyond: rows > 2}
        for lane, (lr, off) in zip(heights, runs.items(), strict=True):
            rate = float(f"{lr:.2g}") if lr in (limit, limit / 2) else lr  # as it is written
            when = told.get(lr, np.zeros(len(trace), bool))
            if 5 in self.story(trace) and lr in (self.high, limit, self.beyond):  # three places stay, for the end
                then = np.where(rows == rows[-1], off[4 if lr == limit else 5], np.nan)
                shows.append(on_valley(stage, story, then, lane, len(runs) - 1, reach, each_step(lr, limit, len(rows))))
            shows.append(in_its_lane(stage, story, lane, rate, off, self.runs(trace, 1)[lr], when, 2 / limit, len(runs) - 1, reach))
        return shows


scene = Wall(lr=0.1)
