"""Many runs about the best line: the band of their right ends, one run in it, and what the points of its steps ask for."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.batch_parts import fan, only
from scenes.shared.line_parts import X
from scenes.shared.reading_parts import asked, shown
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Show, compose, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
Data = tuple[torch.Tensor, torch.Tensor]  # x (n, 2), y (n,)


def band(stage: Stage, ax: Axes, trace: Trace, close: int, asks: Floats) -> Show:
    """The ground in which the right ends of nineteen of twenty runs lie, two standard deviations to both sides of their mean, so far.

    The axes hold the `asks`, and show the first `close` steps from near, then all. To be called before anything else
    is drawn there. Returns show(t).
    """
    rows, theme = np.arange(len(trace)), stage.theme
    ends = (trace.places - trace.places[0]).sum(-1).astype(float)
    middle, half = ends.mean(1), trace.width.astype(float) / 2
    reach = max(1.25 * float(half.max()), 1.08 * float(np.abs(ends[:, 0]).max()), *np.abs(1.05 * asks).ravel(), 1e-6)
    right = np.where(rows <= close, min(1.15 * close, 1.1 * len(rows)), 1.1 * len(rows))
    views = np.column_stack([-0.01 * right, right, np.full((len(rows), 2), [-reach, 1.3 * reach])])
    ax.set(xlabel=say("step"), xlim=views[-1, :2], ylim=views[-1, 2:])
    see = stage.views(ax, views)
    ax.axhline(0, color=theme.ink, linewidth=points(2.5), linestyle="--", zorder=3)
    stage.label(ax, np.where(rows[:, None] < 1, (0, 0), np.nan), say("best line"), theme.ink, sides=("above right",))
    (ground,) = ax.fill([], [], color=theme.model, alpha=0.22, linewidth=0, zorder=1.5)
    seat = np.column_stack([0.6 * rows, middle + half])
    stage.label(
        ax, np.where((rows[:, None] > 3) & (rows[:, None] <= close), seat, np.nan), say("19 of 20 runs"), theme.model, sides=("above",)
    )
    swarm = dots(stage, ax, rows[:, None] + 0 * ends, ends, theme.model, 4, zorder=4)

    def show(t: int) -> None:
        its = slice(0, t + 1)
        ground.set_xy(np.column_stack([np.append(rows[its], rows[its][::-1]), np.append((middle + half)[its], (middle - half)[its][::-1])]))

    return compose(see, show, swarm)


def acts(stage: Stage, ax: Axes, plan: Sequence[tuple[float, int]], ends: Sequence[int], trace: Trace) -> Show:
    """Over each act its rate and batch size, from its first step on, and at its end how wide the band is: at the rows `ends`."""
    theme, rows, top = stage.theme, np.arange(len(trace)), ax.get_ylim()[1]
    shows: list[Show] = []
    starts = [0, *ends]
    for start, end in zip(starts, [*ends, len(trace) - 1], strict=True):
        rate, size = plan[min(start, len(plan) - 1)]
        now = (rows >= start + (start > 0)) & (rows < len(trace))
        words = say("rate {rate:g}\n{size} points", rate=rate, size=size)
        if end == len(trace) - 1:
            words = say("rate falls\n{size} points", size=size)
        stage.label(ax, np.where(now[:, None], (start, top), np.nan), words, theme.ink, sides=("below right",), gap=6, weight="semibold")
        there, half = rows >= end, float(trace.width[min(end, len(trace) - 1)]) / 2
        mark: dict[str, Any] = {"color": theme.ink, "linewidth": points(3), "markersize": points(16), "markeredgewidth": points(3)}
        (bracket,) = ax.plot([end, end], [-half, half], "_-", zorder=6, **mark)
        shows.append(shown(bracket, there))
        told = say("{wide:.2g} wide", wide=2 * half)
        stage.label(
            ax, np.where(there[:, None], (end, -half), np.nan), told, theme.ink, sides=("below", "below left"), gap=6, weight="semibold"
        )
    return compose(*shows)


def asked_heights(trace: Trace, data: Data) -> Floats:
    """The heights above the best line for which the points of the last step of the first run ask: (rows, n)."""
    (x, y), a = (part.double().numpy() for part in data), trace.places[:, 0].astype(float)
    its = trace.drawn.astype(int)
    steps = np.maximum(np.arange(len(trace)) - 1, 0)
    return np.array([asked(a[t], x[its[t], 0], y[its[t]], trace.rate[t]) for t in steps]) - a[0].sum()


def one_run(stage: Stage, ax: Axes, trace: Trace, asks: Floats, told: Any, said: Mapping[int, str]) -> Show:
    """The way of the first run, and the heights for which the points of its last step ask, (rows, n), in the rows `told` (rows,).

    In some rows it is `said` what these are. Returns show(t).
    """
    theme, rows, heights = stage.theme, np.arange(len(trace)), (trace.places[:, 0] - trace.places[0, 0]).sum(1).astype(float)
    (way,) = ax.plot([], [], color=theme.model, linewidth=points(3), zorder=5)
    upper = np.column_stack([rows, asks.max(1)])
    for row, text in said.items():
        stage.label(ax, np.where((rows == row)[:, None], upper, np.nan), text, theme.batch, sides=("right",))

    starts = np.column_stack([rows - 1, np.append(heights[0], heights[:-1])])
    ends = only(np.asarray(told), np.stack([rows[:, None] + 0 * asks, asks], -1))

    def show(t: int) -> None:
        way.set_data(rows[: t + 1], heights[: t + 1])

    return compose(
        show,
        fan(stage, ax, starts, ends, theme.batch, size=12, zorder=8),
        dot(stage, ax, np.column_stack([rows, heights]), theme.model, size=15),
    )


def one_line(stage: Stage, ax: Axes, trace: Trace, data: Data, told: Any) -> Show:
    """Points, dashed the best line, and that of the first run; those that were drawn for its step are lit in the rows `told`."""
    theme, ends, a = stage.theme, np.array([-1.0, 1.0]), trace.places[:, 0].astype(float)
    x, y = data[0][:, 0].numpy(), data[1].numpy()
    ax.set(xlim=X, ylim=(y.min() - 0.3, y.max() + 0.6), xlabel="x", ylabel="y")
    ax.plot(x, y, "o", color=theme.data, markersize=points(7), markeredgewidth=0, zorder=2)
    ax.plot(ends, a[0, 0] * ends + a[0, 1], "--", color=theme.ink, linewidth=points(2.5), zorder=3)
    (line,) = ax.plot([], [], color=theme.model, linewidth=points(5), zorder=4)
    drawn = trace.drawn[np.maximum(np.arange(len(a)) - 1, 0)].astype(int)

    def show(t: int) -> None:
        line.set_data(ends, a[t, 0] * ends + a[t, 1])

    lit = dots(stage, ax, x[drawn], y[drawn], theme.batch, 13, np.asarray(told)[:, None], zorder=5)
    return compose(show, lit, dot(stage, ax, np.column_stack([np.ones(len(a)), a.sum(1)]), theme.model))
