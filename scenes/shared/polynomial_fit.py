"""The polynomial fit: its data and its descent."""

import torch

from scenes.shared import polynomials
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import PointsScene


class PolynomialFit(PointsScene):
    """y = Σ a_k P_k(x), a polynomial in Legendre features."""

    lr: float
    steps: int = 2000
    degree: int = 11
    points: int = 14
    held_out: int = 100

    readouts = {"loss": "training loss", "val_loss": "held-out loss"}
    says = 2

    def __post_init__(self):
        super().__post_init__()
        self.check_degree(self.degree)
        if self.user_points:
            for name, (x, _) in zip(("points", "held_out"), self.parts(), strict=True):
                object.__setattr__(self, name, len(x))

    def check_degree(self, degree):
        polynomials.check_degree(degree, self.points, self.user_points)

    def parts(self):
        return (
            polynomials.split_held_out(self.user_points)
            if self.user_points
            else polynomials.noisy_sine(self.points, self.held_out, self.seed)
        )

    def data(self):
        return self.parts()[0]

    def held_out_data(self):
        return self.parts()[1]

    def train(self):
        (x, y), (held_x, held_y) = self.data(), self.held_out_data()
        x, held_x = polynomials.legendre(x, self.degree), polynomials.legendre(held_x, self.degree)
        a = torch.zeros(self.degree + 1, requires_grad=True)
        for loss in descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps):
            yield {"loss": loss, "val_loss": mse(held_x @ a, held_y), "a": a, "grad": a.grad}

    def reached(self, degree):
        """Training and held-out loss of the best polynomial of this degree: [two floats]."""
        x, y = self.data()
        a = polynomials.least_squares(x, y, degree)
        return [float(mse(polynomials.legendre(x, degree) @ a, y)) for x, y in self.parts()]

    def flies(self, trace):
        """Whether the run flies apart, because its rate is too high."""
        return bool(trace.ended) or trace.loss[-1] > trace.loss[0]

    def facts(self, trace):
        limit = polynomials.limit(self.data()[0], self.degree)
        return {"limit": limit} | dict(zip(("line_loss", "line_val_loss"), self.reached(1), strict=True))

    def frame_rows(self, last):
        """Every step at first, then every 2nd, 5th, 10th and so on."""
        return polynomials.widening_rows(last)
