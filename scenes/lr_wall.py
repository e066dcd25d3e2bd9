"""Four learning rates side by side, and the limit: one is slow, one settles, one overshoots but settles, one is above the limit.

Alt: Five columns, one for each rate, with how far a line lies too high or too low, step after step. At rate {low} it hardly rises, at {lr}
it rises smoothly to the best line, at {high} it leaps from too low to too high, less each time, and arrives, at {limit:.2f} it leaps as far
each time, and at {beyond} farther, out of the picture.

The same {points} points, the same guess, the same scales; only the learning rate differs from column to column. The height is how far
the run is from the best fit in the direction in which the loss is steepest, which slides the line up and down. Dashed lines are as far
off as the guess, on its side and on the other, its mirror. Each step leaves a fixed share of what there was, written below, with a minus
where it is on the other side: at {low} nearly all, at {lr} a good part, so that the loss has come from {loss.first:.2f} to
{low_loss.last:.2f} and {loss.last:.3f} after {steps} steps. At {high} each step leads past the best line, but lands nearer than the
mirror, so the run closes in; it ends at {high_loss.last:.4f}, where the best fit has {best_loss:.4f}. At {beyond} each one lands beyond
the mirror, and in the end the loss is {beyond_loss.last:.3g}.

Between {high} and {beyond} stands the wall: 2/λmax = {limit:.2f}, a number computed from the points alone. At this rate a step
leaves all of it, on the other side, for ever. Below it a run may be slow or wild, but it settles. Above it none does.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.shared.line_fit import LineFit
from scenes.shared.wall_parts import across, mirror_lines, share_left, steps_of_run, zigzag
from scenes.studio.draw.marks import compose
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import lockstep
from scenes.studio.run.scene import first
from scenes.studio.words import say

REACH = 2.6  # how far off is seen, as a multiple of the guess


@dataclass(frozen=True, kw_only=True)
class Wall(LineFit):
    """The line fit at four rates in lock-step: `loss`, `a` and `grad` at `lr`, `loss_low`, `a_low` and so on at the others."""

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

    def train(self):
        rates = {"low_": self.low, "": self.lr, "high_": self.high, "beyond_": self.beyond, "limit_": self.best_fit["limit"]}
        same = {name: getattr(self, name) for name in ("steps", "points", "seed", "user_points")}
        return lockstep({name: LineFit(lr=lr, **same).train() for name, lr in rates.items()})

    def frame_rows(self, last):
        return sorted({*range(min(13, last)), *range(12, last, max(2, last // 15)), last})

    def pace(self, trace):
        return [600] * 6 + [200] * len(trace) if len(trace) < 100 else None

    def runs(self, trace):
        """How far off each of the five runs is across the valley, (rows,), by its rate, in their order."""
        names = {self.low: "low_a", self.lr: "a", self.high: "high_a", self.beyond: "beyond_a", self.best_fit["limit"]: "limit_a"}
        x, y = self.data()
        return {lr: across(x, y, trace.series[names[lr]].astype(float)) for lr in sorted(names)}

    def story(self, trace):
        rows, beyond = np.arange(len(trace)), np.abs(self.runs(trace)[self.beyond])
        apart = len(rows) > 9 and self.high < self.best_fit["limit"] < self.beyond and beyond[0] > 0.5
        return {
            0: "One guess, five learning rates: which reach the best line?",
            first((rows == 1) & apart): "Three jump past it: nearer, as far, and farther",
            first((rows == 3) & apart): "Steepness grows with distance: each step leaves one share",
            first((beyond > REACH * beyond[0]) & apart): "{limit:.2f} is the wall: to and fro for ever",
            -1: "Below {limit:.2f} all come nearer, {low:g} slowly; above, none"
            if apart
            else "Step {steps}: loss {loss:.3g} at {lr:g}; at best {best_loss:.3g}",
        }

    def draw(self, trace, stage):
        theme, limit, runs, shows = stage.theme, self.best_fit["limit"], self.runs(trace), []
        (columns,) = stage.columns([say("learning rate {lr:.2g}" if lr == limit else "learning rate {lr:g}", lr=lr) for lr in runs])
        start = float(runs[self.lr][0]) or 1.0
        for ax, (lr, heights) in zip(columns, runs.items(), strict=True):
            steps_of_run(ax, len(trace) - 1, 1.08 * REACH * abs(start))
            mirror_lines(stage, ax, start, named=ax is columns[0])
            colour = theme.model if lr < limit else theme.ink
            share_left(stage, ax, np.arange(len(trace)), 1 - 2 * lr / limit, colour)
            shows.append(zigzag(stage, ax, heights, REACH * abs(start), colour))
        columns[0].set_ylabel(say("← too low      the line      too high →"))
        return compose(*shows)


scene = Wall(lr=0.1)
