"""A walk round a ring of equal loss, and the right angle at which a gradient stands on its ring."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.shared.line_loss import iso_loss_ellipse, line_facts
from scenes.studio.draw.marks import RING
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
CORNER = 14  # pixels of the canvas: the sides of the mark of a right angle


def nice(value: float) -> float:
    """The number with one digit, 1, 2, 3 or 5, that is nearest to `value`: 2.99 gives 3, 0.04 gives 0.05, what is not above 0 gives 1."""
    if not value > 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(min((digit * power for digit in (1, 2, 3, 5, 10)), key=lambda number: abs(np.log(number / value))))


def arc(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, around: int) -> Show:
    """The ring of equal loss on which the first `around` of `a` (rows, 2) lie, as far as it has been walked, with a dot for each.

    From row around + 1 on it is faint. Returns show(t).
    """
    fine = max(1, 240 // around)
    ring = iso_loss_ellipse(x, y, torch.tensor(a[0]), around * fine).numpy()
    ring = np.vstack([ring, ring[:1]])
    (line,) = ax.plot([], [], color=stage.theme.loss, linewidth=points(4), zorder=4)
    (visited,) = ax.plot([], [], "o", color=stage.theme.model, markersize=points(8), markeredgewidth=0, zorder=4.5)

    def show(t: int) -> None:
        line.set_data(ring[: fine * t + 1].T)
        visited.set_data(a[: min(t, around)].T)
        for mark in (line, visited):
            mark.set_alpha(1 if t <= around else 0.3)

    return show


def other_steps(x: torch.Tensor, y: torch.Tensor, start: Floats, step: Floats) -> list[tuple[str, Floats, float]]:
    """Steps from `start` (2,) as long as `step` (2,): along the ring, and straight at the best fit.

    Each is a name, where it lands (2,), and the loss there.
    """
    best = line_facts(x, y)
    goal = np.array([best["best_slope"], best["best_intercept"]]) - start
    found = []
    for name, way in (("along the ring: loss {loss:.3g}", step[::-1] * (1, -1)), ("straight at the best fit: loss {loss:.3g}", goal)):
        lands = start + way * (np.linalg.norm(step) / (np.linalg.norm(way) or 1))
        found.append((name, lands, float(((x.numpy() @ lands - y.numpy()) ** 2).mean())))
    return found


def rivals(stage: Stage, ax: Axes, start: Floats, others: Sequence[tuple[str, Floats, float]], row: int) -> Show:
    """The `others` of other_steps from `start` (2,): thin lines to hollow rings, in one `row` only.

    Returns show(t).
    """
    theme, ends = stage.theme, np.array([lands for _, lands, _ in others])
    lines = LineCollection([], colors=theme.muted, linewidths=points(2.5), linestyles=(0, (3, 2)), zorder=5)
    ax.add_collection(lines, autolim=False)
    (rings,) = ax.plot([], [], "o", color=theme.muted, markersize=points(RING), fillstyle="none", markeredgewidth=points(3), zorder=6)
    for name, lands, loss in others:
        only = np.full((row + 2, 2), np.nan)
        only[row] = lands
        stage.avoid(ax, only, RING / 2)
        stage.label(ax, only, say(name, loss=loss), theme.muted, sides=("right", "below right", "above right"))

    def show(t: int) -> None:
        lines.set_segments([np.stack([start, end]) for end in ends] if t == row else [])
        rings.set_data(ends.T if t == row else ([], []))

    return show


def lines_of_ring(stage: Stage, ax: Axes, a: Floats, around: int) -> Show:
    """The lines of the first `around` of the parameters `a` (rows, 2), each from its row on; fainter once the lap is done.

    Of more than fifty as many are drawn, evenly spaced. Returns show(t).
    """
    ends = np.array([-1.0, 1.0])
    stride = -(-around // 50)
    segments = [np.column_stack([ends, slope * ends + intercept]) for slope, intercept in a[:around:stride]]
    lines = LineCollection([], colors=stage.theme.model, linewidths=points(3), zorder=1.5)
    ax.add_collection(lines, autolim=False)

    def show(t: int) -> None:
        lines.set_segments(segments[: t // stride + 1])
        lines.set_alpha(0.3 if t <= around else 0.05)

    return show


def right_angle(stage: Stage, ax: Axes, places: Floats, vectors: Floats) -> Show:
    """The mark of a right angle between a ring and the `vectors` (rows, 2) drawn at `places` (rows, 2) on it.

    Where these are too short there is none. Returns show(t).
    """
    pixel = np.ptp(ax.get_xlim()) / (ax.get_window_extent().width / stage.scale)  # in data units, which are alike in both directions
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        up = np.where(length > 2.2 * CORNER * pixel, vectors / length, np.nan) * CORNER * pixel
    along = np.column_stack([-up[:, 1], up[:, 0]])
    corners = np.stack([places + up, places + up + along, places + along], 1)
    (mark,) = ax.plot([], [], color=stage.theme.ink, linewidth=points(2), zorder=6)
    return lambda t: mark.set_data(corners[t].T)
