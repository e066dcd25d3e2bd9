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
astray. Three arrows from one place show it: one such step, the mean of ten, which is much shorter, and that of a hundred, which is none.

By {steps} points read there have been {steps_1:.0f} steps of one point, {steps_10:.0f} of ten and {steps_100:.0f} of a hundred. In the end
the map shows where each line was in the last third of the way, and rings how far off it was on average. The loss lies
{above_1:.4f}, {above_10:.4f} and {above_100:.4f} above the best. The rate is not raised with the batch, as is often
done: ten times {lr} would be past the limit of {limit:.2f}, beyond which even all points together never settle.
"""

import numpy as np

from scenes.shared.batch_parts import approach, around, look_closer
from scenes.shared.line_loss import best_line
from scenes.shared.line_parts import alike
from scenes.shared.lock_step import InLockStep
from scenes.shared.reading_parts import asked_steps, clouds, costs, goal, means, shrinking, tugs, walker
from scenes.studio.run.scene import log_rows
from scenes.studio.run.trace import Trace
from scenes.studio.words import say


class BatchSizes(InLockStep):
    """The line fit in batches of 1, 10 and 100, compared by points read."""

    readouts = {"loss_1": "loss, batch of 1", "loss_10": "loss, batch of 10", "loss_100": "loss, batch of 100"}
    says = 3
    counter = "points read: {t}"

    def run(self):
        """The run, with frames where each arrives, and after so many points at the goal: only the run tells where that is."""
        trace = super().run()
        kick = self.kick(trace)
        at_goal = [] if kick is None else [kick + n for n in self.sizes()]
        return Trace(trace.series, sorted({*trace.frame_rows, *self.arrivals(trace), *at_goal}), trace.ended)

    def arrivals(self, trace):
        """The rows in which each is at the goal for the first time."""
        return [int(row) for name, row in self.facts(trace).items() if name.startswith("arrival_")]

    def pace(self, trace):
        kick, arrive = self.kick(trace) or len(trace), self.arrivals(trace)
        long = {1: 500} | dict.fromkeys(arrive, 400) | dict.fromkeys(range(kick + 1, kick + self.sizes()[-1] + 1), 400)
        return [long.get(t, 100) for t in range(len(trace))]

    def story(self, trace):
        arrived, kick, (*_, some, many) = self.facts(trace).get("arrival_1"), self.kick(trace), self.sizes()
        return {
            0: say("Step after every point, every {some}, or every {many}?", some=some, many=many),
            some if some < len(trace) else None: say("Batch {some}: {some} tugs, and their mean as a step", some=some),
            arrived if arrived and arrived > some else None: say("Batch 1 is at the goal first, after {n} points", n=arrived),
            many if many < len(trace) else None: say("Batch {many} reads {many} points for a step as short", many=many),
            kick and kick + many: "At the goal tugs go both ways: their mean cancels",
            -1: "Small batches arrive sooner, large ones lie calmer",
        }

    def frame_rows(self, last):
        return sorted({*range(min(11, last)), *log_rows(last, 3)})

    def draw(self, trace, stage):
        last, sizes, kick = len(trace) - 1, self.sizes(), self.kick(trace)
        since, many = 2 * last // 3, sizes[-1]
        ways = {size: trace.series[f"a_{size}"].astype(float) for size in sizes}
        batches = {size: trace.series[f"batch_{size}"] for size in sizes}
        best, data = best_line(*self.data()), self.data()
        titles = "each place is a line: its slope, its intercept", "the points just read tug a line", "points read to the goal (log scale)"
        ax, plot, cost = stage.panels(*titles, share=0.58, heights=(1.7, 1))
        colours = dict(zip(sizes, (stage.theme.model, stage.theme.ink, stage.theme.muted), strict=False))
        fan, held = self.pulls(trace, many), np.vstack([best, *ways.values()])
        held = np.vstack([held, ways[1][0] + fan[0]])
        slopes, intercepts = alike(ax, *((low - 0.2, high + 0.2) for low, high in zip(held.min(0), held.max(0), strict=True)))
        ax.set(xlim=slopes, ylim=intercepts, xlabel=say("slope"), ylabel=say("intercept"))
        reach = np.abs(ways[1][since:] - best).max(0) * 1.15
        cloud = np.array(alike(ax, *zip(best - reach, best + reach + [0.4 * reach.max(), 0], strict=True)))
        near = cloud if kick is None else around(ax, ways[many][kick] + fan[kick])
        see = look_closer(stage, ax, near, approach(trace.frame_rows, kick and kick + 1, 3), cloud)
        see(last)
        view = np.array([ax.get_xlim(), ax.get_ylim()])
        goal(stage, ax, data[0], best, 0.1 * self.best_fit["best_loss"], np.arange(last + 1) < 2)
        read = np.arange(last + 1) - (last if kick is None else kick)
        at_goal = [] if kick is None else [shrinking(stage, ax, ways[many][kick], fan[kick], colours, read)]
        return [
            see,
            asked_steps(stage, ax, ways[many], fan, sizes, kick),
            means(stage, ax, ways, colours),
            *at_goal,
            clouds(stage, ax, ways, colours, best, since, view),
            tugs(stage, plot, data, ways, batches, colours, self.told(trace)),
            costs(stage, cost, ways, colours, self.facts(trace)),
            *(walker(stage, ax, ways[size], size, colours[size], kick, many) for size in reversed(sizes)),
        ]


scene = BatchSizes(lr=0.25)
