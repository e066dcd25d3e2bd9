"""Nudges: of four small changes to slope or intercept, each round keeps the one with the lowest loss.

Alt: A map with slope and intercept as its axes, on which losses stand as numbers: that of the line now and those of its four neighbours,
the lowest of them lit. The line goes there and four more are computed, until all four are higher. Seen from near, smaller nudges
find a lower one once more. Beside it the line among the points, with its misses.

There are two numbers to change, so there are four nudges: the intercept up or down by {by}, the slope up or down by {by}. For each, the
loss on all {points} points is really computed. The lowest of the four wins, as long as it is lower than the present one, and the next
round starts from there. Each loss stands on the map at its slope and intercept, and the losses of earlier rounds stay, faint.

After {stuck:.0f} moves all four are higher than the loss now, {stuck_loss:.3f}. The best fit lies between that line and its
neighbours, where no nudge of {by} lands. With nudges of {finer} the search goes on, and ends at slope {a_0.last:.1f} and intercept
{a_1.last:.1f}. The loss went from {loss.first:.2f} to {loss.last:.4f}; the best fit has {best_loss:.4f}. It works, and it needs no
mathematics. But it took {evaluations.last:.0f} losses over all points to find out which way to go: four tries a round for two parameters,
and twice as many tries as parameters in general.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import POINTS, SEED, line_points
from scenes.shared.line_loss import GUESS, line_facts
from scenes.shared.line_parts import line_among_points
from scenes.shared.nudge_parts import numbered, tried_lines
from scenes.shared.rate_parts import misses
from scenes.studio.draw.marks import compose
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import MOST, Bounds, PointsScene, first
from scenes.studio.words import say

NUDGES = {"intercept +": (0, 1), "intercept −": (0, -1), "slope +": (1, 0), "slope −": (-1, 0)}  # of slope and intercept
FINER = 4  # times smaller nudges in the end


@dataclass(frozen=True, kw_only=True)
class Nudge(PointsScene):
    """A line fit without a gradient: of four nudges the best, until none is better; then the same with smaller ones."""

    by: float = 0.4
    rounds: int = 40  # at most
    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"points": (2, MOST), "by": (0.001, 1000.0)}
    readouts: ClassVar = {"loss": "loss", "a_0": "slope", "a_1": "intercept", "evaluations": "losses computed"}

    def data(self):
        return line_points(self.points, self.seed, self.user_points)

    def train(self):
        x, y = self.data()
        a = torch.tensor(GUESS)
        loss, evaluations = mse(x @ a, y), 1
        for by in (self.by, self.by / FINER):
            for _ in range(self.rounds + 1):
                tries = a + by * torch.tensor(list(NUDGES.values()))
                losses = torch.stack([mse(x @ tried, y) for tried in tries])
                evaluations += len(tries)
                best = losses.argmin()
                better = losses[best] < loss
                row = {"loss": loss, "a": a, "tried": losses, "best": best, "better": better.int(), "evaluations": evaluations}
                yield row | {"nudge": torch.tensor(by)}
                if not better:
                    break
                a, loss = tries[best], losses[best]

    def facts(self, trace):
        found = {"moves": int(trace.better.sum()), "finer": self.by / FINER}
        if smaller := first(trace.nudge < self.by / 2):
            at = smaller - 1
            found |= {"stuck": at, "stuck_loss": float(trace.loss[at]), "stuck_evaluations": int(trace.evaluations[at])}
        return line_facts(*self.data()) | found

    def story(self, trace):
        stuck = self.facts(trace).get("stuck")
        return {
            0: "Four small changes: which one lowers the loss most?",
            1 if len(trace) > 1 else None: "The lowest of the four wins; then try again",
            stuck and stuck // 2 + 1: "Every round costs four losses over all points",
            stuck: "All four are higher: {by:g} is too large now",
            stuck and stuck + 1: "Smaller nudges, of {nudge:g}: one is lower again",
            -1: "Still on the way" if trace.better[-1] else "Higher on all sides: {evaluations:.0f} losses for two numbers",
        }

    def frame_labels(self, trace):
        return [say("{n} losses computed", n=int(n)) for n in trace.evaluations]

    def pace(self, trace):
        return [400 if t < 4 else 200 for t in range(len(trace))] if len(trace) <= 20 else None

    def draw(self, trace, stage):
        (x, y), a, moves = self.data(), trace.a.astype(float), np.array(list(NUDGES.values()), float)
        tries = a[:, None] + trace.nudge.astype(float)[:, None, None] * moves
        best = np.where(trace.better, trace.best, -1)
        goes = np.where(trace.better[:, None], tries[np.arange(len(a)), trace.best], np.nan)
        titles = "loss (mean squared miss) at each slope and intercept tried", "the line, and its four tries"
        grid, line = stage.panels(*titles, share=0.7 if stage.canvas.wide else 0.55)
        table = numbered(stage, grid, a, trace.loss, tries, trace.tried, best, trace.nudge < self.by / 2)
        begun = np.arange(len(a))[:, None] > 0
        for name, move, side, gap in (("intercept", (0, 1), "above", 16), ("slope", (1, 0), "right", 30)):
            seat = np.where(begun, np.nan, a[0] + self.by * np.array(move))
            stage.label(grid, seat, say(f"{name} ± {{by:g}}", by=self.by), stage.theme.muted, sides=(side,), gap=gap)
        start = np.where(np.arange(len(a))[:, None] > 1, (0.7, a[0] @ [0.7, 1]), np.nan)
        stage.label(line, start, say("first line"), stage.theme.model, sides=("below", "above"), gap=14)
        return compose(
            table,
            misses(stage, line, x, y, a, most=100),
            line_among_points(stage, line, x, y, a, past=(0,), usual=(-1.2, 6.4)),
            tried_lines(stage, line, tries, goes),
        )


scene = Nudge()
