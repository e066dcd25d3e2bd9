"""The steps of SGD in two parts: the pull of all points, and what the points of the step add to it by chance.

Both are told by how far they lift the line at x = 0. At a quarter of the rate four steps are compared with one.
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
OFF = 0.1  # from the best line: where the pulls are compared


class Parts(NamedTuple):
    """A pull and a push, in the arrows (n,) that make each of them, and the row to which the push led."""

    row: int
    pulls: Floats
    pushes: Floats


def parted(trace: Trace, x: torch.Tensor, y: torch.Tensor) -> tuple[Floats, Floats]:
    """The pull and the push of the step to each row, (rows, runs) each and 0 in the first row; their sum is the step at x = 0."""
    places, rates = trace.places.astype(float), np.insert(trace.rate.astype(float), 0, 0)[:-1]
    off = y.numpy().astype(float).mean() - places @ x.numpy().astype(float).mean(0)
    pulls = 2 * rates[:, None] * np.vstack([off[:1], off[:-1]])
    return pulls, np.vstack([0 * off[:1], np.diff(places[..., 1], axis=0)]) - pulls


def against(trace: Trace, x: torch.Tensor, y: torch.Tensor, last: int) -> int | None:
    """The row up to `last` to which the strongest pull of the first run led that was stronger than a push against it; None if none was."""
    pull, push = (part[: last + 1, 0] for part in parted(trace, x, y))
    won = np.where((pull * push < 0) & (np.abs(pull) > np.abs(push)), np.abs(pull), 0)
    return int(won.argmax()) if won.any() else None


def usual(trace: Trace, x: torch.Tensor, y: torch.Tensor, ends: Sequence[int]) -> list[Parts | None]:
    """Of each act that ends in one of `ends`: a push of the first run with its row, None if the act is too short.

    It is the sum of as many steps as make up one of the first rate: of one in the first and third act, where it is parted by its points,
    of four in the second. Of those that are up and half an act old it is the one nearest to the usual size. In the last act it is that
    of the last steps. With it goes the pull of as many steps that begin 0.1 above the best line.
    """
    rates, pushes = trace.rate.astype(float), parted(trace, x, y)[1]
    last = [int(end) for end in ends if end < len(trace)]
    found: list[Parts | None] = []
    for act, (start, end) in enumerate(pairwise([0, *last])):
        steps = round(rates[0] / rates[end - 1])
        rows = np.arange(max(start + steps, (start + end) // 2), end - 1) if act < 3 else np.array([end])
        if not rows.size or steps > end - start:
            break
        summed = np.sum([pushes[rows - back] for back in range(steps)], 0)
        row = int(rows[np.abs(summed[:, 0] - np.sqrt((summed**2).mean())).argmin()])
        each = pushes[row - steps + 1 : row + 1, 0]
        if act == 2:
            its, was = trace.drawn[row - 1].astype(int), trace.places[row - 1, 0].astype(float)
            misses = (y.numpy()[its] - x.numpy()[its] @ was).reshape(TIMES, -1).mean(1)
            mean = y.numpy().mean() - x.numpy().mean(0) @ was
            each = 2 * rates[row - 1] * (misses - mean) / TIMES
        found.append(Parts(row, pulls_back(trace, x, y, rates[row - steps : row]), each))
    return [*found, *[None] * len(ends)][: len(ends)]


def pulls_back(trace: Trace, x: torch.Tensor, y: torch.Tensor, rates: Floats) -> Floats:
    """How far steps on all points at these `rates` (n,) move the line at x = 0, from 0.1 above the best line on, (n,)."""
    across, a = x.numpy().astype(float), trace.places[0, 0] + np.array([0.0, OFF])
    heights = [float(a[1])]
    for rate in rates:
        a = a + 2 * rate * across.T @ (y.numpy().astype(float) - across @ a) / len(across)
        heights.append(float(a[1]))
    return -np.diff(heights)


def compared(stage: Stage, ax: Axes, told: Sequence[Parts | None], shown: Sequence[Any], names: Sequence[tuple[str, str]]) -> Show:
    """Each of the parts that are `told` in a column of `ax`, with its two lines of `names`, in the rows in which it is `shown`: as many
    pulls and pushes, end to end, each beside a bar as long as their sum. Returns show(t).

    All are enlarged alike, and point upwards.
    """
    theme, (left, right), (low, high) = stage.theme, ax.get_xlim(), ax.get_ylim()
    box = ax.get_window_extent()
    across = (right - left) / box.width * stage.scale  # a pixel of the canvas
    there = [its for its in told if its]
    most = max((float(np.cumsum(arms).max()) for its in there for arms in (its.pulls, its.pushes)), default=1.0) + 1e-9
    wide, side = stage.canvas.wide, 0.115 * box.width / stage.scale * 2 / len(told)  # from the middle of a column to that of its bars
    up = (high - low) / box.height * stage.scale
    # Below the foot there is room for a pull's number and name, above it for the heads.
    foot = low + max(0.31 * (high - low), (122 if wide else 100) * up)
    zoom = min(0.4 * (high - low), high - (104 if wide else 120) * up - foot) / most
    shows, letter = [], {"size": 22, "weight": "semibold"}
    for n, (its, seen, (first, second)) in enumerate(zip(told, shown, names, strict=True)):
        if not its:
            continue
        middle = left + (right - left) * (2 * n + 1) / (2 * len(told))
        for words, down in ((first, 0), (second, 30 if wide else 38)):
            stage.label(ax, only(seen, (middle, high)), words, theme.ink, sides=("below",), gap=0, lift=-down, **letter)
        for aside, arms, colour, name in ((-side, its.pulls, theme.gradient, "pull"), (side, its.pushes, theme.batch, "push")):
            tips = foot + zoom * np.cumsum(arms)
            room = 1.26 * side * across / max(len(arms) - 1, 1)
            at = middle + aside * across + (np.arange(len(arms)) - (len(arms) - 1) / 2) * room
            starts = np.insert(tips, 0, foot)[:-1]
            if len(arms) > TIMES:  # too short for arrows
                shows.append(_drawn(ax, colour, 3, np.column_stack([np.repeat(at, 2), np.stack([starts, tips], 1).ravel()]), seen))
            for x, start, tip in zip(at, starts, tips, strict=True) if len(arms) <= TIMES else ():
                shows.append(arrow(stage, ax, only(seen, (x, start)), np.tile((x, tip), (len(seen), 1)), colour, rim=0, thin=len(arms) > 1))
            push = name == "push"  # below the line there is room beside its pushes only
            total = only(seen & (push | wide), (middle + aside * across, tips[-1] if push else foot))
            stage.label(ax, total, say("{size:#.2g}", size=arms.sum()), colour, sides=("above" if push else "below",), gap=4, **letter)
            below = only(seen, (middle + aside * across, low))
            stage.label(ax, below, say(name), colour, sides=("above",), gap=36 if wide else 4, size=22, weight="semibold")
            bar = np.array([(middle + aside * across, foot), (middle + aside * across, tips[-1])])
            shows.append(_drawn(ax, colour, 1.7 * side, bar, seen, alpha=0.22, solid_capstyle="butt"))
    told_off = say("pull on a line {off:g} off; push of usual size", off=OFF)
    stage.label(ax, only(shown[0] & wide, (left, low)), told_off, theme.muted, sides=("right",), gap=4, lift=14)
    base = _drawn(ax, theme.ink, 2.5, np.array([(left, foot), (right, foot)]), shown[0])
    return compose(base, *shows)


def _drawn(ax: Axes, colour: str, width: float, way: Floats, seen: Any, **how: Any) -> Show:
    """A line along a `way` (n, 2), so many pixels wide, in the rows in which it is `seen`. Returns show(t)."""
    (line,) = ax.plot([], [], color=colour, linewidth=points(width), zorder=2, **how)
    return lambda t: line.set_data(way.T if seen[t] else ([], []))
