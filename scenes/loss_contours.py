"""The loss as a map: every point is a line, on a ring all lines are equally wrong, and descent walks inwards.

Alt: A map of rings over slope and intercept. A dot walks once round one ring, while the line beside it tilts and shifts
and the mean of its squared misses stays the same; then the dot turns inwards, at a right angle to its ring, to the cross in the middle.

Two numbers make a line, so a place on this map, slope across and intercept up, is a line among the {points} points. The line at the
dot is drawn beside it, with a stick from each point to the line: its miss. Below, a bar for each miss squared, in the order of
the points, and a level line at the mean of the bars, which is the loss.

The dot starts at the guess and walks round its ring. All {around} lines on the way differ, and stay as faint lines. For one all
bars are of medium height; another has a few very high bars and hardly any others. The level line never moves: it is
at {loss.first:.2f} for every one of them. Back at the guess, a thin arrow shows the gradient, at a right angle to the ring, and
a thick one the step of descent, the other way. {steps} steps at learning rate {lr} lead to ring after ring of lower loss.
The last is {loss.last:.3f}, at slope {a_0.last:.2f} and intercept {a_1.last:.2f}, near the middle, where the rings have shrunk to
a point: the best fit, with {best_loss:.3f}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import GUESS, iso_loss_ellipse
from scenes.shared.line_parts import line_among_points, loss_map, ring_through
from scenes.shared.miss_parts import miss_sticks, squared_misses
from scenes.shared.ring_parts import arc, lines_of_ring, nice, right_angle
from scenes.studio.draw.marks import compose, dot, needle, step_arrow, trail
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import Bounds
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class Map(LineFit):
    """Rows up to `around` walk round the ring of equal loss through the guess; the rest are a descent from there."""

    steps: int = 12
    around: int = 24

    bounds: ClassVar[Bounds] = {**LineFit.bounds, "around": (4, 500), "steps": (1, 500)}

    def train(self):
        x, y = self.data()
        guess = torch.tensor(GUESS)
        for a in iso_loss_ellipse(x, y, guess, self.around):
            a.requires_grad_()
            loss = mse(x @ a, y)
            loss.backward()
            yield {"loss": loss, "a": a, "grad": a.grad}
        a = guess.requires_grad_()
        for loss in descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps):
            yield {"loss": loss, "a": a, "grad": a.grad}

    def story(self, trace):
        slopes = trace.a[1 : self.around, 0]  # beside the guess's
        return {
            0: "One place on the map, one line, one loss: {loss:.2f}",
            1 + np.abs(slopes - self.best_fit["best_slope"]).argmin(): "Another line: many medium squares, the same mean",
            1 + slopes.argmax(): "Another line: few large squares, the same mean",
            self.around - 1: "{around} unlike lines with one loss make a ring",
            self.around: "Square to the ring, the loss falls fastest",
            -1: "Loss {loss:.3f}; in the middle, the best line: {best_loss:.3f}",
        }

    def pace(self, trace):
        """The walk at one pace, the descent slower first; left to what moves where there are many rows."""
        return None if len(trace) > 60 else [100] * self.around + [max(100, 500 - 100 * t) for t in range(len(trace) - self.around)]

    def frame_labels(self, trace):
        walk = [say("line {n} of {around}", n=n + 1, around=self.around) for n in range(self.around)]
        return walk + [say("step {t}", t=t) for t in range(len(trace) - self.around)]

    def draw(self, trace, stage):
        theme, (x, y), last = stage.theme, self.data(), len(trace) - 1
        apart = nice((trace.loss[0] - self.best_fit["best_loss"]) / 3)
        title = say("every place is a line; rings of equal loss, {apart:g} apart", apart=apart)
        story, line, squares = stage.panels(title, "points, line, misses", "squared misses, their mean", share=0.55, heights=(5, 4))
        loss_map(stage, story, x, y, trace.a, levels=apart * np.arange(1, 21), usual=((-3, 9), (-1.5, 6.5)), window=False)
        walking = np.arange(len(trace))[:, None] < self.around
        descent, steps = np.where(walking, np.nan, trace.a), np.where(np.arange(len(trace))[:, None] == last, np.nan, -self.lr * trace.grad)
        losses = [say("loss {loss:.3g}", loss=loss) for loss in trace.loss]
        stage.label(story, np.where(walking, trace.a[0], np.nan), losses, theme.loss, sides=("below left", "left"), weight="semibold")
        return compose(
            line_among_points(stage, line, x, y, trace.a),
            lines_of_ring(stage, line, trace.a, self.around),
            miss_sticks(stage, line, x, y, trace.a),
            squared_misses(stage, squares, x, y, trace.a, [say("mean {loss:.3g} = the loss", loss=loss) for loss in trace.loss]),
            arc(stage, story, x, y, trace.a[0], self.around),
            ring_through(stage, story, x, y, descent, losses),
            trail(stage, story, descent, theme.model),
            right_angle(stage, story, descent, 0.5 * trace.grad),
            needle(stage, story, descent, 0.5 * trace.grad, label=say("gradient × ½")),
            step_arrow(stage, story, descent, steps, label=say("step = −{lr:g} × gradient", lr=self.lr)),
            dot(stage, story, trace.a, theme.model),
        )


scene = Map(lr=0.3)
