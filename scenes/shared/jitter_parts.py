"""Many runs of SGD about the best line: one of them among its points, and how far off nine in ten of them are.

All is drawn less the best line, which so lies level: points by their misses, and lines (slope, intercept) by what they add to it.
"""

from collections.abc import Collection, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.shared.sums import rounded
from scenes.studio.draw.marks import Show, arrow, compose, curve, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
ENDS = np.array([-1.0, 1.0])  # of a line, in x


def places_of_bars(stage: Stage) -> Floats:
    """Where those of the four acts stand, at the right of the points, in x."""
    return 1.4 + (0.46 if stage.canvas.wide else 0.74) * np.arange(4)


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


def band(trace: Trace) -> tuple[Floats, Floats, Floats]:
    """Between which heights nine in ten of the runs lie over some x (13,): these, and the lower and the upper edge, (rows, 13)."""
    over, lines = np.linspace(-1, 1, 13), added(trace)
    low, top = np.percentile(lines[..., :1] * over + lines[..., 1:], (5, 95), axis=1)
    return over, low, top


def among_points(
    stage: Stage, ax: Axes, trace: Trace, x: torch.Tensor, misses: Floats, told: Collection[int], summed: Collection[int], split: int | None
) -> Show:
    """The first run's line among the points, and the ground that nine in ten of all lines keep to.

    In the rows that are `told` also its last step: sticks to the points that it went by, from the line before; in those `summed` also how
    long it is. In the row `split` the points above the line before stand out. Returns show(t).
    """
    theme, rows, lines, across = stage.theme, np.arange(len(trace)), added(trace), x[:, 0].numpy().astype(float)
    high = 1.15 * np.abs(misses).max() + 1e-6
    ax.set(
        xlim=(-1.08, places_of_bars(stage)[-1] + 0.3),
        ylim=(-high, 1.15 * high),
        xlabel="x",
        ylabel=say("height above the best line"),
        xticks=[-1, 0, 1],
    )
    ax.grid(visible=False)
    ax.plot(across, misses, "o", color=theme.data, markersize=points(9), markeredgewidth=0, zorder=2)
    ax.plot(ENDS, [0, 0], color=theme.ink, linewidth=points(2.5), zorder=3)
    over, low, top = band(trace)
    (ground,) = ax.fill([], [], color=theme.model, alpha=0.2, linewidth=0, zorder=1.5)
    now = lines[:, 0, :1] * ENDS + lines[:, 0, 1:]
    before, now_told = np.roll(now, 1, 0), np.isin(rows, list(told))
    pulled = LineCollection([], colors=theme.batch, linewidths=points(3.5), zorder=4)
    ax.add_collection(pulled, autolim=False)
    (above,) = ax.plot([], [], "o", color=theme.ink, markersize=points(11), markeredgewidth=0, zorder=2.5)
    (lit,) = ax.plot([], [], "o", color=theme.batch, markersize=points(15), markeredgewidth=0, zorder=6)
    feet = np.column_stack([0 * rows, np.roll(lines[:, 0, 1], 1)]), np.column_stack([0 * rows, lines[:, 0, 1]])
    which = trace.drawn[np.maximum(rows - 1, 0)].astype(int)
    means = (misses[which] - (np.roll(lines[:, 0], 1, 0)[:, None] * np.stack([across[which], np.ones(which.shape)], -1)).sum(-1)).mean(1)
    factors = [(rounded(rate, ".3g"), rounded(miss, ".4f")) for rate, miss in zip(np.roll(trace.rate.astype(float), 1), means, strict=True)]
    words = "step: 2 × rate {rate:g} × mean miss {miss:g} = {step:.3f}"
    sums = [say(words, rate=rate, miss=miss, step=2 * rate * miss) for rate, miss in factors]
    side = np.array([0.0, 1.14 * high])
    stage.label(
        ax,
        only(np.isin(rows, list(summed)), side + np.zeros((len(rows), 2))),
        sums,
        theme.model,
        sides=("below",),
        gap=0,
        size=26 if stage.canvas.wide else 20,
        weight="semibold",
    )
    stage.label(ax, only(rows == 0, np.array([[1.25, 0.0]])), say("best line"), theme.ink, sides=("above",), size=26, weight="semibold")
    stage.follow(ax, np.stack([np.column_stack([0 * rows + end, its]) for end, its in zip(ENDS, now.T, strict=True)], 1))

    def show(t: int) -> None:
        ground.set_xy(np.column_stack([[*over, *over[::-1]], [*low[t], *top[t][::-1]]]))
        its = which[t] if now_told[t] else []
        starts = lines[t - 1, 0, 0] * across[its] + lines[t - 1, 0, 1]
        pulled.set_segments(list(np.stack([np.stack([across[its], starts], -1), np.stack([across[its], misses[its]], -1)], 1)))
        lit.set_data(across[its], misses[its])
        high = misses > lines[t - 1, 0, 0] * across + lines[t - 1, 0, 1] if t == split else np.zeros(len(misses), bool)
        above.set_data(across[high], misses[high])

    return compose(
        show,
        curve(stage, ax, ENDS, only(now_told, before), theme.model, width=3, dashed=True, zorder=5),
        curve(stage, ax, ENDS, now, theme.model, width=6, zorder=5),
        arrow(stage, ax, only(now_told, feet[0]), feet[1], theme.model, rim=0),
    )


