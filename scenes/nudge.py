"""Nudges: of four small changes to slope or intercept, each round keeps the one with the lowest loss.

Alt: A red dot with four blue ones round it, a nudge of slope or intercept away, each with its loss. A ring of equal loss runs through the
dot, and inside it the loss is lower. An arrow leads to the lowest of the four, where four are tried again. Beside it a line turns onto
its points; below, a staircase climbs to the best fit.

There are two numbers to change, so there are four nudges: the intercept up or down by {by}, the slope up or down by {by}. For each, the
loss on all {points} points is really computed. The lowest of the four wins, as long as it is lower than the present one, and the next
round starts from there. The dashed line among the points is the one that wins. Below it is the plane in which every place is a line, with
the cross of the best fit, the places tried, and a frame round the five that are seen from near.

Through the place now runs the ring of equal loss, and the ground inside it, where the loss is lower, is tinted: every move goes there.
After {moves:.0f} moves, at slope {a_0.last:.1f} and intercept {a_1.last:.1f}, the ring is so small that all four lie outside: the best fit
is within it, between that place and its neighbours, where no nudge of {by} lands. The loss went from {loss.first:.2f} to
{loss.last:.3f}; the best fit has {best_loss:.3f}. It works, and it needs no mathematics. But it took {evaluations.last:.0f} losses over
all points to find out which way to go: four tries a round for two parameters, and twice as many tries as parameters in general.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import POINTS, SEED, line_points
from scenes.shared.line_loss import GUESS, ellipses, line_facts
from scenes.shared.line_parts import line_among_points
from scenes.shared.nudge_parts import tries_from_near, way_by_nudges
from scenes.studio.draw.board import Board
from scenes.studio.draw.marks import compose, curve
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import MOST, Bounds, PointsScene
from scenes.studio.words import say

NUDGES = {"intercept +": (0, 1), "intercept −": (0, -1), "slope +": (1, 0), "slope −": (-1, 0)}  # of slope and intercept


@dataclass(frozen=True, kw_only=True)
class Nudge(PointsScene):
    """A line fit without a gradient: of four nudges the best, again and again, until none is better."""

    by: float = 0.4
    rounds: int = 40  # at most
    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"points": (2, MOST), "by": (0.001, 1000.0)}
    poster: ClassVar[int] = 0

    readouts: ClassVar = {"loss": "loss", "a_0": "slope", "a_1": "intercept", "evaluations": "losses computed"}

    def data(self):
        return line_points(self.points, self.seed, self.user_points)

    def train(self):
        x, y = self.data()
        a = torch.tensor(GUESS)
        loss, evaluations = mse(x @ a, y), 1
        for _ in range(self.rounds + 1):
            tries = a + self.by * torch.tensor(list(NUDGES.values()))
            losses = torch.stack([mse(x @ tried, y) for tried in tries])
            evaluations += len(tries)
            best = losses.argmin()
            better = losses[best] < loss
            yield {"loss": loss, "a": a, "tried": losses, "best": best, "better": better.int(), "evaluations": evaluations}
            if not better:
                break
            a, loss = tries[best], losses[best]

    def facts(self, trace):
        return line_facts(*self.data()) | {"moves": len(trace) - 1}

    def story(self, trace):
        return {
            0: "Four small changes of the line: the lowest loss wins",
            1 if len(trace) > 1 else None: "Go to the lowest loss, and try four again",
            3 * len(trace) // 5: "Each move ends inside the ring, at a lower loss",
            -1: "Still on the way" if trace.better[-1] else "All four lie outside: {by:g} is too large a nudge",
        }

    def frame_labels(self, trace):
        return [say("move {t}: {n} losses", t=t, n=int(n)) for t, n in enumerate(trace.evaluations)]

    def pace(self, trace):
        return [700 if t < 4 else 400 for t in range(len(trace))] if len(trace) <= 20 else None

    def draw(self, trace, stage):
        theme, (x, y), moves, ends = stage.theme, self.data(), np.array(list(NUDGES.values()), float), np.array([-1.0, 1.0])
        best, goes = np.where(trace.better, trace.best, -1), trace.a + self.by * moves[trace.best] * trace.better[:, None]
        facts = line_facts(x, y)
        goal, names = np.array([facts["best_slope"], facts["best_intercept"]]), [say(f"{name} {{by:g}}", by=self.by) for name in NUDGES]
        title = say("loss now, and after a nudge of {by:g}; tinted: lower than now", by=self.by)
        titles = "points and line", "each place is a line"
        near, line, plane = stage.panels(title, *titles, share=0.52 if stage.canvas.wide else 0.6)
        size = (590, 570) if stage.canvas.wide else (590, 420)
        away = (goal - trace.a) / self.by
        even = (ellipses(x, trace.loss - facts["best_loss"]) + goal - trace.a[:, None]) / self.by
        rings = ellipses(x, 0.25 * 4.0 ** np.arange(8)) + goal
        return compose(
            line_among_points(stage, line, x, y, trace.a, past=(0,)),
            curve(stage, line, ends, goes[:, :1] * ends + goes[:, 1:], theme.batch, dashed=True),
            way_by_nudges(stage, plane, trace.a, self.by * moves, goal, rings),
            tries_from_near(Board(stage, near, *size), moves, names, trace.loss, trace.tried, best, away, facts["best_loss"], even),
        )


scene = Nudge()
