"""Four learning rates side by side: one creeps, one settles, one overshoots and settles, one is beyond the limit.

Alt: Four columns, each with a line among points and a map of its loss. At lr {low} the path hardly moves, at {lr} it curves
smoothly to the best fit, at {high} it leaps to and fro and arrives, at {beyond} it leaps further and further out of the map.

The same {points} points, the same guess, the same scales; only the learning rate differs from column to column. On each map a blue
ring joins all places that have the loss of this moment, and an arrow is the next step. At {low} every step is so short that the
loss has only come from {loss.first:.2f} to {loss_low.last:.2f} after {steps} steps. At {lr} it is down to {loss.last:.3f}. At
{high} each step crosses the valley, but lands inside its ring, lower, so the line swings up and down as it closes in; it ends at
{loss_high.last:.4f}, where the best fit has {best_loss:.4f}. At {beyond} each step lands outside its ring, higher than it set
out; the dot leaves the map, its panel is shaded, and the loss has grown to {loss_beyond.last:.3g}.

Between the third column and the fourth stands the wall: 2/λmax = {limit:.2f}, a number computed from the points alone. Below it
a run may be slow or wild, but it settles. Above it none does.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import line_among_points, loss_map, ring_through
from scenes.shared.rate_cut import fate
from scenes.shared.rate_parts import beads, ring_losses
from scenes.studio.draw.marks import compose, dot, step_arrow
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import first
from scenes.studio.words import say

WINDOW, LINE = ((-2.0, 6.2), (-2.4, 7.6)), (-6.5, 12.0)  # of the maps, and of the lines


@dataclass(frozen=True, kw_only=True)
class Wall(LineFit):
    """The line fit at four rates in lock-step: `loss`, `a` and `grad` at `lr`, `loss_low`, `a_low` and so on at the others."""

    steps: int = 40
    low: float = 0.01
    high: float = 0.9
    beyond: float = 1.05

    def __post_init__(self):
        super().__post_init__()
        if not 0 < self.low < self.lr < self.high < self.beyond:
            raise BadNumber("the rates must be above 0 and rise: low, lr, high, beyond")

    def train(self):
        x, y = self.data()
        rates = {"": self.lr, "_low": self.low, "_high": self.high, "_beyond": self.beyond}

        def run(lr):
            a = torch.tensor([-1.0, 1.0], requires_grad=True)
            for loss in descend([a], lambda: mse(x @ a, y), lr=lr, steps=self.steps):
                yield {"loss": loss, "a": a, "grad": a.grad}

        for rows in zip(*map(run, rates.values()), strict=True):  # one step of each
            yield {series + name: value for name, row in zip(rates, rows, strict=True) for series, value in row.items()}

    @property
    def best_line(self):
        return [self.best_fit["best_slope"], self.best_fit["best_intercept"]]

    def runs(self, trace):
        """The rate, losses and parameters of each run, in rising order of the rates."""
        rates = {"_low": self.low, "": self.lr, "_high": self.high, "_beyond": self.beyond}
        return [(lr, trace.series["loss" + name], trace.series["a" + name], trace.series["grad" + name]) for name, lr in rates.items()]

    def story(self, trace):
        rates, losses, paths, _ = zip(*self.runs(trace), strict=True)
        limit, rows = self.best_fit["limit"], np.arange(len(trace))
        below, above = [lr for lr in rates if lr < limit], [lr for lr in rates if lr > limit]
        first_best, last_best = (int(np.argmin([its[row] for its in losses])) for row in (min(1, len(trace) - 1), -1))
        gone = [np.isnan(inside(path)).any(1) for lr, path in zip(rates, paths, strict=True) if lr > limit]
        return {
            0: "Same points, same guess, four learning rates",
            first(rows == 1): say("After one step lr {lr:g} leads: loss {loss:.3g}", lr=rates[first_best], loss=losses[first_best][:2][-1]),
            first((rows == 2) & bool(below and above)): say(
                "Rate {lr:g} lands inside its ring, {other:g} outside", lr=(below or [0])[-1], other=(above or [0])[0]
            ),
            first(np.any([*gone, False * rows], axis=0)): say("From {limit:.2f} on every step lands outside: the wall", limit=limit),
            -1: say("Step {n}: lr {lr:g} is nearest, loss {loss:.3g}", n=len(trace) - 1, lr=rates[last_best], loss=losses[last_best][-1]),
        }

    def draw(self, trace, stage):
        theme, (x, y), limit = stage.theme, self.data(), self.best_fit["limit"]
        flat = not stage.wide and stage.height < 1.25 * stage.width  # no room for the lines
        titles = [say("lr {lr:g}", lr=lr) for lr in (self.low, self.lr, self.high, self.beyond)]
        *lines, maps = stage.columns(titles, 1 if flat else 2, () if flat else (2, 3))
        rings, shows = ring_losses(trace.loss, self.best_fit["best_loss"], rings=4), []
        rows = np.arange(len(trace))
        for column, (story, (lr, losses, path, grad)) in enumerate(zip(maps, self.runs(trace), strict=True)):
            seen = inside(path)
            steps = np.where(rows[:, None] < len(trace) - 1, -lr * grad.astype(float), np.nan)
            loss_map(stage, story, x, y, path[:1], rings - self.best_fit["best_loss"], WINDOW, room=0)
            if lines:
                shows.append(line_among_points(stage, lines[0][column], x, y, seen, past=(0, 1, 2, 3, 5, 8), usual=LINE))
            shows += [
                ring_through(stage, story, x, y, np.where(np.isnan(seen), self.best_line, path)),
                beads(stage, story, seen, theme.model, alpha=0.6),
                step_arrow(stage, story, seen, steps),
                dot(stage, story, seen, theme.model),
            ]
            told = [say("loss {loss:.3g}", loss=loss) for loss in losses]
            shows.append(fate(stage, story, told, first(np.isnan(seen).any(1)), lr > limit))
        return compose(*shows)


def inside(path):
    """The places of a path (rows, 2) up to the first that lies outside the window of the maps, and nan from there on."""
    (s0, s1), (i0, i1) = WINDOW
    out = ~((s0 < path) & (path < s1))[:, 0] | ~((i0 < path) & (path < i1))[:, 1]
    return np.where(np.logical_or.accumulate(out)[:, None], np.nan, path.astype(float))


scene = Wall(lr=0.1)
