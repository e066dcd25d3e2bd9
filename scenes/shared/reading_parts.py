"""How batch sizes are compared: walkers on the map of a line's parameters, the steps for which single points ask, and their misses."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patheffects import AbstractPathEffect, withStroke
from numpy.typing import NDArray

from scenes.shared.batch_parts import fan, look_closer
from scenes.shared.line_loss import ellipses
from scenes.shared.line_parts import ENDS, X, end_heights, limits, line_of
from scenes.studio.draw.axes import label_data_axes
from scenes.studio.draw.bars import bars
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


def walker(stage: Stage, ax: Axes, way: Floats, size: int, colour: str, kick: int | None) -> Show:
    """The line that steps every `size` points, as a disc with this number on its `way` (rows, 2), with its last ten steps before `kick`.

    Returns show(t).
    """
    across = width(size)
    (tail,) = ax.plot([], [], "-o", color=colour, linewidth=points(3), markersize=points(7), markeredgewidth=0, alpha=0.5, zorder=5)
    (disc,) = ax.plot([], [], "o", color=colour, markersize=points(across), markeredgecolor=stage.theme.background, zorder=8)
    (number,) = ax.plot([], [], marker=f"$\\mathrm{{{size}}}$", color=stage.theme.background, zorder=8)
    number.set(markersize=points(9 * len(str(size))), markeredgewidth=0)
    stage.avoid(ax, way, across / 2 + 2)

    def show(t: int) -> None:
        tail.set_data(way[max(0, t // size - 10) * size : t + 1 : size].T if t < (kick or len(way)) else ([], []))
        here = t < len(way) - 1 and (size == 1 or t != kick)  # there it would hide the fan, and in the end the cloud
        disc.set_data(way[t : t + here].T)
        number.set_data(way[t : t + here].T)

    return show


def width(size: int) -> int:
    """How many pixels the disc of the batches of this `size` is across."""
    return 26 + 6 * len(str(size))


def asked_steps(stage: Stage, ax: Axes, way: Floats, steps: Mapping[int, Floats], sizes: Sequence[int], kick: int | None) -> Show:
    """The steps for which single points ask, as a fan: of the first batch of the middle one of `sizes` one by one, of the first batch of
    the largest in its row, and of that up to row `kick`.

    `way` (rows, 2) is that of the largest, `steps` {row: (size, 2)} those that begin at a row. Returns show(t).
    """
    (*_, some, many), rows = sizes, np.arange(len(way))
    ends = np.full((len(way), many, 2), np.nan)
    for t in rows[1 : some + 1]:
        ends[t, :t] = way[0] + steps[0][:t]
    for row in (many, kick or many):
        if row < len(way):
            ends[row] = way[row - many] + steps[row - many]
    told = (rows > 1) & ((rows <= some) | np.isin(rows, (many, kick or many)))
    seat = ends[rows, np.nan_to_num(ends[..., 1], nan=-np.inf).argmax(1)]
    stage.label(ax, only(told, seat), say("the step that one point asks for"), stage.theme.batch, sides=("above",), size=24)
    stage.label(ax, only(rows == 0, way[0]), say("three lines, one start"), stage.theme.ink, sides=("right",), gap=30, size=24)
    starts = np.where((rows <= many)[:, None], way[0], way[max(0, (kick or 0) - many)])
    crowd, few = (np.where(np.isin(rows, (many, kick or many))[:, None, None] == its, ends, np.nan) for its in (True, False))
    return compose(
        fan(stage, ax, starts, crowd, stage.theme.batch, width=1.5, size=5, alpha=0.4),
        fan(stage, ax, starts, few, stage.theme.batch, size=9),
    )


def means(stage: Stage, ax: Axes, ways: Mapping[int, Floats], colours: Mapping[int, str], kick: int | None) -> Show:
    """The first step of each of the `ways` {size: (rows, 2)}, at its row, and those of single points up to then and at row `kick`.

    Returns show(t).
    """
    (*_, some, many), rows, shows = [*ways], np.arange(len(next(iter(ways.values())))), []
    for size, way in ways.items():
        now = rows == size if size > 1 else (rows == (kick or -1)) | ((rows > 0) & (rows < some))
        starts = only(now, np.roll(way, size, 0))
        told = say("mean of {size}: a step", size=size) if size > 1 else say("one point: a step")
        named = now if size > 1 else (rows == (kick or -1)) | (rows == 1)
        side = ("left", "above left") if kick and size == 1 else ("below right", "right")
        stage.label(ax, only(named, way), told, colours[size], sides=side, weight="semibold", size=26, gap=26)
        shows.append(arrow(stage, ax, starts, only(now, way), colours[size], end=width(size) / 2))
    if many > some and many < len(rows):  # how far the mean of fewer led, to be compared
        led = only(rows == many, ways[some][some])
        stage.label(ax, led, say("mean of {size}", size=some), colours[some], sides=("above left", "left"), weight="semibold", size=26)
        shows.append(dot(stage, ax, led, colours[some], size=22, hollow=True))
    if kick:
        place, told = only(rows == kick, ways[many][kick]), say("mean of all {size}:\nit stays here", size=many)
        stage.label(ax, place, told, colours[many], sides=("right",), weight="semibold", size=26, gap=150)
        shows.append(dot(stage, ax, place, colours[many], size=26, hollow=True))
    return compose(*shows)


def clouds(stage: Stage, ax: Axes, ways: Mapping[int, Floats], colours: Mapping[int, str], best: Floats, since: int, view: Floats) -> Show:
    """In the last row where each of the `ways` {size: (rows, 2)} has been `since` a row, and a ring as far from `best` as on average.

    How far that is stands at the right; `view` (2, 2) are the limits of the map in that row. Returns show(t).
    """
    shows: list[Show] = []
    last, theme, turn = len(next(iter(ways.values()))) - 1, stage.theme, np.linspace(0, 2 * np.pi, 100)
    rows, (wide, high) = np.arange(last + 1), np.ptp(view, axis=1)
    side = np.array([view[0, 0] + 0.6 * wide, best[1]])
    for place, (size, way) in enumerate(ways.items()):
        its, off = way[since::size], float(np.hypot(*(way[since:] - best).T).mean())
        look: dict[str, Any] = {"size": 6 + 2 * place, "zorder": 4 + place}
        shows.append(dots(stage, ax, its[:, 0], its[:, 1], colours[size], when=(rows == last)[:, None], **look))
        ax.lines[-1].set(alpha=(0.2, 0.25, 1)[min(place, 2)])
        ring = best + off * np.column_stack([np.cos(turn), np.sin(turn)])
        (edge,) = ax.plot([], [], color=colours[size], linewidth=points(5), zorder=7, path_effects=[rim(theme)])
        shows.append(lambda t, edge=edge, ring=ring: edge.set_data(ring.T if t == last else ([], [])))  # type: ignore[misc]
        if size <= last:  # one who has not stepped has no distance
            seat = side + np.array([0, (0.14 - 0.14 * place) * high])
            from_rim = best + off * (seat - best) / np.hypot(*(seat - best))
            (leader,) = ax.plot([], [], color=colours[size], linewidth=points(2.5), zorder=7.5, path_effects=[rim(theme)])
            way_out = np.array([from_rim, seat])
            shows.append(lambda t, leader=leader, way_out=way_out: leader.set_data(way_out.T if t == last else ([], [])))  # type: ignore[misc]
            told = say("{size}: {off:.2g} off", size=size, off=off)
            stage.label(ax, only(rows == last, seat), told, colours[size], sides=("right",), size=26, gap=4, weight="semibold")
    heading = say("average distance:")
    stage.label(ax, only(rows == last, side + np.array([0, 0.24 * high])), heading, theme.ink, sides=("right",), size=24, gap=4)
    return compose(*shows)


def costs(stage: Stage, ax: Axes, ways: Mapping[int, Floats], colours: Mapping[int, str], facts: Mapping[str, float]) -> Show:
    """How many points each of the `ways` {size: (rows, 2)} has read until it was at the goal, or so far, as bars. Returns show(t)."""
    rows = np.arange(len(next(iter(ways.values()))))
    arrivals = [facts.get(f"arrival_{size}", len(rows)) for size in ways]
    read = np.minimum(rows[:, None], arrivals).astype(float)
    texts = [["" if t < its else say("{n:,}", n=its) for t in rows] for its in arrivals]
    return bars(stage, ax, read, [*map(str, ways)], texts, [colours[size] for size in ways], size=30 if stage.canvas.wide else 24)


def tugs(
    stage: Stage,
    ax: Axes,
    data: Data,
    ways: Mapping[int, Floats],
    batches: Mapping[int, NDArray[np.integer]],
    colours: Mapping[int, str],
    told: Mapping[int, int],
    best: Floats,
    closer: Floats,
) -> Show:
    """The points, and the line of each of the `ways` {size: (rows, 2)}; in some rows one line alone, which the points just read tug.

    `told` are these rows, {row: size}: the line that has stepped there, and dashed where it was before, with the misses. `batches`
    {size: (rows, size)} are those read next. The `best` line is looked at from as near as `closer` (rows,) says. Returns show(t).
    """
    theme, (x, y), last = stage.theme, (data[0][:, 0].numpy(), data[1].numpy()), len(next(iter(ways.values()))) - 1
    ends = np.concatenate([end_heights(way[:: max(1, last // 500)]).ravel() for way in ways.values()])
    ax.set(xlim=X, ylim=limits(np.append(ends, y), None, 0.04))
    far = np.array([ax.get_xlim(), ax.get_ylim()])
    middle = np.array([0, best[1]])
    see = look_closer(stage, ax, middle[:, None] + np.ptp(far, axis=1)[:, None] / 3 * np.array([-0.5, 0.5]), closer)
    label_data_axes(ax, stage.units)
    ax.plot(x, y, "o", color=theme.data, markersize=points(7), markeredgewidth=0, zorder=2)
    sticks = LineCollection([], colors=theme.batch, zorder=3)
    ax.add_collection(sticks, autolim=False)
    (lit,) = ax.plot([], [], "o", color=theme.batch, markeredgewidth=0, zorder=6)
    (before,) = ax.plot([], [], "--", linewidth=points(3), zorder=4)

    def show(t: int) -> None:
        size = told.get(t, 0)
        its = batches[size][t - size] if size else np.empty(0, int)
        old = ways[size][t - size] if size else np.full(2, np.nan)
        sticks.set_segments(list(np.stack([np.column_stack([x[its], old[0] * x[its] + old[1]]), np.column_stack([x[its], y[its]])], 1)))
        sticks.set_linewidth(points(3 if size > 30 else 5))
        lit.set_data(x[its], y[its])
        lit.set_markersize(points(9 if size > 30 else 13))
        before.set(data=(ENDS, old[0] * ENDS + old[1]), color=colours.get(size, theme.muted))

    alone = np.zeros(last + 1, int)
    alone[list(told)] = list(told.values())
    lines = [
        line_of(stage, ax, only((alone == 0) | (alone == size), way), colours[size], width=5, zorder=4.9 - 0.1 * k)
        for k, (size, way) in enumerate(ways.items())
    ]
    return compose(see, *lines, show)


def rim(theme: Theme) -> AbstractPathEffect:
    """A rim in the colour of the ground for a line, under the line itself."""
    return withStroke(linewidth=points(9), foreground=theme.background)
