"""How a film on the number of points draws: fits on points of their own, their held-out losses, and what each doubling takes off."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.shared.polynomial_parts import GRID, MANY, X, Y, curve_heights
from scenes.shared.polynomials import wave
from scenes.studio.draw.axes import label_data_axes, log_scale
from scenes.studio.draw.marks import compose, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points as size
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
WIDE = 44  # pixels of the canvas: the room that “0.2%” takes
CLEAR = 24  # pixels of the canvas between a line and the middle of a label above it


def bundle(stage: Stage, ax: Axes, heights: Floats) -> Show:
    """Faint curves of `heights` (rows, curves, n) on GRID, over the wave that all their points were made from. Returns show(t)."""
    ax.set(xlim=X, ylim=Y)
    label_data_axes(ax, stage.units)
    x, theme = GRID.numpy(), stage.theme
    lines = LineCollection([], colors=theme.model, linewidths=size(2), alpha=0.3, zorder=2)
    ax.add_collection(lines, autolim=False)
    ax.plot(x, wave(GRID), color=theme.held_out, linewidth=size(10), zorder=2.2, solid_capstyle="butt")
    stage.avoid(ax, np.column_stack([x, wave(GRID)])[None], 5)
    stage.label(ax, (np.pi / 6, 1.95), say("the wave behind all points"), theme.held_out, sides=("above",), gap=4)
    heights = np.clip(heights, 3 * Y[0], 3 * Y[1])
    return lambda t: lines.set_segments(list(np.stack(np.broadcast_arrays(x, heights[t]), -1)))


def own_points(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, sizes: Sequence[int], a: Floats) -> Show:
    """The first of the points x and y (n,), as many as the row's of `sizes`, with sticks to the curve of parameters `a` (rows, degree + 1).

    Where they are many they are small, and have no sticks. Returns show(t).
    """
    theme, ends = stage.theme, np.column_stack([x, y])
    heights = curve_heights(a, x)
    (few,) = ax.plot([], [], "o", color=theme.data, markersize=size(13), markeredgewidth=size(3), markeredgecolor=theme.loss, zorder=6)
    (many,) = ax.plot([], [], "o", color=theme.data, markersize=size(5), markeredgewidth=0, zorder=1.5)
    sticks = LineCollection([], colors=theme.loss, linewidths=size(4), zorder=5)
    ax.add_collection(sticks, autolim=False)
    shown = np.array([n <= MANY for n in sizes])
    places = np.where(shown[:, None, None] & (np.arange(MANY) < np.array(sizes)[:, None])[..., None], ends[:MANY], np.nan)
    stage.avoid(ax, places, 8)
    highest = ends[y[: sizes[0]].argmax()]
    anchors = np.where((np.array(sizes) < 2 * sizes[0])[:, None], highest, np.nan)
    stage.label(ax, anchors, say("one person’s points"), theme.loss, sides=("above", "above right", "above left"), gap=8)

    def show(t: int) -> None:
        n = sizes[t]
        few.set_data(*(ends[:n].T if shown[t] else ([], [])))
        many.set_data(*(([], []) if shown[t] else ends[:n].T))
        feet = np.column_stack([x[:n], np.clip(heights[t, :n], 3 * Y[0], 3 * Y[1])])
        sticks.set_segments(list(np.stack([ends[:n], feet], 1)) if shown[t] else [])

    return show


def by_size(ax: Axes, sizes: Sequence[int]) -> None:
    """Put numbers of points on a log scale, with every fourth of `sizes` as a tick, and room for a label at the right."""
    ax.set_xscale("log", base=2)
    ax.set_xlim(sizes[0] / 1.4, sizes[-1] * 1.6)
    ax.set_xticks(sizes[::4], labels=[f"{n}" for n in sizes[::4]])
    ax.minorticks_off()
    ax.set_xlabel(say("points (log scale)"))


def narrow(stage: Stage, ax: Axes, sizes: Sequence[int]) -> bool:
    """Whether there is no room for a label at each doubling of the `sizes`."""
    ends = stage.pixels(ax, [(sizes[0], 1), (sizes[2], 1)])
    return float(ends[1, 0] - ends[0, 0]) < WIDE * stage.scale


def losses_by_size(stage: Stage, ax: Axes, trace: Trace, floor: float, one: Floats) -> Show:
    """Held-out losses by number of points up to now: the middle one of many fits, a band about it, a dot for `one` (rows,), and the noise.

    The axis begins at 0, or is, told so in the title, a log scale where losses are far above the noise. Returns show(t).
    """
    theme, n, spread = stage.theme, trace.n, (trace.low, trace.high)
    by_size(ax, n.astype(int).tolist())
    ax.set_xlabel("")
    ax.set_ylim(0, 1.18 * max(float(trace.high.max()), float(one.max())))
    if trace.high.max() > 12 * floor:
        log_scale(ax.yaxis, *spread, one, np.array([floor]))
        ax.set_title(ax.get_title(loc="left") + say(" (log scale)"))
    ax.axhline(floor, color=theme.ink, linewidth=size(2), zorder=2)
    stage.label(ax, (n[-1] / 2, floor), say("the noise: {loss:.3f}", loss=floor), theme.ink, sides=("below", "below left"), gap=6)
    (band,) = ax.fill([], [], color=theme.held_out, alpha=0.25, linewidth=0, zorder=1.5)
    (now,) = ax.plot([], [], color=theme.held_out, linewidth=size(10), alpha=0.45, solid_capstyle="butt", zorder=2)
    (line,) = ax.plot([], [], color=theme.held_out, linewidth=size(4), zorder=5)
    roomy = not narrow(stage, ax, n.astype(int).tolist())
    middle, rows = np.column_stack([n, trace.median]), np.arange(len(n))[:, None]
    texts = [say("middle fit {loss:.3f}", loss=loss) for loss in trace.median]
    above = (stage.pixels(ax, middle) - stage.pixels(ax, np.column_stack([n, np.full(len(n), floor)])))[:, 1] / stage.scale
    lift = np.maximum(CLEAR - above, 0)
    stage.label(ax, np.where(rows < 8, middle, np.nan), texts, theme.held_out, sides=("right",), weight="semibold", lift=lift)
    last = np.where(rows == (len(n) - 1 if roomy else -1), middle, np.nan)
    stage.label(ax, last, texts[-1], theme.held_out, sides=("above left", "above"), weight="semibold")
    stage.label(
        ax, np.where(rows < roomy, np.column_stack([n, one]), np.nan), say("the bold fit"), theme.model, sides=("right", "above right")
    )
    high = np.where(rows < 3 * roomy, np.column_stack([n, trace.high]), np.nan)
    stage.label(ax, high, say("one in ten above"), theme.held_out, sides=("above right", "right"), gap=10)
    bold = dot(stage, ax, np.column_stack([n, one]), theme.model, size=13)

    def show(t: int) -> None:
        now.set_data([n[t]] * 2, [trace.low[t], trace.high[t]])
        line.set_data(n[: t + 1], trace.median[: t + 1])
        band.set_xy(np.column_stack([[*n[: t + 1], *n[t::-1]], [*trace.low[: t + 1], *trace.high[t::-1]]]))

    return compose(show, dot(stage, ax, middle, theme.held_out), bold)


def doublings(stage: Stage, ax: Axes, sizes: Sequence[int], losses: Floats) -> Show:
    """A bar at every other of `sizes` for the share that the `losses` (rows,) lost by that doubling, from its row on. Returns show(t)."""
    theme, rows = stage.theme, range(2, len(sizes), 2)
    shares = np.array([round(100 * (1 - float(losses[row] / losses[row - 2])), 3) for row in rows])
    by_size(ax, sizes)
    ax.set_ylim(min(0, 1.4 * float(shares.min())), 1.4 * max(float(shares.max()), 1.0))
    ax.set_yticks([])
    bars = ax.bar([sizes[row] for row in rows], shares, width=[0.45 * sizes[row] for row in rows], color=theme.held_out, zorder=3)
    told = rows if not narrow(stage, ax, sizes) else [*rows[:-2:2], rows[-1]]
    for row in told:
        share = shares[row // 2 - 1]
        text = say("{share:.0f}%" if abs(share) >= 1.5 else "{share:.1f}%", share=share if abs(share) >= 0.05 else 0.0)
        places = np.where((np.arange(len(sizes)) >= row)[:, None], (sizes[row], share), np.nan)
        stage.label(ax, places, text, theme.held_out, sides=("above",), gap=3, weight="semibold")

    def show(t: int) -> None:
        for row, bar in zip(rows, bars, strict=True):
            bar.set_visible(t >= row)

    return show
