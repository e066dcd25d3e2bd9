"""Jitter: at a fixed rate SGD wanders about the best line, but a falling rate lets it settle.

Alt: A map with a cloud of {runs} dots about a cross, the best line. All start at the cross. The cloud grows and soon grows no more. It
becomes half as wide at a quarter of the rate, and is as narrow with four times as many points a step. At last the rate falls, and it
closes.

Each place of the map is a line. All {runs} runs of SGD start exactly at the best line, where the gradient on all {points} points is zero.
Each step looks at {batch} points drawn at random. Each of these asks for a step of its own, and the run takes their mean, which is not
zero. So every run leaves the best line at once. For one of them these steps are drawn. The farther off a run is, the longer is the step
back for which all points together ask; arrows show it for runs at the rim. After some steps both are in balance, and the cloud grows no
more. A dashed circle has the typical distance from the best line as its radius, the root of the mean square.

At a rate of {lr} the loss of the runs on all points then is {wide:.4f} above the best loss on average. At a quarter of the rate every
step is shorter, and the loss above the best becomes {slow:.4f}. With four times as many points a step their mean is nearer to zero, and
it is {many:.4f}: about a quarter in both cases, as the cloud is half as wide. At last the rate falls as well, and {last:.4f} is left
after {steps} steps.
"""

import torch

from scenes.shared.jitter_parts import asked_steps, circles, cloud, pulls_back, throws
from scenes.shared.line_loss import line_facts
from scenes.shared.many_runs import TIMES, ManyRuns
from scenes.shared.reading_parts import misses
from scenes.studio.draw.marks import compose
from scenes.studio.words import say


class Jitter(ManyRuns):
    """Many runs of mini-batch SGD from the best line, in four acts."""

    readouts = {"extra": "loss above the best", "away": "typical distance", "rate": "rate", "read": "points a step"}
    says = 2

    def frame_rows(self, last):
        rows = {*range(7), *range(8, 20, 3), *range(20, last, max(1, last // 18)), *self.ends}
        return sorted({row for row in rows | {end + 1 for end in self.ends} if row < last} | {last})

    def frame_labels(self, trace):
        return [say("step {t}", t=t) for t in range(len(trace))]

    def story(self, trace):
        wide, slow, *_ = (end + 1 if 20 < end < len(trace) - 2 else None for end in self.ends)
        return {
            0: "{runs} lines start on the best line. Do they stay?",
            1 if len(trace) > 1 else None: "The mean of {batch} random points’ steps is not zero",
            wide and 20: "Farther out, all points pull back: the cloud settles",
            wide: "At a quarter of the rate every step is shorter",
            slow: say("With {many} points a step their mean is nearer zero", many=TIMES * self.batch),
            -1: "Both halve the cloud; a falling rate closes it",
        }

    def pace(self, trace):
        return [200 if 1 < t < 5 else 100 for t in range(len(trace))]

    def facts(self, trace):
        """Beside the best line the mean loss above the best in the last part of each act, and in the last row."""
        parts = zip(("wide", "slow", "many"), [0, *self.ends[:2]], self.ends[:3], strict=True)
        settled = {name: trace.extra[(start + end) // 2 + 1 : end + 1] for name, start, end in parts}
        means = {name: float(its.mean()) for name, its in settled.items() if len(its)}
        return line_facts(*self.data()) | means | {"last": float(trace.extra[-1])}

    def draw(self, trace, stage):
        ax, line = stage.panels("each place is a line, with its slope and intercept", "one line, seen from the best one", share=0.67)
        acts = [row for row in (1, self.ends[0] + 1, self.ends[1] + 1) if row < len(trace)]
        (x, y), best = self.data(), trace.places[0, 0]
        few, many = (say("steps for which {n} random points ask", n=n) for n in (self.batch, TIMES * self.batch))
        line.set_ylabel(say("y above the best line"))
        named = few, say("now a quarter as long"), many
        told = sorted({*acts, *range(1, min(5, len(trace)))})
        asked = asked_steps(trace, self.data(), told)
        read = {t: (t - 1, trace.drawn[t - 1].astype(int)) for t in told}
        return compose(
            cloud(stage, ax, trace, asked),
            pulls_back(stage, ax, trace, self.data(), 20 if self.ends[0] > 20 else None),
            circles(stage, ax, trace, self.ends, self.plan),
            throws(stage, ax, trace, asked, dict(zip(acts, named, strict=False))),
            misses(stage, line, (x, y - x @ torch.tensor(best)), trace.places[:, 0] - best, stage.theme.model, read),
        )


scene = Jitter(lr=0.2)
