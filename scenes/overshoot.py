"""Four rates on one parabola: too short a step creeps, a good one arrives, a long one goes back and forth, too long a one leaves.

Alt: Four copies of the same parabola, each with a dot that jumps. The first creeps down one arm, the second is soon
at the bottom, the third jumps from arm to arm ever lower, the fourth from arm to arm ever higher and out of the
picture.

Descent on x² from the same guess, x = {a_0.first:.0f}, at four rates in lock-step. The slope at x is 2x, so that each
step multiplies x by 1 − 2 · rate. At rate {low} that is {factor_0:.1f}: x creeps, and after {steps} steps it is still
{a_0.last:.2f}. At {good} the factor is {factor_1:.1f}, and the loss is down to {losses_1.last:.5f} in the same time.

At {high} the factor is {factor_2:.1f}. Its sign makes every step land on the other arm, too far; its size, below one,
makes every landing lower than the one before. So it overshoots all the way and arrives all the same, at a loss of
{losses_2.last:.4f}. At {wild} the factor is {factor_3:.1f}, further out with each jump: the loss climbs from
{losses_3.first:.0f} to {losses_3.last:.0f}. The border between the two is the rate {limit:.0f}, where x would jump
between {a_0.first:.0f} and its mirror image for ever.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.parts import compose, loss_curve, off_scale
from scenes.studio.numbers import fixed
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import Scene

GUESS = -3.0


@dataclass(frozen=True, kw_only=True)
class Overshoot(Scene):
    """Four descents on x² in lock-step; each series holds a column a rate, `loss` that of the rate that overshoots."""

    low: float = 0.05
    good: float = 0.2
    high: float = 0.85
    wild: float = 1.05
    steps: int = 12

    fps: ClassVar[int] = 2

    def rates(self):
        return self.low, self.good, self.high, self.wild

    def train(self):
        def run(lr):
            x = torch.tensor([GUESS], requires_grad=True)
            for loss in descend([x], lambda: (x**2).sum(), lr=lr, steps=self.steps):
                yield {"loss": loss, "a": x, "grad": x.grad}

        for rows in zip(*map(run, self.rates()), strict=True):  # one step of each
            losses, a, grad = (torch.stack([row[name].detach().squeeze() for row in rows]) for name in ("loss", "a", "grad"))
            yield {"loss": losses[2], "losses": losses, "a": a, "grad": grad}

    def facts(self, trace):
        return {f"factor_{k}": 1 - 2 * lr for k, lr in enumerate(self.rates())} | {"limit": 1.0}

    def draw(self, trace, stage):
        theme, figure, reach = stage.theme, stage.figure, 4.4
        grid = figure.add_gridspec(2, 4, height_ratios=(5, 4))
        bowls = [figure.add_subplot(grid[0, k]) for k in range(4)]
        losses = figure.add_subplot(grid[1, :], title="loss")
        log_scale(losses.yaxis, trace.losses.ravel())
        curve = np.linspace(-reach, reach, 200)
        movers = []
        for k, (ax, lr) in enumerate(zip(bowls, self.rates(), strict=True)):
            ax.set(xlim=(-reach, reach), ylim=(-1.5, reach**2))
            ax.set_title(f"lr {lr:g}: {verdict(1 - 2 * lr)}")
            ax.set(xticks=(-3, 0, 3), yticks=(0, 10))
            if k:
                ax.set_yticklabels([])
            else:
                ax.set_ylabel("loss")
            ax.plot(curve, curve**2, color=theme.loss, zorder=2)
            movers.append(self.jumps(ax, stage, trace.a[:, k]))
            movers.append(loss_curve(losses, trace.losses[:, k], theme.loss))
            end = self.steps, trace.losses[-1, k]
            losses.annotate(f"lr {lr:g}", end, (12, 0), textcoords="offset points", color=theme.ink, va="center")
        losses.set_xlim(-0.3, self.steps * 1.1)
        return compose(stage.readouts(trace), *movers)

    def jumps(self, ax, stage, x):
        """The way of x over the parabola. Returns show(t)."""
        colour = stage.theme.model
        (path,) = ax.plot([], [], "o-", color=colour, linewidth=2, markersize=6, alpha=0.5, zorder=4)
        (now,) = ax.plot([], [], "o", color=colour, markersize=13, zorder=6)
        mark = off_scale(ax, stage.theme, colour)
        label = ax.text(0.5, -0.16, "x", color=colour, size="large", ha="center", va="top", transform=ax.transAxes)

        def show(t):
            path.set_data(x[: t + 1], x[: t + 1] ** 2)
            now.set_data([x[t]], [x[t] ** 2])
            label.set_text(f"x = {fixed(x[t], 3)}")
            mark(x[t], x[t] ** 2, f"loss {fixed(x[t] ** 2, 0)}")

        return show


def verdict(factor):
    """What x does when each step multiplies it by this."""
    if abs(factor) > 1:
        return "leaves"
    return "back and forth" if factor < 0 else "creeps" if factor > 0.8 else "arrives"


scene = Overshoot()
