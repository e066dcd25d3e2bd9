"""Unbalanced classes: copies of the rare class make no classifier wiser, they decide who bears its errors.

Alt: {common} round points and {rare} triangles, overlapping, parted by a solid and a dashed line. In the test errors, dot by dot, the rare
class does badly with the solid line and as well as the common one with the dashed; over all points the solid line errs less.

{rounds} times, {common} points of a common class and {rare} of a rare one are drawn, in two clouds that overlap, and a classifier
is trained on them in two ways: on the points as they are, and with every rare point copied until both classes are equally many.
The errors are counted on {tested} fresh points of each class. As they are, it misses {mean_as_is_rare:.0%} of the rare class and
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

import numpy as np
import torch
from matplotlib.ticker import PercentFormatter
from torch.nn.functional import binary_cross_entropy_with_logits

from scenes.studio.draw.parts import compose, text_background
from scenes.studio.errors import BadNumber
from scenes.studio.numbers import equal_width
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import Bounds, Scene

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
    fps: ClassVar[int] = 4

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
        return table | {"threshold": self.rare / (self.common + self.rare)}

    def errors(self, a, bar=0.0):
        """The share of fresh points of each class, and of all at the ratio of the classes, on the wrong side: (rounds, 3)."""
        _, _, common, rare = self.data()
        false_rare = ((with_ones(common) @ a.T) > bar).float().mean(0)
        false_common = ((with_ones(rare) @ a.T) <= bar).float().mean(0)
        share = self.rare / (self.common + self.rare)
        return torch.stack([false_rare, false_common, (1 - share) * false_rare + share * false_common], dim=1)

    def draw(self, trace, stage):
        theme, (common, rare, _, _) = stage.theme, self.data()
        story, errors = stage.panels("the points of one round", "errors on fresh points, a mark a round, and their mean", share=0.44)
        reach = 1.05 * max(float(part.abs().max()) for part in (common, rare))
        story.set(xlim=(-reach, reach), ylim=(-1.07 * reach, 1.07 * reach), xticks=[], yticks=[], aspect="equal", anchor="NW")
        (circles,) = story.plot([], [], "o", color=theme.data, markersize=8, markeredgewidth=0)
        (triangles,) = story.plot([], [], "^", color=theme.batch, markersize=10, markeredgewidth=0)
        ends = 2 * np.array([-reach, reach])
        lines = [story.plot([], [], style, color=theme.model, linewidth=4, zorder=4)[0] for style in ("-", "--")]
        story.text(0.03, 0.94, f"● {self.common} common", color=theme.muted, transform=story.transAxes)
        story.text(0.97, 0.94, f"▲ {self.rare} rare", color=theme.batch, ha="right", transform=story.transAxes)
        for place, words in ((0.1, "solid: trained as they are"), (0.03, "dashed: rare points copied")):
            text_background(story.text(0.03, place, words, color=theme.model, transform=story.transAxes, zorder=5), theme)
        top = 1.25 * max(trace.series[f"{way}_{group}"].max() for way in WAYS for group in GROUPS) or 1.0
        errors.set(xlim=(-0.7, 6.9), ylim=(0, top))
        errors.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        columns = []
        for i, name in enumerate(("common class", "rare class", f"all, {self.common} : {self.rare}")):
            errors.text(2.6 * i + 0.5, 0.98 * top, name, ha="center", va="top")
            columns += [_column(errors, stage, 2.6 * i + j, trace.series[f"{way}_{GROUPS[i]}"], filled=not j) for j, way in enumerate(WAYS)]
        errors.set_xticks([2.6 * i + j for i in range(3) for j in range(2)], ["as is", "copied"] * 3)

        def frame(t):
            circles.set_data(common[t].T)
            triangles.set_data(rare[t].T)
            for line, (across, up, along) in zip(lines, trace.lines[t], strict=True):
                line.set_data(-(along + up * ends) / across, ends)

        return compose(stage.readouts(trace, counter=[f"round {t + 1}" for t in range(len(trace))]), frame, *columns)


def _column(ax, stage, place, shares, filled):
    """Shares (rows,) as marks in a column, so far, with their mean as a bar and in figures over it. Returns show(t)."""
    marker, fill = ("o", "full") if filled else ("s", "none")
    theme, means = stage.theme, np.cumsum(shares) / np.arange(1, len(shares) + 1)
    x = place + 0.35 * (np.arange(len(shares)) * 0.618 % 1 - 0.5)
    (marks,) = ax.plot([], [], marker, color=theme.held_out, fillstyle=fill, markersize=7, alpha=0.45, zorder=3)
    (now,) = ax.plot([], [], marker, color=theme.held_out, fillstyle=fill, markersize=12, markeredgewidth=3, zorder=4)
    (bar,) = ax.plot([], [], color=theme.ink, linewidth=4, zorder=5, solid_capstyle="butt")
    figures = ax.text(place, 0.92 * ax.get_ylim()[1], "", ha="center", va="top", size="large")
    percentages = equal_width(100 * means, 1)

    def show(t):
        marks.set_data(x[: t + 1], shares[: t + 1])
        now.set_data([x[t]], [shares[t]])
        bar.set_data([place - 0.34, place + 0.34], [means[t], means[t]])
        figures.set_text(f"{percentages[t]}%")

    return show


def with_ones(points):
    """Points (…, 2) with a third column of ones."""
    return torch.cat([points, torch.ones(*points.shape[:-1], 1)], dim=-1)


scene = Unbalanced(lr=1.0)
