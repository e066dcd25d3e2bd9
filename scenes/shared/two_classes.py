"""Two classes of points on a line, and a logistic classifier that tells them apart: with the rare ones as they are, or copied."""

import math
from functools import cached_property

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import Scene

WAYS = "as_is", "copied"
GROUPS = "common", "rare", "all"


class TwoClasses(Scene):
    """Two normal clouds on a line, `distance` apart, and as many `rounds` of points and classifiers, each with points of its own."""

    lr: float
    steps: int = 300
    common: int = 200
    rare: int = 50
    distance: float = 2.5
    rounds: int = 30
    tested: int = 5000

    bounds = {"common": (1, 1000), "rare": (1, 1000), "rounds": (1, 200), "tested": (1, 10_000), "distance": (0.0, 100.0)}

    def __post_init__(self):
        super().__post_init__()
        if self.common % self.rare:
            raise BadNumber(f"common must be a multiple of rare, for whole copies, not {self.common} of {self.rare}")

    def data(self):
        """The points of the common class (rounds, common) and of the rare one, then fresh ones (1, tested) of each."""
        rng = torch.Generator().manual_seed(self.seed)
        sizes = (self.rounds, self.common), (self.rounds, self.rare), (1, self.tested), (1, self.tested)
        clouds = [torch.randn(size, generator=rng) for size in sizes]
        return [cloud + side * self.distance / 2 for cloud, side in zip(clouds, (-1, 1, -1, 1), strict=True)]

    def descent(self, a, common, rare, copies):
        """Descend from the slopes and intercepts `a` (rounds, 2), with each rare point there `copies` times; points are (rounds, n)."""
        x = torch.cat([common] + [rare] * copies, dim=1)
        is_rare = (torch.arange(x.shape[1]) >= self.common).float().expand(x.shape)

        def loss():  # the rounds share nothing but the loop
            return binary_cross_entropy_with_logits(logits(a, x), is_rare, reduction="none").mean(1).sum()

        return descend([a], loss, lr=self.lr, steps=self.steps)

    @cached_property
    def study(self):
        """For the points as they are, and with the rare ones copied: the classifiers (rounds, 2) and their errors (rounds, 3)."""
        common, rare, *_ = self.data()
        ways = [torch.zeros(self.rounds, 2, requires_grad=True) for _ in WAYS]
        for a, copies in zip(ways, (1, self.common // self.rare), strict=True):
            *_, _ = self.descent(a, common, rare, copies)
        return [(a.detach(), self.errors(a.detach())) for a in ways]

    def errors(self, a, bar=0.0):
        """The share of fresh points of each class, and of all at the ratio of the classes, on the wrong side: (rounds, 3)."""
        *_, common, rare = self.data()
        false_rare, false_common = (logits(a, common) > bar).float().mean(1), (logits(a, rare) <= bar).float().mean(1)
        share = self.rare / (self.common + self.rare)
        return torch.stack([false_rare, false_common, (1 - share) * false_rare + share * false_common], dim=1)

    def facts(self, trace):
        (plain, as_is), (_, copied) = self.study
        shifted = self.errors(plain, math.log(self.rare / self.common))
        means = zip((*WAYS, "shifted"), (as_is, copied, shifted), strict=True)
        table = {f"mean_{way}_{group}": float(errors[:, i].mean()) for way, errors in means for i, group in enumerate(GROUPS)}
        return table | {"threshold": self.rare / (self.common + self.rare), "copies": self.common // self.rare}


def logits(a, x):
    """How much the classifiers of slopes and intercepts `a` (rounds, 2) take the points x (rounds, n) for rare: (rounds, n)."""
    return a[:, :1] * x + a[:, 1:]
