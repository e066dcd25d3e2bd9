"""Residuals squared: each residual becomes the side of a square, then the mean of all squares is the loss.

Alt: A red line slopes down through points that climb. From one point after the other a square reaches to the line, and its stick
stays. Beside it each square is a bar; their mean, a blue line over the bars, ends at {loss.last:.2f}, and is drawn as a blue square.
Then the line swings up into the points, and all squares shrink, the blue one from {loss.last:.2f} to {best_loss:.2f}.

The line is the untouched guess, slope {slope:.0f} and intercept {intercept:.0f}. At each point
the line predicts ŷ; the residual is how far that lies from the true y: below zero where the line is too low, above zero where it
is too high. The residual is the side of a square, drawn true to scale, so that a miss twice as large weighs four times as much:
from {square.min:.4f} where the line happens to pass close by, to {square.max:.1f} at its worst. At the right each square is a bar, as
high as the square is large. The first ones stand wide, side by side: where a miss is {times:.1f} times as long as one of
{short:.2f}, its square is {area:.0f} times as large, and tiled by the small one.

The points are taken in the order of the data, {points} in all, the first ones slowly. The mean of the squares so far swings while
they are few, and one square moves it less and less as they become many. Their squares stay, faint. A blue square above the line has
their mean as its area. With all points it is the mean squared error, MSE: {loss.last:.2f}, the loss of this guess. Its root, RMSE, is
{rmse.last:.2f}, the side of the blue square: a typical miss in the units of y. In the last frames the line moves, by steps that the next
lessons explain: each makes the loss smaller. The misses become short, and their squares small, until the line is the best one, with a
loss of {best_loss:.2f}. The outline of the guess's blue square stays around the new one.
"""

import numpy as np
import torch

from scenes.shared.line_loss import GUESS
from scenes.shared.line_parts import line_among_points
from scenes.shared.miss_by_miss import SLOW, MissByMiss
from scenes.shared.square_parts import bars_of_squares, mean_as_square, square_of_miss
from scenes.studio.run.scene import first

LONG = 3  # a miss that is long


class Residuals(MissByMiss):
    """The loss of the lecture's guess, gathered point by point: row t is the state after t + 1 points."""

    readouts = {"miss": "miss", "square": "its square", "loss": "mean square so far", "line_loss": "loss of the line"}
    says = 3

    def facts(self, trace):
        short, long = (float(trace.miss[row or 0]) for row in self.turns(trace)[:2])
        found = {"prediction": float(self.data()[0][0] @ torch.tensor(GUESS)), "short": short, "times": long / short}
        return {"slope": GUESS[0], "intercept": GUESS[1], "area": (long / short) ** 2} | found | self.best_fit

    def turns(self, trace):
        """The first miss to the other side, the first long one after it, and the first row in a hurry; None where there is none."""
        rows, other = np.arange(len(trace)), first(np.sign(trace.residual) == -np.sign(trace.residual[0]))
        long = first((trace.miss > LONG) & (rows > (other or 0)))
        return other, long, first((rows == (SLOW if long is None else long + 1)) & (rows < self.points - 1))

    def story(self, trace):
        other, long, many = self.turns(trace)
        return {
            0: "How wrong is this line? Each miss becomes a square",
            other: "Too low or too high: no square is negative",
            long: "{times:.1f} times the miss of {short:.3g}: {area:.0f} times its square",
            many: "Squares above the mean lift it; those below lower it",
            self.points - 1: "The mean of all squares, the loss, judges every line",
            -1: "A better line, smaller squares: loss {line_loss:.2f}",
        }

    def draw(self, trace, stage):
        (x, y), (other, long, many) = self.data(), self.turns(trace)
        told, tiles = np.arange(len(trace)) < (many or self.points), (long or 0, other or 0)
        later = trace.line[self.points - 1 :] @ x.numpy().T - y.numpy()
        story, bars = stage.panels("each miss of the line, and its square", "the area of each square, and their mean", share=0.56)
        return [
            line_among_points(stage, story, x, y, trace.line, past=(self.points - 1,)),
            mean_as_square(stage, story, trace, self.points),
            square_of_miss(stage, story, x[:, 0].numpy(), y.numpy(), trace, later, told, tiles),
            bars_of_squares(stage, bars, trace, later, told),
        ]


scene = Residuals()
