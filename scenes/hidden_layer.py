"""A hidden layer: every unit bends the curve once, so a few units follow a wave that no straight line can follow.

Alt: Points along a wave and a red line that misses them. Two units come in below it, each zero on one side of a dot and a slope on the
other. On the side of the left one each miss gets a bar, the wider the farther from the dot, and an arrow upwards is their sum. The left
side of the line turns up, and a tinted wedge opens under it. On the right, where the points lie too low, the side turns down and its dot
slides inwards. The line between gets steeper until the curve runs among the points. Its loss falls to less than a third.

The best straight line through {points} noisy points of a wave has a loss of {line_loss:.2f}, the mean of its squared misses. It is what the
first unit of the hidden layer makes, because it bends left of all points. Below, the other units are shown by themselves: zero on one side
of the bend, and a slope on the other, for the second unit on the right, for the third on the left. Multiplied by weights they are added to
the line. At first these weights are zero. The places of the bends are random.

The network is trained at a rate of {lr}, with the loop of the line fit: predict, measure, backward, step. Only the points on a unit’s side
pull at it, each by its miss times its distance from the bend, as much as the unit gives there. For the third unit these pulls are drawn as
bars, as high as the miss and as wide as the distance, so that the area is the pull. They are counted outwards from the bend, while an arrow
at the end shows their sum, what lies above the line less what lies below. The unit’s weight goes where that points. A dashed line shows
what the first unit would make alone, and the ground between it and the curve is what a unit adds.

All units are trained at the same time. The second one turns its side down, and since nearly all of the points on it lie below the
curve, its bend slides inwards as well, until the misses up and down are about even; a hollow dot keeps its first place. The ends have a
slope of their own now and no longer hold the line back. While their misses are pale, those of the middle turn it steeper, until it comes to
its points. After {steps} steps the bends are near the places where the wave turns, and the loss is {loss.last:.2f}.
"""

from functools import cached_property

import numpy as np
import torch

from scenes.shared.layer_parts import curve_and_misses, led, looks, pulling, slide, units
from scenes.shared.polynomials import noisy_sine
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say_each

OUTSIDE = 2.0  # how far left of 0 the first unit bends: left of all points, so that it is a straight line
SWEPT = 0.2, 0.4, 0.6, 0.8  # up to where the pulls of a side are counted, of the way from its bend to its end
BEFORE = 2 + len(SWEPT)  # rows before the training: the line, the units by themselves, and the pulls at the start


class HiddenLayer(Scene):
    """ŷ = Σ v_k · max(0, w_k·x + b_k) + c on the points of a wave. The first unit makes the best line; the others have v = 0 at first.

    `shown` says what a row shows: 0 the line, 1 the units by themselves, 2 the training with all of them, before which the
    pulls of one are counted up to `swept`, a part of the way from its bend to its end.
    """

    lr: float
    steps: int = 600
    hidden: int = 3
    points: int = 30

    bounds = {"hidden": (2, 7), "points": (3, 10_000)}
    readouts = {"loss": "loss"}
    times = [200] * 130 + [100]

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
        acts = (0, 0.0, 0), (1, 0.0, 0), *((2, swept, 0) for swept in SWEPT), (2, 1.0, self.steps)
        for shown, swept, steps in acts:
            yield from (row | {"shown": torch.tensor(shown), "swept": torch.tensor(swept)} for row in self.one_run(weights, steps))

    def frame_rows(self, last):
        before = min(BEFORE, last)
        return [*range(before), *np.unique((before + (last - before) * np.linspace(0, 1, 24)).astype(int)).tolist()]

    def frame_labels(self, trace):
        return say_each("step {t}", t=np.arange(len(trace)).clip(BEFORE) - BEFORE)

    def facts(self, trace):
        x, y = (values.double() for values in self.data())
        return {"line_loss": float(mse(x * self.best_line[0] + self.best_line[1], y)), "added": self.hidden - 1}

    def steepens(self, trace):
        """The row in which half of the loss that goes is gone, or None."""
        return first(2 * trace.loss < trace.loss[0] + trace.loss[-1])

    def story(self, trace):
        (slides, unit), pulled = slide(trace), led(trace)
        bent, way = "One line and {added} bends: the curve follows the wave", "up" if trace.v[-1, pulled] > 0 else "down"
        return {
            0: "A straight line misses the wave. How can it bend?",
            first(trace.shown == 1): "Each added unit: zero up to its bend, then sloped",
            first((trace.shown == 2) & (trace.swept == 1)): f"Misses pull unit {pulled + 1}’s side {way}, far ones most",
            slides: f"Unit {unit + 1}’s bend slides until its misses are even",
            self.steepens(trace): "The ends have turned: the middle’s misses turn it steeper",
            -1: bent if trace.loss[-1] < 0.5 * trace.loss[0] else "Loss {loss:.2f}, a straight line has {line_loss:.2f}",
        }

    def draw(self, trace, stage):
        (ax,) = stage.panels("a hidden layer: the curve is the sum of its units, each times a weight")
        eye = looks(trace, self.steepens(trace))
        return [units(stage, ax, trace), pulling(stage, ax, self.data(), trace, eye), curve_and_misses(stage, ax, self.data(), trace, eye)]


scene = HiddenLayer(lr=0.1)
