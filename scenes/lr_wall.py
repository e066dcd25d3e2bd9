"""Four learning rates side by side: one creeps, one settles, one overshoots and settles, one is beyond the limit.

Alt: Four maps of the loss, and below each the loss of its run. At rate {low} the path hardly moves, at {lr} it curves smoothly to the
best fit, at {high} it leaps to and fro and arrives, at {beyond} it leaps further and further out of the map and its loss shoots up.

The same {points} points, the same guess, the same scales; only the learning rate differs from column to column. On each map every
place is a line; a blue ring joins all that have the loss of this moment, so that inside it the loss is lower and outside higher, and
an arrow is the next step. At {low} every step is so short that the loss has only come from {loss.first:.2f} to {low_loss.last:.2f}
after {steps} steps. At {lr} it is down to {loss.last:.3f}. At {high} each step crosses the valley, but lands inside its ring, lower,
so the run closes in; it ends at {high_loss.last:.4f}, where the best fit has {best_loss:.4f}. At {beyond} each step but the first
lands outside its ring, higher than it set out; the dot leaves the map, which is shaded from then on, and in the end the loss is
{beyond_loss.last:.3g}.

Between the third column and the fourth stands the wall: 2/λmax = {limit:.2f}, a number computed from the points alone. Below it
a run may be slow or wild, but it settles. Above it none does.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import loss_map, ring_through
from scenes.shared.rate_cut import fate, losses_below
from scenes.shared.rate_parts import beads, ring_losses
from scenes.studio.draw.marks import compose, dot, step_arrow
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import lockstep
from scenes.studio.run.scene import first
from scenes.studio.words import say

WINDOW = (-2.0, 6.2), (-2.4, 7.6)  # of the maps


@dataclass(frozen=True, kw_only=True)
class Wall(LineFit):
    """The line fit at four rates in lock-step: `loss`, `a` and `grad` at `lr`, `loss_low`, `a_low` and so on at the others."""

    steps: int = 30
    low: float = 0.01
    high: float = 0.9
    beyond: float = 1.05

    readouts: ClassVar = {
        "low_loss": "loss, lowest rate",
        "loss": "loss, second rate",
        "high_loss": "loss, third rate",
        "beyond_loss": "loss, highest rate",
    }
    says: ClassVar = 4

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
        told = "Inside: loss {high[1]:.3g} to {high[2]:.3g}; outside: {beyond[1]:.3g} to {beyond[2]:.3g}"
        told = say(told, high=[*high], beyond=[*beyond]) if apart else ""
        return {
            0: "One guess, four learning rates: which of them arrive?",
            first((rows == 1) & apart): "Inside its ring of equal loss is lower, outside higher",
            first((rows == 2) & apart): told,
            first((rows == 3) & apart): "From here {high:g} always lands inside, {beyond:g} always outside",
            -1: "Inside, a run comes nearer; outside, it never arrives"
            if apart
            else "Step {steps}: loss {loss:.3g} at {lr:g}; at best {best_loss:.3g}",
        }

    def draw(self, trace, stage):
        theme, (x, y), best = stage.theme, self.data(), self.best_fit
        rates = {"low_": self.low, "": self.lr, "high_": self.high, "beyond_": self.beyond}
        flat = not (stage.canvas.wide or stage.canvas.high)  # no room for the losses
        rows = stage.columns([say("learning rate {lr:g}", lr=lr) for lr in rates.values()], 1 if flat else 2, () if flat else (5, 3))
        rings, last, shows = ring_losses(trace.loss, best["best_loss"], rings=4), len(trace) - 1, []
        named = [say("ring of equal loss")] * 3 + [""] * len(trace)
        for (name, lr), story, *below in zip(rates.items(), *rows, strict=True):
            losses, path, grad = (trace.series[name + series] for series in ("loss", "a", "grad"))
            seen = inside(path)
            steps = np.where(np.arange(len(trace))[:, None] < last, -lr * grad.astype(float), np.nan)
            loss_map(stage, story, x, y, path[:1], rings - best["best_loss"], WINDOW, room=0)
            here = np.where(np.isnan(seen), [best["best_slope"], best["best_intercept"]], path)
            shows += [
                ring_through(stage, story, x, y, here, named if name == "low_" else (), ground=0.12),
                beads(stage, story, seen, theme.model, alpha=0.6),
                step_arrow(stage, story, seen, steps),
                dot(stage, story, seen, theme.model),
                fate(stage, story, losses, best["best_loss"], first(np.isnan(seen).any(1))),
                *(losses_below(stage, ax, losses) for ax in below),
            ]
        return compose(*shows)


def inside(path):
    """The places of a path (rows, 2) up to the first that lies outside the window of the maps, and nan from there on."""
    (s0, s1), (i0, i1) = WINDOW
    out = ~((s0 < path) & (path < s1))[:, 0] | ~((i0 < path) & (path < i1))[:, 1]
    return np.where(np.logical_or.accumulate(out)[:, None], np.nan, path.astype(float))


scene = Wall(lr=0.1)
