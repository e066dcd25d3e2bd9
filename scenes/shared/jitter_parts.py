"""Many runs of SGD about the best line: one of them among its points, and how far off it and nine in ten of all are, step by step.

All is drawn less the best line, which so lies level: points by their misses, and lines (slope, intercept) by what they add to it.
"""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.studio.draw.marks import DOT, Show, arrow, compose, curve, dot, only
from scenes.studio.draw.spreads import spread
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

Floats = NDArray[np.floating]
ENDS = np.array([-1.0, 1.0])  # of a line, in x
FIRST = 5  # rows from the start whose steps are shown
MOST = 90  # per cent of the runs, which are in the band
HEAD, FOOT = 40, 44  # pixels of the canvas, over and under what moves: the rate of an act, and how far it strays


def added(trace: Trace) -> Floats:
    """What the runs add to slope and intercept of the best line: (rows, runs, 2)."""
    return trace.places.astype(float) - trace.places[0, 0].astype(float)


def misses_of(trace: Trace, x: torch.Tensor, y: torch.Tensor) -> Floats:
    """How far points x (n, 2) and y (n,) lie above the best line, (n,)."""
    return y.numpy().astype(float) - x.numpy().astype(float) @ trace.places[0, 0].astype(float)


def strays(trace: Trace) -> Floats:
    """How far from the best line nine in ten of the runs are at most, at x = 0: (rows,)."""
    return np.percentile(np.abs(added(trace)[..., 1]), MOST, axis=1)


def mean_misses(trace: Trace) -> Floats:
    """By how much the points of the step to each row lay above the line on average: (rows, runs), 0 in the first row.

    It is worked out from the step: at x = 0 that lifts the line by twice the rate times that mean.
    """
    heights = added(trace)[..., 1]
    return np.vstack([0 * heights[:1], np.diff(heights, axis=0) / (2 * trace.rate[:-1, None].astype(float))])


def level_with(stage: Stage, ax: Axes, chart: Axes, misses: Floats) -> None:
    """Limits for `ax`, of points by their `misses`, with the best line as high in it as in the `chart`."""
    low, top = chart.get_ylim()
    whole = max((1.1 * misses.max() + 1e-6) / top, -1.25 * misses.min() / -low) * (top - low)
    share = -low / (top - low)
    ax.set(xlim=(-1.08, 1.08), ylim=(-share * whole, (1 - share) * whole), xticks=[-1, 0, 1], xlabel=say("x"))


def among_points(
    stage: Stage, ax: Axes, trace: Trace, x: torch.Tensor, misses: Floats, told: Collection[int], back: int | None, until: int
) -> Show:
    """The points, and in the rows before `until` the first run's line among them; first, and in those that are `told`, the points of the
    step, with their misses from the line before. All points have them in the first row and in the row `back`. Returns show(t).
    """
    theme, rows, across, last = stage.theme, np.arange(len(trace)), x[:, 0].numpy().astype(float), added(trace)[:, 0]
    now, was = last[:, :1] * ENDS + last[:, 1:], np.insert(last, 0, last[0], axis=0)[:-1]
    which, seen = trace.drawn[np.maximum(rows - 1, 0)].astype(int), np.isin(rows, [*told, *range(1, FIRST)])
    there, foot = rows < until, (ax.get_xlim()[0], ax.get_ylim()[0])
    ax.grid(visible=False)
    (cloud,) = ax.plot(across, misses, "o", color=theme.data, markersize=points(9), markeredgewidth=0, zorder=1.9)
    ax.plot(ENDS, [0, 0], color=theme.ink, linewidth=points(2.5), zorder=3)
    (lit,) = ax.plot([], [], "o", color=theme.batch, markersize=points(15), markeredgewidth=0, zorder=6)
    pulled = LineCollection([], colors=theme.batch, linewidths=points(4), zorder=4)
    whole = LineCollection([], colors=theme.gradient, linewidths=points(1.5), alpha=0.6, zorder=2.5)
    for collection in (pulled, whole):
        ax.add_collection(collection, autolim=False)
    stage.follow(ax, np.stack([np.column_stack([0 * rows + end, its]) for end, its in zip(ENDS, now.T, strict=True)], 1))
    every, these = misses.mean() - was @ [across.mean(), 1.0], mean_misses(trace)[:, 0]
    for means, when, colour, words in (
        (0 * every, rows == 0, theme.gradient, "mean of all {miss:.2f}"),
        (every, rows == (back or -1), theme.gradient, "mean of all {miss:+.2f}"),
        (these, rows == 1, theme.batch, "mean of these {miss:+.2f}"),
    ):
        texts = say_each(words, miss=means)
        stage.label(ax, only(when & there, foot), texts, colour, sides=("right",), gap=4, lift=20, size=26, weight="semibold")

    def from_line(t: int, its: Any) -> Any:
        feet = was[t, 0] * across[its] + was[t, 1]
        return list(np.stack([np.column_stack([across[its], feet]), np.column_stack([across[its], misses[its]])], 1))

    def show(t: int) -> None:
        its = which[t] if seen[t] and there[t] else []
        pulled.set_segments(from_line(t, its))
        lit.set_data(across[its], misses[its])
        whole.set_segments(from_line(t, slice(None)) if t in (0, back) else [])
        cloud.set_alpha(1 if there[t] else 0.5)

    return compose(
        show,
        curve(stage, ax, ENDS, only(seen & there, was[:, :1] * ENDS + was[:, 1:]), theme.model, width=3, dashed=True, zorder=5),
        curve(stage, ax, ENDS, only(there, now), theme.model, width=6, zorder=5),
        dot(stage, ax, only(there, np.column_stack([0 * rows, last[:, 1]])), theme.model, size=DOT + 4),
    )


