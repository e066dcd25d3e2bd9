"""Enough data: with few points each fit follows its own; with more all close on the wave, and what is left is noise.

Alt: A bundle of curves, each fitted to its own points, wild at {n.first:.0f} points and drawn together to one wave at {n.last:.0f}. Beside
it the held-out loss by number of points, high and wide at first, then flat on the line of the noise; below it shrinking bars.

{seeds} people collect points of the same noisy wave, each their own, and fit a polynomial of degree {degree} by {steps} steps of
descent at learning rate {lr}. At the left are the fits of forty of them, faint red, over the wave itself, a broad green curve. One fit
is bold, among the points that it learnt from, grey with blue rims; blue sticks are its misses on these. All fits are tested on the
same {held_out} points. At the right, by the number of points on a logarithmic scale: above, the held-out loss of the middle fit, a green
line in a band that leaves out one fit in ten at either side, with a red dot for the bold one; below, a bar for each doubling, for what
that takes off.

With {n.first:.0f} points the bold curve bends to nearly meet each of its points, noise included, and swings off the wave between them.
Others, with other points, swing elsewhere. In the middle the held-out loss is {median.first:.2f}, but for a tenth of the people it is
above {high.first:.2f}. Twice as many points take {gain_first:.0%} off the middle one: the sticks grow, for a curve can no longer follow
each of its points, and the bundle narrows. With {enough:.0f} points the middle loss is less than a tenth above {floor:.3f}, a thin
line at the right, what the wave itself would score: the noise, which no curve can foretell. The bars shrink; the last, for the doubling to
{n.last:.0f}, stands for {gain_last:.1%}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared import polynomials
from scenes.shared.enough_parts import bundle, doublings, losses_by_size, own_points
from scenes.shared.polynomial_parts import curve, curve_heights
from scenes.shared.size_fits import fits_by_size
from scenes.studio.draw.marks import compose
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import Bounds, Scene
from scenes.studio.words import say

SIZES = [round(8 * 2 ** (half / 2)) for half in range(17)]  # 8, 11, 16, … 2048: every other one is a doubling


@dataclass(frozen=True, kw_only=True)
class EnoughData(Scene):
    """The same fit on more and more points, for many seeds at once; a row is a number of points."""

    lr: float
    steps: int = 500
    degree: int = 5
    seeds: int = 100
    held_out: int = 2000

    bounds: ClassVar[Bounds] = {"seeds": (1, 1000), "held_out": (1, 10_000)}

    def __post_init__(self):
        super().__post_init__()
        polynomials.check_degree(self.degree, SIZES[0])

    def data(self):
        """x and y (seeds, points), a row for each person; the first n of a row are those of a collection of n."""
        rng = torch.Generator().manual_seed(self.seed)
        x = torch.empty(self.seeds, SIZES[-1]).uniform_(-1, 1, generator=rng)
        return x, torch.sin(3 * x) + 0.3 * torch.randn(x.shape, generator=rng)

    def held_out_data(self):
        return polynomials.noisy_sine(1, self.held_out, self.seed)[1]

    def train(self):
        held_x, held_y = self.held_out_data()
        features = polynomials.legendre(held_x, self.degree)
        fits = fits_by_size(self.data(), SIZES, self.degree, self.lr, self.steps)
        for n, a, loss in zip(SIZES, *fits, strict=True):
            val_losses = ((a @ features.T - held_y) ** 2).mean(1)
            low, median, high = val_losses.quantile(torch.tensor([0.1, 0.5, 0.9]))
            yield {"loss": loss.mean(), "n": n, "fits": a, "val_losses": val_losses, "low": low, "median": median, "high": high}

    @property
    def floor(self):
        """The held-out loss of the wave itself: the noise."""
        held_x, held_y = self.held_out_data()
        return float(mse(torch.sin(3 * held_x), held_y))

    def facts(self, trace):
        floor, median = self.floor, trace.median
        enough = np.flatnonzero(median < 1.1 * floor)
        gains = {}
        if len(trace) > 2:
            gains = {"gain_first": float(1 - median[2] / median[0]), "gain_last": float(1 - median[-1] / median[-3])}
        return {"floor": floor, **gains, **({"enough": SIZES[enough[0]]} if enough.size else {})}

    def story(self, trace):
        facts = self.facts(trace)
        enough = SIZES.index(facts["enough"]) if "enough" in facts else None
        last = "{gain_last:.1%}" if facts["gain_last"] > 0.0005 else "nothing"
        return {
            0: "{n:.0f} points each: every fit follows its own few points",
            2 if facts["gain_first"] > 0.005 else None: "From 8 to 16 points the middle loss falls {gain_first:.0%}",
            4 if enough and enough > 4 else None: "With more points their noise averages out",
            enough: "{n:.0f} points: middle loss within a tenth of the noise",
            6 if enough is None else None: "{n:.0f} points: middle loss {median:.3f}, noise {floor:.3f}",
            -1: "The last doubling takes off " + last + (": the noise stays" if enough is not None else ""),
        }

    def frame_labels(self, trace):
        return [say("{n} points", n=n) for n in SIZES]

    def pace(self, trace):
        return [900 if n < 64 else 500 if n < 128 else 200 for n in SIZES]

    def draw(self, trace, stage):
        who = int(trace.val_losses[0].argsort()[round(0.85 * (self.seeds - 1))])  # one that has little luck at first
        x, y = self.data()
        title = say("{n} of {all} fits, one bold among its own points", n=min(self.seeds, 40), all=self.seeds)
        story, losses, gains = stage.panels(title, say("held-out loss"), say("each doubling takes off"), share=0.58, heights=(3, 2))
        return compose(
            bundle(stage, story, curve_heights(trace.fits[:, :40])),
            own_points(stage, story, x[who], y[who], SIZES, trace.fits[:, who]),
            curve(stage, story, trace.fits[:, who]),
            losses_by_size(stage, losses, trace, self.floor, trace.val_losses[:, who]),
            doublings(stage, gains, SIZES, trace.median),
        )


scene = EnoughData(lr=0.1)
