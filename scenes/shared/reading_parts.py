"""How batch sizes are compared: walkers on the map of a line's parameters, and the steps for which single points ask."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.shared.batch_parts import fan
from scenes.shared.line_loss import ellipses
from scenes.shared.line_parts import line_of
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import Floats, Show, arrow, compose, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
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
    )


def walker(stage: Stage, ax: Axes, way: Floats, size: int, colour: str, kick: int | None) -> Show:
    """The line that steps every `size` points, as a disc with this number on its `way` (rows, 2), with its last ten steps before `kick`.

    Returns show(t).
    """
    across = 26 + 6 * len(str(size))
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


def misses(stage: Stage, ax: Axes, data: Data, a: Floats, colour: str, read: Mapping[int, tuple[int, Any]]) -> Show:
    """Points, the line of `a` (rows, 2), and in some rows its misses: sticks to the points that are `read`.

    Of such a row {row: (before, indices)} the line is that of the row `before`. Returns show(t).
    """
    theme, (x, y) = stage.theme, (part.numpy().astype(float) for part in data)
    ax.set(xlim=(1.08 * x[:, 0].min(), 1.08 * x[:, 0].max()), xlabel="x")
    ax.plot(x[:, 0], y, "o", color=theme.data, markersize=points(7), markeredgewidth=0, zorder=2)
    its = a[[read[row][0] if row in read else row for row in range(len(a))]]
    line = line_of(stage, ax, its, colour, width=6)
    sticks = LineCollection([], colors=theme.batch, linewidths=points(3), zorder=3)
    ax.add_collection(sticks)
    (lit,) = ax.plot([], [], "o", color=theme.batch, markersize=points(10), markeredgewidth=0, zorder=5)

    def show(t: int) -> None:
        lighted = read[t][1] if t in read else []
        sticks.set_segments([[(x[i, 0], y[i]), (x[i, 0], x[i] @ its[t])] for i in lighted])
        lit.set_data(x[lighted, 0], y[lighted])

    return compose(line, show)


def asked_steps(stage: Stage, ax: Axes, way: Floats, steps: Mapping[int, Floats], size: int, kick: int | None) -> Show:
    """The steps for which the points of a batch ask, as a fan: of the first batch one by one, and all of the batch up to row `kick`.

    `way` (rows, 2) is that of the batches of `size`, `steps` {row: (size, 2)} those that begin at a row. Returns show(t).
    """
    rows, ends = np.arange(len(way)), np.full((len(way), size, 2), np.nan)
    for t in rows[1 : size + 1]:
        ends[t, :t] = way[0] + steps[0][:t]
    if kick:
        ends[kick] = way[kick - size] + steps[kick - size]
    seat = only((rows > 0) & (rows < 12), np.nan_to_num(ends[:, 0]))
    stage.label(ax, seat, say("the step that one point asks for"), stage.theme.batch, sides=("above",))
    stage.label(ax, only(rows == 0, way[0]), say("three lines, one start"), stage.theme.model, sides=("right",), gap=30)
    starts = np.where((rows <= size)[:, None], way[0], way[max(0, (kick or 0) - size)])
    return fan(stage, ax, starts, ends, stage.theme.batch, size=8, alpha=0.6)


def means(stage: Stage, ax: Axes, ways: Mapping[int, Floats], colours: Mapping[int, str], kick: int | None) -> Show:
    """The first step of each of the `ways` {size: (rows, 2)}, at its row, and that of single points at row `kick`. Returns show(t)."""
    rows, shows = np.arange(len(next(iter(ways.values())))), []
    for size, way in ways.items():
        now = rows == size if size > 1 else rows == (kick or -1)
        starts = only(now, np.roll(way, size, 0))
        told = say("mean of {size}: a step", size=size) if size > 1 else say("a single point’s step")
        stage.label(ax, only(now, way), told, colours[size], sides=("right", "above right"), weight="semibold", size=24, gap=26)
        shows.append(arrow(stage, ax, starts, only(now, way), colours[size]))
    told = say("here the means stay")
    if kick:
        place = only(rows == kick, list(ways.values())[-1][kick])
        stage.label(ax, place, told, stage.theme.ink, sides=("right",), weight="semibold", size=24, gap=110)
    return compose(*shows)


def clouds(
    stage: Stage, ax: Axes, ways: Mapping[int, Floats], colours: Mapping[int, str], best: Floats, since: int, facts: Mapping[str, float]
) -> Show:
    """When each of the `ways` {size: (rows, 2)} was at the goal, and in the last row where it has been `since` a row.

    Returns show(t).
    """
    last, shows = len(next(iter(ways.values()))) - 1, []
    rows, theme = np.arange(last + 1), stage.theme
    for place, (size, way) in enumerate(ways.items()):
        its, arrived = way[since::size], facts.get(f"arrival_{size}")
        look: dict[str, Any] = {"size": 6 + 4 * place, "zorder": 4 + place}
        shows.append(dots(stage, ax, its[:, 0], its[:, 1], colours[size], when=(rows == last)[:, None], **look))
        ax.lines[-1].set(alpha=0.3 if not place else 1, markeredgecolor=theme.background, markeredgewidth=points(1.5 * bool(place)))
        if arrived:
            there = say("{size}: at the goal after {n:,}", size=size, n=arrived)
            after = say("{there}, then strays {off:.2g} on average", there=there, off=np.hypot(*(way[since:] - best).T).mean())
            said = ["" if t < arrived else there if t < last else after for t in rows]
            shows.append(words_at(stage, ax, (0.01, 0.97 - 0.07 * place), said, colours[size]))
    return compose(*shows)


def words_at(stage: Stage, ax: Axes, place: tuple[float, float], words: Sequence[str], colour: str) -> Show:
    """The words of the row, large, to the right of a `place` that is given as parts of the panel. Returns show(t)."""
    text = halo(ax.text(*place, "", color=colour, va="top", transform=ax.transAxes, zorder=9), stage.theme)
    text.set(fontsize=points(24), weight="semibold")
    return lambda t: text.set_text(words[t])
