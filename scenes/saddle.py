"""A saddle: at a place with no slope descent stays, though it is no bottom, until a little noise gets it off.

Alt: A curve like a bowl, the ground along a ridge, with a red dot that comes down in ever shorter steps and stops at its lowest place. Then
the curve is the ground across the ridge: the same place is a top between two valleys. Two dots are pushed off it, one to each side, and
roll into the valleys, while a ring stays at the top. Beside the curve is the whole ground, a saddle, on which the dots move as well.

The height of the ground is the loss of two parameters. One picture shows all of it, with a thick line where it is cut, and another the
curve that this cut is. Along the ridge the ground falls to the saddle and rises again. The run starts on the ridge. Each step is minus {lr}
times the slope under the dot. On the ridge the ground does not slope sideways, so every step leads along it. The nearer the saddle, the
smaller the slope and the step. After {rests:.0f} steps the run hardly moves at all, with a loss of 1.

Then the ground is seen across the ridge, where it falls to both sides, to valleys with a loss of 0; for a moment a dashed line shows the
cut along the ridge as well. At the top the slope is zero here, too. Now {copies} tries go on with noise in the slope, as a few random
points give it, and one without. At first the push alone moves them, the way that a slanted line shows, the slope that is off. But beside
the top the ground slopes, and the farther off, the steeper: each step makes a small distance about {growth:g} times as large. In the end
the tries with noise are in a valley each, the first with a loss of {loss.last:.2f}, while the one without is still at the saddle.
"""

import numpy as np
import torch

from scenes.shared.saddle_parts import cuts, ground, roll
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say

REST = 0.02  # a run on the ridge has stopped when its gradient is no larger
MOMENTUM = 0.7
START = (-1.5, 0.0)


def saddle_loss(along, across):
    """1 + x²/2 along the ridge, and across it −y²/2 + y⁴/16: the ridge falls to (0, 0) from both ends, the valleys lie at y = ±2."""
    return 1 + along**2 / 2 - across**2 / 2 + across**4 / 16


class Saddle(Scene):
    """A run from a place on a ridge: plain descent until it stops at the saddle, or for `steps`, and then copies of it with noise."""

    lr: float
    steps: int = 9
    noise: float = 0.5
    copies: int = 2
    beside: float = 0.0
    seed: int = 119

    bounds = {"noise": (0, 10), "beside": (-1, 1), "copies": (1, 50)}
    readouts = {"loss": "loss", "a_0": "along the ridge", "a_1": "across it"}
    says = 3

    def many_runs(self, steps, noise, momentum=0.0, start=START):
        """Rows of runs from one place, each with its `noise` (n,): their places `swarm` (n, 2) and the `pushes` by which noise moves the
        next step; of the first also `a`, (along, across), its `loss` and its `grad`.
        """
        rng = torch.Generator().manual_seed(self.seed)
        swarm = torch.tensor(start).repeat(len(noise), 1).requires_grad_()
        sgd = torch.optim.SGD([swarm], lr=self.lr, momentum=momentum)
        for _ in range(steps + 1):
            sgd.zero_grad()
            losses = saddle_loss(*swarm.T)
            losses.sum().backward()
            grad, push = torch.as_tensor(swarm.grad), torch.zeros(len(noise), 2)
            push[:, 1] = torch.tensor(noise) * torch.randn(len(noise), generator=rng)
            now, slopes = swarm.detach().clone(), grad.clone()
            yield {"loss": losses[0], "a": now[0], "grad": slopes[0], "swarm": now, "slopes": slopes, "pushes": -self.lr * push}
            grad += push
            sgd.step()

    def train(self):
        last, noise = [START[0], self.beside], [self.noise] * self.copies + [0.0]
        for row in self.many_runs(self.steps, [0.0] * len(noise), start=last):
            last = row["a"].tolist()
            yield row | {"noisy": torch.tensor(0)}
            if last[1] == 0 and row["grad"].abs().max() < REST:
                break
        yield row | {"noisy": torch.tensor(1)}  # the same, seen across
        for row in self.many_runs(self.steps, noise, start=last):
            yield row | {"noisy": torch.tensor(2)}

    def facts(self, trace):
        """By what a step multiplies a small distance from the ridge. After how many steps a run from 0.001 beside it is 1 away, without
        and with momentum. Where the run ends, without noise and with it.
        """
        runs = {name: self.many_runs(100, [0.0], momentum, (-2.0, 0.001)) for name, momentum in (("plain", 0.0), ("momentum", MOMENTUM))}
        away = {f"steps_{name}": first(np.array([float(row["a"][1]) > 1 for row in its])) or 0 for name, its in runs.items()}
        ends = {"end_plain": float(abs(trace.swarm[-1, -1, 1])), "end_noise": float(abs(trace.a[-1, 1]))}
        return {"growth": 1 + self.lr, "momentum": MOMENTUM, "rests": int((trace.noisy == 0).sum()) - 1, **away, **ends}

    def frame_labels(self, trace):
        return [say("step {t}", t=t - int(noisy)) for t, noisy in enumerate(trace.noisy)]

    def pace(self, trace):
        return [300 if noisy else 200 if size > 0.2 else 100 for noisy, size in zip(trace.noisy, np.hypot(*trace.grad.T), strict=True)]

    def story(self, trace):
        across, begins = np.abs(trace.a[:, 1]), first(trace.noisy > 0)
        return {
            0: "Down along a ridge: does descent end at a bottom?",
            begins and begins - 1: "Almost no slope, as at a bottom: almost no step",
            begins: "Across the ridge the place is a top: a saddle",
            first(trace.noisy > 1): "Slopes from random points are off: {copies} tries tip over",
            first((trace.noisy > 1) & (across > 0.3)): "Beside the top it slopes: the slope itself leads on",
            -1: "Noise leads into a valley; without it loss stays 1" if across[-1] > 0.5 else "Still at the saddle: loss {loss:.2f}",
        }

    def draw(self, trace, stage):
        cut, whole = stage.panels("the loss along the thick line", "the loss as ground", share=0.58)
        turned, swarm = trace.noisy > 0, trace.swarm.astype(float)
        return compose(
            cuts(stage, cut, saddle_loss, turned),
            roll(stage, cut, saddle_loss, trace, self.lr, turned),
            ground(stage, whole, saddle_loss, swarm, turned),
        )


scene = Saddle(lr=0.4)
