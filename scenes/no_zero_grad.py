"""A gradient that is never emptied: each backward adds to the last ones, and the descent swings past the best fit for ever.

Alt: Two paths leave the same guess over the contours of a loss. One walks to the cross of the best fit and stays; the
other loops round it in wide bows. Its loss falls, rises and falls again, and is {loss.last:.2f} after {steps} steps.

The same descent twice, at learning rate {lr}, but one loop leaves out the line that empties a.grad. Every backward
adds the new gradient to what is there, so each step follows the sum of all gradients since the guess, not the
gradient where it stands. Near the best fit, where that gradient is small, the sum is still large, and carries the
line past it; only on the way up does it shrink again. The loss comes down to {loss.min:.2f}, and goes back up to
{late_max:.1f}, while the right loop is at {right_loss.last:.3f} after {steps} steps.

Nothing brakes: it is a ball in a bowl without friction. Along the steepest direction of this valley one swing takes
{swing_short:.1f} steps, along the flattest {swing_long:.1f}, and neither ever gets smaller, or larger, as long as the
rate stays below {bound:.2f}. From there on it flies apart.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared import line_drawing
from scenes.shared.broken_loop import BrokenLoop
from scenes.studio.draw.parts import compose


@dataclass(frozen=True, kw_only=True)
class NoZeroGrad(BrokenLoop):
    """The loop without zero_grad beside the right one; `grad` is what a.grad holds."""

    steps: int = 60

    fps: ClassVar[int] = 8
    names: ClassVar[tuple[str, str]] = "never emptied", "emptied"
    slopes: ClassVar[line_drawing.Limits] = -2.4, 8.6
    intercepts: ClassVar[line_drawing.Limits] = -3.4, 7.2

    def broken(self, a, loss):
        for _ in range(self.steps + 1):
            value = loss()
            value.backward()  # adds to what a.grad holds
            yield value
            with torch.no_grad():
                a.sub_(self.lr * a.grad)
            # here a.grad.zero_() is missing

    def facts(self, trace):
        """Along an eigenvector of the Hessian the miss follows e₊ = (2 − lr·λ)·e − e₋: a swing without loss while lr·λ < 4."""
        x, _ = self.data()
        facts = super().facts(trace)
        facts = facts | {"bound": 2 * facts["limit"], "late_max": float(trace.loss[trace.loss.argmin() :].max())}
        if self.lr < facts["bound"]:
            curvatures = torch.linalg.eigvalsh(2 * x.double().T @ x.double() / len(x))
            flat, steep = (2 * math.pi / torch.acos(1 - self.lr * curvatures / 2)).tolist()
            facts |= {"swing_long": flat, "swing_short": steep}
        return facts

    def arrows(self, ax, stage, trace):
        theme = stage.theme
        here = np.diff(trace.grad, axis=0, prepend=np.zeros((1, 2)))  # what the last backward added
        labels = {"−a.grad × ¼, the sum": theme.gradient, "−gradient × ¼, here": theme.ink}
        total = line_drawing.draw_arrow(ax, theme.gradient, trace.a, trace.grad, 0.25)
        return labels, compose(total, line_drawing.draw_arrow(ax, theme.ink, trace.a, here, 0.25))


scene = NoZeroGrad(lr=0.1)
