"""Making data: random x, a straight line, and noise on top, written into the same memory by four lines of torch.

Alt: Four lines of code, lit one after the other. Each changes the same cells of memory row by row, while in the picture marks
spread along x, rise onto a straight line, and are lifted off it by different amounts.

First `torch.ones` fills {points} rows of two columns with ones. `uniform_` ends in an underscore: it makes no new tensor, but
overwrites the cells it is called on, here the first column, with random numbers between −1 and 1. The second column stays at one.
Then `x @ a` takes slope 3 and intercept 2 and gives each row its place on the line 3x + 2.

Last, `torch.rand` lifts every point by a random amount between 0 and 1. Its average is a half, not nothing: here the lifts
average {mean_noise.last:.2f}. So the points lie about a line that is higher than the one they were made from, and the
line that fits them best has slope {best_slope:.2f} and intercept {best_intercept:.2f}, near 2.5 and not near 2.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared import line_drawing, tensors
from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.shared.line_loss import line_facts
from scenes.studio.draw.parts import compose
from scenes.studio.numbers import equal_width, fixed
from scenes.studio.run.scene import Bounds, Scene

SEEN = 8  # rows of the tensors that are shown, and filled one at a time
LINES = "x = torch.ones(n, 2)", "x[:, 0].uniform_(-1, 1)", "y = x @ torch.tensor([3., 2.])", "y += torch.rand(n)"


@dataclass(frozen=True, kw_only=True)
class MakingData(Scene):
    """The lecture's data, made a few rows at a time: the same numbers as in one go."""

    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"points": (2, 2000)}
    fps: ClassVar[int] = 3

    def data(self):
        return lecture_points(self.points, self.seed)

    def train(self):
        rng = torch.Generator().manual_seed(self.seed)
        x, y, noise = torch.ones(self.points, 2), torch.zeros(self.points), torch.zeros(self.points)
        rows = [slice(i, i + 1) for i in range(min(SEEN, self.points))]
        rows += [slice(i, min(i + SEEN, self.points)) for i in range(SEEN, self.points, SEEN)]
        state = {"x": x, "y": y, "noise": noise}
        yield state | {"line": 0, "first": 0, "end": self.points, "mean_noise": noise.mean()}
        for code in (1, 2, 3):
            for part in rows:
                if code == 1:
                    x[part, 0].uniform_(-1, 1, generator=rng)
                elif code == 2:
                    y[part] = x[part] @ torch.tensor([3.0, 2.0])
                else:
                    noise[part] = torch.rand(len(noise[part]), generator=rng)
                    y[part] += noise[part]
                yield state | {"line": code, "first": part.start, "end": part.stop, "mean_noise": noise[: part.stop].mean()}

    def facts(self, trace):
        return line_facts(*self.data())

    def draw(self, trace, stage):
        theme = stage.theme
        story, code, memory = stage.panels(
            "points in the picture", "the line that runs", "first rows in memory, rounded", share=0.5, heights=(2, 5)
        )
        story.set(xlim=line_drawing.X, ylim=line_drawing.Y, xlabel="x", ylabel="y")
        ends = np.array([-1.0, 1.0])
        (truth,) = story.plot(ends, 3 * ends + 2, color=theme.held_out, zorder=1)
        name = story.text(0.1, 1.5, "3x + 2", color=theme.held_out)
        average = story.text(0.03, 0.93, "", transform=story.transAxes)
        (floor,) = story.plot([], [], "|", color=theme.muted, markersize=18, markeredgewidth=2)
        (lifts,) = story.plot([], [], color=theme.muted, linewidth=1.5, zorder=2)
        (dots,) = story.plot([], [], "o", color=theme.data, markersize=7, markeredgewidth=0, zorder=3)
        (lit,) = story.plot([], [], "o", color=theme.batch, markersize=11, markeredgewidth=0, zorder=4)

        seen = min(SEEN, self.points)
        numbers = np.dstack([trace.x, trace.y])[:, :seen]
        rows = np.arange(seen)
        touched = (trace.first[:, None] <= rows) & (rows < trace.end[:, None])
        x_lit = touched[..., None] & np.isin(trace.line, [0, 1])[:, None, None] & [True, False]
        x_lit[0] = True
        y_lit = touched & (trace.line > 1)[:, None]
        y_there = (trace.line > 2)[:, None] | ((trace.line > 1)[:, None] & (rows < trace.end[:, None]))
        tensors.clear(memory, height=SEEN + 1)
        tensors.draw_names(memory, stage, (1.7, 3.7, 5.7), 0.5, ("x[:, 0]", "x[:, 1]", "y"))
        for i in rows:
            memory.text(0.3, i + 1.5, str(i), color=theme.muted, va="center_baseline", ha="center")
        told = memory.text(6.9, 1.5, "", color=theme.batch, va="center_baseline")
        averages, row_ends = equal_width(trace.mean_noise, 2), equal_width(trace.end, 0)

        def sum_(t):
            """What was done to the one row that is lit."""
            i, line = trace.first[t], trace.line[t]
            if line < 2 or i >= seen:
                return ""
            x, y, noise = trace.x[t, i], trace.y[t, i], trace.noise[t, i]
            return f"= 3 × {fixed(x[0], 2)} + 2 × 1" if line == 2 else f"= {fixed(y - noise, 2)} + {fixed(noise, 2)}"

        def frame(t):
            line, first, end = trace.line[t], trace.first[t], trace.end[t]
            x, y = trace.x[t, :, 0], trace.y[t]
            made = slice(0, end if line == 2 else self.points if line > 2 else 0)
            floor.set_data(x, np.full(len(x), -2.75))
            dots.set_data(x[made], y[made])
            lifts.set_data(np.column_stack([x, x, x + np.nan]).ravel(), np.column_stack([y - trace.noise[t], y, y + np.nan]).ravel())
            lit.set_data(x[first:end], y[first:end] if line > 1 else np.full(end - first, -2.75))
            for artist in (truth, name):
                artist.set_visible(line > 1)
            told.set(text=sum_(t), y=first + 1.5)
            average.set_text(f"mean of the noise so far: {averages[t]}" if line > 2 else "")

        return compose(
            stage.readouts(trace, counter=[f"line {k + 1}, row {n} of {self.points}" for k, n in zip(trace.line, row_ends, strict=True)]),
            tensors.draw_code(code, stage, LINES, trace.line),
            tensors.draw_cells(memory, stage, (0.7, 1), (2, 1), numbers[..., :2], x_lit),
            tensors.draw_cells(memory, stage, (4.7, 1), (2, 1), numbers[..., 2:], y_lit[..., None], y_there[..., None]),
            frame,
        )


scene = MakingData()
