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
from scenes.studio.draw.marks import SHORTEST, Show, arrow, compose, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
USUAL = 0.2  # off the usual size, as a share of it: still usual
COLUMNS = np.array([0, 0.28, 0.64, 1])  # where the columns of what is told begin and end, as parts of the panel
SIDE = 0.23  # of a column: from its middle to that of its arrows
LETTER: dict[str, Any] = {"size": 22, "weight": "semibold"}
FLIGHT = 6  # rows in which the panel is enlarged and two arrows go over to it


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
    steps as make up one of the first rate. Of those that are half an act old it is the one that comes nearest to the usual size, to the
    same side. With it goes the pull of as many steps from the same line as in the first.
    """
    if back is None:
        return [None] * len(ends)
    rates, (pulls, pushes) = trace.rate.astype(float), parted(trace, x, y)
    found: list[Parts | None] = [Parts(np.array([back]), pulls[back, :1], pushes[back, :1])]
    last, way = [int(end) for end in ends if end < len(trace)], np.sign(pushes[back, 0])
    for start, end in pairwise(last):
        steps = round(rates[0] / rates[end - 1])
        rows = np.arange(max(start + steps, (start + end) // 2), end + 1 - (end < last[-1]))
        if not rows.size or steps > end - start:
            break
        summed = np.sum([pushes[rows - step] for step in range(steps)], 0)
        row = int(rows[np.abs(way * summed[:, 0] - np.sqrt((summed**2).mean())).argmin()])
        each = np.arange(row - steps + 1, row + 1)
        found.append(Parts(each, pulls_back(trace, x, y, rates[row - steps : row], back - 1), pushes[each, 0]))
    return [*found, *[None] * len(ends)][: len(ends)]


def pulls_back(trace: Trace, x: torch.Tensor, y: torch.Tensor, rates: Floats, start: int) -> Floats:
    """How far steps on all points at these `rates` (n,) lift the line at x = 0, from where the first run was at the row `start`, (n,)."""
    across, a = x.numpy().astype(float), trace.places[start, 0].astype(float)
    heights = [float(a[1])]
    for rate in rates:
        a = a + 2 * rate * across.T @ (y.numpy().astype(float) - across @ a) / len(across)
        heights.append(float(a[1]))
    return np.diff(heights)


def close_up(stage: Stage, ax: Axes, told: Sequence[Parts | None], start: float) -> Floats:
    """Limits of x and y, (2, 2), for `ax` to be seen from near: from the best line to a line at the height `start` and all that is `told`.

    Only y is enlarged. There is room for words above and below.
    """
    box = ax.get_window_extent()
    ends = np.concatenate([[0.0, start], *(start + np.cumsum(arms) for its in told if its for arms in its[1:])])
    above, below = (124, 40) if stage.canvas.wide else (86, 28)
    pixel = (np.ptp(ends) + 1e-9) / (box.height / stage.scale - above - below)
    return np.array([ax.get_xlim(), (ends.min() - below * pixel, ends.max() + above * pixel)])


def columns(near: Floats) -> tuple[Floats, Floats]:
    """The middles and the widths of the columns in the limits `near` (2, 2), in x."""
    edges = near[0, 0] + np.ptp(near[0]) * COLUMNS
    return (edges[:-1] + edges[1:]) / 2, np.diff(edges)


def stands(near: Floats, told: Sequence[Parts | None], start: float) -> list[tuple[Floats, Floats] | None]:
    """Where the pulls and the pushes of each of the parts that are `told` stand, end to end: from, to, (n, 2, 2) each.

    All leave the height `start`. In the limits `near` (2, 2) each of the parts has a column, its pulls at the left of its pushes.
    """
    places = list[tuple[Floats, Floats] | None]()
    for middle, wide, its in zip(*columns(near), told, strict=True):
        sides = []
        for arms, aside in ((its.pulls, -SIDE), (its.pushes, SIDE)) if its else ():
            tips = start + np.cumsum(arms)
            at = middle + wide * (aside + 1.26 * SIDE * (np.linspace(-0.5, 0.5, len(arms)) if len(arms) > 1 else np.zeros(1)))
            sides.append(np.stack([np.column_stack([at, np.insert(tips, 0, start)[:-1]]), np.column_stack([at, tips])], 1))
        places.append((sides[0], sides[1]) if its else None)
    return places


def compared(
    stage: Stage,
    ax: Axes,
    near: Floats,
    told: Sequence[Parts | None],
    start: float,
    shown: Sequence[NDArray[np.bool_]],
    rate: float,
) -> Show:
    """Each of the parts that are `told` in a column of `ax`, in the rows in which it is `shown`: how many steps it is, at which
    part of the first `rate`, its pulls and its pushes as soon as their steps are taken, and then a pale bar for the sum of each. They
    leave a line at the height `start`, and the limits are `near`. Returns show(t).
    """
    theme, wide, ((left, right), (_, high)), shows = stage.theme, stage.canvas.wide, near, []
    for n, (its, places, seen, middle, column) in enumerate(zip(told, stands(near, told, start), shown, *columns(near), strict=True)):
        if not its or not places:
            continue
        steps = len(its.rows)
        lines = say("{steps} steps," if steps > 1 else "{steps} step,", steps=steps), say("rate {rate:.1g}", rate=rate / steps)
        for words, down in zip(lines, (0, 30 if wide else 26), strict=True):
            stage.label(ax, only(seen, (middle, high)), words, theme.ink, sides=("below",), gap=0, lift=-down, **LETTER)
        width = 1.7 * SIDE * ax.get_window_extent().width / stage.scale * column / (right - left)
        pixels = ax.get_window_extent().height / stage.scale / np.ptp(near[1])
        for arms, its_sum, colour in zip(places, (its.pulls.sum(), its.pushes.sum()), (theme.gradient, theme.batch), strict=True):
            few = len(arms) <= TIMES and pixels * np.abs(np.diff(arms[..., 1])).mean() > SHORTEST
            shows.append(_summed(stage, ax, arms, its.rows, seen, say("{size:#.2g}", size=abs(its_sum)), colour, width, few))
        if n == 0:
            ground = np.array([(left, high), (right, high)])  # under the names, which stand on no points
            shows.append(_drawn(ax, theme.background, 2 * (66 if wide else 56), ground, seen))
            shows.append(_drawn(ax, theme.model, 4, np.array([(left, start), (right, start)]), seen, linestyle="--"))
            for height, name, colour in ((start, say("line"), theme.model), (0.0, say("best line"), theme.ink)):
                lift = 17 if start * (height - start / 2) > 0 else -17
                stage.label(ax, only(seen, (left, height)), name, colour, sides=("right",), gap=2, lift=lift, weight="semibold")
            for arms, name, colour in zip(places, (say("pull"), say("push")), (theme.gradient, theme.batch), strict=True):
                sides = ("above" if arms[0, 1, 1] > start else "below",)
                stage.label(ax, only(seen, arms[0, 1]), name, colour, sides=sides, gap=32 if wide else 28, **LETTER)
    return compose(*shows)


def taken_over(stage: Stage, chart: Axes, starts: Sequence[Floats], ax: Axes, ends: Sequence[Floats], back: int, rows: int) -> Show:
    """The pull and the push of a step as arrows that go over from `chart` to `ax`, and grow, after the row `back` of so many `rows`.

    They leave `starts`, from and to (2, 2) in the `chart`, and come to `ends` (2, 2) in `ax`. Returns show(t).
    """
    share, shows = (np.arange(rows) - back) / FLIGHT, []
    for start, end, colour in zip(starts, ends, (stage.theme.gradient, stage.theme.batch), strict=True):
        here, there = stage.pixels(chart, start[None])[0], stage.pixels(ax, end[None])[-1]
        way = here + share[:, None, None] * (there - here)
        way = chart.transData.inverted().transform(way.reshape(-1, 2)).reshape(way.shape)
        shows.append(arrow(stage, chart, only((share > 0) & (share < 1), way[:, 0]), way[:, 1], colour, rim=0, over=True))
    return compose(*shows)


def _summed(
    stage: Stage,
    ax: Axes,
    arms: Floats,
    rows: NDArray[np.integer],
    seen: NDArray[np.bool_],
    size: str,
    colour: str,
    width: float,
    few: bool,
) -> Show:
    """Arrows at `arms`, from and to (n, 2, 2), each from its row of `rows` on, where they are `seen`; then a bar for their sum.

    It bears its `size`. If they are not `few`, or too short for arrows, they are a line. Returns show(t).
    """
    time = np.arange(len(seen))
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
