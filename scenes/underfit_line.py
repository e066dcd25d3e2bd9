"""Underfitting: a straight line cannot follow a wave, however long it is trained.

Alt: A line tilts among {points} points that lie along a wave, and stops. Sticks from the points to the line do not shrink any further:
long runs of them point up, then down. Then the line bends into a curve of degree {enough}, the sticks become short, and the loss
falls below the dashed line where the straight one stood.

The same {points} points as in the film on overfitting, and a polynomial of degree {degree}: a straight line. At the left, the points,
with blue rims, the red line, and a blue stick for what the line misses of each point. At the right their mean square, the loss, by step.
Descent at learning rate {lr} does its work: within a few steps the line is nearly the best of all lines, and the loss stands still at
{stuck_loss:.2f}.

The misses that are left do not look like noise. In the order of x they lie on one side of the line for long: {runs:.0f} runs in all, each
named with its number of points. More training does not change this. At step {steps} the fit is given {more:.0f} more parameters, those of
a curve of degree {enough}, and the training goes on as before: now the line bends towards the points, the sticks become short and change
sides often, and the loss falls to {loss.last:.3f}. The line stays, faint. What was wrong was not the training, nor the number of points,
but the form. On held-out points, not drawn here, the line has a loss of {stuck_val_loss:.2f}; that this is lower is chance, and
with other points it is as often higher. A polynomial of degree {enough} can reach {enough_loss:.2f} on the points, and has
{enough_val_loss:.2f} on the held-out ones then.
"""

import numpy as np
import torch

from scenes.shared import polynomials
from scenes.shared.miss_runs import from_here, name_runs, runs
from scenes.shared.polynomial_fit import PolynomialFit
from scenes.shared.polynomial_losses import hold_losses, level
from scenes.shared.polynomial_parts import GRID, NEAR, curve, curve_heights, learnt_points, misses
from scenes.studio.draw.marks import ghosts, loss_so_far, only
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say, say_each


class Underfit(PolynomialFit):
    """A polynomial of too low a degree, which after so many steps is given the parameters of one that fits, and goes on."""

    degree: int = 1
    steps: int = 20
    enough: int = 3

    def __post_init__(self):
        super().__post_init__()
        self.check_degree(self.enough)
        if self.enough <= self.degree:
            raise BadNumber(f"enough must be above the degree, {self.degree}, not {self.enough}")

    def train(self):
        (x, y), (held_x, held_y) = self.data(), self.held_out_data()
        x, held_x = polynomials.legendre(x, self.enough), polynomials.legendre(held_x, self.enough)
        a = torch.zeros(self.enough + 1, requires_grad=True)
        degree = self.degree

        def loss():  # the parameters of higher degrees stay where they are, at 0
            return mse(x[:, : degree + 1] @ a[: degree + 1], y)

        for degree in (self.degree, self.enough):
            for step, value in enumerate(descend([a], loss, lr=self.lr, steps=self.steps)):
                if step or degree == self.degree:
                    yield {"loss": value, "val_loss": mse(held_x @ a, held_y), "a": a, "grad": a.grad}

    frame_rows = Scene.frame_rows  # every row

    def facts(self, trace):
        last = min(self.steps, len(trace) - 1)
        facts = dict(zip(("enough_loss", "enough_val_loss"), self.reached(self.enough), strict=True))
        facts |= {"stuck_loss": trace.loss[last], "stuck_val_loss": trace.val_loss[last], "more": self.enough - self.degree}
        return super().facts(trace) | facts | {"runs": len(runs(self.data(), trace.a[last]))}

    def settled(self, trace):
        """The first row whose loss is near the least that any polynomial of the lower degree has; None where a run never gets there."""
        least = self.reached(self.degree)[0]
        return first(trace.loss[: self.steps + 1] - least < 0.01 * (trace.loss[0] - least))

    def story(self, trace):
        line = "a straight line" if self.degree == 1 else "degree {degree}"
        story, stands = {0: f"How well can {line} follow these {{points}} points?"}, self.settled(trace)
        if self.flies(trace):
            return story | {-1: "The rate is too high: each step lands farther off"}
        if stands is None:
            return story | {-1: "Loss {loss:.2g} and still falling: train on"}
        kind, few = "line" if self.degree == 1 else "curve", self.facts(trace)["runs"] < self.points / 3
        better = trace.loss[-1] < 0.7 * trace.loss[self.steps]
        return story | {
            stands: f"The best {kind} there is, loss {{loss:.2g}}: train longer?",
            self.steps: "No gain: whole runs of points stay above or below" if few else "No gain: loss {loss:.2g}",
            self.steps + 1: "{more} more parameters let it bend; training goes on",
            -1: "It took room to bend, not more training: loss {loss:.2g}" if better else "Loss {loss:.2g}: room to bend gains little here",
        }

    def draw(self, trace, stage):
        rows, last, stands = np.arange(len(trace)), min(self.steps, len(trace) - 1), self.settled(trace)
        story, losses = stage.panels("sticks: by how much the fit misses each point", "loss: mean squared miss", share=0.64)
        learnt_points(stage, story, self.data(), trace.a, usual=NEAR)
        hold_losses(losses, trace.loss)
        stage.follow(losses, np.column_stack([rows, trace.loss]))
        shown = (rows >= (len(trace) if stands is None else stands)) & (rows <= last)
        name_runs(stage, story, self.data(), trace.a[last], shown)
        heights = curve_heights(trace.a)
        before = only(rows > last, (1.0, heights[last, -1]))
        stage.label(story, before, say("before: {loss:.2g}", loss=trace.loss[last]), stage.theme.model, sides=("above left", "below left"))
        kept = say("straight: {loss:.2g}" if self.degree == 1 else "before: {loss:.2g}", loss=trace.loss[last])
        stays = [] if stands is None else [level(stage, losses, trace.loss, last, kept, last + 1, stage.theme.model)]
        return [
            *stays,
            misses(stage, story, self.data(), trace.a, stage.theme.loss, strong=True),
            ghosts(stage, story, GRID, heights, stage.theme.model, rows=(last,)),
            curve(stage, story, trace.a),
            from_here(stage, losses, last, len(trace), say("may bend from here")),
            loss_so_far(stage, losses, trace.loss, texts=say_each("{loss:.2g}", loss=trace.loss), sides=("above right",)),
        ]


scene = Underfit(lr=0.4)
