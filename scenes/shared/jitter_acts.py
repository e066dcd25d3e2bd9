"""The four acts of jitter side by side: mean miss and step of nine in ten of the runs as bars, and below them the band that they make."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from scenes.shared.jitter_parts import added, band, mean_misses, step_rates
from scenes.shared.sums import rounded
from scenes.studio.draw.board import Board
from scenes.studio.draw.formula import formula
from scenes.studio.draw.marks import Show, compose
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import Theme, points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

MOST = 90  # per cent of the runs, whose misses, steps and places these are


def acts(stage: Stage, ax: Axes, trace: Trace, ends: Sequence[int], plan: Sequence[tuple[float, int]], told: Collection[int]) -> Show:
    """Bars and band of each act, whose last rows are `ends`, as they are now or were at its end, all at one scale.

    About later ones those of the first are dashed. Under each stands the `plan` of the act, its rate and its points of a step. Numbers
    stand where an act is over, and in the rows that are `told`. Returns show(t).
    """
    board = Board(stage, ax, 600, 300)
    theme, wide, last = stage.theme, board.width, len(trace) - 1
    dashed: Any = {"linewidth": points(2), "linestyle": (0, (3, 2)), "zorder": 4}
    line, part = (30.0, 1.0) if stage.canvas.wide else (25.0, 0.9)  # of lettering, in pixels of the board
    means, (across, low, top) = np.percentile(np.abs(mean_misses(trace)), MOST, axis=1), band(trace)
    rates, strays = step_rates(trace), np.percentile(np.abs(added(trace)[..., 1]), MOST, axis=1)
    reach = max(float(-low.min()), float(top.max()))
    unit = (board.height - 6.9 * line) / (float(means.max()) + 2 * reach or 1.0)
    ground, middle = 2.2 * line + unit * means.max(), board.height - 2.4 * line - unit * reach
    column, bar = wide / 4, 0.42 * wide / 4
    formula(stage, ax, (0, 1 - 0.5 * line / board.height), sum_of(theme), "left", size=26)
    board.text((0, middle - unit * reach - 1.5 * line), say("the line strays within"), 26 * part, color=theme.model, weight="semibold")
    board.ax.plot([0, wide], [ground, ground], color=theme.ink, linewidth=points(2), zorder=5)
    board.ax.plot([0, wide], [middle, middle], color=theme.ink, linewidth=points(2), zorder=5)
    frame = [*board.ax.texts, *board.ax.lines]  # nothing of which is there before the first step
    note = board.text((wide, 0.5 * line), "", 20 * part, color=theme.muted, ha="right")
    first = min(ends[0], last)

    def act(n: int, start: int, end: int) -> Show:
        rate, size = plan[min(start, len(plan) - 1)]
        words = "rate → {least:.2g}\n{size} points" if n == 3 else "rate {rate:.2g}\n{size} points"
        words = say(words, rate=rate, size=size, least=plan[-1][0])
        at, done = (n + 0.5) * column, min(end, last)
        x = at + 0.42 * column * across
        name = board.text((at, board.height - 1.1 * line), "", 24 * part, ha="center", linespacing=1.05)
        boxes = [Rectangle((at + side * bar - bar / 2, ground), bar, 0, zorder=3, linewidth=0) for side in (-0.53, 0.53)]
        ghosts = [Rectangle(box.get_xy(), bar, 0, edgecolor=theme.ink, fill=False, **dashed) for box in boxes]
        (shape,) = board.ax.fill([], [], color=theme.model, alpha=0.45, linewidth=0, zorder=2)
        (ghost,) = board.ax.plot([], [], color=theme.ink, **dashed)
        texts = [board.text((at + side * bar, 0), "", 24 * part, ha="center", weight="semibold") for side in (-0.53, 0.53, 0)]
        for box, colour in zip(boxes, (theme.batch, theme.model), strict=True):
            box.set_facecolor(colour)
        for patch in (*boxes, *ghosts):
            board.ax.add_patch(patch)
        for text, colour in zip(texts, (theme.batch, theme.model, theme.model), strict=True):
            text.set_color(colour)

        def show(t: int) -> None:
            row, seen, later = min(t, done), t > start, t > start > 0
            miss = rounded(means[row], ".2f")
            heights = unit * np.array([means[row], 2 * rates[row] * means[row]])
            outline = later * unit * np.array([means[first], 2 * rates[first] * means[first]])
            for box, old, height, before in zip(boxes, ghosts, heights, outline, strict=True):
                box.set_height(-height * seen)
                old.set(height=-before, visible=later)
            shape.set_xy(
                np.column_stack([[*x, *x[::-1]], middle - unit * np.array([*low[row], *top[row][::-1]])]) if seen else np.empty((0, 2))
            )
            edge = middle - unit * np.array([*low[first], *top[first][::-1], low[first][0]])
            ghost.set_data(([*x, *x[::-1], x[0]], edge) if later else ([], []))
            numbers = say("{miss:.2f}", miss=miss), say("{step:.3f}", step=2 * rates[row] * miss), say("±{off:#.2g}", off=strays[row])
            levels = [ground - over(*its, later * 1.1 * line) for its in zip(heights, outline, strict=True)]
            free = later * unit * (top[first].min() - top[row].max()) > 1.2 * line
            levels.append(middle - unit * max(top[row].max(), top[first].max() * (later and not free)))
            for text, number, level in zip(texts, numbers, levels, strict=True):
                text.set(text=number if seen and (t >= done or t in told) else "", y=level - 0.55 * line)
            name.set_text(words if seen else "")

        return show

    def show(t: int) -> None:
        for artist in frame:
            artist.set_visible(t > 0)
        note.set_text(say("dashed: at first") if t > first else "")

    return compose(show, *(act(n, start, end) for n, (start, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True))))


def over(height: float, before: float, room: float) -> float:
    """How high a number stands over a bar: on it where there is `room` below the outline of the bar `before`, else on both."""
    return height if before - height >= room > 0 else max(height, before)


def sum_of(theme: Theme) -> list[tuple[str, str]]:
    """How a step comes about, in the colours of its parts."""
    return [(say("mean miss"), theme.batch), (say(" × 2 × rate"), theme.ink), (say(" = step"), theme.model)]
