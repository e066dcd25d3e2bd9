"""The line fit in batches of 1, 10 and 100 points, in lock-step by points read."""

from typing import Any

import numpy as np

from scenes.shared.line_fit import LineFit
from scenes.shared.mini_batches import MiniBatches
from scenes.shared.reading_parts import pulls

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
        """A row at the goal from which the next points of the largest batch are shown, None if there is none.

        The first of them leads far away, and their mean shrinks about as one expects: with the root of their number.
        """
        *_, some, many = self.sizes()
        for row, steps in self.pulls(trace, many).items():
            one, few = (float(np.hypot(*steps[:n].mean(0))) for n in (1, some))
            far = one > 1.5 * np.hypot(*steps.T).mean() and abs(few / one * some**0.5 - 1) < 0.3
            if far and 1.5 * self.facts(trace).get(f"arrival_{many}", len(trace)) <= row < len(trace) - 1 - many:
                return row
        return None

    def told(self, trace):
        """In which rows the points just read are shown, which of the lines they tug, and since when: {row: (size, row)}."""
        (*_, some, many), kick = self.sizes(), self.kick(trace)
        rows = {row: (1, row - 1) for row in (*range(1, some), self.facts(trace).get("arrival_1", 1))} | {some: (some, 0), many: (many, 0)}
        rows |= dict.fromkeys(range(kick + 1, kick + many + 1), (many, kick)) if kick else {}
        return {row: its for row, its in rows.items() if row < len(trace)}

    def pulls(self, trace, size):
        """The step that each of the next `size` points alone asks for, in each row that is a multiple of `size`: {row: (size, 2)}."""
        x, y = (part.numpy().astype(float) for part in self.data())
        batches, way = (trace.series[f"{name}_{size}"] for name in ("batch", "a"))
        return {row: pulls(way[row].astype(float), x[its], y[its], self.lr) for row, its in enumerate(batches) if row % size == 0}
