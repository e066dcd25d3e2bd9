"""How the mini-batch lessons draw: what single points and other batches ask for, and which point asks for what."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray
from torch import Tensor

from scenes.shared.line_loss import best_line
from scenes.shared.line_parts import alike, limits, ring_through, rings_through
from scenes.studio.draw.marks import Floats, Show, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.words import say, say_each


def fan(
    stage: Stage,
    ax: Axes,
    starts: Floats,
    ends: Floats,
    colour: str,
    width: float = 2,
    size: float = 7,
    alpha: float = FAINT,
    zorder: float = 4,
    labels: Sequence[str] = (),
    towards: tuple[float, float] = (0, 1),
) -> Show:
    """Lines from `starts` (rows, 2) or (rows, k, 2) to `ends` (rows, k, 2), each with a dot of `size` pixels at its end; nan draws none.

    The end that lies farthest `towards` a direction bears the row's label, of one or one for each row. Returns show(t).
    """
    starts = np.broadcast_to(starts[:, None] if starts.ndim == 2 else starts, ends.shape)
    if labels:
        farthest = np.nan_to_num(ends @ np.array(towards), nan=-np.inf).argmax(1)
        stage.label(ax, ends[np.arange(len(ends)), farthest], labels, colour)
    lines = LineCollection([], colors=colour, linewidths=points(width), alpha=alpha, zorder=zorder)
    ax.add_collection(lines, autolim=False)
    (dots,) = ax.plot([], [], "o", color=colour, markersize=points(size), markeredgewidth=0, zorder=zorder + 0.1)
    for share in (0.4, 0.7, 1.0):
        stage.avoid(ax, starts + share * (ends - starts), size / 2 + 1, weight=1)

    def show(t: int) -> None:
        there = np.isfinite(ends[t]).all(1)
        lines.set_segments(list(np.stack([starts[t][there], ends[t][there]], 1)))
        dots.set_data(ends[t][there].T)

    return show


def quiet_trail(
    stage: Stage, ax: Axes, path: Floats, colour: str, quiet: NDArray[np.bool_], dashed: bool = False, gone: Any = None
) -> Show:
    """The way so far over `path` (rows, 2), with its last five steps strong. It is pale in the rows that are `quiet` (rows,), in which
    something else is drawn about its end, and not to be seen in those in which it is `gone` (rows,). Returns show(t).
    """
    gone = np.zeros(len(path), bool) if gone is None else gone
    how: dict[str, Any] = {"color": colour, "linestyle": "--" if dashed else "-"}
    (pale,), (past,) = (ax.plot([], [], linewidth=points(3), alpha=alpha, zorder=4, **how) for alpha in (0.3, FAINT))
    (recent,) = ax.plot([], [], linewidth=points(3), marker="o", markersize=points(8), markeredgewidth=0, zorder=5, **how)

    def show(t: int) -> None:
        start, end = (t + 1, 0) if quiet[t] else (max(t - 5, 0), t + 1)
        pale.set_data(path[: t + 1 - end].T)
        past.set_data(path[: min(start + 1, end)].T)
        recent.set_data(path[start:end].T)
        for line in (pale, past, recent):
            line.set_visible(not gone[t])

    return show


def pulls(stage: Stage, ax: Axes, a: Floats, ends: Floats, told: NDArray[np.bool_]) -> Show:
    """Where a step on each point of the batch alone leads from `a` (rows, 2), to `ends` (rows, k, 2). In the rows that are `told` (rows,)
    stands how many points lie above the line, which pull it up, and how many below; in the first what such a line is. Returns show(t).
    """
    colour, up, rows = stage.theme.batch, ends[..., 1] > a[:, None, 1], np.arange(len(a))
    for words, count, end, side in (
        ("{k} above the line: up", up.sum(1), ends[..., 1].argmax(1), "above"),
        ("{k} below it: down", (~up).sum(1), ends[..., 1].argmin(1), "below"),
    ):
        stage.label(ax, only(told & (count > 0), ends[rows, end]), say_each(words, k=count), colour, sides=(side, f"{side} right"))
    names = [say("step on one point alone"), *[""] * (len(a) - 1)]
    return fan(stage, ax, a, ends, colour, size=10, labels=names, towards=(0.3, 1))


def crowd(
    stage: Stage, ax: Axes, data: tuple[Tensor, Tensor], places: Floats, colour: str, mean: str, best: str, ends: NDArray[np.bool_]
) -> Show:
    """In the rows that are the run's `ends` (rows,), dots at `places` (n, 2), with the words for their `mean` loss, and a thin line from
    the best fit of the `data`, among them, to the words for it, outside. Returns show(t).
    """
    centre = best_line(*data)
    theme, out = stage.theme, np.array([places[:, 0].max() + 0.12 * np.ptp(places[:, 0]), centre[1]])
    stage.avoid(ax, only(ends, np.broadcast_to(places, (len(ends), *places.shape))), 6, weight=3)
    stage.label(ax, only(ends, out), best, theme.ink, sides=("right",), gap=6)
    stage.label(ax, only(ends, places[(places @ [1, 1]).argmax()]), mean, theme.loss, sides=("right", "above right"), weight="semibold")
    (dots,) = ax.plot([], [], "o", color=colour, markersize=points(10), markeredgewidth=0, alpha=FAINT, zorder=6)
    (line,) = ax.plot([], [], color=theme.ink, linewidth=points(2), zorder=7)

    def show(t: int) -> None:
        dots.set_data((places if ends[t] else places[:0]).T)
        line.set_data(np.array([centre, out] if ends[t] else np.empty((0, 2))).T)

    return show


def told_ring(stage: Stage, ax: Axes, data: tuple[Tensor, Tensor], places: Floats, texts: Sequence[str], far: NDArray[np.bool_]) -> Show:
    """The ring of equal loss through `places` (rows, 2), with its text: at its lower left in the rows that are `far` (rows,), in which its
    right end is not to be seen, else there, well off it. Returns show(t).
    """
    rings, rows = rings_through(*data, places), np.arange(len(places))
    for when, end, sides, gap in (
        (far, (rings @ [0.6, 1]).argmin(1), ("below left", "below"), 6),
        (~far, rings[..., 0].argmax(1), ("below right", "above right", "right"), 60),
    ):
        stage.label(ax, only(when, rings[rows, end]), texts, stage.theme.loss, sides=sides, gap=gap, weight="semibold")
    return ring_through(stage, ax, *data, places)


def smooth_path(stage: Stage, ax: Axes, path: Floats, across: Floats, closer: Floats, count: int, quiet: NDArray[np.bool_]) -> Show:
    """The `path` (rows, 2) of the descent on all `count` points, dashed. It is named at its first step, and once it is seen from near,
    as `closer` (rows,) says, where it comes into the limits `across` of x; pale where `quiet` (rows,). Returns show(t).
    """
    ink, words, t = stage.theme.ink, say("all {count} at every step", count=count), np.arange(len(path))
    stage.label(ax, only(t == 1, path), words, ink, sides=("left",))
    enters = path[int((path[:, 0] > across[0] + 0.05 * np.ptp(across)).argmax())]
    stage.label(ax, only(closer == 1, enters), words, ink, sides=("below right", "below"))
    return compose(quiet_trail(stage, ax, path, ink, quiet, dashed=True), dot(stage, ax, only((t > 0) & ~quiet, path), ink))


def misses(stage: Stage, ax: Axes, among: Floats, a: Floats, batch: NDArray[np.integer]) -> Show:
    """Which points a step asks, those of the `batch` (rows, k), lit `among` (n, 2), and by how much the line of `a` (rows, 2) misses them.
    The title tells. Returns show(t).
    """
    lit = among[batch]
    ax.set_title(say("{k} of {n} points, and their misses", k=batch.shape[1], n=len(among)))
    return fan(stage, ax, feet(a, lit), lit, stage.theme.batch, width=3, size=13, alpha=1, zorder=6)


def feet(a: Floats, places: Floats) -> Floats:
    """Where the lines of the parameters `a` (rows, 2) pass under or over points at `places` (rows, k, 2); the same shape."""
    return np.stack([places[..., 0], a[:, :1] * places[..., 0] + a[:, 1:]], -1)


def approach(frames: Sequence[int], row: int | None, over: int = 5) -> Floats:
    """How near each row is seen from, (rows,): 0 from far, 1 from near. It rises over the `over` frames up to `row`, if there is one.

    `frames` are the rows that become frames, to the last row of the run.
    """
    at = np.searchsorted(frames, np.arange(frames[-1] + 1))
    if row is None:
        return np.zeros(len(at))
    over = max(1, min(over, at[row] - 1))
    return np.clip((at - at[row] + over) / over, 0, 1)


def look_closer(stage: Stage, ax: Axes, near: Any, closer: Floats, at_last: Any = None) -> Show:
    """See `ax` from as near as `closer` (rows,) says: from its limits now to `near`, (2, 2), those of x and of y. Returns show(t).

    In the last row the limits can be others, `at_last` (2, 2). They do not change at all where it would be hardly nearer. To be called
    before anything else is drawn there.
    """
    far, near = np.array([ax.get_xlim(), ax.get_ylim()]), np.asarray(near, float)
    sizes = np.ptp(far, axis=1), np.ptp(near, axis=1)
    times = float((sizes[0] / sizes[1]).max())
    if times < 1.5 or not closer.any():
        return lambda t: None
    size = sizes[0] * (sizes[1] / sizes[0]) ** closer[:, None]
    share = np.divide(size - sizes[1], sizes[0] - sizes[1], out=np.ones_like(size), where=sizes[0] > sizes[1])
    middle = near.mean(1) + (far.mean(1) - near.mean(1)) * share
    limits_of = np.stack([middle - size / 2, middle + size / 2], -1)
    if at_last is not None:
        limits_of[-1] = at_last
    see, title = stage.views(ax, limits_of.reshape(-1, 4)), ax.get_title(loc="left")
    larger = [say("the same, {times:.0f} times larger", times=float((sizes[0] / np.ptp(its, axis=1)).max())) for its in limits_of]

    def show(t: int) -> None:
        see(t)
        ax.set_title(larger[t] if closer[t] == 1 else title)

    return show


def around(ax: Axes, places: Floats) -> Floats:
    """Limits (2, 2) of x and y, for the map `ax`, that hold `places` (n, 2) with some room."""
    return np.array(alike(ax, *(limits(place, None, 0.1) for place in places.T)))
