"""Many runs of mini-batch SGD from the best line, in three acts: a rate, a quarter of it, and a rate that falls from there."""

from functools import cached_property

import torch

from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.shared.line_loss import line_facts
from scenes.studio.run.scene import Scene

TIMES = 4  # smaller is the second rate
FALL = 20  # steps in which the rate is halved for the first time, in the third act


class ManyRuns(Scene):
    """All runs side by side: `places` (runs, 2), `extra`, their mean loss above the best, and
    `away`, the root of their mean squared distance from the best line.

    `drawn` are the points of the next step of the first run.
    """

    lr: float
    batch: int = 5
    runs: int = 400
    steps: int = 240
    points: int = POINTS
    seed: int = SEED

    bounds = {"points": (3, 10_000), "batch": (1, 200), "runs": (2, 500), "steps": (1, 2000)}

    def data(self):
        return lecture_points(self.points, self.seed)

    @cached_property
    def ends(self):
        """The last row of each act."""
        return [round(self.steps * share / 4) for share in (1, 2, 4)]

    @cached_property
    def plan(self):
        """The rate of each step."""
        wide, slow, last = self.ends
        falling = [self.lr / TIMES * FALL / (FALL + step) for step in range(1, last - slow + 1)]
        return [self.lr] * wide + [self.lr / TIMES] * (slow - wide) + falling

    def train(self):
        yield from self.walk(self.plan, self.batch)

    def settled(self, rate, batch):
        """The mean loss above the best in the second half of as many steps as the first act has, at one rate and batch size."""
        rows = [row["extra"].item() for row in self.walk([rate] * max(1, self.ends[0]), batch)]
        return sum(rows[len(rows) // 2 :]) / len(rows[len(rows) // 2 :])

    def walk(self, plan, batch):
        """The rows of runs with these rates."""
        (x, y), best = self.data(), line_facts(*self.data())
        rng = torch.Generator().manual_seed(self.seed)
        start = torch.tensor([best["best_slope"], best["best_intercept"]])
        a = start.repeat(self.runs, 1).requires_grad_()
        for rate in [*plan, plan[-1]]:
            above = (((a @ x.T - y) ** 2).mean(1) - ((x @ start - y) ** 2).mean()).mean()
            drawn = torch.randint(self.points, (self.runs, batch), generator=rng)
            away = ((a - start) ** 2).sum(1).mean().sqrt()
            yield {"places": a, "extra": above, "away": away, "rate": torch.tensor(rate), "drawn": drawn[0]}
            misses = (x[drawn] * a[:, None]).sum(2) - y[drawn]
            (grad,) = torch.autograd.grad((misses**2).mean(1).sum(), a)
            with torch.no_grad():
                a.sub_(rate * grad)