def arms(stage: Stage, ax: Axes, trace: Trace, parts: tuple[Floats, Floats], row: int) -> tuple[Floats, Floats]:
    """Where right of the first run, at x = 0, its step to `row` stands, in two `parts`, (rows, runs) each: from and to, (2, 2) each.

    They are the pull, which begins where the line was, and the push, which goes on from its tip.
    """
    was, now = added(trace)[row - 1 : row + 1, 0, 1]
    pixel = stage.scale * np.ptp(ax.get_xlim()) / ax.get_window_extent().width
    turn, (first, second) = was + parts[0][row, 0], row + pixel * np.array([44, 68])
    return np.array([(first, was), (first, turn)]), np.array([(second, turn), (second, now)])


def pushes(stage: Stage, ax: Axes, trace: Trace, parts: tuple[Floats, Floats], back: int | None) -> Show:
    """Right of the first run its last step in two `parts`, (rows, runs) each: in the row 1 the push, in the row `back` the pull as well.

    Returns show(t).
    """
    theme, rows, level, shows = stage.theme, np.arange(len(trace)), added(trace)[:, 0, 1], []
    pixel, marks = stage.scale * np.ptp(ax.get_xlim()) / ax.get_window_extent().width, LineCollection([], linestyles=":", zorder=4)
    marks.set(color=theme.muted, linewidth=points(2.5))
    ax.add_collection(marks, autolim=False)
    how = {"size": 26 if stage.canvas.wide else 22, "weight": "semibold"}
    told = [row for row in (1, back) if row and row < len(rows)]
    for row in told:
        names = ((say("pull of all"), theme.gradient, -17), (say("chance push"), theme.batch, 17))
        for arm, part, (name, colour, lift) in list(zip(arms(stage, ax, trace, parts, row), parts, names, strict=True))[row == 1 :]:
            now, middle = rows == row, (row + 96 * pixel, level[row - 1] + (parts[0][row, 0] if row > 1 else part[row, 0]) / 2)
            shows.append(arrow(stage, ax, only(now, arm[0]), np.tile(arm[1], (len(rows), 1)), colour, rim=0))
            stage.label(ax, only(now, middle), name, colour, sides=("right",), gap=0, lift=lift if row > 1 else 8, **how)

    def show(t: int) -> None:
        marks.set_segments([[(t - gone, level[t - gone]), (t + 88 * pixel, level[t - gone])] for gone in (1, 0) if t in told])

    return compose(show, *shows)


def wander(stage: Stage, ax: Axes, trace: Trace, ends: Sequence[int], plan: Sequence[float]) -> Show:
    """How high above the best line the first run is at x = 0, step by step, and the band of nine in ten of them.

    An act of the `plan`, its rates, ends in each of the rows `ends`; over each stands its rate, and below it how wide the band is, once it
    is over. Returns show(t).
    """
    theme, rows, last = stage.theme, np.arange(len(trace)), len(trace) - 1
    heights, away = added(trace)[..., 1], strays(trace)
    low, top = np.percentile(heights, (50 - MOST / 2, 50 + MOST / 2), axis=1)
    reach = 1.05 * max(float(np.abs(heights[:, 0]).max()), float(-low.min()), float(top.max())) + 1e-6
    unit = 2 * reach / (ax.get_window_extent().height / stage.scale - HEAD - FOOT)  # a pixel of the canvas
    limits = -reach - FOOT * unit, reach + HEAD * unit
    name = 1 + 104 * stage.scale / ax.get_window_extent().width  # room at the right for that of the best line
    ax.set(xlim=(-0.02 * max(last, 1), name * max(last, 1)), ylim=limits, xlabel=say("step"), xticks=sorted({0, *ends}))
    ax.set_yticks([tick for tick in ax.get_yticks() if abs(tick) <= reach])
    ax.grid(visible=False)
    ax.axhline(0, color=theme.ink, linewidth=points(2.5), zorder=1.6)
    (line,) = ax.plot([], [], color=theme.model, linewidth=points(2), zorder=3)
    stage.label(ax, (name * max(last, 1), 0), say("best line"), theme.ink, sides=("below left",), gap=6, weight="semibold")
    edges = LineCollection([], colors=theme.muted, linewidths=points(2), linestyles=":", zorder=1)
    ax.add_collection(edges, autolim=False)
    for n, (start, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
        middle, falls = (start + min(end, last)) / 2, n == len(ends) - 1
        words = say("rate {rate:.1g} → {least:.1g}" if falls else "rate {rate:.2g}", rate=plan[min(start, len(plan) - 1)], least=plan[-1])
        place = only(rows > start, [[middle, limits[1]]])
        stage.label(ax, place, words, theme.ink, sides=("below",), gap=0, size=22, weight="semibold")
        number = say("±{off:#.2g}", off=away[min(end, last)])
        stage.label(ax, only(rows >= end, [[middle, limits[0]]]), number, theme.model, sides=("above",), gap=2, size=30, weight="semibold")
    return compose(
        lambda t: edges.set_segments([[(end, limits[0]), (end, limits[1])] for end in ends if end < t]),
        lambda t: line.set_data(rows[: t + 1], heights[: t + 1, 0]),
        spread(stage, ax, rows, low, top, theme.model),
        dot(stage, ax, np.column_stack([rows, heights[:, 0]]), theme.model, size=DOT + 4),
    )
