"""How batch sizes are compared: walkers on the map of a line's parameters, the steps for which single points ask, and their misses."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patheffects import AbstractPathEffect, withStroke
from numpy.typing import NDArray

from scenes.shared.batch_parts import fan
from scenes.shared.line_loss import ellipses
from scenes.shared.line_parts import ENDS, X, end_heights, limits, line_of
from scenes.studio.draw.axes import label_data_axes
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import Theme, points
from scenes.studio.words import say

Data = tuple[torch.Tensor, torch.Tensor]  # x (n, 2), y (n,)


def pulls(a: Floats, x: Floats, y: Floats, lr: float) -> Floats:
    """The step of slope and intercept `a` (2,) on each of the points x (n, 2), y (n,) alone: (n, 2). A batch takes their mean."""
    return 2 * lr * (y - x @ a)[:, None] * x


def goal(stage: Stage, ax: Axes, x: torch.Tensor, best: Floats, above: float, named: NDArray[np.bool_]) -> None:
    """A cross at the `best` line of points x (n, 2), and the ring on which the loss is so much `above` the best.

    The ring is `named` in those rows (rows,).
    """
    theme, ring = stage.theme, ellipses(x, np.array([above]))[0] + best
    ax.fill(*ring.T, color=theme.loss, alpha=0.12, zorder=1.5)
    ax.plot(*ring.T, color=theme.loss, linewidth=points(3), zorder=3)
    ax.plot(*best, "+", color=theme.ink, markersize=points(22), markeredgewidth=points(4), zorder=3.5)
    stage.label(
        ax,
        only(named, ring[ring[:, 1].argmin()]),
        say("goal: loss at most\n10% above the best"),
        theme.loss,
        sides=("below",),
        weight="semibold",
        size=24,
    )


def walker(stage: Stage, ax: Axes, way: Floats, size: int, colour: str, kick: int | None, many: int) -> Show:
    """The line that steps every `size` points, as a disc with this number on its `way` (rows, 2), with its last ten steps before `kick`.

    It is not there from then on until a batch of `many` is read, where it would hide the fan, and at the end. Returns show(t).
    """
    across, last = width(size), len(way) - 1
    (tail,) = ax.plot([], [], "-o", color=colour, linewidth=points(3), markersize=points(7), markeredgewidth=0, alpha=0.5, zorder=5)
    (disc,) = ax.plot([], [], "o", color=colour, markersize=points(across), markeredgecolor=stage.theme.background, zorder=8)
    (number,) = ax.plot([], [], marker=f"$\\mathrm{{{size}}}$", color=stage.theme.background, zorder=8)
    number.set(markersize=points(13 * len(str(size))), markeredgewidth=0)
    stage.avoid(ax, way, across / 2 + 2)

    def show(t: int) -> None:
        tail.set_data(way[max(0, t // size - 10) * size : t + 1 : size].T if t < (kick or len(way)) else ([], []))
        here = t < last and not (kick and kick < t <= kick + many)
        disc.set_data(way[t : t + here].T)
        number.set_data(way[t : t + here].T)

    return show


def width(size: int) -> int:
    """How many pixels the disc of the batches of this `size` is across."""
    return 28 + 9 * len(str(size))


def asked_steps(stage: Stage, ax: Axes, way: Floats, steps: Mapping[int, Floats], sizes: Sequence[int], kick: int | None) -> Show:
    """The steps for which single points ask, as a fan: of the first batch of the middle one of `sizes` one by one, of the first batch of
    the largest in its row, and one by one of that which begins at row `kick`.

    `way` (rows, 2) is that of the largest, `steps` {row: (size, 2)} those that begin at a row. Returns show(t).
    """
    (*_, some, many), rows = sizes, np.arange(len(way))
    ends = np.full((len(way), many, 2), np.nan)
    reads = {(t, 0) for t in (*range(1, some + 1), many)} | {(t, kick) for t in range((kick or 0) + 1, (kick or 0) + many + 1) if kick}
    for t, start in reads:
        if t < len(way):
            ends[t, : t - start] = way[start] + steps[start][: t - start]
    told = (rows > 1) & (rows <= many) & np.isfinite(ends[:, 0, 0])
    seat = ends[rows, np.nan_to_num(ends[..., 1], nan=-np.inf).argmax(1)]
    stage.label(ax, only(told, seat), say("the step that one point asks for"), stage.theme.batch, sides=("above",), size=24)
    stage.label(ax, only(rows == 0, way[0]), say("three lines, one start"), stage.theme.ink, sides=("right",), gap=30, size=24)
    starts = np.where((rows <= many)[:, None], way[0], way[kick or 0])
    many_of = np.isfinite(ends).all(2).sum(1) > 30
    crowd, few = (only(many_of == its, ends) for its in (True, False))
    return compose(
        fan(stage, ax, starts, crowd, stage.theme.batch, width=1.5, size=5, alpha=0.4),
        fan(stage, ax, starts, few, stage.theme.batch, size=9),
    )


def means(stage: Stage, ax: Axes, ways: Mapping[int, Floats], colours: Mapping[int, str]) -> Show:
    """The first step of each of the `ways` {size: (rows, 2)}, at its row, and those of single points up to then. Returns show(t)."""
    (*_, some, many), rows, shows = [*ways], np.arange(len(next(iter(ways.values())))), []
    for size, way in ways.items():
        now = rows == size if size > 1 else (rows > 0) & (rows < some)
        told = say("mean of {size}: a step", size=size) if size > 1 else say("one point: a step")
        named = now if size > 1 else rows == 1
        stage.label(ax, only(named, way), told, colours[size], sides=("below right", "right"), weight="semibold", size=26, gap=26)
        shows.append(arrow(stage, ax, only(now, np.roll(way, size, 0)), only(now, way), colours[size], end=width(size) / 2))
    if many > some and many < len(rows):  # how far the mean of fewer led, to be compared
        led = only(rows == many, ways[some][some])
        stage.label(ax, led, say("mean of {size}", size=some), colours[some], sides=("above left", "left"), weight="semibold", size=26)
        shows.append(dot(stage, ax, led, colours[some], size=22, hollow=True))
    return compose(*shows)


def shrinking(stage: Stage, ax: Axes, start: Floats, steps: Floats, colours: Mapping[int, str], rows: NDArray[np.integer]) -> Show:
    """From `start` (2,), an arrow for the mean of the first 1, 10, … of `steps` (n, 2), for each size in `colours`.

    Each is there from when so many have been read until all have: `rows` (rows,) says how many at each row. Returns show(t).
    """
    shows, many = list[Show](), len(steps)
    waits = only((rows > 0) & (rows < many), start)
    stands = say("batch {size} stands here", size=many)
    stage.label(ax, waits, stands, colours[many], sides=("below right", "below"), weight="semibold", size=24, gap=20)
    shows.append(dot(stage, ax, waits, colours[many], size=22, hollow=True))
    for size, colour in colours.items():
        mean, there = start + steps[:size].mean(0), (rows >= size) & (rows <= len(steps))
        told = say("1 tug") if size == 1 else say("mean of {size}" if size < len(steps) else "mean of {size}:\nno step", size=size)
        from_best = mean - start
        side = ("right" if from_best[0] > 0 else "left", "below") if size < len(steps) else ("below",)
        stage.label(ax, only(there, mean), told, colour, sides=side, weight="semibold", size=28, gap=18 if size < len(steps) else 100)
        shows.append(arrow(stage, ax, only(there, start), only(there, mean), colour, rim=0))
        if size == len(steps):
            shows.append(dot(stage, ax, only(there, mean), colour, size=22, hollow=True))
    return compose(*shows)


def clouds(stage: Stage, ax: Axes, ways: Mapping[int, Floats], colours: Mapping[int, str], best: Floats, since: int, view: Floats) -> Show:
    """In the last row where each of the `ways` {size: (rows, 2)} has been `since` a row, and a ring as far from `best` as on average.

    How far that is stands in the corner; `view` (2, 2) are the limits of the map in that row. Returns show(t).
    """
    shows: list[Show] = []
    last, turn = len(next(iter(ways.values()))) - 1, np.linspace(0, 2 * np.pi, 100)
    rows, how = np.arange(last + 1), dict[str, Any](sides=("left",), weight="semibold", gap=8)
    corner = only(rows == last, view[:, 1])
    stage.label(ax, corner, say("rings: average distance"), stage.theme.ink, size=24, lift=-22, **how)
    for place, (size, way) in enumerate(ways.items()):
        its, off = way[since::size], float(np.hypot(*(way[since:] - best).T).mean())
        look: dict[str, Any] = {"size": 6 + 2 * place, "zorder": 4 + place}
        shows.append(dots(stage, ax, its[:, 0], its[:, 1], colours[size], when=(rows == last)[:, None], **look))
        ax.lines[-1].set(alpha=(0.2, 0.25, 1)[min(place, 2)])
        ring = best + off * np.column_stack([np.cos(turn), np.sin(turn)])
        (line,) = ax.plot([], [], color=colours[size], linewidth=points(5), zorder=7, path_effects=[rim(stage.theme)])
        shows.append(lambda t, line=line, ring=ring: line.set_data(ring.T if t == last else ([], [])))  # type: ignore[misc]
        if size <= last:  # one who has not stepped has no distance
            told = say("{size}: {off:.2g} off", size=size, off=off)
            stage.label(ax, corner, told, colours[size], size=28, lift=-66 - 42 * place, **how)
    return compose(*shows)


def costs(stage: Stage, ax: Axes, ways: Mapping[int, Floats], colours: Mapping[int, str], facts: Mapping[str, float]) -> Show:
    """How many points each of the `ways` {size: (rows, 2)} has read until it was at the goal, or so far, as bars from 1 on a log scale.

    Returns show(t).
    """
    rows, wide = np.arange(len(next(iter(ways.values())))), stage.canvas.wide
    limits_of = (0.02, 9 * len(rows)) if wide else (0.02, 50 * len(rows))  # with room for names and numbers
    ax.set(xscale="log", xlim=limits_of, ylim=(-len(ways) + 0.3, 0.7), yticks=[])
    ticks = [10**k for k in range(0, 5, 1 if wide else 2) if 10**k < len(rows)]
    ax.set_xticks(ticks, [say("{n:,}", n=n) for n in ticks])
    ax.minorticks_off()
    shows: list[Show] = []
    for place, size in enumerate(ways):
        arrival = facts.get(f"arrival_{size}", len(rows))
        how: dict[str, Any] = {"weight": "semibold", "gap": 8}
        name = say("batch {size}" if wide else "{size}", size=size)
        stage.label(ax, (1, -place), name, colours[size], sides=("left",), size=24, **how)
        at = only(rows >= arrival, (arrival, -place))
        stage.label(ax, at, say("{n:,}", n=arrival), colours[size], sides=("right",), size=30 if wide else 24, **how)
        shows.append(bar(ax, np.minimum(rows, arrival).clip(1), -place, colours[size]))
    return compose(*shows)


def bar(ax: Axes, lengths: Any, level: float, colour: str) -> Show:
    """A bar from 1 to `lengths` (rows,) at a `level` of `ax`. Returns show(t)."""
    (line,) = ax.plot([], [], color=colour, linewidth=points(20), solid_capstyle="butt")
    return lambda t: line.set_data([1, lengths[t]], [level, level])


def tugs(
    stage: Stage,
    ax: Axes,
    data: Data,
    ways: Mapping[int, Floats],
    batches: Mapping[int, NDArray[np.integer]],
    colours: Mapping[int, str],
    told: Mapping[int, tuple[int, int]],
) -> Show:
    """The points, and the line of each of the `ways` {size: (rows, 2)}; in some rows one line alone, which the points just read tug.

    `told` are these rows, {row: (size, start)}: the line that has stepped there, or will, and dashed where it was at the row `start`, with
    the misses of what it has read since then. `batches` {size: (rows, size)} are those read next. Returns show(t).
    """
    theme, (x, y), last = stage.theme, (data[0][:, 0].numpy(), data[1].numpy()), len(next(iter(ways.values()))) - 1
    ends = np.concatenate([end_heights(way[:: max(1, last // 500)]).ravel() for way in ways.values()])
    ax.set(xlim=X, ylim=limits(np.append(ends, y), None, 0.04))
    label_data_axes(ax, stage.units)
    ax.plot(x, y, "o", color=theme.data, markersize=points(7), markeredgewidth=0, zorder=2)
    sticks = LineCollection([], colors=theme.batch, zorder=3)
    ax.add_collection(sticks, autolim=False)
    (lit,) = ax.plot([], [], "o", color=theme.batch, markeredgewidth=0, zorder=6)
    (before,) = ax.plot([], [], "--", linewidth=points(3), zorder=4)

    def show(t: int) -> None:
        size, start = told.get(t, (0, 0))
        its = batches[size][start][: t - start] if size else np.empty(0, int)
        old = ways[size][start] if size else np.full(2, np.nan)
        sticks.set_segments(list(np.stack([np.column_stack([x[its], old[0] * x[its] + old[1]]), np.column_stack([x[its], y[its]])], 1)))
        sticks.set_linewidth(points(3 if len(its) > 30 else 5))
        lit.set_data(x[its], y[its])
        lit.set_markersize(points(9 if len(its) > 30 else 13))
        before.set(data=(ENDS, old[0] * ENDS + old[1]), color=colours.get(size, theme.muted))

    alone = np.zeros(last + 1, int)
    alone[list(told)] = [size for size, _ in told.values()]
    lines = [
        line_of(stage, ax, only((alone == 0) | (alone == size), way), colours[size], width=5, zorder=4.9 - 0.1 * k)
        for k, (size, way) in enumerate(ways.items())
    ]
    return compose(*lines, show)


def rim(theme: Theme) -> AbstractPathEffect:
    """A rim in the colour of the ground for a line, under the line itself."""
    return withStroke(linewidth=points(9), foreground=theme.background)
