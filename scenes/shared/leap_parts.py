"""How a line moves at x = 0, step by step: its misses, the gradient that is twice their mean, and the step that is the rate times that."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from scenes.shared.line_parts import Limits, end_heights, limits, line_among_points
from scenes.shared.sums import rounded
from scenes.studio.draw.board import mixed
from scenes.studio.draw.marks import Floats, Show, arrow, compose, curve, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.run.scene import first
from scenes.studio.words import say, say_each

Line = tuple[str, float, Sequence[str]]  # colour, pixels of the canvas, and a text for each row, "" for none

KEPT = 8  # steps that stay
APART = 16  # pixels of the canvas from one of them to the next; half of that in a film that is not wide
LEAST = 40  # pixels of the canvas: a shorter step that is done has no head
FOOT = 28  # pixels of the canvas below the picture, where no axis has a name


def leaps(
    stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, gradient: Floats, steps: Floats, aim: float, window: Limits
) -> Show:
    """The line of `a` (rows, 2) among points x (n, 2) and y (n,), in this `window` of y, and its misses. From the row on in which it
    leaves that, or its next step does, all is seen from farther off.

    Right of them are, as high as the line at x = 0, the steps so far, the next one of `steps` (rows,), the `gradient` (rows,) and twice the
    mean miss; the line across is at the height `aim` that it is to come to. Returns show(t).
    """
    theme, rows, place, low = stage.theme, np.arange(len(a)), ax.get_position(), FOOT / stage.canvas.height
    if not stage.units:  # ticks of a person's own are wanted
        ax.set_position((place.x0, place.y0 - low, place.width, place.height + low))
    lines, level, across = end_heights(a), a[:, 1], x[:, 0].numpy().astype(float)
    near = rows < (len(a) if (away := leaves(level, steps, window)) is None else away)
    line = line_among_points(stage, ax, x, y, a)
    apart = APART if stage.canvas.wide else APART / 2
    room, width = (KEPT + 4) * apart, ax.get_window_extent().width / stage.scale
    pixel = 2.16 / (width - room)
    left, right = -1.08, 1.08 + room * pixel
    held = np.column_stack([lines, level + steps, level - gradient, np.tile(window, (len(a), 1))])
    look = stage.views(ax, [(left, right, *(window if its else limits(row, None, 0.12))) for its, row in zip(near, held, strict=True)])
    corners = [left, right, right, left, left], np.repeat(window, 2)[[0, 1, 2, 3, 0]]
    (before,) = ax.plot(*corners, color=theme.muted, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=1)
    if not stage.units:
        ax.set(xlabel="", xticks=[0], xticklabels=[say("x = 0")])
    ax.grid(visible=False)
    ax.axvline(0, color=theme.grid, linewidth=points(2.5), zorder=1)
    ax.plot([0, right], [aim] * 2, color=theme.ink, linewidth=points(2.5), zorder=3.5)
    slots = 1.08 + apart * pixel * (np.arange(KEPT + 1) + 1.0)
    now = slots[np.minimum(rows, KEPT)]
    misses = LineCollection([], colors=theme.loss, linewidths=points(1.5), alpha=0.5, zorder=2.5)
    ax.add_collection(misses, autolim=False)
    (link,) = ax.plot([], [], ":", color=theme.muted, linewidth=points(2.5), zorder=3)
    stage.label(ax, only((rows > 0) & near, (1, lines[0, 1])), say("guess"), theme.muted, sides=("below",), gap=4)
    if stage.canvas.wide:  # else the arrows leave no room
        stage.label(ax, only(rows < 2, (slots[-1], aim)), say("best height"), theme.ink, sides=("above", "below"), gap=4)
    for when, end, out, over in ((level < aim, lines.min(1), "below right", 1), (level >= aim, lines.max(1), "above right", 0)):
        words, places = say_each("line at {y:.0f}", y=level), np.column_stack([0 * end - 1, end])
        stage.label(ax, only(~near & when, places), words, theme.model, sides=(out,), gap=12, size=26, weight="semibold")
        side, name = "above right" if over else "below right", say("the picture before" if stage.canvas.wide else "before")
        stage.label(ax, only(~near & when, (left, window[over])), name, theme.muted, sides=(side,), gap=4)

    def show(t: int) -> None:
        heights = across * a[t, 0] + a[t, 1]
        misses.set_segments(list(np.stack([np.column_stack([across, heights]), np.column_stack([across, y])], 1)))
        link.set_data([0, now[t]], [level[t], level[t]])
        before.set_visible(not near[t])

    short = np.abs(steps) < LEAST * stage.scale * np.ptp(window) / ax.get_window_extent().height

    def upright(slot: float, length: Floats, colour: str, **how: Any) -> Show:
        start, end = (np.column_stack([now + slot * apart * pixel, heights]) for heights in (level, level + length))
        return arrow(stage, ax, start, end, colour, rim=0, **how)

    return compose(
        look,
        show,
        curve(stage, ax, [-1, 1], only(rows > 0, lines[:1]), theme.muted, 3),
        line,
        dot(stage, ax, np.column_stack([0 * rows, level]), theme.model, size=13),
        steps_so_far(stage, ax, level, slots),
        upright(0, np.where(short, np.nan, steps), theme.model),
        upright(1.3, -gradient, theme.gradient, thin=True),
        bar(ax, now, level, np.where(short, level + steps, np.nan), theme.model),
        bar(ax, now + 2.4 * apart * pixel, level, level - gradient / 2, theme.loss),
        bar(ax, now + 2.4 * apart * pixel, level - gradient / 2, level - gradient, theme.loss, alpha=0.3),
    )


def leaves(level: Floats, steps: Floats, window: Limits) -> int | None:
    """The first row in which `level` (rows,), or where the next of `steps` (rows,) leads, is out of this `window`, if there is one."""
    low, high = np.minimum(level, level + steps), np.maximum(level, level + steps)
    return first((low < window[0]) | (high > window[1]))


def bar(ax: Axes, across: Floats, low: Floats, high: Floats, colour: str, alpha: float = 1) -> Show:
    """A thick upright line at `across`, from `low` to `high`, all (rows,). Returns show(t)."""
    (line,) = ax.plot([], [], color=colour, alpha=alpha, linewidth=points(8), solid_capstyle="butt", zorder=4)
    return lambda t: line.set_data([across[t]] * 2, [low[t], high[t]])


def steps_so_far(stage: Stage, ax: Axes, level: Floats, slots: Floats) -> Show:
    """The first steps from one `level` (rows,) to the next, side by side in `slots`, once they are done. Returns show(t)."""
    rows, last = np.arange(len(level)), min(KEPT, len(level) - 1)
    pale = to_hex(mixed(stage.theme.model, stage.theme.background, FAINT))
    shafts = LineCollection([], colors=pale, linewidths=points(6), capstyle="butt", zorder=4)
    ax.add_collection(shafts, autolim=False)
    short = np.abs(np.diff(stage.pixels(ax, np.column_stack([0 * level, level]))[:, 1])) < LEAST * stage.scale
    arrows = []
    for k in range(last):
        start, end = (np.tile([slots[k], height], (len(level), 1)) for height in level[k : k + 2])
        arrows.append(arrow(stage, ax, only((rows > k) & ~short[k], start), end, pale, thin=True, rim=0))

    def show(t: int) -> None:
        done = [k for k in range(min(t, last)) if short[k]]
        shafts.set_segments([[(slots[k], level[k]), (slots[k], level[k + 1])] for k in done])

    return compose(show, *arrows)


def numbers(stage: Stage, ax: Axes, gradient: Floats, rate: float) -> Show:
    """Over the picture what the next step is: the `rate` times the `gradient` (rows,). Returns show(t)."""
    forms = [".2f" if 0.1 <= abs(slope) < 100 else ".2g" for slope in gradient]
    slopes = [rounded(abs(slope), form) for slope, form in zip(gradient, forms, strict=True)]
    pulls = [say(f"× gradient {{slope:{form}}}", slope=slope) for slope, form in zip(slopes, forms, strict=True)]
    lengths = rate * np.array(slopes)
    ways = np.where(gradient > 0, "↓", "↑")
    steps = [
        say("= step {step:.0f} " if step >= 10 else "= step {step:#.2g} ", step=step) + way for step, way in zip(lengths, ways, strict=True)
    ]
    small, large = (26, 36) if stage.canvas.wide else (22, 28)
    return head(stage, ax, [(stage.theme.gradient, small, pulls), (stage.theme.model, large, steps)], title=30)


def head(stage: Stage, ax: Axes, lines: Sequence[Line], title: float) -> Show:
    """Write `lines` below the title of `ax`, `title` pixels high, and make room for them. To be called before the axes are measured.

    Returns show(t).
    """
    heights = [1.25 * max(size, 21.5) for _, size, _ in lines]
    place, room = ax.get_position(), sum(heights)
    ax.set_position((place.x0, place.y0, place.width, place.height - room / stage.canvas.height))
    ax.set_title(ax.get_title(loc="left"), fontsize=stage.canvas.letters(title), weight="semibold", pad=points(room + 18))
    texts = []
    for n, (colour, size, _) in enumerate(lines):
        up = points(sum(heights[n + 1 :]) + 14)
        text = ax.annotate("", (0, 1), (0, up), xycoords="axes fraction", textcoords="offset points", color=colour, weight="semibold")
        text.set_fontsize(stage.canvas.letters(size))
        texts.append(text)

    def show(t: int) -> None:
        for text, (_, _, said) in zip(texts, lines, strict=True):
            text.set_text(said[t])

    return show
