"""The race of two optimisers down one valley: its map, each runner, how their first steps come about, and how many steps they take."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from matplotlib.path import Path
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
HIGH, BEHIND = 3.9, (0.9, 1.1)  # of the lens, in first steps of Adam: its height, and how much of it lies behind the guess
LEAST = 60  # pixels: the room that two lines take


def valley_map(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, trace: Trace) -> list[Floats]:
    """Rings of equal loss with the intercept along and the slope up, a cross at the best line, and the finish: a ring in blue.

    The axes hold the guess, the best line and the way of Adam, from which both scales are the same. Returns the rings.
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
    return list(rings)


def runner(stage: Stage, ax: Axes, trace: Trace, kind: str, races: Sequence[tuple[float, int]]) -> Show:
    """The way of one optimiser in both races, with its name, which tells its rate in the second one. Returns show(t).

    Each of the `races` has a rate, and the steps to the finish, 0 for never.
    """
    adam = kind == "adam"
    colour, size, sides = (stage.theme.model, 14, ("right", "below right")) if adam else (stage.theme.ink, 26, ("above", "above left"))
    path, part, step, half = _path(trace, kind), trace.part.astype(int), steps_taken(trace), int((trace.part == 0).sum())
    forms = "{name}", "{name}, rate {rate:.2g}"
    near = (part == 0) & (step > 0) & (step < 5)  # then the name of Adam is in the lens, and that of SGD beside its step
    names, told = [say(forms[its], name=KINDS[kind], rate=races[its][0]) for its in part], {"weight": "semibold", "size": 24, "gap": 20}
    begun = ("below right" if stage.canvas.wide else "right",) if adam else ("left", "below left")
    for rows, where in ((step == 0, begun), (~near & (step > part), sides)):
        stage.label(ax, only(rows, path), names, colour, sides=where, **told)
    if not adam:
        stage.label(ax, only(near, (path + np.vstack([path[:1], path[:-1]])) / 2), names, colour, sides=("right",), **told)
        rate = say("rate {rate:.2g}", rate=races[1][0])
        stage.label(ax, only((part == 1) & (step == 1), path), rate, colour, sides=("right", "below right"), **told)
    past = np.where(
        (np.arange(half) <= step[:, None])[..., None], path[np.minimum(half * part[:, None] + np.arange(half), len(path) - 1)], np.nan
    )
    stage.avoid(ax, past, 4, weight=1)
    stage.follow(ax, path)
    shows = []
    if adam:
        again = (part == 1) & (step > 1)
        same = only(again, path[np.minimum(step, half - 1)])  # where the first race was after as many steps
        before = say(forms[1], name=KINDS[kind], rate=races[0][0])
        stage.label(ax, only(again, same), before, colour, sides=("right", "below right"), weight="semibold", size=22, gap=14)
        (other,) = ax.plot([], [], "--", color=colour, linewidth=points(2.5), zorder=3.5)
        shows += [lambda t: other.set_data(path[: step[t] + 1].T if again[t] else ([], []))]
        shows += [dot(stage, ax, same, colour, size=size, hollow=True)]
    (way,) = ax.plot([], [], "-o", color=colour, linewidth=points(2.5), markersize=points(7), markeredgewidth=0, alpha=0.6, zorder=4)

    def show(t: int) -> None:
        again = part[t] and not step[t]  # before the second race the way of the first is seen once more, paler
        way.set_data(path[half * part[t] * (not again) : t + 1 - again].T)
        way.set_alpha(0.25 if again else 0.6)

    return compose(show, *shows, dot(stage, ax, path, colour, size=size))


def first_steps(stage: Stage, ax: Axes, trace: Trace, races: Mapping[str, Sequence[tuple[float, int]]], data: Data) -> Show:
    """On the map, the step of plain SGD when it is taken; in the second race that of Adam, and where one of plain SGD would lead.

    Beside each of its parts stands what it is made of. Returns show(t).
    """
    step, part, half, shows = steps_taken(trace), trace.part.astype(int), int((trace.part == 0).sum()), []
    if half > 1:
        shows.append(_built(stage, ax, _path(trace, "sgd")[:2], (step == 1) & (part == 0), "sgd", races["sgd"][0][0], data))
    if half + 2 < len(trace):
        again, rate = (step == 1) & (part == 1), races["adam"][1][0]
        path, told = _path(trace, "adam"), say("Adam, rate {rate:.2g}:\n1 × {rate:.2g} = {rate:.2g}", rate=rate)
        stage.label(ax, only(again, path[half]), told, stage.theme.model, sides=("left",), size=24, weight="semibold", gap=20)
        shows.append(_built(stage, ax, path[half : half + 2], again, "adam", rate, None))
        shows.append(_leap(stage, ax, path, half + 1, rate, data))
    return compose(*shows)


