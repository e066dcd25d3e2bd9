"""A hidden layer: every unit bends the curve once, so a few units follow a wave that no straight line can follow.

Alt: Points along a wave and a dashed straight line that misses them. A red curve of straight pieces gets one more bend with each of
{hidden} units. At each bend an arrow shows what the unit adds. Then the bends move until the curve runs among the points.

The best straight line through {points} noisy points of a wave has a loss of {line_loss:.2f}. A unit adds nothing up to a place of its own,
and from there on it adds a slope, so the curve bends at this place. A dotted line shows how the curve would go on without the unit, and
an arrow leads from there to the curve. The first rows add one unit after the other, with random weights. With all {hidden} of them the
curve has {hidden} bends, and their places are still random.

Then the network is trained, at a rate of {lr}. The loop is the one of the line fit: predict, measure, backward, step. Blue sticks are the
misses, and every step moves the bends and changes the slopes such that the misses shrink. After {steps} steps two bends are where the
wave turns, and the loss is {loss.last:.2f}.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.layer_parts import curve_and_misses, shares
from scenes.shared.polynomials import noisy_sine
from scenes.studio.draw.clouds import named_line
from scenes.studio.draw.marks import compose
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import Bounds, Scene, first, log_rows
from scenes.studio.words import say

START = 750  # seed of the weights


@dataclass(frozen=True, kw_only=True)
class HiddenLayer(Scene):
    """ŷ = Σ v_k · max(0, w_k·x + b_k) + c on the points of a wave: first with 0, 1, 2, … of its random units, then trained with all."""

    lr: float
    steps: int = 500
    hidden: int = 3
    points: int = 30

    bounds: ClassVar[Bounds] = {"hidden": (1, 12), "points": (3, 10_000)}
    readouts: ClassVar = {"loss": "loss"}

    def data(self):
        return noisy_sine(self.points, 1, self.seed)[0]

    def weights(self):
        """w, b and v (hidden,), from the leftmost bend to the right, and c (1,), at random; w is above 0: flat left of the bend."""
        rng = torch.Generator().manual_seed(self.seed + START)
        w = 0.5 + torch.rand(self.hidden, generator=rng)
        b, v = (scale * torch.randn(self.hidden, generator=rng) for scale in (0.5, 1))
        order = (-b / w).argsort()
        return w[order], b[order], v[order], torch.zeros(1)

    def one_run(self, weights, steps):
        (x, y), (w, b, v, c) = self.data(), [weight.clone().requires_grad_() for weight in weights]
        for loss in descend([w, b, v, c], lambda: mse(torch.relu(x[:, None] * w + b) @ v + c, y), lr=self.lr, steps=steps):
            yield {"loss": loss, "w": w, "b": b, "v": v, "c": c}

    def train(self):
        w, b, v, c = self.weights()
        for units in range(self.hidden):  # some units only, not trained
            yield from self.one_run((w, b, v * (torch.arange(self.hidden) < units), c), 0)
        yield from self.one_run((w, b, v, c), self.steps)

    def frame_rows(self, last):
        return [*range(min(self.hidden, last)), *(self.hidden + row for row in log_rows(last - self.hidden, 6))]

    def frame_labels(self, trace):
        return [say("{n} units", n=n) if n != 1 else say("1 unit") for n in range(self.hidden)] + [
            say("step {t}", t=t) for t in range(len(trace) - self.hidden)
        ]

    @cached_property
    def best_line(self):
        """Slope and intercept of the best straight line, (2,)."""
        x, y = (values.double() for values in self.data())
        return torch.linalg.lstsq(torch.stack([x, torch.ones_like(x)], 1), y[:, None]).solution[:, 0]

    def facts(self, trace):
        x, y = (values.double() for values in self.data())
        return {"line_loss": float(mse(x * self.best_line[0] + self.best_line[1], y))}

    def better(self, trace):
        """The first row of the training in which the network has less loss than the best line, or None."""
        return first((trace.loss < 0.95 * self.facts(trace)["line_loss"]) & (np.arange(len(trace)) > self.hidden))

    def story(self, trace):
        rows, fits = np.arange(len(trace)), trace.loss[-1] < 0.5 * self.facts(trace)["line_loss"]
        return {
            0: "A straight line cannot follow this wave. What can?",
            1: "A unit adds nothing, then a slope: the curve bends",
            self.hidden: "A network of {hidden} units: {hidden} bends, at random places",
            first(rows == self.hidden + 1): "Each step moves bends and slopes to shrink the misses",
            self.better(trace): "Better than the best straight line, and still bending",
            -1: "Bends where the wave turns: loss {loss:.2f}, not {line_loss:.2f}" if fits else "Step {steps}: loss {loss:.3g}",
        }

    def draw(self, trace, stage):
        (ax,) = stage.panels("points along a wave")
        rows, better = np.arange(len(trace)), self.better(trace)
        when = (rows == 0) | (rows == better) | (rows == len(rows) - 1)
        name = say("best line: loss {loss:.2f}", loss=self.facts(trace)["line_loss"])
        slope, intercept = self.best_line.tolist()
        return compose(
            curve_and_misses(stage, ax, self.data(), trace),
            named_line(stage, ax, slope, intercept, stage.theme.ink, when, name, 0.25, ("below right", "below"), dashed=True),
            shares(stage, ax, trace),
        )


scene = HiddenLayer(lr=0.1)
