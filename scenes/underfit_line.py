"""Underfitting: a straight line cannot follow a wave, however long it is trained.

Alt: A line tilts among {points} points that lie along a wave, and stops. Sticks from the points to the line stay long: points lie above
it and below it in turn. At the end a curve of degree {enough} runs through their middle.

At the left, the {points} points of the film on overfitting, large with blue rims, and {held_out} small green ones that are held out. A
blue stick joins each large point to the line: its miss. Descent at learning rate {lr} does its work: after {steps} steps the line is
the best of all lines. But its misses do not shrink any more, and they are not without order: the points lie below the line, then
above it, then below again. What is left over has a pattern, and that is the sign of a form that is too stiff.

At the right, both losses fall a little and stay. On the training points the line ends at {loss.last:.2f}, on the held-out points at
{val_loss.last:.2f}; that this is the lower of the two is chance, for the {points} points happen to be the noisier ones. In the last
frame a curve of degree {enough} appears, the best one for the same points. It fits them to {enough_loss:.2f} and the held-out ones
to {enough_val_loss:.2f}: neither the training was wrong nor the number of points, but the form.
"""

from dataclasses import dataclass
from functools import cached_property

from scenes.shared import polynomials
from scenes.shared.polynomial_fit import PolynomialFit
from scenes.shared.polynomial_losses import hold_losses, two_losses
from scenes.shared.polynomial_parts import NEAR, curve, curve_heights, misses, points_and_held_out, runs, standing
from scenes.studio.draw.marks import compose
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import first
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class Underfit(PolynomialFit):
    """A polynomial of too low a degree, against what a fitting one reaches."""

    degree: int = 1
    steps: int = 60
    enough: int = 3

    def __post_init__(self):
        super().__post_init__()
        self.check_degree(self.enough)

    @cached_property
    def best(self):
        """The parameters of the best polynomial of degree `enough`."""
        x, y = self.data()
        return polynomials.least_squares(x, y, self.enough)

    @cached_property
    def reached(self):
        """Its training and held-out loss."""
        return [float(mse(polynomials.legendre(x, self.enough) @ self.best, y)) for x, y in (self.data(), self.held_out_data())]

    def facts(self, trace):
        return super().facts(trace) | dict(zip(("enough_loss", "enough_val_loss"), self.reached, strict=True))

    def settled(self, trace):
        """The first row from which on the training loss hardly changes; None where it still does."""
        return first(trace.loss < trace.loss[-1] * 1.002) if len(trace) > 2 and trace.loss[-1] < trace.loss[0] else None

    def story(self, trace):
        settled = self.settled(trace)
        shape = "line" if self.degree == 1 else "curve of degree {degree}"
        return {
            0: f"A {shape}, and points that it has to follow",
            settled: f"The best {shape} there is: the misses stay",
            settled and min(settled + 5, len(trace) - 2): "The misses keep a pattern; more steps change nothing",
            -1: "Loss {loss:.2g}; degree {enough} reaches {enough_loss:.2g} on the same points",
        }

    def draw(self, trace, stage):
        theme, rests, last = stage.theme, [stop.row for stop in self.stops(trace)], len(trace) - 1
        title = say("degree {degree}, and its misses", degree=self.degree)
        story, losses = stage.panels(title, say("loss: mean squared miss"), share=0.62)
        best = curve_heights(self.best.numpy())
        points_and_held_out(stage, story, self.data(), self.held_out_data(), trace.a, usual=NEAR)
        hold_losses(losses, trace.loss, trace.val_loss)
        if len(rests) == 4:
            runs(stage, story, self.data(), trace.a, rests[2], say("points above"), say("points below"))
        return compose(
            misses(stage, story, self.data(), trace.a, theme.loss, strong=True),
            curve(stage, story, trace.a),
            standing(stage, story, best, len(trace), last or 1, say("degree {n}", n=self.enough)),
            two_losses(stage, losses, trace.loss, trace.val_loss, rests),
        )


scene = Underfit(lr=0.4)
