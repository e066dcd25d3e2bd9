"""The steps of SGD in two parts: the pull of all points, and what the points of the step add to it by chance.

Both are told by how far they lift the line at x = 0. A step of the first act is compared with those that make up for it in the others.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.many_runs import TIMES
from scenes.studio.draw.marks import Show, arrow, compose, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
USUAL = 0.2  # off the usual size, as a share of it: still usual
SIDE = 0.23  # of a column: from its middle to that of its bars
LETTER: dict[str, Any] = {"size": 22, "weight": "semibold"}
FLIGHT = 6  # rows in which two arrows go over to the bars


class Parts(NamedTuple):
    """A pull and a push, in the arrows (n,) that make each of them, and the rows (n,) to which their steps led."""

    rows: NDArray[np.integer]
    pulls: Floats
    pushes: Floats


def parted(trace: Trace, x: torch.Tensor, y: torch.Tensor) -> tuple[Floats, Floats]:
    """The pull and the push of the step to each row, (rows, runs) each and 0 in the first row; their sum is the step at x = 0."""
    places, rates = trace.places.astype(float), np.insert(trace.rate.astype(float), 0, 0)[:-1]
    off = y.numpy().astype(float).mean() - places @ x.numpy().astype(float).mean(0)
    pulls = 2 * rates[:, None] * np.vstack([off[:1], off[:-1]])
    return pulls, np.vstack([0 * off[:1], np.diff(places[..., 1], axis=0)]) - pulls


def balanced(trace: Trace, x: torch.Tensor, y: torch.Tensor, last: int) -> int | None:
    """The row up to `last` to which the step of the first run led whose pull came nearest to undoing a push of the usual size.

    None if there was no such push, or no pull against it.
    """
    pull, push = (part[: last + 1] for part in parted(trace, x, y))
    size = np.sqrt((push[1:] ** 2).sum() / max(push[1:].size, 1))
    fits = (pull[:, 0] * push[:, 0] < 0) & (np.abs(np.abs(push[:, 0]) - size) < USUAL * size)
    return int(np.where(fits, np.abs(pull + push)[:, 0], np.inf).argmin()) if fits.any() else None


def usual(trace: Trace, x: torch.Tensor, y: torch.Tensor, ends: Sequence[int], back: int | None) -> list[Parts | None]:
    """Of each act that ends in one of `ends`: a push of the first run, and a pull; None if the act is too short.

    In the first act they are those of the step to the row `back`; without it there are none. In the others the push is the sum of as many
    steps as make up one of the first rate: in the second of four, in the third of one, which is parted by its points. Of those that
    are half an act old it is the one that comes nearest to the usual size, to the same side; in the last act it is that of the last
    steps. With it goes the pull of as many steps from the same line as in the first.
    """
    if back is None:
        return [None] * len(ends)
    rates, (pulls, pushes) = trace.rate.astype(float), parted(trace, x, y)
    found: list[Parts | None] = [Parts(np.array([back]), pulls[back, :1], pushes[back, :1])]
    last, way = [int(end) for end in ends if end < len(trace)], np.sign(pushes[back, 0])
    for act, (start, end) in enumerate(pairwise(last), 1):
        steps = round(rates[0] / rates[end - 1])
        rows = np.arange(max(start + steps, (start + end) // 2), end - 1) if act < 3 else np.array([end])
        if not rows.size or steps > end - start:
            break
        summed = np.sum([pushes[rows - step] for step in range(steps)], 0)
        row = int(rows[np.abs(way * summed[:, 0] - np.sqrt((summed**2).mean())).argmin()])
        each = np.arange(row - steps + 1, row + 1)
        parts = pushes[each, 0] if act != 2 else by_points(trace, x, y, row)
        found.append(Parts(np.resize(each, len(parts)), pulls_back(trace, x, y, rates[row - steps : row], back - 1), parts))
    return [*found, *[None] * len(ends)][: len(ends)]


def by_points(trace: Trace, x: torch.Tensor, y: torch.Tensor, row: int) -> Floats:
    """The push of the step to `row` in four parts (4,), of a quarter of its points each."""
    its, was = trace.drawn[row - 1].astype(int), trace.places[row - 1, 0].astype(float)
    misses = (y.numpy()[its] - x.numpy()[its] @ was).reshape(TIMES, -1).mean(1)
    mean = y.numpy().mean() - x.numpy().mean(0) @ was
    return np.asarray(2 * float(trace.rate[row - 1]) * (misses - mean) / TIMES)


def pulls_back(trace: Trace, x: torch.Tensor, y: torch.Tensor, rates: Floats, start: int) -> Floats:
    """How far steps on all points at these `rates` (n,) lift the line at x = 0, from where the first run was at the row `start`, (n,)."""
    across, a = x.numpy().astype(float), trace.places[start, 0].astype(float)
    heights = [float(a[1])]
    for rate in rates:
        a = a + 2 * rate * across.T @ (y.numpy().astype(float) - across @ a) / len(across)
        heights.append(float(a[1]))
    return np.diff(heights)


def stands(stage: Stage, ax: Axes, told: Sequence[Parts | None]) -> list[tuple[Floats, Floats] | None]:
    """Where in `ax` the pulls and the pushes of each of the parts that are `told` stand, end to end: from, to, (n, 2, 2) each.

    All are enlarged alike and keep their direction. Each of the parts has a column, its pulls at the left of its pushes.
    """
    (left, right), (low, high), box = ax.get_xlim(), ax.get_ylim(), ax.get_window_extent()
    pixel = (high - low) / box.height * stage.scale
    sums = np.concatenate([[0.0], *(np.cumsum(arms) for its in told if its for arms in its[1:])])
    above, below = (124 * pixel, 104 * pixel) if stage.canvas.wide else (88 * pixel, 34 * pixel)  # for words and numbers
    zoom = (high - low - above - below) / (np.ptp(sums) + 1e-9)
    foot, wide = low + below - zoom * sums.min(), (right - left) / len(told)
    places: list[tuple[Floats, Floats] | None] = []
    for n, its in enumerate(told):
        sides = []
        for arms, aside in ((its.pulls, -SIDE), (its.pushes, SIDE)) if its else ():
            tips = foot + zoom * np.cumsum(arms)
            at = left + wide * (n + 0.5 + aside + 1.26 * SIDE * (np.linspace(-0.5, 0.5, len(arms)) if len(arms) > 1 else np.zeros(1)))
            sides.append(np.stack([np.column_stack([at, np.insert(tips, 0, foot)[:-1]]), np.column_stack([at, tips])], 1))
        places.append((sides[0], sides[1]) if its else None)
    return places


def compared(
    stage: Stage, ax: Axes, told: Sequence[Parts | None], shown: Sequence[NDArray[np.bool_]], names: Sequence[tuple[str, str]]
) -> Show:
    """Each of the parts that are `told` in a column of `ax`, with its two lines of `names`, in the rows in which it is `shown`: its pulls
    and its pushes as soon as their steps are taken, and then a bar for the sum of each. Returns show(t).
    """
    theme, wide, (left, right), (low, high) = stage.theme, stage.canvas.wide, ax.get_xlim(), ax.get_ylim()
    shows = []
    for n, (its, places, seen, lines) in enumerate(zip(told, stands(stage, ax, told), shown, names, strict=True)):
        if not its or not places:
            continue
        middle = left + (right - left) * (n + 0.5) / len(told)
        for words, down in zip(lines, (0, 30 if wide else 26), strict=True):
            stage.label(ax, only(seen, (middle, high)), words, theme.ink, sides=("below",), gap=0, lift=-down, **LETTER)
        width = 1.7 * SIDE * ax.get_window_extent().width / stage.scale / len(told)
        for arms, its_sum, colour in zip(places, (its.pulls.sum(), its.pushes.sum()), (theme.gradient, theme.batch), strict=True):
            shows.append(_summed(stage, ax, arms, its.rows, seen, say("{size:#.2g}", size=abs(its_sum)), colour, width))
        if n == 0:
            foot = places[0][0, 0, 1]
            shows.append(_drawn(ax, theme.ink, 2.5, np.array([(left, foot), (right, foot)]), seen))
            note = say("pulls from equally far off; pushes of usual size")
            stage.label(ax, only(seen & wide, (left, low)), note, theme.muted, sides=("right",), gap=4, lift=14)
            kinds = ("pull of all", "pull", theme.gradient), ("chance push", "push", theme.batch)
            for arms, (name, short, colour) in zip(places, kinds, strict=True):
                end = arms[0, 1]
                beside = end if wide else (2 * middle - end[0], foot)  # where there is little room, across from the other bar
                sides = ("above" if end[1] > foot else "below",)
                stage.label(ax, only(seen, beside), say(name if wide else short), colour, sides=sides, gap=32 if wide else 4, **LETTER)
    return compose(*shows)


def taken_over(stage: Stage, chart: Axes, starts: Sequence[Floats], ax: Axes, ends: Sequence[Floats], back: int, rows: int) -> Show:
    """The pull and the push of a step as arrows that go over from `chart` to `ax`, and grow, after the row `back` of so many `rows`.

    They leave `starts`, from and to (2, 2) in the `chart`, and come to `ends` (2, 2) in `ax`. Returns show(t).
    """
    share, shows = (np.arange(rows) - back) / FLIGHT, []
    for start, end, colour in zip(starts, ends, (stage.theme.gradient, stage.theme.batch), strict=True):
        here, there = stage.pixels(chart, start[None])[0], stage.pixels(ax, end[None])[0]
        way = here + share[:, None, None] * (there - here)
        way = chart.transData.inverted().transform(way.reshape(-1, 2)).reshape(way.shape)
        shows.append(arrow(stage, chart, only((share > 0) & (share < 1), way[:, 0]), way[:, 1], colour, rim=0, over=True))
    return compose(*shows)


def _summed(
    stage: Stage, ax: Axes, arms: Floats, rows: NDArray[np.integer], seen: NDArray[np.bool_], size: str, colour: str, width: float
) -> Show:
    """Arrows at `arms`, from and to (n, 2, 2), each from its row of `rows` on, where they are `seen`; then a bar for their sum.

    It bears its `size`. Too many for arrows are a line. Returns show(t).
    """
    time, rows, few = np.arange(len(seen)), rows[-len(arms) :], len(arms) <= TIMES
    foot = np.array([arms[:, 0, 0].mean(), arms[0, 0, 1]])
    end, whole = np.array([foot[0], arms[-1, 1, 1]]), seen & (time >= rows[-1])
    shows = [_drawn(ax, colour, width, np.stack([foot, end]), whole, alpha=0.22, solid_capstyle="butt")]
    for row, (start, tip) in zip(rows, arms, strict=True) if few else ():
        tips = np.tile(tip, (len(time), 1))
        shows.append(arrow(stage, ax, only(seen & (time >= row), start), tips, colour, rim=0, thin=len(arms) > 1))
    (line,) = ax.plot([], [], color=colour, linewidth=points(3), zorder=2)
    stage.label(ax, only(whole, end), size, colour, sides=("above" if end[1] > foot[1] else "below",), gap=4, **LETTER)
    return compose(*shows, lambda t: line.set_data(arms[: 0 if few or not seen[t] else int((rows <= t).sum())].reshape(-1, 2).T))


def _drawn(ax: Axes, colour: str, width: float, way: Floats, seen: Any, **how: Any) -> Show:
    """A line along a `way` (n, 2), so many pixels wide, in the rows in which it is `seen`. Returns show(t)."""
    (line,) = ax.plot([], [], color=colour, linewidth=points(width), zorder=2, **how)
    return lambda t: line.set_data(way.T if seen[t] else ([], []))
