"""Making data: four lines of torch choose random x, put them on a straight line, then lift each point by noise.

Alt: Four lines of code, marked one after the other. Each fills cells of memory, while in the picture {points} marks spread along the
x axis, rise onto a straight line, and are lifted off it by different amounts.

First `torch.ones` fills {points} rows of two columns with ones, so all the marks lie at x = 1. `uniform_` ends in an underscore: it
makes no new tensor, but overwrites the cells it is called on, here the first column, with random numbers between −1 and 1, and the marks
spread along the axis. The second column stays at one. Then `x @ a` takes slope 3 and intercept 2 and gives each row its y: every
point is now on the line 3x + 2. One row is marked all the way, and its sums are written out below the table.

Last, `torch.rand` lifts every point by a random amount between 0 and 1, into the band between 3x + 2 and 3x + 3; a stroke under it shows
by how much. No point is lowered. The mean of the lifts is {mean_noise.last:.2f}, so the points lie about a line that is higher than
the one they were made from. In the last frame a dashed line shows the one that fits them best: slope {best_slope:.2f} and intercept
{best_intercept:.2f}, near 2.5 and not near 2.
"""

import numpy as np
import torch

from scenes.shared.line_fit import LecturePoints
from scenes.shared.making_parts import SEEN, SHOWN, rows_as_points, rows_in_memory
from scenes.studio.draw.board import Board
from scenes.studio.draw.code import code
from scenes.studio.run.scene import first
from scenes.studio.words import say, say_each

LINES = "x = torch.ones(n, 2)", "x[:, 0].uniform_(-1, 1)", "y = x @ torch.tensor([3., 2.])", "y += torch.rand(n)"
PARTS = 2  # in which a line fills the rows that are not seen in memory


class MakingData(LecturePoints):
    """The lecture's data, made some rows at a time: the same numbers as in one go."""

    readouts = {"end": "rows done", "mean_noise": "mean noise so far"}
    says = 2

    def train(self):
        rng = torch.Generator().manual_seed(self.seed)
        x, y, noise = torch.ones(self.points, 2), torch.zeros(self.points), torch.zeros(self.points)
        ends = np.unique(np.linspace(min(SEEN, self.points), self.points, PARTS + 1).round().astype(int)).tolist()
        for line in range(len(LINES) + 1):  # the first and the last row show what is there
            for start, end in zip([0, *ends], ends, strict=False) if 0 < line < len(LINES) else [(0, self.points)]:
                part = slice(start, end)
                if line == 1:
                    x[part, 0].uniform_(-1, 1, generator=rng)
                elif line == 2:
                    y[part] = x[part] @ torch.tensor([3.0, 2.0])
                elif line == 3:
                    noise[part] = torch.rand(end - start, generator=rng)
                    y[part] += noise[part]
                yield {"line": line, "end": end, "x": x, "y": y, "noise": noise, "mean_noise": noise[:end].mean()}

    def story(self, trace):
        return {
            0: "Which line will fit points made from 3x + 2?",
            first(trace.line == 1): "First x: random numbers from −1 to 1",
            first(trace.line == 2): "Then y: 3 times x, plus 2, a line",
            first(trace.line == 3): "Then noise: each point is lifted by 0 to 1",
            -1: "Mean lift {mean_noise:.2f}: the best line is {best_slope:.2f}x + {best_intercept:.2f}",
        }

    def pace(self, trace):
        return np.where(trace.end == self.points, 800, 400).tolist()

    def frame_labels(self, trace):
        return say_each("code line {line} of {n}", line=np.minimum(trace.line + 1, len(LINES)), n=len(LINES))

    def draw(self, trace, stage):
        few = min(SHOWN, self.points)
        some = say("rows as points: {few} of {n} drawn", few=few, n=f"{self.points:,}") if few < self.points else "rows as points"
        if stage.canvas.wide:
            story, script, memory = stage.panels(some, "code", "memory", share=0.54, heights=(22, 41))
            boards, top, high = (Board(stage, script, 546, 168), Board(stage, memory, 546, 364)), 0, 42
        else:
            story, below = stage.panels(some, "code and memory", share=0.44)
            boards, top, high = (Board(stage, below, 580, 446),) * 2, 144, 34
        accents = {"3.": stage.theme.held_out, "2.": stage.theme.held_out, "torch.rand(n)": stage.theme.batch}
        return [
            rows_as_points(stage, story, trace, self.best_fit),
            code(boards[0], (0, 0), LINES, trace.line, width=boards[0].width, pitch=high, accents=accents, numbered=True),
            rows_in_memory(boards[1], trace, top, high),
        ]


scene = MakingData()
