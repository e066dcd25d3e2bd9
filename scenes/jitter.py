"""Jitter: at a fixed rate SGD wanders about the best line, but a falling rate lets it settle.

Alt: A red line among a hundred points, drawn level with the best line, with sticks to a few of the points. Beside it the height of the
line, step by step: it wanders to and fro in a band, which is about half as wide at a quarter of the first rate or with four times the
points, and closes where the rate falls. Bars then compare the pull of all points with the push of a few: only the push is halved.

Points and lines are drawn by how far they lie above the best line, so that the best line is level, and its misses on all {points} points
cancel. A run of SGD starts there. Each step looks at {batch} points drawn at random; sticks show their misses from the line, which do not
cancel. At the right is the height of the line at x = 0, step by step, and an arrow there is the push of these points, {lr} times twice the
mean of their misses. When the line is farther off, the misses of all points do not cancel any more and pull it back: a step is this
pull, a second arrow, and the push by chance, which begins at its tip. So the curve wanders in a band, that which nine in ten of {runs}
such runs keep to, each with random points of its own.

Once the first part is over, bars at the left compare the usual push of a step with the pull on a line 0.1 off the best one. At a quarter
of the rate four steps pull about as much as one did, but their four pushes, arrows end to end, cancel in part, and half is left. With
four times as many points the push of one step is the mean of four such pushes, and halved in the same way. In the end it takes a dozen
steps to pull as much, and of their pushes a sixth is left.

At a rate of {lr} the loss of the runs on all points is {wide:.4f} above the best loss on average. At a quarter of the rate the band
becomes half as wide, and the loss above the best {slow:.4f}. With four times as many points a step the band is about as narrow, and it is
{many:.4f}. At last the rate falls as well, and {last:.4f} is left after {steps} steps.
"""

import numpy as np

from scenes.shared.jitter_parts import among_points, misses_of, pushes, wander
from scenes.shared.line_loss import line_facts
from scenes.shared.many_runs import TIMES, ManyRuns
from scenes.shared.push_parts import against, compared, parted, usual
from scenes.studio.draw.marks import compose
from scenes.studio.words import say


class Jitter(ManyRuns):
    """Many runs of mini-batch SGD from the best line, in four acts."""

    poster = 10  # its question compares two ways out of the first act
    readouts = {"extra": "loss above the best", "away": "typical distance", "rate": "rate", "read": "points a step"}
    says = 2
    counter = "step {t}"

    def frame_rows(self, last):
        rows = {*range(5), *range(5, last, max(3, last // 18)), *self.ends}
        return sorted({row for row in rows if row < last} | {last})

    def story(self, trace):
        turn, slow, many = self.turns(trace)
        return {
            0: "Best line: all {points} misses cancel. Does it stay there?",
            1 if len(trace) > 1 else None: "{batch} random misses do not cancel: a chance push",
            turn: "The farther off, the harder all {points} pull back",
            slow: "Quarter rate: four steps pull nearly as much, push half",
            many: say("{many} points, one step: the same pull, half the push", many=TIMES * self.batch),
            -1: "Falling rate: ever more pushes cancel, so it settles",
        }

    def turns(self, trace):
        """The rows, if there are such, of the way back in the first act, and of usual pushes in each of the next two."""
        x, y = self.data()
        slow, many = (its and its.row for its in usual(trace, x, y, self.ends)[1:3])
        return against(trace, x, y, self.ends[0]), slow, many

    def pace(self, trace):
        return [200 if t < 5 else 100 for t in range(len(trace))]

    def facts(self, trace):
        """Beside the best line the mean loss above the best in the last part of each act, and in the last row."""
        parts = zip(("wide", "slow", "many"), [0, *self.ends[:2]], self.ends[:3], strict=True)
        settled = {name: trace.extra[(start + end) // 2 + 1 : end + 1] for name, start, end in parts}
        means = {name: float(its.mean()) for name, its in settled.items() if len(its)}
        return line_facts(*self.data()) | means | {"last": float(trace.extra[-1])}

    def draw(self, trace, stage):
        titles = "what moves the line", say("the line at x = 0; band: nine in ten of {n} runs", n=self.runs)
        ax, chart = stage.panels(*titles, share=0.44 if stage.canvas.wide else 0.5)
        (x, y), (back, *later), (first, *_, last), least = self.data(), self.turns(trace), self.ends, self.plan[-1][0]
        names = [
            (say("1 step,"), say("rate {rate:.2g}", rate=self.lr)),
            (say("{steps} steps,", steps=TIMES), say("rate {rate:.2g}", rate=self.lr / TIMES)),
            (say("1 step,"), say("{n} × {few} points", n=TIMES, few=self.batch)),
            (say("{steps} steps,", steps=round(self.lr / least)), say("rate {rate:.2g}", rate=least)),
        ]
        shown = [np.arange(len(trace)) >= (len(trace) if row is None else row) for row in (first, *later, last)]
        return compose(
            among_points(stage, ax, trace, x, misses_of(trace, x, y), {1, back} - {None}, back, first),
            compared(stage, ax, usual(trace, x, y, self.ends), shown, names),
            wander(stage, chart, trace, self.ends, self.plan),
            pushes(stage, chart, trace, parted(trace, x, y), back),
        )


scene = Jitter(lr=0.2)
