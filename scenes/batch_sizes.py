"""Batch sizes: small batches are near the best loss sooner, while large batches jump around less.

Alt: The same points three times, each with a line, and a thin line for each point that is read. Where one point makes a step,
the line lies among the points after {arrival_1:.0f} of them, and at the end a wide band shows how it sways. Where ten make a step it comes
after {arrival_10:.0f}, in a narrow band. Where it takes all hundred it comes after {arrival_100:.0f} and lies still.

All three lines start from the same guess and learn at the same rate {lr}, from the same {points} points in the same shuffled order. They
differ in how many points they read before each step; such a group is a batch. The points read for the step in hand are lit, each with
a thin line: where a step on this point alone would lead. Once the batch is complete the line steps to the mean of these.

On one point a step goes most of the way to that point, or past it. This is quick at the start, when every point says much the same: after
{arrival_1:.0f} points the loss on all points is within a tenth of the best possible. The line that waits for all {points} has not moved
by then. But at the goal single points still miss the line, some above and some below, and each of them asks for another line. The mean
of all of these is the best line again. Of ten a small rest is left.

By {steps} points read there have been {steps_1:.0f} steps of one point, {steps_10:.0f} of ten and {steps_100:.0f} of a hundred. The bands
hold all the lines of the last third of the way. Over it the loss lies on average
{above_1:.4f}, {above_10:.4f} and {above_100:.4f} above the best. The rate is not raised with the batch, as is often
done: ten times {lr} would be past the limit of {limit:.2f}, beyond which even all points together never settle.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from scenes.shared.batch_parts import line_by_batches, sway, tally
from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import X, limits
from scenes.shared.mini_batches import MiniBatches
from scenes.studio.draw.axes import label_data_axes
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import first
from scenes.studio.words import say

SIZES = 1, 10, 100


@dataclass(frozen=True, kw_only=True)
class BatchSizes(LineFit):
    """The line fit in batches of 1, 10 and 100, in lock-step by points read; `steps` counts these.

    Where there are fewer than 100 points, the batches are of one, of about the root of their number, and of all.
    """

    steps: int = 4000
    readouts: ClassVar = {"loss_1": "loss, batch of 1", "loss_10": "loss, batch of 10", "loss_100": "loss, batch of 100"}
    says: ClassVar = 3

    def sizes(self):
        return SIZES if self.points >= max(SIZES) else sorted({1, round(self.points**0.5), self.points})

    def batched(self, size):
        steps = max(1, self.steps // size)
        return MiniBatches(lr=self.lr, points=self.points, seed=self.seed, user_points=self.user_points, batch_size=size, steps=steps)

    def train(self):
        runs = {size: self.batched(size).train() for size in self.sizes()}
        row: dict[str, Any] = {}
        for read in range(self.steps + 1):
            for size, run in runs.items():
                if read % size == 0:
                    now = next(run)
                    row |= {f"a_{size}": now["a"], f"loss_{size}": now["full_loss"], f"batch_{size}": now["batch"]}
            yield row

    def facts(self, trace):
        facts = dict(super().facts(trace))
        for size in self.sizes():
            above = trace.series[f"loss_{size}"] - facts["best_loss"]
            arrived = np.flatnonzero(above < 0.1 * facts["best_loss"])
            facts |= {f"arrival_{size}": int(arrived[0])} if arrived.size else {}
            facts |= {f"steps_{size}": self.steps // size, f"above_{size}": float(above[-len(above) // 3 :].mean())}
        return facts

    def kick(self, trace):
        """The first row with a step of all three, all near the best line, in which a single point moves it far; None if there is none."""
        t, many = np.arange(len(trace)), self.sizes()[-1]
        moved = np.abs(np.diff(trace.a_1, axis=0, prepend=trace.a_1[:1]) @ [-1, 1])  # the left end
        near = (t % many == 0) & (t < t[-1]) & (t > self.facts(trace).get(f"arrival_{many}", t[-1]))
        return first(near & (moved > 0.6 * moved.max(where=near, initial=0)))

    def story(self, trace):
        arrived, (*_, some, many) = self.facts(trace).get("arrival_1"), self.sizes()
        return {
            0: "Which line gets to the best line first, and stays?",
            1 if len(trace) > 1 else None: "Each point asks for a line; a step averages them",
            arrived if arrived and arrived > 1 else None: say("{n} points, {n} steps: every point is near first", n=arrived),
            many if many < len(trace) else None: say("A step every {many} points: it comes near only slowly", many=many),
            self.kick(trace): say("Near the goal one point misleads; {many} average out", many=many),
            -1: say("Every {some} points: nearly as soon, and nearly still", some=some),
        }

    def frame_rows(self, last):
        return sorted({*range(min(21, last)), *range(30, min(100, last), 10), *range(100, last, 300 * max(1, last // 4000)), last})

    def frame_labels(self, trace):
        return [say("points read: {t}", t=t) for t in range(len(trace))]

    def pace(self, trace):
        return [500 if t < 4 else 100 for t in range(len(trace))]

    def draw(self, trace, stage):
        (x, y), movers = self.data(), []
        best, ways = [self.best_fit["best_slope"], self.best_fit["best_intercept"]], [trace.series[f"a_{size}"] for size in self.sizes()]
        (columns,) = stage.columns([say("a step every {n} points" if n > 1 else "a step every point", n=n) for n in self.sizes()])
        held = limits(np.append(ways @ np.array([[1, 1], [-1, 1]]), y), None if stage.units else (-1.5, 7.6))
        for ax, size, a in zip(columns, self.sizes(), ways, strict=True):
            ax.set(xlim=X, ylim=held)
            batches = trace.series[f"batch_{size}"][::size]
            movers += [line_by_batches(stage, ax, x, y, a, batches, self.lr, best), tally(stage, ax, len(a), size)]
            movers.append(sway(stage, ax, a, 2 * len(a) // 3))
            label_data_axes(ax, stage.units)
        stage.label(columns[0], [0.2, best[1] + 0.2 * best[0]], say("best line"), stage.theme.ink, sides=("below right",), gap=36)
        return compose(*movers)


scene = BatchSizes(lr=0.25)
