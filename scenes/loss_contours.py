"""The loss as a map: each place is a line, each ring joins lines of equal loss, each step leads to a lower ring.

Alt: A map of rings over slope and intercept. A dot walks once round one ring, while the line beside it tilts and shifts
and the mean of its squared misses stays the same; then the dot turns inwards, at a right angle to its ring, to the cross in the middle.

Two numbers make a line, so a place on this map, slope across and intercept up, is a line among the {points} points. The line at the
dot is drawn beside it, with a stick from each point to the line: its miss. Under each point stands the square of its miss, and across
all of them lies a level line at their mean, which is the loss. For one point the sum is written out.

The dot starts at the guess and walks round its ring. All {around} lines on the way differ, and stay as faint lines. Some
squared misses shrink, others grow, as the tops of the first ones show, which stay; the level line never moves. It is at
{loss.first:.2f} for every line of the ring. Back at the guess, three steps of equal length are compared: along the ring the loss
rises, straight at the best fit it falls, and at a right angle to the ring it falls most. That one is taken, minus {lr} times
the gradient, and {steps} such steps lead to ring after ring of lower loss. The last is {loss.last:.3f}, at slope
{a_0.last:.2f} and intercept {a_1.last:.2f}, near the middle, where the rings have shrunk to a point: the best fit, with {best_loss:.3f}.
"""

import numpy as np
import torch

from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import GUESS, iso_loss_ellipse
from scenes.shared.line_parts import line_among_points, loss_map, ring_through
from scenes.shared.miss_parts import misses_and_squares
from scenes.shared.ring_parts import arc, lines_of_ring, nice, other_steps, right_angle, rivals
from scenes.studio.draw.marks import compose, dot, step_arrow, trail
from scenes.studio.run.descend import descend, mse
from scenes.studio.words import say


class Map(LineFit):
    """Rows up to `around` walk once round the ring of equal loss through the guess; the rest are a descent from there."""

    steps: int = 12
    around: int = 24

    bounds = {**LineFit.bounds, "around": (4, 500), "steps": (1, 500)}

    def train(self):
        x, y = self.data()
        guess = torch.tensor(GUESS)
        for a in [*iso_loss_ellipse(x, y, guess, self.around), guess.clone()]:
            a.requires_grad_()
            loss = mse(x @ a, y)
            loss.backward()
            yield {"loss": loss, "a": a, "grad": a.grad}
        a = guess.requires_grad_()
        for loss in descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps):
            yield {"loss": loss, "a": a, "grad": a.grad}

    def others(self, trace):
        """Steps as long as the first, in other directions."""
        x, y = self.data()
        return other_steps(x, y, trace.a[0], -self.lr * trace.grad[0].astype(float))

    def story(self, trace):
        slopes, start = trace.a[1 : self.around, 0], self.around + 1
        alike = 1 + int(np.abs(slopes - self.best_fit["best_slope"]).argmin())
        lands = min(start + 1, len(trace) - 1)
        most = float(trace.loss[lands]) < min(loss for *_, loss in self.others(trace))
        near = trace.loss[-1] - self.best_fit["best_loss"] < 0.1 * trace.loss[0]
        return {
            0: "Each place is a line, with a loss: here {loss:.2f}",
            alike: "Some squared misses shrink, others grow: their mean stays {loss:.2f}",
            self.around: "{around} unlike lines, one loss of {loss:.2f}: a ring",
            start: "Of equal steps the right-angled one falls most" if most else "Now a step at a right angle to the ring",
            lands: "Each step leaves its ring at a right angle",
            -1: ("Near the middle: loss" if near else "After the last step: loss") + " {loss:.3f}, best fit {best_loss:.3f}",
        }

    def pace(self, trace):
        """The walk at one pace, the descent slower first; left to what moves where there are many rows."""
        return None if len(trace) > 60 else [100] * (self.around + 1) + [max(100, 500 - 100 * t) for t in range(self.steps + 1)]

    def frame_labels(self, trace):
        walk = [say("line {n} of {around} on the ring", n=n + 1, around=self.around) for n in range(self.around)]
        return [*walk, say("line 1 again"), *(say("step {t}", t=t) for t in range(len(trace) - self.around - 1))]

    def draw(self, trace, stage):
        theme, (x, y), start, rows = stage.theme, self.data(), self.around + 1, np.arange(len(trace))[:, None]
        apart = nice((trace.loss[0] - self.best_fit["best_loss"]) / 3)
        title = say("every place is a line; rings of equal loss, {apart:g} apart", apart=apart)
        share = 0.54 if stage.canvas.wide else 0.6
        story, line, squares = stage.panels(title, "points, line, misses", "squared misses", share=share, heights=(5, 4))
        loss_map(stage, story, x, y, trace.a, levels=apart * np.arange(1, 21), usual=((-3, 9), (-1.5, 6.5)), window=False)
        descent = np.where(rows < start, np.nan, trace.a)
        steps = np.where(rows == rows[-1], np.nan, -self.lr * trace.grad.astype(float))
        texts = [say("loss {loss:.3g}", loss=loss) for loss in trace.loss]
        at_ring = np.where(rows < start, trace.a[0], trace.a[self.around // 2])
        stage.label(story, at_ring, texts[0], theme.loss, sides=("below left", "below right", "left"), weight="semibold")
        stage.label(story, np.where(rows > start, trace.a, np.nan), texts, theme.loss, sides=("below",), weight="semibold", gap=20)
        lands = min(start + 1, len(trace) - 1)
        taken = say("−{lr:g} × gradient: loss {loss:.3g}", lr=self.lr, loss=trace.loss[lands])
        stage.label(story, np.where(rows == start, trace.a[lands], np.nan), taken, theme.model, sides=("above left", "left"))
        return compose(
            line_among_points(stage, line, x, y, trace.a),
            lines_of_ring(stage, line, trace.a, self.around),
            misses_and_squares(stage, line, squares, x, y, trace.a, [stop.row for stop in self.stops(trace)], self.around),
            arc(stage, story, x, y, trace.a, self.around),
            ring_through(stage, story, x, y, descent),
            trail(stage, story, descent, theme.model),
            rivals(stage, story, trace.a[0], self.others(trace), start),
            right_angle(stage, story, descent, steps),
            step_arrow(stage, story, descent, steps),
            dot(stage, story, trace.a, theme.model),
        )


scene = Map(lr=0.3)
