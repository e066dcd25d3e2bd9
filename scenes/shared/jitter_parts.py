"""Many runs about the best line on the map of its parameters: their cloud, what throws them out, and what pulls them back."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.batch_parts import fan
from scenes.shared.line_parts import alike, name_parameters
from scenes.shared.reading_parts import pulls, words_at
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Show, arrow, compose, curve, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
Data = tuple[torch.Tensor, torch.Tensor]  # x (n, 2), y (n,)


def cloud(stage: Stage, ax: Axes, trace: Trace, asked: Floats) -> Show:
    """A dot for each run, a larger one for the first, and a cross at the best line. The axes hold them and the `asked` (rows, n, 2).

    To be called before anything else is drawn there. Returns show(t).
    """
    theme, best, places = stage.theme, trace.places[0, 0].astype(float), trace.places.astype(float)
    held = np.vstack([*asked, *places])
    reach = 1.08 * np.nanmax(np.abs(held - best), axis=0) + 1e-6
    slopes, intercepts = alike(ax, *zip(best - reach, best + reach, strict=True))
    ax.set(xlim=slopes, ylim=np.array(intercepts) + 0.12 * np.ptp(intercepts))  # room for words above
    name_parameters(ax, stage)
    ax.plot(*best, "+", color=theme.ink, markersize=points(26), markeredgewidth=points(4), zorder=6)
    stage.avoid(ax, best, 14)
    stage.label(
        ax, np.where(np.arange(len(trace))[:, None] < 1, best, np.nan), say("best line"), theme.ink, sides=("below right", "below"), gap=14
    )
    swarm = dots(stage, ax, places[..., 0], places[..., 1], theme.model, 7, zorder=4)
    mark, pale = ax.lines[-1], np.isfinite(asked[:, 0, 0])
    stage.follow(ax, places[:, :1])
    return compose(swarm, lambda t: mark.set_alpha(0.2 if pale[t] else 0.5), dot(stage, ax, places[:, 0], theme.model, size=15))


def asked_steps(trace: Trace, data: Data, rows: Sequence[int]) -> Floats:
    """Where the points of the last step of the first run ask it to go, in these `rows`, in others nan: (all rows, n, 2)."""
    (x, y), ends = (part.double().numpy() for part in data), np.full((len(trace), trace.drawn.shape[1], 2), np.nan)
    for t in rows:
        a, its = trace.places[t - 1, 0].astype(float), trace.drawn[t - 1].astype(int)
        ends[t] = a + pulls(a, x[its], y[its], float(trace.rate[t - 1]))
    return ends


def throws(stage: Stage, ax: Axes, trace: Trace, ends: Floats, told: Mapping[int, str]) -> Show:
    """The steps to `ends` (rows, n, 2) for which single points ask the first run, and their mean, its step. Returns show(t).

    In some rows it is `told` what these are.
    """
    theme, there = stage.theme, np.isfinite(ends[:, :1, 0])
    way = trace.places[:, 0].astype(float)
    starts, rows = np.where(there, np.roll(way, 1, 0), np.nan), np.isin(np.arange(len(trace)), list(told))
    low = np.take_along_axis(ends, np.nan_to_num(ends[..., 1], nan=np.inf).argmin(1)[:, None, None], 1)[:, 0]
    stage.label(ax, only(rows, low), [told.get(t, "") for t in range(len(trace))], theme.batch, sides=("below", "below right"))
    stage.label(ax, only(rows & there[:, 0], way), say("their mean"), theme.model, sides=("right", "left"), weight="semibold", size=24)
    return compose(
        fan(stage, ax, np.roll(way, 1, 0), ends, theme.batch, width=3, size=10, zorder=7),
        arrow(stage, ax, starts, np.where(there, way, np.nan), theme.model, rim=0),
    )


def pulls_back(stage: Stage, ax: Axes, trace: Trace, data: Data, row: int | None) -> Show:
    """At this `row`, for the farthest run in each of eight directions, the step for which all points together ask. Returns show(t)."""
    if row is None:
        return lambda t: None
    (x, y), places = (part.double().numpy() for part in data), trace.places[row].astype(float)
    off = places - trace.places[0, 0]
    sectors = np.floor(np.arctan2(*off.T) / np.pi * 4)
    now, shows = (np.arange(len(trace)) == row)[:, None], []
    for sector in np.unique(sectors):
        start = places[np.where(sectors == sector, np.hypot(*off.T), -1).argmax()]
        step = pulls(start, x, y, float(trace.rate[row])).mean(0)
        shows.append(
            arrow(stage, ax, np.where(now, start, np.nan), np.where(now, start + step, np.nan), stage.theme.gradient, thin=True, rim=3)
        )
    top = places[off[:, 1].argmax()]
    told = say("the step for which all {n} points ask", n=len(y))
    stage.label(ax, np.where(now, top, np.nan), told, stage.theme.gradient, sides=("above", "above right"), weight="semibold")
    return compose(*shows)


def circles(stage: Stage, ax: Axes, trace: Trace, ends: Sequence[int], plan: Sequence[tuple[float, int]]) -> Show:
    """After each act, whose last rows are `ends`, a circle as wide as the runs are away from the best line, with its radius.

    At the top stands what holds in each act, its rate and its number of points of the `plan`, and after it the distance. Returns show(t).
    """
    theme, rows, best, shows, last = stage.theme, np.arange(len(trace)), trace.places[0, 0].astype(float), [], len(trace) - 1
    turn = np.linspace(0, 2 * np.pi, 91)
    for act, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        away, (rate, size) = float(trace.away[min(end, last)]), plan[min(start, len(plan) - 1)]
        ring = best + away * np.column_stack([np.cos(turn), np.sin(turn)])
        there = (rows >= end)[:, None]
        shows.append(curve(stage, ax, ring[:, 0], np.where(there, ring[:, 1], np.nan), theme.ink, width=3, dashed=True, zorder=5))
        now = say(
            "rate falls to {least:.2g}, {size} points a step" if act == 3 else "rate {rate:.2g}, {size} points a step",
            rate=rate,
            least=plan[-1][0],
            size=size,
        )
        then = say("{now}: typically {away:.2g} away", now=now, away=away)
        said = [then if t >= end else now if t > start or not act else "" for t in rows]
        shows.append(words_at(stage, ax, (0.01, 0.97 - 0.065 * act), said, theme.ink))
    return compose(*shows)
