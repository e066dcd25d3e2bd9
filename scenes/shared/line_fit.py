"""The line fit of the lecture: its data and its descent."""

from functools import cached_property

import torch

from scenes.shared.line_loss import line_facts
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import MOST, PointsScene, Scene
from scenes.studio.run.trace import Trace

POINTS = 100
SEED = 78  # the guess's loss comes near the lecture's


def lecture_points(points=POINTS, seed=SEED):
    rng = torch.Generator().manual_seed(seed)
    x = torch.ones(points, 2)
    x[:, 0].uniform_(-1, 1, generator=rng)
    y = x @ torch.tensor([3.0, 2.0]) + torch.rand(points, generator=rng)
    return x, y


class LecturePoints(Scene):
    """A lesson on the lecture's points: x with a column of ones (n, 2), and y (n,)."""

    points: int = POINTS
    seed: int = SEED

    bounds = {"points": (2, MOST)}

    def data(self):
        return lecture_points(self.points, self.seed)

    @cached_property
    def best_fit(self) -> dict[str, float]:
        """`limit`, `condition`, `best_slope`, `best_intercept` and `best_loss` of the points, see line_facts."""
        return line_facts(*self.data())

    def facts(self, trace: Trace) -> dict[str, float]:
        return self.best_fit


class OwnPoints(LecturePoints, PointsScene):
    """A lesson on the lecture's points, or on those that a user brought along."""

    def data(self):
        if not self.user_points:
            return super().data()
        x, y = map(torch.tensor, self.user_points.standardised())
        return torch.stack([x, torch.ones_like(x)], dim=1), y


class LineFit(OwnPoints):
    """The lecture's line: y = x @ a, with a column of ones in x; parameters a are slope and intercept."""

    lr: float
    steps: int = 60

    readouts = {
        "loss": "loss",
        "a_0": "slope",
        "a_1": "intercept",
        "grad_0": "gradient along slope",
        "grad_1": "gradient along intercept",
    }

    def train(self):
        x, y = self.data()
        a = torch.tensor([-1.0, 1.0], requires_grad=True)
        for loss in descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps):
            yield {"loss": loss, "a": a, "grad": a.grad}

    def at_rate(self, lr):
        """The line fit on the same points at another rate."""
        return LineFit(lr=lr, steps=self.steps, points=self.points, seed=self.seed, user_points=self.user_points)

    def run(self):
        """The trace; on a user's points also with `slope` and `intercept` in their units."""
        trace = super().run()
        if not self.units or "a" not in trace.series:
            return trace
        slope, intercept = self.units.line_in_units(*trace.a.T.astype(float))
        return Trace(trace.series | {"slope": slope, "intercept": intercept}, trace.frame_rows, trace.ended)

    def facts(self, trace: Trace) -> dict[str, float]:
        facts = self.best_fit
        if self.units:
            slope, intercept = self.units.line_in_units(facts["best_slope"], facts["best_intercept"])
            facts = facts | {"own_best_slope": slope, "own_best_intercept": intercept}
        return facts
