"""Jitter: at the best line every batch still pulls SGD away, and how far it wanders depends on rate and batch size.

Alt: {runs} runs leave the best line, and the heights of their right ends spread into a band that soon grows no more. It becomes half as
wide at a quarter of the rate, and with four times as many points a step. At last the rate falls, and the band closes.

All {runs} runs of SGD start exactly at the best line, where the gradient on all {points} points is zero. Each step looks at {batch} points
drawn at random. Each of these asks for another line, and so for another height of the right end of the line, and the step goes to the mean
of these heights. So every run leaves the best line at once. One of them is drawn at the left, and its way at the right; the dots are the
heights for which the points of its step ask. The farther off a run is, the more of its points ask it back, and after some steps the band
grows no more. Nineteen of twenty runs are in the band, which reaches two standard deviations to both sides.

At a rate of {lr} the loss of the runs on all points then is {wide:.4f} above the best loss on average. At a quarter of the rate the points
ask for shorter steps, and the loss above the best becomes {slow:.4f}. With four times as many points a step their mean is nearer to what
all points ask for, and it is {many:.4f}: about a quarter in both cases, as the band is half as wide. At last the rate falls, and {last:.4f}
is left after {steps} steps.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.shared.jitter_parts import acts, asked_heights, band, one_line, one_run
from scenes.shared.line_loss import line_facts
from scenes.shared.many_runs import TIMES, ManyRuns
from scenes.studio.draw.marks import compose
from scenes.studio.words import say

CLOSE = 20  # steps that are seen from near at first


@dataclass(frozen=True, kw_only=True)
class Jitter(ManyRuns):
    """Many runs of mini-batch SGD from the best line, in four acts."""

    readouts: ClassVar = {"extra": "loss above the best", "width": "width of the band", "rate": "rate", "read": "points a step"}
    says: ClassVar = 2

    def frame_rows(self, last):
        rows = {*range(7), *range(8, CLOSE, 2), *range(CLOSE, last, max(1, last // 20)), *self.ends[:3]}
        return sorted({row for row in rows if row < last} | {last})

    def frame_labels(self, trace):
        return [say("step {t}", t=t) for t in range(len(trace))]

    def back(self, trace):
        """The row of the first steps at which the drawn run comes back most; None in a run of few steps."""
        off = np.abs((trace.places[: CLOSE + 1, 0] - trace.places[0, 0]).sum(1))
        return 1 + int(np.diff(off).argmin()) if self.ends[0] > CLOSE else None

    def story(self, trace):
        wide, _, many, *_ = (row if row < len(trace) - 1 else None for row in self.ends)
        return {
            0: "{runs} runs start on the best line. Do they stay?",
            1 if len(trace) > 1 else None: "A step goes to the mean its points ask for",
            self.back(trace): "The farther off, the more the points pull back",
            wide: "Settled: now a quarter of the rate, then more points",
            many if wide else None: "Both halved the width; now the rate falls",
            -1: "A falling rate: long steps first, short ones at last",
        }

    def pace(self, trace):
        return [800 if t == self.ends[1] else 100 for t in range(len(trace))]

    def facts(self, trace):
        """Beside the best line the mean loss above the best in the last part of each act, and in the last row."""
        parts = zip(("wide", "slow", "many"), [0, *self.ends[:2]], self.ends[:3], strict=True)
        settled = {name: trace.extra[(start + end) // 2 + 1 : end + 1] for name, start, end in parts}
        means = {name: float(its.mean()) for name, its in settled.items() if len(its)}
        return line_facts(*self.data()) | means | {"last": float(trace.extra[-1])}

    def draw(self, trace, stage):
        asks, rows = asked_heights(trace, self.data()), np.arange(len(trace))
        line, sheet = stage.panels("one of the lines", "how far the right ends are above the best line", share=0.29)
        told = (rows > 0) & ((rows <= (self.back(trace) or CLOSE)) | np.isin(rows, self.ends[1:3]))
        few, many = self.batch, TIMES * self.batch
        said = {1: say("asked for by\n{few} random points", few=few), (self.back(trace) or 0): say("asked for here")}
        said |= {self.ends[1]: say("they ask for\nshorter steps"), self.ends[2]: say("the mean of\n{many} is near", many=many)}
        return compose(
            band(stage, sheet, trace, CLOSE, asks[told]),
            acts(stage, sheet, self.plan, self.ends[:3], trace),
            one_run(stage, sheet, trace, asks, told, said),
            one_line(stage, line, trace, self.data(), told),
        )


scene = Jitter(lr=0.2)
