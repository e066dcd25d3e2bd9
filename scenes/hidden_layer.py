"""A hidden layer: three units bend once each, and their sum follows a wave that no line can follow.

Alt: Points along a wave and a red curve of straight pieces. On the right are the {hidden} units that add up to it, each flat up to a bend
and straight beyond. The bends move until the sum follows the wave. A dashed line, started from zeros, stays flat.

A network with one hidden layer of {hidden} units is fitted to {points} noisy points of a wave, at a rate of {lr}. Each unit is a line
of its own, cut off at zero, and multiplied by a weight. On the right are these pieces, and in grey the level that is added to them. The
curve among the points is their sum. A dot marks where a unit bends, in both panels, because the sum bends there too.

At first the sum misses the points, with a loss of {loss.first:.2f}. The loop is the one of the line fit: predict, measure, backward, step.
It moves every unit's bend and slope, and after {steps} steps the loss is {loss.last:.3f}, where the best straight line has {line_loss:.2f}.
The same network, started from zeros, does not learn the wave. All its units are alike, and none of them gets any gradient, because each
slope on the way back is multiplied by a zero. Only the level moves, to the mean of the points, with a loss of {zero_loss.last:.2f}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.layer_parts import bends, pieces, sum_among_points
from scenes.shared.polynomials import noisy_sine
from scenes.studio.draw.marks import compose
from scenes.studio.run.descend import descend, lockstep, mse
from scenes.studio.run.scene import Bounds, Scene, first, log_rows
from scenes.studio.words import say

START = 26  # seed of the weights


@dataclass(frozen=True, kw_only=True)
class HiddenLayer(Scene):
    """ŷ = Σ v_k · max(0, w_k·x + b_k) + c on the points of a wave, from random weights, and from zeros, `zero_loss` and so on."""

    lr: float
    steps: int = 1000
    hidden: int = 3
    points: int = 30

    bounds: ClassVar[Bounds] = {"hidden": (1, 12), "points": (3, 10_000)}
    readouts: ClassVar = {"loss": "loss", "zero_loss": "loss from zeros"}
    says: ClassVar = 2

    def data(self):
        return noisy_sine(self.points, 1, self.seed)[0]

    def weights(self):
        """w, b and v (hidden,), and c (1,), at random."""
        rng = torch.Generator().manual_seed(self.seed + START)
        w, b, v = (scale * torch.randn(self.hidden, generator=rng) for scale in (1, 0.5, 0.5))
        return w, b, v, torch.zeros(1)

    def one_run(self, weights):
        (x, y), (w, b, v, c) = self.data(), [weight.requires_grad_() for weight in weights]
        for loss in descend([w, b, v, c], lambda: mse(torch.relu(x[:, None] * w + b) @ v + c, y), lr=self.lr, steps=self.steps):
            slopes = torch.cat([torch.as_tensor(weight.grad).abs() for weight in (w, b, v)])
            yield {"loss": loss, "w": w, "b": b, "v": v, "c": c, "pull": slopes.max()}

    def train(self):
        zeros = [torch.zeros_like(weight) for weight in self.weights()]
        return lockstep({"": self.one_run(self.weights()), "zero_": self.one_run(zeros)})

    def frame_rows(self, last):
        return log_rows(last, 12)

    def facts(self, trace):
        x, y = (values.double() for values in self.data())
        line = torch.stack([x, torch.ones_like(x)], 1)
        best = torch.linalg.lstsq(line, y[:, None]).solution[:, 0]
        return {"line_loss": float(mse(line @ best, y)), "mean": float(y.mean()), "spread": float(y.var(correction=0))}

    def story(self, trace):
        facts, rows = self.facts(trace), np.arange(len(trace))
        better = first(trace.loss < 0.95 * facts["line_loss"])
        fits = trace.loss[-1] < 0.5 * facts["line_loss"]
        end = "Step {steps}: loss {loss:.3g}, from zeros {zero_loss:.3g}"
        return {
            0: "{hidden} units, each bends once: can they follow a wave?",
            first(rows == 5): "The red curve is their sum, and bends with them",
            better or None: "Now better than any straight line, which has {line_loss:.2f}",
            first((rows >= 300) & fits): "Training moves the bends to where the wave turns",
            -1: "Dashed, from zeros: no gradient, so no unit ever moves" if fits and not trace.zero_pull.any() else end,
        }

    def draw(self, trace, stage):
        titles = say("the points, and the network’s curve"), say("what each unit adds")
        story, side = stage.panels(*titles, share=0.58)
        kinks = bends(trace.w, trace.b)
        return compose(
            sum_among_points(stage, story, self.data(), trace, kinks),
            pieces(stage, side, trace, kinks),
        )


scene = HiddenLayer(lr=0.1)
