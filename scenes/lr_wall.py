"""Four learning rates side by side: one creeps, one settles, one overshoots and settles, one is beyond the limit.

Alt: Four maps of the loss with rings about the best fit. At rate {low} the path moves slowly, at {lr} it curves smoothly to the best fit,
at {high} it leaps to and fro, each time inside its ring, and arrives, at {beyond} it leaps beyond the far side and out of the map.

The same {points} points, the same guess, the same scales; only the learning rate differs from column to column. On each map every
place is a line; a blue ring joins all that have the loss of this moment, so that inside it the loss is lower and outside higher. A dashed
line leads from the dot against the gradient to the far side of its ring, with the rate that leads there, and an arrow is the next step.
At {low} every step is so short that the loss has only come from {loss.first:.2f} to {low_loss.last:.2f} after {steps} steps. At {lr} it is
down to {loss.last:.3f}. At {high} each step crosses the valley, but lands short of the far side, lower, so the run closes in; it ends at
{high_loss.last:.4f}, where the best fit has {best_loss:.4f}. At {beyond} the first step lands inside, because from the guess the way across
is longer; each one after it lands beyond the far side, higher than it set out. The dot leaves the map, which is shaded from then on, and in
the end the loss is {beyond_loss.last:.3g}.

Between the third column and the fourth stands the wall: 2/λmax = {limit:.2f}, a number computed from the points alone. Below it
a run may be slow or wild, but it settles. Above it none does.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import loss_map, ring_through
from scenes.shared.rate_cut import far_side, fate, way_across
from scenes.shared.rate_parts import beads, ring_losses
from scenes.studio.draw.marks import compose, dot, step_arrow
from scenes.studio.draw.theme import FAINT
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import lockstep
from scenes.studio.run.scene import first
from scenes.studio.words import say

WINDOW = (-1.8, 4.8), (-3.3, 8.3)  # of the maps


@dataclass(frozen=True, kw_only=True)
class Wall(LineFit):
    """The line fit at four rates in lock-step: `loss`, `a` and `grad` at `lr`, `loss_low`, `a_low` and so on at the others."""

    steps: int = 30
    low: float = 0.01
    high: float = 0.9
    beyond: float = 1.05

    says: ClassVar = 4

    @property
    def readouts(self):  # type: ignore[override]  # they name the rates
        rates = {"low_loss": self.low, "loss": self.lr, "high_loss": self.high, "beyond_loss": self.beyond}
        return {name: f"loss at {lr:g}" for name, lr in rates.items()}

    def __post_init__(self):
        super().__post_init__()
        if not 0 < self.low < self.lr < self.high < self.beyond:
            raise BadNumber("the rates must be above 0 and rise: low, lr, high, beyond")

    def train(self):
        rates = {"low_": self.low, "": self.lr, "high_": self.high, "beyond_": self.beyond}
        same = {name: getattr(self, name) for name in ("steps", "points", "seed", "user_points")}
        return lockstep({name: LineFit(lr=lr, **same).train() for name, lr in rates.items()})

    def pace(self, trace):
        return [600] * 8 + [100] * len(trace) if len(trace) < 100 else None

    def story(self, trace):
        rows, high, beyond = np.arange(len(trace)), trace.high_loss, trace.beyond_loss
        apart = len(rows) > 5 and self.high < self.best_fit["limit"] < self.beyond and high[2] < high[1] and beyond[2] > beyond[1]
        return {
            0: "One guess, four learning rates: which of them arrive?",
            first((rows == 1) & apart): "{high:g} lands short of the far side, {beyond:g} beyond",
            first((rows == 3) & apart): "Far side now {limit:.2f}: {high:g} stays inside, {beyond:g} outside",
            -1: "Short of {limit:.2f} a run comes nearer; beyond, it leaves"
            if apart
            else "Step {steps}: loss {loss:.3g} at {lr:g}; at best {best_loss:.3g}",
        }

    def draw(self, trace, stage):
        theme, (x, y), best = stage.theme, self.data(), self.best_fit
        rates = {"low_": self.low, "": self.lr, "high_": self.high, "beyond_": self.beyond}
        (columns,) = stage.columns([say("learning rate {lr:g}", lr=lr) for lr in rates.values()])
        rings, last, shows = ring_losses(trace.loss, best["best_loss"], rings=3, beyond=7), len(trace) - 1, []
        told = np.isin(np.arange(len(trace)), [*range(9), last])[:, None]  # later they change too fast to be read
        for (name, lr), ax in zip(rates.items(), columns, strict=True):
            losses, path, grad = (trace.series[name + series].astype(float) for series in ("loss", "a", "grad"))
            seen = inside(path)
            steps = np.where(np.arange(len(trace))[:, None] < last, -lr * grad, np.nan)
            loss_map(stage, ax, x, y, path[:1], rings - best["best_loss"], WINDOW, room=0)
            here = np.where(np.isnan(seen), [best["best_slope"], best["best_intercept"]], path)
            corner = np.where(told, (ax.get_xlim()[0], ax.get_ylim()[1]), np.nan)
            texts = [say("loss {loss:.3g}", loss=loss) for loss in losses]
            stage.label(ax, corner, texts, theme.loss, sides=("below right",), gap=8, weight="semibold")
            shows += [
                ring_through(stage, ax, x, y, here, ground=0.12),
                beads(stage, ax, seen, theme.model, alpha=FAINT),
                way_across(stage, ax, seen, grad, far_side(x, grad)),
                step_arrow(stage, ax, seen, steps),
                dot(stage, ax, seen, theme.model),
                fate(stage, ax, losses, best["best_loss"], first(np.isnan(seen).any(1))),
            ]
        return compose(*shows)


def inside(path):
    """The places of a path (rows, 2) up to the first that lies outside the window of the maps, and nan from there on."""
    (s0, s1), (i0, i1) = WINDOW
    out = ~((s0 < path) & (path < s1))[:, 0] | ~((i0 < path) & (path < i1))[:, 1]
    return np.where(np.logical_or.accumulate(out)[:, None], np.nan, path.astype(float))


scene = Wall(lr=0.1)
