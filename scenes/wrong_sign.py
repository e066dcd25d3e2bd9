"""The wrong sign: the loss rises if you add the gradient, but falls if you subtract it.

Alt: A ball halfway up the side of a valley, and a line that misses its points. Two balls leave from there: one marked minus goes down to
the left, one marked plus climbs to the right in ever longer steps. The line of minus turns to the best fit, that of plus away from it.

Two loops with one sign between them, from the same guess, on the same {points} points, at the same learning rate
{lr}. The height of the hillside is the loss, the mean squared miss of a line. To the left lies the way of the loop that subtracts the
gradient, and on from its end the way to the best fit; to the right lies the way of the loop that adds it. At each ball an arrow points
up the slope, {lr} times the gradient, and a shaded strip below it carries its width down to the floor. There is the step: for plus it is
the foot of the strip, for minus it is as long, and an arc turns it the other way. The steps so far stay on the floor, end to end.
Beside the hill are the points, with the lines of the guess, of both loops, and of the best fit.

Subtracting the gradient goes down: after {steps} steps the loss is {right_loss.last:.2f}, and the line has turned to the points. Adding it
goes up, where it is steeper still, so that each step is longer than the one before: the loss is {loss_2:.1f} after two steps
and {loss.last:.1f} after {steps}.

It looks like a learning rate that is too high, but is not. Too high a rate throws the parameters from side to side;
the wrong sign takes them straight uphill, and a smaller rate would only make it take longer.
"""

import numpy as np
import torch

from scenes.shared.broken_loop import BrokenLoop, both_lines
from scenes.shared.side_view import BALL, hillside, seen, signed_ball, slope_and_step, walked
from scenes.studio.draw.marks import dot, only
from scenes.studio.run.scene import first
from scenes.studio.words import say, say_each

SIGHT = 8  # times the first loss: what lies higher leaves the picture


class WrongSign(BrokenLoop):
    """The loop that adds the gradient beside the one that subtracts it."""

    steps: int = 4

    times = [900]

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
            first(size > 1.5 * size[0]): "Steeper above: longer steps; flatter below: shorter ones",
            -1: f"Subtract it: minus {falls} to {{right_loss:.3g}}, plus climbs to {{loss:.3g}}",
        }

    def draw(self, trace, stage):
        theme, (x, y), rows = stage.theme, self.data(), np.arange(len(trace))
        titles = "height: the loss of a line", "each place on the hill is a line"
        story, lines = stage.panels(*titles, share=0.68 if stage.canvas.wide else 0.58)
        in_sight = (np.maximum(trace.loss, trace.right_loss) <= SIGHT * trace.loss[0]) | (rows < 3)
        up, down = walked(trace.a, trace.loss), walked(trace.right, trace.right_loss, -1)
        hillside(stage, story, x, y, trace.right[in_sight], trace.a[in_sight], np.vstack([up[in_sight], down[in_sight]]))
        story.set_xlabel(say("← minus          distance walked from the guess          plus →"))
        sizes = (np.linalg.norm(grad, axis=1) for grad in (trace.right_grad, trace.grad))
        shows = [both_lines(stage, lines, trace, x, y, ("plus", "minus"), in_sight)]
        shows.append(dot(stage, story, only(rows == 0, up), theme.muted, size=BALL))
        shows.append(dot(stage, story, only(rows > 0, up[:1]), theme.muted, size=14))
        stage.label(story, only(rows == 0, up), say("loss {loss:.3g}", loss=trace.loss[0]), theme.muted, sides=("left",), weight="semibold")
        runs = (-1, down, trace.right_loss, theme.model), (1, up, trace.loss, theme.ink)
        for (sign, way, loss, colour), size in zip(runs, sizes, strict=True):
            stage.follow(story, way)
            here = only(seen(story, way) & (rows > 0), way)
            names = say_each("plus: loss {loss:.3g}" if sign > 0 else "minus: loss {loss:.3g}", loss=loss)
            sides = ("above left", "left", "above") if sign > 0 else ("left", "above left")
            stage.label(story, here, names, colour, sides=sides, gap=18, weight="semibold")
            shows.append(signed_ball(stage, story, here, colour, sign))
            shows.append(slope_and_step(stage, story, only(seen(story, way), way), size, self.lr, sign, colour))
        return shows


scene = WrongSign(lr=0.1)
