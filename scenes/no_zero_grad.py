"""A gradient that is never emptied: each backward adds to the last ones, and the descent swings past the best fit for ever.

Alt: Two paths leave the same guess over the rings of a loss. A dashed one walks to the cross of the best fit and stays; a
red one loops round it in wide bows, because its step follows a chain of all gradients so far. Its loss falls, rises and falls again, and
is {loss.last:.1f} after {steps} steps.

The same descent twice, at learning rate {lr}, but one loop leaves out the line that empties a.grad; on the map that line
is struck out. Every backward adds the new gradient to what is there. At the right, above, all gradients so far are laid tip
to tail, each the way it pulls, downhill. The newest is marked; a thick arrow leads from the start of the chain to its end: the
sum, which a.grad holds. The step on the map is {lr} times that sum, and not times the gradient where it stands.

Near the best fit the newest gradient is a short link, but the sum is long, and carries the dot past. On the way up the new gradients
work against the sum, until it has turned. At the right, below, the loss comes down to {loss.min:.2f} and goes back up to {late_max:.1f},
while the loss of the right loop, dashed, is {right_loss.last:.2f} after {steps} steps.

Nothing brakes: it is a ball in a bowl without friction. Along the steepest direction of this valley one swing takes
{swing_short:.1f} steps, along the flattest {swing_long:.1f}, and neither ever gets smaller, or larger, as long as the
rate stays below {bound:.2f}. From there on it flies apart.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch

from scenes.shared.broken_loop import BrokenLoop, code, two_losses
from scenes.shared.chain import chain
from scenes.shared.line_parts import loss_map
from scenes.shared.ring_parts import nice
from scenes.studio.draw.marks import compose, dot, step_arrow, trail
from scenes.studio.run.scene import first
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class NoZeroGrad(BrokenLoop):
    """The loop without zero_grad beside the right one; `grad` is what a.grad holds."""

    steps: int = 35

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
        x, _ = self.data()
        facts = super().facts(trace)
        facts = facts | {"bound": 2 * facts["limit"], "late_max": float(trace.loss[trace.loss.argmin() :].max())}
        if self.lr < facts["bound"]:
            curvatures = torch.linalg.eigvalsh(2 * x.double().T @ x.double() / len(x))
            flat, steep = (2 * math.pi / torch.acos(1 - self.lr * curvatures / 2)).tolist()
            facts |= {"swing_long": flat, "swing_short": steep}
        return facts

    def story(self, trace):
        size, lowest = np.linalg.norm(trace.grad, axis=1), int(trace.loss.argmin())
        past = first(np.diff(trace.loss, append=-1) > 0)  # on, the first step that goes up
        again = past and past < lowest  # in a run that flies apart the lowest is the guess
        return {
            0: "Without a.grad.zero_() every gradient adds up",
            past or None: "The sum of all gradients carries it past the fit",
            past + int(size[past:lowest].argmin()) if past and again else None: "New gradients have turned the sum: it comes back",
            lowest if again else None: "Past again and again: nothing ever empties the sum",
            -1: "Never settles: loss {loss:.3g}; emptied each step, {right_loss:.3g}",
        }

    def pace(self, trace):
        return None if len(trace) > 60 else [600, 400, 300, 300, *[200] * 14, *[100] * len(trace)][: len(trace)]

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        here = np.diff(trace.grad, axis=0, prepend=np.zeros((1, 2)))  # what the last backward added
        apart = nice((trace.loss[0] - self.best_fit["best_loss"]) / 4)
        title = say("loss over slope and intercept: rings lie {apart:g} apart", apart=apart)
        story, sums, losses = stage.panels(title, "−gradients so far, tip to tail", "loss after each step", share=0.54, heights=(5, 3))
        loss_map(stage, story, x, y, trace.a, levels=apart * np.arange(1, 41), window=False)
        long, total = ([say("{size:.2g} long", size=size) for size in np.linalg.norm(it, axis=1)] for it in (here, trace.grad))
        code(stage, story, [(say("a.grad.zero_()"), theme.batch, True)])
        apart_now = np.hypot(*(trace.a - trace.right).T)[:, None] > 0.5
        stage.label(story, np.where(apart_now, trace.right, np.nan), say("emptied each step"), theme.ink, sides=("below right", "below"))
        return compose(
            trail(stage, story, trace.right, theme.ink, strong=3, dashed=True),
            trail(stage, story, trace.a, theme.model),
            step_arrow(stage, story, trace.a, -self.lr * trace.grad, label=say("step = −{lr:g} × a.grad", lr=self.lr)),
            dot(stage, story, trace.right, theme.ink),
            dot(stage, story, trace.a, theme.model),
            chain(stage, sums, -here, [say("newest: {long}", long=it) for it in long], [say("−a.grad: {long}", long=it) for it in total]),
            two_losses(stage, losses, trace, ("never emptied", "emptied")),
        )


scene = NoZeroGrad(lr=0.1)