def bands(stage: Stage, ax: Axes, trace: Trace, ends: Sequence[int], plan: Sequence[tuple[float, int]]) -> Show:
    """The band of each act, whose last rows are `ends`, so far or at its end, as high as among the points.

    About later ones, and about that among the points, that of the first is dashed. Under each stands the `plan` of the act, its rate and
    its points of a step. Returns show(t).
    """
    theme, rows, its, foot, places = stage.theme, np.arange(len(trace)), added(trace)[..., 1], ax.get_ylim()[0], places_of_bars(stage)
    size_of, (over, low, top) = 26 if stage.canvas.wide else 18, band(trace)
    starts, last = np.array([0, *ends[:-1]]), len(rows) - 1
    half = 0.19 if stage.canvas.wide else 0.27
    grounds, first = [], min(ends[0], last)
    for act, (start, end) in enumerate(zip(starts, ends, strict=True)):
        rate, size = plan[min(start, len(plan) - 1)]
        words = "rate falls\nto {least:.2g}\n{size} points" if act == 3 else "rate {rate:.2g}\n{size} points"
        if not stage.canvas.wide:
            words = words.replace("rate ", "rate\n").replace("falls\nto ", "falls to\n").replace(" points", "\npoints")
        seat = only(rows > start, np.array([[places[act], 0.35 * foot]]))
        stage.label(ax, seat, say(words, rate=rate, size=size, least=plan[-1][0]), theme.ink, sides=("below",), gap=0, size=size_of)
        done = min(end, last)
        told = say("±{wide:#.2g}", wide=float(np.percentile(np.abs(its[done]), 90)))
        seat = only(rows >= done, np.array([places[act], max(top[done].max(), top[first].max() * (act > 0))]))
        stage.label(ax, seat, told, theme.model, sides=("above",), gap=8, size=size_of + 4, weight="semibold")
        (ground,) = ax.fill([], [], color=theme.model, alpha=0.45, linewidth=0, zorder=2)
        (ghost,) = ax.plot([], [], color=theme.model, linewidth=points(2), linestyle=(0, (3, 2)), zorder=3)
        grounds.append((ground, ghost, places[act] + half * over, start, done))
    words, seat = say("the band: nine in ten of {n} runs", n=its.shape[1]), np.array([[places.mean(), -0.75 * foot]])
    stage.label(ax, only(rows > 0, seat), words, theme.model, sides=("above",), gap=0, size=size_of)
    ax.plot([places[0] - half, places[-1] + half], [0, 0], color=theme.ink, linewidth=points(2.5), zorder=3)
    (around,) = ax.plot([], [], color=theme.model, linewidth=points(2), linestyle=(0, (3, 2)), zorder=3)

    def show(t: int) -> None:
        edge = [*low[first], *top[first][::-1], low[first][0]]
        around.set_data(([*over, *over[::-1], over[0]], edge) if t > first else ([], []))
        for ground, ghost, x, start, done in grounds:
            row = min(t, done)
            ground.set_xy(np.column_stack([[*x, *x[::-1]], [*low[row], *top[row][::-1]]]) if t > start else np.empty((0, 2)))
            ghost.set_data(([*x, *x[::-1], x[0]], edge) if t > start > 0 else ([], []))

    return show
