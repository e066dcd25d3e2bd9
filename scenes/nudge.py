"""Nudges: try the line with a little more or less slope, a little more or less intercept, and keep the best.

Alt: A plane of slope and intercept. Round a red dot lie four blue ones, each with a loss; the lowest is lit, and the dot moves there.
A staircase climbs to the right, the line beside it turns onto the points, and a tally of computed losses grows to {evaluations.last:.0f}.

There are two numbers to change, so there are four nudges: the intercept up or down by {by}, the slope up or down by {by}. In a plane in
which every place is a line, they are the four neighbours of a dot. For each, the loss on all {points} points is really computed and
stands beside it. The lowest of the four wins, as long as it is lower than the dot's own, and the next round starts from there.

After {moves:.0f} moves, at slope {a_0.last:.1f} and intercept {a_1.last:.1f}, none of the four is any better, and nudges of that size
have come to their end. The loss went from {loss.first:.2f} to {loss.last:.3f}, where the best fit has {best_loss:.3f}. It works, and it
needs no mathematics. But it took {evaluations.last:.0f} losses over all points, each a dot in the tally, to find out which way to go:
four tries a round for two parameters, and twice as many tries as parameters in general.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import POINTS, SEED, line_points
from scenes.shared.line_loss import GUESS, line_facts
from scenes.shared.line_parts import line_among_points
from scenes.shared.nudge_parts import neighbours, tally
from scenes.studio.draw.formula import formula
from scenes.studio.draw.marks import arrow, compose, dot, trail
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

    bounds: ClassVar[Bounds] = {"points": (2, MOST)}
    poster: ClassVar[int] = 0

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
            0: "Four nudges, four losses: the lowest wins",
            1 if len(trace) > 1 else None: "Move to the lowest, and try four again",
            3 * len(trace) // 5: "Every move costs four losses, for two parameters",
            -1: "{evaluations} losses computed, still on the way"
            if trace.better[-1]
            else "{evaluations} losses computed; now no nudge is better",
        }

    def frame_labels(self, trace):
        return [say("move {t}", t=t) for t in range(len(trace))]

    def pace(self, trace):
        return [700 if t < 4 else 400 for t in range(len(trace))] if len(trace) <= 20 else None

    def draw(self, trace, stage):
        theme, (x, y), tries = stage.theme, self.data(), self.by * np.array(list(NUDGES.values()), float)
        titles = "every place is a line: its slope, its intercept", "points and line", "losses computed so far"
        plane, line, price = stage.panels(*titles, share=0.58, heights=(3, 2))
        best = np.where(trace.better, trace.best, -1)
        goes = np.where(best[:, None] >= 0, trace.a + tries[trace.best], np.nan)
        formula(stage, plane, (0.03, 0.94), [(say("nudges of {by:g}", by=self.by), theme.ink)], align="left")
        return compose(
            line_among_points(stage, line, x, y, trace.a, past=range(0, len(trace) - 1, max(3, len(trace) // 5))),
            neighbours(stage, plane, trace.a, tries, trace.loss, trace.tried, best),
            trail(stage, plane, trace.a, theme.model),
            arrow(stage, plane, trace.a, goes, theme.model, rim=8, end=9),
            dot(stage, plane, trace.a, theme.model, size=16),
            tally(stage, price, trace.evaluations),
        )


scene = Nudge()
