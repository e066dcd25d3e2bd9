"""Unbalanced classes: copies of the rare class make no classifier wiser, they decide who bears its errors.

Alt: {common} grey circles and {rare} triangles, overlapping, parted by a solid line; then each triangle {copies:.0f} times, and a dashed
line further left. Between the lines the copies outnumber the circles. Errors, before and after: those of the rare class fall, those of
the common one and of all rise.

At the left, the points of one round: {common} of a common class and {rare} of a rare one, in two clouds that overlap, and the line of a
classifier trained on them. Then every rare point is there {copies:.0f} times, until both classes are equally many, and a second line is
trained: it lies further into the common class. The points between the two lines are ringed and counted. As they are, most of them are
common; with the copies, most are rare. That is what moves the line.

{rounds} times this is done with new points, and the errors are counted on {tested} fresh points of each class. At the right, a line for
each round from before to after, and their mean. As they are, the classifier misses {mean_as_is_rare:.0%} of the rare class and
{mean_as_is_common:.0%} of the common one; with copies {mean_copied_rare:.0%} and {mean_copied_common:.0%}. Where test data keep the
ratio of the classes, that makes {mean_as_is_all:.1%} errors in all as they are, and {mean_copied_all:.1%} with copies. So to do
nothing works, if every error costs the same and the ratio stays what it was; it does not, if the rare class is the one that
matters. A copy holds no news: to ask less of the rare class at the end, a probability of {threshold:.0%} in place of
half, comes to {mean_shifted_rare:.0%} and {mean_shifted_common:.0%} with nothing copied.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from scenes.shared.class_parts import before_and_after, between_lines, two_lines
from scenes.studio.draw.marks import compose
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import Bounds, Scene
from scenes.studio.words import say

WAYS = "as_is", "copied"
GROUPS = "common", "rare", "all"


@dataclass(frozen=True, kw_only=True)
class Unbalanced(Scene):
    """Two normal clouds, `distance` apart, and a logistic classifier; a row is one more round with points of its own."""

    lr: float
    steps: int = 300
    common: int = 200
    rare: int = 50
    distance: float = 2.5
    rounds: int = 30
    tested: int = 5000

    bounds: ClassVar[Bounds] = {"common": (1, 1000), "rare": (1, 1000), "rounds": (1, 200), "tested": (1, 10_000), "distance": (0.0, 100.0)}

    def __post_init__(self):
        super().__post_init__()
        if self.common % self.rare:
            raise BadNumber(f"common must be a multiple of rare, for whole copies, not {self.common} of {self.rare}")

    def data(self):
        """The points of the common class (rounds, common, 2) and of the rare one, then fresh ones (tested, 2) of each."""
        rng = torch.Generator().manual_seed(self.seed)
        apart = torch.tensor([self.distance / 2, 0])
        clouds = [torch.randn(self.rounds, n, 2, generator=rng) for n in (self.common, self.rare)]
        tests = [torch.randn(self.tested, 2, generator=rng) for _ in clouds]
        return [cloud + side * apart for cloud, side in zip([*clouds, *tests], (-1, 1, -1, 1), strict=True)]

    def classifiers(self, copies):
        """The parameters (rounds, 3) of every round, with each rare point there `copies` times."""
        common, rare, _, _ = self.data()
        x = with_ones(torch.cat([common] + [rare] * copies, dim=1))
        is_rare = (torch.arange(x.shape[1]) >= self.common).float().expand(self.rounds, -1)
        a = torch.zeros(self.rounds, 3, requires_grad=True)

        def loss():  # the rounds share nothing but the loop
            return binary_cross_entropy_with_logits((x @ a[..., None])[..., 0], is_rare, reduction="none").mean(1).sum()

        for _ in descend([a], loss, lr=self.lr, steps=self.steps):
            pass
        return a.detach()

    def train(self):
        ways = dict(zip(WAYS, self.study, strict=True))
        for t in range(self.rounds):
            row = {"lines": torch.stack([a[t] for a, _ in ways.values()])}
            for way, (_, errors) in ways.items():
                row |= {f"{way}_{group}": error for group, error in zip(GROUPS, errors[t], strict=True)}
            yield row

    @cached_property
    def study(self):
        """For the points as they are, and with the rare ones copied: the classifiers and their errors, (rounds, 3) each."""
        ways = [self.classifiers(copies) for copies in (1, self.common // self.rare)]
        return [(a, self.errors(a)) for a in ways]

    def facts(self, trace):
        (plain, as_is), (_, copied) = self.study
        shifted = self.errors(plain, math.log(self.rare / self.common))
        means = zip((*WAYS, "shifted"), (as_is, copied, shifted), strict=True)
        table = {f"mean_{way}_{group}": float(errors[:, i].mean()) for way, errors in means for i, group in enumerate(GROUPS)}
        return table | {"threshold": self.rare / (self.common + self.rare), "copies": self.common // self.rare}

    def errors(self, a, bar=0.0):
        """The share of fresh points of each class, and of all at the ratio of the classes, on the wrong side: (rounds, 3)."""
        _, _, common, rare = self.data()
        false_rare = ((with_ones(common) @ a.T) > bar).float().mean(0)
        false_common = ((with_ones(rare) @ a.T) <= bar).float().mean(0)
        share = self.rare / (self.common + self.rare)
        return torch.stack([false_rare, false_common, (1 - share) * false_rare + share * false_common], dim=1)

    def story(self, trace):
        common, rare = map(len, between_lines(*(cloud[0].numpy() for cloud in self.data()[:2]), trace.lines[0]))
        outweigh = len(trace) > 1 and self.common // self.rare * rare > common
        return {
            0: "{common} common, {rare} rare: the line favours the common",
            1 if outweigh else None: "Copied, the rare outweigh the common between the lines",
            4 if len(trace) > 5 else None: "More rounds, each with new points: the same again",
            -1: "Rare: {mean_as_is_rare:.1%} to {mean_copied_rare:.1%} wrong; all: {mean_as_is_all:.1%} to {mean_copied_all:.1%}",
        }

    def frame_labels(self, trace):
        return [say("round {t}", t=t + 1) for t in range(len(trace))]

    def pace(self, trace):
        return [1500 if t < 4 else 100 for t in range(len(trace))]

    def draw(self, trace, stage):
        common, rare = (cloud[0].numpy() for cloud in self.data()[:2])
        story, errors = stage.panels("the points of the first round", "errors on fresh points, a line for each round", share=0.5)
        before, after = ([trace.series[f"{way}_{group}"] for group in GROUPS] for way in WAYS)
        names = say("common class"), say("rare class"), say("all, {common} : {rare}", common=self.common, rare=self.rare)
        return compose(
            two_lines(stage, story, common, rare, trace.lines[0], self.common // self.rare),
            before_and_after(stage, errors, before, after, names, (say("as is"), say("copied"))),
        )


def with_ones(points):
    """Points (…, 2) with a third column of ones."""
    return torch.cat([points, torch.ones(*points.shape[:-1], 1)], dim=-1)


scene = Unbalanced(lr=1.0)
