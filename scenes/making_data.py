"""Making data: random x, a straight line, and noise on top, written into the same memory by four lines of torch.

Alt: Four lines of code, lit one after the other. Each fills cells of memory, while in the picture {points} marks spread along the
x axis, rise onto a straight line, and are lifted off it by different amounts.

First `torch.ones` fills {points} rows of two columns with ones, so all the marks lie at x = 1. `uniform_` ends in an underscore: it
makes no new tensor, but overwrites the cells it is called on, here the first column, with random numbers between −1 and 1, and the marks
spread along the axis. The second column stays at one. Then `x @ a` takes slope 3 and intercept 2 and gives each row its y: every
point is now on the line 3x + 2. Two rows of each line are shown one at a time, with their sum; the others follow in four parts.

Last, `torch.rand` lifts every point by a random amount between 0 and 1, and a stroke under it shows by how much. No point is lowered. On
average the lifts are {mean_noise.last:.2f}, so the points lie about a line that is higher than the one they were made from. A dashed line
shows the one that fits them best: slope {best_slope:.2f} and intercept {best_intercept:.2f}, near 2.5 and not near 2.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.shared.line_loss import line_facts
from scenes.studio.draw.clouds import dots, straight
from scenes.studio.draw.marks import arrow, compose, sticks
from scenes.studio.draw.tables import Board, cells, code, factor, names, numbers
from scenes.studio.draw.theme import points
from scenes.studio.run.scene import MOST, Bounds, Scene, first
from scenes.studio.words import say

LINES = "x = torch.ones(n, 2)", "x[:, 0].uniform_(-1, 1)", "y = x @ torch.tensor([3., 2.])", "y += torch.rand(n)"
SINGLE, GROUPS = 2, 4  # rows that a line fills one at a time, and in how many parts it fills the rest
SEEN, SHOWN = 6, 200  # rows of the tensors, and points in the picture


@dataclass(frozen=True, kw_only=True)
class MakingData(Scene):
    """The lecture's data, made a few rows at a time: the same numbers as in one go."""

    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"points": (2, MOST)}

    def data(self):
        return lecture_points(self.points, self.seed)

    def train(self):
        rng = torch.Generator().manual_seed(self.seed)
        x, y, noise = torch.ones(self.points, 2), torch.zeros(self.points), torch.zeros(self.points)
        single = min(SINGLE, self.points)
        edges = [*range(single), *np.unique(np.linspace(single, self.points, GROUPS + 1).round().astype(int)).tolist()]
        state = {"x": x, "y": y, "noise": noise}
        yield state | {"line": 0, "first": 0, "end": self.points, "mean_noise": noise.mean(), "fitted": 0}
        for line in (1, 2, 3):
            for part in map(slice, edges, edges[1:]):
                if line == 1:
                    x[part, 0].uniform_(-1, 1, generator=rng)
                elif line == 2:
                    y[part] = x[part] @ torch.tensor([3.0, 2.0])
                else:
                    noise[part] = torch.rand(len(noise[part]), generator=rng)
                    y[part] += noise[part]
                yield state | {"line": line, "first": part.start, "end": part.stop, "mean_noise": noise[: part.stop].mean(), "fitted": 0}
        yield state | {"line": 3, "first": 0, "end": self.points, "mean_noise": noise.mean(), "fitted": 1}

    def facts(self, trace):
        return line_facts(*self.data())

    def story(self, trace):
        return {
            0: "Line 1 makes rows in which every number is one",
            first(trace.line == 1): "Line 2 overwrites one column with random numbers",
            first(trace.line == 2): "Line 3 computes y: all points on one line",
            first(trace.line == 3): "Line 4 adds noise from 0 to 1: only upwards",
            -1: "Lifted {mean_noise:.2f} on average; best intercept {best_intercept:.2f} instead of 2",
        }

    def pace(self, trace):
        single, done = trace.end - trace.first == 1, trace.end == self.points
        return np.where(single, 600, np.where(done, 900, 200)).tolist()

    def frame_labels(self, trace):
        rows = zip(trace.line.tolist(), trace.end.tolist(), strict=True)
        return [say("line {line}: {end} of {n} rows", line=line + 1, end=f"{end:,}", n=f"{self.points:,}") for line, end in rows]

    def draw(self, trace, stage):
        few = min(SHOWN, self.points)
        some = say("points: {few} of {n} drawn", few=few, n=f"{self.points:,}") if few < self.points else say("points")
        story, script, memory = stage.panels(some, "code", "memory", share=0.54, heights=(4, 7))
        shown = np.append(np.arange(SINGLE), np.linspace(SINGLE, self.points - 1, few - SINGLE).round().astype(int))
        script, memory = Board(stage, script, 546, 168), Board(stage, memory, 546, 362)
        return compose(
            self.draw_points(stage, story, trace, shown),
            code(script, (0, 0), LINES, trace.line, width=546, size=23, pitch=42),
            self.draw_memory(memory, trace),
        )

    def draw_points(self, stage, ax, trace, shown):
        """The points: on the axis, as long as they have no y; on the line; lifted off it."""
        theme, facts, line, every = stage.theme, self.facts(trace), trace.line[:, None], np.arange(len(trace))
        x, y, noise, mean = trace.x[:, shown, 0], trace.y[:, shown], trace.noise[:, shown], float(trace.mean_noise[-1])
        reached, fitted = shown < trace.end[:, None], trace.fitted == 1
        now = reached & (shown >= trace.first[:, None]) & ~fitted[:, None]
        risen, lifted = (line > 2) | ((line == 2) & reached), (line > 2) & reached
        on_line = (trace.line > 2) | ((trace.line == 2) & (trace.end == self.points))
        ax.set(xlim=(-1.15, 1.15), ylim=(-1.7, 6.6), xlabel="x", ylabel="y")
        ax.axhline(0, color=theme.muted, linewidth=points(2), zorder=1)
        stage.avoid(ax, np.stack([x, np.where(risen, y, np.nan)], -1), 5)
        stage.avoid(ax, np.stack([x, np.where(risen, np.nan, 0)], -1), 15)

        at = np.minimum(trace.first, SINGLE - 1)  # the one row that is filled
        places = np.stack([x[every, at], np.where(risen, y, 0)[every, at]], 1)
        words = "{n} rows, all x = 1", "x = {x:.2f}", "3 × {factor} + 2 × 1 = {y:.2f}", "+ {lift:.2f}"
        told = zip(trace.line, places, noise[every, at], strict=True)
        told = [say(words[line], x=x, factor=factor(x), y=y, lift=lift, n=f"{self.points:,}") for line, (x, y), lift in told]
        one = (trace.line == 0) | (trace.end - trace.first == 1)
        how = {"size": 26, "weight": "semibold"}
        stage.avoid(ax, places * (1, 0.5), 12)
        stage.label(ax, np.where(one[:, None], places, np.nan), told, theme.batch, sides=("above", "above left", "above right"), **how)
        start = np.where(fitted[:, None], (-1.08, 3 * -1.08 + 2), np.nan)
        slope, intercept = facts["best_slope"], facts["best_intercept"]
        best = say("best fit: {slope:.2f}x + {intercept:.2f}", slope=slope, intercept=intercept)
        show = compose(
            straight(stage, ax, 3, 2, theme.held_out, on_line, say("3x + 2"), 0.5, ("below right",)),
            straight(stage, ax, slope, intercept, theme.ink, fitted, best, 0.2, ("above left",), dashed=True),
            dots(stage, ax, x, 0, theme.data, 24, ~risen, "|"),
            dots(stage, ax, x, 0, theme.batch, 36, now & (line < 2), "|", zorder=6),
            sticks(stage, ax, x[-1], 0 * y, np.where(now & (line == 2), y, np.nan), theme.data, width=2),
            sticks(stage, ax, x[-1], y - noise, np.where(lifted, y, np.nan), theme.data, width=2),
            sticks(stage, ax, x[-1], y - noise, np.where(lifted & now, y, np.nan), theme.batch, width=4),
            dots(stage, ax, x, y, theme.data, 9, risen),
            dots(stage, ax, x, y, theme.batch, 13, risen & now, zorder=6),
            arrow(stage, ax, start, start + np.array([0, mean]), theme.batch, thin=True, rim=0),
        )
        stage.label(ax, start, say("+ {mean:.2f} on average", mean=mean), theme.batch, sides=("below right",), **how)
        return show

    def draw_memory(self, board, trace):
        """The first rows of x and y; the cells that are written are lit, those that are read have a rim."""
        seen, size, top = min(SEEN, self.points), (136, 46), 34
        rows = np.arange(seen)[:, None]
        first, end, line = (series[:, None, None] for series in (trace.first, trace.end, trace.line))
        now = (first <= rows) & (rows < end) & (trace.fitted == 0)[:, None, None]
        there, x_lit = (line > 2) | ((line == 2) & (rows < end)), (line == 0) | ((line == 1) & np.array([True, False]))
        names(board, (125, 261, 417), 14, ("x[:, 0]", "x[:, 1]", "y"), mono=True)
        numbers(board, 40, top, size[1], range(seen))
        if self.points > seen:
            board.text((57, top + seen * size[1] + 22), say("⋮   {n} more rows", n=f"{self.points - seen:,}"), color=board.theme.muted)
        return compose(
            cells(board, (57, top), size, trace.x[:, :seen], read=now & (line == 2), lit=now & x_lit),
            cells(board, (349, top), size, trace.y[:, :seen, None], there=there, lit=now & (line > 1)),
        )


scene = MakingData()
