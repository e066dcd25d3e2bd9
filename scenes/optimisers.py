"""Comparing optimisers: at SGD's best rate Adam loses the race, but at a rate of its own it wins.

Alt: A map of a long valley. From one place plain SGD leaps across the valley and Adam takes short steps, and plain SGD enters the ring at
the finish long before Adam. Then Adam runs again at a rate ten times as high, and is the first. A lens beside the map shows how Adam’s
first step comes about, and bars compare how many steps each takes.

Each place of the map is a line, with its intercept and its slope, and each ring joins lines of equal loss. Both runs begin at the same
guess. Inside the blue ring a hundredth of the way down is left, and a run that stays there is at the finish. Plain SGD steps the rate
times the gradient: from the guess it leaps to the other side of the valley, because the loss is steep there. On the map the two parts of
this step stand beside the two parts of the gradient. Adam divides each part of the gradient by how large it has been of late, and uses
momentum too. At its first step that is the size of the part itself, and so it steps {lr:g} × 1 along both axes. Its first steps are so
short that they are enlarged in the lens, where the step of plain SGD leads out at the top.

For each optimiser {rates:.0f} rates were tried. {lr:g} is the best of them for plain SGD, which needs {sgd:.0f} steps, where Adam needs
{adam_same:.0f}. Adam's own best rate is {adam_rate:.2g}. With it the first step is {adam_rate:.2g} along both axes, and leads out of the
lens, where the one at {lr:g} is left to be compared. Adam swings across the valley but is at the finish after {adam:.0f} steps, before
plain SGD. At this rate plain SGD would leave the map, because it settles only below {limit:.2f}.
"""

from functools import cached_property

import numpy as np
import torch

from scenes.shared.line_fit import LecturePoints
from scenes.shared.optimiser_parts import RINGS, counted, first_steps, lens, runner, steps_taken, valley_map
from scenes.shared.optimiser_runs import KINDS, RATES, needed, paths
from scenes.studio.run.scene import log_rows
from scenes.studio.words import say, say_each

RUNNERS = "sgd", "adam"


class Optimisers(LecturePoints):
    """Plain SGD and Adam on one line fit, twice: both at `lr`, for `steps` steps, then each at its best rate, until one has.

    For both there is a series of places, (rows, 2), and one of losses; `part` is 0 in the first race and 1 in the second.
    """

    lr: float
    steps: int = 154

    bounds = {"points": (3, 10_000)}
    poster = 10  # its question comes when plain SGD has arrived
    readouts = {"sgd_loss": "loss, plain SGD", "adam_loss": "loss, Adam"}
    says = 2

    def data(self):
        x, y = super().data()
        x[:, 0] += 2  # off the middle: a long valley
        return x, y

    @cached_property
    def sweep(self):
        """How many steps each kind takes to the finish at each rate: {kind: (rates,)}."""
        return {kind: needed(kind, RATES, *self.data()) for kind in KINDS}

    @cached_property
    def races(self):
        """For each kind the rate and the steps it needs in both races: {kind: ((rate, steps), (rate, steps))}."""
        best = {kind: min(zip(its, RATES, strict=True), key=lambda its: its[0] or 10**9) for kind, its in self.sweep.items()}
        return {kind: ((self.lr, needed(kind, [self.lr], *self.data())[0]), (rate, steps)) for kind, (steps, rate) in best.items()}

    def train(self):
        (x, y), soonest = self.data(), min(self.races[kind][1][1] or self.steps for kind in RUNNERS)
        for part, steps in enumerate((self.steps, min(self.steps, soonest))):
            runs = {kind: paths(kind, [self.races[kind][part][0]], x, y, steps) for kind in RUNNERS}
            for t in range(steps + 1):
                its = {kind: places[t, 0] for kind, (places, _) in runs.items()}
                yield its | {f"{kind}_loss": losses[t, 0] for kind, (_, losses) in runs.items()} | {"part": torch.tensor(part)}

    def facts(self, trace):
        told = {"rates": len(RATES), **{f"rate_{i}": rate for i, rate in enumerate(RATES)}}
        for kind, ((_, same), (rate, steps)) in self.races.items():
            told |= {kind: float(steps), f"{kind}_rate": rate, f"{kind}_same": float(same)}
            told |= {f"{kind}_at_{i}": float(steps) for i, steps in enumerate(self.sweep[kind])}
        return told | self.best_fit

    def frame_rows(self, last):
        half, first = min(self.steps, last), min(self.races["sgd"][0][1] or self.steps, self.steps, last)
        race = [*range(min(5, first)), *log_rows(first, 5), *np.linspace(first, half, 6).round().astype(int).tolist()]
        return sorted({*race, *(half + 1 + row for row in log_rows(last - half - 1, 5))} if last > half else {*race})

    def frame_labels(self, trace):
        return say_each("step {t}", t=steps_taken(trace))

    def story(self, trace):
        told, half = self.facts(trace), int((trace.part == 0).sum())
        first, won = int(told["sgd_same"]), 0 < told["adam"] < told["sgd"]
        best, lost = "best " * bool(np.isclose(self.lr, told["sgd_rate"])), 0 < first < told["adam_same"] == half - 1
        return {
            0: "Plain SGD and Adam, both at rate {lr:g}: who wins?",
            1 if half > 2 else None: "Plain SGD: each part of the gradient × {lr:g}",
            2 if half > 3 else None: "Adam first divides each part by its own size",
            half - 1: f"At SGD’s {best}rate, Adam takes {{adam_same:.0f}} steps" if lost else "At this rate, after {steps} steps",
            half + 1 if len(trace) > half + 2 else None: "Adam’s best rate, {adam_rate:.2g}, would throw SGD off the map",
            -1: "Adam wins: it was the rate that lost, not Adam" if lost and won else "Each needs a rate of its own",
        }

    def pace(self, trace):
        return [600 if row in (3, 4, self.races["sgd"][0][1]) else 200 if step < 4 else 100 for row, step in enumerate(steps_taken(trace))]

    def draw(self, trace, stage):
        told = say("each place is a line; from ring to ring the loss grows by {rings}", rings=RINGS)
        ax, near, board = stage.panels(
            told, "the first steps, enlarged", "steps to the finish", share=0.62 if stage.canvas.wide else 0.6, heights=(1.25, 1)
        )
        x, y = self.data()
        rings = valley_map(stage, ax, x, y, trace)
        return [
            *(runner(stage, ax, trace, kind, self.races[kind]) for kind in RUNNERS),
            first_steps(stage, ax, trace, self.races, (x, y)),
            lens(stage, near, ax, rings, trace, self.races["adam"], (x, y)),
            counted(stage, board, trace, self.races),
        ]


scene = Optimisers(lr=0.16)
