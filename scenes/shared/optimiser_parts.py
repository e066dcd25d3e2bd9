"""The race of two optimisers down one valley: its map, laid down so that the valley runs along, and each runner with its first step."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.shared.line_loss import GUESS, best_line, ellipses, line_facts
from scenes.shared.line_parts import alike, limits
from scenes.shared.optimiser_runs import KINDS, NEAR, gradients
from scenes.shared.sums import rounded
from scenes.studio.draw.board import Board
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Data = tuple[torch.Tensor, torch.Tensor]  # x (n, 2), y (n,)
RACERS = ("sgd", 0), ("adam", 0), ("adam", 1)  # whose first steps and counts are compared: of which optimiser, in which race
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
    """The way of one optimiser in both races, its name with its rate, and its first steps with their parts. Returns show(t).

    Each of the `races` has a rate, and the steps to the finish, 0 for never.
    """
    adam = kind == "adam"
    colour, size, sides = (stage.theme.model, 14, ("right", "below right")) if adam else (stage.theme.ink, 26, ("above", "above left"))
    path, part, half = trace.series[kind][:, ::-1].astype(float), trace.part.astype(int), int((trace.part == 0).sum())
    step = np.arange(len(trace)) - half * part
    names = [say("{name}, rate {rate:.2g}", name=KINDS[kind], rate=races[its][0]) for its in part]
    shows = [_parts(stage, ax, path, 1, colour)] if half > 1 else []
    if len(path) > half + 2 and adam:
        shows += [_parts(stage, ax, path, half + 1, colour)]
        shows += [_leap(stage, ax, path, half + 1, races[1][0], data)]
    for rows, where in ((step == 1, ("below right", "right") if adam else ("above",)), (step != 1, sides)):
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


def compared(stage: Stage, ax: Axes, trace: Trace, races: Mapping[str, Sequence[tuple[float, int]]], data: Data) -> Show:
    """For plain SGD, and for Adam in both `races`, two bars: how far its first step goes along the slope, and its steps to the finish.

    The steps are those so far, until the run is there; each bar comes when its race is run. Returns show(t).
    """
    theme, wide, part, half = stage.theme, stage.canvas.wide, trace.part.astype(int), int((trace.part == 0).sum())
    board = Board(stage, ax, 360, 560) if wide else Board(stage, ax, 600, 240)
    pitch, last, step = board.height / 3, (half - 1, len(trace) - half - 1), np.arange(len(trace)) - half * part
    down = rounded(abs(_downhill(trace.adam[0, ::-1], data)[1]), ".3g")
    runs = [(kind, race, *races[kind][race]) for kind, race in RACERS]
    lengths = [rate * (down if kind == "sgd" else 1) for kind, _, rate, _ in runs]
    most = max(min(needed or last[race], last[race]) for _, race, _, needed in runs) or 1
    full, other = (board.width, 0.0) if wide else (0.46 * board.width, 0.52 * board.width)
    levels = (0.1, 0.26, 0.41, 0.6, 0.76) if wide else (0.13, 0.5, 0.8, 0.5, 0.8)  # name, words, bar, words, bar: of the pitch

    def run(n: int, kind: str, race: int, rate: float, needed: int, length: float) -> Show:
        adam = "first step {rate:.2g} × {down:g}/{down:g} = {step:.2g}"
        colour, first = (theme.model, adam) if kind == "adam" else (theme.ink, "first step {rate:.2g} × gradient {down:g} = {step:.2g}")
        name = say("{name}, rate {rate:.2g}", name=KINDS[kind], rate=rate)
        sum_of = say(first, rate=rate, down=down, step=length)
        rows, longest = [(n + level) * pitch for level in levels], min(needed or last[race], last[race])
        texts = [
            board.text(place, "", size, color=colour, weight="semibold")
            for place, size in zip(((0, rows[0]), (0, rows[1]), (other, rows[3])), (26 if wide else 24, 22, 22), strict=True)
        ]
        thick = points(board.unit * min(30, 0.17 * pitch))
        bars = [board.ax.plot([], [], color=colour, linewidth=thick, solid_capstyle="butt", alpha=alpha)[0] for alpha in (1, 0.45)]

        def show(t: int) -> None:
            begun, over = part[t] >= race, part[t] > race
            steps = longest if over else min(int(step[t]), longest)
            there = needed and steps >= needed
            told = "{n} steps to the finish" if there else "over {n} steps" if over or t == len(trace) - 1 else "not at the finish yet"
            started = begun and (over or step[t] > 0)
            words = name if begun else "", sum_of if started else "", say(told, n=steps) if started else ""
            for text, its in zip(texts, words, strict=True):
                text.set_text(its)
            bars[0].set_data(([0, full * length / max(lengths)], [rows[2]] * 2) if started else ([], []))
            bars[1].set_data(([other, other + full / most * steps], [rows[4]] * 2) if started else ([], []))

        return show

    return compose(*(run(n, *its, length) for n, (its, length) in enumerate(zip(runs, lengths, strict=True))))


def _downhill(place: Floats, data: Data) -> Floats:
    """Minus the gradient at a `place` of the map, (2,): along intercept and slope."""
    return -gradients(place[None, ::-1], *data)[0, ::-1]


def _parts(stage: Stage, ax: Axes, path: Floats, row: int, colour: str) -> Show:
    """At `row`, the first of a race, an arrow for the step that led there, and dotted its parts, with how far it goes along the slope."""
    here, there, now = path[row - 1], path[row], (np.arange(len(path)) == row)[:, None]
    corner = np.array([here[0], there[1]])
    (legs,) = ax.plot([], [], color=colour, linewidth=points(3), linestyle=(0, (2, 1.5)), zorder=5)
    if abs(stage.pixels(ax, np.array([here, corner])) @ [0, 1] @ [1, -1]) > 8 * stage.scale:
        told = say("{step:.2g}", step=abs(there - here)[1])
        stage.label(ax, np.where(now, (here + corner) / 2, np.nan), told, colour, sides=("left",), gap=8, size=30, weight="semibold")
    _keep_off(stage, ax, here, there, now)
    seen = now & (np.hypot(*np.diff(stage.pixels(ax, np.array([here, there])), axis=0)[0]) > 30 * stage.scale)  # else it is all head
    shaft = arrow(stage, ax, np.where(seen, here, np.nan), np.where(seen, there, np.nan), colour, rim=0)
    return compose(lambda t: legs.set_data(np.array([here, corner, there]).T if now[t] else ([], [])), shaft)


def _leap(stage: Stage, ax: Axes, path: Floats, row: int, rate: float, data: Data) -> Show:
    """At `row`, where plain SGD would step from the guess at this rate: an arrow that ends at the rim of the map where it leaves it."""
    here, now = path[row - 1], (np.arange(len(path)) == row)[:, None]
    step = rate * _downhill(here, data)
    room = np.where(step > 0, np.array([ax.get_xlim()[1], ax.get_ylim()[1]]) - here, here - np.array([ax.get_xlim()[0], ax.get_ylim()[0]]))
    end = here + step * min(1.0, 0.97 * float((room / np.abs(step)).min()))
    seat = here + 0.8 * (end - here)
    _keep_off(stage, ax, here, end, now)
    down = rounded(abs(step[1] / rate), ".3g")
    told = say(
        "plain SGD, rate {rate:.2g}:\n{rate:.2g} × {down:g} = {up:.2g}, off the map", rate=rate, down=down, up=rounded(rate, ".2g") * down
    )
    stage.label(ax, np.where(now, seat, np.nan), told, stage.theme.ink, sides=("left",), weight="semibold", size=24, gap=28)
    return arrow(stage, ax, np.where(now, here, np.nan), np.where(now, end, np.nan), stage.theme.ink)


def _keep_off(stage: Stage, ax: Axes, start: Floats, end: Floats, now: NDArray[np.bool_]) -> None:
    """Let no name cross the way from `start` to `end`, (2,) each, in the rows in which it is `now` (rows, 1)."""
    stage.avoid(ax, only(now[:, 0], (start + np.linspace(0, 1, 50)[:, None] * (end - start))[None]), 4)
