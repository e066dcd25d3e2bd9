"""Underfitting: a straight line cannot follow a wave, however long it is trained.

Alt: A line tilts among {points} points that lie along a wave, and stops. Training loss and held-out loss fall a little and stay
high, far above the dashed marks of what a curve of degree {enough} reaches.

The same {points} points as in the film on overfitting, and a polynomial of degree {degree}: a straight line. Descent at learning rate
{lr} does its work: after {steps} steps the line is the best of all lines, and the training loss stands still at {loss.last:.2f}. On
held-out points it is {val_loss.last:.2f}; that this is the lower of the two is chance, for the {points} points happen to be the noisier
ones. Both are high, and that is the sign: what is wrong is not the training, nor the number of points, but the form. A
polynomial of degree {enough} fits the same points to {enough_loss:.2f}, and the held-out ones to {enough_val_loss:.2f}.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from scenes.shared import polynomials
from scenes.shared.polynomial_fit import PolynomialFit
from scenes.studio.draw.axes import log_scale
from scenes.studio.run.descend import mse


@dataclass(frozen=True, kw_only=True)
class Underfit(PolynomialFit):
    """A polynomial of too low a degree, against what a fitting one reaches."""

    degree: int = 1
    steps: int = 60
    enough: int = 3

    fps: ClassVar[int] = 5

    def __post_init__(self):
        super().__post_init__()
        self.check_degree(self.enough)

    @cached_property
    def reached(self):
        """Training and held-out loss of the best polynomial of degree `enough`."""
        x, y = self.data()
        a = polynomials.least_squares(x, y, self.enough)
        return [float(mse(polynomials.legendre(x, self.enough) @ a, y)) for x, y in (self.data(), self.held_out_data())]

    def facts(self, trace):
        return super().facts(trace) | dict(zip(("enough_loss", "enough_val_loss"), self.reached, strict=True))

    def draw(self, trace, stage):
        frame, theme = super().draw(trace, stage), stage.theme
        losses = stage.figure.axes[-1]
        for colour, loss in zip((theme.loss, theme.held_out), self.reached, strict=True):
            losses.axhline(loss, color=colour, linestyle="--", linewidth=2.5)
        if self.user_points:  # a line may do for these, and then the losses lie close together
            log_scale(losses.yaxis, trace.loss, trace.val_loss, np.array(self.reached) / 1.5)
            losses.text(0.98, 0.96, f"dashed: both, at degree {self.enough}", color=theme.muted, ha="right", transform=losses.transAxes)
            return frame
        losses.set(yscale="linear", ylim=(0, 1.08 * max(trace.loss.max(), trace.val_loss.max())))
        place = {"xycoords": losses.get_yaxis_transform(), "textcoords": "offset points"}
        losses.annotate(f"both, at degree {self.enough}", (0.98, max(self.reached)), (0, 8), **place, color=theme.muted, ha="right")
        return frame


scene = Underfit(lr=0.4)
