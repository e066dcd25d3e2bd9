"""A line that turns about the place where x is 0: its hinge, how far a step lifts and turns it, and the numbers on its axis."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from scenes.shared.line_parts import limits
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import Floats, Show, arrow, compose, curve, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say

LARGE = LABEL + 4  # pixels: how high the letters of the axis are


def points_over_an_axis(stage: Stage, ax: Axes, x: Floats, y: Floats, ends: Floats, heights: Floats) -> float:
    """Points at `x` and `y`, each (n,), with room for them, for `heights` (rows, 2) over the `ends` (2,), and for an axis below.

    Returns the height of that axis, see numbers_of_axis.
    """
    low, high = limits(np.append(heights, y), None)
    axis = low - 0.08 * (high - low)
    room = 76 * stage.scale / ax.get_window_extent().height  # below the axis, for its numbers and its name
    ax.set(xlim=limits(ends, None, 0.03), ylim=(axis - (high - axis) * room / (1 - room), high), ylabel=say("y"), xticks=[])
    ax.spines["bottom"].set_visible(False)
    ax.plot(x, y, "o", color=stage.theme.data, markersize=points(9), markeredgewidth=0, zorder=2)
    return axis


def hinged_line(stage: Stage, ax: Axes, ends: Floats, hinge: Floats, heights: Floats, before: Floats, floor: float) -> Show:
    """The line over the `ends` (2,) of x with `heights` (rows, 2), dashed those `before`, and a dot at its `hinge` (rows, 2).

    A thin line joins the dot to its place on the axis, at the height `floor`. Returns show(t).
    """
    theme, rows = stage.theme, np.arange(len(hinge))[:, None]
    (plumb,) = ax.plot([], [], color=theme.ink, linewidth=points(2), linestyle=(0, (2, 2)), zorder=3)
    foot = np.column_stack([hinge[:, 0], np.full(len(hinge), floor)])
    stage.label(ax, foot, say("hinge: here x = 0"), theme.ink, sides=("above right",), gap=10, weight="semibold", size=LARGE)
    far = np.where((np.abs(before - heights)[:, 1:] > 0.2 * np.ptp(ax.get_ylim())) & (rows < len(rows) - 1), before[:, 1:], np.nan)
    ghost = np.column_stack([np.full(len(hinge), 0.86 * ends[1] + 0.14 * ends[0]), 0.86 * far + 0.14 * before[:, :1]])
    stage.label(ax, ghost, say("before"), theme.muted, sides=("above left", "below left"), gap=6)
    stage.follow(ax, np.stack([np.broadcast_to(ends, heights.shape), heights], -1))
    along = np.linspace(0, 1, 30)
    across = np.broadcast_to(ends[0] + along * np.ptp(ends), (len(rows), 30))
    stage.avoid(ax, np.stack([across, heights[:, :1] * (1 - along) + heights[:, 1:] * along], -1), 5)
    return compose(
        lambda t: plumb.set_data(*np.stack([foot[t], hinge[t]]).T),
        curve(stage, ax, ends, before, theme.muted, 3, dashed=True, zorder=3),
        curve(stage, ax, ends, heights, theme.model, 6, zorder=5),
        dot(stage, ax, hinge, theme.ink, size=20),
    )


def lift_and_turn(stage: Stage, ax: Axes, ends: Floats, hinge: Floats, heights: Floats, lift: Floats, turn: Floats) -> Show:
    """What the next step does to the line: it lifts all of it, seen at the `hinge` (rows, 2), by `lift` (rows,), and turns it about that.

    `turn` (rows, 2) is by how much its `ends` move then. Returns show(t).
    """
    theme, lifted = stage.theme, heights + lift[:, None]
    up = np.column_stack([0 * lift, lift])
    shows = [arrow(stage, ax, hinge, hinge + up, theme.model, rim=11)]
    seen = np.abs(lift) > 0.05 * np.ptp(ax.get_ylim())
    stage.label(
        ax,
        only(seen, hinge + up / 2),
        say("lift"),
        theme.model,
        sides=("right", "left"),
        weight="semibold",
        size=LARGE,
    )
    for k, sides in ((0, ("right",)), (1, ("left",))):
        start, stop = (np.column_stack([np.full(len(lift), ends[k]), its[:, k]]) for its in (lifted, lifted + turn))
        seen = np.abs(turn[:, k]) > 0.1 * np.ptp(ax.get_ylim())
        stage.label(ax, only(seen, (start + stop) / 2), say("turn"), theme.model, sides=sides, weight="semibold", size=LARGE)
        shows.append(arrow(stage, ax, start, stop, theme.model, rim=0))
    dotted = curve(stage, ax, ends, np.where(np.abs(lift[:, None]) > 0.05 * np.ptp(ax.get_ylim()), lifted, np.nan), theme.model, 2, True)
    return compose(dotted, *shows)


def numbers_of_axis(stage: Stage, ax: Axes, zero: float, unit: float, name: str, y: float, when: NDArray[np.bool_]) -> Show:
    """Round numbers of a scale, in the rows `when` (rows,), under ticks at the height `y`: `zero` is where its 0 is, `unit` how long its 1.

    Below them stands its `name`. Returns show(t).
    """
    theme, (low, high) = stage.theme, ax.get_xlim()
    ticks = list(MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values((low - zero) / unit, (high - zero) / unit))
    ticks = [tick for tick in ticks if low < zero + tick * unit < high]
    marks = dots(stage, ax, zero + np.array(ticks) * unit, np.full(len(ticks), y), theme.muted, 12, when[:, None], marker="|")
    texts = [
        ax.annotate(say("{tick:g}", tick=tick), (zero + tick * unit, y), (0, points(-24)), textcoords="offset points") for tick in ticks
    ]
    texts.append(ax.annotate(name, ((low + high) / 2, y), (0, points(-56)), textcoords="offset points"))
    for text in texts:
        halo(text, theme).set(ha="center", va="center_baseline", fontsize=points(LARGE), color=theme.ink)

    def show(t: int) -> None:
        marks(t)
        for text in texts:
            text.set_visible(bool(when[t]))

    return show
