"""How the mini-batch lessons draw: what single points and other batches ask for, and which point asks for what."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D, Transform
from numpy.typing import NDArray

from scenes.shared.line_parts import alike, limits
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
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
    alpha: float = 0.6,
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
    stage: Stage,
    ax: Axes,
    x: torch.Tensor,
    y: torch.Tensor,
    a: Floats,
    batches: NDArray[np.integer],
    best: Any,
    bare: int | None = None,
    window: Rectangle | None = None,
    through: Transform | None = None,
) -> Show:
    """A line that steps whenever a batch of points has been read: its parameters `a` (rows, 2), a row for each point read.

    `batches` (steps, size) are indexes of the points x (n, 2) and y (n,). Those read for the step in hand are lit, and when it is taken
    joined to the line before it. The lines of the last dozen steps stay, faint, but not from the row `bare` on. Dashed, the line of the
    `best` parameters. With a `window` all is drawn in it, `through` the transform that enlarges it. Returns show(t).
    """
    theme, size, ends = stage.theme, batches.shape[1], np.array([-1.0, 1.0])
    read, over, heights, lines, few = batches.ravel(), x[:, 0].numpy(), y.numpy(), a[:, :1] * ends + a[:, 1:], batches.shape[1] < 30
    how: dict[str, Any] = {"transform": through or ax.transData}
    front = 10 if window else 0
    ax.plot(over, heights, "o", color=theme.data, markersize=points(7), markeredgewidth=0, zorder=2 + front, **how)
    ax.plot(ends, best[0] * ends + best[1], color=theme.ink, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=6 + front, **how)
    if not window:
        stage.avoid(ax, np.column_stack([over, heights])[None], 6)
    past = LineCollection([], colors=theme.model, linewidths=points(2), alpha=0.3, zorder=3 + front, **how)
    wide, alpha, size_of = (4, 1, 14) if few else (1.5, 0.5, 9)
    misses = LineCollection([], colors=theme.batch, linewidths=points(wide), alpha=alpha, zorder=5.5 + front, **how)
    for those in (past, misses):
        ax.add_collection(those, autolim=False)
    (before,) = ax.plot([], [], color=theme.model, linewidth=points(3), alpha=0.5, zorder=4 + front, **how)
    (now,) = ax.plot([], [], color=theme.model, linewidth=points(6), zorder=5 + front, **how)
    (lit,) = ax.plot([], [], "o", color=theme.batch, markersize=points(size_of), markeredgewidth=0, zorder=7 + front, **how)
    if window:
        for artist in (*ax.lines, *ax.collections):
            if artist.get_zorder() > front:
                artist.set_clip_path(window)

    def show(t: int) -> None:
        start = max(t - 1, 0) // size * size  # where the batch in hand begins
        which, taken = read[start:t], t - start == size
        feet = a[start, 0] * over[which] + a[start, 1]
        sticks = np.stack([np.column_stack([over[which], feet]), np.column_stack([over[which], heights[which]])], 1)
        lit.set_data(over[which], heights[which])
        misses.set_segments(list(sticks) if taken else [])
        before.set_data(ends, lines[start] if taken else [np.nan] * 2)
        now.set_data(ends, lines[t])
        rows = start - size * np.arange(12) if bare is None or t < bare else np.zeros(0, int)
        past.set_segments([np.column_stack([ends, lines[row]]) for row in rows[rows >= 0]])

    return show


def left_end(stage: Stage, ax: Axes, best: Any, since: int | None, draw: Callable[..., Show]) -> Show:
    """From the row `since` on, if there is one, a closer look at what `draw` draws near the left end of the `best` line. Returns show(t).

    It stands in the lower right corner of `ax`; a frame shows what it enlarges.
    """
    if since is None:
        return lambda t: None
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    wide, high = 0.5, 0.17 * (y1 - y0)
    left, low = -1.05, best[1] - 0.8 * best[0] - high / 2
    corner, size = (x0 + 0.46 * (x1 - x0), y0 + 0.03 * (y1 - y0)), (0.52 * (x1 - x0), 0.42 * (y1 - y0))
    frame = Rectangle((left, low), wide, high, fill=False, color=stage.theme.muted, linewidth=points(2), zorder=8)
    window = Rectangle(corner, *size, facecolor=stage.theme.background, edgecolor=stage.theme.muted, linewidth=points(2), zorder=10)
    ax.add_patch(frame)
    ax.add_patch(window)
    through = Affine2D().translate(-left, -low).scale(size[0] / wide, size[1] / high).translate(*corner) + ax.transData
    before = {*ax.lines, *ax.collections}
    show = draw(ax, window=window, through=through)
    shown = [frame, window, *(artist for artist in (*ax.lines, *ax.collections) if artist not in before)]
    anchor, under = np.full((since + 1, 2), np.nan), np.full((since + 1, 36, 2), np.nan)
    anchor[since] = np.add(corner, size)
    under[since] = corner + np.stack(np.meshgrid(*[np.linspace(0.05, 0.95, 6)] * 2), -1).reshape(-1, 2) * size
    if not stage.canvas.wide:  # the window would hide the label
        stage.avoid(ax, under, weight=50)
    stage.label(ax, anchor, say("last 12 steps"), stage.theme.muted, sides=("above left", "above"), gap=6)

    def move(t: int) -> None:
        for artist in shown:
            artist.set_visible(t >= since)
        show(t)

    return move


def tally(stage: Stage, ax: Axes, rows: int, size: int, arrived: int | None) -> Show:
    """In the upper left corner, how many steps of `size` points have been taken in each row, and from `arrived` on when it came near."""
    texts = [say("{n} steps", n=t // size) if t // size != 1 else say("1 step") for t in range(rows)]
    place = 0.04, 0.96
    steps = ax.text(*place, "", color=stage.theme.model, weight="semibold", va="top", transform=ax.transAxes, zorder=9)
    below: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "xytext": (0, -points(32)),
        "va": "top",
        "zorder": 9,
    }
    near = ax.annotate("", place, color=stage.theme.ink, **below)

    def show(t: int) -> None:
        steps.set_text(texts[t])
        near.set_text("" if arrived is None or t < arrived else say("near the best line\nafter {n} points", n=arrived))

    return show
