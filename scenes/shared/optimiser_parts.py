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
from scenes.studio.draw.board import Board, words
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
    for rows, where in ((step == 1, ("below right", "right") if adam else ("left", "above")), (step != 1, sides)):
        stage.label(ax, only(rows, path), names, colour, sides=where, weight="semibold", size=24, gap=20)
    past = np.where(
        (np.arange(half) <= step[:, None])[..., None], path[np.minimum(half * part[:, None] + np.arange(half), len(path) - 1)], np.nan
    )
    stage.avoid(ax, past, 4, weight=1)
    stage.follow(ax, path)
    if adam:
        again = (part == 1) & (step > 1)
        same = only(again, path[np.minimum(step, half - 1)])  # where the first race was after as many steps
        told = say("{name}, rate {rate:.2g}", name=KINDS[kind], rate=races[0][0])
        stage.label(ax, only(again, same), told, colour, sides=("right", "below right"), weight="semibold", size=22, gap=14)
        (other,) = ax.plot([], [], "--", color=colour, linewidth=points(2.5), zorder=3.5)
        shows += [lambda t: other.set_data(path[: step[t] + 1].T if again[t] else ([], []))]
        shows += [dot(stage, ax, same, colour, size=size, hollow=True)]
    (way,) = ax.plot([], [], "-o", color=colour, linewidth=points(2.5), markersize=points(7), markeredgewidth=0, alpha=0.6, zorder=4)

    def show(t: int) -> None:
        again = part[t] and not step[t]  # before the second race the way of the first is seen once more, paler
        way.set_data(path[half * part[t] * (not again) : t + 1 - again].T)
        way.set_alpha(0.25 if again else 0.6)

    return compose(show, *shows, dot(stage, ax, path, colour, size=size))


def compared(stage: Stage, ax: Axes, trace: Trace, races: Mapping[str, Sequence[tuple[float, int]]], data: Data) -> Show:
    """Why the first steps differ, and below it how many steps plain SGD, and Adam in both `races`, take to the finish. Returns show(t)."""
    board = Board(stage, ax, 360, 560) if stage.canvas.wide else Board(stage, ax, 600, 300)
    return compose(_causes(board, trace, races, data), _counts(board, trace, races))


def _causes(board: Board, trace: Trace, races: Mapping[str, Sequence[tuple[float, int]]], data: Data) -> Show:
    """The gradient at the guess as an arrow, with its part along the slope; what is left of it where Adam divides each part by its size;
    and beside both, what the rate makes of it. From the first step on. Returns show(t).
    """
    theme, wide, part = board.theme, board.stage.canvas.wide, trace.part.astype(int)
    across, up = abs(_downhill(trace.adam[0, ::-1], data))
    down, step = rounded(float(up), ".3g"), np.arange(len(trace)) - int((part == 0).sum()) * part
    high, aside, below = (116, 0.0, 256.0) if wide else (84, board.width / 2, 124.0)
    rows = [
        ("sgd", theme.ink, (0.0, 34.0 + high), (high * across / up, high), down, "−gradient"),
        (
            "adam",
            theme.model,
            (aside, below),
            (0.5 * high, 0.5 * high),
            1.0,
            "↓ each axis ÷ its size" if wide else "→ each axis ÷ its size",
        ),
    ]
    shows, begun = [], np.maximum.accumulate(step > 0)
    for kind, colour, (left, foot), (width, height), size, told in rows:
        start = (left + 52, foot)
        at, lettered = np.tile(start, (len(trace), 1)), {"weight": "semibold", "color": theme.gradient}
        tip = only(begun, (left + 52 + width, foot - height))
        rates = [races[kind][int(its) if moved else 0][0] for its, moved in zip(part, step > 0, strict=True)]
        sums = [say("{size:g} × {rate:.2g} = {step:.2g}", size=size, rate=rate, step=rounded(rate, ".2g") * size) for rate in rates]
        shows += [
            words(board, (left + 46, foot - height / 2), _when(begun, say("{size:g}", size=size)), 24, ha="right", **lettered),
            words(board, (left, foot - height - 24), _when(begun, say(told)), 22, **lettered),
            words(board, (left + 128, foot - height / 2 - 16), _when(begun, say(KINDS[kind])), 26, color=colour, weight="semibold"),
            words(board, (left + 128, foot - height / 2 + 18), _when(begun, sums), 28 if wide else 22, color=colour, weight="semibold"),
            _boxed(board, begun, start, (width, -height)),
            arrow(board.stage, board.ax, at, tip, theme.gradient, rim=0),
        ]
    return compose(*shows)


def _when(there: NDArray[np.bool_], texts: str | Sequence[str]) -> list[str]:
    """These texts, or the same one, in the rows in which they are `there`."""
    return [(texts if isinstance(texts, str) else texts[t]) if its else "" for t, its in enumerate(there)]


