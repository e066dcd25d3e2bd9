"""Six learning rates from one guess: the higher the rate, the farther the step, until at the limit it lands as far off as it began.

Alt: Six dots stand over their learning rates, all as far too low. Arrows lead up, the longer the higher the rate, and the dots land on a
slanted line. At {low} and {lr} they rise little by little, at {high} a dot leaps to and fro but less each time, at {limit:.2f} it leaps
as far each time, and at {beyond} farther and out of the picture.

The same {points} points and the same guess; only the learning rate differs, and it is the place of each dot from left to right. The height
is how far the run is from the best fit in the direction in which the loss is steepest, which slides the line up and down. Dashed lines are
as far off as the guess, on its side and on the other, its mirror. All begin where it is equally steep, so that twice the rate makes
twice the step: the first landings lie on a straight line. It meets the best line at {half:.2f} and the mirror at twice that.

This is the limit, 2/λmax = {limit:.2f}, a number computed from the points alone. There a run goes to and fro for ever. Below it each step
lands nearer, where it is less steep, and so the next step is shorter: at {low} the loss has come from {loss.first:.2f} to
{low_loss.last:.2f} after {steps} steps, at {lr} to {loss.last:.3f}, and at {high} to {high_loss.last:.4f}, where the best fit
has {best_loss:.4f}. Above it each step lands farther off, where it is steeper: at {beyond} the loss is {beyond_loss.last:.3g}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.shared.line_fit import LineFit
from scenes.shared.wall_parts import across, first_landings, hops, over_rates, wall
from scenes.studio.draw.marks import compose
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import lockstep
from scenes.studio.run.scene import first

REACH = 2.6  # how far off is seen, as a multiple of the guess


@dataclass(frozen=True, kw_only=True)
class Wall(LineFit):
    """The line fit at six rates in lock-step: `loss`, `a` and `grad` at `lr`, `low_loss`, `low_a` and so on at the others."""

    steps: int = 30
    low: float = 0.01
    high: float = 0.9
    beyond: float = 1.05

    says: ClassVar = 4

    @property
    def readouts(self):  # type: ignore[override]  # they name the rates
        rates = {"low_loss": self.low, "loss": self.lr, "high_loss": self.high, "beyond_loss": self.beyond}
        return {name: f"loss at {lr:g}" for name, lr in rates.items()}

    def __post_init__(self):
        super().__post_init__()
        if not 0 < self.low < self.lr < self.high < self.beyond:
            raise BadNumber("the rates must be above 0 and rise: low, lr, high, beyond")

    def rates(self):
        """The rate of each run by the prefix of its series."""
        limit = self.best_fit["limit"]
        return {"low_": self.low, "": self.lr, "half_": limit / 2, "high_": self.high, "limit_": limit, "beyond_": self.beyond}

    def train(self):
        same = {name: getattr(self, name) for name in ("steps", "points", "seed", "user_points")}
        return lockstep({name: LineFit(lr=lr, **same).train() for name, lr in self.rates().items()})

    def frame_rows(self, last):
        return sorted({*range(min(13, last)), *range(12, last, max(2, last // 15)), last})

    def pace(self, trace):
        return [700] * 6 + [300] * 7 + [100] * len(trace) if len(trace) < 100 else None

    def runs(self, trace):
        """How far off each of the runs is across the valley, (rows,), by its rate, in their order."""
        x, y = self.data()
        found = {lr: across(x, y, trace.series[prefix + "a"].astype(float)) for prefix, lr in self.rates().items()}
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
            first((rows == 3) & apart): "Below: nearer each time, so less steep and shorter steps",
            first((rows == 5) & apart): "Above: farther each time, so steeper and longer steps",
            -1: "Below {limit:.2f} all come nearer; at it, never; above, farther"
            if apart
            else "Step {steps}: loss {loss:.3g} at {lr:g}; at best {best_loss:.3g}",
        }

    def draw(self, trace, stage):
        limit, runs, rows = self.best_fit["limit"], self.runs(trace), np.arange(len(trace))
        start = float(runs[self.lr][0]) or 1.0
        reach = REACH * abs(start)
        (story,) = stage.panels("how far off each run is; the arrow is its next step, rate × steepness")
        over_rates(stage, story, np.array(list(runs)), limit, 1.04 * reach, start)
        return compose(
            wall(stage, story, limit, rows > 1),
            first_landings(stage, story, start, limit, rows),
            *(hops(stage, story, lr, heights, reach) for lr, heights in runs.items()),
        )


scene = Wall(lr=0.1)
