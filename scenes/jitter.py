"""Jitter: at the best fit every batch still pulls SGD away, and how far it wanders depends on rate and batch size.

Alt: Three close-ups of the map about the best fit. In each, {runs} dots start on the cross and spread into a cloud. The clouds at half the
rate and with twice the batch are smaller than the first one. Then the rate of the first one falls, and its cloud draws together.

In each panel {runs} runs of SGD start exactly at the best fit, where the gradient on all {points} points is zero. Each step looks at a few
points drawn at random, and these have a gradient of their own, so every run leaves the best fit at once. It is pulled back the more, the
farther it goes, and after some steps the cloud grows no more. The blue ring is the ring of the map on which the loss is the mean loss of
the runs.

On the left, with {batch} points a step and a rate of {lr}, the runs come to lie {wide:.4f} above the best loss on average. Half the rate
gives {half_rate:.4f} and twice the batch {twice_batch:.4f}, about half as much in both cases. From step {falls} on the rate of the first
panel falls, in proportion to one over the step. Its cloud closes, to {extra.last:.4f} after {steps} steps, and the others stay.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.jitter_parts import clouds
from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.shared.line_loss import line_facts
from scenes.studio.run.descend import lockstep
from scenes.studio.run.scene import Bounds, Scene, first
from scenes.studio.words import say

NAMES = {"wide": "", "half_rate": "half_rate_", "twice_batch": "twice_batch_"}  # of facts, by the prefixes of series


@dataclass(frozen=True, kw_only=True)
class Jitter(Scene):
    """Many runs of mini-batch SGD from the best fit: `places` (runs, 2), and `extra`, their mean loss above the best; in three settings."""

    lr: float
    batch: int = 5
    runs: int = 240
    steps: int = 160
    falls: int = 40
    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"points": (3, 10_000), "batch": (1, 200), "runs": (2, 500), "steps": (1, 2000)}
    readouts: ClassVar = {"extra": "extra loss, first", "half_rate_extra": "at half the rate", "twice_batch_extra": "with twice the batch"}
    says: ClassVar = 3

    def data(self):
        return lecture_points(self.points, self.seed)

    @cached_property
    def best_fit(self):
        return line_facts(*self.data())

    @cached_property
    def rates(self):
        """The rate of each step of the first setting."""
        return [self.lr * min(1, self.falls / (step + 1)) for step in range(self.steps)]

    def one_cloud(self, rates, batch):
        (x, y), best = self.data(), self.best_fit
        rng = torch.Generator().manual_seed(self.seed)
        start = torch.tensor([best["best_slope"], best["best_intercept"]])
        a = start.repeat(self.runs, 1).requires_grad_()
        for rate in [*rates, 0]:
            above = (((a @ x.T - y) ** 2).mean(1) - ((x @ start - y) ** 2).mean()).mean()
            yield {"places": a, "extra": above}
            drawn = torch.randint(self.points, (self.runs, batch), generator=rng)
            misses = (x[drawn] * a[:, None]).sum(2) - y[drawn]
            (grad,) = torch.autograd.grad((misses**2).mean(1).sum(), a)
            with torch.no_grad():
                a.sub_(rate * grad)

    def train(self):
        runs = {"": (self.rates, self.batch), "half_rate_": ([self.lr / 2] * self.steps, self.batch)}
        runs["twice_batch_"] = [self.lr] * self.steps, 2 * self.batch
        return lockstep({name: self.one_cloud(rates, batch) for name, (rates, batch) in runs.items()})

    def frame_rows(self, last):
        return sorted({*range(min(12, last)), *range(12, last, max(1, -(-last // 24))), min(self.falls, last), last})

    def story(self, trace):
        rows = np.arange(len(trace))
        closes = len(rows) > 2 * self.falls and trace.extra[-1] < trace.half_rate_extra[-1]
        return {
            0: "{runs} runs start at the best fit. Do they stay?",
            first(rows == 1): "Each batch has a gradient of its own: they leave",
            first(rows == self.falls): "Half rate or twice the batch: half the extra loss",
            first(rows == self.falls + 1): "Now the first rate falls, step by step",
            -1: "A falling rate draws the cloud in; the others stay" if closes else "Step {steps}: {extra:.3g} above the best loss",
        }

    def pace(self, trace):
        return [200] * 5 + [100] * len(trace)

    def facts(self, trace):
        """Beside the best fit the mean extra loss of each setting over the steps in which its cloud no longer grows."""
        settled = slice(min(20, len(trace) - 1, self.falls), self.falls + 1)
        means = {name: float(trace.series[f"{run}extra"][settled].mean()) for name, run in NAMES.items()}
        return self.best_fit | means

    def draw(self, trace, stage):
        rows = np.arange(len(trace))
        told = (rows == self.falls) | (rows == len(trace) - 1)
        falling = [say("rate {lr:.2g}", lr=its) for its in [*self.rates, self.rates[-1]]]
        few, many = (say("{m} points a step; ring: mean loss", m=m) for m in (self.batch, 2 * self.batch))
        rates = [[say("rate {lr:g}", lr=lr)] for lr in (self.lr / 2, self.lr)]
        settings = {"": (few, falling), "half_rate_": (few, rates[0]), "twice_batch_": (many, rates[1])}
        return clouds(stage, trace, self.data(), settings, told)


scene = Jitter(lr=0.2)
