"""A descent on the parabola x², and below it how much of the way to its mirror point each step covers.

The slope at x is 2x, which is as long as the way from x to the mirror point −x. So a step covers the part of that way that the rate says.
"""

import numpy as np
from matplotlib.axes import Axes

from scenes.shared.sums import rounded
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say

BAR = 20  # pixels: how thick the way to the mirror point is


def hops(stage: Stage, ax: Axes, x: Floats, colour: str) -> Show:
    """A dot on the parabola at `x` (rows,), nan where it is out of sight; its landings so far stay, faint. Returns show(t).

    A dashed line leads from the dot to its mirror point.
    """
    theme, on_curve = stage.theme, np.column_stack([x, x**2])
    (been,) = ax.plot([], [], "o-", color=colour, markersize=points(12), markeredgewidth=0, alpha=0.45, zorder=4)
    been.set_linewidth(points(2.5))
    (even,) = ax.plot([], [], color=theme.ink, linewidth=points(2.5), linestyle=(0, (3, 2)), zorder=3)
    stage.follow(ax, on_curve)
    shown = np.where(np.abs(x) > 0.2 * np.abs(x[0]), x, np.nan)

    def show(t: int) -> None:
        been.set_data(on_curve[: t + 1].T)
        even.set_data([shown[t], -shown[t]], [shown[t] ** 2] * 2)

    mirror = np.column_stack([-shown, shown**2])
    return compose(show, dot(stage, ax, mirror, theme.ink, size=9), dot(stage, ax, on_curve, colour, size=17))


def share_of_way(stage: Stage, ax: Axes, x: Floats, lr: float, y: float, colour: str, fate: str) -> Show:
    """At the height `y`, from `x` (rows,), the way to the mirror point as a bar, and on it the step. Returns show(t).

    Above it stands the rate times the slope, and below it in the last row, or once x is nan, the `fate` of this run.
    """
    theme, begins, rows = stage.theme, np.column_stack([x, np.full(len(x), y)]), len(x)
    ends = begins * (1 - 2 * lr, 1)
    (bar,) = ax.plot([], [], color=theme.gradient, linewidth=points(BAR), alpha=0.4, solid_capstyle="butt", zorder=3)
    (step,) = ax.plot([], [], color=colour, linewidth=points(5), solid_capstyle="butt", zorder=5)
    told = [
        halo(ax.annotate("", (0.5, y), (0, points(off)), ("axes fraction", "data"), "offset points", zorder=8), theme) for off in (28, -36)
    ]
    for text, weight in zip(told, ("regular", "semibold"), strict=True):
        text.set(ha="center", va="center_baseline", fontsize=stage.canvas.letters(LABEL), weight=weight, color=colour)
    slopes = [rounded(2 * abs(at), ".3g") for at in x]
    sums = [say("{lr:g} × slope {slope:g} = {step:.3g}", lr=lr, slope=its, step=lr * its) if its > 2e-3 else "" for its in slopes]

    def show(t: int) -> None:
        bar.set_data([x[t], -x[t]], [y, y])
        step.set_data([x[t], ends[t, 0]], [y, y])
        told[0].set_text(sums[t] if np.isfinite(x[t]) else "")
        told[1].set_text(fate if t == rows - 1 or not np.isfinite(x[t]) else "")

    return compose(show, arrow(stage, ax, begins, ends, colour, rim=0), dot(stage, ax, begins, colour, size=9))


def fate(factor: float, x: Floats) -> str:
    """What becomes of x (rows,), which a step multiplies by `factor`."""
    ended = "leaves" if abs(factor) > 1 else "arrives" if abs(x[-1]) < 0.15 * abs(x[0]) else "creeps" if factor > 0 else "goes on"
    return say("overshoots for ever" if factor == -1 else f"overshoots, {ended}" if factor < 0 else ended)
