"""Three learning rates: from one guess, the low one is slow, the good one arrives, the high one diverges.

Alt: Three pictures of the same hundred points, each with a line that sets out from the same guess. At rate {low} the line hardly turns. At
{lr} it turns into the points. At {high} it jumps over them and back, each time farther, and is soon out of the picture.

The same {points} points, the same guess and the same loop, three times; only the learning rate differs. Each picture has the points, the
line as it is now and, faint, the lines that it has been. A bar in the middle says by how much the line is too low or too high there, and an
arrow at the right end shows the last step.

The loop is told how far its line misses the points, and which way to turn it; the rate says how far to go. At {low} every step goes the
right way, and is very short: after {steps} steps the loss has come from {loss.first:.2f} to {low_loss.last:.2f}. At {lr} it comes down to
{loss.last:.3f}, where the best line there is has {best_loss:.3f}. At {high} the first step carries the line over the points, and there it
misses them by more than before; so the step back is longer still. The loss ends at {high_loss.last:.3g}.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import line_among_points
from scenes.studio.draw.marks import arrow, compose, sticks
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import lockstep
from scenes.studio.run.scene import first
from scenes.studio.words import say

PAST = 0, 1, 2, 3, 4, 6, 9, 13, 18, 24, 31  # the steps whose lines stay, faint
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
        return [400] * 7 + [80] * len(trace) if len(trace) < 100 else None

    def story(self, trace):
        rows, best, limit = np.arange(len(trace)), self.best_fit["best_loss"], self.best_fit["limit"]
        usual = self.low < self.lr < limit < self.high and trace.loss[-1] < 2 * best < trace.low_loss[-1]
        return {
            0: "One guess, the same loop, three learning rates",
            first((rows == 1) & usual): "Each step is rate × gradient: short, medium, long",
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
        runs = {"low_": self.low, "": self.lr, "high_": self.high}
        ((*columns,),) = stage.columns([say("rate {lr:g}", lr=lr) for lr in runs.values()])
        return compose(*(self.run_in(stage, ax, trace.series[f"{run}a"].astype(float)) for ax, run in zip(columns, runs, strict=True)))

    def run_in(self, stage, ax, a):
        """The line of `a` (rows, 2) among the points, what it misses in the middle, and its last step. Returns show(t)."""
        x, y = self.data()
        middle, height = x[:, 0].mean().item(), y.mean().item()
        misses = a @ [middle, 1] - height
        a = np.where(self.left(a)[:, None], np.nan, a)
        line, here, end = line_among_points(stage, ax, x, y, a, past=PAST), a @ [middle, 1], np.insert(a, 0, a[0], axis=0).sum(1)
        ax.set_ylim(self.window)
        texts = [
            say("{miss:.2g} too high in the middle" if miss > 0 else "{miss:.2g} too low in the middle", miss=abs(miss)) for miss in misses
        ]
        stage.label(ax, (ENDS[0], 0.05 * self.window[0] + 0.95 * self.window[1]), texts, stage.theme.loss, sides=("right",), gap=4)
        before, now = (np.column_stack([np.ones(len(a)), heights]) for heights in (end[:-1], end[1:]))
        named = (np.arange(len(a)) == 1) & (abs(now - before)[:, 1] > 0.1 * np.ptp(self.window))
        stage.label(ax, np.where(named[:, None], (before + now) / 2, np.nan), "step", stage.theme.model, sides=("left",))
        lower, upper = np.sort([here, np.full(len(a), height)], axis=0)[..., None]
        bar = sticks(stage, ax, [middle], lower, upper, stage.theme.loss, width=6)
        return compose(line, bar, arrow(stage, ax, before, now, stage.theme.model, rim=0))


scene = ThreeRates(lr=0.1)
