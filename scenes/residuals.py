"""Residuals squared: each residual becomes the side of a square, then the mean of all squares is the loss.

Alt: A red line slopes down through points that climb. From one point after the other a square reaches to the line, and its stick
stays. Beside it each square is a bar; their mean, a blue line over the bars, settles at {loss.last:.2f}, and is drawn as a blue square.
At the end the squares of the best line are small and black, along a dashed line, and so is their mean.

The line is the untouched guess, slope {slope:.0f} and intercept {intercept:.0f}, and nothing in the film moves it. At each point
the line predicts ŷ; the residual is how far that lies from the true y: below zero where the line is too low, above zero where it
is too high. The residual is the side of a square, drawn true to scale, so that a miss twice as large weighs four times as much:
from {square.min:.4f} where the line happens to pass close by, to {square.max:.1f} at its worst. At the right each square is a bar, as
high as the square is large. The first ones stand wide, side by side: where a miss is {times:.1f} times as long as one of
{short:.2f}, its square is {area:.0f} times as large, and tiled by the small one.

The points are taken in the order of the data, {points} in all, the first ones slowly. The mean of the squares so far swings while
they are few and moves less and less as they become many. Their squares stay, faint. A blue square above the line has their mean as its
area. With all points it is the mean squared error, MSE: {loss.last:.2f}, the loss of this guess. Its root, RMSE, is {rmse.last:.2f},
the side of the blue square: a typical miss in the units of y. The dashed line of the last frame is the one with the smallest loss,
{best_loss:.2f}; its squares are drawn to the same scale, small and black.
"""

import numpy as np
import torch

from scenes.shared.line_fit import LecturePoints
from scenes.shared.line_loss import GUESS
from scenes.shared.line_parts import line_among_points
from scenes.shared.square_parts import bars_of_squares, mean_as_square, square_of_miss
from scenes.studio.run.scene import first
from scenes.studio.words import say_each

SLOW = 6  # rows before the film hurries
LONG = 3  # a miss that is long


class Residuals(LecturePoints):
    """The loss of the lecture's guess, gathered point by point: row t is the state after t + 1 points."""

    readouts = {"miss": "miss", "square": "its square", "loss": "mean square so far"}
    says = 3
    times = [500] * SLOW + [100]

    def train(self):
        x, y = self.data()
        residuals = x @ torch.tensor(GUESS) - y
        means = ((residuals**2).double().cumsum(0) / torch.arange(1, self.points + 1)).float()
        for mean, residual in zip(means, residuals, strict=True):
            yield {"loss": mean, "rmse": mean.sqrt(), "residual": residual, "square": residual**2, "miss": residual.abs()}

    def frame_rows(self, last):
        return sorted({*range(min(SLOW, last + 1)), *range(SLOW, last, -(-max(last - SLOW, 1) // 24)), last})

    def facts(self, trace):
        short, long = (float(trace.miss[row or 0]) for row in self.turns(trace)[:2])
        found = {"prediction": float(self.data()[0][0] @ torch.tensor(GUESS)), "short": short, "times": long / short}
        return {"slope": GUESS[0], "intercept": GUESS[1], "area": (long / short) ** 2} | found | self.best_fit

    def turns(self, trace):
        """The first miss to the other side, the first long one after it, and the first row in a hurry; None where there is none."""
        rows, other = np.arange(len(trace)), first(np.sign(trace.residual) == -np.sign(trace.residual[0]))
        long = first((trace.miss > LONG) & (rows > (other or 0)))
        return other, long, first(rows == (SLOW if long is None else long + 1))

    def story(self, trace):
        other, long, many = self.turns(trace)
        return {
            0: "How wrong is this line? Each miss becomes a square",
            other: "Too low or too high: no square is negative",
            long: "{times:.1f} times the miss of {short:.3g}: {area:.0f} times its square",
            many: "Point by point the mean moves less",
            -1: "Loss, the mean square: {loss:.2f}; the best line {best_loss:.2f}",
        }

    def frame_labels(self, trace):
        return say_each("{n} of {points} points", n=1 + np.arange(len(trace)), points=self.points)

    def draw(self, trace, stage):
        (x, y), best, (other, long, many) = self.data(), self.best_fit, self.turns(trace)
        told, tiles = np.arange(len(trace)) < (many or len(trace)), (long or 0, other or 0)
        least = (best["best_slope"] * x[:, 0] + best["best_intercept"] - y).numpy()
        story, bars = stage.panels("each miss of the line, and its square", "the area of each square, and their mean", share=0.56)
        return [
            line_among_points(stage, story, x, y, np.tile(GUESS, (len(trace), 1))),
            mean_as_square(stage, story, trace.loss, GUESS, best),
            square_of_miss(stage, story, x[:, 0].numpy(), y.numpy(), trace.residual, least, told, tiles),
            bars_of_squares(stage, bars, trace.square, trace.loss, told, best["best_loss"]),
        ]


scene = Residuals()
