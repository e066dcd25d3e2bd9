"""A hidden layer: every unit bends the curve once, so a few units follow a wave that no straight line can follow.

Alt: Points along a wave and a red line that misses them. Each miss gets a bar, the wider the farther from the middle. The bars of the
middle add up to an arrow that turns the line steeper, those of the ends to one as long that turns it flatter. Two units come in below,
each zero on one side of a dot and a slope on the other. On the side of the left one the bars add up to an arrow upwards, and the line’s
left side turns up. On the right they lie mostly below, an arrow pushes the dot inwards, and it slides until nearly nothing is left of the
arrow. Then the arrow of the ends is shorter than that of the middle, and the line between the dots gets steeper until the curve runs
among the points. Its loss falls to less than a third.

The best straight line through {points} noisy points of a wave has a loss of {line_loss:.2f}, the mean of its squared misses. It is what the
first unit of the hidden layer makes, because it bends left of all points. Every miss pulls at it like a weight at a lever, by its height
times its distance from the middle, and this is the area of its bar. The points of the middle pull the line steeper, those of the ends pull
it flatter. For the best line the two are equal, so it stays where it is. Below, the other units are shown by themselves: zero on one side
of the bend, and a slope on the other, for the second unit on the right, for the third on the left. Multiplied by weights they are added to
the line. At first these weights are zero. The places of the bends are random.

The network is trained at a rate of {lr}, with the loop of the line fit: predict, measure, backward, step. Only the points on a unit’s side
pull at it, each by its miss times its distance from the bend, as much as the unit gives there. The bars of the third unit are counted
inwards from the end, and the arrow there shows their sum, what lies above the line less what lies below. The unit’s weight goes where
that points. The grey line stays where the curve began.

All units are trained at the same time. The second one turns its side down, and since nearly all of the points on it lie below the
curve, it gets lower everywhere if its bend slides inwards. So the plain sum of the misses, bars of one width, is what pushes the bend.
It slides until the misses up and down are about even; a hollow dot keeps its first place. The ends have a slope of their own now, and
they no longer pull so hard at the line between them. There the pull of the middle is the stronger one, and turns the line steeper until
it comes to its points. After {steps} steps the bends are near the places where the wave turns, and the loss is {loss.last:.2f}.
"""

from functools import cached_property

import numpy as np
import torch

from scenes.shared.layer_parts import curve_and_misses, led, pulling, slide, units
from scenes.shared.polynomials import noisy_sine
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say_each

OUTSIDE = 2.0  # how far left of 0 the first unit bends: left of all points, so that it is a straight line
SWEPT = 0.2, 0.4  # up to where the pulls of a side are counted at first, of the way from its end to its bend
BEFORE = 4 + len(SWEPT)  # rows before the training: the line, its pulls, the units by themselves, and the pulls of a side


class HiddenLayer(Scene):
    """ŷ = Σ v_k · max(0, w_k·x + b_k) + c on the points of a wave. The first unit makes the best line; the others have v = 0 at first.

    `shown` says what a row shows: 0 the line, 1 what pulls at it, at first of the middle alone, 2 the units by themselves, 3 the training
    with all of them, before which the pulls of one are counted up to `swept`, a part of the way from the end of its side to its bend.
    """

    lr: float
    steps: int = 600
    hidden: int = 3
    points: int = 30

    bounds = {"hidden": (2, 7), "points": (3, 10_000)}
    readouts = {"loss": "loss"}
    times = [600, 600, 600, 1000] + [250] * 260 + [100]

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
        acts = (0, 0.0, 0), (1, 0.0, 0), (1, 1.0, 0), (2, 0.0, 0), *((3, swept, 0) for swept in SWEPT), (3, 1.0, self.steps)
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
            first((trace.shown == 1) & (trace.swept == 1)): "The middle pulls it steeper, the ends flatter: a tie",
            first((trace.shown == 3) & (trace.swept == 1)): f"Unit {pulled + 1} turns only its side: misses pull it {way}",
            slides: f"Unit {unit + 1}’s bend slides until its misses are about even",
            self.steepens(trace): "The ends pull less: the middle turns the line steeper",
            -1: bent if trace.loss[-1] < 0.5 * trace.loss[0] else "Loss {loss:.2f}, a straight line has {line_loss:.2f}",
        }

    def draw(self, trace, stage):
        (ax,) = stage.panels("a hidden layer: the curve is the sum of its units, each times a weight")
        row = self.steepens(trace)
        its = units(stage, ax, trace, row)
        return [its, pulling(stage, ax, self.data(), trace, row), curve_and_misses(stage, ax, self.data(), trace, row)]


scene = HiddenLayer(lr=0.1)
