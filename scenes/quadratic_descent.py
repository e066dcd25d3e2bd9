"""Descent on a parabola: the slope says which way to step and how far, and each landing is lower.

Alt: A dot on the left arm of a parabola, with a tangent. Under the parabola lies a bar as long as the slope there, and an arrow
covers {lr} of it. Row by row bar and arrow shorten, from x = {a_0.first:.0f} to {a_0.last:.2f}.

The loss is the square of one number, x, and the lowest point is at 0. The guess is x = {a_0.first:.0f}, where the tangent falls
steeply: the slope is {grad_0.first:.0f}, drawn as a dotted triangle, 1 to the side and the slope down. A bar of that length lies under
the floor, from x downhill. The step is the learning rate {lr} times the slope, against its sign: an arrow along the first part of the bar,
to a ring where x lands.

There the parabola is flatter, so that the next bar is shorter, and the step with it, though the rate is the same. The bars and steps
of the {steps} steps stay, one under the other, with their lengths in figures: a funnel that narrows to x = {a_0.last:.3f}, at a loss of
{loss.last:.4f}.
"""

from dataclasses import dataclass

import numpy as np

from scenes.shared.parabola import parabola, parabola_run, rows_below, steps_below
from scenes.studio.draw.formula import formula
from scenes.studio.draw.marks import compose
from scenes.studio.draw.slopes import slope_triangle, tangent
from scenes.studio.draw.theme import LABEL
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class Quadratic(Scene):
    """Gradient descent on x², whose slope is 2x."""

    lr: float
    steps: int = 10
    guess: float = -3.0

    def train(self):
        return parabola_run(self.guess, self.lr, self.steps)

    def story(self, trace):
        size, x = np.abs(trace.grad[:, 0]), trace.a[:, 0]
        lands = "Each landing is lower, on flatter ground" if self.lr < 0.5 else "Lands past the bottom, where the slope has turned"
        ends = (0.1, "Nearly flat: slope {grad_0:.3g}, hardly a step"), (0.999, "Slope {grad_0:.3g}: flatter, but still on its way")
        ends += (1.001, "Slope {grad_0:.3g}: as steep as ever"), (np.inf, "Slope {grad_0:.3g}: steeper with every step")
        return {
            0: "The slope says which way to step, and how far",
            first(size < 0.5 * size[0]): "Slope and step both under half, the rate unchanged",
            first(size < 0.1 * size[0]): "Slope and step both under a tenth, the rate unchanged",
            first(size > 2 * size[0]): "Slope and step both over double, the rate unchanged",
            min(1, len(x) - 1): lands if x[:2].all() else "Lands on the bottom: no slope, no step",
            -1: next(words for share, words in ends if size[-1] <= share * max(size[0], 1e-30)),
        }

    def draw(self, trace, stage):
        theme = stage.theme
        x, slope = trace.a[:, 0].astype(float), trace.grad[:, 0].astype(float)  # squares of a wild run fit only there
        (ax,) = stage.panels("loss of each x; below it, each step along x")
        reach = 1.12 * np.abs([x, x - self.lr * slope]).max() or 1.0
        rows = rows_below(x, parabola(stage, ax, reach))
        ax.locator_params(axis="x", nbins=8)
        rule = (say("step"), theme.model), (say(" = −{lr:g} × ", lr=self.lr), theme.ink), (say("slope"), theme.gradient)
        formula(stage, ax, (0.5, 0.92), rule)
        formula(stage, ax, (0.5, 0.85), [(say("the learning rate is {lr:g}", lr=self.lr), theme.muted)], size=LABEL, weight="regular")
        stage.label(ax, (0.9 * reach, 0.81 * reach**2), say("loss = x²"), theme.loss, sides=("left",))
        on_curve = np.column_stack([x, x**2])
        return compose(
            slope_triangle(stage, ax, on_curve, slope, theme.gradient, [say("slope {slope:.3g}", slope=its) for its in slope]),
            tangent(stage, ax, on_curve, slope, theme.gradient),
            steps_below(stage, ax, x, self.lr, rows),
        )


scene = Quadratic(lr=0.15)
