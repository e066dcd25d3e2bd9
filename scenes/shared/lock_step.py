"""The line fit in batches of 1, 10 and 100 points, in lock-step by points read."""

from typing import Any

import numpy as np

from scenes.shared.line_fit import LineFit
from scenes.shared.mini_batches import MiniBatches
from scenes.shared.reading_parts import pulls
from scenes.studio.run.scene import first

SIZES = 1, 10, 100


class InLockStep(LineFit):
    """The line fit in batches of 1, 10 and 100, in lock-step by points read; `steps` counts these.

    Where there are fewer than 100 points, the batches are of one, of about the root of their number, and of all.
    """

    steps: int = 4000

    def sizes(self):
        return SIZES if self.points >= max(SIZES) else sorted({1, round(self.points**0.5), self.points})

    def batched(self, size):
        steps = max(1, self.steps // size)
        return MiniBatches(lr=self.lr, points=self.points, seed=self.seed, user_points=self.user_points, batch_size=size, steps=steps)

    def train(self):
        runs = {size: self.batched(size).descent() for size in self.sizes()}
        row: dict[str, Any] = {}
        for read in range(self.steps + 1):
            for size, run in runs.items():
                if read % size == 0:
                    now = next(run)
                    row |= {f"a_{size}": now["a"], f"loss_{size}": now["full_loss"], f"batch_{size}": now["batch"]}
            yield row

    def facts(self, trace):
        facts = dict(super().facts(trace))
        for size in self.sizes():
            above = trace.series[f"loss_{size}"] - facts["best_loss"]
            arrived = np.flatnonzero(above < 0.1 * facts["best_loss"])
            facts |= {f"arrival_{size}": int(arrived[0])} if arrived.size else {}
            facts |= {f"steps_{size}": self.steps // size, f"above_{size}": float(above[-len(above) // 3 :].mean())}
        return facts

    def kick(self, trace):
        """The first row with a step of all three, all at the best line, in which one point leads far astray; None if there is none."""
        t, (*_, some, many) = np.arange(len(trace)), self.sizes()
        goal = self.best_fit["best_slope"] + self.best_fit["best_intercept"]  # of the right end
        away, other = (np.abs(trace.series[f"a_{size}"].sum(1) - goal) for size in (1, some))
        near = (t % many == 0) & (t < t[-1]) & (t > 1.5 * self.facts(trace).get(f"arrival_{many}", t[-1]))
        return first(near & (away > 10 * other) & (away > 0.6 * away.max(where=near, initial=0)))

    def told(self, trace):
        """In which rows the points just read are shown, and which of the lines they tug: {row: size}."""
        (*_, some, many), kick = self.sizes(), self.kick(trace)
        rows = dict.fromkeys(range(1, some), 1) | {self.facts(trace).get("arrival_1", 0): 1, some: some, many: many, kick or 0: many}
        return {row: size for row, size in rows.items() if size <= row < len(trace)}

    def pulls(self, trace, size):
        """The step that each of the next `size` points alone asks for, in each row that is a multiple of `size`: {row: (size, 2)}."""
        x, y = (part.numpy().astype(float) for part in self.data())
        batches, way = (trace.series[f"{name}_{size}"] for name in ("batch", "a"))
        return {row: pulls(way[row].astype(float), x[its], y[its], self.lr) for row, its in enumerate(batches) if row % size == 0}
