"""Jitter: at a fixed rate SGD wanders about the best line, but a falling rate lets it settle.

Alt: A red line among a hundred points, drawn level with the best line, with sticks to a few of the points. Beside it the height of the
line, step by step: it wanders to and fro in a band, which is about half as wide at a quarter of the first rate or with four times the
points, and closes where the rate falls. Two arrows of a step, the pull of all points down and the push of a few up, grow into bars, to
which those of the other parts are compared: the pulls are alike, but the pushes are halved.

Points and lines are drawn by how far they lie above the best line, so that the best line is level, and its misses on all {points} points
cancel. A run of SGD starts there. Each step looks at {batch} points drawn at random; sticks show their misses from the line, which do not
cancel. At the right is the height of the line at x = 0, step by step, and an arrow there is the push of these points, {lr} times twice the
mean of their misses. When the line is farther off, the misses of all points do not cancel any more and pull it back: a step is this
pull, a second arrow, and the push by chance, which begins at its tip. Far enough off the one nearly undoes the other. So the curve wanders
in a band, that which nine in ten of {runs} such runs keep to, each with random points of its own.

Then the points go, and the two arrows move over to the left, grow, and stand on one level, the push upwards, the pull downwards. At a
quarter of the rate four steps, from a line as far off, pull about as much as one did, but their four pushes, arrows end to end, cancel in
part, and half is left. With four times as many points the push of one step is the mean of four such pushes, and halved in the same way. In
the end it takes a dozen steps to pull as much, and of their pushes a fifth is left.

At a rate of {lr} the loss of the runs on all points is {wide:.4f} above the best loss on average. At a quarter of the rate the band
becomes half as wide, and the loss above the best {slow:.4f}. With four times as many points a step the band is about as narrow, and it is
{many:.4f}. At last the rate falls as well, and {last:.4f} is left after {steps} steps.
"""

import numpy as np

from scenes.shared.jitter_parts import among_points, arms, misses_of, pushes, wander
from scenes.shared.line_loss import line_facts
from scenes.shared.many_runs import TIMES, ManyRuns
from scenes.shared.push_parts import FLIGHT, balanced, compared, parted, stands, taken_over, usual
from scenes.studio.run.trace import Trace
from scenes.studio.words import say


class Jitter(ManyRuns):
    """Many runs of mini-batch SGD from the best line, in four acts."""

    poster = 16  # its question compares two ways out of the first act
    readouts = {"extra": "loss above the best", "away": "typical distance", "rate": "rate", "read": "points a step"}
    says = 2
    counter = "step {t}"

    def frame_rows(self, last):
        rows = {*range(5), *range(5, last, max(3, last // 18)), *self.ends}
        return sorted({row for row in rows if row < last} | {last})

    def story(self, trace):
        (back, slow, many, _), (one, *_) = self.turns(trace), self.told(trace)
        even = one and abs(one.pulls + one.pushes) < 0.3 * abs(one.pushes)
        return {
            0: "Best line: all {points} misses cancel. Does it stay there?",
            1 if len(trace) > 1 else None: "{batch} random misses do not cancel: a chance push",
            back: "Farther off, all {points} pull as hard as chance pushes"
            if even
            else "The farther off, the harder all {points} pull back",
            slow: "Quarter rate: four steps pull nearly as much, push half",
            many: say("{many} points, one step: the same pull, half the push", many=TIMES * self.batch),
            -1: "Falling rate: ever more pushes cancel, so it settles",
        }

    def told(self, trace):
        """What is compared: the step of the first act in which pull and push are nearly even, and as much walking in each of the others."""
        (x, y), (first, *_) = self.data(), self.ends
        return usual(trace, x, y, self.ends, balanced(trace, x, y, first - FLIGHT))

    def turns(self, trace):
        """The rows to which these steps lead, None for those that there are not."""
        return [its and int(its.rows[-1]) for its in self.told(trace)]

    def run(self):
        """The trace; the steps that are told one by one are among its frames."""
        trace = super().run()
        told = {row for row in self.one_by_one(trace) if row < len(trace)}
        return Trace(trace.series, sorted({*trace.frame_rows, *told}), trace.ended)

    def one_by_one(self, trace):
        """The rows of the steps that are told one after the other, and those in which the first one's arrows become bars."""
        (back, *_), (_, *others) = self.turns(trace), self.told(trace)
        flight = [] if back is None else range(back, back + FLIGHT + 1)
        return [*flight, *(int(row) for its in others if its for row in its.rows)]

    def pace(self, trace):
        (back, *_), (_, _, last, _), slow = self.turns(trace), self.ends, {*range(5), *self.one_by_one(trace)}
        return [1200 if t - FLIGHT == back else 200 if t in slow and t < last else 100 for t in range(len(trace))]

    def facts(self, trace):
        """Beside the best line the mean loss above the best in the last part of each act, and in the last row."""
        parts = zip(("wide", "slow", "many"), [0, *self.ends[:2]], self.ends[:3], strict=True)
        settled = {name: trace.extra[(start + end) // 2 + 1 : end + 1] for name, start, end in parts}
        means = {name: float(its.mean()) for name, its in settled.items() if len(its)}
        return line_facts(*self.data()) | means | {"last": float(trace.extra[-1])}

    def draw(self, trace, stage):
        titles = "what moves the line", say("the line at x = 0; band: nine in ten of {n} runs", n=self.runs)
        ax, chart = stage.panels(*titles, share=0.44 if stage.canvas.wide else 0.5)
        (x, y), (back, *_), told, least, rows = self.data(), self.turns(trace), self.told(trace), self.plan[-1][0], np.arange(len(trace))
        names = [
            (say("1 step,"), say("rate {rate:.2g}", rate=self.lr)),
            (say("{steps} steps,", steps=TIMES), say("rate {rate:.2g}", rate=self.lr / TIMES)),
            (say("1 step,"), say("{n} × {few} points", n=TIMES, few=self.batch)),
            (say("{steps} steps,", steps=round(self.lr / least)), say("rate {rate:.2g}", rate=least)),
        ]
        away, misses = len(trace) if back is None else back + 1, misses_of(trace, x, y)
        parts, shown = parted(trace, x, y), [rows > start for start in (away + FLIGHT - 2, *self.ends[:3])]
        shows = [
            among_points(stage, ax, trace, x, misses, {1, back} - {None}, back, away),
            compared(stage, ax, told, shown, names),
            wander(stage, chart, trace, self.ends, self.plan),
            pushes(stage, chart, trace, parts, back),
        ]
        if back is not None and (ends := stands(stage, ax, told)[0]):
            starts = arms(stage, chart, trace, parts, back)
            shows.append(taken_over(stage, chart, starts, ax, [each[0] for each in ends], back, len(trace)))
        return shows


scene = Jitter(lr=0.2)
