"""Batch sizes: small batches are near the best loss sooner, while large batches jump around less.

Alt: At the left the points and three lines; at the right how high their right ends are, over the number of points read. The line that
steps at every point is near the best line after {arrival_1:.0f} points and goes on up and down, widely. With a step every ten points a
line is near after {arrival_10:.0f} and nearly still, with a step every hundred after {arrival_100:.0f} and still.

All three lines start from the same guess and learn at the same rate {lr}, from the same {points} points in the same shuffled order. They
differ in how many points they read before each step; such a group is a batch. The axis of points read is a log scale: each mark is ten
times as many. A ring marks where the loss of a line on all points is within a tenth of the best possible.

Each point asks for a line of its own, and so for another height of the right end. These heights are dots, from the first point to the
hundredth. A step goes to the mean of the heights of its batch, and is no longer for a large batch than for a small one. So at the start,
when nearly every point says much the same, those who wait for a large batch lose time. But at the goal single points still
miss the line, some above and some below, and each of them asks for another line. The close-up shows the heights for which the points of one
step ask there: one alone leads astray, and the mean of ten or of a hundred is the best line again, or nearly.

By {steps} points read there have been {steps_1:.0f} steps of one point, {steps_10:.0f} of ten and {steps_100:.0f} of a hundred. The
brackets show how far the right ends went up and down in the last third of the way. Over it the loss lies on average
{above_1:.4f}, {above_10:.4f} and {above_100:.4f} above the best. The rate is not raised with the batch, as is often
done: ten times {lr} would be past the limit of {limit:.2f}, beyond which even all points together never settle.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.shared.line_parts import X, limits
from scenes.shared.lock_step import InLockStep
from scenes.shared.reading_parts import asks, close_up, lines_now, paper, pen
from scenes.studio.draw.axes import label_data_axes
from scenes.studio.draw.marks import compose
from scenes.studio.draw.theme import points
from scenes.studio.run.scene import log_rows
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class BatchSizes(InLockStep):
    """The line fit in batches of 1, 10 and 100, compared by points read."""

    readouts: ClassVar = {"loss_1": "loss, batch of 1", "loss_10": "loss, batch of 10", "loss_100": "loss, batch of 100"}
    says: ClassVar = 3

    def story(self, trace):
        arrived, (*_, many) = self.facts(trace).get("arrival_1"), self.sizes()
        return {
            0: say("Step after every point, every {some}, or every {many}?", some=self.sizes()[1], many=many),
            1 if len(trace) > 1 else None: "One line obeys each point; two wait for a mean",
            arrived if arrived and arrived > 1 else None: say("Step at every point: near the goal after {n}", n=arrived),
            many if many < len(trace) else None: say("A mean of {many} lifts no higher: waiting only costs", many=many),
            self.kick(trace): "Near the goal, points ask up and down: means stay",
            -1: say("Sooner with 1, calmer with {many}, nearly both with {some}", some=self.sizes()[1], many=many),
        }

    def frame_rows(self, last):
        return sorted({*range(min(11, last)), *log_rows(last, 11)})

    def frame_labels(self, trace):
        return [say("points read: {t}", t=t) for t in range(len(trace))]

    def pace(self, trace):
        return [100 for t in range(len(trace))]

    def draw(self, trace, stage):
        (x, y), last, sizes = (part.numpy().astype(float) for part in self.data()), len(trace) - 1, self.sizes()
        ways = {size: trace.series[f"a_{size}"].astype(float) for size in sizes}
        ends, facts, kick = {size: a.sum(1) for size, a in ways.items()}, self.facts(trace), self.kick(trace)
        first_asks, rows = self.asks(trace, sizes[-1], sizes[-1]), np.arange(len(trace))
        line, sheet = stage.panels(
            "the points and the lines", "how high the right end of each line is", share=0.36 if stage.canvas.wide else 0.42
        )
        held = limits(np.concatenate([*ends.values(), y, first_asks]), None if stage.units else (-0.9, 6.6))
        for ax in (line, sheet):
            ax.set(xlim=X, ylim=held)
        label_data_axes(line, stage.units)
        paper(sheet, last)
        best = [self.best_fit[name] for name in ("best_slope", "best_intercept")]
        goal = sum(best)
        sheet.axhline(goal, color=stage.theme.ink, linewidth=points(2.5), linestyle="--", zorder=3)
        stage.label(sheet, (sheet.get_xlim()[1], goal), say("best line"), stage.theme.ink, sides=("above left",), gap=3)
        movers = [pen(stage, sheet, ends[size], size, facts.get(f"arrival_{size}")) for size in sizes]
        movers += [lines_now(stage, line, ways, x[:, 0], y, best, trace.series[f"batch_{sizes[-1]}"][0], rows <= sizes[-1], self.lr)]
        movers += [asks(stage, sheet, ends[1][0], first_asks, sizes[1:], len(trace))]
        if kick:
            movers.append(close_up(stage, sheet, goal, {size: self.asks(trace, size, kick) for size in sizes}, ends, kick, 2 * last // 3))
        return compose(*movers)


scene = BatchSizes(lr=0.25)
