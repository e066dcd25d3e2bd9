"""Nudges: try the line a little higher, lower, steeper and flatter, and keep the best.

Alt: Four thin ghost lines about a red one: up, down, tilted more, tilted less. The one with the lowest loss is marked
and is the red line of the next round. The line climbs onto the points; the loss falls from {loss.first:.2f} to
{loss.last:.3f}.

There are two numbers to change, so there are four nudges: the intercept up or down by {by}, the slope more or less
by {by}. For each, the loss on all {points} points is really computed. The best of the four wins, as long as it is
better than the line itself, and the next round starts from there. After {moves:.0f} moves, at slope {a_0.last:.1f}
and intercept {a_1.last:.1f}, none of the four is any better, and nudges of that size have come to their end. The loss
went from {loss.first:.2f} to {loss.last:.3f}, where the best fit has {best_loss:.3f}.

It works, and it needs no mathematics. But it took {evaluations.last:.0f} losses over all points to find out which way
to go: four tries a round for two parameters, and twice as many tries as parameters in general.
"""

from dataclasses import dataclass
from typing import ClassVar

import torch

from scenes.shared import line_drawing
from scenes.shared.line_fit import POINTS, SEED, line_points
from scenes.shared.line_loss import GUESS, line_facts
from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.parts import compose, loss_curve
from scenes.studio.numbers import equal_width, fixed
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import MOST, Bounds, PointsScene

NUDGES = {"up": (0, 1), "down": (0, -1), "tilt more": (1, 0), "tilt less": (-1, 0)}  # of slope and intercept


@dataclass(frozen=True, kw_only=True)
class Nudge(PointsScene):
    """A line fit without a gradient: of four nudges the best, again and again, until none is better."""

    by: float = 0.4
    rounds: int = 40  # at most
    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"points": (2, MOST)}
    fps: ClassVar[int] = 2
    poster: ClassVar[int] = 4

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

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        story, tries, losses = stage.panels("data, line, and four nudges", "loss of each nudge", "loss", heights=(5, 4))
        show_line = line_drawing.draw_line(story, stage, x, y, trace.a)
        steps = self.by * torch.tensor(list(NUDGES.values())).numpy()
        ghosts = [story.plot([], [], "--", color=theme.ink, linewidth=2, alpha=0.7, zorder=5)[0] for _ in NUDGES]
        (winner,) = story.plot([], [], color=theme.batch, linewidth=4, zorder=6)
        verdict = story.text(0.03, 0.93, "", color=theme.batch, size="large", transform=story.transAxes)

        change = trace.tried - trace.loss[:, None]
        reach = 1.1 * abs(change).max() or 1.0
        tries.set(xlim=(-reach, 1.75 * reach), ylim=(3.5, -0.5), yticks=range(4), yticklabels=NUDGES)
        tries.set_xlabel("◀ better    change of the loss    worse ▶", x=1 / 2.75)
        tries.set_xticks([tick for tick in tries.get_xticks() if abs(tick) <= reach])
        tries.grid(visible=False, axis="y")
        tries.tick_params(axis="y", labelsize="medium", labelcolor=theme.ink)
        tries.axvline(0, color=theme.model, linewidth=3, zorder=3)
        bars = tries.barh(range(4), [1] * 4, 0.45, color=theme.loss, alpha=0.6, zorder=4)
        (best,) = tries.barh([0], [1], 0.45, color=theme.batch, zorder=5)
        numbers = [tries.text(0.99, row, "", color=theme.loss, transform=tries.get_yaxis_transform()) for row in range(4)]
        for number in numbers:
            number.set(ha="right", va="center_baseline", size="large")
        log_scale(losses.yaxis, trace.loss)
        show_losses = loss_curve(losses, trace.loss, theme.loss)
        losses.set_xlabel("round")

        def frame(t):
            for ghost, step in zip(ghosts, steps, strict=True):
                slope, intercept = trace.a[t] + step
                ghost.set_data([-1, 1], [intercept - slope, intercept + slope])
            slope, intercept = trace.a[t] + steps[trace.best[t]]
            winner.set_data([-1, 1], [intercept - slope, intercept + slope])
            winner.set_visible(trace.better[t])
            verdict.set_text(f"best: {list(NUDGES)[trace.best[t]]}" if trace.better[t] else "none of the four is better")
            for bar, number, length, loss in zip(bars, numbers, change[t], trace.tried[t], strict=True):
                bar.set_width(length)
                number.set_text(fixed(loss, 3))
            best.set(width=change[t, trace.best[t]], y=trace.best[t] - 0.225, visible=trace.better[t])

        return compose(
            stage.readouts(
                trace,
                ("loss", equal_width(trace.loss), theme.loss),
                ("losses computed so far", equal_width(trace.evaluations, 0), theme.ink),
                counter=[f"round {t}" for t in range(len(trace))],
            ),
            show_line,
            show_losses,
            frame,
        )


scene = Nudge()
