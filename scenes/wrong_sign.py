"""The wrong sign: with the gradient the loss goes up, against it the loss goes down.

Alt: Two paths leave the same guess over the contours of a loss. One follows its arrows down to the cross of the best
fit; the other climbs straight away from it and out of the picture, while its loss rises from {loss.first:.2f} to
{loss.last:,.0f}.

Two loops with one sign between them, from the same guess, on the same {points} points, at the same learning rate
{lr}. The gradient points to where the loss rises. Subtracting it goes down: after {steps} steps the loss is
{right_loss.last:.3f}. Adding it goes up, and there the valley is steeper still, so that each step is longer than the
one before: the loss is {loss_2:.1f} after two steps and {loss.last:,.0f} after {steps}. Neither the contours nor the
points can hold it; where it is stands at their edge.

It looks like a learning rate that is too high, but is not. Too high a rate throws the parameters from side to side;
the wrong sign takes them straight uphill, and a smaller rate would only make it take longer.
"""

from dataclasses import dataclass
from typing import ClassVar

import torch

from scenes.shared import line_drawing
from scenes.shared.broken_loop import BrokenLoop
from scenes.studio.draw.parts import compose


@dataclass(frozen=True, kw_only=True)
class WrongSign(BrokenLoop):
    """The loop that adds the gradient beside the one that subtracts it."""

    steps: int = 30

    fps: ClassVar[int] = 4
    names: ClassVar[tuple[str, str]] = "adding the gradient", "subtracting it"
    slopes: ClassVar[line_drawing.Limits] = -6.4, 4.8
    intercepts: ClassVar[line_drawing.Limits] = -6.4, 4.6

    def broken(self, a, loss):
        for _ in range(self.steps + 1):
            value = loss()
            value.backward()
            yield value
            with torch.no_grad():
                a.add_(self.lr * a.grad)  # sub_ is right
                a.grad.zero_()

    def facts(self, trace):
        return super().facts(trace) | ({"loss_2": float(trace.loss[2])} if len(trace) > 2 else {})

    def arrows(self, ax, stage, trace):
        """What the next steps follow, {label: colour} and the arrows' show(t)."""
        colour = stage.theme.gradient
        wrong = line_drawing.draw_arrow(ax, colour, trace.a, trace.grad, -0.25)
        right = line_drawing.draw_arrow(ax, colour, trace.right, trace.right_grad, 0.25)
        return {"arrows: ±gradient × ¼": colour}, compose(wrong, right)


scene = WrongSign(lr=0.1)
