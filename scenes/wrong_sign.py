"""The wrong sign: with the gradient the loss goes up, against it the loss goes down.

Alt: A ball halfway up a hillside, and a line that misses its points. Two balls leave from there: one marked minus goes down to the right,
one marked plus climbs to the left in ever longer steps. The line of minus turns to the points, that of plus turns away from them.

Two loops with one sign between them, from the same guess, on the same {points} points, at the same learning rate
{lr}. The height of the hillside is the loss, the mean squared miss of a line. To the right lies the way of the loop that subtracts the
gradient, and on from its end the way to the best fit; to the left lies the way of the loop that adds it. The arrows are the steps. Beside
the hill are the points, with the line of the guess and the lines of both loops.

Subtracting the gradient goes down: after {steps} steps the loss is {right_loss.last:.2f}, and the line has turned to the points. Adding it
goes up, where it is steeper still, so that each step is longer than the one before: the loss is {loss_2:.1f} after two steps
and {loss.last:.1f} after {steps}.

It looks like a learning rate that is too high, but is not. Too high a rate throws the parameters from side to side;
the wrong sign takes them straight uphill, and a smaller rate would only make it take longer.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.shared.broken_loop import BrokenLoop, both_lines
from scenes.shared.side_view import hillside, seen, signed_ball, walked
from scenes.studio.draw.marks import compose, step_arrow, trail
from scenes.studio.run.scene import first
from scenes.studio.words import say

SIGHT = 8  # times the first loss: what lies higher leaves the picture


@dataclass(frozen=True, kw_only=True)
class WrongSign(BrokenLoop):
    """The loop that adds the gradient beside the one that subtracts it."""

    steps: int = 4

    def broken(self, a, loss):
        for _ in range(self.steps + 1):
            value = loss()
            value.backward()
            yield value
            with torch.no_grad():
                a.add_(self.lr * a.grad)  # sub_ is right
                a.grad.zero_()

    def facts(self, trace):
        facts = super().facts(trace) | {"first_loss": float(trace.loss[0])}
        return facts | ({"loss_2": float(trace.loss[2])} if len(trace) > 2 else {})

    def story(self, trace):
        size = np.linalg.norm(trace.grad, axis=1)
        falls = "falls" if trace.right_loss[-1] <= trace.loss[0] else "rises"
        return {
            0: "The gradient points uphill: add it, or subtract it?",
            1 if len(trace) > 1 else None: "Plus climbs the hill; minus goes down",
            first(size > 1.5 * size[0]): "Higher up it is steeper: longer and longer steps up",
            -1: f"From {{first_loss:.3g}} minus {falls} to {{right_loss:.3g}}, plus climbs to {{loss:.3g}}",
        }

    def pace(self, trace):
        return [900] * len(trace) if len(trace) < 9 else None

    def draw(self, trace, stage):
        theme, (x, y), rows = stage.theme, self.data(), np.arange(len(trace))
        story, lines = stage.panels("height = loss: how far the line misses the points", "each place on the hill is a line", share=0.64)
        in_sight = (np.maximum(trace.loss, trace.right_loss) <= SIGHT * trace.loss[0]) | (rows < 3)
        up, down = walked(trace.a, trace.loss, -1), walked(trace.right, trace.right_loss)
        reach, top = np.abs(np.vstack([up[in_sight], down[in_sight]])).max(0)
        story.set(xlim=np.array([-1.12, 1.12]) * (reach or 1), ylim=(0, 1.15 * top), xticks=[], ylabel=say("loss: mean squared miss"))
        story.set_xlabel(say("← plus          distance from the guess          minus, to the best fit →"))
        hillside(stage, story, x, y, trace.a[in_sight], trace.right[in_sight])
        shows = [both_lines(stage, lines, trace, x, y, ("plus", "minus"), in_sight)]
        for sign, places, loss, colour in ((-1, down, trace.right_loss, theme.model), (1, up, trace.loss, theme.ink)):
            steps = np.diff(places, axis=0, append=np.nan)
            steps = np.where(seen(story, places) & seen(story, places + steps), steps, np.nan)
            label = say("{sign} {lr:g} × gradient", sign="+" if sign > 0 else "−", lr=self.lr)
            sides = ("left", "below left") if sign > 0 else ("right", "above right")
            texts = [say("plus: loss {loss:.3g}" if sign > 0 else "minus: loss {loss:.3g}", loss=it) for it in loss]
            here = np.where(seen(story, places) & (rows > 0)[:, None], places, np.nan)
            stage.follow(story, places)
            shows += [
                trail(stage, story, places, colour, dashed=sign > 0),
                signed_ball(stage, story, places, colour, sign),
                step_arrow(stage, story, places, steps, colour, label=label, sides=sides),
            ]
            stage.label(story, here, texts, colour, sides=("below left",), gap=12, weight="semibold")
        return compose(*shows)


scene = WrongSign(lr=0.1)
