"""Many runs of SGD about the best line: one of them among its points, and how far off it and nine in ten of all are, step by step.

All is drawn less the best line, which so lies level: points by their misses, and lines (slope, intercept) by what they add to it.
"""

from collections.abc import Collection, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.shared.sums import rounded
from scenes.studio.draw.marks import DOT, Show, arrow, compose, curve, dot, needle, only, sticks
from scenes.studio.draw.spreads import spread
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
ENDS = np.array([-1.0, 1.0])  # of a line, in x
FIRST = 5  # rows from the start whose steps are shown
MOST = 90  # per cent of the runs, which are in the band
HEAD, FOOT = 66, 44  # pixels of the canvas, over and under what moves: what an act has set, and how far it strays


def added(trace: Trace) -> Floats:
    """What the runs add to slope and intercept of the best line: (rows, runs, 2)."""
    return trace.places.astype(float) - trace.places[0, 0].astype(float)


def way_back(trace: Trace, last: int) -> int | None:
    """The row up to `last` whose step brings the first run most of all nearer to the best line, at x = 0."""
    off = np.abs(added(trace)[: last + 1, 0, 1])
    return int((off[:-1] - off[1:])[6:].argmax()) + 7 if len(off) > 8 else None


def misses_of(trace: Trace, x: torch.Tensor, y: torch.Tensor) -> Floats:
    """How far points x (n, 2) and y (n,) lie above the best line, (n,)."""
    return y.numpy().astype(float) - x.numpy().astype(float) @ trace.places[0, 0].astype(float)


def strays(trace: Trace) -> Floats:
    """How far from the best line nine in ten of the runs are at most, at x = 0: (rows,)."""
    return np.percentile(np.abs(added(trace)[..., 1]), MOST, axis=1)


def step_rates(trace: Trace) -> Floats:
    """The rate of the step to each row: (rows,), 0 in the first row, which no step led to."""
    return np.insert(trace.rate.astype(float), 0, 0)[:-1]


def mean_misses(trace: Trace) -> Floats:
    """By how much the points of the step to each row lay above the line on average: (rows, runs), 0 in the first row.

    It is worked out from the step: at x = 0 that lifts the line by twice the rate times that mean.
    """
    heights = added(trace)[..., 1]
    return np.vstack([0 * heights[:1], np.diff(heights, axis=0) / (2 * step_rates(trace)[1:, None])])


def among_points(stage: Stage, ax: Axes, trace: Trace, x: torch.Tensor, misses: Floats, told: Collection[int], split: int | None) -> Show:
    """The first run's line among the points: at first with the misses of all, then, and in the rows that are `told`, with its last step.

    Of that there are the misses of the points that it went by, from the line before, their gradient as a needle, and beside it the part
    that the line goes; where it is `told`, in numbers, too. In the row `split` the points above the line before stand out. Returns show(t).
    """
    theme, rows, across, last = stage.theme, np.arange(len(trace)), x[:, 0].numpy().astype(float), added(trace)[:, 0]
    now, was = last[:, :1] * ENDS + last[:, 1:], np.insert(last, 0, last[0], axis=0)[:-1]
    spoken, which = np.isin(rows, list(told)), trace.drawn[np.maximum(rows - 1, 0)].astype(int)
    seen = spoken | (rows > 0) & (rows < FIRST)
    gradients, beside = 2 * mean_misses(trace)[:, 0], 26 * stage.scale * 2.16 / ax.get_window_extent().width
    high = 1.1 * np.abs(misses).max() + 1e-6
    ax.set(xlim=(-1.08, 1.08), ylim=(-high, 1.4 * high), xlabel="x", ylabel=say("height above the best line"), xticks=[-1, 0, 1])
    ax.grid(visible=False)
    ax.plot(across, misses, "o", color=theme.data, markersize=points(9), markeredgewidth=0, zorder=2)
    ax.plot(ENDS, [0, 0], color=theme.ink, linewidth=points(2.5), zorder=3)
    (above,) = ax.plot([], [], "o", color=theme.ink, markersize=points(11), markeredgewidth=0, zorder=2.5)
    (lit,) = ax.plot([], [], "o", color=theme.batch, markersize=points(15), markeredgewidth=0, zorder=6)
    pulled = LineCollection([], colors=theme.batch, linewidths=points(3), zorder=4)
    ax.add_collection(pulled, autolim=False)
    stage.label(ax, only(rows == 0, [[0.0, 0.0]]), say("best line"), theme.ink, sides=("above",), size=26, weight="semibold")
    say_step(stage, ax, only(spoken, [[-1.05, 1.4 * high]]), step_rates(trace), gradients)
    over = misses > was[split or 0] @ [across, 0 * across + 1]
    for place, words, n in ((1.18 * high, "{n} above", over.sum()), (-0.86 * high, "{n} below", (~over).sum())):
        stage.label(
            ax, only(rows == split, [[0.75, place]]), say(words, n=int(n)), theme.ink, sides=("above",), gap=0, size=28, weight="semibold"
        )
    stage.follow(ax, np.stack([np.column_stack([0 * rows + end, its]) for end, its in zip(ENDS, now.T, strict=True)], 1))

    def show(t: int) -> None:
        its = which[t] if seen[t] else []
        pulled.set_segments([[(across[i], was[t] @ [across[i], 1]), (across[i], misses[i])] for i in its])
        lit.set_data(across[its], misses[its])
        above.set_data(*(values[over & (t == split)] for values in (across, misses)))

    def at(place: float, heights: Floats) -> Floats:
        return only(seen, np.column_stack([place + 0 * heights, heights]))

    return compose(
        show,
        sticks(stage, ax, across, 0 * misses, only(rows == 0, [misses]), theme.loss, 2),
        curve(stage, ax, ENDS, only(seen, was[:, :1] * ENDS + was[:, 1:]), theme.model, width=3, dashed=True, zorder=5),
        curve(stage, ax, ENDS, now, theme.model, width=6, zorder=5),
        sticks(stage, ax, [0], only(seen, was[:, 1:]), last[:, 1:], theme.model, width=6),
        arrow(stage, ax, at(0, was[:, 1]), at(0, last[:, 1]), theme.model, rim=0, end=DOT / 2),
        needle(stage, ax, at(beside, was[:, 1]), np.column_stack([0 * gradients, gradients])),
        dot(stage, ax, np.column_stack([0 * rows, last[:, 1]]), theme.model, size=DOT + 4),
    )


