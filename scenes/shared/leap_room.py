"""Where the steps of a line stand beside it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from scenes.shared.line_parts import X
from scenes.studio.draw.marks import Floats
from scenes.studio.draw.stage import Stage

CLOSE = 7  # up to this step each has a place of its own, then the steps of the whole run have to share the room


@dataclass(frozen=True)
class Room:
    """Where the steps stand, in x: right of the line, or in axes of their own; `pixel` is one of the canvas.

    A bar is left of its step, so that the arrow does not hide it.
    """

    pixel: float
    rule: float  # between the line and the steps; nan where they have axes of their own
    slots: Floats  # (2, rows + 1): while steps have a place of their own, and when they share the room
    end: float
    bars: tuple[float, float]  # pixels of the canvas: how wide a bar is, likewise

    @classmethod
    def of(cls, stage: Stage, ax: Axes, rows: int, shared: bool) -> "Room":
        """The room in `ax` for the steps of so many `rows`; it is `shared` with the line, or theirs alone."""
        before, after, room = 34, 16, ax.get_window_extent().width / stage.scale
        width = CLOSE * 24 if shared else room - before - after
        needed = before + width + after
        begin, pixel = (X[1], (X[1] - X[0]) / (room - needed)) if shared else (0.0, 1.0)
        all_steps = np.arange(rows + 1)
        slots = begin + pixel * (before + width * np.stack([all_steps / CLOSE, all_steps / max(rows - 1, 1)]))
        rule = begin + 0.2 * before * pixel if shared else np.nan
        return cls(pixel, rule, slots, begin + needed * pixel, (13, 3) if shared else (10, 2.5))

    def at(self, rows: Any) -> Floats:
        """Where the step of each of these `rows` (rows,) stands when it is the last one."""
        return self.slots[(rows > CLOSE).astype(int), rows]

    def bars_at(self, t: int) -> Floats:
        """Where the middles of all bars are in row `t`: (rows + 1,)."""
        phase = int(t > CLOSE)
        return self.slots[phase] - (0.5 * self.bars[phase] + 3 * (1 - phase)) * self.pixel
