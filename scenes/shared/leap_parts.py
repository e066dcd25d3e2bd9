"""How a line moves at x = 0, step by step: its misses, the gradient that is twice their mean, and the step that is the rate times that."""

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from scenes.shared.line_parts import Limits, end_heights, line_among_points
from scenes.shared.sums import rounded
from scenes.studio.draw.marks import Floats, Show, arrow, compose, curve, needle, only, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

KEPT = 5  # steps that are drawn
APART, LEAST = 17, 40  # pixels of the canvas: from one of them to the next, and how long they are that stay
HEAD, FOOT = 84, 36  # pixels of the canvas: what the picture leaves to the numbers above it, and what it takes from the ticks below


def leaps(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, gradient: Floats, steps: Floats, window: Limits) -> Show:
    """The line of `a` (rows, 2) among points x (n, 2) and y (n,), in this `window` of y, and its misses.

    At x = 0 are, from left to right, its next step of `steps` (rows,), their mean, and the `gradient` (rows,). The first steps stay at
    the left edge. Returns show(t).
    """
    theme, rows, place = stage.theme, np.arange(len(a)), ax.get_position()
    up, down = HEAD / stage.canvas.height, 0.0 if stage.units else FOOT / stage.canvas.height
    ax.set_position((place.x0, place.y0 - down, place.width, place.height + down - up))
    line = line_among_points(stage, ax, x, y, a)
    ax.set(ylim=window, xlim=(-1.08, 1.08))
    if not stage.units:  # ticks of a person's own are wanted
        ax.set(xlabel="", xticks=[])
    ax.grid(visible=False)
    ax.set_title(ax.get_title(loc="left"), fontsize=points(30), weight="semibold", pad=points(HEAD + 6))
    lines, level, across, seen = end_heights(a), a[:, 1], x[:, 0].numpy().astype(float), rows < KEPT
    pixel = stage.scale * np.ptp(ax.get_xlim()) / ax.get_window_extent().width
    misses = LineCollection([], colors=theme.loss, linewidths=points(1.5), alpha=0.5, zorder=2.5)
    ax.add_collection(misses, autolim=False)
    stage.label(ax, only(rows > 0, (1, lines[0, 1])), say("guess"), theme.muted, sides=("below",), gap=4)

    out = ((lines < window[0]).all(1) | (lines > window[1]).all(1)) & (rows == rows[-1])
    below = level[-1] < window[0]
    where, side = (1, window[not below]), "above left" if below else "below left"
    gone = say("↓ line at {y:.0f}" if below else "↑ line at {y:.0f}", y=level[-1])
    stage.label(ax, only(out, where), gone, theme.model, sides=(side,), gap=6, size=26, weight="semibold")

    def show(t: int) -> None:
        heights = across * a[t, 0] + a[t, 1]
        misses.set_segments(list(np.stack([np.column_stack([across, heights]), np.column_stack([across, y])], 1)))

    def at(pixels: float, heights: Floats) -> Floats:
        return only(seen, np.column_stack([0 * rows + pixels * pixel, heights]))

    return compose(
        show,
        curve(stage, ax, [-1, 1], only(rows > 0, lines[:1]), theme.muted, 3),
        line,
        steps_so_far(stage, ax, level, -1 + 10 * pixel, APART * pixel),
        sticks(stage, ax, [24 * pixel], at(0, level)[:, 1:], (level - gradient / 2)[:, None], theme.loss, 8),
        needle(stage, ax, at(42, level), np.column_stack([0 * rows, -gradient])),
        arrow(stage, ax, at(0, level), at(0, level + steps), theme.model, rim=0),
    )


def steps_so_far(stage: Stage, ax: Axes, level: Floats, left: float, apart: float) -> Show:
    """The first long steps from one `level` (rows,) to the next, side by side from `left` on, once they are done. Returns show(t)."""
    rows, shows = np.arange(len(level)), []
    tall = np.abs(np.diff(stage.pixels(ax, np.column_stack([0 * level, level]))[:, 1])) >= LEAST * stage.scale
    for k in np.flatnonzero(tall[:KEPT]):
        ends = ((left + k * apart, level[k]), (left + k * apart, level[k + 1]))
        start, end = (np.tile(place, (len(level), 1)) for place in ends)
        shows.append(arrow(stage, ax, only(rows > k, start), end, stage.theme.model, thin=True, rim=0))
    return compose(*shows)


def numbers(stage: Stage, ax: Axes, gradient: Floats, rate: float) -> Show:
    """Over the picture what the next step is: the `rate` times the `gradient` (rows,), in the first rows and the last. Returns show(t)."""
    theme, canvas, last = stage.theme, stage.canvas, len(gradient) - 1
    texts = [
        ax.annotate("", (0, 1), (0, points(up)), xycoords="axes fraction", textcoords="offset points", color=colour, weight="semibold")
        for colour, up in ((theme.gradient, 54), (theme.model, 14))
    ]
    for text, size in zip(texts, (26, 36) if canvas.wide else (22, 28), strict=True):
        text.set_fontsize(canvas.letters(size))

    def show(t: int) -> None:
        form, told = ".2f" if 0.1 <= abs(gradient[t]) < 100 else ".2g", t < KEPT or t == last
        slope = rounded(abs(gradient[t]), form)
        texts[0].set_text(say(f"× gradient {{slope:{form}}}", slope=slope) if told else "")
        texts[1].set_text(say("= step {step:#.2g}", step=rate * slope) if told else "")

    return show
