"""A descent on the parabola x², and how much of the way across, to its mirror point, each step covers.

The slope at x is 2x, which is as long as the way from x to the mirror point −x. So a step covers the part of that way that the rate says.
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.shared.sums import rounded
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import RING, Floats, Show, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say

BAR, UNDER, SHORTEST_BAR = 20, 22, 45  # pixels: how thick the bar of the slope is, how far below the dot it lies, how long it is at least


def hops(stage: Stage, ax: Axes, x: Floats, colour: str) -> Show:
    """A dot on the parabola at `x` (rows,), and faint what was: each step across, and down or up to where it landed. Returns show(t).

    A dashed line leads from the dot to its mirror point.
    """
    theme, on_curve = stage.theme, np.column_stack([x, x**2])
    corners = np.column_stack([x[1:], x[:-1] ** 2])  # where a step leads to, before the loss is looked up
    way = np.insert(on_curve, np.arange(1, len(x)), corners, axis=0)
    (legs,) = ax.plot([], [], color=colour, linewidth=points(2.5), alpha=0.45, zorder=3)
    (been,) = ax.plot([], [], "o", color=colour, markersize=points(12), markeredgewidth=0, alpha=0.45, zorder=4)
    (even,) = ax.plot([], [], color=theme.ink, linewidth=points(2.5), linestyle=(0, (3, 2)), zorder=3)
    stage.follow(ax, on_curve)
    shown = np.where((np.abs(x) > 0.2 * np.abs(x[0])) & (np.arange(len(x)) < len(x) - 1), x, np.nan)

    def show(t: int) -> None:
        legs.set_data(way[: 2 * t + 1].T)
        been.set_data(on_curve[:t].T)
        even.set_data([shown[t], -shown[t]], [shown[t] ** 2] * 2)

    mirror = np.column_stack([-shown, shown**2])
    return compose(show, dot(stage, ax, mirror, theme.ink, size=9), dot(stage, ax, on_curve, colour, size=17))


def share_of_way(stage: Stage, ax: Axes, x: Floats, lr: float, colour: str, spoken: NDArray[np.bool_]) -> Show:
    """Below the way from `x` (rows,) to its mirror point the slope as a bar, and on it the step, up to the last row. Returns show(t).

    From the step's end a line leads to the parabola, where the step lands. At the lower end stands the rate times the slope's size in the
    rows in which the panel is `spoken` (rows,) of, and in the last one the fate of this run.
    """
    theme, rows, ended = stage.theme, len(x), fate(1 - 2 * lr, x)
    unit = np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1) / ax.bbox.size * stage.scale  # of a pixel of the canvas
    y, ends = x**2 - UNDER * unit[1], x * (1 - 2 * lr)
    seen = (np.abs(2 * x) > SHORTEST_BAR * unit[0]) & (np.arange(rows) < rows - 1)
    apart = seen & (np.abs(ends - x) > RING * 1.5 * unit[0])  # or the ring would hide the step
    bar, taken = (
        ax.add_patch(Rectangle((0, 0), 0, 0, facecolor=its, alpha=alpha, linewidth=0, zorder=zorder))
        for its, alpha, zorder in ((theme.gradient, 0.4, 3), (colour, 1, 5))
    )
    (plumb,) = ax.plot([], [], ":", color=colour, linewidth=points(3), zorder=4)
    (ring,) = ax.plot([], [], "o", color=theme.background, markersize=points(RING), markeredgecolor=colour, zorder=7)
    ring.set_markeredgewidth(points(4))
    stage.avoid(ax, only(apart, np.column_stack([ends, ends**2])))
    told = halo(ax.annotate("", (0.5, 0), (0, points(24)), "axes fraction", "offset points", zorder=8), theme)
    told.set(ha="center", va="center_baseline", fontsize=stage.canvas.letters(LABEL), color=colour)
    form = "{lr:g} × slope {slope:g} = {step:.3g}" if stage.canvas.wide else "{lr:g} × {slope:g} = {step:.3g}"
    slopes = [rounded(2 * abs(at), ".3g") for at in x]
    sums = [say(form, lr=lr, slope=its, step=lr * its) for its in slopes]

    def show(t: int) -> None:
        for patch, end, thick in ((bar, -x[t], BAR), (taken, ends[t], 0.55 * BAR)):
            patch.set(x=min(x[t], end), y=y[t] - thick / 2 * unit[1], width=abs(end - x[t]) if seen[t] else 0, height=thick * unit[1])
        plumb.set_data(*([ends[t]] * 2, [y[t], ends[t] ** 2]) if apart[t] else ([], []))
        ring.set_data(*([ends[t]], [ends[t] ** 2]) if apart[t] else ([], []))
        told.set_text(ended if t == rows - 1 else sums[t] if spoken[t] else "")
        told.set_fontweight("semibold" if t == rows - 1 else "regular")

    return show


def name_way(stage: Stage, ax: Axes, x: float) -> None:
    """Say in the first row how long the way from `x` to its mirror point is, and the slope there."""
    start = np.array([[0, x**2], [np.nan, np.nan]])
    stage.label(ax, start, say("way across {way:g}", way=abs(2 * x)), stage.theme.ink, sides=("above",), gap=4)
    stage.label(ax, start, say("slope {slope:g}", slope=2 * x), stage.theme.gradient, sides=("below",), gap=34)


def veil(stage: Stage, ax: Axes, x: Floats, lr: float, spoken: NDArray[np.bool_]) -> Show:
    """Head a panel with its rate and its loss, and let it step back in the rows in which it is not `spoken` (rows,) of. Returns show(t)."""
    cover = Rectangle((0, 0), 1, 1, transform=ax.transAxes, facecolor=stage.theme.background, alpha=0.6, linewidth=0, zorder=8.5)
    ax.add_patch(cover)
    title = ax.set_title("")
    titles = [say("rate {lr:g}: loss {loss:g}", lr=lr, loss=rounded(loss, ".3g")) for loss in x**2]

    def show(t: int) -> None:
        cover.set_visible(not spoken[t])
        title.set_text(titles[t])
        title.set_color(stage.theme.ink if spoken[t] else stage.theme.muted)

    return show


def fate(factor: float, x: Floats) -> str:
    """What becomes of x (rows,), which a step multiplies by `factor`."""
    ended = "leaves" if abs(factor) > 1 else "arrives" if abs(x[-1]) < 0.15 * abs(x[0]) else "creeps" if factor > 0 else "goes on"
    return say("overshoots for ever" if factor == -1 else f"overshoots, {ended}" if factor < 0 else ended)
