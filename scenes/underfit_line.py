"""Underfitting: a straight line cannot follow a wave, however long it is trained.

Alt: A line tilts among {points} points that lie along a wave, and stops. Sticks from the points to the line do not shrink any further:
long runs of them point up, then down. At the end a dashed curve of degree {enough} passes through the wave, and the sticks are short.

The same {points} points as in the film on overfitting, and a polynomial of degree {degree}: a straight line. At the left, the points,
with blue rims, the red line, and a blue stick for what the line misses of each point. At the right, above, these misses alone, up or down
from a level line; below, their mean square, the loss, by step. Descent at learning rate {lr} does its work: within a few steps the line
is the best of all lines, and the loss stands still at {loss.last:.2f}.

The misses that are left do not look like noise. In the order of x they lie on one side of the line for long: {runs:.0f} runs in all, each
named with its number of points, and the misses alone form a wave. In the last frame a curve of degree {enough}, trained with the same
steps, is dashed, and the sticks lead to it: they are short and change sides often, and the loss is {other_loss.last:.3f}. What was wrong
is not the training, nor the number of points, but the form. On held-out points, not drawn here, the line has a loss of
{val_loss.last:.2f}; that this is lower is chance, for the {points} points happen to be the noisier ones. A polynomial of degree {enough}
can reach {enough_loss:.2f} on the points, and has {enough_val_loss:.2f} on the held-out ones then.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scenes.shared import polynomials
from scenes.shared.miss_runs import misses_alone, name_runs, runs
from scenes.shared.polynomial_fit import PolynomialFit
from scenes.shared.polynomial_losses import hold_losses, loss_besides
from scenes.shared.polynomial_parts import NEAR, curve, learnt_points, misses
from scenes.studio.draw.marks import compose, loss_so_far
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import first
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class Underfit(PolynomialFit):
    """A polynomial of too low a degree, in lock-step with one that fits, which is shown at the end."""

    degree: int = 1
    steps: int = 60
    enough: int = 3

    def __post_init__(self):
        super().__post_init__()
        self.check_degree(self.enough)

    def train(self):
        for row, other in zip(super().train(), PolynomialFit.train(replace(self, degree=self.enough)), strict=True):
            yield row | {"other_loss": other["loss"], "other_a": other["a"]}

    @cached_property
    def reached(self):
        """Training and held-out loss of the best polynomial of degree `enough`."""
        x, y = self.data()
        a = polynomials.least_squares(x, y, self.enough)
        return [float(mse(polynomials.legendre(x, self.enough) @ a, y)) for x, y in (self.data(), self.held_out_data())]

    def facts(self, trace):
        facts = dict(zip(("enough_loss", "enough_val_loss"), self.reached, strict=True))
        return super().facts(trace) | facts | {"runs": len(runs(self.data(), trace.a[-1]))}

    def settled(self, trace):
        """The first row whose loss is near the least that any polynomial of this degree has; None where a run never gets there."""
        x, y = self.data()
        least = float(mse(polynomials.legendre(x, self.degree) @ polynomials.least_squares(x, y, self.degree), y))
        return first(trace.loss - least < 0.01 * (trace.loss[0] - least))

    def story(self, trace):
        story = {0: ("A straight line" if self.degree == 1 else "A curve of degree {degree}") + " learns from {points} points"}
        stands, last, few = self.settled(trace), len(trace) - 1, len(runs(self.data(), trace.a[-1])) < self.points / 3
        if trace.loss[-1] > trace.loss[0]:
            return story | {-1: "The rate is too high: each step lands farther off"}
        if trace.ended:
            return story | {-1: "At this rate degree {enough} flies apart"}
        if stands is None:
            return story | {-1: "Loss {loss:.2g} and still falling: train on"}
        sides = "Misses stay in {runs} long runs: a pattern is left" if few else "Misses change sides {runs} times"
        goes = "the pattern goes, " if few and trace.other_loss[-1] < 0.7 * trace.loss[-1] else ""
        return story | {
            stands: "Its loss stands still at {loss:.2g}: the best it can",
            min(stands + last // 4, last): sides,
            -1: f"Same steps with degree {{enough}}: {goes}loss {{other_loss:.2g}}",
        }

    def draw(self, trace, stage):
        theme, rows, rests = stage.theme, np.arange(len(trace)), [stop.row for stop in self.stops(trace)]
        title = say("line and its misses") if self.degree == 1 else say("curve and its misses")
        story, alone, losses = stage.panels(title, say("the misses alone"), say("loss: mean squared miss"), share=0.6)
        learnt_points(stage, story, self.data(), trace.a, usual=NEAR)
        hold_losses(losses, trace.loss)
        compared = (rows == len(trace) - 1)[:, None] & (self.settled(trace) is not None)  # with the other run, in the last frame
        line, other = (np.pad(a, ((0, 0), (0, max(self.degree, self.enough) + 1 - a.shape[1]))) for a in (trace.a, trace.other_a))
        name_runs(stage, story, self.data(), trace.a, (rows >= rests[-2:][0]) & ~compared[:, 0] & (len(rests) == 4))
        return compose(
            misses(stage, story, self.data(), np.where(compared, other, line), theme.loss, strong=True),
            curve(stage, story, trace.a),
            curve(stage, story, np.where(compared, other, np.nan), theme.ink, width=4, dashed=True),
            misses_alone(stage, alone, self.data(), np.where(compared, other, line)),
            loss_so_far(stage, losses, trace.loss, texts=[say("{loss:.2g}", loss=loss) for loss in trace.loss]),
            loss_besides(
                stage, losses, trace.other_loss, compared[:, 0], say("degree {n}: {loss:.2g}", n=self.enough, loss=trace.other_loss[-1])
            ),
        )


scene = Underfit(lr=0.4)
