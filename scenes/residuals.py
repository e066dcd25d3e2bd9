"""Residuals squared: each point's miss becomes the side of a square, and the mean of the squares is the loss.

Alt: A red line slopes down through points that climb. From one point after the other a square reaches to the
line and stays as a faint outline; beside it the squares stand as bars, and their mean, itself drawn as a square, settles at
{loss.last:.2f}.

The line is the untouched guess, slope {slope:.0f} and intercept {intercept:.0f}, and nothing in the film moves it. At each
point the line predicts ŷ; the residual is how far that lies from the true y, up or down. The residual is the side of a
square, drawn true to scale, so that a miss twice as large weighs four times as much: from {square.min:.4f} where the line
happens to pass close by, to {square.max:.1f} at its worst.

The points are taken in the order of the data, {points} in all, the first ones slowly. The mean of the squares so far swings while they
are few and settles as they become many. With all of them it is the mean squared error, MSE: {loss.last:.2f}, the loss of this
guess. The side of that mean square is its root, RMSE: {rmse.last:.2f}, a typical miss in the units of y.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.shared.line_loss import GUESS
from scenes.shared.line_parts import line_among_points
from scenes.shared.square_parts import MOST, mean_square, running_mean, squares_of_misses
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import Scene
from scenes.studio.words import say

SLOW = 12  # rows before the film hurries


@dataclass(frozen=True, kw_only=True)
class Residuals(Scene):
    """The loss of the lecture's guess, gathered point by point: row t is the state after t + 1 points."""

    points: int = POINTS
    seed: int = SEED

    def data(self):
        return lecture_points(self.points, self.seed)

    def train(self):
        x, y = self.data()
        residuals = x @ torch.tensor(GUESS) - y
        squares = residuals**2
        means = (squares.double().cumsum(0) / torch.arange(1, self.points + 1)).float()
        for mean, residual, square in zip(means, residuals, squares, strict=True):
            yield {"loss": mean, "rmse": mean.sqrt(), "residual": residual, "square": square}

    def frame_rows(self, last):
        return sorted({*range(min(SLOW, last + 1)), *range(SLOW, last, -(-max(last - SLOW, 1) // 30)), last})

    def facts(self, trace):
        return {"slope": GUESS[0], "intercept": GUESS[1]}

    def story(self, trace):
        row = [row if row < self.points - 1 else None for row in (1, 3, 9)]
        return {
            0: "The line misses this point; the miss becomes a square",
            row[0]: "Too high or too low: a square is never negative",
            row[1]: "Long misses weigh most: their squares are far larger",
            row[2]: "More points: the mean of their squares swings less",
            -1: "The mean of all squares is the loss: {loss:.2f}",
        }

    def pace(self, trace):
        return [700 if row < 4 else 300 if row < SLOW else 100 for row in range(len(trace))]

    def frame_labels(self, trace):
        return [say("{n} of {points} points", n=n + 1, points=self.points) for n in range(len(trace))]

    def draw(self, trace, stage):
        x, y = self.data()
        told = np.isin(np.arange(len(trace)), [*range(min(SLOW, 10)), len(trace) - 1])
        every = -(-self.points // MOST)
        title = "the guess, and each miss as a square" if every == 1 else "the guess, and 1 in {every} of the squares"
        story, bars = stage.panels(say(title, every=every), "each square, and the mean so far")
        return compose(
            line_among_points(stage, story, x, y, np.tile(GUESS, (len(trace), 1))),
            squares_of_misses(stage, story, x[:, 0].numpy(), y.numpy(), trace.residual, told & (np.arange(len(trace)) < SLOW)),
            mean_square(stage, story, trace.rmse, told),
            running_mean(stage, bars, trace.square, trace.loss),
        )


scene = Residuals()
