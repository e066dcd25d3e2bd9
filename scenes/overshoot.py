"""Four rates on one parabola: one rate is slow, one is fast, one jumps from side to side, one gets further away.

Alt: Four parabolas, each with a dot that starts at the same place. One creeps down the left arm, one is soon at the bottom, one jumps from
arm to arm ever lower, one ever higher. At each a bar: the way to the mirror point, with the step as a part of it, or as more than that.

Descent on x² from the same guess, x = {a_0.first:.0f}, at four rates in lock-step. A dashed line leads across the parabola from x to its
mirror point −x, which lies as high. The slope is 2x, as long as that way: it is a bar under the dashed line. So a step covers the part of
the way that the rate says, and the same part each time: that part of the bar is filled. A step that ends short of the mirror point ends
inside the parabola and lands lower; one that goes beyond it ends outside and lands higher. The steps so far stay as faint stairs, and
each panel is headed by its loss.

Each step multiplies x by 1 − 2 × rate. At rate {low} that is {factor_0:.1f}: x creeps, and after {steps} steps it is still
{a_0.last:.2f}. At {good} the factor is {factor_1:.1f}, and the loss is down to {losses_1.last:.3f} in the same time.

At {high} the factor is {factor_2:.1f}. Its sign makes every step land on the other arm, past the bottom; its size, below one,
makes every landing lower than the one before. So it overshoots all the way and arrives all the same, at a loss of
{losses_2.last:.3f}. At {wild} the factor is {factor_3:.1f}, further out with each step: the loss climbs from
{losses_3.first:.0f} to {losses_3.last:.0f}. The limit between the two is the rate {limit:.0f}, where x would go
between {a_0.first:.0f} and its mirror point for ever.
"""

import numpy as np
import torch

from scenes.shared.mirror_parts import hops, name_way, share_of_way, veil
from scenes.shared.parabola import parabola, parabola_run
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say, say_each

GUESS, REACH = -3.0, 5.7  # where all set out; how far out the axes reach


class Overshoot(Scene):
    """Four descents on x² in lock-step; each series holds a column a rate, `loss` that of the rate that overshoots."""

    low: float = 0.05
    good: float = 0.2
    high: float = 0.85
    wild: float = 1.05
    steps: int = 6

    bounds = dict.fromkeys(("low", "good", "high", "wild"), (0.0, 100.0))
    says = 4

    @property
    def readouts(self):  # type: ignore[override]  # they name the rates
        return {f"losses_{k}": f"loss at {lr:g}" for k, lr in enumerate(self.rates())}

    def rates(self):
        return self.low, self.good, self.high, self.wild

    def train(self):
        for rows in zip(*(parabola_run(GUESS, lr, self.steps) for lr in self.rates()), strict=True):  # one step of each
            losses, a, grad = (torch.stack([row[name].detach().squeeze() for row in rows]) for name in ("loss", "a", "grad"))
            yield {"loss": losses[2], "losses": losses, "a": a, "grad": grad}

    def facts(self, trace):
        return {f"factor_{k}": 1 - 2 * lr for k, lr in enumerate(self.rates())} | {"limit": 1.0}

    def turn(self, trace):
        """The row from which on the film is about the run that leaves: None where none does, or the third does not overshoot and arrive."""
        apart = -1 < 1 - 2 * self.high < 0 and 1 - 2 * self.wild < -1
        return first(np.abs(trace.a[:, 3] / GUESS) > 1.3) if apart else None

    def story(self, trace):
        turn = self.turn(trace)
        return {
            0: "The slope is the whole way across. Which rates arrive?",
            1 if turn else None: "Short of the mirror point: lower, even past the bottom",
            turn: "{wild:g} times the way, beyond the mirror point: higher",
            -1: "On x²: below rate 1 always lower, above it higher",
        }

    def draw(self, trace, stage):
        (columns,) = stage.columns(say_each("rate {lr:g}", lr=self.rates()))
        runs, movers, rows, turn = trace.a.astype(float).T, [], np.arange(len(trace)), self.turn(trace)
        ends = (rows == 0) | (rows == rows[-1])
        for ax, lr, x in zip(columns, self.rates(), runs, strict=True):
            parabola(stage, ax, -REACH, REACH, below=0.16 if stage.canvas.wide else 0.25)
            colour = stage.theme.ink if abs(1 - 2 * lr) > 1 else stage.theme.model
            spoken = ends | ((rows >= turn) == (abs(1 - 2 * lr) > 1)) if turn else rows >= 0
            movers += [hops(stage, ax, x, colour), share_of_way(stage, ax, x, lr, colour, spoken), veil(stage, ax, x, lr, spoken)]
        columns[0].set_ylabel(say("loss"))
        name_way(stage, columns[0], GUESS)
        return movers


scene = Overshoot()
