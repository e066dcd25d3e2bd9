"""A saddle: with no slope sideways descent stays there, with or without momentum, and a little noise gets it off.

Alt: Ground that falls along a ridge from the back to a cross, the saddle, and away from the ridge to a valley on either side. A red dot
comes down the ridge three times, with a short line that shows how the ground slopes sideways. Twice it ends at the cross. The third time
it leaves the ridge near the cross and comes down into a valley.

The height of the ground is the loss of two parameters. It falls along the ridge to the saddle at its lowest place, and rises again beyond.
Across the ridge it falls to both sides. All three runs start at the same place exactly on the ridge, with a rate of {lr}.

Plain descent comes down the ridge with ever shorter steps. There is no slope sideways, so no step leads off the ridge, and the run stops at
the saddle, where the gradient is zero. With a momentum of {momentum} the run goes past the saddle, comes back, and ends there as well,
because there is no sideways step of which it could keep a part. In the third run noise of about {noise} is added to the sideways
gradient of each step. The first pushes are tiny. But beside the ridge the ground slopes away, so each step makes the distance about
{growth:g} times as large. After {steps} steps this run is in a valley, with a loss of {loss.last:.2f}, where the saddle has 0.
"""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.saddle_parts import names, pull, runs, sideways, surface
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import Bounds, Scene, first
from scenes.studio.words import say

NAMES = "plain descent", "momentum", "noise"
LARGER = 50  # how many times as long the random pushes are drawn
REST = 0.05  # a run on the ridge ends when neither its step nor its gradient is larger


def saddle_loss(along, across):
    """x²/2 along the ridge, and across it −y²/2 + y⁴/16: the ridge falls to (0, 0) from both ends, the valleys lie at y = ±2."""
    return along**2 / 2 - across**2 / 2 + across**4 / 16


@dataclass(frozen=True, kw_only=True)
class Saddle(Scene):
    """Three runs from the same place on a ridge, one after the other (`part`): plain descent, with momentum, with noise."""

    lr: float
    steps: int = 30
    momentum: float = 0.7
    noise: float = 0.03
    beside: float = 0.0
    seed: int = 3

    bounds: ClassVar[Bounds] = {"momentum": (0, 0.99), "noise": (0, 10), "beside": (-1, 1)}
    readouts: ClassVar = {"loss": "loss", "a_0": "along the ridge", "a_1": "across it"}
    says: ClassVar = 3

    def one_run(self, momentum=0.0, noise=0.0):
        """Rows of `a`, (along, across), its `loss` and `grad`, and `push`, by which noise moves the next step across the ridge."""
        rng = torch.Generator().manual_seed(self.seed)
        a = torch.tensor([-2.0, self.beside], requires_grad=True)
        sgd = torch.optim.SGD([a], lr=self.lr, momentum=momentum)
        for _ in range(self.steps + 1):
            sgd.zero_grad()
            loss = saddle_loss(*a)
            loss.backward()
            grad, before = torch.as_tensor(a.grad), a.detach().clone()
            push = noise * torch.randn((), generator=rng)
            yield {"loss": loss, "a": before, "grad": grad.clone(), "push": -self.lr * push}
            grad[1] += push
            sgd.step()
            if a[1] == 0 and torch.stack([a.detach() - before, grad]).abs().max() < REST:
                return

    def train(self):
        for part, how in enumerate(({}, {"momentum": self.momentum}, {"noise": self.noise})):
            for step, row in enumerate(self.one_run(**how)):
                yield row | {"part": torch.tensor(part), "count": torch.tensor(step)}

    def frame_labels(self, trace):
        return [say("step {t}", t=int(t)) for t in trace.count]

    def facts(self, trace):
        """By what a step multiplies a small distance from the ridge, without and with momentum: then it is the larger root of
        r² − (1 + momentum + lr)·r + momentum. After how many steps a run from 0.001 beside the ridge is 1 away. Where the runs end.
        """
        both, near = 1 + self.momentum + self.lr, replace(self, beside=0.001, steps=100)
        away = {name: near.one_run(momentum) for name, momentum in (("plain", 0.0), ("momentum", self.momentum))}
        steps = {f"steps_{name}": first(np.array([float(row["a"][1]) > 1 for row in run])) or 0 for name, run in away.items()}
        ends = {f"end_{run}": float(abs(trace.a[trace.part <= part][-1, 1])) for part, run in enumerate(("plain", "momentum", "noise"))}
        return {"growth": 1 + self.lr, "growth_momentum": (both + (both**2 - 4 * self.momentum) ** 0.5) / 2, **steps, **ends}

    def story(self, trace):
        (along, across), rolls, noisy = trace.a.T, trace.part == 1, trace.part == 2
        off, rests = first(noisy & (np.abs(across) > 0.5)), (first(rolls) or 1) - 1
        past = first(rolls & (along > 0.1) & (np.diff(along, append=0) < 0))
        return {
            0: "Three runs start on a ridge. Which gets off it?",
            rests if np.abs(trace.a[rests]).max() < 0.1 else None: "Plain: no slope sideways, so it stops at the saddle",
            past if not across[rolls].any() else None: "Momentum rolls past the saddle, but never off the ridge",
            first(noisy & (LARGER * trace.push * np.sign(across[-1]) > 0.4)): "Noise gives each step a small random push sideways",
            off: "Off the ridge the slope itself pulls it away",
            -1: "Noise led it down; the other two stay for ever" if off and not self.beside else "After {steps} steps with noise",
        }

    def draw(self, trace, stage):
        (ax,) = stage.panels("the loss as ground over two parameters")
        project, a, part = surface(stage, ax, saddle_loss), trace.a.astype(float), trace.part
        names(stage, ax, project, project(*a.T), part)
        push = np.where((part == 2) & (np.abs(a[:, 1]) < 0.1), LARGER * trace.push, np.nan)
        return compose(
            sideways(stage, ax, project, a, trace.loss, trace.grad[:, 1]),
            pull(stage, ax, project, a, push, stage.theme.batch, say("random push × {k}", k=LARGER)),
            runs(stage, ax, project, a, part, NAMES),
        )


scene = Saddle(lr=0.3)