def lens(
    stage: Stage, ax: Axes, whole: Axes, rings: Sequence[Floats], trace: Trace, races: Sequence[tuple[float, int]], data: Data
) -> Show:
    """What is round the guess of the `whole` map, enlarged, with its `rings`: Adam's first steps in its `races`, how the first is made.

    Returns show(t).
    """
    theme, inner = stage.theme, stage.inset(Board(stage, ax, 100, 60).ax, (0, 0.04, 1, 0.96))
    box, path, step, part = inner.get_window_extent(), _path(trace, "adam"), steps_taken(trace), trace.part.astype(int)
    half, span = int((part == 0).sum()), float(np.ptp(whole.get_ylim()))
    rate = float(np.clip(races[0][0], 1e-3 * span, span / (2 * HIGH)))
    size, near = rate * HIGH * np.array([box.width / box.height, 1]), rate * np.array(BEHIND)
    low = path[0] - np.where(_downhill(path[0], data) < 0, size - near, near)
    inner.set(xlim=(low[0], low[0] + size[0]), ylim=(low[1], low[1] + size[1]))
    inner.add_collection(LineCollection(list(rings), colors=theme.muted, linewidths=points(1.5), alpha=0.4, zorder=1), autolim=False)
    rim = np.asarray(Path.unit_rectangle().interpolated(12).vertices)
    stage.avoid(whole, (low + size * rim)[None], 2, weight=1)
    whole.add_patch(Rectangle(tuple(low), *size, fill=False, edgecolor=theme.muted, linewidth=points(2.5), zorder=6))
    times = (box.height / size[1]) / (whole.get_window_extent().height / span)
    stage.label(inner, low + size * [0, 1], say("× {times:.2g}", times=times), theme.muted, sides=("below right",), gap=8)
    shows = [_way(inner, _path(trace, kind), step, half * part, colour) for kind, colour in (("sgd", theme.ink), ("adam", theme.model))]
    built = (part == 0) & (step > min(1, half - 2))
    named, first = {"weight": "semibold", "size": 24, "gap": 12}, _path(trace, "sgd")[: min(2, half)]
    if half > 1:
        again = (part > 0) & (step > 0)  # then this step stands there to be compared
        told = say("rate {rate:.2g}:\n1 × {rate:.2g} = {rate:.2g}", rate=races[0][0])
        stage.label(inner, only(again, [path[1, 0], path[:2, 1].mean()]), told, theme.model, sides=("right",), **named)
        shows += [_built(stage, inner, path[:2], *its) for its in ((built, "adam", races[0][0], data), (again, "adam", races[0][0], None))]
    leaves = first[0] + min(1, 0.87 * (size - near)[1] / max(abs(np.ptp(first[:, 1])), 1e-9)) * (first[-1] - first[0])
    stage.label(inner, only(step > 0, leaves), say(KINDS["sgd"]), theme.ink, sides=("right", "left"), **named)
    ends = path[np.minimum(np.where(built | (part > 0), 2, 1), half - 1)]
    if box.height / stage.scale > HIGH * LEAST / BEHIND[1]:
        name = [
            say("{name}, rate {rate:.2g}" if its and stage.canvas.wide else "{name}", name=KINDS["adam"], rate=races[its][0])
            for its in part
        ]
        stage.label(inner, only(step > 0, ends), name, theme.model, sides=("right", "below right"), **named)
    return compose(*shows)


def counted(stage: Stage, ax: Axes, trace: Trace, races: Mapping[str, Sequence[tuple[float, int]]]) -> Show:
    """A bar for each of RACERS: its steps so far, with their number once it is at the finish or its race is over. Returns show(t)."""
    board = Board(stage, ax, 360, 236) if stage.canvas.wide else Board(stage, ax, 330, 250)
    theme, part, half, step = stage.theme, trace.part.astype(int), int((trace.part == 0).sum()), steps_taken(trace)
    last = half - 1, len(trace) - half - 1
    needs = [races[kind][race][1] for kind, race in RACERS]
    ends = [min(its or last[race], last[race]) for its, (_, race) in zip(needs, RACERS, strict=True)]
    counts = [say("{n}" if needed == end else "over {n}", n=end) for needed, end in zip(needs, ends, strict=True)]
    full, shows = (board.width - 14 - max(board.widths(counts, 32).values())) / (max(ends) or 1), []
    for n, ((kind, race), told, end) in enumerate(zip(RACERS, counts, ends, strict=True)):
        over = part > race
        taken = np.where(part < race, 0, np.where(over, end, np.minimum(step, end)))
        done = over | (taken == end) & (part == race) & (end > 0)
        y, colour = n * 78 + 50, theme.model if kind == "adam" else theme.ink
        name = say("{name}, rate {rate:.2g}", name=KINDS[kind], rate=races[kind][race][0])
        how = {"color": colour, "weight": "semibold"}
        shows += [
            words(board, (0, y - 32), _when(part >= race, name), 24, **how),
            _bar(board, (0, y), full * taken, colour),
            words(board, (full * end + 10, y), _when(done, told), 32, **how),
        ]
    return compose(*shows)


