"""Batch sizes: after equally many points seen, small batches have come sooner, and large ones lie quieter.

Alt: Three paths over the contours of the loss: one point a step scrawls about the best fit, ten wander a little, a hundred glide in.
Below, the loss by points seen: the smaller the batch, the sooner it falls and the more it trembles.

The same {points} points in the same shuffled order, the same guess and the same learning rate {lr}; only the number of points
that make one step differs. By {steps} points seen, {steps_1:.0f} steps of one point have been taken, {steps_10:.0f} of ten or
{steps_100:.0f} of a hundred. The loss on all points comes within a tenth of the best possible after {arrival_1:.0f},
{arrival_10:.0f} and {arrival_100:.0f} points. Over the last third of the way it lies on average {above_1:.4f}, {above_10:.4f} and
{above_100:.4f} above the best: the fewer points have a say in a step, the more their accidents shake it. The rate is not raised with the
batch, as is often done: ten times {lr} would be past the limit of {limit:.2f}, beyond which even all points together never settle.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.shared import line_drawing
from scenes.shared.line_fit import LineFit
from scenes.shared.mini_batches import MiniBatches
from scenes.studio.draw.axes import log_scale, log_steps
from scenes.studio.draw.parts import compose, loss_curve
from scenes.studio.numbers import FIGURE_SPACE, equal_width
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import log_rows

SIZES = 1, 10, 100


@dataclass(frozen=True, kw_only=True)
class BatchSizes(LineFit):
    """The line fit in batches of 1, 10 and 100, in lock-step by points seen; `steps` counts these.

    Where there are fewer than 100 points, the batches are of one, of about the root of their number, and of all.
    """

    steps: int = 3000

    def sizes(self):
        return SIZES if self.points >= max(SIZES) else sorted({1, round(self.points**0.5), self.points})

    def train(self):
        ways = {size: self.way(size) for size in self.sizes()}
        row = {}
        for seen in range(self.steps + 1):
            for size in ways:
                if seen % size == 0:
                    row[f"a_{size}"], row[f"loss_{size}"] = next(ways[size])
            yield row

    def way(self, size):
        """Parameters (2,) and loss on all points, step after step on `size` points each."""
        x, y = self.data()
        batches = MiniBatches(lr=self.lr, points=self.points, batch_size=size, seed=self.seed).batches()
        a = torch.tensor([-1.0, 1.0], requires_grad=True)

        def batch_loss():
            batch = next(batches)
            return mse(x[batch] @ a, y[batch])

        for _ in descend([a], batch_loss, lr=self.lr, steps=self.steps // size):
            yield a, mse(x @ a, y)

    def facts(self, trace):
        facts = dict(super().facts(trace))
        for size in self.sizes():
            above = trace.series[f"loss_{size}"] - facts["best_loss"]
            facts[f"steps_{size}"] = self.steps // size
            arrived = np.flatnonzero(above < 0.1 * facts["best_loss"])
            facts |= {f"arrival_{size}": int(arrived[0])} if arrived.size else {}
            facts[f"above_{size}"] = float(above[-len(above) // 3 :].mean())
        return facts

    def frame_rows(self, last):
        """Evenly spaced on a log scale, 25 rows to a tenfold where there are so many."""
        return log_rows(last, 25)

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        sizes = self.sizes()
        grid = stage.figure.add_gridspec(2, len(sizes), height_ratios=(3, 2))
        all_losses = [trace.series[f"loss_{size}"] for size in sizes]
        movers = [stage.readouts(trace, counter=[f"{t} points seen" for t in range(len(trace))])]
        for column, size in enumerate(sizes):
            valley, losses = (stage.figure.add_subplot(grid[row, column]) for row in range(2))
            counts = [f"{t // size}".rjust(len(f"{self.steps // size}"), FIGURE_SPACE) for t in range(len(trace))]
            steps = [f"{size} point{'s' * (size > 1)} a step: {count} steps" for count in counts]
            movers.append(_lettering(valley, theme.ink, steps))
            movers.append(_lettering(losses, theme.loss, [f"loss {loss} on all points" for loss in equal_width(all_losses[column])]))
            line_drawing.draw_loss_contours(valley, stage, x, y, slopes=(-1.9, 5.1), intercepts=(-0.4, 4.8))
            movers.append(_path(valley, theme.model, trace.series[f"a_{size}"]))
            movers.append(loss_curve(losses, all_losses[column], theme.loss))
            log_steps(losses, len(trace) - 1)
            log_scale(losses.yaxis, *all_losses)
            losses.set_xlabel("points seen")
            if column:
                valley.set_ylabel("")
        return compose(*movers)


def _path(ax, colour, a):
    """The way of parameters a (rows, 2) so far, thin enough for thousands of steps. Returns show(t)."""
    (path,) = ax.plot([], [], color=colour, linewidth=1.5, alpha=0.5, zorder=2)
    (now,) = ax.plot([], [], "o", color=colour, markersize=11, zorder=6)

    def show(t):
        path.set_data(a[: t + 1].T)
        now.set_data(a[t : t + 1].T)

    return show


def _lettering(ax, colour, words):
    """A title for each row. Returns show(t)."""
    title = ax.set_title(words[-1], color=colour)
    return lambda t: title.set_text(words[t])


scene = BatchSizes(lr=0.3)
