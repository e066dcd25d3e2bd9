"""A closer look at the first steps of two runs, in a corner of their map."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from scenes.studio.draw.marks import RING, Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

PART = 0.3  # of the map: how much of it the first step of the quick run fills


def closer_look(stage: Stage, ax: Axes, slow: Floats, quick: Floats, last: int) -> Show:
    """The first steps of two runs from one place, `slow` and `quick` (rows, 2), enlarged beside it, up to the row `last`.

    The slow run goes on beside the first step of the quick one. Nothing is drawn where that step is too long to be twice as large at least.
    Returns show(t).
    """
    theme, until, steps = stage.theme, np.arange(len(slow)) <= last, np.ptp(quick[:2], axis=0)
    low, high = np.transpose([ax.get_xlim(), ax.get_ylim()])
    zoom = np.floor(PART * (high - low).min() / max(float(steps.max()), 1e-9))
    if not 2 <= zoom < 100:
        return lambda t: None
    pad = 0.045 * (high - low).min()
    size, seen = zoom * steps + 2 * pad, np.min(quick[:2], axis=0) - pad / zoom
    near_low = slow[0] < (low + high) / 2
    corner = np.where(near_low == [True, False], low + pad / 2, high - size - pad / 2)  # at the side of the start, above or below it

    def nearer(places: Floats) -> Floats:
        return corner + zoom * (places - seen)

    frames = [
        Rectangle(tuple(at), *box, facecolor=ground, edgecolor=theme.ink, linewidth=points(2), zorder=order)
        for at, box, ground, order in ((corner, size, theme.background, 3.5), (seen, size / zoom, "none", 4))
    ]
    for frame in frames:
        ax.add_patch(frame)
    facing = np.array([[0, near_low[1]], [1, near_low[1]]])  # the corners of what is seen that face the lens
    rays = np.stack([seen + facing * size / zoom, corner + (facing * [1, -1] + [0, 1]) * size], 1)
    lines = LineCollection(list(rays), colors=theme.ink, linewidths=points(1.5), zorder=3.4)
    ax.add_collection(lines, autolim=False)
    stage.label(ax, only(until, corner + size * [1, 0]), say("× {zoom:g}", zoom=zoom), theme.muted, sides=("above left",), gap=10)
    beside = 0.3 * pad * np.array([-1, 1]) * (quick[1] - quick[0])[::-1] / np.hypot(*steps)  # so that one does not hide the other
    small, start, end = (only(until, nearer(its) + by) for its, by in ((slow, -beside), (quick[:1], beside), (quick[1:2], beside)))
    ahead = np.vstack([small[1:], small[-1:]])
    (way,) = ax.plot([], [], "-o", color=theme.model, linewidth=points(3), markersize=points(8), markeredgewidth=0, zorder=5)
    movers = [
        arrow(stage, ax, start, end, theme.ink, rim=0, end=RING / 2),
        dot(stage, ax, end, theme.ink, size=RING, hollow=True),
        arrow(stage, ax, small, ahead, theme.model, rim=0),
    ]

    def show(t: int) -> None:
        way.set_data(small[: t + 1 if until[t] else 0].T)
        for artist in (*frames, lines):
            artist.set_visible(bool(until[t]))

    return compose(show, *movers)
