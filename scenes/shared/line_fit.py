"""The line fit of the lecture: its data and its descent."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import torch

from scenes.shared.line_loss import line_facts
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import MOST, Bounds, PointsScene
from scenes.studio.run.trace import Trace
from scenes.studio.run.user_points import UserPoints

POINTS = 100
SEED = 78  # the guess's loss comes near the lecture's


def lecture_points(points=POINTS, seed=SEED):
    rng = torch.Generator().manual_seed(seed)
    x = torch.ones(points, 2)
    x[:, 0].uniform_(-1, 1, generator=rng)
    y = x @ torch.tensor([3.0, 2.0]) + torch.rand(points, generator=rng)
    return x, y


def line_points(points: int, seed: int, user_points: UserPoints | None) -> tuple[torch.Tensor, torch.Tensor]:
    """A line's features, x and a column of ones (n, 2), and y (n,): the lecture's, or those that a user brought along."""
    if not user_points:
        return lecture_points(points, seed)
    x, y = map(torch.tensor, user_points.standardised())
    return torch.stack([x, torch.ones_like(x)], dim=1), y


@dataclass(frozen=True, kw_only=True)
class LineFit(PointsScene):
    """The lecture's line: y = x @ a, with a column of ones in x; parameters a are slope and intercept."""

    lr: float
    steps: int = 60
    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"points": (2, MOST)}

    def data(self):
        return line_points(self.points, self.seed, self.user_points)

    def train(self):
        x, y = self.data()
        a = torch.tensor([-1.0, 1.0], requires_grad=True)
        for loss in descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps):
            yield {"loss": loss, "a": a, "grad": a.grad}

    def run(self):
        """The trace; on a user's points also with `slope` and `intercept` in their units."""
        trace = super().run()
        if not self.units or "a" not in trace.series:
            return trace
        slope, intercept = self.units.line_in_units(*trace.a.T.astype(float))
        return Trace(trace.series | {"slope": slope, "intercept": intercept}, trace.frame_rows, trace.ended)

    @cached_property
    def best_fit(self) -> dict[str, float]:
        """`limit`, `condition`, `best_slope`, `best_intercept` and `best_loss` of the points, see line_facts."""
        return line_facts(*self.data())

    def facts(self, trace: Trace) -> dict[str, float]:
        facts = self.best_fit
        if self.units:
            slope, intercept = self.units.line_in_units(facts["best_slope"], facts["best_intercept"])
            facts = facts | {"own_best_slope": slope, "own_best_intercept": intercept}
        return facts
