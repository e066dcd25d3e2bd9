"""Residuals squared: each point's miss becomes the side of a square, and the mean of the squares is the loss.

Alt: A red line slopes down through points that climb. From one point after the other a blue square reaches to the
line; beside it the squares stand as bars, and their mean, itself drawn as a square, settles at {loss.last:.2f}.

The line is the untouched guess, slope {slope:.0f} and intercept {intercept:.0f}, and nothing in the film moves it. At each
point the line predicts ŷ; the residual is how far that lies from the true y, up or down. The residual is the side of a
square, drawn true to scale, so that a miss twice as large weighs four times as much: from {square.min:.4f} where the line
happens to pass close by, to {square.max:.1f} at its worst.

The points are taken in the order of the data, {points} in all. The mean of the squares so far swings while they are few and
settles as they become many. With all of them it is the mean squared error, MSE: {loss.last:.2f}, the loss of this
guess. The side of that mean square is its root, RMSE: {rmse.last:.2f}, a typical miss in the units of y.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared import line_drawing
from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.shared.line_loss import GUESS
from scenes.studio.draw.parts import text_background
from scenes.studio.numbers import equal_width
from scenes.studio.run.scene import Bounds, Scene

CORNER = -1.0, 3.2  # of the mean square, where the picture is empty


@dataclass(frozen=True, kw_only=True)
class Residuals(Scene):
    """The loss of the lecture's guess, gathered point by point: row t is the state after t + 1 points."""

    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"points": (1, 10_000)}
    fps: ClassVar[int] = 8

    def data(self):
        return lecture_points(self.points, self.seed)

    def train(self):
        x, y = self.data()
        residuals = x @ torch.tensor(GUESS) - y
        squares = residuals**2
        for n in range(1, self.points + 1):
            mean = squares[:n].mean()
            yield {"loss": mean, "rmse": mean.sqrt(), "residual": residuals[n - 1], "square": squares[n - 1]}

    def facts(self, trace):
        return {"slope": GUESS[0], "intercept": GUESS[1]}

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        colour, points = theme.loss, np.arange(1, self.points + 1)
        story, bars = stage.panels("the guess, and the squares of its residuals", "each square, and the mean so far", share=0.6)
        line_drawing.draw_line(story, stage, x, y, np.array([GUESS]))(0)
        text_background(story.text(CORNER[0], CORNER[1] - 0.14, "mean square, side = RMSE", color=colour, va="top"), theme)
        (past,) = story.plot([], [], color=colour, alpha=0.3, linewidth=2, zorder=1.5)
        (dot,) = story.plot([], [], "o", color=theme.batch, markersize=12, zorder=6)
        square, mean = (story.fill([], [], facecolor=(colour, 0.25), edgecolor=colour, linewidth=3, zorder=1)[0] for _ in range(2))
        bars.set(xlim=(-1, self.points + 3), ylim=(0, 1.05 * trace.square.max()), xlabel="points so far")
        (stems,) = bars.plot([], [], color=colour, alpha=0.35, linewidth=min(12, 300 / self.points), solid_capstyle="butt")
        (now,) = bars.plot([], [], color=theme.batch, linewidth=4, solid_capstyle="butt")
        (level,) = bars.plot([], [], color=colour)
        (tip,) = bars.plot([], [], "o", color=colour, markersize=11)
        x, y = x[:, 0].numpy(), y.numpy()
        gap, floor = np.full(self.points, np.nan), np.zeros(self.points)
        miss_x, miss_y = np.column_stack([x, x, gap]), np.column_stack([y, y + trace.residual, gap])
        stem_x, stem_y = np.column_stack([points, points, gap]), np.column_stack([floor, trace.square, gap])
        show = stage.readouts(
            trace,
            ("residual ŷ − y", equal_width(trace.residual, 2), theme.batch),
            ("square", equal_width(trace.square, 2), theme.batch),
            ("MSE", equal_width(trace.loss, 2), colour),
            ("RMSE", equal_width(trace.rmse, 2), colour),
            counter=[f"{n} of {self.points} points" for n in points],
        )

        def corners(x, y, side, towards=1):
            """Of a square on the screen, `side` high in the units of y."""
            per_x, per_y = np.diff(story.transData.transform([(0, 0), (1, 1)]), axis=0)[0]
            width = towards * abs(side) * per_y / per_x
            return np.array([(x, y), (x, y + side), (x + width, y + side), (x + width, y), (x, y)])

        def frame(t):
            show(t)
            past.set_data(miss_x[:t].ravel(), miss_y[:t].ravel())
            dot.set_data(x[t : t + 1], y[t : t + 1])
            square.set_xy(corners(x[t], y[t], trace.residual[t], -np.sign(x[t])))
            mean.set_xy(corners(*CORNER, trace.rmse[t]))
            stems.set_data(stem_x[:t].ravel(), stem_y[:t].ravel())
            now.set_data(stem_x[t], stem_y[t])
            level.set_data(points[: t + 1], trace.loss[: t + 1])
            tip.set_data(points[t : t + 1], trace.loss[t : t + 1])

        return frame


scene = Residuals()