def say_step(stage: Stage, ax: Axes, places: Floats, rates: Floats, gradients: Floats) -> None:
    """Below `places` (rows, 2), that the step is the product of `rates` and `gradients`, each (rows,)."""
    theme, wide = stage.theme, stage.canvas.wide
    lines = [(theme.gradient, "gradient {slope:#.2g}")] * wide
    lines += [
        (theme.model, "× rate {rate:.2g} = step {step:#.2g}" if wide else "gradient {slope:#.2g} × rate {rate:.2g} = step {step:#.2g}")
    ]
    numbers = [(rounded(rate, ".2g"), rounded(abs(slope), ".2g")) for rate, slope in zip(rates, gradients, strict=True)]
    for line, (colour, template) in enumerate(lines):
        texts = [say(template, rate=rate, slope=slope, step=rate * slope) for rate, slope in numbers]
        stage.label(ax, places, texts, colour, sides=("below right",), gap=0, size=28, weight="semibold", lift=-34 * line)


def wander(stage: Stage, ax: Axes, trace: Trace, ends: Sequence[int], plan: Sequence[tuple[float, int]]) -> Show:
    """How high above the best line the first run is at x = 0, step by step, and the band of nine in ten of them.

    An act of the `plan`, its rates and points of a step, ends in each of the rows `ends`; over each stands what is set, and below it how
    wide the band is, once it is over. Returns show(t).
    """
    theme, rows, last = stage.theme, np.arange(len(trace)), len(trace) - 1
    heights, away = added(trace)[..., 1], strays(trace)
    low, top = np.percentile(heights, (50 - MOST / 2, 50 + MOST / 2), axis=1)
    reach = 1.05 * max(float(np.abs(heights[:, 0]).max()), float(-low.min()), float(top.max())) + 1e-6
    unit = 2 * reach / (ax.get_window_extent().height / stage.scale - HEAD - FOOT)  # a pixel of the canvas
    limits = -reach - FOOT * unit, reach + HEAD * unit
    ax.set(xlim=(0, 1.02 * max(last, 1)), ylim=limits, xlabel=say("step"), xticks=sorted({0, *ends}))
    ax.set_yticks([tick for tick in ax.get_yticks() if abs(tick) <= reach])
    ax.grid(visible=False)
    ax.axhline(0, color=theme.ink, linewidth=points(2.5), zorder=1.6)
    (line,) = ax.plot([], [], color=theme.model, linewidth=points(2), zorder=3)
    for n, (start, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
        (rate, size), middle = plan[min(start, len(plan) - 1)], (start + min(end, last)) / 2
        texts = say("rate → {least:.2g}" if n == 3 else "rate {rate:.2g}", rate=rate, least=plan[-1][0]), say("{size} points", size=size)
        for words, down, new in zip(texts, (0, 28), (n != 2, n in (0, 2)), strict=True):
            colour, how = (theme.ink, "semibold") if new else (theme.muted, "regular")
            place = only(rows > start, [[middle, limits[1]]])
            stage.label(ax, place, words, colour, sides=("below",), gap=0, size=24, weight=how, lift=-down)
        number = say("±{off:#.2g}", off=away[min(end, last)])
        stage.label(ax, only(rows >= end, [[middle, limits[0]]]), number, theme.model, sides=("above",), gap=2, size=34, weight="semibold")
    return compose(
        lambda t: line.set_data(rows[: t + 1], heights[: t + 1, 0]),
        spread(stage, ax, rows, low, top, theme.model),
        dot(stage, ax, np.column_stack([rows, heights[:, 0]]), theme.model, size=DOT + 4),
    )
