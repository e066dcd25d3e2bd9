"""Weight decay: each step pulls all the parameters towards zero, so the curve no longer follows the noise.

Alt: A red curve of degree {degree} settles into the gentle wave of its {points} points; a dashed one, trained without decay, spikes
between them. Bars at the right: the parameters of the dashed curve grow long, those of the red one stay short. Below the curves, what
the shapes of these parameters add to each: large swings to the dashed one, small ones to the red one.

The same {points} points and the same degree {degree} as in the film on overfitting, fitted twice in lock-step. In one run the optimiser
adds {weight_decay} times the parameters to their gradient, so that each is pulled towards zero unless the points keep it large. At the
left its curve is red, that of the run without decay is dashed; held-out points are small and green. At the right stand the parameters
of all shapes that bend more often than the wave, each above its shape as a pair of bars from zero up or down, dashed without decay, red
with it. On grey ground, below the curves, is what these shapes add to each. From step {turn:.0f} on arrows, drawn larger, stand at
the ends of the longer red bars: a blue one for the push of the points, minus the gradient of their loss, and a purple one back towards
zero, the pull. In dashed bars a blue arrow goes from where they were then to where pushes have brought them since.

Up to step {turn:.0f} the two runs learn much the same. From there on the dashed bars grow, most of all those of shapes that wiggle often,
and the dashed curve spikes between the points. The red bars hardly change any more: the pull grows with the bar and the push shrinks,
until both arrows are equally long, and none of the bars is gone. After {steps} steps the training loss is {loss.last:.3f}, against
{plain_loss.last:.3f} without decay, and the held-out loss {val_loss.last:.3f}, against {plain_val_loss.last:.2f}. How strong the decay
should be was found by trying {tried:.0f} values on the held-out points. As these chose it, their loss may flatter it: on further points,
which had no say, the loss is {best_fresh_loss:.3f}, and {plain_fresh_loss:.2f} without decay.
"""

from functools import cached_property

import numpy as np
import torch

from scenes.shared import polynomials
from scenes.shared.decay_parts import first_wiggle, magnified, name_fits, paired_bars, wiggles
from scenes.shared.decay_sweep import losses_at, table
from scenes.shared.polynomial_fit import PolynomialFit
from scenes.shared.polynomial_parts import curve, points_and_held_out
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend, mse
from scenes.studio.words import say

DECAYS = 0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0


class Regularised(PolynomialFit):
    """A polynomial fit with weight decay, in lock-step with one without."""

    weight_decay: float

    readouts = {
        "loss": "training loss",
        "val_loss": "held-out loss",
        "plain_val_loss": "held-out loss without the pull",
        "nearest": "parameter nearest to zero",
    }
    says = 3

    def __post_init__(self):
        super().__post_init__()
        if not 0 <= self.weight_decay < 1 / self.lr:
            raise BadNumber(f"weight_decay must be from 0 to below 1/lr = {1 / self.lr:g}, not {self.weight_decay:g}")

    def train(self):
        (x, y), (held_x, held_y) = self.data(), self.held_out_data()
        x, held_x = polynomials.legendre(x, self.degree), polynomials.legendre(held_x, self.degree)
        a = torch.zeros(self.degree + 1, requires_grad=True)
        run = descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps, weight_decay=self.weight_decay)
        for loss, plain in zip(run, super().train(), strict=True):
            without = {f"plain_{name}": plain[name] for name in ("loss", "val_loss", "a")}
            yield {"loss": loss, "val_loss": mse(held_x @ a, held_y), "a": a, "grad": a.grad, "nearest": a.detach().abs().min(), **without}

    @cached_property
    def sweep(self):
        """The losses at the end of a run with each of DECAYS: `loss`, `val_loss`, and on points without a say `fresh_loss`."""
        return losses_at(DECAYS, self)

    def facts(self, trace):
        return super().facts(trace) | {"turn": int(trace.plain_val_loss.argmin())} | table(DECAYS, self.sweep)

    def story(self, trace):
        apart, turn = trace.plain_val_loss > 2 * trace.val_loss, int(trace.plain_val_loss.argmin())
        story = {0: "One of two fits pulls its parameters to zero: why?"}
        flies = [bool(trace.ended) or its[-1] > its[0] for its in (trace.loss, trace.plain_loss)]
        if any(flies):
            whose = "This" if all(flies) else "With the pull this" if flies[0] else "Without the pull this"
            return story | {-1: f"{whose} rate is too high: steps land farther off"}
        if turn and self.weight_decay:
            story[turn] = "Filled: push against pull. Dashed: pushed on and on"
        if not apart[-1]:
            return story | {-1: "Held-out loss {val_loss:.2g}, without the pull {plain_val_loss:.2g}"}
        grown = next(row for row in trace.frame_rows if row > turn and apart[row])
        return story | {
            grown: "Filled bars rest: their pull equals their push",
            -1: "Long bars of wiggly shapes add up to spikes",
        }

    def draw(self, trace, stage):
        turn, most = int(trace.plain_val_loss.argmin()), 4 * max(0.5, float(np.abs(trace.a[: trace.loss.argmin() + 1]).max()))
        wide, k = stage.canvas.wide, magnified(self.weight_decay)
        title = (
            "parameters {first} to {n}, of shapes that bend often"
            if wide
            else "parameters {first} to {n}; push: blue, pull: purple, × {k:g}"
        )
        title = say(title, first=first_wiggle(self.degree + 1), n=self.degree, k=k)
        story, bars = stage.panels(say("two fits of the same {points} points", points=self.points), title, share=0.45 if wide else 0.5)
        points_and_held_out(stage, story, self.data(), self.held_out_data(), trace.a, trace.plain_a, usual=(-2.3 if wide else -3.0, 2.9))
        bars.set_xlabel(say("parameter: how much of the shape above it"))
        name_fits(stage, story, trace)
        return [
            curve(stage, story, trace.plain_a, stage.theme.ink, width=4, dashed=True),
            curve(stage, story, trace.a),
            wiggles(stage, story, trace.a, trace.plain_a),
            paired_bars(stage, bars, trace, self.weight_decay, turn, most),
        ]


scene = Regularised(lr=0.4, weight_decay=0.1)
