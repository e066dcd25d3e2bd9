"""Jitter: at a fixed rate SGD wanders about the best line, but a falling rate lets it settle.

Alt: A red line among a hundred points, drawn level with the best line, with sticks to a few of the points. Beside it the height of the
line, step by step: it wanders to and fro in a band, which is about half as wide at a quarter of the first rate or with four times the
points, and closes where the rate falls.

Points and lines are drawn by how far they lie above the best line, so that the best line is level, and its misses on all {points} points
cancel. A run of SGD starts there. Each step looks at {batch} points drawn at random; sticks show their misses from the line, which do not
cancel. At the right, larger, is the height of the line at x = 0, step by step. An arrow there is the mean of these misses; twice the rate
of {lr} times that is the step, a second arrow, which pushes the line off at once. When it is farther off, the misses of all points do not
cancel any more, and their mean, a third arrow, leads back. So the curve wanders in a band, that which nine in ten of {runs} such runs
keep to, each with random points of its own.

At a rate of {lr} the loss of the runs on all points is {wide:.4f} above the best loss on average. At a quarter of the rate the same
misses move the line a quarter as far, away and back; the band becomes half as wide, and the loss above the best {slow:.4f}. With four
times as many points a step the misses cancel better, the band is about as narrow, and it is {many:.4f}. At last the rate falls as well,
and {last:.4f} is left after {steps} steps.
"""

import numpy as np

from scenes.shared.jitter_parts import among_points, mean_misses, misses_of, pushes, wander, way_back
from scenes.shared.line_loss import line_facts
from scenes.shared.many_runs import TIMES, ManyRuns
from scenes.studio.draw.marks import compose
from scenes.studio.words import say


class Jitter(ManyRuns):
    """Many runs of mini-batch SGD from the best line, in four acts."""

    poster = 10  # its question compares two ways out of the first act
    readouts = {"extra": "loss above the best", "away": "typical distance", "rate": "rate", "read": "points a step"}
    says = 2

    def frame_rows(self, last):
        rows = {*range(5), *range(5, last, max(3, last // 18)), *self.ends}
        return sorted({row for row in rows if row < last} | {last})

    def frame_labels(self, trace):
        return [say("step {t}", t=t) for t in range(len(trace))]

    def story(self, trace):
        turn, slow, many = self.turns(trace)
        return {
            0: "Best line: all {points} misses cancel. Does it stay there?",
            1 if len(trace) > 1 else None: "{batch} random misses do not cancel: they push it",
            turn: "Far off, the {points} pull back: it stays near",
            slow: "Quarter rate: a quarter of the push and the pull",
            many: say("{many} points cancel better: about half the push", many=TIMES * self.batch),
            -1: "A falling rate takes ever shorter steps: it settles",
        }

    def turns(self, trace):
        """The rows, if there are such, of the way back in the first act, and of a step in each of the next two, with a usual miss."""
        misses = np.abs(mean_misses(trace))
        odd = np.abs(misses[:, 0] - np.sqrt((misses**2).mean(1)))
        halves = [range((start + end) // 2, end - 2) for start, end in zip(self.ends[:2], self.ends[1:3], strict=True)]
        usual = [min(rows, key=lambda row: odd[row]) if rows and rows[-1] < len(trace) else None for rows in halves]
        return [way_back(trace, self.ends[0]) if self.ends[0] > 12 else None, *usual]

    def pace(self, trace):
        return [200 if t < 5 else 100 for t in range(len(trace))]

    def facts(self, trace):
        """Beside the best line the mean loss above the best in the last part of each act, and in the last row."""
        parts = zip(("wide", "slow", "many"), [0, *self.ends[:2]], self.ends[:3], strict=True)
        settled = {name: trace.extra[(start + end) // 2 + 1 : end + 1] for name, start, end in parts}
        means = {name: float(its.mean()) for name, its in settled.items() if len(its)}
        return line_facts(*self.data()) | means | {"last": float(trace.extra[-1])}

    def draw(self, trace, stage):
        names = (
            say("{points} points, their misses", points=self.points),
            say("close up: the line at x = 0; band: nine in ten of {n} runs", n=self.runs),
        )
        ax, chart = stage.panels(*names, share=0.38)
        (x, y), turns = self.data(), self.turns(trace)
        misses, told = misses_of(trace, x, y), {1, *turns} - {None}
        return compose(
            among_points(stage, ax, trace, x, misses, told, turns[0]),
            wander(stage, chart, trace, self.ends, self.plan),
            pushes(stage, chart, trace, float(misses.mean()), told, turns[0], self.ends[0]),
        )


scene = Jitter(lr=0.2)