def steps_taken(trace: Trace) -> NDArray[np.int_]:
    """How many steps of its race each row has behind it, (rows,)."""
    return np.arange(len(trace)) - int((trace.part == 0).sum()) * trace.part.astype(int)


def _path(trace: Trace, kind: str) -> Floats:
    """The way of a kind of optimiser over the map, (rows, 2): intercept and slope."""
    return trace.series[kind][:, ::-1].astype(float)


def _when(there: NDArray[np.bool_], texts: str | Sequence[str]) -> list[str]:
    """These texts, or the same one, in the rows in which they are `there`."""
    return [(texts if isinstance(texts, str) else texts[t]) if its else "" for t, its in enumerate(there)]


def _bar(board: Board, place: tuple[float, float], lengths: Floats, colour: str) -> Show:
    """A bar that begins at `place` and is as long as `lengths` (rows,). Returns show(t)."""
    (bar,) = board.ax.plot([], [], color=colour, linewidth=points(24 * board.unit), solid_capstyle="butt", alpha=0.6)
    return lambda t: bar.set_data(([place[0], place[0] + lengths[t]], [place[1]] * 2) if lengths[t] else ([], []))


def _downhill(place: Floats, data: Data) -> Floats:
    """Minus the gradient at a `place` of the map, (2,): along intercept and slope."""
    return -gradients(place[None, ::-1], *data)[0, ::-1]


def _way(ax: Axes, path: Floats, step: NDArray[np.int_], begins: NDArray[np.int_], colour: str) -> Show:
    """The way of a race so far over `path` (rows, 2), with a dot for each step. Returns show(t)."""
    (way,) = ax.plot([], [], "-o", color=colour, linewidth=points(4), markersize=points(12), markeredgewidth=0, zorder=4)
    return lambda t: way.set_data(path[begins[t] : t + 1].T)


def _built(stage: Stage, ax: Axes, ends: Floats, when: NDArray[np.bool_], kind: str, rate: float, data: Data | None) -> Show:
    """In the rows `when`, an arrow for a first step between its `ends` (2, 2) and, dotted, its parts along both axes.

    Beside each part stands what the optimiser makes of the gradient's, and what the rate makes of that, if there are `data`.
    Returns show(t).
    """
    (here, there), adam = ends, kind == "adam"
    colour, how = stage.theme.model if adam else stage.theme.ink, {"gap": 10, "size": 24, "weight": "semibold"}
    corner = np.array([there[0], here[1]] if adam else [here[0], there[1]])
    (legs,) = ax.plot([], [], color=colour, linewidth=points(3), linestyle=(0, (2, 1.5)), zorder=5)
    across, up = np.array([(here + there)[0] / 2, corner[1]]), np.array([corner[0], (here + there)[1] / 2])
    _keep_off(stage, ax, here, there, when[:, None])
    box, shown = ax.get_window_extent(), stage.pixels(ax, np.array([here, there]))[:, 1]
    beyond = (shown[0] - box.y0 if adam else box.y1 - shown[1]) / stage.scale  # room for what stands below, or above
    places = ((across, "below", -10), (up, "right", 0)) if adam else ((across, "above", 26), (up, "left", 0))
    for size, (middle, side, lift) in zip([] if data is None else abs(_downhill(here, data)), places, strict=data is not None):
        size, seen = rounded(float(size), ".3g"), when & (side in ("left", "right") or beyond > LEAST)
        made = say("{size:g} ÷ {size:g} = 1" if adam else "gradient {size:g}", size=size)
        taken = say("× {rate:.2g} = {step:.2g}", rate=rate, step=rounded(rate, ".2g") * (1.0 if adam else size))
        for told, ink, higher in ((made, stage.theme.gradient, 14), (taken, colour, -14)):
            stage.label(ax, only(seen, middle), told, ink, sides=(side,), lift=lift + higher, **how)
    shaft = arrow(stage, ax, only(when, here), only(when, there), colour, rim=0)
    return compose(lambda t: legs.set_data(np.array([here, corner, there]).T if when[t] else ([], [])), shaft)


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
