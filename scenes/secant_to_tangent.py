"""From secant to tangent: as the nudge shrinks, what it tells about the loss turns into the derivative.

Alt: A curve of the loss. A line cuts it at the guess and a nudge further; as the nudge is halved again and again the
line turns until it lies on the tangent. A table beside it closes in on the derivative, {grad.first:.3f}.

The slope of the line stays at its guess, and only the intercept is nudged, from {start:.0f} to {start:.0f} + h. How
much the loss changes for each unit of the nudge, the change divided by h, is the slope of the secant, the line
through both points of the curve. With h = {h.first:.0f} it is {quotient.first:.3f}. Each frame halves h; the second
point slides towards the first, and the secant turns. After {halvings} halvings, at h = {h.last:.4f}, it is
{quotient.last:.3f}.

The tangent's slope, {grad.first:.3f}, is what torch's backward computes, in one go and without trying any nudge: the
derivative. Here the difference between the two is exactly h, because the loss is a parabola in the intercept. The
film computes with sixteen digits; with torch's usual seven, h cannot shrink for ever: at h = {tiny:.7f} the two
losses agree in nearly all their digits, and the quotient comes out as {tiny_quotient:.2f}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.studio.draw.parts import compose
from scenes.studio.numbers import equal_width
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import MOST, Bounds, Scene

START, TINY = 1.0, 1e-7


@dataclass(frozen=True, kw_only=True)
class Secant(Scene):
    """The difference quotient of the loss in the intercept, at the guess (−1, 1), for an h that is halved again and again."""

    widest: float = 2.0
    halvings: int = 11
    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"widest": (0.01, 100.0), "halvings": (1, 20), "points": (2, MOST)}
    fps: ClassVar[int] = 1

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

    def draw(self, trace, stage):
        theme = stage.theme
        story, table = stage.panels(
            "loss by intercept, the slope kept at its guess", "the secant's slope: change of the loss / h", share=0.6
        )
        reach = START + 1.4 * self.widest
        curve = np.linspace(START - 0.6, reach, 300)
        losses = [float(self.loss(torch.tensor(place))) for place in curve]
        story.set(xlim=(curve[0], reach), ylim=(0, 1.08 * max(losses)), xlabel="intercept", ylabel="loss")
        story.plot(curve, losses, color=theme.loss, zorder=2)
        story.plot(curve, trace.loss[0] + trace.grad[0] * (curve - START), "--", color=theme.gradient, linewidth=3, zorder=5)
        (secant,) = story.plot([], [], color=theme.batch, linewidth=4, zorder=4)
        (legs,) = story.plot([], [], ":", color=theme.ink, linewidth=2.5, zorder=5)
        (nudged,) = story.plot([], [], "o", color=theme.model, markersize=13, fillstyle="none", markeredgewidth=3, zorder=6)
        story.plot(START, trace.loss[0], "o", color=theme.model, markersize=13, zorder=7)
        for height, name, colour in ((0.9, "secant", theme.batch), (0.82, "tangent, dashed", theme.gradient)):
            story.text(0.97, height, name, color=colour, size="large", ha="right", transform=story.transAxes)

        table.set_axis_off()
        table.set(xlim=(0, 1), ylim=(len(trace) + 2.4, -0.7))
        columns = (0.22, 0.56, 1.0)
        for place, head in zip(columns, ("h", "secant", "secant − tangent"), strict=True):
            table.text(place, 0, head, color=theme.muted, ha="right")
        entries = [equal_width(values, 4) for values in (trace.h, trace.quotient, (trace.quotient - trace.grad).round(6))]
        colours = theme.model, theme.batch, theme.ink
        rows = [
            [table.text(place, 1 + k, text, ha="right", color=colour) for place, text, colour in zip(columns, row, colours, strict=True)]
            for k, row in enumerate(zip(*entries, strict=True))
        ]
        tangent = equal_width(trace.grad, 4)[0]
        table.text(0, len(trace) + 1.8, f"tangent, by backward:  {tangent}", color=theme.gradient, size="large")

        def frame(t):
            h, low, high = trace.h[t], trace.loss[t], trace.nudged[t]
            ends = curve[[0, -1]]
            secant.set_data(ends, low + trace.quotient[t] * (ends - START))
            legs.set_data([START, START + h, START + h], [low, low, high])
            nudged.set_data([START + h], [high])
            for k, row in enumerate(rows):
                for text in row:
                    text.set(visible=k <= t, weight="bold" if k == t else "regular")

        return compose(
            stage.readouts(
                trace,
                ("h", equal_width(trace.h, 4), theme.model),
                ("secant's slope", equal_width(trace.quotient, 4), theme.batch),
                ("tangent's slope", equal_width(trace.grad, 4), theme.gradient),
                counter=["first nudge", *(f"halved {k}×" for k in range(1, len(trace)))],
            ),
            frame,
        )


scene = Secant()
