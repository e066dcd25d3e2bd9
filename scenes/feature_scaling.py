"""Feature scaling: with x in hours the valley is long and takes many steps, and with x standardised the bowl is round and takes one.

Alt: Two maps of the loss with rings. On the left the rings are long and narrow, and a path jumps from side to side for {needed} steps. On
the right they are circles, and one step leads to the middle. Below each map is the same line among the same points.

Both runs fit the same {points} points from the same line, each at its best learning rate. On the left x is what was measured, hours of
sun from 0 to {hours:g}. On the right x is standardised: its mean is subtracted, and the rest is divided by its standard deviation. The
points look the same, and only the numbers on the x axis differ. Above each plot is the map of the loss over slope and intercept.

In hours the loss is {condition:.0f} times as curved across the valley as along it. The steep direction sets the limit of the learning
rate, {limit:.3f}. At the best rate, {rate:.3f}, each step jumps to the other side of the valley and comes only a little nearer to the
best fit along it. It takes {needed} steps until a hundredth of the way down is left. Standardised, the loss curves equally in all
directions, so that straight downhill is straight to the best fit. The limit is {round_limit:.0f}, and at half of it one step arrives.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.shared.line_loss import GUESS, best_rate, line_facts
from scenes.shared.scaling_parts import line_of_run, map_of_run
from scenes.studio.draw.marks import compose
from scenes.studio.run.descend import descend, lockstep, mse
from scenes.studio.run.scene import Bounds, Scene, first
from scenes.studio.words import say

NEAR = 0.01  # of the way down from the first loss to the best one


@dataclass(frozen=True, kw_only=True)
class FeatureScaling(Scene):
    """One line fit with x in hours, `loss` and `a`, and with x standardised, `round_loss` and `round_a`, each at its best rate."""

    hours: float = 5.0
    steps: int = 64
    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"points": (3, 100_000), "hours": (0.1, 1000)}
    readouts: ClassVar = {"loss": "loss in hours", "round_loss": "loss standardised", "a_0": "slope in hours", "a_1": "intercept in hours"}
    says: ClassVar = 2

    def data(self):
        x, y = lecture_points(self.points, self.seed)
        x[:, 0] = (x[:, 0] + 1) * self.hours / 2
        return x, y

    @cached_property
    def standardised(self):
        hours, ones = self.data()[0].T
        return torch.stack([(hours - hours.mean()) / hours.std(correction=0), ones], 1)

    def one_run(self, x, y, guess):
        a = torch.tensor(guess, requires_grad=True)
        for loss in descend([a], lambda: mse(x @ a, y), lr=best_rate(x), steps=self.steps):
            yield {"loss": loss, "a": a, "grad": a.grad}

    def train(self):
        (x, y), (slope, intercept) = self.data(), GUESS
        steep, level = slope * 2 / self.hours, intercept - slope  # the lecture's guess over x in hours
        same = steep * float(x[:, 0].std(correction=0)), level + steep * float(x[:, 0].mean())  # and over standardised x
        return lockstep({"": self.one_run(x, y, (steep, level)), "round_": self.one_run(self.standardised, y, same)})

    @cached_property
    def both(self):
        """Facts of the two losses, and their best rates."""
        (x, y), z = self.data(), self.standardised
        even = {"round_" + name: value for name, value in line_facts(z, y).items()}
        return line_facts(x, y) | even | {"rate": best_rate(x), "round_rate": best_rate(z)}

    def needed(self, losses):
        """The step after which a hundredth of the way down is left, None where the run ends before."""
        above = losses.astype(float) - self.both["best_loss"]
        return first(above <= NEAR * above[0])

    def facts(self, trace):
        steps = {"needed": self.needed(trace.loss), "round_needed": self.needed(trace.round_loss)}
        return self.both | {name: float(step) for name, step in steps.items() if step is not None}

    def story(self, trace):
        raw, even, rows = self.needed(trace.loss), self.needed(trace.round_loss), np.arange(len(trace))
        end = "Nearly there: {needed:.0f} steps in hours, {round_needed:.0f} standardised"
        return {
            0: "One line in two units of x: does it matter?",
            first(rows == 1): "Round bowl: straight downhill is straight to the middle",
            first((rows == 2) & (self.both["condition"] > 4)): "Large x make the slope touchy: a steep, narrow valley",
            first((rows == 8) & (self.both["condition"] > 4)): "Each step crosses the valley and gains little along it",
            -1: end if raw and even and raw > 2 * even else "Step {steps}: loss {loss:.3g} in hours",
        }

    def frame_rows(self, last):
        return sorted({*range(min(20, last)), *range(20, last, 3 * -(-last // 100)), last})  # odd strides: a row on either side

    def pace(self, trace):
        return [600] * 4 + [300] * 6 + [100] * len(trace) if len(trace) < 100 else None

    def draw(self, trace, stage):
        (_, y), shows = self.data(), []
        titles = say("map of the loss, x in hours"), say("map of the loss, x standardised")
        names = say("x: hours of sun"), say("x: (hours − mean) ÷ spread")
        maps, plots = stage.columns(titles, rows=2, heights=(7, 3))
        for ax, plot, x, run, name in zip(maps, plots, (self.data()[0], self.standardised), ("", "round_"), names, strict=True):
            path, grad, losses = (trace.series[run + series].astype(float) for series in ("a", "grad", "loss"))
            done, rate = self.needed(losses) or len(path) - 1, self.both[run + "rate"]
            told = say("rate {rate:.2g}", rate=rate), say("limit {limit:.2g}", limit=self.both[run + "limit"])
            shows += [map_of_run(stage, ax, x, y, path, losses, -rate * grad, done, told), line_of_run(stage, plot, x, y, path, name)]
        return compose(*shows)


scene = FeatureScaling()
