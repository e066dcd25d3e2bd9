"""Descent on a parabola: the slope gives each step its direction as well as its length, so each landing is lower.

Alt: A dot on the left arm of a parabola, with a tangent. Below it, row by row, lies a bar as long as the slope, and on its left end an
arrow, the step. The bars shrink into a funnel, and the steps with them, from x = {a_0.first:.0f} to {a_0.last:.2f}.

The loss is the square of one number, x, and the lowest point is at 0. The guess is x = {a_0.first:.0f}, where the tangent falls
steeply: the slope is {grad_0.first:.0f}, drawn as a dotted triangle, 1 to the side and the slope down. Under the curve lies a bar as long
as the slope, from below the dot to the side that is downhill. The learning rate is {lr}, so {lr} of the bar is the step: an arrow along x
to a ring where x lands.

Where x lands the parabola is flatter, so that the next bar is shorter, and the step with it, though the rate is the same. The steps and
bars of all {steps} steps stay, row under row, with their lengths in figures. They end at x = {a_0.last:.3f}, at a loss of {loss.last:.3f}.
At the end a dashed line below them shows steps that all are as long as the first, and rings on the curve where they land: they jump past
the lowest point.
"""

import numpy as np

from scenes.shared.parabola import numbers_beside, parabola, parabola_run, rival, rows_below, slope_bars, step_rule, steps_below
from scenes.shared.sums import rounded
from scenes.studio.draw.slopes import tangent
from scenes.studio.draw.theme import points
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say, say_each


class Quadratic(Scene):
    """Gradient descent on x², whose slope is 2x."""

    lr: float
    steps: int = 8
    guess: float = -3.0

    readouts = {"loss": "loss", "a_0": "x", "grad_0": "slope"}

    @property
    def equal_steps_pass(self):
        """Whether steps as long as the first can be seen to pass the bottom: few of them, and within the picture."""
        return 0.05 <= self.lr <= 0.2

    def train(self):
        return parabola_run(self.guess, self.lr, self.steps)

    def story(self, trace):
        size, x = np.abs(trace.grad[:, 0]), trace.a[:, 0]
        lands = "Lower, and flatter: a smaller slope, a shorter step"
        lands = lands if self.lr < 0.5 else "Lands past the bottom, where the slope has turned"
        near = "Shrinking steps settle; equal ones would jump past" if self.equal_steps_pass else "Slope {grad_0:.3g}: hardly a step"
        ends = [(0.1, near), (0.999, "Slope {grad_0:.3g}: flatter, but still on its way")]
        ends += [(1.001, "Slope {grad_0:.3g}: as steep as ever"), (np.inf, "Slope {grad_0:.3g}: steeper with every step")]
        return {
            0: "To the lowest point: which way, and how far?",
            first(size < 0.5 * size[0]): "Half the slope, half the step: the rate is unchanged",
            first(size < 0.2 * size[0]): "The slope shrinks, so the step does: nobody brakes",
            first(size > 2 * size[0]): "Slope and step: over twice their first size",
            min(1, len(x) - 1): lands if x[:2].all() else "Lands on the bottom: no slope, no step",
            -1: next(words for share, words in ends if size[-1] <= share * max(size[0], 1e-30)),
        }

    def draw(self, trace, stage):
        theme, x, slope = stage.theme, trace.a[:, 0].astype(float), trace.grad[:, 0].astype(float)  # squares of a wild run fit only there
        (story,) = stage.panels("loss = x²; below it the slope as a bar, and on it the step")
        reach = 1.25 * float(np.abs([*x, *(x - slope), 0.45 * self.guess]).max()) or 1.0
        rows = rows_below(x, parabola(stage, story, -reach, reach), spare=3.6)
        step_rule(stage, story, self.lr)
        on_curve, at_row = np.column_stack([x, x**2]), np.column_stack([x, rows])
        here = say_each("loss {loss:.3g}", loss=x**2)
        stage.label(story, on_curve, here, theme.ink, sides=("above right", "above", "above left"), gap=14)
        told = np.array([rounded(its, ".3g") for its in slope])
        sums = say_each("−{lr:g} × ({slope:g}) = {step:.2g}", lr=self.lr, slope=told, step=-self.lr * told)
        stage.label(story, at_row - self.lr / 2 * np.column_stack([slope, 0 * slope]), sums, theme.model, sides=("below",))
        story.plot((0, 0), (0, rows.min()), color=theme.muted, linewidth=points(2), linestyle=(0, (2, 2)), zorder=1)
        large = np.abs(slope) > 0.4 * np.abs(slope).max()  # others have their number at the bar, where there is room
        steep = [say("slope {slope:.3g}", slope=its) if shown else "" for its, shown in zip(slope, large, strict=True)]
        sizes = say_each("{step:.2g}", step=-self.lr * slope)
        return [
            *([rival(stage, story, x, rows, self.lr)] if self.equal_steps_pass else []),
            slope_bars(stage, story, x, slope, rows),
            tangent(stage, story, on_curve, slope, theme.gradient, texts=steep, floor=0),
            steps_below(stage, story, x, self.lr, rows),
            numbers_beside(stage, story, at_row, sizes, theme.model, slope > 0, now=False),
        ]


scene = Quadratic(lr=0.15)
