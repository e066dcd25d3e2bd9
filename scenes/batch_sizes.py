"""Batch sizes: small batches are near the best loss sooner, while large batches jump around less.

Alt: Three discs on a map set out from one place. The one that steps at every point is at the goal after {arrival_1:.0f} points and goes on
jumping about it, widely. With a step every ten points a disc is there after {arrival_10:.0f} and hardly jumps, with a step every hundred
after {arrival_100:.0f} and not at all. Beside the map the points just read tug the line that steps, each by its miss, and bars compare what
each has read until it was at the goal.

Each place of the map is a line, with its slope and its intercept. All three lines start from the same guess and learn at the same rate
{lr}, from the same {points} points in the same shuffled order. They differ in how many points they read before each step; such a group is
a batch, and its size stands on the disc. A ring about the best line marks where the loss on all points is within a tenth of the best
possible.

Each point alone asks for a step, and a batch takes the mean of the steps for which its points ask. On the right stands the line before the
step, dashed, with a stick to each point just read, and the line after it; on the map the steps are a fan. At first nearly all lead towards
the best line, so a single one already helps, and the mean of a hundred leads no farther than that of ten. Those who wait for a large batch
lose time. At the goal single points still miss the line, some above and some below, and the fan points to all sides. A single step leads
astray, and in the mean of ten or of a hundred the steps cancel, or nearly.

By {steps} points read there have been {steps_1:.0f} steps of one point, {steps_10:.0f} of ten and {steps_100:.0f} of a hundred. In the end
the map shows where each line was in the last third of the way, and rings how far off it was on average. The loss lies
{above_1:.4f}, {above_10:.4f} and {above_100:.4f} above the best. The rate is not raised with the batch, as is often
done: ten times {lr} would be past the limit of {limit:.2f}, beyond which even all points together never settle.
"""

import numpy as np

from scenes.shared.batch_parts import approach, look_closer
from scenes.shared.line_loss import best_line
from scenes.shared.line_parts import alike
from scenes.shared.lock_step import InLockStep
from scenes.shared.reading_parts import asked_steps, clouds, costs, goal, means, tugs, walker
from scenes.studio.run.scene import log_rows
from scenes.studio.words import say


class BatchSizes(InLockStep):
    """The line fit in batches of 1, 10 and 100, compared by points read."""

    readouts = {"loss_1": "loss, batch of 1", "loss_10": "loss, batch of 10", "loss_100": "loss, batch of 100"}
    says = 3
    times = [100, 1200, 700, 700, 500, 500, 300, 300, 300, 300, 100]
    counter = "points read: {t}"

    def story(self, trace):
        arrived, (*_, some, many) = self.facts(trace).get("arrival_1"), self.sizes()
        return {
            0: say("Step after every point, every {some}, or every {many}?", some=some, many=many),
            some if some < len(trace) else None: say("Batch {some}: {some} tugs, and their mean as a step", some=some),
            arrived if arrived and arrived > some else None: say("Batch 1 is at the goal first, after {n} points", n=arrived),
            many if many < len(trace) else None: say("Batch {many}: {many} tugs, and the step is no longer", many=many),
            self.kick(trace): "At the goal tugs go both ways: their mean cancels",
            -1: "Small batches arrive sooner, large ones lie calmer",
        }

    def frame_rows(self, last):
        return sorted({*range(min(11, last)), *log_rows(last, 10)})

    def draw(self, trace, stage):
        last, sizes, kick = len(trace) - 1, self.sizes(), self.kick(trace)
        ways = {size: trace.series[f"a_{size}"].astype(float) for size in sizes}
        batches = {size: trace.series[f"batch_{size}"] for size in sizes}
        best, data = best_line(*self.data()), self.data()
        titles = "each place is a line: its slope, its intercept", "the points just read tug a line", "points read to the goal"
        ax, plot, cost = stage.panels(*titles, share=0.58, heights=(1.7, 1))
        colours = dict(zip(sizes, (stage.theme.model, stage.theme.ink, stage.theme.muted), strict=False))
        fan, held = self.pulls(trace, sizes[-1]), np.vstack([best, *ways.values()])
        held = np.vstack([held, ways[1][0] + fan[0]])
        slopes, intercepts = alike(ax, *((low - 0.2, high + 0.2) for low, high in zip(held.min(0), held.max(0), strict=True)))
        ax.set(xlim=slopes, ylim=intercepts, xlabel=say("slope"), ylabel=say("intercept"))
        reach = np.abs(ways[1][2 * last // 3 :] - best).max(0) * 1.15
        room = np.array([1.4 * reach.max(), 0])  # for the distances, beside the clouds
        near = np.array(alike(ax, *zip(best - reach, best + reach + room, strict=True)))
        closer = approach(self.frame_rows(last), kick, 3)
        see = look_closer(stage, ax, near, closer)
        see(last)
        view = np.array([ax.get_xlim(), ax.get_ylim()])
        goal(stage, ax, data[0], best, 0.1 * self.best_fit["best_loss"], np.arange(last + 1) < 2)
        return [
            see,
            asked_steps(stage, ax, ways[sizes[-1]], fan, sizes, kick),
            means(stage, ax, ways, colours, kick),
            clouds(stage, ax, ways, colours, best, 2 * last // 3, view),
            tugs(stage, plot, data, ways, batches, colours, self.told(trace), best, closer),
            costs(stage, cost, ways, colours, self.facts(trace)),
            *(walker(stage, ax, ways[size], size, colours[size], kick) for size in reversed(sizes)),
        ]


scene = BatchSizes(lr=0.25)
