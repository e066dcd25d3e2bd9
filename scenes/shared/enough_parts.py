"""How a film on the number of points draws: fits on points of their own, and their held-out losses."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle

from scenes.shared.polynomial_parts import GRID, X, Y, curve_heights
from scenes.shared.polynomials import wave
from scenes.studio.draw.axes import label_data_axes, log_scale
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points as size
from scenes.studio.words import say, say_each

FEW = 64  # points up to which they and their sticks are large
NAMED = 0.4  # x at which the wave has its name
FAR = 0.8  # in y: a miss of the wave that has a name
WIDE = 0.3  # a stretch without a point in which a curve of few points swings


def bundle(stage: Stage, ax: Axes, heights: Floats, since: int) -> Show:
    """The wave that all points were made from, and over it, from row `since` on, faint curves of `heights` (rows, curves, n) on GRID.

    Returns show(t).
    """
    ax.set(xlim=X, ylim=Y)
    label_data_axes(ax, stage.units)
    x, theme = GRID.numpy(), stage.theme
    lines = LineCollection([], colors=theme.model, linewidths=size(2), alpha=0.2, zorder=2)
    ax.add_collection(lines, autolim=False)
    ax.plot(x, wave(GRID), color=theme.held_out, linewidth=size(13), zorder=2.2, solid_capstyle="butt")
    stage.avoid(ax, np.column_stack([x, wave(GRID)])[None], 5)
    ax.plot([NAMED, NAMED], [float(np.sin(3 * NAMED)), 2.05], color=theme.held_out, linewidth=size(2), zorder=2.2)
    stage.label(ax, (NAMED, 2.05), say("the wave behind all points"), theme.held_out, sides=("above",), gap=4)
    heights = np.clip(heights, 3 * Y[0], 3 * Y[1])
    return lambda t: lines.set_segments(list(np.stack(np.broadcast_arrays(x, heights[t]), -1)) if t >= since else [])


def own_points(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, sizes: Sequence[int], a: Floats) -> Show:
    """The first of the points x and y (n,), as many as the row's of `sizes`, with sticks to the wave: their noise.

    The ground between the wave and the curve of the parameters `a` (rows, degree + 1) is filled. The widest stretch without a point is
    tinted. Where points are many they and their sticks are small, but for the one whose noise has a name. Returns show(t).
    """
    theme, ends, feet, grid = stage.theme, np.column_stack([x, y]), np.column_stack([x, wave(x)]), GRID.numpy()
    heights = np.clip(curve_heights(a), 3 * Y[0], 3 * Y[1])
    (few,) = ax.plot([], [], "o", color=theme.data, markersize=size(11), markeredgewidth=size(3), markeredgecolor=theme.loss, zorder=6)
    (many,) = ax.plot(
        [], [], "o", color=theme.data, markersize=size(6), markeredgewidth=size(1.5), markeredgecolor=theme.loss, alpha=0.7, zorder=1.5
    )
    noise = LineCollection([], colors=theme.held_out, linewidths=size(4), zorder=2.4)
    swing = PolyCollection([], facecolors=theme.model, alpha=0.3, linewidths=0, zorder=2.3)
    for its in (noise, swing):
        ax.add_collection(its, autolim=False)
    shown = np.array([n <= FEW for n in sizes])
    places = np.where(shown[:, None, None] & (np.arange(FEW) < np.array(sizes)[:, None])[..., None], ends[:FEW], np.nan)
    stage.avoid(ax, places, 8)
    lowest = ends[y[: sizes[0]].argmin()]
    words = say_each("its own {n} points", n=sizes)
    stage.label(ax, only(shown, lowest), words, theme.loss, sides=("below right", "below"), gap=12, weight="semibold")
    longest = int(np.abs(ends - feet)[: sizes[0], 1].argmax())
    how: dict[str, Any] = {"sides": ("above", "above left"), "gap": 12, "weight": "semibold"}
    stage.label(ax, ends[longest], say("noise"), theme.held_out, **how)
    gaps = np.array([_widest(x[:n].numpy()) for n in sizes])
    swings = shown & (gaps[:, 1] - gaps[:, 0] > WIDE)
    empty = ax.add_patch(Rectangle((0, Y[0]), 0, Y[1] - Y[0], color=theme.grid, alpha=0.6, linewidth=0, zorder=0.5))
    stage.label(ax, only(swings, np.column_stack([gaps.mean(1), np.full(len(gaps), Y[0])])), say("no point here"), theme.muted, **how)
    farthest = np.abs(heights - wave(GRID).numpy()).argmax(1)
    apart = np.column_stack([grid[farthest], heights[np.arange(len(sizes)), farthest]])
    far = np.abs(apart[:, 1] - np.sin(3 * apart[:, 0])) > FAR
    stage.label(ax, only(far, apart), say("its miss of the wave"), theme.model, **how | {"sides": ("below", "below left", "below right")})
    outline = np.column_stack([grid, wave(GRID)])[::-1]

    def show(t: int) -> None:
        n = sizes[t]
        empty.set(x=gaps[t, 0], width=gaps[t, 1] - gaps[t, 0], visible=swings[t])
        large = np.arange(n) if shown[t] else np.array([longest])
        few.set_data(ends[large].T)
        many.set_data(*(([], []) if shown[t] else ends[:n].T))
        noise.set_segments(list(np.stack([ends[large], feet[large]], 1)))
        swing.set_verts([np.concatenate([np.column_stack([grid, heights[t]]), outline])])

    return show


def _widest(x: Floats) -> tuple[float, float]:
    """The two neighbours among x (n,) that are farthest apart."""
    x = np.sort(x)
    i = int(np.diff(x).argmax())
    return float(x[i]), float(x[i + 1])


def losses_by_size(
    stage: Stage, ax: Axes, sizes: Sequence[int], losses: Floats, bold: int, floor: float, enough: int | None, since: int
) -> Show:
    """The held-out `losses` (rows, fits) by number of points up to now: a dot for each fit, a line for the middle one, and the noise.

    The fit `bold` has a bar: how far it is above the noise. Before row `since` it is alone. The line has a label at the row `enough`, that
    stays, and in the end at its end. Returns show(t).
    """
    theme, n, middle, rows, wide = stage.theme, np.array(sizes), np.median(losses, 1), np.arange(len(sizes)), stage.canvas.wide
    ax.set_xscale("log", base=2)
    ax.set(xlim=(n[0] / 1.4, n[-1] * 1.6), xlabel=say("points in each fit (log scale)"))
    ax.set_xticks(n[::4], labels=[f"{count}" for count in n[::4]])
    ax.minorticks_off()
    log_scale(ax.yaxis, losses.ravel(), np.array([floor]))
    ax.set_ylim(bottom=floor / (1.4 if wide else 2))
    ax.axhspan(floor / 2, floor, color=theme.held_out, alpha=0.3, linewidth=0, zorder=1)
    ax.axhline(floor, color=theme.held_out, linewidth=size(4), zorder=2)
    told = say("noise: {loss:.3f}, the wave's own loss", loss=floor)
    stage.label(ax, (n[len(n) // 2], floor), told, theme.held_out, sides=("below",), gap=5, weight="semibold")
    places, kept = np.column_stack([n, middle]), np.minimum(rows, len(n) - 1 if enough is None else enough)
    ring, its = only(rows >= since, places[kept]), np.column_stack([n, losses[:, bold]])
    for marks in (its, ring):
        stage.avoid(ax, marks, 10)
    named = only(its[:, 1] > 1.5 * floor, its)
    words = [say("this fit")] * since + [say("the bold fit")]
    stage.label(ax, named, words, theme.model, weight="semibold", sides=("right", "below right"))
    texts = say_each("middle fit: {loss:.3f}", loss=middle)
    how: dict[str, Any] = {"sides": ("above right", "above", "above left"), "gap": 20, "weight": "semibold"}
    stage.label(ax, ring, [texts[row] for row in kept], theme.ink, **how)
    last = np.where((rows == len(n) - 1)[:, None] & (kept < rows)[:, None], places, np.nan)
    stage.label(ax, last, say("{loss:.3f}", loss=middle[-1]), theme.ink, **how | {"sides": ("above", "above left")})
    (line,) = ax.plot([], [], color=theme.ink, linewidth=size(4), zorder=5)
    (bar,) = ax.plot([], [], color=theme.model, linewidth=size(9), alpha=0.45, zorder=3, solid_capstyle="butt")
    every = np.arange(len(n)).repeat(losses.shape[1])
    return compose(
        dots(stage, ax, n[every], losses.ravel(), theme.data, 5, when=(every <= rows[:, None]) & (rows[:, None] >= since)),
        dot(stage, ax, ring, theme.ink, size=17, hollow=True),
        dot(stage, ax, last, theme.ink, size=17, hollow=True),
        dot(stage, ax, its, theme.model, size=13),
        lambda t: line.set_data(n[: t + 1], np.where(t >= since, middle, np.nan)[: t + 1]),
        lambda t: bar.set_data([n[t], n[t]], [floor, its[t, 1]]),
    )
