"""How the polynomial lessons draw: points learnt from and held out, the curve, its misses, and the two losses over steps."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from scenes.shared.polynomials import Points, legendre
from scenes.studio.draw.axes import count_from_zero, format_y, label_data_axes, log_scale
from scenes.studio.draw.marks import compose, dot, loss_so_far
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points as size
from scenes.studio.numbers import log_tick
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]

GRID = torch.linspace(-1, 1, 401)
X, Y = (-1.08, 1.08), (-2.6, 3.2)  # of the wave's points, in every film; Y opens where a run needs more
FARTHEST = 1.5  # times the height of the points: an axis opens for a curve that goes no farther above or below them
MANY = 60  # points from which on they and their misses are drawn small
UPPER, LOWER = ("above", "above right", "above left", "right"), ("below", "below right", "below left", "right")  # sides of labels


def curve_heights(a: Floats, x: torch.Tensor = GRID) -> Floats:
    """The polynomials of parameters `a` (rows, degree + 1), or of one row of them, at x (n,): (rows, n), or (n,)."""
    return a @ legendre(x, a.shape[-1] - 1).numpy().T


# Among the points


def points_and_held_out(stage: Stage, ax: Axes, learnt: Points, held_out: Points, *runs: Floats) -> None:
    """The points that a curve learns from, large, and those held out, small; each (x, y), both (n,). Their names stand beside them.

    The axes hold them and the curves of the parameters `runs`, each (rows, degree + 1), unless one goes much farther than the points.
    """
    theme, many = stage.theme, len(learnt[0]) > MANY
    ax.set(xlim=X, ylim=_heights(stage, torch.cat([learnt[1], held_out[1]]).numpy(), runs))
    label_data_axes(ax, stage.units)
    edge = {"markeredgecolor": theme.background, "markeredgewidth": size(0 if many else 2)}
    ax.plot(*learnt, "o", color=theme.data, markersize=size(7 if many else 16), **edge, zorder=2.8 if many else 6)
    ax.plot(*held_out, "o", color=theme.held_out, markersize=size(5 if many else 8), markeredgewidth=0, zorder=3)
    if not many:
        stage.avoid(ax, np.column_stack(learnt)[None], 8)
        stage.avoid(ax, np.column_stack(held_out)[None], 4)
    lowest, highest = (
        part[:, place] for part, place in ((torch.stack(learnt), learnt[1].argmin()), (torch.stack(held_out), held_out[1].argmax()))
    )
    stage.label(ax, lowest.numpy(), say("training points"), theme.muted, sides=LOWER[:3], gap=8)
    stage.label(ax, highest.numpy(), say("held-out points"), theme.held_out, sides=UPPER[:3], gap=8)


def _heights(stage: Stage, y: Floats, runs: Sequence[Floats]) -> tuple[float, float]:
    """Limits that hold points at `y` (n,), and the curves of `runs` if these do not go much farther."""
    some = [a[np.unique(np.geomspace(1, len(a), 200).astype(int) - 1)] for a in runs]
    heights = np.concatenate([y, *(curve_heights(a).ravel() for a in some)])
    far = FARTHEST * max(float(y.max() - y.min()), 1.0)
    if heights.min() < y.min() - far or heights.max() > y.max() + far:
        heights = y
    if not stage.units and Y[0] <= heights.min() and heights.max() <= Y[1]:
        return Y
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
    stage.avoid(ax, places, 4)
    off = np.array([_farthest(row @ features, low, high) for row in a])
    if np.isfinite(off).any():
        texts = [say("▲ up to {y}" if y > high else "▼ down to {y}", y=format_y(y, stage.units)) for y in off[:, 1]]
        stage.label(ax, np.column_stack([off[:, 0], np.clip(off[:, 1], low, high)]), texts, colour, sides=("below", "above"), gap=4)
    span = 50 * (high - low)
    return lambda t: line.set_data(GRID, np.clip(a[t] @ features, low - span, high + span))


def _farthest(heights: Floats, low: float, high: float) -> tuple[float, float]:
    """Where a curve on GRID is farthest off the axes, and its height there; nan where it is within them."""
    place = int(np.maximum(heights - high, low - heights).argmax())
    return (float(GRID[place]), float(heights[place])) if not low <= heights[place] <= high else (np.nan, np.nan)


def ghost(stage: Stage, ax: Axes, a: Floats, row: int, label: str = "", colour: str = "") -> Show:
    """The curve of the parameters `a` (rows, degree + 1) at a `row`: it stays, faint, with a label at its middle. Returns show(t)."""
    colour, heights = colour or stage.theme.model, curve_heights(a[row])
    (line,) = ax.plot([], [], color=colour, linewidth=size(4), alpha=0.35, zorder=3.5)
    if label:
        middle = np.where((np.arange(len(a)) > row)[:, None], (0.0, heights[len(heights) // 2]), np.nan)
        stage.label(ax, middle, label, colour, sides=("below right", "right", "above left"))
    return lambda t: line.set_data(*((GRID, heights) if t > row else ([], [])))


def gap_label(stage: Stage, ax: Axes, a: Floats, before: int, since: int, label: str) -> None:
    """A label, from row `since` on, where the last curve of the parameters `a` (rows, degree + 1) is farthest from that of row `before`."""
    place = int(np.abs(curve_heights(a[-1]) - curve_heights(a[before])).argmax())
    anchors = np.column_stack([np.full(len(a), float(GRID[place])), curve_heights(a, GRID[place : place + 1])[:, 0]])
    sides = ("right", "above right", "below right") if GRID[place] < 0 else ("left", "above left", "below left")
    stage.label(ax, np.where((np.arange(len(a)) >= since)[:, None], anchors, np.nan), label, stage.theme.ink, sides=sides)


def misses(stage: Stage, ax: Axes, points: Points, a: Floats, colour: str, strong: bool = False) -> Show:
    """A stick from each of the points, x and y (n,), to the curve of the parameters `a` (rows, degree + 1). Returns show(t)."""
    x, y = (part.numpy() for part in points)
    features = legendre(points[0], a.shape[1] - 1).numpy()
    low, high = ax.get_ylim()
    many = len(x) > MANY * (1 if strong else 3)
    width = (2 if many else 5) if strong else (1 if many else 2)
    sticks = LineCollection([], colors=colour, linewidths=size(width), alpha=1 if strong and not many else 0.6, zorder=2.5)
    ax.add_collection(sticks, autolim=False)
    ends = np.column_stack([x, y])

    def show(t: int) -> None:
        heights = np.clip(features @ a[t], 2 * low - high, 2 * high - low)
        sticks.set_segments(np.stack([ends, np.column_stack([x, heights])], 1))

    return show


# Losses


def log_of_steps(ax: Axes, last: int) -> None:
    """Put steps on a log scale that begins with the guess, step 0: a smooth one, of step + 1."""
    ax.set_xscale("function", functions=(lambda step: np.log1p(np.maximum(step, -0.9)), np.expm1))
    powers = [10**k for k in range(6) if 10**k <= last]
    ax.set(xlim=(-0.15, 1.3 * max(last, 2)), xlabel=say("step (log scale)"))
    ax.set_xticks([0, *powers], labels=["0", *(log_tick(power) for power in powers)])


def hold_losses(ax: Axes, *series: Floats) -> None:
    """Hold these losses, (rows,) each: from 0 on, or on a log scale, and told so in the title, where a run flies apart."""
    values = np.concatenate(series)
    low, high = float(values.min(where=values > 0, initial=1.0)), float(values.max())
    if high > 5 * max(float(its[0]) for its in series):
        log_scale(ax.yaxis, *series)
        ax.set_ylim(low / (high / low) ** 0.1, high * (high / low) ** 0.1)  # also where the guess is tiny beside the end
        ax.set_title(ax.get_title(loc="left") + say(" (log scale)"))
    else:
        count_from_zero(ax, *series)
        ax.set_ylim(bottom=-0.025 * ax.get_ylim()[1])  # room for a dot at 0


def two_losses(stage: Stage, ax: Axes, loss: Floats, held_out: Floats, rests: Sequence[int]) -> Show:
    """Training and held-out loss by step, (rows,) each; a ring stays at the lowest held-out loss, if it turns. Returns show(t).

    Their numbers are told at the rows where the film `rests`. To be called once the limits are set.
    """
    theme, rows = stage.theme, np.arange(len(loss))
    stage.avoid(ax, _so_far(loss, held_out), 3)
    for its, other, name, colour in (held_out, loss, say("held out"), theme.held_out), (loss, held_out, say("training"), theme.loss):
        texts = [" ".join((name, say("{loss:.2g}", loss=value))) if row in rests else name for row, value in enumerate(its)]
        for where, sides in (its > other, UPPER), (its <= other, LOWER):  # or the name of the one could stand beside the other
            stage.label(ax, np.where(where[:, None], np.column_stack([rows, its]), np.nan), texts, colour, sides=sides, weight="semibold")
    turn = int(held_out.argmin())
    ring_at = (
        np.where((rows >= turn)[:, None], (turn, held_out[turn]), np.nan) if 0 < turn < len(rows) - 1 else np.full((len(rows), 2), np.nan)
    )
    return compose(
        loss_so_far(stage, ax, held_out, colour=theme.held_out),
        loss_so_far(stage, ax, loss, colour=theme.loss),
        dot(stage, ax, ring_at, theme.held_out, size=18, hollow=True),
    )


def _so_far(*series: Floats, most: int = 40) -> Floats:
    """Places on curves of losses up to now, for labels to keep off: (rows, k, 2), nan for what has not happened."""
    rows = len(series[0])
    chosen = np.unique(np.geomspace(1, rows, most).astype(int) - 1)
    places = np.stack([np.column_stack([chosen, its[chosen]]) for its in series]).reshape(-1, 2)
    return np.where(places[None, :, :1] < np.arange(rows)[:, None, None], places, np.nan)
