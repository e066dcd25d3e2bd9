"""What the films about a learning rate share: a run ends where its story is told, and says so."""

import numpy as np

from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import best_rate, steps_needed
from scenes.studio.numbers import for_readers
from scenes.studio.run.scene import MOST, first
from scenes.studio.run.trace import Trace


class RateFilm(LineFit):
    """The line fit at one rate. A run that flies apart ends where its loss is `lost` times the guess's: nothing new comes after it."""

    lost = 20.0
    near = 0.01  # of the loss that can be lost is left: the line has arrived

    def run(self):
        trace = super().run()
        end = first(
            np.max([values for name, values in trace.series.items() if name.startswith("loss")], axis=0) > self.lost * trace.loss[0]
        )
        if end is None or end == len(trace) - 1:
            return trace
        rows = [row for row in trace.frame_rows if row < end]
        return Trace({name: values[: end + 1].copy() for name, values in trace.series.items()}, [*rows, end])

    def left(self, trace):
        """How much of the loss that a line can lose is left after each step, as a share of it (rows,)."""
        above = trace.loss.astype(float) - self.best_fit["best_loss"]
        return above / max(above[0], 1e-300)

    def remarks(self, trace):
        lr, limit = self.lr, self.best_fit["limit"]
        if len(trace) <= self.steps and not trace.ended:
            return [f"the film ends at step {len(trace) - 1} of {self.steps}: the loss is over {self.lost:g} times the guess's there"]
        if lr >= limit or self.left(trace)[-1] < self.near:
            return []
        x, y = self.data()
        quick = float(f"{best_rate(x):.2g}")
        ways = {"": steps_needed(x, y, lr, self.near)}
        if quick > lr:
            ways[f"--lr {quick:g} "] = steps_needed(x, y, quick, self.near)
        flags = [f"{rate}--steps {steps}" for rate, steps in ways.items() if steps <= MOST]
        end, best = for_readers(trace.loss[-1]), for_readers(self.best_fit["best_loss"])
        there = f"after {self.steps} step{'s' * (self.steps != 1)} the loss is {end}, and {best} is the best"
        return [f"{there}: to see the line arrive, try {' or '.join(flags)}" if flags else f"{there}; {MOST:,} steps would not do"]
