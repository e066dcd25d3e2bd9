"""How the mini-batch lessons draw: what single points and other batches ask for, and which point asks for what."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.transforms import IdentityTransform
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
        stage.avoid(ax, starts + share * (ends - starts), size / 2 + 1)

    def show(t: int) -> None:
        there = np.isfinite(ends[t]).all(1)
        lines.set_segments(np.stack([starts[t][there], ends[t][there]], 1))
        dots.set_data(ends[t][there].T)

    return show


def threads(stage: Stage, ax: Axes, places: Floats, other: Axes, ends: Floats, colour: str) -> Show:
    """Thin lines from `places` (rows, k, 2) in `ax`, the later of two axes, to `ends` (rows, k, 2) in the `other`. Returns show(t)."""
    pixels = np.stack([stage.pixels(ax, places), stage.pixels(other, ends)], -2)
    lines = LineCollection([], colors=colour, linewidths=points(1.5), alpha=0.45, zorder=6, transform=IdentityTransform(), clip_on=False)
    ax.add_collection(lines, autolim=False)
    return lambda t: lines.set_segments([line for line in pixels[t] if np.isfinite(line).all()])


def feet(a: Floats, places: Floats) -> Floats:
    """Where the lines of the parameters `a` (rows, 2) pass under or over points at `places` (rows, k, 2); the same shape."""
    return np.stack([places[..., 0], a[:, :1] * places[..., 0] + a[:, 1:]], -1)


def only(rows: NDArray[np.bool_], values: Floats) -> Floats:
    """The `values` (rows, …) in those `rows` (rows,) that are True; in the others nan, which is not drawn."""
    return np.where(rows.reshape(-1, *[1] * (values.ndim - 1)), values, np.nan)


def look_closer(stage: Stage, ax: Axes, row: int | None, places: Floats, rows: int, over: int = 5) -> Show:
    """See the map `ax` from nearer over the rows up to `row`, so that from there on it just holds `places` (n, 2). Returns show(t).

    Not at all where `row` is None, or where it would hardly be nearer. Call this before anything else is drawn on the map.
    """
    far = np.array([ax.get_xlim(), ax.get_ylim()])
    near = np.array(alike(ax, *(limits(place, None, 0.1) for place in places.T)))
    times = float(np.ptp(far[0]) / np.ptp(near[0]))
    if row is None or times < 1.5:
        return lambda t: None
    over = max(1, min(over, row - 1))
    closer = np.clip((np.arange(rows) - row + over) / over, 0, 1)
    size = np.outer(times**-closer, np.ptp(far, axis=1))  # (rows, 2)
    still = (near.mean(1) - far.mean(1) / times) / (1 - 1 / times)  # the place that stays where it is in the picture
    middle = still + (far.mean(1) - still) * times ** -closer[:, None]
    see = stage.views(ax, np.stack([middle - size / 2, middle + size / 2], -1).reshape(rows, 4))
    titles = [ax.get_title(loc="left"), say("the same, {times:.0f} times larger", times=times)]

    def show(t: int) -> None:
        see(t)
        ax.set_title(titles[t >= row])

    return show
