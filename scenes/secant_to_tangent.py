"""From secant to tangent: as the nudge h shrinks, the slope of the secant approaches the derivative.

Alt: A blue curve of the loss, and a line that cuts it at the guess and a nudge further. The nudge shrinks to a quarter again and again: the
line turns, less and less, and in a window, enlarged to match, curve and line become one. A table closes in on {grad.first:.3f}.

The slope of the line stays at its guess, and only the intercept is nudged, from {start:.0f} to {start:.0f} + h. How
much the loss changes for each unit of the nudge, the change divided by h, is the slope of the secant, the line
through both points of the curve. With h = {h.first:.0f} it is {quotient.first:.3f}. Each frame takes a quarter of h. The secants so far
stay, faint, a fan; a window shows what is in the frame round the guess, enlarged so that h looks as wide as before. After {quarterings}
times, at h = {h.last:.4f}, the slope is {quotient.last:.3f}. The table has every h with the change, which dwindles to nothing, the
change divided by h, which settles, and by how much that has turned the line: each time by about a quarter of the time before.

It settles because from near a curve is straight. At the end the tangent is drawn. Its slope, {grad.first:.3f}, is what torch's backward
computes, in one go and without trying any nudge: the derivative. Here the difference between the two is exactly h, because the loss is
a parabola in the intercept. The film computes with sixteen digits; with torch's usual seven, h cannot shrink for ever: at
h = {tiny:.7f} the two losses agree in nearly all their digits, and the quotient comes out as {tiny_quotient:.2f}.
"""

import numpy as np
import torch

from scenes.shared.line_fit import LecturePoints
from scenes.shared.secants import from_near, quotients, secants
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import first
from scenes.studio.words import say

START, TINY = 1.0, 1e-7


class Secant(LecturePoints):
    """The difference quotient of the loss in the intercept, at the guess (−1, 1), for an h that is quartered again and again."""

    widest: float = 2.0
    quarterings: int = 5

    bounds = {**LecturePoints.bounds, "widest": (0.01, 100.0), "quarterings": (1, 10)}
    readouts = {"quotient": "change ÷ h", "grad": "slope of the tangent", "nudged": "loss at the second point"}
    says = 2
    times = [700]
    counter = "h = {h:.4g}"

    def loss(self, intercept):
        x, y = (tensor.to(intercept.dtype) for tensor in self.data())
        return mse(-x[:, 0] + intercept, y)

    def train(self):
        a = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        loss = self.loss(a)
        loss.backward()
        for k in range(self.quarterings + 1):
            h = self.widest / 4**k
            nudged = self.loss(a + h)
            row = {"loss": loss, "nudged": nudged, "quotient": (nudged - loss) / h, "grad": a.grad}
            yield {name: value.float() for name, value in row.items()} | {"h": h}

    def facts(self, trace):
        low, high = (self.loss(torch.tensor(place)) for place in (START, START + TINY))  # in float32
        return {"start": START, "tiny": TINY, "tiny_quotient": float((high - low) / TINY)}

    def story(self, trace):
        near = first(trace.h < 0.01 * np.abs(trace.grad))
        return {
            0: "How steep is the curve here? Take a second point",
            1: "A quarter of h: the line through both points turns",
            near if near and near > 1 else None: "From near the curve is straight: hardly a turn more",
            -1: "It closes in on {grad:.3f}: the slope at one point",
        }

    def draw(self, trace, stage):
        h, quotient, grad = trace.h.astype(float), trace.quotient.astype(float), float(trace.grad[0])

        def rise(nudge):
            return grad * nudge + nudge**2  # the mean squared error is a parabola in the intercept

        share = 0.6 if stage.canvas.wide else 0.5
        curve, table = stage.panels("loss: how far a line misses, by its intercept", "the change of the loss, divided by h", share=share)
        curve.set(xlabel=say("intercept"), ylabel=say("loss"))
        point = START, float(trace.loss[0])
        return [
            secants(stage, curve, rise, h, point, grad),
            from_near(stage, curve, rise, h, point),
            quotients(stage, table, h, h * quotient, grad),
        ]


scene = Secant()
