"""The race of two optimisers down one valley: its map, laid down so that the valley runs along, and each runner with its first step."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from scenes.shared.line_loss import GUESS, best_line, ellipses, line_facts
from scenes.shared.line_parts import alike, limits
from scenes.shared.optimiser_runs import KINDS, NEAR, TRIED, gradients
from scenes.studio.draw.bars import bars
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Data = tuple[torch.Tensor, torch.Tensor]  # x (n, 2), y (n,)
RINGS = 4  # from ring to ring of the map, in loss


def valley_map(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, trace: Trace) -> None:
    """Rings of equal loss with the intercept along and the slope up, a cross at the best line, and the finish: a ring in blue.

    The axes hold the guess, the best line and the way of Adam, from which both scales are the same.
    """
    theme, best = stage.theme, line_facts(x, y)
    centre = best_line(x, y)
    finish = (ellipses(x, np.array([NEAR * (float(trace.sgd_loss[0]) - best["best_loss"])]))[0] + centre)[:, ::-1]
    held = np.vstack([trace.adam, finish[:, ::-1], GUESS])
    intercepts, slopes = alike(ax, limits(held[:, 1], None, 0.05), limits(held[:, 0], None, 0.1))
    ax.set(xlim=intercepts, ylim=slopes, xlabel=say("intercept"), ylabel=say("slope"))
    ax.grid(visible=False)
    rings = (ellipses(x, RINGS * np.arange(1, 14) - best["best_loss"]) + centre)[..., ::-1]
    ax.add_collection(LineCollection(list(rings), colors=theme.muted, linewidths=points(1.5), alpha=0.4, zorder=1), autolim=False)
    ax.plot(*finish.T, color=theme.loss, linewidth=points(4), zorder=3)
    ax.fill(*finish.T, color=theme.loss, alpha=0.12, zorder=1.5)
    stage.label(
        ax,
        finish[finish[:, 0].argmin()],
        say(
            "finish: loss stays below {loss:.2g}" if stage.canvas.wide else "finish: loss below {loss:.2g}",
            loss=best["best_loss"] + NEAR * (float(trace.sgd_loss[0]) - best["best_loss"]),
        ),
        theme.loss,
        sides=("above",),
        gap=4,
        weight="semibold",
        size=24,
    )
    ax.plot(*centre[::-1], "+", color=theme.ink, markersize=points(22), markeredgewidth=points(4), zorder=8)
    stage.avoid(ax, centre[::-1], 12)
    stage.label(ax, centre[::-1], say("best line"), theme.ink, sides=("above left",), gap=20)


def runner(stage: Stage, ax: Axes, trace: Trace, kind: str, races: Sequence[tuple[float, int]], data: Data) -> Show:
    """The way of one optimiser in both races, its name with its rate, and two of its steps with their parts. Returns show(t).

    Each of the `races` has a rate, and the steps to the finish, 0 for never.
    """
    adam = kind == "adam"
    colour, size, sides = (stage.theme.model, 14, ("right", "below right")) if adam else (stage.theme.ink, 26, ("above", "above left"))
    path, part, half = trace.series[kind][:, ::-1].astype(float), trace.part.astype(int), int((trace.part == 0).sum())
    step = np.arange(len(trace)) - half * part
    names = [say("{name}, rate {rate:.2g}", name=KINDS[kind], rate=races[its][0]) for its in part]
    shows = [_parts(stage, ax, path, 1, races[0][0], data, colour, adam)] if half > 1 else []
    if len(path) > half + 2 and adam:
        shows += [_parts(stage, ax, path, half + 1, races[1][0], data, colour, adam), _swing(stage, ax, path, half + 2, data)]
        shows += [_leap(stage, ax, path, half + 1, races[1][0], data)]
    for rows, where in ((step == 1, ("right",)), (step != 1, sides)):
        stage.label(ax, only(rows, path), names, colour, sides=where, weight="semibold", size=24, gap=16)
    past = np.where(
        (np.arange(half) <= step[:, None])[..., None], path[np.minimum(half * part[:, None] + np.arange(half), len(path) - 1)], np.nan
    )
    stage.avoid(ax, past, 4, weight=1)
    stage.follow(ax, path)
    (way,) = ax.plot([], [], "-o", color=colour, linewidth=points(2.5), markersize=points(7), markeredgewidth=0, alpha=0.6, zorder=4)

    def show(t: int) -> None:
        again = part[t] and not step[t]  # before the second race the way of the first is seen once more, paler
        way.set_data(path[half * part[t] * (not again) : t + 1 - again].T)
        way.set_alpha(0.25 if again else 0.6)

    return compose(show, *shows, dot(stage, ax, path, colour, size=size))


def steps_needed(stage: Stage, ax: Axes, trace: Trace, races: Mapping[str, Sequence[tuple[float, int]]]) -> Show:
    """The steps of plain SGD, and of Adam in both `races`, as bars: so far, and as the race ends those to the finish. Returns show(t)."""
    part, half = trace.part.astype(int), int((trace.part == 0).sum())
    step, ends = np.arange(len(trace)) - half * part, np.isin(np.arange(len(trace)), (half - 1, len(trace) - 1))
    names, counts, texts = [], [], []
    for kind, race in (("sgd", 0), ("adam", 0), ("adam", 1)):
        rate, needed = races[kind][race]
        most = needed or TRIED
        names.append(say("{name}\n{rate:.2g}", name="SGD" if kind == "sgd" else "Adam", rate=rate))
        done = (part > race) | ((part == race) & (ends | (step >= most)))
        counts.append(np.where(done, most, np.where(part == race, np.minimum(step, most), np.nan)))
        texts.append([("" if not its else say("{n}", n=needed) if needed else say("never")) for its in done])
    colours = [stage.theme.ink, stage.theme.model, stage.theme.model]
    return bars(stage, ax, np.stack(counts, 1), names, texts, colours, width=44, size=32 if stage.canvas.wide else 24)


def _downhill(place: Floats, data: Data) -> Floats:
    """Minus the gradient at a `place` of the map, (2,): along intercept and slope."""
    return -gradients(place[None, ::-1], *data)[0, ::-1]


def _parts(stage: Stage, ax: Axes, path: Floats, row: int, rate: float, data: Data, colour: str, adam: bool) -> Show:
    """At `row`, the first of a race, an arrow for the step that led there, and dotted its parts with how they come about."""
    here, there, now = path[row - 1], path[row], (np.arange(len(path)) == row)[:, None]
    template = "{rate:.3g} × {down:.3g}/{down:.3g} = {step:.2g}" if adam else "{rate:.3g} × steepness {down:.3g} = {step:.2g}"
    across, up = (
        say(template, rate=rate, down=down, step=step)
        for down, step in zip(np.abs(_downhill(here, data)), np.abs(there - here), strict=True)
    )
    corner = np.array([here[0], there[1]])
    (legs,) = ax.plot([], [], color=colour, linewidth=points(3), linestyle=(0, (2, 1.5)), zorder=5)
    long = np.abs(np.diff(stage.pixels(ax, np.array([here, there])), axis=0))[0] / stage.scale
    for place, text, side, seen in (((here + corner) / 2, up, "left", long[1] > 8), (corner, across, "left", long[0] > 60)):
        stage.label(ax, np.where(now & seen, place, np.nan), text, colour, sides=(side,), gap=8, size=26)
    shaft = arrow(stage, ax, np.where(now, here, np.nan), np.where(now, there, np.nan), colour, rim=0)
    return compose(lambda t: legs.set_data(np.array([here, corner, there]).T if now[t] else ([], [])), shaft)


def _swing(stage: Stage, ax: Axes, path: Floats, row: int, data: Data) -> Show:
    """At `row` an arrow for the step that led there, and from where it began a needle downhill, at a scale of its own."""
    here, there, now = path[row - 1], path[row], (np.arange(len(path)) == row)[:, None]
    down = _downhill(here, data)
    end = here + 0.8 * down / (np.hypot(*down) or 1)
    stage.label(ax, np.where(now, end, np.nan), say("downhill here"), stage.theme.gradient, sides=("left", "below"), size=22)
    stage.label(ax, np.where(now, (here + there) / 2, np.nan), say("Adam’s step"), stage.theme.model, sides=("above left", "left"), size=22)
    at = np.where(now, here, np.nan)
    return compose(
        arrow(stage, ax, at, np.where(now, end, np.nan), stage.theme.gradient, thin=True, rim=4),
        arrow(stage, ax, at, np.where(now, there, np.nan), stage.theme.model, rim=0),
    )


def _leap(stage: Stage, ax: Axes, path: Floats, row: int, rate: float, data: Data) -> Show:
    """At `row`, where plain SGD would step from the guess at this rate: an arrow that ends at the rim of the map where it leaves it."""
    here, now = path[row - 1], (np.arange(len(path)) == row)[:, None]
    step = rate * _downhill(here, data)
    room = np.where(step > 0, np.array([ax.get_xlim()[1], ax.get_ylim()[1]]) - here, here - np.array([ax.get_xlim()[0], ax.get_ylim()[0]]))
    end = here + step * min(1.0, 0.97 * float((room / np.abs(step)).min()))
    seat = here + 0.8 * (end - here)
    told = say("plain SGD, rate {rate:.2g}:\na step of {long:.2g}, off the map", rate=rate, long=float(np.hypot(*step)))
    stage.label(ax, np.where(now, seat, np.nan), told, stage.theme.ink, sides=("left",), weight="semibold", size=24, gap=28)
    return arrow(stage, ax, np.where(now, here, np.nan), np.where(now, end, np.nan), stage.theme.ink)
