"""How two classes of points and the line between them are drawn, and what copies of the rare ones change."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from scenes.shared.line_parts import alike
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import compose
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]


def between_lines(common: Floats, rare: Floats, lines: Floats) -> list[Floats]:
    """The points (n, 2) of each class that lie between two lines (2, 3), weights of x, y and 1."""
    sides = [[part @ weights[:2] + weights[2] > 0 for weights in lines] for part in (common, rare)]
    return [part[one != other] for part, (one, other) in zip((common, rare), sides, strict=True)]


def two_lines(stage: Stage, ax: Axes, common: Floats, rare: Floats, lines: Floats, copies: int) -> Show:
    """Points (n, 2) of two classes with the line trained on them; from row 1 on the rare ones copied, and the line that makes.

    `lines` (2, 3) are weights of x, y and 1. What lies between the two lines is lit and counted. Returns show(t).
    """
    theme, reach = stage.theme, 1.05 * max(np.abs(common).max(), np.abs(rare).max())
    across, up = alike(ax, (-reach, reach), (-0.8 * reach, 0.8 * reach))
    ax.set(xlim=across, ylim=up, xticks=[], yticks=[])
    ax.grid(visible=False)
    ax.plot(*common.T, "o", color=theme.data, markersize=points(8), markeredgewidth=0, zorder=2)
    (stacks,) = ax.plot([], [], "^", color=theme.ink, markersize=points(11), markeredgewidth=points(1.5), zorder=3)
    stacks.set_markeredgecolor(theme.background)
    stacked = [rare + 0.06 * k * np.array([1, 1]) for k in range(copies)]
    ends = np.array(up)
    drawn = []
    for weights, style in zip(lines, ("-", (0, (3, 1.5))), strict=True):
        with np.errstate(all="ignore"):
            places = -(weights[2] + weights[1] * ends) / weights[0]
        places = np.nan_to_num(places)
        drawn.append(ax.plot(places, ends, linestyle=style, color=theme.model, linewidth=points(5), zorder=5)[0])
        foot = np.array([[np.clip(0.8 * places[0] + 0.2 * places[1], *across), 0.8 * up[0] + 0.2 * up[1]]])
        dashed = style != "-"
        anchors = np.concatenate([np.full((1, 2), np.nan), foot]) if dashed else foot
        told, side = (say("copied"), "left") if dashed else (say("as is"), "right")
        stage.label(ax, anchors, told, theme.model, sides=(side,), weight="semibold")
    between = between_lines(common, rare, lines)
    (lit,) = ax.plot([], [], "o", color=theme.batch, markersize=points(17), fillstyle="none", markeredgewidth=points(2.5), zorder=4)
    caught = np.concatenate(between)
    words = (
        ((0.02, 1), -24, say("● {n} common", n=len(common)), theme.muted),
        ((0.98, 1), -24, say("▲ {n} rare", n=len(rare)), theme.ink),
        ((0.98, 0), 66, say("between the lines"), theme.batch),
        ((0.98, 0), 41, say("{n} common", n=len(between[0])), theme.batch),
        ((0.98, 0), 16, say("{n} rare × {copies} = {all}", n=len(between[1]), copies=copies, all=copies * len(between[1])), theme.batch),
    )
    written = [
        ax.annotate(
            told, at, (0, points(up)), xycoords="axes fraction", textcoords="offset points", color=colour, va="center_baseline", zorder=6
        )
        for at, up, told, colour in words
    ]
    for text in written[1:]:
        halo(text, theme).set(ha="right")
    copied = say("▲ {n} rare, {copies} times each", n=len(rare), copies=copies)

    def show(t: int) -> None:
        stacks.set_data(np.concatenate(stacked if t else stacked[:1]).T)
        lit.set_data(caught.T if t else ([], []))
        drawn[1].set_visible(t > 0)
        written[1].set_text(copied if t else words[1][2])
        for text in written[2:]:
            text.set_visible(t > 0)

    return show


def before_and_after(stage: Stage, ax: Axes, before: Sequence[Floats], after: Sequence[Floats], names: Sequence[str], ways: Any) -> Show:
    """Shares `before` and `after`, a pair of (rows,) for each of `names`: from row 1 on a line a row so far, and the mean. Returns show(t).

    `ways` are the words for before and after.
    """
    top = 1.35 * max(float(np.max([*before, *after])), 1e-3)
    ax.set(xlim=(-0.5, 3 * len(names) - 1.5), ylim=(0, top))
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_xticks([3 * i + j for i in range(len(names)) for j in (0, 1)], list(ways) * len(names))
    ax.grid(visible=False, axis="x")
    movers = []
    for i, (first, second, name) in enumerate(zip(before, after, names, strict=True)):
        ax.text(3 * i + 0.5, 0.95 * top, name, ha="center", va="top", fontsize=points(LABEL))
        movers.append(_pairs(stage, ax, 3 * i, first, second))
    return compose(*movers)


def _pairs(stage: Stage, ax: Axes, left: float, first: Floats, second: Floats) -> Show:
    theme, last = stage.theme, len(first) - 1
    thin = LineCollection([], colors=theme.held_out, linewidths=points(2), alpha=0.35, zorder=3)
    ax.add_collection(thin, autolim=False)
    (starts,) = ax.plot([], [], "o", color=theme.held_out, markersize=points(8), markeredgewidth=0, alpha=0.6, zorder=4)
    (mean,) = ax.plot([], [], "o-", color=theme.ink, linewidth=points(5), markersize=points(10), markeredgewidth=0, zorder=5)
    pairs = np.stack([np.column_stack([np.full(len(first), left + j), its]) for j, its in enumerate((first, second))], 1)
    means = np.cumsum(pairs, 0) / np.arange(1, len(first) + 1)[:, None, None]
    for j in (0, 1):
        anchors = np.where((np.arange(len(first)) == last)[:, None], means[:, j], np.nan)
        told = say("{mean:.1%}", mean=float(means[last, j, 1]))
        stage.label(ax, anchors, told, theme.ink, sides=("above", "below"), weight="semibold", gap=16)

    def show(t: int) -> None:
        thin.set_segments(list(pairs[: t + 1]) if t else [])
        starts.set_data(pairs[: t + 1, 0].T)
        mean.set_data(means[t].T if t else ([], []))

    return show
