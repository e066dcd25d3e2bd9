"""Four optimisers: at one common rate they seem far apart, but each at its best rate they are much closer.

Alt: Four maps of the same long valley, with a path each. First every optimiser has its own best rate, and all arrive. Then all start again
at one common rate, and two of them have hardly moved when another one arrives.

Each map has slope and intercept as its axes, with rings of equal loss about the best fit, and each run begins at the same guess. Plain
SGD steps along the gradient. Momentum adds {momentum:g} of its last step to each step. RMSProp divides the step of each parameter by how
large the gradient of that parameter has been of late, and Adam does both. For each of them {rates} rates were tried.

At its best rate plain SGD needs {sgd} steps until a hundredth of the way down is left, momentum {rolling}, RMSProp {rmsprop} and Adam
{adam}. The best rates are far apart, from {rolling_rate:.2g} to {adam_rate:.2g}, because the four mean different things by a rate. When
all run at {lr:g} after that, the ones for which this rate suits arrive, and the others look slow.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import torch

from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.shared.line_loss import GUESS, line_facts
from scenes.shared.optimiser_parts import four_maps
from scenes.shared.optimiser_runs import KINDS, MOMENTUM, arrivals, paths
from scenes.studio.run.scene import Bounds, Scene, log_rows
from scenes.studio.words import say

RATES = [*(digits * power for power in (0.01, 0.1, 1.0) for digits in (1.0, 1.6, 2.5, 4.0, 6.3)), 10.0]
TRIED = 200  # steps of each run of the sweep


@dataclass(frozen=True, kw_only=True)
class Optimisers(Scene):
    """Plain SGD, momentum, RMSProp and Adam on one line fit: each at its best rate, then from the guess again all at `lr`.

    For each kind there is a series of places and one of losses; `part` is 0 for its best rate and 1 for the common one.
    """

    lr: float
    steps: int = 160
    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"points": (3, 10_000)}
    readouts: ClassVar = {f"{kind}_loss": f"loss, {name}" for kind, name in KINDS.items()}
    says: ClassVar = 4

    def data(self):
        x, y = lecture_points(self.points, self.seed)
        x[:, 0] += 2  # off the middle: a long valley
        return x, y

    @cached_property
    def sweep(self):
        """How many steps each kind takes at each rate, 0 where it has not arrived: {kind: (rates,)}."""
        x, y = self.data()
        return {kind: self.arrivals(paths(kind, RATES, x, y, GUESS, TRIED)[1]) for kind in KINDS}

    def arrivals(self, losses):
        return arrivals(losses, line_facts(*self.data())["best_loss"])

    @cached_property
    def best_rates(self):
        return {kind: RATES[min(range(len(RATES)), key=lambda i: its[i] or 10**9)] for kind, its in self.sweep.items()}

    def train(self):
        x, y = self.data()
        for part in range(2):
            runs: dict = {}
            for kind in KINDS:
                places, losses = paths(kind, [self.lr if part else self.best_rates[kind]], x, y, GUESS, self.steps)
                runs |= {kind: places[:, 0], f"{kind}_loss": losses[:, 0]}
            for t in range(self.steps + 1):
                yield {name: values[t] for name, values in runs.items()} | {"part": torch.tensor(part)}

    def facts(self, trace):
        tried = {f"{kind}_at_{i}": float(steps) for kind, its in self.sweep.items() for i, steps in enumerate(its)}
        rates = {f"{kind}_rate": rate for kind, rate in self.best_rates.items()} | {f"rate_{i}": rate for i, rate in enumerate(RATES)}
        reached = {f"{kind}{which}": float(steps) for which, kind, steps in self.reached(trace)}
        return reached | rates | tried | {"momentum": MOMENTUM, "rates": len(RATES), **line_facts(*self.data())}

    def reached(self, trace):
        """After how many steps each kind arrives in both parts of the run, "" and "_same": 0 where it does not."""
        for which, part in (("", 0), ("_same", 1)):
            yield from ((which, kind, self.arrivals(trace.series[f"{kind}_loss"][trace.part == part][:, None])[0]) for kind in KINDS)

    def frame_rows(self, last):
        half = min(self.steps, last)  # a part goes from 0 to here, the other from the next row on
        return [*log_rows(half, 10), *(half + 1 + row for row in log_rows(last - half - 1, 10) if last > half)]

    def frame_labels(self, trace):
        return [say("step {t}", t=row % (self.steps + 1)) for row in range(len(trace))]

    def story(self, trace):
        told, half = self.facts(trace), self.steps + 1
        best, same = (min(KINDS, key=lambda kind: told[kind + which] or 10**9) for which in ("", "_same"))
        counts = f"{{sgd:.0f}}, {{rolling:.0f}}, {{rmsprop:.0f}}, {{adam:.0f}} steps: {KINDS[best]} first"
        return {
            0: "Four optimisers, each at its best rate: who arrives first?",
            min(3, half - 1): "RMSProp and Adam set out diagonally: equal steps along both",
            half - 1: counts if told["rmsprop"] else "After {steps} steps",
            half: "Once more, now all four at one rate, {lr:g}",
            -1: f"{{lr:g}} suits {KINDS[same]}: this compared rates, not optimisers" if told["rmsprop"] else "{steps} steps again",
        }

    def pace(self, trace):
        return [300 if row % (self.steps + 1) < 8 else 100 for row in range(len(trace))]

    def draw(self, trace, stage):
        return four_maps(stage, trace, self.data(), {kind: [self.best_rates[kind], self.lr] for kind in KINDS}, self.arrivals)


scene = Optimisers(lr=0.04)
