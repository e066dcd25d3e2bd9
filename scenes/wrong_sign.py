"""The wrong sign: with the gradient the loss goes up, against it the loss goes down.

Alt: Two balls leave the same place on a slope. The one marked minus goes down to the right in ever shorter steps; the one marked
plus climbs to the left in ever longer ones, while its loss rises from {loss.first:.2f} to {loss.last:.0f}.

Two loops with one sign between them, from the same guess, on the same {points} points, at the same learning rate
{lr}. At the left each step is drawn from the side: how far it goes along the way, to the left for the loop that adds
and to the right for the one that subtracts, and the loss where it lands. At the right is the map, seen from above; on
it a thin arrow, the gradient, points across the rings to where the loss rises.

Subtracting the gradient goes down: after {steps} steps the loss is {right_loss.last:.2f}. Adding it goes up, and there it is
steeper still, the rings lie closer together, and each step is longer than the one before: the loss is {loss_2:.1f} after two steps
and {loss.last:.0f} after {steps}.

It looks like a learning rate that is too high, but is not. Too high a rate throws the parameters from side to side;
the wrong sign takes them straight uphill, and a smaller rate would only make it take longer.
"""

from dataclasses import dataclass

import numpy as np
import torch
from matplotlib.ticker import FuncFormatter

from scenes.shared.broken_loop import BrokenLoop, code
from scenes.shared.line_parts import loss_map
from scenes.shared.ring_parts import nice
from scenes.shared.side_view import seen, signed_ball, walked
from scenes.studio.draw.marks import compose, needle, step_arrow, trail
from scenes.studio.run.scene import first
from scenes.studio.words import say

SIGHT = 8  # times the first loss: what lies higher leaves the picture


@dataclass(frozen=True, kw_only=True)
class WrongSign(BrokenLoop):
    """The loop that adds the gradient beside the one that subtracts it."""

    steps: int = 6

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
            0: "One guess, one gradient: it points uphill",
            1 if len(trace) > 1 else None: "Plus goes with the gradient, up; minus against it, down",
            first(size > 1.8 * size[0]): "Higher up it is steeper: larger gradients, longer steps",
            -1: f"From {{first_loss:.3g}} plus climbs to {{loss:.3g}}, minus {falls} to {{right_loss:.3g}}",
        }

    def draw(self, trace, stage):
        theme, (x, y), rows = stage.theme, self.data(), np.arange(len(trace))
        in_sight = (np.maximum(trace.loss, trace.right_loss) <= SIGHT * trace.loss[0]) | (rows < 3)
        apart = nice(trace.loss[in_sight].max() / 15)
        titles = "loss along the way", say("from above: rings of equal loss, {apart:g} apart", apart=apart)
        story, above = stage.panels(*titles, share=0.52)
        held = np.vstack([trace.a[in_sight], trace.right[in_sight]])
        loss_map(stage, above, x, y, held, levels=apart * np.arange(1, 41), window=False, goal="*")
        wrong, right = say("a.add_({lr:g} * a.grad)", lr=self.lr), say("a.sub_({lr:g} * a.grad)", lr=self.lr)
        code(stage, story, [(wrong, theme.model, False), (right, theme.ink, False)], top=True)
        up, down = walked(trace.a, trace.loss, -1), walked(trace.right, trace.right_loss)
        (left, top), right = np.abs(up[in_sight]).max(0), down[in_sight, 0].max()
        story.set(xlim=(-1.1 * left - 0.1 * right, 0.4 * left + 1.1 * right or 1), ylim=(0, 1.15 * top))
        story.set(xlabel=say("way walked from the guess: plus to the left, minus to the right"), ylabel=say("loss"))
        story.xaxis.set_major_formatter(FuncFormatter(lambda way, _: say("{way:g}", way=abs(way))))
        gradients = np.where(seen(above, trace.a + self.lr * trace.grad), self.lr * trace.grad, np.nan)
        shows = [needle(stage, above, trace.a, gradients, label=say("{lr:g} × gradient", lr=self.lr), sides=("left", "below left"))]
        for sign, places, a, loss, colour in (
            (-1, down, trace.right, trace.right_loss, theme.ink),
            (1, up, trace.a, trace.loss, theme.model),
        ):
            steps = np.diff(places, axis=0, append=np.nan)
            steps = np.where(seen(story, places) & seen(story, places + steps), steps, np.nan)
            name = "plus: loss {loss:.3g}" if sign > 0 else "minus: loss {loss:.3g}"
            texts = [say(name, loss=it) for it in loss]
            label = say("{sign}{lr:g} × gradient", sign="+" if sign > 0 else "−", lr=self.lr)
            shows += [trail(stage, ax, way, colour, dashed=sign < 0) for ax, way in ((story, places), (above, a))]
            shows += [signed_ball(stage, ax, way, colour, sign) for ax, way in ((story, places), (above, a))]
            shows.append(step_arrow(stage, story, places, steps, colour, label=label, sides=("left",) if sign > 0 else ("below", "right")))
            here = np.where(seen(story, places) & (rows > 0)[:, None], places, np.nan)
            stage.label(story, here, texts, colour, sides=("above right",), gap=14, weight="semibold")
            stage.follow(story, places)
        return compose(*shows)


scene = WrongSign(lr=0.1)
