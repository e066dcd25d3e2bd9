"""Jitter: at a fixed rate SGD wanders about the best line, but a falling rate lets it settle.

Alt: A red line among a hundred points, drawn level with the best line. Sticks join it to a few of the points, and a short arrow is the
step that they ask for. Beside it the height of the line, step by step: it wanders to and fro in a band, which is about half as wide at a
quarter of the first rate or with four times the points, and closes where the rate falls.

Points and lines are drawn by how far they lie above the best line, so that the best line is level, and its misses on all {points} points
cancel. A run of SGD starts there. Each step looks at {batch} points drawn at random; sticks show their misses from the line, which do not
cancel. Twice their mean is the gradient at x = 0, a thin arrow, and the rate of {lr} times the gradient is the step, which pushes the line
off at once. When it is farther off, most points lie on one side of it, and the next steps lead back. At the right is the height of the
line at x = 0, a wandering curve, in the band that nine in ten of {runs} such runs keep to, each with random points of its own.

At a rate of {lr} the loss of the runs on all points is {wide:.4f} above the best loss on average. At a quarter of the rate the same
misses move the line a quarter as far, away and back; the band becomes half as wide, and the loss above the best {slow:.4f}. With four
times as many points a step the misses cancel better, the band is about as narrow, and it is {many:.4f}. At last the rate falls as well,
and {last:.4f} is left after {steps} steps.
"""

import numpy as np

from scenes.shared.jitter_parts import among_points, mean_misses, misses_of, strays, wander, way_back
from scenes.shared.line_loss import line_facts
from scenes.shared.many_runs import ManyRuns
from scenes.studio.draw.marks import compose
from scenes.studio.words import say


class Jitter(ManyRuns):
    """Many runs of mini-batch SGD from the best line, in four acts."""

    poster = 10  # its question compares two ways out of the first act
    readouts = {"extra": "loss above the best", "away": "typical distance", "rate": "rate", "read": "points a step"}
    says = 2

    def frame_rows(self, last):
        rows = {*range(5), *range(5, last, max(3, last // 24)), *self.ends}
        return sorted({row for row in rows if row < last} | {last})

    def frame_labels(self, trace):
        return [say("step {t}", t=t) for t in range(len(trace))]

    def story(self, trace):
        many = self.ends[2] if 12 < self.ends[2] < len(trace) - 2 else None
        off = strays(trace)[[min(end, len(trace) - 1) for end in self.ends]]
        half = all(0.4 * off[0] < its < 0.6 * off[0] for its in off[1:3])
        return {
            0: "Best line: all {points} misses cancel. Does it stay there?",
            1 if len(trace) > 1 else None: "{batch} random misses do not cancel: they push it",
            self.turn(trace): "Far off, most points pull it back: it stays near",
            many: "Quarter rate or four times the points: half as wide"
            if half
            else say("A quarter of the rate: ±{slow:#.2g}. More points: ±{many:#.2g}", slow=off[1], many=off[2]),
            -1: "A falling rate takes ever shorter steps: it settles",
        }

    def turn(self, trace):
        """The row in which the first run comes back most of all, if there is one to tell of."""
        return way_back(trace, self.ends[0]) if self.ends[0] > 12 else None

    def told(self, trace):
        """The rows whose step is told: the first, the way back, and in each of the next two acts one with about a usual miss."""
        misses, rows = np.abs(mean_misses(trace)[:, 0]), np.array(self.frame_rows(len(trace) - 1))
        usual = np.sqrt((mean_misses(trace) ** 2).mean(1))
        found = [rows[(rows > start + 1) & (rows < end - 3)] for start, end in zip(self.ends[:2], self.ends[1:3], strict=True)]
        return {1, self.turn(trace), *(int(its[np.abs(misses - usual)[its].argmin()]) for its in found if len(its))} - {None}

    def pace(self, trace):
        shown = self.told(trace)
        return [200 if t < 5 else 800 if t in shown else 100 for t in range(len(trace))]

    def facts(self, trace):
        """Beside the best line the mean loss above the best in the last part of each act, and in the last row."""
        parts = zip(("wide", "slow", "many"), [0, *self.ends[:2]], self.ends[:3], strict=True)
        settled = {name: trace.extra[(start + end) // 2 + 1 : end + 1] for name, start, end in parts}
        means = {name: float(its.mean()) for name, its in settled.items() if len(its)}
        return line_facts(*self.data()) | means | {"last": float(trace.extra[-1])}

    def draw(self, trace, stage):
        names = (
            say("{points} points, less the best line", points=self.points),
            say("close up: the line at x = 0; band: nine in ten of {n} runs", n=self.runs),
        )
        ax, chart = stage.panels(*names, share=0.42 if stage.canvas.wide else 0.52)
        x, y = self.data()
        line = among_points(stage, ax, trace, x, misses_of(trace, x, y), self.told(trace), self.turn(trace))
        return compose(line, wander(stage, chart, trace, self.ends, self.plan))


scene = Jitter(lr=0.2)
