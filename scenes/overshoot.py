"""Four rates on one parabola: too short a step creeps, a good one arrives, a long one goes back and forth, too long a one leaves.

Alt: Four copies of the same parabola, each with a dot that steps, and the steps one under the other below it. The first creeps down one
arm, the second is soon at the bottom, the third steps from arm to arm ever lower, the fourth from arm to arm ever higher.

Descent on x² from the same guess, x = {a_0.first:.0f}, at four rates in lock-step. Under each parabola the steps lie one under the
other as arrows along x. A dashed line across the parabola leads from x to its mirror point −x, which lies as high, and an upright mark
stands there beside each step. A step that ends short of it lands lower, one that goes beyond it, higher.

Each step multiplies x by 1 − 2 × rate. At rate {low} that is {factor_0:.1f}: x creeps, and after {steps} steps it is still
{a_0.last:.2f}. At {good} the factor is {factor_1:.1f}, and the loss is down to {losses_1.last:.3f} in the same time.

At {high} the factor is {factor_2:.1f}. Its sign makes every step land on the other arm, past the bottom; its size, below one,
makes every landing lower than the one before. So it overshoots all the way and arrives all the same, at a loss of
{losses_2.last:.3f}. At {wild} the factor is {factor_3:.1f}, further out with each step: the loss climbs from
{losses_3.first:.0f} to {losses_3.last:.0f}. The border between the two is the rate {limit:.0f}, where x would go
between {a_0.first:.0f} and its mirror point for ever.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.parabola import landing, parabola, parabola_run, rows_below, step_rule, steps_below, verdict
from scenes.studio.draw.marks import compose
from scenes.studio.draw.theme import LABEL
from scenes.studio.run.scene import Bounds, Scene, first
from scenes.studio.words import say

GUESS, WIDEST = -3.0, (4.2, 7.0)  # where all set out; how far out the axes reach


@dataclass(frozen=True, kw_only=True)
class Overshoot(Scene):
    """Four descents on x² in lock-step; each series holds a column a rate, `loss` that of the rate that overshoots."""

    low: float = 0.05
    good: float = 0.2
    high: float = 0.85
    wild: float = 1.05
    steps: int = 6

    bounds: ClassVar[Bounds] = dict.fromkeys(("low", "good", "high", "wild"), (0.0, 100.0))
    readouts: ClassVar = {
        "losses_0": "loss, lowest rate",
        "losses_1": "loss, second rate",
        "losses_2": "loss, third rate",
        "losses_3": "loss, highest rate",
    }
    says: ClassVar = 4

    def rates(self):
        return self.low, self.good, self.high, self.wild

    def train(self):
        for rows in zip(*(parabola_run(GUESS, lr, self.steps) for lr in self.rates()), strict=True):  # one step of each
            losses, a, grad = (torch.stack([row[name].detach().squeeze() for row in rows]) for name in ("loss", "a", "grad"))
            yield {"loss": losses[2], "losses": losses, "a": a, "grad": grad}

    def facts(self, trace):
        return {f"factor_{k}": 1 - 2 * lr for k, lr in enumerate(self.rates())} | {"limit": 1.0}

    def story(self, trace):
        _, _, high, wild = np.abs(trace.a.T / GUESS)
        apart = -1 < 1 - 2 * self.high < 0 and 1 - 2 * self.wild < -1  # one overshoots and arrives, one leaves
        return {
            0: "One start, four learning rates: which of them arrive?",
            1 if apart else None: "Land short of the mirror point: lower; beyond it: higher",
            first(high < 0.5) if apart else None: "{high:g} always ends short of it: lower each time",
            first(wild > 1.4) if apart else None: "{wild:g} always ends beyond it: higher each time",
            -1: "Steps that end short of the mirror point come down",
        }

    def draw(self, trace, stage):
        x = trace.a.astype(float)
        reach = 1.08 * np.clip(np.abs(x).max(), *WIDEST)
        gone = np.maximum.accumulate(np.abs(x) > reach)  # what has left is not looked for any more
        seen, stays = np.where(gone, np.nan, x), np.where(gone, x[np.maximum((~gone).sum(0) - 1, 0), range(4)], x)
        (columns,) = stage.columns([say("learning rate {lr:g}", lr=lr) for lr in self.rates()])
        movers = []
        for k, (ax, lr) in enumerate(zip(columns, self.rates(), strict=True)):
            rows = rows_below(stays, parabola(stage, ax, -reach, reach, below=0.43), spare=1)
            ax.locator_params(axis="x", nbins=6)
            step_rule(stage, ax, (0.5, 1), lr, size=LABEL, down=22 if stage.canvas.wide else 4)
            movers += [
                landing(stage, ax, seen[:, k], lr),
                steps_below(stage, ax, seen[:, k], lr, rows, mirrored=True),
                verdict(stage, ax, 1 - 2 * lr, x[:, k], gone[:, k]),
            ]
            if k >= 2:
                heights = np.where(np.arange(len(x)) < 2, seen[:, k] ** 2, np.nan)
                stage.label(ax, np.column_stack([0 * heights, heights]), say("mirror point"), stage.theme.ink, sides=("above",), gap=6)
        columns[0].set_ylabel(say("loss = x²"))
        columns[0].yaxis.set_label_coords(-44 * stage.scale / columns[0].bbox.width, 0.72)
        return compose(*movers)


scene = Overshoot()
