"""Three learning rates: from one guess, the low one is slow, the good one arrives, the high one diverges.

Alt: Three lines set out from one guess among a hundred points. The one at rate {low} hardly turns, the one at {lr} turns into the points,
the one at {high} jumps over them and back, each time farther, and is soon out of the picture.

The same {points} points, the same guess and the same loop, three times; only the learning rate differs. The picture has the points and the
three lines, each with its rate at its end. The loop is told how far its line misses the points, and which way to turn it; the rate says
how far to go.

At {low} every step goes the right way, and is very short: after {steps} steps the loss has come from {loss.first:.2f} to
{low_loss.last:.2f}. At {lr} it comes down to {loss.last:.3f}, where the best line there is has {best_loss:.3f}. At {high} the first step
carries the line over the points, the next one back and farther; the loss ends at {high_loss.last:.3g}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import line_among_points
from scenes.studio.draw.marks import compose, curve
from scenes.studio.draw.theme import LABEL
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import lockstep
from scenes.studio.run.scene import first
from scenes.studio.words import say

WINDOW = -5.0, 10.0  # what the picture has of y
ENDS = np.array([-1.0, 1.0])


@dataclass(frozen=True, kw_only=True)
class ThreeRates(LineFit):
    """The line fit at three rates in lock-step: `loss` and `a` at `lr`, `low_loss`, `low_a`, `high_loss` and `high_a` at the others."""

    steps: int = 40
    low: float = 0.01
    high: float = 1.05

    says: ClassVar = 3
    poster: ClassVar = 1  # there the three can be told apart

    @property
    def readouts(self):  # type: ignore[override]  # they name the rates
        rates = {"low_loss": self.low, "loss": self.lr, "high_loss": self.high}
        return {name: f"loss at {lr:g}" for name, lr in rates.items()}

    def __post_init__(self):
        super().__post_init__()
        if not 0 < self.low < self.lr < self.high:
            raise BadNumber("the rates must be above 0 and rise: low, lr, high")

    def train(self):
        rates = {"low_": self.low, "": self.lr, "high_": self.high}
        same = {name: getattr(self, name) for name in ("steps", "points", "seed", "user_points")}
        return lockstep({name: LineFit(lr=lr, **same).train() for name, lr in rates.items()})

    def pace(self, trace):
        return [450] * 8 + [80] * len(trace) if len(trace) < 100 else None

    def story(self, trace):
        rows, best, limit = np.arange(len(trace)), self.best_fit["best_loss"], self.best_fit["limit"]
        usual = self.low < self.lr < limit < self.high and trace.loss[-1] < 2 * best < trace.low_loss[-1]
        return {
            0: "One guess, the same loop, three learning rates",
            first((rows == 1) & usual): "One step from the guess, at three learning rates",
            first((rows > 1) & np.isnan(inside(trace.high_a)).any(1) & usual): "{high:g} jumped farther each time, and has left",
            -1: "{lr:g} lies among the points; {low:g} is still far" if usual else "Step {steps}: loss {loss:.3g} at rate {lr:g}",
        }

    def draw(self, trace, stage):
        theme, (x, y), rows = stage.theme, self.data(), np.arange(len(trace))
        (ax,) = stage.panels("the points, and the line at each rate")
        shows = [line_among_points(stage, ax, x, y, trace.a.astype(float), past=(0,), usual=WINDOW)]
        ax.set(xlim=(-1.25, 1.25), ylim=WINDOW)
        start = np.where(rows[:, None] < 2, (ENDS[1], trace.a[0].sum()), np.nan)
        stage.label(ax, start, say("the guess"), theme.model, sides=("below left",))
        # All look alike: which of them is good is for the run to say.
        for name, lr, end, side in (("low_", self.low, 1, "right"), ("high_", self.high, 0, "left"), ("", self.lr, 1, "above right")):
            heights = inside(trace.series[name + "a"].astype(float))
            if name:
                stage.follow(ax, np.stack([np.broadcast_to(ENDS, heights.shape), heights], -1))
                shows.append(curve(stage, ax, ENDS, heights, theme.model, width=6))
            places = np.where(rows[:, None], np.column_stack([np.full(len(rows), ENDS[end]), heights[:, end]]), np.nan)
            stage.label(ax, places, say("{lr:g}", lr=lr), theme.model, sides=(side,), gap=8, size=LABEL + 4, weight="semibold")
        return compose(*shows)


def inside(a):
    """The heights (rows, 2) at x = −1 and 1 of the lines `a` (rows, 2), up to the first that lies outside the picture; then nan."""
    heights = a[:, :1] * ENDS + a[:, 1:]
    out = (heights > WINDOW[1]).all(1) | (heights < WINDOW[0]).all(1)
    return np.where(np.logical_or.accumulate(out)[:, None], np.nan, heights)


scene = ThreeRates(lr=0.1)
