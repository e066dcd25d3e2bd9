"""The loss as a map: each place is a line, rings join lines of equal loss, each step leaves its ring at a right angle.

Alt: A dot walks once round a ring on a map of slope and intercept, and beside it stand small pictures of {around} lines, all different.
Then the map is seen from near: rings run side by side, and of equal arrows the one at a right angle to them reaches the lowest. Such steps
lead to the best fit.

Two numbers make a line, so a place on this map, slope across and intercept up, is a line. It starts at the guess, whose picture shows it
among the {points} points, with its misses; the mean of their squares is its loss, {loss.first:.2f}. The dot walks once round the ring on
which all lines have this loss, and {around} of them stay as pictures outside it: some rise, some fall, some lie too high, some too low.

Back at the guess the map is seen from near, where the rings of lower and higher loss run side by side. Equally long steps are tried:
along the ring the loss stays almost what it was, straight at the best fit it falls, and at a right angle to the ring it falls most,
because there the step crosses the most rings. That way leads minus {lr} times the gradient, and {steps} such steps go from ring to ring
to a loss of {loss.last:.3f}. A step knows only the rings where it stands, so the way bends: it is not the dashed one, straight at the best
fit, whose loss is {best_loss:.3f}.
"""

import torch

from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import GUESS
from scenes.shared.map_parts import Map
from scenes.shared.ring_parts import lap, trials
from scenes.studio.draw.marks import compose
from scenes.studio.run.descend import descend, mse
from scenes.studio.words import say


class Rings(LineFit):
    """Rows up to `around` walk once round the ring of equal loss through the guess; then steps are tried; then comes the descent."""

    steps: int = 12
    around: int = 6

    bounds = {**LineFit.bounds, "around": (4, 500), "steps": (1, 500)}

    def train(self):
        x, y = self.data()
        guess = torch.tensor(GUESS)
        for a in [*lap(x, y, guess, self.around), guess.clone(), *trials(x, y, guess)]:
            a.requires_grad_()
            loss = mse(x @ a, y)
            loss.backward()
            yield {"loss": loss, "a": a, "grad": a.grad}
        a = guess.requires_grad_()
        for loss in descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps):
            yield {"loss": loss, "a": a, "grad": a.grad}

    @property
    def start(self):
        """The row in which descent begins."""
        return self.around + 7

    def story(self, trace):
        return {
            0: "Each place is a line. Which others are as wrong?",
            self.around: "{around} unlike lines, one loss of {loss:.2f}: a ring",
            self.around + 1: "Along the ring nothing is won. Which step falls most?",
            self.start - 1: "At a right angle the same step crosses most rings",
            -1: "Each step sees only nearby rings, so the way bends",
        }

    def pace(self, trace):
        slower = dict(enumerate((600, 600, 400, 300), self.start))
        return None if len(trace) > 60 else [slower.get(t, 200 if t < self.start else 100) for t in range(len(trace))]

    def frame_labels(self, trace):
        walk = [say("line {n} of {around}", n=n + 1, around=self.around) for n in range(self.around)]
        tried = [say("a step tried")] * 6
        return [*walk, say("line 1 again"), *tried, *(say("step {t}", t=t) for t in range(len(trace) - self.start))]

    def draw(self, trace, stage):
        (ax,) = stage.panels("")
        x, y = self.data()
        lines = Map(stage, ax, x, y, trace.a, trace.loss, self.around, self.start, self.lr)
        return compose(lines.views(), lines.walk(), lines.steps_tried(), lines.descent(-self.lr * trace.grad.astype(float)))


scene = Rings(lr=0.3)
