"""A step beside the miss that it sets out to close: a line among its points, and below it, larger, gradient, step and misses as bars."""

from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.shared.line_parts import Limits, line_among_points
from scenes.shared.sums import rounded
from scenes.studio.draw.layout import ABOVE, BELOW
from scenes.studio.draw.marks import Floats, Show, arrow, compose, only, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

HIGH = 212  # pixels of the canvas: gradient, step, miss before, miss now, with what is written about them


def two_parts(stage: Stage, ax: Axes) -> Axes:
    """Make room for bars below the panel `ax`, or at its right in a film that is not wide. Returns their axes, in pixels of the canvas."""
    (x0, y0, wide, high), (width, height) = ax.get_position().bounds, (stage.canvas.width, stage.canvas.height)
    if high * height < 2 * HIGH and stage.canvas.wide:  # a cover, which shows the picture alone
        box = x0 + 1, y0, wide, high
    elif stage.canvas.wide:
        box = x0, y0 - BELOW / height, wide, HIGH / height
        foot = box[1] + box[3] + 62 / height
        ax.set_position((x0, foot, wide, y0 + high - foot))
        ax.xaxis.set_label_coords(0.5, -40 / height / (y0 + high - foot))
    else:
        ax.set_position((x0, y0 - 4 / height, 0.42 * wide, high + 4 / height))
        box = x0 + 0.47 * wide, y0 - 48 / height, 0.53 * wide, high + (48 + ABOVE - 4) / height
    under = stage.figure.add_axes(box)
    under.set(xlim=(0, box[2] * width), ylim=(box[3] * height, 0), autoscale_on=False)
    under.set_axis_off()
    return under


def line_and_miss(
    stage: Stage,
    ax: Axes,
    x: torch.Tensor,
    y: torch.Tensor,
    a: Floats,
    goal: float,
    left: NDArray[np.bool_],
    window: Limits,
    past: Sequence[int],
    wins: bool,
) -> Show:
    """The line of `a` (rows, 2) among points; at x = 0 how far it is off the height `goal`, and its last step.

    The lines of the rows `past` stay, faint. Where the line has `left` (rows,) the `window` of y all is veiled. What `wins` has a frame in
    the last row. Returns show(t).
    """
    theme, rows = stage.theme, np.arange(len(a))
    a = only(~left, a)
    here = a[:, 1]
    line = line_among_points(stage, ax, x, y, a, past=past)
    ax.set(ylim=window, xlim=(-1.08, 1.08))
    ax.grid(visible=False)
    ax.set_title(ax.get_title(loc="left"), fontsize=points(30), weight="semibold")
    lower, upper = np.sort([here, np.full(len(a), goal)], axis=0)[..., None]
    stage.label(ax, only(rows == 0, (0, (here[0] + goal) / 2)), say("miss"), theme.loss, sides=("right",), size=24, weight="semibold")
    stage.label(ax, only(left, (0, 0.8 * window[1])), say("gone"), theme.ink, sides=("below",), gap=8, size=44, weight="semibold")
    (veil,) = ax.fill([-2, 3, 3, -2], np.repeat(window, 2), color=theme.background, alpha=0.75, zorder=8)
    (frame,) = ax.fill([0, 1, 1, 0], [0, 0, 1, 1], fill=False, edgecolor=theme.ink, linewidth=points(8), transform=ax.transAxes)

    def show(t: int) -> None:
        veil.set_visible(bool(left[t]))
        frame.set_visible(wins and t == len(a) - 1)

    beside = np.full(len(a), -0.12)
    before, now = np.column_stack([beside, np.insert(here, 0, here[0])[:-1]]), np.column_stack([beside, here])
    return compose(
        show,
        line,
        sticks(stage, ax, [0], lower, upper, theme.loss, width=9),
        arrow(stage, ax, before, now, theme.model, rim=0),
    )


def step_and_miss(
    stage: Stage, ax: Axes, rate: float, gradient: Floats, off: Floats, most: float, told: NDArray[np.bool_], gone: NDArray[np.bool_]
) -> Show:
    """Of the step to each row: the `gradient` (rows,), its product with the `rate`, the miss before, and from its end the miss now.

    `off` (rows,) is how far the line lies above its goal. A bar of `most` is as wide as `ax`; longer ones run over its edge. Numbers
    stand in the rows that are `told` (rows,), and nothing where the line is `gone` (rows,). Returns show(t).
    """
    theme, (width, high) = stage.theme, (ax.get_xlim()[1], ax.get_ylim()[0])
    unit, part = 0.96 * width / most, min(1.0, high / HIGH)
    colours = theme.gradient, theme.model, theme.loss, theme.loss
    levels = part * np.array([41, 97, 122, 147])
    bars = [LineCollection([], colors=colour, linewidths=points(20 * part), capstyle="butt", zorder=3) for colour in colours]
    bars[2].set_alpha(0.4)
    for bar in bars:
        ax.add_collection(bar, autolim=False)
    (goal,) = ax.plot([], [], color=theme.ink, linewidth=points(3), linestyle=(0, (2, 1.2)), zorder=4)
    away = ax.text(0, levels[3], "", color=theme.ink, va="center_baseline", zorder=5)
    away.set_fontsize(stage.canvas.letters(22 * part))
    texts = [
        ax.text(0, part * place, "", color=colour, va="center_baseline", weight="semibold", zorder=5)
        for place, colour in zip((12, 68, 122, 186), colours, strict=True)
    ]
    for text, size in zip(texts, (24, 24, 24, 34), strict=True):
        text.set_fontsize(stage.canvas.letters(size * part))

    def show(t: int) -> None:
        was, seen = max(t - 1, 0), not gone[t]
        slope, miss, ahead = rounded(abs(gradient[was]), ".2f"), abs(off[was]), -np.sign(off[was])
        step = -rate * gradient[was] * ahead if t else np.nan  # along the way to the goal
        spans = [(0, abs(gradient[was])), (0, step), (0, miss), (miss, step)]
        for bar, level, span in zip(bars, levels, spans, strict=True):
            bar.set_segments([[(unit * end, level) for end in span]] if seen and np.isfinite(span).all() else [])
        goal.set_data([unit * miss] * 2, levels[[1, 3]] + [-12 * part, 12 * part] if seen and t else [np.nan] * 2)
        now, form = abs(off[t]), ".2f" if rate * slope >= 0.1 else ".2g"
        words = [say("gradient"), say("× {rate:g} = step", rate=rate), say("miss was"), ""]
        if told[t]:
            words = [
                say("gradient {slope:.2f}", slope=slope),
                say(f"× {{rate:g}} = step {{step:{form}}}", rate=rate, step=rate * slope),
                say("miss was {miss:.2f}" if t else "miss {miss:.2f}", miss=miss),
                say(_where(step, miss), now=now),
            ]
        fits = seen and unit * miss < 0.6 * width
        for n, (text, said) in enumerate(zip(texts, words, strict=True)):
            text.set_text(said if fits and (t or n in (0, 2)) else "")
        if not seen and told[t]:
            texts[3].set_text(say("past by {now:.3g}", now=now))
        texts[2].set_x(unit * miss + 10)
        away.set(x=unit * miss + (-6 if step > miss else 10), ha="right" if step > miss else "left")
        away.set_text(say("points") if fits and t and told[t] and step >= 0 else "")

    return show


def _where(step: float, miss: float) -> str:
    """How a step towards a goal that is a `miss` away leaves it, in words."""
    return "past by {now:.2f}" if step > miss else "short by {now:.2f}" if step >= 0 else "off by {now:.2f}"
