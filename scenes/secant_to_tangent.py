"""From secant to tangent: as the nudge shrinks, what it tells about the loss turns into the derivative.

Alt: A blue curve of the loss, and a line that cuts it at the guess and a nudge further. The nudge is halved again and again, and the
picture enlarged to match: the curve straightens, until curve, line and tangent are one. A table closes in on {grad.first:.3f}.

The slope of the line stays at its guess, and only the intercept is nudged, from {start:.0f} to {start:.0f} + h. How
much the loss changes for each unit of the nudge, the change divided by h, is the slope of the secant, the line
through both points of the curve. With h = {h.first:.0f} it is {quotient.first:.3f}. Each frame halves h and enlarges the picture
round the guess, so that h looks as wide as before; a small panel shows the whole curve, with a frame round what is enlarged. The
secants so far stay, faint, a fan that turns. After {halvings} halvings, at h = {h.last:.4f}, the slope is {quotient.last:.3f}. The table
has every h with the change, which dwindles to nothing, and the change divided by h, which settles.

It settles because from near a curve is straight. At the end the tangent is drawn. Its slope, {grad.first:.3f}, is what torch's backward
computes, in one go and without trying any nudge: the derivative. Here the difference between the two is exactly h, because the loss is
a parabola in the intercept. The film computes with sixteen digits; with torch's usual seven, h cannot shrink for ever: at
h = {tiny:.7f} the two losses agree in nearly all their digits, and the quotient comes out as {tiny_quotient:.2f}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.shared.secants import quotients, secant_as_it_is, secant_enlarged
from scenes.studio.draw.marks import compose
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import MOST, Bounds, Scene, first
from scenes.studio.words import say

START, TINY = 1.0, 1e-7


@dataclass(frozen=True, kw_only=True)
class Secant(Scene):
    """The difference quotient of the loss in the intercept, at the guess (−1, 1), for an h that is halved again and again."""

    widest: float = 2.0
    halvings: int = 11
    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"widest": (0.01, 100.0), "halvings": (1, 20), "points": (2, MOST)}

    def data(self):
        return lecture_points(self.points, self.seed)

    def loss(self, intercept):
        x, y = (tensor.to(intercept.dtype) for tensor in self.data())
        return mse(-x[:, 0] + intercept, y)

    def train(self):
        a = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        loss = self.loss(a)
        loss.backward()
        for k in range(self.halvings + 1):
            h = self.widest / 2**k
            nudged = self.loss(a + h)
            row = {"loss": loss, "nudged": nudged, "quotient": (nudged - loss) / h, "grad": a.grad}
            yield {name: value.float() for name, value in row.items()} | {"h": h}

    def facts(self, trace):
        low, high = (self.loss(torch.tensor(place)) for place in (START, START + TINY))  # in float32
        return {"start": START, "tiny": TINY, "tiny_quotient": float((high - low) / TINY)}

    def story(self, trace):
        near = first(trace.h < 0.03 * np.abs(trace.grad))
        return {
            0: "The change of the loss ÷ h: the secant's slope",
            1: "Halve h, and halve it again: the secant turns",
            near if near and near > 1 else None: "From near, curve and secant are one straight line",
            -1: "It closes in on {grad:.3f}, the tangent's slope: the derivative",
        }

    def frame_labels(self, trace):
        return [say("h = {h:.4g}", h=h) for h in trace.h]

    def pace(self, trace):
        return [900 if k < 5 else 400 for k in range(len(trace))]

    def draw(self, trace, stage):
        h, quotient, grad = trace.h.astype(float), trace.quotient.astype(float), float(trace.grad[0])

        def rise(nudge):
            return grad * nudge + nudge**2  # the mean squared error is a parabola in the intercept

        titles = "round the guess, enlarged so that h stays as wide", "the whole curve", "what each h tells"
        near, whole, table = stage.panels(*titles, share=0.57, heights=(2, 3))
        for ax in (near, whole):
            ax.set(xlabel=say("intercept"), ylabel=say("loss"))
        return compose(
            secant_enlarged(stage, near, rise, h, grad, self.frame_labels(trace)),
            secant_as_it_is(stage, whole, rise, h, (START, float(trace.loss[0])), near),
            quotients(stage, table, h, h * quotient),
        )


scene = Secant()
