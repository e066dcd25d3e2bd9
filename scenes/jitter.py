"""Jitter: at a fixed rate SGD wanders about the best line, but a falling rate lets it settle.

Alt: A red line among a hundred points, drawn level with the best line. Sticks join it to a few of the points, whose mean miss is a bar
beside the line, and a part of it is the step. At the right both bars are kept for each of four acts, over the band in which the runs
stay: it is about half as high at a quarter of the first rate or with four times the points, and flat where the rate falls.

Points and lines are drawn by how far they lie above the best line, so that the best line is level, and its misses on all {points} points
cancel. A run of SGD starts there. Each step looks at {batch} points drawn at random; sticks show their misses from the line, which do not
cancel. At x = 0 the step lifts the line by twice the rate of {lr} times their mean, so the line leaves the best one at once. When it is
farther off, most points lie on one side of it, and the next steps lead back. At the right are {runs} such runs, each with random points
of its own: the mean miss and the step that nine in ten of them do not exceed, and the band that nine in ten keep to. Those of the first
act stay about the later ones as dashed outlines.

At a rate of {lr} the loss of the runs on all points is {wide:.4f} above the best loss on average. At a quarter of the rate the same
misses move the line a quarter as far, away and back; the band becomes half as wide, and the loss above the best {slow:.4f}. With four
times as many points a step the misses cancel better, the band is about as narrow, and it is {many:.4f}. At last the rate falls as well,
and {last:.4f} is left after {steps} steps.
"""

import numpy as np

from scenes.shared.jitter_acts import MOST, acts
from scenes.shared.jitter_parts import added, among_points, misses_of, way_back
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
        rows = {*range(5), *range(5, last, max(3, last // 18)), *self.ends, *(end + 1 for end in self.ends)}
        return sorted({row for row in rows if row < last} | {last})

    def frame_labels(self, trace):
        return [say("step {t}", t=t) for t in range(len(trace))]

    def story(self, trace):
        turn = way_back(trace, self.ends[0]) if self.ends[0] > 12 else None
        wide, slow, *_ = (end if 12 < end < len(trace) - 2 else None for end in self.ends)
        off = np.percentile(np.abs(added(trace)[..., 1]), MOST, axis=1)
        return {
            0: "Best line: all {points} misses cancel. Does it stay there?",
            1 if len(trace) > 1 else None: "The misses of {batch} random points do not cancel",
            turn: self.pulled_back(trace, turn or 1),
            wide: say("The band stays ±{off:#.2g}. Now a quarter of the rate", off=off[wide or 0]),
            slow: say("±{off:#.2g} is left. Now {many} points, then a falling rate", off=off[slow or 0], many=TIMES * self.batch),
            -1: "A falling rate takes ever shorter steps: it settles",
        }

    def pulled_back(self, trace, turn):
        """What the points do in the step that ends in this row."""
        x, y = self.data()
        above = int((x.numpy() @ trace.places[turn - 1, 0] < y.numpy()).sum())
        most, where = max((above, "above"), (self.points - above, "below"))
        return say(f"{{most}} of {{points}} points lay {where}, and led it back", most=most, points=self.points)

    def pace(self, trace):
        shown = {end + after for end in self.ends for after in (0, 1)}
        return [400 if t < 5 else 800 if t in shown else 100 for t in range(len(trace))]

    def facts(self, trace):
        """Beside the best line the mean loss above the best in the last part of each act, and in the last row."""
        parts = zip(("wide", "slow", "many"), [0, *self.ends[:2]], self.ends[:3], strict=True)
        settled = {name: trace.extra[(start + end) // 2 + 1 : end + 1] for name, start, end in parts}
        means = {name: float(its.mean()) for name, its in settled.items() if len(its)}
        return line_facts(*self.data()) | means | {"last": float(trace.extra[-1])}

    def draw(self, trace, stage):
        names = say("{points} points, less the best line", points=self.points), say("at most this, in nine of ten of {n} runs", n=self.runs)
        ax, board = stage.panels(*names, share=0.44 if stage.canvas.wide else 0.52)
        (x, y) = self.data()
        back = way_back(trace, self.ends[0])
        told = {1, 2, 3, 4, back, *self.ends, *(end + 1 for end in self.ends), len(trace) - 1} - {0, None}
        return compose(
            among_points(stage, ax, trace, x, misses_of(trace, x, y), told, back),
            acts(stage, board, trace, self.ends, self.plan, told),
        )


scene = Jitter(lr=0.2)
