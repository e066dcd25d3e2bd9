"""How batch sizes are compared: walkers on the map of a line's parameters, and the steps for which single points ask."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.patheffects import AbstractPathEffect, withStroke
from numpy.typing import NDArray

from scenes.shared.batch_parts import fan
from scenes.shared.line_loss import ellipses
from scenes.studio.draw.bars import bars
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import Theme, points
from scenes.studio.words import say, say_each

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
    told = (rows > 0) & ((rows <= some) | np.isin(rows, (many, kick or many)))
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
    """The first step of each of the `ways` {size: (rows, 2)}, at its row, and that of single points at row `kick`. Returns show(t)."""
    (*_, some, many), rows, shows = [*ways], np.arange(len(next(iter(ways.values())))), []
    for size, way in ways.items():
        now = rows == size if size > 1 else rows == (kick or -1)
        starts = only(now, np.roll(way, size, 0))
        told = say("mean of {size}: a step", size=size) if size > 1 else say("a single point’s step")
        side = ("left", "above left") if kick and size == 1 else ("below right", "right")
        stage.label(ax, only(now, way), told, colours[size], sides=side, weight="semibold", size=26, gap=26)
        shows.append(arrow(stage, ax, starts, only(now, way), colours[size], end=width(size) / 2))
    if many > some and many < len(rows):  # how far the mean of fewer led, to be compared
        led = only(rows == many, ways[some][some])
        stage.label(ax, led, say("mean of {size}", size=some), colours[some], sides=("above left", "left"), weight="semibold", size=26)
        shows.append(dot(stage, ax, led, colours[some], size=22, hollow=True))
    if kick:
        place, told = only(rows == kick, ways[many][kick]), say("mean of all {size}: stays here", size=many)
        stage.label(ax, place, told, colours[many], sides=("right",), weight="semibold", size=26, gap=110)
        shows.append(dot(stage, ax, place, colours[many], size=26, hollow=True))
    return compose(*shows)


def clouds(stage: Stage, ax: Axes, ways: Mapping[int, Floats], colours: Mapping[int, str], best: Floats, since: int) -> Show:
    """In the last row where each of the `ways` {size: (rows, 2)} has been `since` a row, and a ring as far from `best` as on average.

    Returns show(t).
    """
    shows: list[Show] = []
    last, theme, turn = len(next(iter(ways.values()))) - 1, stage.theme, np.linspace(0, 2 * np.pi, 100)
    rows = np.arange(last + 1)
    for place, (size, way) in enumerate(ways.items()):
        its, off = way[since::size], float(np.hypot(*(way[since:] - best).T).mean())
        look: dict[str, Any] = {"size": 6 + 2 * place, "zorder": 4 + place}
        shows.append(dots(stage, ax, its[:, 0], its[:, 1], colours[size], when=(rows == last)[:, None], **look))
        ax.lines[-1].set(alpha=(0.2, 0.25, 1)[min(place, 2)])
        ring, side = best + off * np.column_stack([np.cos(turn), np.sin(turn)]), ("above right", "right")[min(place, 1)]
        (edge,) = ax.plot([], [], color=colours[size], linewidth=points(5), zorder=7, path_effects=[rim(theme)])
        shows.append(lambda t, edge=edge, ring=ring: edge.set_data(ring.T if t == last else ([], [])))  # type: ignore[misc]
        if place < 2 and size <= last:  # a third ring is too small for a name, and one who has not stepped has none
            seat, told = only(rows == last, ring[0 if place else 12]), say("{size}: {off:.2g} off", size=size, off=off)
            stage.label(ax, seat, told, colours[size], sides=(side,), size=28, gap=10 + 12 * place, weight="semibold")
    return compose(*shows)


def costs(stage: Stage, ax: Axes, ways: Mapping[int, Floats], colours: Mapping[int, str], facts: Mapping[str, float]) -> Show:
    """How many points each of the `ways` {size: (rows, 2)} has read until it was at the goal, or so far, as bars. Returns show(t)."""
    rows = np.arange(len(next(iter(ways.values()))))
    arrivals = [facts.get(f"arrival_{size}", len(rows)) for size in ways]
    read = np.minimum(rows[:, None], arrivals).astype(float)
    texts = [["" if t < its else say("{n:,}", n=its) for t in rows] for its in arrivals]
    return bars(stage, ax, read, [*map(str, ways)], texts, [colours[size] for size in ways], size=30 if stage.canvas.wide else 24)


def strayed(stage: Stage, ax: Axes, ways: Mapping[int, Floats], colours: Mapping[int, str], best: Floats, since: int) -> Show:
    """How far each of the `ways` {size: (rows, 2)} has been from `best` on average `since` a row, as bars. Returns show(t)."""
    rows = np.arange(len(next(iter(ways.values()))))
    off = np.full((len(rows), len(ways)), np.nan)
    for place, way in enumerate(ways.values()):
        far = np.hypot(*(way[since:] - best).T)
        off[since:, place] = np.cumsum(far) / np.arange(1, len(far) + 1)
    texts = [say_each("{off:.2g}", off=its) for its in np.nan_to_num(off.T)]
    return bars(stage, ax, off, [*map(str, ways)], texts, [colours[size] for size in ways], size=30 if stage.canvas.wide else 24)


def rim(theme: Theme) -> AbstractPathEffect:
    """A rim in the colour of the ground for a line, under the line itself."""
    return withStroke(linewidth=points(9), foreground=theme.background)
