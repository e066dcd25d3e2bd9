"""Making data: random x, a named_line line, and noise on top, written into the same memory by four lines of torch.

Alt: Four lines of code, marked one after the other. Each fills cells of memory, while in the picture {points} marks spread along the
x axis, rise onto a named_line line, and are lifted off it by different amounts.

First `torch.ones` fills {points} rows of two columns with ones, so all the marks lie at x = 1. `uniform_` ends in an underscore: it
makes no new tensor, but overwrites the cells it is called on, here the first column, with random numbers between −1 and 1, and the marks
spread along the axis. The second column stays at one. Then `x @ a` takes slope 3 and intercept 2 and gives each row its y: every
point is now on the line 3x + 2. One row is marked all the way, and its sums are written out below the table.

Last, `torch.rand` lifts every point by a random amount between 0 and 1, into the band between 3x + 2 and 3x + 3; a stroke under it shows
by how much. No point is lowered. The mean of the lifts is {mean_noise.last:.2f}, so the points lie about a line that is higher than
the one they were made from. In the last frame a dashed line shows the one that fits them best: slope {best_slope:.2f} and intercept
{best_intercept:.2f}, near 2.5 and not near 2.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import POINTS, SEED, lecture_points
from scenes.shared.line_loss import line_facts
from scenes.studio.draw.board import Board, names, words
from scenes.studio.draw.clouds import band, dots, named_line
from scenes.studio.draw.code import code
from scenes.studio.draw.marks import arrow, compose, sticks
from scenes.studio.draw.tables import cells, factor
from scenes.studio.draw.theme import points
from scenes.studio.run.scene import MOST, Bounds, Scene, first
from scenes.studio.words import say

LINES = "x = torch.ones(n, 2)", "x[:, 0].uniform_(-1, 1)", "y = x @ torch.tensor([3., 2.])", "y += torch.rand(n)"
SEEN, SHOWN, PARTS = 6, 200, 4  # rows of the tensors, points in the picture, parts in which a line fills what is not seen
END = 1.15  # of the picture, at its left and right


@dataclass(frozen=True, kw_only=True)
class MakingData(Scene):
    """The lecture's data, made some rows at a time: the same numbers as in one go."""

    points: int = POINTS
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"points": (2, MOST)}

    def data(self):
        return lecture_points(self.points, self.seed)

    def train(self):
        rng = torch.Generator().manual_seed(self.seed)
        x, y, noise = torch.ones(self.points, 2), torch.zeros(self.points), torch.zeros(self.points)
        seen = min(SEEN, self.points)
        ends = np.unique(np.linspace(seen, self.points, PARTS + 1).round().astype(int)).tolist()
        yield {"line": 0, "end": self.points, "x": x, "y": y, "noise": noise, "mean_noise": noise.mean()}
        for line in (1, 2, 3):
            for start, end in zip([0, *ends], ends, strict=False):
                part = slice(start, end)
                if line == 1:
                    x[part, 0].uniform_(-1, 1, generator=rng)
                elif line == 2:
                    y[part] = x[part] @ torch.tensor([3.0, 2.0])
                else:
                    noise[part] = torch.rand(end - start, generator=rng)
                    y[part] += noise[part]
                yield {"line": line, "end": end, "x": x, "y": y, "noise": noise, "mean_noise": noise[:end].mean()}
        yield {"line": len(LINES), "end": self.points, "x": x, "y": y, "noise": noise, "mean_noise": noise.mean()}

    @cached_property
    def best_fit(self):
        return line_facts(*self.data())

    def facts(self, trace):
        return self.best_fit

    def story(self, trace):
        return {
            0: "Code line 1: two columns of ones",
            first(trace.line == 1): "Code line 2: first column random, from −1 to 1",
            first(trace.line == 2): "Code line 3: y is 3 times x, plus 2",
            first(trace.line == 3): "Code line 4: noise, 0 to 1, lifts every point",
            -1: "Mean lift {mean_noise:.2f}: the best line is {best_slope:.2f}x + {best_intercept:.2f}",
        }

    def pace(self, trace):
        return np.where(trace.end == self.points, 1300, 300).tolist()

    def frame_labels(self, trace):
        rows = zip(np.minimum(trace.line + 1, len(LINES)).tolist(), trace.end.tolist(), strict=True)
        return [say("code line {line}: {end} of {n} rows", line=line, end=f"{end:,}", n=f"{self.points:,}") for line, end in rows]

    def draw(self, trace, stage):
        few = min(SHOWN, self.points)
        some = say("rows as points: {few} of {n} drawn", few=few, n=f"{self.points:,}") if few < self.points else "rows as points"
        story, script, memory = stage.panels(some, "code", "memory", share=0.54, heights=(22, 41))
        seen = min(SEEN, self.points)
        shown = np.append(np.arange(seen), np.linspace(seen, self.points - 1, few - seen).round().astype(int))
        accents = {"3.": stage.theme.held_out, "2.": stage.theme.held_out, "torch.rand(n)": stage.theme.batch}
        return compose(
            self.draw_points(stage, story, trace, shown),
            code(Board(stage, script, 546, 168), (0, 0), LINES, trace.line, width=546, accents=accents, numbered=True),
            self.draw_memory(Board(stage, memory, 546, 364), trace),
        )

    def followed(self, trace):
        """Of the rows that are seen the one that is followed: its sums are right as they are read, with two decimals."""
        x, y, noise = trace.x[-1, :SEEN, 0], trace.y[-1, :SEEN], trace.noise[-1, :SEEN]
        line = np.round(3 * x + 2, 2)
        agree = np.isclose(np.round(3 * np.round(x, 2) + 2, 2), line) & np.isclose(np.round(line + np.round(noise, 2), 2), np.round(y, 2))
        return int(np.argmax(agree))

    def draw_points(self, stage, ax, trace, shown):
        """The points: on the axis, as long as they have no y; on the line; lifted off it."""
        theme, line, best, k = stage.theme, trace.line[:, None], self.best_fit, self.followed(trace)
        x, y, noise, mean = trace.x[:, shown, 0], trace.y[:, shown], trace.noise[:, shown], float(trace.mean_noise[-1])
        reached, every, ended = shown < trace.end[:, None], trace.end == self.points, trace.line == len(LINES)
        risen, lifted = (line > 2) | ((line == 2) & reached), (line > 2) & reached
        ax.set(xlim=(-END, END), ylim=(-1.7, 7), xlabel=say("first column x"), ylabel=say("y"))
        ax.axhline(0, color=theme.muted, linewidth=points(2), zorder=1)
        stage.avoid(ax, np.stack([x, np.where(risen, y, np.nan)], -1), 5)
        stage.avoid(ax, np.stack([x, np.where(risen, np.nan, 0)], -1), 15)

        here = np.stack([x[:, k], np.where(risen[:, k], y[:, k], 0)], 1)
        told = "all {n} rows at 1", "{x:.2f}", "{y:.2f}", "+ {lift:.2f}", ""
        numbers = zip(trace.line, here, noise[:, k], strict=True)
        told = [say(told[line], x=x, y=y, lift=lift, n=f"{self.points:,}") for line, (x, y), lift in numbers]
        how = {"size": 26, "weight": "semibold"}
        stage.label(ax, np.where(ended[:, None], np.nan, here), told, theme.batch, sides=("above", "above left", "above right"), **how)
        start = np.where(ended[:, None], (0, 2), np.nan)
        fitted = say("best fit: {slope:.2f}x + {intercept:.2f}", slope=best["best_slope"], intercept=best["best_intercept"])
        on_line = (trace.line > 2) | ((trace.line == 2) & every)
        show = compose(
            band(stage, ax, (3, 2), (3, 3), theme.batch, trace.line > 2),
            named_line(stage, ax, 3, 2, theme.held_out, on_line, say("3x + 2"), 0.55, ("below right",)),
            named_line(stage, ax, best["best_slope"], best["best_intercept"], theme.ink, ended, fitted, -0.2, ("above left",), dashed=True),
            dots(stage, ax, x, 0, theme.data, 24, ~risen, "|"),
            dots(stage, ax, x[:, k : k + 1], 0, theme.batch, 36, line < 2, "|", zorder=6),
            sticks(stage, ax, x[-1, k : k + 1], 0 * y[:, k : k + 1], np.where(line == 2, y[:, k : k + 1], np.nan), theme.batch, width=2),
            sticks(stage, ax, x[-1], y - noise, np.where(lifted, y, np.nan), theme.batch, width=2),
            dots(stage, ax, x, y, theme.data, 9, risen),
            dots(stage, ax, x[:, k : k + 1], y[:, k : k + 1], theme.batch, 14, (line == 2) | (line == 3), zorder=6),
            arrow(stage, ax, start, start + np.array([0, mean]), theme.batch, thin=True, rim=0),
        )
        top = np.where((trace.line > 2)[:, None], (0.7, 5.1), np.nan)
        stage.label(ax, top, say("3x + 3"), theme.batch, sides=("above left",), size=26)
        stage.label(ax, start, say("+ {mean:.2f} on average", mean=mean), theme.batch, sides=("below right",), **how)
        return show

    def draw_memory(self, board, trace):
        """The first rows of x, y and the noise, and the sum of the one that is followed."""
        theme, seen, size, k = board.theme, min(SEEN, self.points), (120, 42), self.followed(trace)
        line, mine = trace.line[:, None, None], (np.arange(seen) == k)[:, None]
        names(board, (60, 180, 320), 14, ("x[:, 0]", "x[:, 1]", "y"), size=19, mono=True)
        if self.points > seen:
            board.text((8, 46 + seen * size[1]), say("⋮   {n} more rows", n=f"{self.points - seen:,}"), color=theme.muted)
        (x, y, noise), here = (series[:, k].astype(float) for series in (trace.x[..., 0], trace.y, trace.noise)), (8, 345)
        sums = {
            2: ([say("3 × {x} + 2 × 1 = {y:.2f}", x=factor(x), y=y) for x, y in zip(x, y, strict=True)], theme.held_out),
            3: (
                [say("{before:.2f} + {lift:.2f} = {y:.2f}", before=y - lift, lift=lift, y=y) for y, lift in zip(y, noise, strict=True)],
                theme.batch,
            ),
        }
        return compose(
            cells(
                board,
                (0, 32),
                size,
                trace.x[:, :seen],
                read=(line == 2) & mine,
                lit=((line == 0) | (line == 1) & np.array([True, False])) & mine,
            ),
            cells(board, (260, 32), size, trace.y[:, :seen, None], there=line > 1, lit=((line == 2) | (line == 3)) & mine),
            cells(
                board,
                (420, 32),
                size,
                trace.noise[:, :seen, None],
                there=line > 2,
                read=(line == 3) & mine,
                colour=theme.batch,
                slots=False,
            ),
            words(board, (480, 14), np.where(trace.line > 2, say("rand(n)"), ""), 19, ha="center", mono=True, color=theme.batch),
            *(words(board, here, np.where(trace.line == k, texts, ""), 28, color=colour) for k, (texts, colour) in sums.items()),
        )


scene = MakingData()
