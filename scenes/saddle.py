"""A saddle: at a place with no slope descent stays, though it is no bottom, until a little noise gets it off.

Alt: Ground that falls along a ridge to a cross, the saddle, and away from the ridge to a valley on either side. A red dot comes down the
ridge in ever shorter steps and stops at the cross. With small random pushes it gets beside the ridge, and its steps lead down into a
valley.

The height of the ground is the loss of two parameters. It falls along the ridge to the saddle at its lowest place, and rises again beyond.
Across the ridge it falls to both sides: a purple curve, a cut through the ground, shows it at the dot. The run starts exactly on the ridge.

Each step is {lr} times the slope under the dot, straight downhill. On the ridge the ground is level across, so every step leads along the
ridge. The nearer the saddle, the smaller the slope and the step. After {rests:.0f} steps the run hardly moves at all.

Now noise of about {noise} is added to the gradient across the ridge, as a mini-batch would add it, and the saddle is seen from near. The
first pushes are small. But beside the ridge the ground slopes, and the farther the dot is from the ridge, the steeper: each step makes this
distance about {growth:g} times as large. In the end the run is in a valley, with a loss of {loss.last:.2f}, where the saddle has 0.
"""

import numpy as np
import torch

from scenes.shared.saddle_parts import cut, names, run, surface
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say

REST = 0.04  # a run on the ridge has stopped when its gradient is no larger
MOMENTUM = 0.7


def saddle_loss(along, across):
    """x²/2 along the ridge, and across it −y²/2 + y⁴/16: the ridge falls to (0, 0) from both ends, the valleys lie at y = ±2."""
    return along**2 / 2 - across**2 / 2 + across**4 / 16


class Saddle(Scene):
    """A run from a place on a ridge: plain descent until it stops at the saddle, or for `steps`, and then as many steps with noise."""

    lr: float
    steps: int = 13
    noise: float = 0.15
    beside: float = 0.0
    seed: int = 450

    bounds = {"noise": (0, 10), "beside": (-1, 1)}
    readouts = {"loss": "loss", "a_0": "along the ridge", "a_1": "across it"}
    says = 3

    def one_run(self, steps, momentum=0.0, noise=0.0, start=(-2.0, 0.0)):
        """Rows of `a`, (along, across), its `loss` and `grad`, and `push`, by which noise moves the next step across the ridge."""
        rng = torch.Generator().manual_seed(self.seed)
        a = torch.tensor(start, requires_grad=True)
        sgd = torch.optim.SGD([a], lr=self.lr, momentum=momentum)
        for _ in range(steps + 1):
            sgd.zero_grad()
            loss = saddle_loss(*a)
            loss.backward()
            grad, push = torch.as_tensor(a.grad), noise * torch.randn((), generator=rng)
            yield {"loss": loss, "a": a.detach().clone(), "grad": grad.clone(), "push": -self.lr * push}
            grad[1] += push
            sgd.step()

    def train(self):
        last = torch.tensor([-2.0, self.beside])
        for row in self.one_run(self.steps, start=last.tolist()):
            last = row["a"]
            yield row | {"noisy": torch.tensor(0)}
            if last[1] == 0 and row["grad"].abs().max() < REST:
                break
        for row in self.one_run(self.steps, noise=self.noise, start=last.tolist()):
            yield row | {"noisy": torch.tensor(1)}

    def facts(self, trace):
        """By what a step multiplies a small distance from the ridge. After how many steps a run from 0.001 beside it is 1 away, without
        and with momentum. Where the run ends, without noise and with it.
        """
        runs = {"plain": self.one_run(100, start=(-2.0, 0.001)), "momentum": self.one_run(100, MOMENTUM, start=(-2.0, 0.001))}
        away = {f"steps_{name}": first(np.array([float(row["a"][1]) > 1 for row in its])) or 0 for name, its in runs.items()}
        rests = int((trace.noisy == 0).sum()) - 1
        ends = {"end_plain": float(abs(trace.a[rests, 1])), "end_noise": float(abs(trace.a[-1, 1]))}
        return {"growth": 1 + self.lr, "momentum": MOMENTUM, "rests": rests, **away, **ends}

    def frame_labels(self, trace):
        return [say("step {t}", t=t - int(noisy)) for t, noisy in enumerate(trace.noisy)]

    def story(self, trace):
        noisy, across = trace.noisy == 1, np.abs(trace.a[:, 1])
        begins = first(noisy)
        stays = across[-1] < 0.5
        return {
            0: "Start exactly on a ridge: will descent reach a valley?",
            begins and begins - 1: "Hardly any slope, hardly any step: stuck at the saddle",
            begins: "Seen from near, with noise: each step a random push",
            first(noisy & (across > 0.25)): "Beside the ridge it slopes: farther, steeper, longer steps",
            -1: "Still at the saddle: loss {loss:.2f}" if stays else "Level again, in a valley: loss {loss:.2f}, not 0",
        }

    def draw(self, trace, stage):
        (ax,) = stage.panels("the loss as ground over two parameters")
        near = (trace.noisy == 1) & (np.abs(trace.a[:, 1]) < 0.4) & (np.arange(len(trace)) < len(trace) - 1)
        project, see = surface(stage, ax, saddle_loss, near)
        names(stage, ax, project, trace.noisy)
        return compose(see, cut(stage, ax, project, trace.a, near), run(stage, ax, project, trace, self.lr, near))


scene = Saddle(lr=0.4)
