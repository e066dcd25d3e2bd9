"""Many runs of SGD about the best line: one of them among its points, and how far off nine in ten of them are.

All is drawn less the best line, which so lies level: points by their misses, and lines (slope, intercept) by what they add to it.
"""

from collections.abc import Collection

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.shared.sums import rounded
from scenes.studio.draw.marks import Show, compose, curve, only, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
ENDS = np.array([-1.0, 1.0])  # of a line, in x


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
    """The first run's line among the points, and the ground that nine in ten of all lines keep to.

    In the rows that are `told` also its last step: sticks to the points that it went by, from the line before, their mean miss, and how
    much of it the line goes. In the row `split` the points above the line before stand out. Returns show(t).
    """
    theme, wide, rows, lines, across = stage.theme, stage.canvas.wide, np.arange(len(trace)), added(trace), x[:, 0].numpy().astype(float)
    high = 1.15 * np.abs(misses).max() + 1e-6
    ax.set(xlim=(-1.08, 1.08), ylim=(-high, 1.55 * high), xlabel="x", ylabel=say("height above the best line"), xticks=[-1, 0, 1])
    ax.grid(visible=False)
    ax.plot(across, misses, "o", color=theme.data, markersize=points(9), markeredgewidth=0, zorder=2)
    ax.plot(ENDS, [0, 0], color=theme.ink, linewidth=points(2.5), zorder=3)
    over, low, top = band(trace)
    (ground,) = ax.fill([], [], color=theme.model, alpha=0.2, linewidth=0, zorder=1.5)
    now, was = lines[:, 0, :1] * ENDS + lines[:, 0, 1:], np.insert(lines[:, 0], 0, lines[0, 0], axis=0)[:-1]
    pulled = LineCollection([], colors=theme.batch, linewidths=points(3), zorder=4)
    ax.add_collection(pulled, autolim=False)
    (above,) = ax.plot([], [], "o", color=theme.ink, markersize=points(11), markeredgewidth=0, zorder=2.5)
    (lit,) = ax.plot([], [], "o", color=theme.batch, markersize=points(15), markeredgewidth=0, zorder=6)
    which, seen = trace.drawn[np.maximum(rows - 1, 0)].astype(int), np.isin(rows, list(told))
    means, rates = mean_misses(trace)[:, 0], step_rates(trace)
    factors = [(rounded(rate, ".2g"), rounded(miss, ".3f")) for rate, miss in zip(rates, means, strict=True)]
    words = "{miss:+.3f} × 2 × {rate:g} = step {step:+.3f}", "× 2 × rate {rate:g} = step {step:+.3f}"
    steps = [say(words[wide], rate=rate, miss=miss, step=2 * rate * miss) for rate, miss in factors]
    corner = only(seen, np.array([[-1.05, ax.get_ylim()[1]]]))
    stage.label(ax, corner, steps, theme.model, sides=("below right",), gap=0, size=28, weight="semibold", lift=-48 * wide)
    if wide:
        means_told = [say("mean miss {miss:+.3f}", miss=miss) for _, miss in factors]
        stage.label(ax, corner, means_told, theme.batch, sides=("below right",), gap=0, size=28, weight="semibold")
    stage.label(ax, only(rows == 0, np.array([[0.0, 0.0]])), say("best line"), theme.ink, sides=("above",), size=26, weight="semibold")
    stage.follow(ax, np.stack([np.column_stack([0 * rows + end, its]) for end, its in zip(ENDS, now.T, strict=True)], 1))
    feet, tips = was[:, 1:], was[:, 1:] + np.column_stack([means, 2 * rates * means])

    def show(t: int) -> None:
        ground.set_xy(np.column_stack([[*over, *over[::-1]], [*low[t], *top[t][::-1]]]))
        its = which[t] if seen[t] else []
        starts = was[t, 0] * across[its] + was[t, 1]
        pulled.set_segments(list(np.stack([np.stack([across[its], starts], -1), np.stack([across[its], misses[its]], -1)], 1)))
        lit.set_data(across[its], misses[its])
        high = misses > was[t, 0] * across + was[t, 1] if t == split else np.zeros(len(misses), bool)
        above.set_data(across[high], misses[high])

    bars = compose(
        sticks(stage, ax, [-0.04], only(seen, feet), tips[:, :1], theme.batch, width=18),
        sticks(stage, ax, [0.04], only(seen, feet), tips[:, 1:], theme.model, width=18),
    )
    for collection in ax.collections[-2:]:
        collection.set_zorder(6)
    return compose(
        show,
        bars,
        curve(stage, ax, ENDS, only(seen, was[:, :1] * ENDS + was[:, 1:]), theme.model, width=3, dashed=True, zorder=5),
        curve(stage, ax, ENDS, now, theme.model, width=6, zorder=5),
    )
