"""How the polynomial lessons draw: points learnt from and held out, the wave behind them, the curve, and its misses."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from scenes.shared.polynomials import Points, legendre, wave
from scenes.studio.draw.axes import format_y, label_data_axes
from scenes.studio.draw.marks import Floats, Show, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT
from scenes.studio.draw.theme import points as size
from scenes.studio.words import say

Limits = tuple[float, float]

GRID = torch.linspace(-1, 1, 401)
X, Y, NEAR = (-1.08, 1.08), (-2.6, 3.2), (-2.0, 2.0)  # of the wave's points: Y holds the spikes of an overfitted curve, NEAR does not
FARTHEST = 1.5  # times the height of the points: an axis opens for a curve that goes no farther above or below them
MANY = 60  # points from which on they and their misses are drawn small
MOST = 1000  # sticks


def curve_heights(a: Floats, x: torch.Tensor = GRID) -> Floats:
    """The polynomials of parameters `a` (rows, degree + 1), or of one row of them, at x (n,): (rows, n), or (n,)."""
    return a @ legendre(x, a.shape[-1] - 1).numpy().T


def learnt_points(stage: Stage, ax: Axes, learnt: Points, *runs: Floats, others: Sequence[float] = (), usual: Limits = Y) -> None:
    """The points that a curve learns from, x and y (n,), large, and with the colour of their loss.

    The axes hold them, `others` at these heights, and the curves of the parameters `runs`, each (rows, degree + 1), unless one goes much
    farther than the points.
    """
    theme, (x, y), many = stage.theme, learnt, len(learnt[0]) > MANY
    ax.set(xlim=X, ylim=_heights(stage, np.append(y.numpy(), others), runs, usual))
    label_data_axes(ax, stage.units)
    small: dict[str, Any] = {"markersize": size(7), "zorder": 2.8, "markeredgewidth": 0}
    large: dict[str, Any] = {"markersize": size(13), "zorder": 6, "markeredgewidth": size(3), "markeredgecolor": theme.loss}
    ax.plot(x, y, "o", color=theme.data, **(small if many else large))
    if not many:
        stage.avoid(ax, np.column_stack(learnt)[None], 8)


def points_and_held_out(stage: Stage, ax: Axes, learnt: Points, held_out: Points, *runs: Floats, usual: Limits = Y) -> None:
    """The points that a curve learns from, as above, and those held out, small, x and y (m,), with names beside them."""
    theme, (x, y), many = stage.theme, held_out, len(learnt[0]) > MANY
    ax.plot(x, y, "o", color=theme.held_out, markersize=size(5 if many else 7), markeredgewidth=0, zorder=3)
    if not many:
        stage.avoid(ax, np.column_stack(held_out)[None], 4)
    learnt_points(stage, ax, learnt, *runs, others=y.tolist(), usual=usual)
    highest, lowest = int(y.argmax()), int(learnt[1].argmin())
    above, below = (tuple(side + where for where in ("", " right", " left")) for side in ("above", "below"))
    stage.label(ax, (float(x[highest]), float(y[highest])), say("held-out points, not trained on"), theme.held_out, sides=above, gap=8)
    stage.label(ax, (float(learnt[0][lowest]), float(learnt[1][lowest])), say("training points"), theme.loss, sides=below, gap=8)


def _heights(stage: Stage, y: Floats, runs: Sequence[Floats], usual: Limits) -> Limits:
    """Limits that hold points at `y` (n,), and the curves of `runs` if these do not go much farther."""
    some = [a[np.unique(np.geomspace(1, len(a), 200).astype(int) - 1)] for a in runs]
    heights = np.concatenate([y, *(curve_heights(a).ravel() for a in some)])
    far = FARTHEST * max(float(y.max() - y.min()), 1.0)
    if heights.min() < y.min() - far or heights.max() > y.max() + far:
        heights = y
    if not stage.units and usual[0] <= heights.min() and heights.max() <= usual[1]:
        return usual
    low, high = float(heights.min()), float(heights.max())
    room = 0.1 * max(high - low, 1.0)
    return low - room, high + room


def curve(stage: Stage, ax: Axes, a: Floats, colour: str = "", width: float = 6, dashed: bool = False) -> Show:
    """The curve of the parameters `a` (rows, degree + 1), which the film's pace follows and labels keep off.

    Where it leaves the axes, a label at their edge tells how far it goes. Returns show(t).
    """
    colour, (low, high) = colour or stage.theme.model, ax.get_ylim()
    features = legendre(GRID, a.shape[1] - 1).numpy().T
    (line,) = ax.plot([], [], "--" if dashed else "-", color=colour, linewidth=size(width), zorder=4)
    x = GRID if len(a) <= 3000 else GRID[::10]
    places = np.stack(np.broadcast_arrays(x.numpy(), curve_heights(a, x)), -1)
    stage.follow(ax, places)
    stage.avoid(ax, places, 4, 0.2)  # a label rather lies on the curve than on another label
    off = np.array([_farthest(row @ features, low, high) for row in a])
    if np.isfinite(off).any():
        texts = [say("▲ up to {y}" if y > high else "▼ down to {y}", y=format_y(y, stage.units)) for y in off[:, 1]]
        stage.label(ax, np.column_stack([off[:, 0], np.clip(off[:, 1], low, high)]), texts, colour, sides=("below", "above"), gap=13)
    span = 50 * (high - low)
    return lambda t: line.set_data(GRID.numpy(), np.clip(a[t] @ features, low - span, high + span))


def _farthest(heights: Floats, low: float, high: float) -> tuple[float, float]:
    """Where a curve on GRID is farthest off the axes, and its height there; nan where it is within them."""
    place = int(np.maximum(heights - high, low - heights).argmax())
    return (float(GRID[place]), float(heights[place])) if not low <= heights[place] <= high else (np.nan, np.nan)


def behind(stage: Stage, ax: Axes, a: Floats, since: int, known: bool = True) -> Show:
    """What the points have in common, from row `since` on: the wave that they were made from, or where that is not `known` the curve then.

    `a` are the parameters of the curve (rows, degree + 1). Returns show(t).
    """
    heights = wave(GRID).numpy() if known else curve_heights(a[since])
    words = say("the wave behind all points") if known else say("curve of step {since}", since=since)
    return standing(stage, ax, heights, len(a), since, words)


def standing(stage: Stage, ax: Axes, heights: Floats, rows: int, since: int, label: str) -> Show:
    """A thin green curve through `heights` on GRID that stands from row `since` on, labelled at its middle. Returns show(t)."""
    (line,) = ax.plot([], [], color=stage.theme.held_out, linewidth=size(3), alpha=0.9, zorder=3.5)
    middle = only(np.arange(rows) >= since, (0.0, heights[len(heights) // 2]))
    stage.label(ax, middle, label, stage.theme.held_out, sides=("below right", "right", "above left"))

    def show(t: int) -> None:
        line.set_data(GRID.numpy(), heights if t >= since else np.full(len(heights), np.nan))

    return show


def spike_label(stage: Stage, ax: Axes, a: Floats, before: int, since: int, label: str) -> None:
    """A label, from row `since` on, where the last curve of the parameters `a` (rows, degree + 1) is farthest from that of row `before`."""
    place = int(np.abs(curve_heights(a[-1]) - curve_heights(a[before])).argmax())
    anchors = np.column_stack([np.full(len(a), float(GRID[place])), curve_heights(a, GRID[place : place + 1])[:, 0]])
    sides = ("right", "above right", "below right") if GRID[place] < 0 else ("left", "above left", "below left")
    stage.label(ax, only(np.arange(len(a)) >= since, anchors), label, stage.theme.ink, sides=sides)


def misses(stage: Stage, ax: Axes, points: Points, a: Floats, colour: str, strong: bool = False) -> Show:
    """A stick from each of the points, x and y (n,), to the curve of the parameters `a` (rows, degree + 1). Returns show(t).

    Of more than 1,000 points as many sticks are drawn, evenly.
    """
    every = -(-len(points[0]) // MOST)
    x, y = (part[::every].numpy() for part in points)
    features = legendre(points[0][::every], a.shape[1] - 1).numpy()
    low, high = ax.get_ylim()
    many = len(points[0]) > MANY * (1 if strong else 3)
    width = (2 if many else 4.5) if strong else (1 if many else 1.6)
    sticks = LineCollection([], colors=colour, linewidths=size(width), alpha=1 if strong and not many else FAINT, zorder=2.5)
    ax.add_collection(sticks, autolim=False)
    ends = np.column_stack([x, y])

    def show(t: int) -> None:
        heights = np.clip(features @ a[t], 2 * low - high, 2 * high - low)
        sticks.set_segments(list(np.stack([ends, np.column_stack([x, heights])], 1)))

    return show
