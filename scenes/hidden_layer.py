"""A hidden layer: every unit bends the curve once, so a few units follow a wave that no straight line can follow.

Alt: Points along a wave and a red line that misses them. Two units are added, each a dot on the line. The part right of one turns down to
the points, the part left of the other turns up, and the curve between gets steeper until it runs among the points. Beside it stands the
loss of the straight line as a bar, and next to it that of the curve, which shrinks to less than a third.

The best straight line through {points} noisy points of a wave has a loss of {line_loss:.2f}, the mean of its squared misses. It is what the
first unit makes, because it bends left of all points. The film shows what the other units give, by themselves: zero on one side of the
bend, and a slope on the other, for the second unit on the right, for the third on the left. Multiplied by weights they are added to the
line. At first these weights are zero. The places of the bends are random, and the sides that the units can turn are tinted.

The network is trained at a rate of {lr}, with the loop of the line fit: predict, measure, backward, step. A miss counts for a unit by its
distance from the bend, and is drawn as thick; an arrow shows the pull of all of them. Right of the one bend most points lie below the line,
so this side turns down. Left of the other most lie above it, so that side turns up. A dashed line shows how the curve would go on without
the unit. Once the sides have turned away, the middle only has to follow its own points, and gets steeper. After {steps} steps the bends are
near the places where the wave turns, the arrows are short, and the loss is {loss.last:.2f}. The best straight line is drawn across the
curve, dashed, to be compared.
"""

from functools import cached_property

import numpy as np
import torch

from scenes.shared.layer_parts import curve_and_misses, straight_line, two_losses, units
from scenes.shared.polynomials import noisy_sine
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say_each

OUTSIDE = 2.0  # how far left of 0 the first unit bends: left of all points, so that it is a straight line
BEFORE = 2  # rows before the training: the line, and one unit by itself


class HiddenLayer(Scene):
    """ŷ = Σ v_k · max(0, w_k·x + b_k) + c on the points of a wave. The first unit makes the best line; the others have v = 0 at first.

    `shown` says what a row shows: 0 the line, 1 the second unit by itself, 2 the training with all of them.
    """

    lr: float
    steps: int = 600
    hidden: int = 3
    points: int = 30

    bounds = {"hidden": (2, 7), "points": (3, 10_000)}
    readouts = {"loss": "loss"}
    times = [300]

    def data(self):
        return noisy_sine(self.points, 1, self.seed)[0]

    @cached_property
    def best_line(self):
        """Slope and intercept of the best straight line, (2,)."""
        x, y = (values.double() for values in self.data())
        return torch.linalg.lstsq(torch.stack([x, torch.ones_like(x)], 1), y[:, None]).solution[:, 0]

    def one_run(self, weights, steps):
        x, y = self.data()
        w, b, v, c = weights
        for loss in descend(weights, lambda: mse(torch.relu(x[:, None] * w + b) @ v + c, y), lr=self.lr, steps=steps):
            yield {"loss": loss, "w": w, "b": b, "v": v, "c": c}

    def weights(self):
        """w, b and v (hidden,) and c (1,): every other unit acts left of its bend, which is at a random place."""
        rng = torch.Generator().manual_seed(self.seed)
        slope, intercept = self.best_line.float()
        w = 1.0 - 2.0 * (torch.arange(self.hidden) % 2 == 0)
        b, v = -0.4 - 0.3 * torch.rand(self.hidden, generator=rng), torch.zeros(self.hidden)
        w[0], b[0], v[0] = 1.0, OUTSIDE, slope
        return [weight.clone().requires_grad_() for weight in (w, b, v, intercept[None] - OUTSIDE * slope)]

    def train(self):
        weights = self.weights()
        for shown, steps in enumerate((0, 0, self.steps)):
            yield from (row | {"shown": torch.tensor(shown)} for row in self.one_run(weights, steps))

    def frame_rows(self, last):
        before = min(BEFORE, last)
        return [*range(before), *np.unique((before + (last - before) * np.linspace(0, 1, 13) ** 0.7).astype(int)).tolist()]

    def frame_labels(self, trace):
        return say_each("step {t}", t=np.arange(len(trace)).clip(BEFORE) - BEFORE)

    def facts(self, trace):
        x, y = (values.double() for values in self.data())
        return {"line_loss": float(mse(x * self.best_line[0] + self.best_line[1], y)), "added": self.hidden - 1}

    def steepens(self, trace):
        """The row in which half of the loss that goes is gone, or None."""
        return first(2 * trace.loss < trace.loss[0] + trace.loss[-1])

    def story(self, trace):
        moves = first(np.arange(len(trace)) > BEFORE) and self.frame_rows(len(trace) - 1)[: BEFORE + 3][-1]
        right, left, *_ = ["up" if v > 0 else "down" for v in trace.v[-1, 1:3]] + ["as well"]
        return {
            0: "A straight line misses the wave. How can it bend?",
            first(trace.shown == 1): "A unit is zero up to its bend, then slopes",
            first(trace.shown == 2): "{added} units join: misses far from their bends pull most",
            moves: f"So the right side turns {right}, the left {left}",
            self.steepens(trace): "The middle keeps only its own points: it steepens",
            -1: "{added} bends: loss {loss:.2f}, where a straight line has {line_loss:.2f}",
        }

    def draw(self, trace, stage):
        share, last = 0.77 if stage.canvas.wide else 0.74, len(trace) - 1
        ax, losses = stage.panels("points along a wave, and the curve: the sum of all units", "loss: mean of miss²", share=share)
        return [
            curve_and_misses(stage, ax, self.data(), trace, self.steepens(trace) or last),
            straight_line(stage, ax, self.best_line.numpy(), np.arange(last + 1) == last),
            units(stage, ax, self.data(), trace),
            two_losses(stage, losses, trace),
        ]


scene = HiddenLayer(lr=0.1)
