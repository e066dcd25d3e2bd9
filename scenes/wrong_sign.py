"""The wrong sign: the loss rises if you add the gradient, but falls if you subtract it.

Alt: A ball halfway up the right side of a valley, and under it, below the floor, a thin arrow to the right, the uphill side. Beside it a
line that misses its points. Two balls leave from there: one marked plus climbs to the right by the length of the arrow, in ever longer
steps, one marked minus goes as far to the left, downhill, in ever shorter steps almost to the bottom. Twice plus climbs out of the picture,
and the valley is seen from farther off, until minus and all of the first picture lie in one corner at the bottom. The line of minus turns
towards the best fit, that of plus falls away from the points.

Two loops with one sign between them, from the same guess, on the same {points} points, at the same learning rate {lr}. The height of the
hillside is the loss, the mean squared miss of a line. To the left lies the way of the loop that subtracts the gradient, on from its end the
way to the best fit, and beyond this the steepest side of the valley; to the right lies the way of the loop that adds it. A step changes
slope and intercept together, and the axis below counts how far the steps have led from the guess. The last step of each loop lies on the
floor as an arrow, and a tick marks where an earlier one ended. A thin arrow below the floor is {lr} times the gradient, and points uphill.
The step from there is as long: for plus in the same direction, for minus against it. A thin frame is the picture before it was seen from
farther off. Beside the hill are the points, with the lines of the guess, of both loops, and of the best fit.

Subtracting the gradient goes down, where it is flatter, so that each step is shorter: after {steps} steps the loss is
{right_loss.last:.2g}, and the line has nearly turned to the points. Adding it goes up, where it is steeper still, so that each step is
longer than the one before: the loss is {loss_2:.1f} after two steps, and {loss.last:.3g} in the end.

It looks like a learning rate that is too high, but is not. Too high a rate throws the parameters from side to side; the wrong sign takes
them straight uphill, and a smaller rate would only make it take longer.
"""

import numpy as np
import torch

from scenes.shared.broken_loop import BrokenLoop, both_lines
from scenes.shared.side_view import BALL, hillside, leaving, seen_until, signed_run, walked
from scenes.studio.draw.marks import dot, only
from scenes.studio.words import say


class WrongSign(BrokenLoop):
    """The loop that adds the gradient beside the one that subtracts it."""

    steps: int = 10

    times = [900] * 4 + [600] * 4 + [1100, 600]

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
        until, falls = seen_until(trace.loss), trace.right_loss[:3].tolist() == sorted(trace.right_loss[:3], reverse=True)
        last, left = until[0], "Plus has left the picture" + (": seen from farther off" if until[-1] > until[0] else "")
        end = "comes down" if trace.right_loss[-1] <= trace.loss[0] else "rises too"
        return {
            0: "The gradient points uphill: add it, or subtract it?",
            1 if len(trace) > 1 and falls else None: "Plus steps along it, uphill; minus against it, downhill",
            2 if last > 1 and falls else None: "Higher is steeper: longer steps; lower is flatter: shorter",
            last if last > 2 and falls else None: "So plus climbs ever faster, minus slows down",
            last + 1 if last > 2 and falls and last + 2 < len(trace) else None: left,
            -1: f"Subtract it: minus {end}, plus climbs away",
        }

    def draw(self, trace, stage):
        theme, (x, y), rows = stage.theme, self.data(), np.arange(len(trace))
        titles = "height: the loss of a line", "the lines at the balls"
        story, lines = stage.panels(*titles, share=0.68 if stage.canvas.wide else 0.58)
        until, up, down = seen_until(trace.loss), walked(trace.a, trace.loss), walked(trace.right, trace.right_loss, -1)
        told, in_sight = rows <= until[0], rows <= until
        look, out = hillside(stage, story, x, y, trace.right, trace.a[in_sight], np.maximum(up[until], down.max(0)))
        shows = [look, both_lines(stage, lines, trace, x, y, ("plus", "minus"), until)]
        shows.append(dot(stage, story, only(rows == 0, up), theme.muted, size=BALL))
        shows.append(dot(stage, story, only(rows > 0, up[:1]), theme.muted, size=14))
        words = say("guess: loss {loss:.3g}", loss=trace.loss[0])
        stage.label(story, only(rows == 0, up), words, theme.muted, sides=("left",), weight="semibold")
        shows.append(leaving(stage, story, up[until[-1]], out, ~in_sight, trace.loss))
        runs = (-1, down, trace.right_grad, trace.right_loss, theme.model), (1, only(in_sight, up), trace.grad, trace.loss, theme.ink)
        for sign, way, grad, loss, colour in runs:
            shows.append(signed_run(stage, story, way, loss, np.linalg.norm(grad, axis=1), self.lr, sign, colour, told))
        return shows


scene = WrongSign(lr=0.2)