def _boxed(board: Board, there: NDArray[np.bool_], start: tuple[float, float], arm: tuple[float, float]) -> Show:
    """Dotted, the parts of an arrow from `start` by `arm` along both axes, in the rows in which it is `there`. Returns show(t)."""
    (legs,) = board.ax.plot([], [], color=board.theme.gradient, linewidth=points(3), linestyle=(0, (2, 1.5)))
    way = np.array([start, (start[0], start[1] + arm[1]), (start[0] + arm[0], start[1] + arm[1])])
    return lambda t: legs.set_data(way.T if there[t] else ([], []))


def _counts(board: Board, trace: Trace, races: Mapping[str, Sequence[tuple[float, int]]]) -> Show:
    """A bar for each of RACERS: its steps so far, with their number once it is at the finish or its race is over. Returns show(t)."""
    theme, wide, part, half = board.theme, board.stage.canvas.wide, trace.part.astype(int), int((trace.part == 0).sum())
    step, last = np.arange(len(trace)) - half * part, (half - 1, len(trace) - half - 1)
    needs = [races[kind][race][1] for kind, race in RACERS]
    ends = [min(its or last[race], last[race]) for its, (_, race) in zip(needs, RACERS, strict=True)]
    left, top, pitch = (0.0, 345.0, 78.0) if wide else (230.0, 190.0, 38.0)
    counts = [say("{n}" if needed == end else "over {n}", n=end) for needed, end in zip(needs, ends, strict=True)]
    full, shows = (board.width - left - 14 - max(board.widths(counts, 32).values())) / (max(ends) or 1), []
    board.text((0, top - 20), say("steps to the finish"), 22, color=theme.muted)
    for n, ((kind, race), told, end) in enumerate(zip(RACERS, counts, ends, strict=True)):
        over = part > race
        taken = np.where(part < race, 0, np.where(over, end, np.minimum(step, end)))
        done = over | (taken == end) & (part == race) & (end > 0)
        y, colour = top + n * pitch + (44 if wide else 12), theme.model if kind == "adam" else theme.ink
        name = say("{name}, rate {rate:.2g}", name=KINDS[kind], rate=races[kind][race][0])
        how = {"color": colour, "weight": "semibold"}
        shows += [
            words(board, (0, y - 32 if wide else y), _when(part >= race, name), 24 if wide else 22, **how),
            _bar(board, (left, y), full * taken, colour),
            words(board, (left + full * end + 10, y), _when(done, told), 32, **how),
        ]
    return compose(*shows)


def _bar(board: Board, place: tuple[float, float], lengths: Floats, colour: str) -> Show:
    """A bar that begins at `place` and is as long as `lengths` (rows,). Returns show(t)."""
    (bar,) = board.ax.plot([], [], color=colour, linewidth=points(24 * board.unit), solid_capstyle="butt", alpha=0.6)
    return lambda t: bar.set_data(([place[0], place[0] + lengths[t]], [place[1]] * 2) if lengths[t] else ([], []))


def _downhill(place: Floats, data: Data) -> Floats:
    """Minus the gradient at a `place` of the map, (2,): along intercept and slope."""
    return -gradients(place[None, ::-1], *data)[0, ::-1]


def _parts(stage: Stage, ax: Axes, path: Floats, row: int, colour: str) -> Show:
    """At `row`, the first of a race, an arrow for the step that led there, and dotted its parts, with how far it goes along the slope."""
    here, there, now = path[row - 1], path[row], (np.arange(len(path)) == row)[:, None]
    corner = np.array([here[0], there[1]])
    (legs,) = ax.plot([], [], color=colour, linewidth=points(3), linestyle=(0, (2, 1.5)), zorder=5)
    if abs(stage.pixels(ax, np.array([here, corner])) @ [0, 1] @ [1, -1]) > 40 * stage.scale:
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
    end = here + step * min(1.0, 0.995 * float((room / np.abs(step)).min()))
    seat = here + 0.77 * (end - here)
    _keep_off(stage, ax, here, end, now)
    down = rounded(abs(step[1] / rate), ".3g")
    told = say(
        "plain SGD, rate {rate:.2g}:\n{down:g} × {rate:.2g} = {up:.2g}, off the map", rate=rate, down=down, up=rounded(rate, ".2g") * down
    )
    stage.label(ax, np.where(now, seat, np.nan), told, stage.theme.ink, sides=("left",), weight="semibold", size=24, gap=28)
    return arrow(stage, ax, np.where(now, here, np.nan), np.where(now, end, np.nan), stage.theme.ink)


def _keep_off(stage: Stage, ax: Axes, start: Floats, end: Floats, now: NDArray[np.bool_]) -> None:
    """Let no name cross the way from `start` to `end`, (2,) each, in the rows in which it is `now` (rows, 1)."""
    stage.avoid(ax, only(now[:, 0], (start + np.linspace(0, 1, 50)[:, None] * (end - start))[None]), 4)
