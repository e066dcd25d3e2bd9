"""A hidden layer: every unit bends the curve once, so a few units follow a wave that no straight line can follow.

Alt: Points along a wave and a red line that misses them. Each miss gets a bar, the wider the farther from the middle. The bars of the
middle add up to an arrow that turns the line steeper, those of the ends to one as long that turns it flatter. Two units come in, each
zero on one side of a dot and a slope on the other, first times a weight of 0. On the side of the left one the bars add up to an arrow
upwards and its weight grows, on the right to one downwards and the weight becomes negative. What a unit adds is filled in orange twice,
on its own and as high between the curve and the dashed line. The arrow of the ends gets shorter than that of the middle, and the line
gets steeper until the curve runs among the points. Its loss falls to less than a third.

The best straight line through {points} noisy points of a wave has a loss of {line_loss:.2f}, the mean of its squared misses. It is what the
first unit of the hidden layer makes, because it bends left of all points. Every miss pulls at it like a weight at a lever, by its height
times its distance from the middle, and this is the area of its bar. The points of the middle pull the line steeper, those of the ends pull
it flatter. For the best line the two are equal, so it stays where it is. Then the other units are shown by themselves: zero on one side
of the bend, and a slope on the other. Multiplied by weights they are added to the line. At first these weights are zero. The places of the
bends are random.

The network is trained at a rate of {lr}, with the loop of the line fit: predict, measure, backward, step. Only the points on a unit’s side
pull at its weight, each by its miss times its distance from the bend, as much as the unit gives there. The arrow shows their sum, what lies
above the curve less what lies below, and the weight goes where that points. The line goes on dashed beyond the bends, and the curve is
above or below it by what the units add. The grey line stays where the curve began.

All units are trained at the same time, and the bends move as well. The ends have a slope of their own now, and they no longer pull so hard
at the line between them. There the pull of the middle is the stronger one, and turns the line steeper until it comes to its points.
After {steps} steps the bends are near the places where the wave turns, and the loss is {loss.last:.2f}.
"""

from functools import cached_property

import numpy as np
import torch

from scenes.shared.layer_parts import curve_and_misses, pulling, units
from scenes.shared.polynomials import noisy_sine
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say_each

OUTSIDE = 2.0  # how far left of 0 the first unit bends: left of all points, so that it is a straight line
BEFORE = 3  # rows before the training: the line, what pulls at it, and the units by themselves


class HiddenLayer(Scene):
    """ŷ = Σ v_k · max(0, w_k·x + b_k) + c on the points of a wave. The first unit makes the best line; the others have v = 0 at first.

    `shown` says what a row shows: 0 the line, 1 what pulls at it, 2 the units by themselves, 3 the
    training with all of them.
    """

    lr: float
    steps: int = 600
    hidden: int = 3
    points: int = 30

    bounds = {"hidden": (2, 7), "points": (3, 10_000)}
    readouts = {"loss": "loss"}
    times = [600, 600, 1000, 250]

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
        for shown, steps in (0, 0), (1, 0), (2, 0), (3, self.steps):
            yield from (row | {"shown": torch.tensor(shown)} for row in self.one_run(weights, steps))

    def frame_rows(self, last):
        before = min(BEFORE, last)
        return [*range(before), *np.unique((before + (last - before) * np.linspace(0, 1, 18)).astype(int)).tolist()]

    def frame_labels(self, trace):
        return say_each("step {t}", t=np.arange(len(trace)).clip(BEFORE) - BEFORE)

    def facts(self, trace):
        x, y = (values.double() for values in self.data())
        return {"line_loss": float(mse(x * self.best_line[0] + self.best_line[1], y)), "added": self.hidden - 1}

    def steepens(self, trace):
        """The row in which half of the loss that goes is gone, or None."""
        return first(2 * trace.loss < trace.loss[0] + trace.loss[-1])

    def story(self, trace):
        bent = "One line plus {added} units: the curve follows the wave"
        return {
            0: "A straight line misses the wave. How can it bend?",
            1: "The middle pulls it steeper, the ends flatter: a tie",
            2: "Add units: zero up to a bend, then a slope",
            BEFORE: "Each weight goes where the misses on its side pull",
            self.steepens(trace): "The ends pull less: the middle turns the line steeper",
            -1: bent if trace.loss[-1] < 0.5 * trace.loss[0] else "Loss {loss:.2f}, a straight line has {line_loss:.2f}",
        }

    def draw(self, trace, stage):
        (ax,) = stage.panels("a hidden layer: line + weight × unit")
        its, row = units(stage, ax, self.data(), trace), self.steepens(trace)
        return [its, pulling(stage, ax, self.data(), trace, row), curve_and_misses(stage, ax, self.data(), trace, row)]


scene = HiddenLayer(lr=0.1)
