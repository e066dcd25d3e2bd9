"""Batch sizes: after equally many points seen, small batches have come sooner, and large ones lie quieter.

Alt: Three red paths over a map of the loss. One point a step is at the cross of the best fit after {arrival_1:.0f}
points and scrawls about it ever after; ten come a little later and wander less; a hundred glide in last and lie
still. Beside it the three losses fall in that order.

The same {points} points in the same shuffled order, the same guess and the same learning rate {lr}; only the number
of points that make one step differs. The finer the line and the smaller the dot, the fewer. By {steps} points seen,
{steps_1:.0f} steps of one point have been taken, {steps_10:.0f} of ten or {steps_100:.0f} of a hundred. The loss on
all points comes within a tenth of the best possible after {arrival_1:.0f}, {arrival_10:.0f} and {arrival_100:.0f}
points.

When the last has arrived, both pictures are seen from nearer, and lines from the best fit show why: {others:.0f}
steps on single points lead far out to all sides, {others:.0f} steps on ten points not half as far, and a step on all
of them leads nowhere, because their pulls cancel. Over the last third of the way the loss lies on average
{above_1:.4f}, {above_10:.4f} and {above_100:.4f} above the best. The rate is not raised with the batch, as is often
done: ten times {lr} would be past the limit of {limit:.2f}, beyond which even all points together never settle.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.shared.batch_parts import apart, approach, around, count_looks, fan, look_closer, looks, only, scribble
from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import limits, loss_map
from scenes.shared.mini_batches import MiniBatches, point_gradients
from scenes.studio.draw.axes import count_from_zero
from scenes.studio.draw.marks import compose, dot
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import log_rows
from scenes.studio.words import say

SIZES = 1, 10, 100
OTHERS = 30


@dataclass(frozen=True, kw_only=True)
class BatchSizes(LineFit):
    """The line fit in batches of 1, 10 and 100, in lock-step by points seen; `steps` counts these.

    Where there are fewer than 100 points, the batches are of one, of about the root of their number, and of all.
    """

    steps: int = 3000

    def sizes(self):
        return SIZES if self.points >= max(SIZES) else sorted({1, round(self.points**0.5), self.points})

    def train(self):
        runs = {size: self.descent(size) for size in self.sizes()}
        row = {f"kicks_{size}": kicks for size, kicks in self.kicks().items()}
        for seen in range(self.steps + 1):
            for size in runs:
                if seen % size == 0:
                    row[f"a_{size}"], row[f"loss_{size}"] = next(runs[size])
            yield row

    def descent(self, size):
        """Parameters (2,) and loss on all points, step after step on `size` points each."""
        x, y = self.data()
        batches = MiniBatches(lr=self.lr, points=self.points, batch_size=size, seed=self.seed).batches()
        a = torch.tensor([-1.0, 1.0], requires_grad=True)

        def batch_loss():
            batch = next(batches)
            return mse(x[batch] @ a, y[batch])

        for _ in descend([a], batch_loss, lr=self.lr, steps=self.steps // size):
            yield a, mse(x @ a, y)

    def kicks(self):
        """Where a step from the best fit leads on each of some batches of every size: {size: (batches, 2)}."""
        best = torch.tensor([self.best_fit["best_slope"], self.best_fit["best_intercept"]], dtype=torch.float32)
        order = torch.rand(OTHERS, self.points, generator=torch.Generator().manual_seed(self.seed + 1)).argsort(1)
        grads = point_gradients(best, *self.data())
        return {size: best - self.lr * grads[order[:, :size]].mean(1) for size in self.sizes()}

    def facts(self, trace):
        facts = dict(super().facts(trace)) | {"others": OTHERS}
        for size in self.sizes():
            above = trace.series[f"loss_{size}"] - facts["best_loss"]
            facts[f"steps_{size}"] = self.steps // size
            arrived = np.flatnonzero(above < 0.1 * facts["best_loss"])
            facts |= {f"arrival_{size}": int(arrived[0])} if arrived.size else {}
            facts[f"above_{size}"] = float(above[-len(above) // 3 :].mean())
        return facts

    def story(self, trace):
        *fewer, many = self.sizes()
        end = self.facts(trace).get(f"arrival_{many}")
        return {
            0: say("Runs with a step every {fewer} or {many} points", fewer=", ".join(map(str, fewer)), many=many),
            self.facts(trace).get("arrival_1"): "1 a step: near after {arrival_1} points, but restless",
            many if many < len(trace) else None: say("The largest batch pays {many} points for each step", many=many),
            end: say("At the best fit single points kick, all {many} cancel", many=many),
            -1: "Few a step: soon there, never quiet; many: late, quiet" if end else "The fewer points a step, the sooner it is there",
        }

    def frame_rows(self, last):
        return log_rows(last, 12)

    def frame_labels(self, trace):
        return [say("{t} points seen", t=t) for t in range(len(trace))]

    def pace(self, trace):
        return [200 if t < 150 else 100 for t in range(len(trace))]

    def draw(self, trace, stage):
        theme, (x, y), facts, sizes = stage.theme, self.data(), self.facts(trace), self.sizes()
        t, end = np.arange(len(trace)), facts.get(f"arrival_{sizes[-1]}")
        ways, totals, kicks = ([trace.series[f"{name}_{size}"] for size in sizes] for name in ("a", "loss", "kicks"))
        best, late = np.tile([facts["best_slope"], facts["best_intercept"]], (len(trace), 1)), slice(-len(trace) // 3, None)
        story, losses = stage.panels("loss over slope and intercept", "loss on all points", share=0.56)
        loss_map(stage, story, x, y, np.vstack(ways), usual=((-1.5, 3.9), (0.5, 4.5)), window=False)
        count_looks(losses, len(trace) - 1)
        count_from_zero(losses, *totals)
        closer = approach(trace.frame_rows, end)
        near = [losses.get_xlim(), limits(np.append(totals[0][late], facts["best_loss"]), None, 0.15)]
        movers = [
            look_closer(stage, story, around(story, np.vstack([ways[0][late], kicks[0][0]])), closer),
            look_closer(stage, losses, near, closer),
        ]
        falls = np.stack([np.column_stack([looks(t), total]) for total in totals])
        names = [say("{size} a step", size=size) for size in sizes]
        for name, fall in zip(names, apart(stage, losses, falls), strict=True):
            stage.label(losses, fall, name, theme.loss, sides=("right",))
        for k, (width, size) in enumerate([(1.5, 9), (3, 13), (5, 17)][: len(sizes)]):  # the larger the batch, the thicker the mark
            kicked, towards = say("{others} steps on {size}", others=OTHERS, size=sizes[k]), (-1, 0.3) if k else (0.5, -1)
            colour, way = theme.ink if k else theme.muted, only(t != end, ways[k])
            movers += [
                scribble(story, ways[k], theme.model, width, 20 * sizes[k], bare=end),
                fan(stage, story, best, only(t == end, kicks[k]), colour, width=width, size=size / 2, labels=[kicked], towards=towards),
                dot(stage, story, way, theme.model, size=size),
                scribble(losses, falls[k], theme.loss, width, len(trace), strong=1 if k else 0.5),
                dot(stage, losses, falls[k], theme.loss, size=size),
            ]
            stage.label(story, way, names[k], theme.model)
        return compose(*movers)


scene = BatchSizes(lr=0.3)
