"""How a line moves at x = 0, step by step: each step beside the gradient, of which it is a part or more than the whole."""

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from scenes.shared.line_parts import Limits, end_heights, line_among_points
from scenes.shared.sums import rounded
from scenes.studio.draw.board import mixed
from scenes.studio.draw.marks import SHORTEST, Floats, Show, arrow, compose, curve, needle, only, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.words import say

KEPT = 5  # steps that are drawn
APART = 17  # pixels of the canvas from one of them to the next
LEAST = 4  # pixels of the canvas: shorter ones would be dust
HEAD, FOOT = 84, 36  # pixels of the canvas: what the picture leaves to the numbers above it, and what it takes from the ticks below


def leaps(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, gradient: Floats, window: Limits) -> Show:
    """The line of `a` (rows, 2) among points x (n, 2) and y (n,), in this `window` of y, and its steps at x = 0.

    Beside the last step is a needle as long as the `gradient` (rows,) that it was made of. The first row has that of the step to come,
    and the misses that it is made of itself. Returns show(t).
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
    before, seen, lines = np.maximum(rows - 1, 0), rows <= KEPT, end_heights(a)
    across, heights = x[:, 0].numpy().astype(float), np.tile(y.numpy().astype(float), (len(a), 1))
    stage.label(ax, only(rows == 0, (0.6, lines[0] @ [0.2, 0.8])), say("misses"), theme.loss, sides=("below",), gap=16, weight="semibold")
    stage.label(ax, only(rows > 0, (1, lines[0, 1])), say("guess"), theme.muted, sides=("below",), gap=4)
    beside = 24 * stage.scale * np.ptp(ax.get_xlim()) / ax.get_window_extent().width
    return compose(
        curve(stage, ax, [-1, 1], only(rows > 0, lines[:1]), theme.muted, 3),
        curve(stage, ax, [-1, 1], only((rows > 1) & seen, lines[before]), theme.model, 3, dashed=True),
        sticks(stage, ax, across, only(rows == 0, [across * a[0, 0] + a[0, 1]]), heights, theme.loss, 1.5),
        line,
        steps_so_far(stage, ax, a[:, 1]),
        needle(stage, ax, only(seen, np.column_stack([0 * rows + beside, a[before, 1]])), np.column_stack([0 * rows, -gradient[before]])),
    )


def steps_so_far(stage: Stage, ax: Axes, level: Floats) -> Show:
    """The first steps from one `level` (rows,) to the next: the last at x = 0, those before at its left, paler. Returns show(t)."""
    theme, rows, last = stage.theme, np.arange(len(level)), min(KEPT, len(level) - 1)
    apart = APART * stage.scale * np.ptp(ax.get_xlim()) / ax.get_window_extent().width
    colours = [to_hex(mixed(theme.model, theme.background, FAINT)), theme.model]
    places, shows = [-apart * (np.clip(rows, 1, last) - k - 1) for k in range(last)], []
    shafts = LineCollection([], linewidths=points(5), capstyle="butt", zorder=5.5)  # of steps that are too short for an arrow
    long = np.abs(np.diff(stage.pixels(ax, np.column_stack([0 * level, level]))[:, 1])) / stage.scale
    ax.add_collection(shafts, autolim=False)
    for k, at in enumerate(places):
        start, end = (np.column_stack([at, np.full(len(at), height)]) for height in level[k : k + 2])
        for when, colour in zip((rows > k + 1, rows == k + 1), colours, strict=True):
            shows.append(arrow(stage, ax, only(when, start), end, colour, rim=0))

    def show(t: int) -> None:
        drawn = [k for k in range(min(t, last)) if LEAST <= long[k] < SHORTEST]
        shafts.set_segments([[(places[k][t], level[k]), (places[k][t], level[k + 1])] for k in drawn])
        shafts.set_color([colours[k + 1 == t] for k in drawn])

    return compose(show, *shows)


def numbers(stage: Stage, ax: Axes, gradient: Floats, rate: float, loss: Floats) -> Show:
    """Over the picture what each of the first steps is: the `rate` times the `gradient` (rows,); at last the `loss`. Returns show(t)."""
    theme, canvas, last = stage.theme, stage.canvas, len(loss) - 1
    texts = [
        ax.annotate("", (0, 1), (0, points(up)), xycoords="axes fraction", textcoords="offset points", color=colour, weight="semibold")
        for colour, up in ((theme.gradient, 54), (theme.model, 14), (theme.loss, 14))
    ]
    for text, size in zip(texts, (26, 36, 36) if canvas.wide else (22, 28, 28), strict=True):
        text.set_fontsize(canvas.letters(size))

    def show(t: int) -> None:
        slope = rounded(abs(gradient[max(t - 1, 0)]), ".2f")
        texts[0].set_text(say("× gradient {slope:.2f}", slope=slope) if t <= KEPT else "")
        texts[1].set_text(say("= step {step:#.2g}", step=rate * slope) if 0 < t <= KEPT else "")
        texts[2].set_text(say("loss {loss:,.0f}" if loss[t] >= 100 else "loss {loss:#.2g}", loss=loss[t]) if KEPT < t == last else "")

    return show
