"""Enough data: with more points the held-out loss falls fast, then slowly, and stops at the noise.

Alt: A bundle of curves, each fitted to its own points, wild at {n.first:.0f} points and drawn together to one wave at {n.last:.0f}. Beside
it the held-out loss by number of points: high and wide at the left, then flat and narrow, just over a dashed line.

{seeds} people collect points of the same noisy wave, each their own, and fit a polynomial of degree {degree} by {steps} steps of
descent at learning rate {lr}. All are tested on the same {held_out} points. With {n.first:.0f} points a fit depends on luck: in the
middle the held-out loss is {median.first:.2f}, but for a tenth of the people it is above {high.first:.2f}. Twice as many points
take {gain_first:.0%} off the middle one. With {enough:.0f} points it is less than a tenth above {floor:.3f}, what the wave itself would
score: the noise, which no curve can foretell. The last doubling, to {n.last:.0f}, takes off {gain_last:.1%}. How many points are
enough for another task cannot be read from this one; but such a curve can be drawn for any, and where it is flat, more data
will not help.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import torch
from matplotlib.collections import LineCollection

from scenes.shared import polynomials
from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.parts import compose, off_scale
from scenes.studio.numbers import equal_width, fixed
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import Bounds, Scene

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
    fps: ClassVar[int] = 2

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
        for n, a, loss in zip(SIZES, *self.fits, strict=True):
            val_losses = ((a @ features.T - held_y) ** 2).mean(1)
            low, median, high = val_losses.quantile(torch.tensor([0.1, 0.5, 0.9]))
            yield {"loss": loss.mean(), "n": n, "fits": a, "val_losses": val_losses, "low": low, "median": median, "high": high}

    @cached_property
    def fits(self):
        """The parameters (sizes, seeds, degree + 1) and training losses (sizes, seeds) of all fits, at the end of one descent of all.

        The mean squared error of n points is aᵀGa − 2bᵀa + c, where G, b and c are means over the points: with these
        a step takes as long for two thousand points as for eight. The fits share nothing but the loop.
        """
        x, y = self.data()
        features = polynomials.legendre(x.flatten(), self.degree).unflatten(0, x.shape)
        parts = [(features[:, :n], y[:, :n, None]) for n in SIZES]
        g = torch.stack([X.mT @ X / n for n, (X, _) in zip(SIZES, parts, strict=True)])
        b = torch.stack([(X.mT @ y)[..., 0] / n for n, (X, y) in zip(SIZES, parts, strict=True)])
        c = torch.stack([(y**2).mean((1, 2)) for _, y in parts])
        a = torch.zeros_like(b, requires_grad=True)

        def losses():
            return ((g @ a[..., None])[..., 0] * a - 2 * b * a).sum(-1) + c

        for _ in descend([a], lambda: losses().sum(), lr=self.lr, steps=self.steps):
            pass
        return a.detach(), losses().detach()

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

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        story, losses = stage.panels(f"{min(self.seeds, 40)} of {self.seeds} fits, and the points of one", "held-out loss", share=0.56)
        grid = torch.linspace(-1, 1, 120)
        curves = trace.fits[:, :40] @ polynomials.legendre(grid, self.degree).numpy().T
        segments = np.stack(np.broadcast_arrays(grid.numpy(), curves), axis=-1)
        story.set(xlim=(-1.08, 1.08), ylim=(-2.6, 3.2), xlabel="x", ylabel="y")
        (points,) = story.plot([], [], "o", color=theme.data, markersize=6, markeredgewidth=0, zorder=2)
        bundle = story.add_collection(LineCollection([], colors=theme.model, linewidths=2, alpha=0.35, zorder=3), autolim=False)
        story.plot(grid, torch.sin(3 * grid), "--", color=theme.held_out, linewidth=3, zorder=4)
        story.text(0.98, 0.03, "dashed: the wave itself", color=theme.held_out, ha="right", transform=story.transAxes)
        floor = self.floor
        losses.set(xlim=(SIZES[0] / 1.2, SIZES[-1] * 1.2), ylim=(0, 1.08 * trace.high.max()), xlabel="points to learn from")
        log_scale(losses.xaxis, trace.n)
        losses.axhline(floor, color=theme.muted, linestyle="--", linewidth=2.5)
        place = {"xycoords": losses.get_yaxis_transform(), "textcoords": "offset points"}
        losses.annotate("the noise", (0.98, floor), (0, -8), **place, color=theme.muted, ha="right", va="top")
        losses.text(0.98, 0.94, "line: the middle fit", color=theme.held_out, ha="right", transform=losses.transAxes)
        losses.text(0.98, 0.87, "band: eight fits in ten", color=theme.held_out, ha="right", transform=losses.transAxes)
        (spread,) = losses.fill([], [], color=theme.held_out, alpha=0.3, linewidth=0, zorder=2)
        (now,) = losses.plot([], [], color=theme.held_out, linewidth=9, alpha=0.4, solid_capstyle="butt", zorder=2)
        (median,) = losses.plot([], [], "o-", color=theme.held_out, zorder=3)
        mark = off_scale(story, theme, theme.model)

        def move(t):
            n, so_far = trace.n[t], trace.n[: t + 1]
            points.set_data(x[0, :n], y[0, :n])
            bundle.set_segments(segments[t])
            spread.set_xy(np.column_stack([[*so_far, *so_far[::-1]], [*trace.low[: t + 1], *trace.high[t::-1]]]))
            now.set_data([n, n], [trace.low[t], trace.high[t]])
            median.set_data(so_far, trace.median[: t + 1])
            curve, peak = np.unravel_index(np.abs(curves[t]).argmax(), curves[t].shape)
            mark(float(grid[peak]), float(curves[t, curve, peak]), f"ŷ {fixed(curves[t, curve, peak], 1)}")

        return compose(
            stage.readouts(
                trace,
                ("held-out loss of the middle fit", equal_width(trace.median), theme.held_out),
                ("one fit in ten above", equal_width(trace.high), theme.held_out),
                counter=[f"{n} points" for n in trace.n],
            ),
            move,
        )


scene = EnoughData(lr=0.1)
