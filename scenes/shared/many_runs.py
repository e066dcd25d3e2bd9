"""Many runs of mini-batch SGD from the best line, in four acts: a rate, a quarter of it, four times the batch, and a falling rate."""

from functools import cached_property

import torch

from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.shared.line_loss import line_facts
from scenes.studio.run.scene import Scene

TIMES = 4  # smaller is the second rate, larger the third batch


class ManyRuns(Scene):
    """All runs side by side: `places` (runs, 2), `extra`, their mean loss above the best, and
    `away`, the root of their mean squared distance from the best line.

    `drawn` are the points of the next step of the first run, over and over where these are few.
    """

    lr: float
    batch: int = 5
    runs: int = 400
    steps: int = 288
    points: int = POINTS
    seed: int = SEED

    bounds = {"points": (3, 10_000), "batch": (1, 200), "runs": (2, 500), "steps": (1, 2000)}

    def data(self):
        return lecture_points(self.points, self.seed)

    @cached_property
    def ends(self):
        """The last row of each act."""
        return [round(self.steps * share / 24) for share in (5, 10, 15, 24)]

    @cached_property
    def plan(self):
        """The rate and the batch size of each step."""
        wide, slow, many, last = self.ends
        constant = [(self.lr, self.batch)] * wide + [(self.lr / TIMES, self.batch)] * (slow - wide)
        constant += [(self.lr, TIMES * self.batch)] * (many - slow)
        return constant + [(self.lr * 10 / (10 + step), TIMES * self.batch) for step in range(1, last - many + 1)]

    def train(self):
        (x, y), best = self.data(), line_facts(*self.data())
        rng = torch.Generator().manual_seed(self.seed)
        start = torch.tensor([best["best_slope"], best["best_intercept"]])
        a = start.repeat(self.runs, 1).requires_grad_()
        for rate, size in [*self.plan, self.plan[-1]]:
            above = (((a @ x.T - y) ** 2).mean(1) - ((x @ start - y) ** 2).mean()).mean()
            drawn = torch.randint(self.points, (self.runs, size), generator=rng)
            row = {
                "places": a,
                "extra": above,
                "away": ((a - start) ** 2).sum(1).mean().sqrt(),
                "rate": torch.tensor(rate),
                "read": torch.tensor(size),
            }
            yield row | {"drawn": drawn[0].repeat(TIMES)[: TIMES * self.batch]}
            misses = (x[drawn] * a[:, None]).sum(2) - y[drawn]
            (grad,) = torch.autograd.grad((misses**2).mean(1).sum(), a)
            with torch.no_grad():
                a.sub_(rate * grad)
