"""Overfitting: the curve learns the noise of its few points, and gets worse where it was not trained.

Alt: A curve of degree {degree} first follows the gentle wave in its {points} points, then bends through each of them with
spikes at the ends. The training loss falls all the way; the held-out loss falls, turns and climbs.

A polynomial of degree {degree} is fitted by gradient descent to {points} noisy points of a gentle wave. The frames lie further and
further apart, because the interesting things happen first. The training loss goes down from {loss.first:.2f} to
{loss.last:.4f}, all the way. The loss on held-out points, which the descent never sees, goes down to
{val_loss.min:.3f} and then up again to {val_loss.last:.2f}: from there on the curve learns what is accident in its points. A straight
line, too simple for the wave, stays at {line_val_loss:.2f} on the held-out points, better than the bent curve at its end.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.studio import polynomial
from scenes.studio.descend import descend, mse
from scenes.studio.numbers import equal_width
from scenes.studio.scene import PointsScene
from scenes.studio.stage import together


@dataclass(frozen=True, kw_only=True)
class PolynomialFit(PointsScene):
    """y = Σ a_k P_k(x), a polynomial in Legendre features."""

    lr: float
    steps: int = 2000
    degree: int = 11
    points: int = 14
    held_out: int = 100

    def __post_init__(self):
        super().__post_init__()
        self.check_degree(self.degree)
        if self.own:
            for name, (x, _) in zip(("points", "held_out"), self.parts(), strict=True):
                object.__setattr__(self, name, len(x))

    def check_degree(self, degree):
        polynomial.check_degree(degree, self.points, self.own)

    def parts(self):
        return polynomial.parts(self.own) if self.own else polynomial.wave(self.points, self.held_out, self.seed)

    def data(self):
        return self.parts()[0]

    def held_out_data(self):
        return self.parts()[1]

    # --8<-- [start:train]
    def train(self):
        (x, y), (held_x, held_y) = self.data(), self.held_out_data()
        x, held_x = polynomial.legendre(x, self.degree), polynomial.legendre(held_x, self.degree)
        a = torch.zeros(self.degree + 1, requires_grad=True)
        for loss in descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps):
            yield {"loss": loss, "val_loss": mse(held_x @ a, held_y), "a": a, "grad": a.grad}

    # --8<-- [end:train]
    def facts(self):
        (x, y), (held_x, held_y) = self.data(), self.held_out_data()
        line = polynomial.least_squares(x, y, 1)
        return {
            "limit": polynomial.limit(x, self.degree),
            "line_loss": float(mse(polynomial.legendre(x, 1) @ line, y)),
            "line_val_loss": float(mse(polynomial.legendre(held_x, 1) @ line, held_y)),
        }

    def shown(self, last):
        """Evenly spaced on a log scale, thirty steps to a tenfold where there are so many."""
        return [0, *np.unique(np.geomspace(1, last, 1 + round(30 * np.log10(max(last, 2)))).round().astype(int)).tolist()]

    def draw(self, trace, stage):
        theme = stage.theme
        story, losses = stage.panels(f"polynomial of degree {self.degree} on {self.points} points", "loss", share=0.62)
        polynomial.draw_points(story, stage, self.data(), self.held_out_data())
        stage.log_steps(losses, len(trace) - 1)
        stage.log_scale(losses.yaxis, trace.loss, trace.val_loss)
        training = ("training loss", equal_width(trace.loss), theme.loss)
        held_out = ("held-out loss", equal_width(trace.val_loss), theme.held_out)
        over = None if not self.own else bool(trace.loss[-1] > trace.val_loss[-1])  # of other points nobody knows which is the larger
        return together(
            stage.readouts(trace, training, held_out),
            polynomial.draw_curve(story, stage, trace.a),
            stage.loss_curve(losses, trace.loss, theme.loss, "training", over),
            stage.loss_curve(losses, trace.val_loss, theme.held_out, "held out", over if over is None else not over),
        )


scene = PolynomialFit(lr=0.4)
