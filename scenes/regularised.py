"""Weight decay: each step pulls all the parameters towards zero, so the curve no longer follows the noise.

Alt: A red curve of degree {degree} settles into the gentle wave of its {points} points; a dashed one, trained without decay, spikes
between them. Bars at the right: the parameters of the dashed curve grow long, those of the red one stay short. One parameter is seen
closer: its filled bar rests where two arrows, push and pull, are equally long, its dashed bar grows on.

The same {points} points and the same degree {degree} as in the film on overfitting, fitted twice in lock-step. In one run the optimiser
adds {weight_decay} times the parameters to their gradient, so that each is pulled towards zero unless the points keep it large. At the
left its curve is red, that of the run without decay is dashed; held-out points are small and green, and once the dashed curve's loss on
them is twice the red one's, sticks show how far it misses them. At the right lie the parameters of all shapes that bend more often than
the wave, each beside its shape as a pair of bars from zero, filled with decay, dashed without. Below, the one that grows longest is seen
closer. From step {turn:.0f} on arrows, drawn larger, begin at the ends of its bars: blue ones for the push of the points, minus the
gradient of their loss, and at the filled bar alone a purple one back to zero, the pull.

Up to step {turn:.0f} the two runs learn much the same. From there on the dashed bars grow, most of all those of shapes that wiggle often,
and the dashed curve spikes between the points. The red bars soon rest: the pull grows with the bar and the push shrinks, until both
arrows are equally long, and none of the bars is gone. After {steps} steps the training loss is {loss.last:.3f}, against
{plain_loss.last:.3f} without decay, and the held-out loss {val_loss.last:.3f}, against {plain_val_loss.last:.2f}. How strong the decay
should be was found by trying {tried:.0f} values on the held-out points. As these chose it, their loss may flatter it: on further points,
which had no say, the loss is {best_fresh_loss:.3f}, and {plain_fresh_loss:.2f} without decay.
"""

from functools import cached_property

import numpy as np
import torch

from scenes.shared import polynomials
from scenes.shared.decay_parts import freest, magnified, name_fits, paired_bars, tug
from scenes.shared.decay_sweep import losses_at, table
from scenes.shared.polynomial_fit import PolynomialFit
from scenes.shared.polynomial_parts import curve, misses, points_and_held_out
from scenes.studio.draw.marks import only
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
            story[turn] = "The push is stronger than the pull: bars grow"
        if not apart[-1]:
            return story | {-1: "Held-out loss {val_loss:.2g}, without the pull {plain_val_loss:.2g}"}
        grown = next(row for row in trace.frame_rows if row > turn and apart[row])
        return story | {
            grown: "Pull equals push: this bar rests, the dashed grows on",
            -1: "Long bars make spikes: held-out loss {plain_val_loss:.2g}, not {val_loss:.2g}",
        }

    def draw(self, trace, stage):
        turn, most = int(trace.plain_val_loss.argmin()), 4 * max(0.5, float(np.abs(trace.a[: trace.loss.argmin() + 1]).max()))
        wide, k, lit = stage.canvas.wide, magnified(self.weight_decay), freest(trace)
        title, seen = say("two fits of the same {points} points", points=self.points), trace.plain_val_loss > 2 * trace.val_loss
        all_of_them = say("parameters: how much of each shape") if wide else say("how much of each shape")
        one_of_them = "parameter {lit}, closer (arrows × {k:g})" if wide else "parameter {lit} (arrows × {k:g})"
        story, bars, closer = stage.panels(title, all_of_them, say(one_of_them, lit=lit, k=k), share=0.5, heights=(1.5, 1))
        held_out = self.held_out_data()
        points_and_held_out(stage, story, self.data(), held_out, trace.a, trace.plain_a, usual=(-2.3 if wide else -3.0, 2.9))
        name_fits(stage, story, trace)
        return [
            misses(stage, story, held_out, only(seen, trace.plain_a), stage.theme.held_out),
            curve(stage, story, trace.plain_a, stage.theme.ink, width=4, dashed=True),
            curve(stage, story, trace.a),
            paired_bars(stage, bars, trace, most, lit),
            tug(stage, closer, trace, self.weight_decay, self.lr, lit, turn),
        ]


scene = Regularised(lr=0.4, weight_decay=0.1)
