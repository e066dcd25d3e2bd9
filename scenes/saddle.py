"""A saddle: at a place with no slope descent stays, though it is no bottom, until a little noise gets it off.

Alt: A curve like a bowl, the ground along a ridge, with a red dot that comes down in ever shorter steps and stops at its lowest place. The
cut turns, and the bowl becomes a top: the same place, across the ridge. There a fan of slanted lines opens, one line for each point; their
mean is level. The mean of three is not: the dot takes it, tips over and rolls into a valley, while a black dot, which takes the mean of all
points, stays. Beside the curve is the whole ground, a saddle, on which the dots move as well.

The height of the ground is the loss of two parameters. One picture shows all of it, with a thick line where it is cut, and another the
curve that this cut is. Along the ridge the ground falls to the saddle and rises again. The run starts on the ridge. Each step is minus {lr}
times the slope under the dot. On the ridge the ground does not slope sideways, so every step leads along it. The nearer the saddle, the
smaller the slope and the step. After {rests:.0f} steps the run hardly moves at all, with a loss of 1.

Then the cut is turned until the ground is seen across the ridge, where it falls to both sides, to valleys with a loss of 0. The loss is the
mean over {all_points:.0f} points, and for each of them this ground is tilted a little to one side. At the top the mean of their slopes is
zero, so a run on all points stays. Now a run goes on with {batch_points:.0f} random points at each step. Their slopes do not cancel, and
a step leads off the top. There the slopes lean outwards, and the farther off, the more: each step makes a small distance about
{growth:g} times as large. In the end the run is in a valley, with a loss of {loss.last:.2f}, while the one on all
points is still at the saddle.
"""

import numpy as np
import torch

from scenes.shared.saddle_parts import cuts, fan, ground, roll
from scenes.shared.saddle_runs import BATCH, POINTS, START, RidgeRuns, saddle_loss
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import first
from scenes.studio.words import say

REST = 0.02  # a run on the ridge has stopped when its gradient is no larger
TURNS = 6  # rows in which the cut is turned
MOMENTUM = 0.7


class Saddle(RidgeRuns):
    """A run from a place on a ridge: plain descent until it stops at the saddle, or for `steps`, and then copies of it with noise."""

    steps: int = 9
    copies: int = 1
    beside: float = 0.0

    bounds = {"noise": (0, 10), "beside": (-1, 1), "copies": (1, 50)}
    readouts = {"loss": "loss", "a_0": "along the ridge", "a_1": "across it"}
    says = 3

    def train(self):
        last, noise = [START[0], self.beside], [self.noise] * self.copies + [0.0]
        for row in self.many_runs(self.steps, [0.0] * len(noise), start=last):
            last = row["a"].tolist()
            yield row | {"turn": torch.tensor(0.0), "noisy": torch.tensor(0)}
            if last[1] == 0 and row["grad"].abs().max() < REST:
                break
        for part in range(1, TURNS + 2):  # the same, and the cut is turned until it is seen across, and looked at once more
            yield row | {"turn": torch.tensor(min(part / TURNS, 1.0)), "noisy": torch.tensor(1)}
        for row in self.many_runs(self.steps, noise, start=last):
            yield row | {"turn": torch.tensor(1.0), "noisy": torch.tensor(2)}

    def facts(self, trace):
        """By what a step multiplies a small distance from the ridge. After how many steps a run from 0.001 beside it is 1 away, without
        and with momentum. Where the run ends, without noise and with it.
        """
        runs = {name: self.many_runs(100, [0.0], momentum, (-2.0, 0.001)) for name, momentum in (("plain", 0.0), ("momentum", MOMENTUM))}
        away = {f"steps_{name}": first(np.array([float(row["a"][1]) > 1 for row in its])) or 0 for name, its in runs.items()}
        ends = {"end_plain": float(abs(trace.swarm[-1, -1, 1])), "end_noise": float(abs(trace.a[-1, 1]))}
        known = {"growth": 1 + self.lr, "momentum": MOMENTUM, "all_points": POINTS, "batch_points": BATCH}
        return known | {"rests": int((trace.noisy == 0).sum()) - 1, **away, **ends}

    def frame_labels(self, trace):
        return [say("step {t}", t=t) for t in np.arange(len(trace)) - np.cumsum(trace.noisy == 1) - (trace.noisy > 1)]

    def pace(self, trace):
        sizes = np.hypot(*trace.grad.T)
        return [200 if noisy == 1 else 300 if noisy else 200 if size > 0.2 else 100 for noisy, size in zip(trace.noisy, sizes, strict=True)]

    def story(self, trace):
        across, turned = np.abs(trace.a[:, 1]), first(trace.turn == 1)
        return {
            0: "Down along a ridge: does descent end at a bottom?",
            turned and turned - TURNS: "Almost no slope: is it a bottom? Turn the cut",
            turned: "Across the ridge the place is a top: a saddle",
            first(
                (trace.noisy == 1) & (np.arange(len(trace)) > (turned or 0))
            ): "Loss: mean over {all_points} data points, whose slopes cancel here",
            first(trace.noisy > 1): "{batch_points} random points: not level, so it steps off",
            -1: "Random points lead into a valley; all points stay" if across[-1] > 0.5 else "Still at the saddle: loss {loss:.2f}",
        }

    def draw(self, trace, stage):
        cut, whole = stage.panels("the loss along the thick line", "the loss as ground", share=0.58)
        return compose(
            cuts(stage, cut, saddle_loss, trace.turn),
            fan(stage, cut, saddle_loss, trace, self.lr, self.noise * np.linspace(-1, 1, POINTS)),
            roll(stage, cut, saddle_loss, trace, self.lr),
            ground(stage, whole, saddle_loss, trace),
        )


scene = Saddle(lr=0.4)
