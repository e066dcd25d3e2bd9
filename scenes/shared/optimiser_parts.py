"""The race of two optimisers down one valley: its map, laid down so that the valley runs along, and each runner with its first step."""

from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.shared.batch_parts import only
from scenes.shared.line_loss import GUESS, ellipses, line_facts
from scenes.shared.line_parts import alike, limits
from scenes.shared.optimiser_runs import KINDS, NEAR
from scenes.studio.draw.marks import Show, arrow, compose, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]


def valley_map(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, trace: Trace) -> None:
    """Rings of equal loss with the intercept along and the slope up, a cross at the best line, and the finish: a ring in blue.

    The axes hold the guess, the best line and the way of Adam, from which both scales are the same.
    """
    theme, best = stage.theme, line_facts(x, y)
    centre = np.array([best["best_slope"], best["best_intercept"]])
    finish = (ellipses(x, np.array([NEAR * (float(trace.sgd_loss[0]) - best["best_loss"])]))[0] + centre)[:, ::-1]
    held = np.vstack([trace.adam, finish[:, ::-1], GUESS])
    intercepts, slopes = alike(ax, limits(held[:, 1], None, 0.05), limits(held[:, 0], None, 0.1))
    ax.set(xlim=intercepts, ylim=slopes, xlabel=say("intercept"), ylabel=say("slope"))
    ax.grid(visible=False)
    rings = (ellipses(x, 0.5 * np.arange(1, 12) ** 2) + centre)[..., ::-1]
    ax.add_collection(LineCollection(list(rings), colors=theme.muted, linewidths=points(1.5), alpha=0.5, zorder=1), autolim=False)
    ax.plot(*finish.T, color=theme.loss, linewidth=points(4), zorder=3)
    ax.fill(*finish.T, color=theme.loss, alpha=0.12, zorder=1.5)
    stage.label(
        ax,
        finish[finish[:, 0].argmin()],
        say("finish: 99% of the way down"),
        theme.loss,
        sides=("above",),
        gap=4,
        weight="semibold",
        size=24,
    )
    ax.plot(*centre[::-1], "+", color=theme.ink, markersize=points(22), markeredgewidth=points(4), zorder=8)
    stage.avoid(ax, centre[::-1], 12)
    stage.label(ax, centre[::-1], say("best line"), theme.ink, sides=("above left",), gap=20)


def runner(stage: Stage, ax: Axes, trace: Trace, kind: str, races: Sequence[tuple[float, int]]) -> Show:
    """The way of one optimiser in both races, its name with its rate, and its first step with the two parts of it. Returns show(t).

    Each of the `races` has a rate, and the steps to the finish, 0 for never.
    """
    colour = stage.theme.model if kind == "adam" else stage.theme.ink
    path, part, half = trace.series[kind][:, ::-1].astype(float), trace.part.astype(int), int((trace.part == 0).sum())
    step, names = np.arange(len(trace)) - half * part, []
    for row, (rate, needed) in enumerate(races[its] for its in part):
        name = say("{name}, rate {rate:.2g}", name=KINDS[kind], rate=rate)
        over = row in (half - 1, len(trace) - 1) and needed
        names.append(say("{name}: needs {n} steps", name=name, n=needed) if over else name)
    sides = ("right", "below right") if kind == "adam" else ("above left", "left")
    stage.label(ax, path, names, colour, sides=sides, weight="semibold", size=24)
    past = np.where(
        (np.arange(half) <= step[:, None])[..., None], path[np.minimum(half * part[:, None] + np.arange(half), len(path) - 1)], np.nan
    )
    stage.avoid(ax, past, 4, weight=1)
    stage.follow(ax, path)
    (way,) = ax.plot([], [], "-o", color=colour, linewidth=points(2.5), markersize=points(7), markeredgewidth=0, alpha=0.6, zorder=4)
    template = (
        "{rate:.2g} × {steep:.3g}/{steep:.3g} = {step:.3g}" if kind == "adam" else "rate {rate:.2g} × steepness {steep:.3g} = {step:.3g}"
    )
    rates, steep = [races[its][0] for its in part], np.abs(trace.sgd[min(1, len(trace) - 1)] - trace.sgd[0]) / races[0][0]
    told = [[say(template, rate=rate, steep=of, step=rate * (1 if kind == "adam" else of)) for rate in rates] for of in steep]
    now = (step == 1) & ((part == 0) | (kind == "adam"))
    first = _first_step(stage, ax, only(now, np.roll(path, 1, 0)), only(now, path), told, colour)

    def show(t: int) -> None:
        again = part[t] and not step[t]  # before the second race the way of the first is seen once more, paler
        way.set_data(path[half * part[t] * (not again) : t + 1 - again].T)
        way.set_alpha(0.25 if again else 0.6)

    return compose(show, first, dot(stage, ax, path, colour, size=18))


def _first_step(stage: Stage, ax: Axes, start: Floats, end: Floats, told: Sequence[Sequence[str]], colour: str) -> Show:
    """An arrow from `start` to `end` (rows, 2), and its parts as dotted legs, up and then along, with what is `told` of each."""
    corner = np.column_stack([start[:, 0], end[:, 1]])
    (legs,) = ax.plot([], [], color=colour, linewidth=points(3), linestyle=(0, (2, 1.5)), zorder=5)
    for middle, texts, side in (((start + corner) / 2, told[0], "left"), (corner, told[1], "above left")):
        room = np.abs(stage.pixels(ax, end) - stage.pixels(ax, start)).min(1, keepdims=True) > 6 * stage.scale
        stage.label(ax, np.where(room, middle, np.nan), texts, colour, sides=(side,), gap=6, size=22)
    return compose(lambda t: legs.set_data(np.stack([start[t], corner[t], end[t]]).T), arrow(stage, ax, start, end, colour, rim=0))
