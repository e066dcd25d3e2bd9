"""How the mini-batch lessons draw: what single points and other batches ask for, and which point asks for what."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.shared.line_parts import alike, limits
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]


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


def feet(a: Floats, places: Floats) -> Floats:
    """Where the lines of the parameters `a` (rows, 2) pass under or over points at `places` (rows, k, 2); the same shape."""
    return np.stack([places[..., 0], a[:, :1] * places[..., 0] + a[:, 1:]], -1)


def only(rows: NDArray[np.bool_], values: Floats) -> Floats:
    """The `values` (rows, …) in those `rows` (rows,) that are True; in the others nan, which is not drawn."""
    return np.where(rows.reshape(-1, *[1] * (values.ndim - 1)), values, np.nan)


def approach(frames: Sequence[int], row: int | None, over: int = 5) -> Floats:
    """How near each row is seen from, (rows,): 0 from far, 1 from near. It rises over the `over` frames up to `row`, if there is one.

    `frames` are the rows that become frames, to the last row of the run.
    """
    at = np.searchsorted(frames, np.arange(frames[-1] + 1))
    if row is None:
        return np.zeros(len(at))
    over = max(1, min(over, at[row] - 1))
    return np.clip((at - at[row] + over) / over, 0, 1)


def look_closer(stage: Stage, ax: Axes, near: Any, closer: Floats) -> Show:
    """See `ax` from as near as `closer` (rows,) says: from its limits now to `near`, (2, 2), those of x and of y. Returns show(t).

    Not at all where that is hardly nearer. To be called before anything else is drawn there.
    """
    far, near = np.array([ax.get_xlim(), ax.get_ylim()]), np.asarray(near, float)
    sizes = np.ptp(far, axis=1), np.ptp(near, axis=1)
    times = float((sizes[0] / sizes[1]).max())
    if times < 1.5 or not closer.any():
        return lambda t: None
    size = sizes[0] * (sizes[1] / sizes[0]) ** closer[:, None]
    share = np.divide(size - sizes[1], sizes[0] - sizes[1], out=np.ones_like(size), where=sizes[0] > sizes[1])
    middle = near.mean(1) + (far.mean(1) - near.mean(1)) * share
    see = stage.views(ax, np.stack([middle - size / 2, middle + size / 2], -1).reshape(-1, 4))
    titles = ax.get_title(loc="left"), say("the same, {times:.0f} times larger", times=times)

    def show(t: int) -> None:
        see(t)
        ax.set_title(titles[int(closer[t] == 1)])

    return show


def around(ax: Axes, places: Floats) -> Floats:
    """Limits (2, 2) of x and y, for the map `ax`, that hold `places` (n, 2) with some room."""
    return np.array(alike(ax, *(limits(place, None, 0.1) for place in places.T)))


def line_by_batches(
    stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, batches: NDArray[np.integer], lr: float, best: Any
) -> Show:
    """A line that steps whenever a batch of points has been read: its parameters `a` (rows, 2), a row for each point read.

    `batches` (steps, size) are indexes of the points x (n, 2) and y (n,). Those read for the step in hand are lit; as long as not all
    points have been read once, each with the thin line to which a step at the rate `lr` on this point alone would lead. Once a batch is
    read the line steps to the mean of these, and where it was stays a faint one. Dashed, the line of the `best` parameters.
    Returns show(t).
    """
    theme, size, ends = stage.theme, batches.shape[1], np.array([-1.0, 1.0])
    read, over, heights, lines = batches.ravel(), x[:, 0].numpy(), y.numpy(), a[:, :1] * ends + a[:, 1:]
    ax.plot(over, heights, "o", color=theme.data, markersize=points(7), markeredgewidth=0, zorder=2)
    ax.plot(ends, best[0] * ends + best[1], color=theme.ink, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=6)
    stage.avoid(ax, np.column_stack([over, heights])[None], 6)
    (before,) = ax.plot([], [], color=theme.model, linewidth=points(3), alpha=0.5, zorder=3)
    (now,) = ax.plot([], [], color=theme.model, linewidth=points(7), zorder=5)
    asked = LineCollection([], colors=theme.batch, linewidths=points(3 if size < 30 else 1.5), alpha=0.8 if size < 30 else 0.5, zorder=4)
    ax.add_collection(asked, autolim=False)
    (lit,) = ax.plot([], [], "o", color=theme.batch, markersize=points(14 if size < 30 else 8), markeredgewidth=0, zorder=7)

    def show(t: int) -> None:
        start = max(t - 1, 0) // size * size  # where the batch in hand begins
        its = read[start:t] if t <= len(over) or size < 30 else read[:0]
        misses = heights[its] - a[start, 0] * over[its] - a[start, 1]
        asks = lines[start] + 2 * lr * misses[:, None] * (over[its, None] * ends + 1)
        asked.set_segments(list(np.stack([np.broadcast_to(ends, asks.shape), asks], -1)) if t <= len(over) else [])
        lit.set_data(over[its], heights[its])
        before.set_data(ends, lines[start])
        now.set_data(ends, lines[t])

    return show


def tally(stage: Stage, ax: Axes, rows: int, size: int) -> Show:
    """In the upper left corner, how many steps of `size` points have been taken in each row, and of the first batch how much is read."""
    texts = [say("{n} steps", n=t // size) if t // size != 1 else say("1 step") for t in range(rows)]
    parts = [say("read {k} of {size}", k=t, size=size) if 1 <= t <= size > 1 else "" for t in range(rows)]
    how: dict[str, Any] = {"va": "top", "transform": ax.transAxes, "zorder": 9}
    steps = ax.text(0.05, 0.97, "", color=stage.theme.model, fontsize=points(28), weight="semibold", **how)
    part = ax.text(0.05, 0.97 - 46 * stage.scale / ax.get_window_extent().height, "", color=stage.theme.batch, **how)

    def show(t: int) -> None:
        steps.set_text(texts[t])
        part.set_text(parts[t])

    return show


def sway(stage: Stage, ax: Axes, a: Floats, since: int) -> Show:
    """Where the line of the parameters `a` (rows, 2) has been `since` a row: a band, and at the end how far its right end went up and down.

    Returns show(t).
    """
    ends, theme, last = np.array([-1, -0.5, 0, 0.5, 1]), stage.theme, len(a) - 1
    lines = a[since:, :1] * ends + a[since:, 1:]
    lows, highs = np.minimum.accumulate(lines), np.maximum.accumulate(lines)
    (band,) = ax.fill([], [], color=theme.model, alpha=0.3, linewidth=0, zorder=3)
    (reach,) = ax.plot([], [], "_-", color=theme.model, linewidth=points(3), markersize=points(14), markeredgewidth=points(3), zorder=8)
    words = say("right end went\n{sway:.2f} up and down", sway=np.ptp(lines[:, -1]))
    told = ax.text(0.97, 0.04, words, color=theme.model, fontsize=points(24), ha="right", transform=ax.transAxes, zorder=9)

    def show(t: int) -> None:
        k = max(t - since, 0)
        outline = np.column_stack([np.append(ends, ends[::-1]), np.append(lows[k], highs[k][::-1])])
        band.set_xy(outline if t > since else np.empty((0, 2)))
        reach.set_data(([1.06, 1.06], [lows[-1, -1], highs[-1, -1]]) if t == last else ([], []))
        told.set_visible(t == last)

    return show
