"""Jitter: at a fixed rate SGD wanders about the best line, but a falling rate lets it settle.

Alt: A red line among a hundred points, drawn level with the best line, with sticks to a few of the points. Beside it the height of the
line, step by step: it wanders to and fro in a band, which is half as wide at a quarter of the first rate, and closes where the rate
falls. Seen from near, arrows leave the line: the pulls of four short steps add up to about one long pull, but the pushes go up and down
and come to half of one.

Points and lines are drawn by how far they lie above the best line, so that the best line is level, and its misses on all {points} points
cancel. A run of SGD starts there, at rate {lr}. Each step looks at {batch} points drawn at random; sticks show their misses from the line,
which do not cancel. At the right is the height of the line at x = 0, step by step, and an arrow there is the push of these points. When
the line is farther off, the misses of all points do not cancel any more and pull it back: a step is this pull, a second arrow, and the
push by chance, which begins at its tip. Far enough off the one nearly undoes the other. So the curve wanders in a band, that which nine
in ten of {runs} such runs keep to, each with random points of its own.

Then the points are seen from nearer, and the two arrows move over to them and grow: they leave a dashed line, the push upwards, the pull
downwards to the best line. At a quarter of the rate four steps, from a line as far off, pull about as much as one did, but their four
pushes, arrows end to end, cancel in part, and half is left. So the band becomes half as wide: ±{band_slow:.2g} after ±{band_wide:.2g}. At
last the rate falls from step to step. In the end it takes {longest:.0f} steps to pull as much, of whose pushes about a fifth is
left, and the band is down to ±{band_last:.2g}.

At a rate of {lr} the loss of the runs on all points is {wide:.4f} above the best loss on average, and at a quarter of the rate
{slow:.4f}. Four times as many points a step, which is not drawn, would leave {many:.4f} at the first rate. After {steps} steps it is
{last:.4f}.
"""

import numpy as np

from scenes.shared.batch_parts import look_closer
from scenes.shared.jitter_parts import added, among_points, arms, level_with, misses_of, pushes, strays, wander
from scenes.shared.line_loss import line_facts
from scenes.shared.many_runs import TIMES, ManyRuns
from scenes.shared.push_parts import FLIGHT, balanced, close_up, compared, parted, stands, taken_over, usual
from scenes.studio.run.trace import Trace
from scenes.studio.words import say


class Jitter(ManyRuns):
    """Many runs of mini-batch SGD from the best line, in three acts."""

    poster = 16  # its question asks for the second act
    readouts = {"extra": "loss above the best", "away": "typical distance", "rate": "rate"}
    says = 2
    counter = "step {t}"

    def frame_rows(self, last):
        rows = {*range(5), *range(5, last, max(3, last // 18)), *self.ends}
        return sorted({row for row in rows if row < last} | {last})

    def story(self, trace):
        back, slow, _ = self.turns(trace)
        wide, narrow, _ = self.bands(trace)
        half = "Half the band" if abs(narrow - wide / 2) < 0.1 * wide else "Another band"
        return {
            0: "Best line: all {points} misses cancel. Does it stay there?",
            1 if len(trace) > 1 else None: "{batch} random misses do not cancel: a chance push",
            back: "The farther off, the harder all {points} pull back",
            slow: "Quarter rate: four pulls add up, four pushes half cancel",
            self.ends[1] if self.ends[1] < len(trace) else None: f"{half}. What if the rate keeps falling?",
            -1: "Falling rate: ever more pushes cancel, so it settles",
        }

    def bands(self, trace):
        """How wide the band is at the end of each act."""
        return strays(trace)[np.minimum(self.ends, len(trace) - 1)]

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
        """The rows of the steps that are told one after the other, four of many, and those in which the first arrows go over."""
        (back, *_), (_, *others) = self.turns(trace), self.told(trace)
        flight = [] if back is None else range(back, back + FLIGHT + 1)
        return [*flight, *(int(row) for its in others if its for row in its.rows[:: -max(1, len(its.rows) // TIMES)])]

    def pace(self, trace):
        (back, *_), slow = self.turns(trace), {*range(5), *self.one_by_one(trace)}
        return [1200 if t - FLIGHT == back else 200 if t in slow else 100 for t in range(len(trace))]

    def facts(self, trace):
        """Beside the best line the mean loss above the best of each act and in the last row, and how wide the bands are."""
        wide, slow, _ = self.ends
        settled = {"wide": trace.extra[wide // 2 + 1 : wide + 1], "slow": trace.extra[(wide + slow) // 2 + 1 : slow + 1]}
        means = {name: float(its.mean()) for name, its in settled.items() if len(its)}
        bands = zip(("band_wide", "band_slow", "band_last"), map(float, self.bands(trace)), strict=True)
        left = {"many": self.settled(self.lr, TIMES * self.batch), "last": float(trace.extra[-1])}
        return line_facts(*self.data()) | means | dict(bands) | left | {"longest": round(self.lr / self.plan[-1])}

    def draw(self, trace, stage):
        titles = "points, seen from the best line", say("the line at x = 0; band: nine in ten of {n} runs", n=self.runs)
        ax, chart = stage.panels(*titles, share=0.5)
        (x, y), (back, *_), told, rows = self.data(), self.turns(trace), self.told(trace), np.arange(len(trace))
        misses, parts, away = misses_of(trace, x, y), parted(trace, x, y), len(trace) if back is None else back + 1
        band = wander(stage, chart, trace, self.ends, self.plan)
        level_with(stage, ax, chart, misses)
        start = float(added(trace)[(back or 1) - 1, 0, 1])
        near = close_up(stage, ax, told, start)
        shown = [rows > row for row in (away + FLIGHT - 2, *self.ends[:2])]
        shows = [
            band,
            look_closer(stage, ax, near, np.clip((rows - away + 1) / FLIGHT, 0, 1)),
            among_points(stage, ax, trace, x, misses, {1, back} - {None}, back, away),
            compared(stage, ax, near, told, start, shown, self.lr),
            pushes(stage, chart, trace, parts, back),
        ]
        if back is not None and (ends := stands(near, told, start)[0]):
            starts = arms(stage, chart, trace, parts, back)
            shows.append(taken_over(stage, chart, starts, ax, [each[0] for each in ends], back, len(trace)))
        return shows


scene = Jitter(lr=0.2)
