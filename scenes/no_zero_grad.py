"""A gradient that is never emptied: each backward adds to the old gradients, so the path swings past the best fit without end.

Alt: Two paths leave the same guess over the rings of a loss. A dashed one walks to the cross of the best fit; a red one loops round it in
wide bows. At each dot two thin arrows, the last step again and something new, add up to the next step. The loss falls, rises and falls
again, and is {loss.last:.1f} after {steps} steps.

The same descent twice, at learning rate {lr}, but one loop leaves out the line that empties a.grad; at the right that line is struck
out. Every backward adds the new gradient to what is there. So each step is {lr} times the sum of all gradients so far, which is the last
step once more, and {lr} times the new gradient beside it. Both are drawn at the dot, next to the step that they add up to.

Near the best fit the new part is short, but the last step is long, and carries the dot past. On the way up the new parts
work against it, until they have turned it. At the right, below, the loss comes down to {loss.min:.2f} and goes back up to {late_max:.1f},
while the loss of the right loop, dashed, is {right_loss.last:.2f} after {steps} steps.

Nothing brakes: it is a ball in a bowl without friction. Along the steepest direction of this valley one swing takes
{swing_short:.1f} steps, along the flattest {swing_long:.1f}, and neither ever gets smaller, or larger, as long as the
rate stays below {bound:.2f}. From there on it flies apart.
"""

import math

import numpy as np
import torch

from scenes.shared.broken_loop import BrokenLoop, loop_without, two_losses, two_parts
from scenes.shared.line_loss import hessian
from scenes.shared.line_parts import loss_map
from scenes.shared.ring_parts import nice
from scenes.studio.draw.board import Board
from scenes.studio.draw.formula import formula
from scenes.studio.draw.marks import dot, only, step_arrow, trail
from scenes.studio.run.scene import first
from scenes.studio.words import say


class NoZeroGrad(BrokenLoop):
    """The loop without zero_grad beside the right one; `grad` is what a.grad holds."""

    steps: int = 26

    times = [600] + [400] * 3 + [200] * 8 + [100]

    def broken(self, a, loss):
        for _ in range(self.steps + 1):
            value = loss()
            value.backward()  # adds to what a.grad holds
            yield value
            with torch.no_grad():
                a.sub_(self.lr * a.grad)
            # here a.grad.zero_() is missing

    def facts(self, trace):
        """Along an eigenvector of the Hessian the miss follows e₊ = (2 − lr·λ)·e − e₋: a swing without loss while lr·λ < 4."""
        facts = super().facts(trace)
        facts = facts | {"bound": 2 * facts["limit"], "late_max": float(trace.loss[trace.loss.argmin() :].max())}
        if self.lr < facts["bound"]:
            curvatures = torch.linalg.eigvalsh(hessian(self.data()[0]))
            flat, steep = (2 * math.pi / torch.acos(1 - self.lr * curvatures / 2)).tolist()
            facts |= {"swing_long": flat, "swing_short": steep}
        return facts

    def story(self, trace):
        size, lowest = np.linalg.norm(trace.grad, axis=1), int(trace.loss.argmin())
        past = first(np.diff(trace.loss, append=-1) > 0)  # on, the first step that goes up
        again = past and past < lowest  # in a run that flies apart the lowest is the guess
        return {
            0: "One line is left out: a.grad is never emptied",
            1 if len(trace) > 1 else None: "Each step: all of the last one, plus something new",
            past or None: "Near the best fit little is new: straight on past",
            past + int(size[past:lowest].argmin()) if past and again else None: "Far out the new gradients stop it, and turn it",
            lowest if again else None: "Back near the best fit, but much too fast",
            -1: "Never settles: loss {loss:.3g}; emptied each step, {right_loss:.3g}",
        }

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        new = -self.lr * np.diff(trace.grad, axis=0, prepend=np.zeros((1, 2)))  # what the last backward added
        steps = -self.lr * trace.grad
        apart = nice((trace.loss[0] - self.best_fit["best_loss"]) / 4)
        titles = "each place is a line; on a ring all have equal loss", "the loop", "loss after each step"
        story, script, losses = stage.panels(*titles, share=0.61, heights=(1, 1))
        loss_map(stage, story, x, y, trace.a, levels=apart * np.arange(1, 41), usual=((-1.6, 7), (-0.5, 5.2)), window=False, room=0.08)
        lines = "loss.backward()", say("a.sub_({lr:g} * a.grad)", lr=self.lr)
        notes = ["backward finds the gradient: which way is uphill,", "and adds it to a.grad, which keeps all old ones"]
        size = 440, 250
        if not stage.canvas.wide:
            notes, size = ["backward finds the gradient,", "which way is uphill, and adds", "it to a.grad with all old ones"], (330, 290)
        parts = (say("step"), theme.model), (say(" = "), theme.ink), (say("last step again"), theme.gradient), (say(" + "), theme.ink)
        stage.avoid(story, trace.right[None, :50], 6)
        right = only(np.hypot(*(trace.a - trace.right).T) > 0.5, trace.right)
        stage.label(story, right, say("emptied each step"), theme.ink, sides=("above left", "below"), gap=6)
        show_loop = loop_without(Board(stage, script, *size), lines, "a.grad.zero_()", notes)
        formula(stage, script, (0, 0.2 if stage.canvas.wide else 0.08), [*parts, (say("new"), theme.batch)], "left", 26)
        return [
            show_loop,
            trail(stage, story, trace.right, theme.ink, strong=3, dashed=True),
            trail(stage, story, trace.a, theme.model),
            step_arrow(stage, story, trace.a, steps, label=say("step = −{lr:g} × a.grad", lr=self.lr)),
            two_parts(stage, story, trace.a, steps - new, new, 4),
            dot(stage, story, trace.right, theme.ink),
            dot(stage, story, trace.a, theme.model, size=16),
            two_losses(stage, losses, trace, ("never emptied", "emptied")),
        ]


scene = NoZeroGrad(lr=0.1)
