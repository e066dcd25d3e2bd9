"""How the line-fit lessons draw: the line among its points, and the path of its parameters over a map of the loss."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from scenes.shared.line_loss import GUESS, best_line, ellipses, hessian
from scenes.studio.draw.axes import label_data_axes
from scenes.studio.draw.marks import Floats, Show, compose, curve, ghosts
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.words import say

Limits = tuple[float, float]

# The same quantity has the same scale in every film on the lecture's points, unless its run needs more.
X, Y = (-1.08, 1.08), (-3.0, 8.0)
ENDS = np.array([-1.0, 1.0])  # in x, of every line
SLOPE, INTERCEPT = (-1.8, 5.0), (-0.2, 4.6)


def line_among_points(
    stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, past: Sequence[int] = (), colour: str = "", usual: Limits = Y
) -> Show:
    """Points x (n, 2) and y (n,), and the line of the parameters `a` (rows, 2); the lines of the rows `past` stay, faint. Returns show(t).

    The axes hold the whole run; the film's pace follows the ends of the line.
    """
    colour, heights = colour or stage.theme.model, end_heights(a)
    ax.set(xlim=X, ylim=limits(np.append(heights, y), None if stage.units else usual))
    label_data_axes(ax, stage.units)
    ax.plot(x[:, 0], y, "o", color=stage.theme.data, markersize=points(8), markeredgewidth=0, zorder=2)
    stage.follow(ax, np.stack([np.broadcast_to(ENDS, heights.shape), heights], -1))
    return compose(ghosts(stage, ax, ENDS, heights, colour, past), line_of(stage, ax, a, colour, width=6, zorder=5))


def end_heights(a: Floats) -> Floats:
    """How high the lines of `a` (rows, 2) are at their two ends: (rows, 2)."""
    return a[:, :1] * ENDS + a[:, 1:]


def line_of(stage: Stage, ax: Axes, a: Floats, colour: str, **how: Any) -> Show:
    """The line of the parameters `a` (rows, 2) alone, from end to end; `how` is curve's. Returns show(t)."""
    return curve(stage, ax, ENDS, end_heights(a), colour, **how)


def loss_map(
    stage: Stage,
    ax: Axes,
    x: torch.Tensor,
    y: torch.Tensor,
    path: Floats,
    levels: Floats | None = None,
    usual: tuple[Limits, Limits] = (SLOPE, INTERCEPT),
    window: bool = True,
    room: float = 0.2,
    goal: str = "+",
    goal_texts: Sequence[str] = (),
) -> None:
    """Rings of equal loss over slope and intercept, and a cross at the best fit. The axes hold the `path` (n, 2).

    `levels` are losses above the best one; by default each ring lies twice as high as the one inside it. Where the path, with `room`
    about it as a share, needs more than the `usual` window, that window is drawn as a thin frame. `goal` is the marker of the best
    fit, `goal_texts` are its label in each row if it changes. Right for any points: the rings are exact ellipses.
    """
    theme, centre = stage.theme, best_line(x, y)
    held = [limits(np.append(path[:, i], [centre[i], GUESS[i]]), None if stage.units else usual[i], room) for i in (0, 1)]
    slopes, intercepts = alike(ax, *held)
    ax.set(xlim=slopes, ylim=intercepts)
    ax.grid(visible=False)
    name_parameters(ax, stage)
    if levels is None:
        levels = 0.06 * 2.0 ** np.arange(40)
    outlines = ellipses(x, np.asarray(levels)) + centre
    ax.add_collection(LineCollection(list(outlines), colors=theme.muted, linewidths=points(2), alpha=FAINT, zorder=1), autolim=False)
    ax.plot(*centre, goal, color=theme.ink, markersize=points(22), markeredgewidth=points(4), zorder=8)
    stage.avoid(ax, centre, 12)
    stage.label(ax, centre, goal_texts or say("best fit"), theme.ink, sides=("below right", "above right", "right"))
    if window and held != list(usual) and not stage.units:
        (s0, s1), (i0, i1) = usual
        ax.add_patch(
            Rectangle((s0, i0), s1 - s0, i1 - i0, fill=False, edgecolor=theme.muted, linewidth=points(2), linestyle=(0, (4, 3)), zorder=2)
        )
        stage.label(ax, (s1, i0), say("usual window"), theme.muted, sides=("below left", "above left"), gap=4)


def ring_through(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, texts: Sequence[str] = ()) -> Show:
    """The ring of equal loss through the parameters `a` (rows, 2), in the colour of the loss, labelled with `texts`. Returns show(t).

    Labels keep off it. A ring that the dot at its rim would cover is left out.
    """
    rings = rings_through(x, y, a)
    (ring,) = ax.plot([], [], color=stage.theme.loss, linewidth=points(4), zorder=4)
    seen = np.ptp(stage.pixels(ax, rings)[..., 1], axis=1) > 24 * stage.scale
    if texts:
        tops = rings[np.arange(len(rings)), rings[..., 1].argmax(1)]
        stage.label(ax, tops, texts, stage.theme.loss, sides=("above", "above right", "above left"), gap=4, weight="semibold")
    stage.avoid(ax, np.where(seen[:, None, None], rings[:, ::2], np.nan), 4, weight=1)
    return lambda t: ring.set_data(rings[t].T if seen[t] else ([], []))


def rings_through(x: torch.Tensor, y: torch.Tensor, a: Floats) -> Floats:
    """The rings of equal loss through the parameters `a` (rows, 2): (rows, places on each, 2)."""
    centre, upper = best_line(x, y), np.linalg.cholesky((hessian(x) / 2).numpy()).T
    above = (((a - centre) @ upper.T) ** 2).sum(1)  # the loss above the best one
    return ellipses(x, above) + centre


def alike(ax: Axes, slopes: Limits, intercepts: Limits) -> tuple[Limits, Limits]:
    """Limits that hold these and have the same scale in both directions, so that a right angle looks like one; they fill the axes."""
    box = ax.get_window_extent()
    wide, high = slopes[1] - slopes[0], intercepts[1] - intercepts[0]
    unit = max(wide / box.width, high / box.height)  # data units in a pixel
    wider, higher = (unit * box.width - wide) / 2, (unit * box.height - high) / 2
    return (slopes[0] - wider, slopes[1] + wider), (intercepts[0] - higher, intercepts[1] + higher)


def name_parameters(ax: Axes, stage: Stage) -> None:
    """Label the axes slope and intercept, and say so where the run's differ from those in the points' own units."""
    which = say(", standardised") if stage.units and stage.units.changed else ""
    ax.set(xlabel=say("slope") + which, ylabel=say("intercept") + which)


def limits(values: Floats, usual: Limits | None, room: float = 0.08) -> Limits:
    """Limits of an axis: the `usual` ones where these hold all values, else those of the values, with room about them."""
    values = np.asarray(values, float)
    values = values[np.isfinite(values)]
    low, high = float(values.min()), float(values.max())
    if usual and usual[0] <= low and high <= usual[1]:
        return usual
    if usual:
        low, high = min(low, usual[0]), max(high, usual[1])
    pad = room * (high - low) or 1.0
    return low - pad, high + pad


def sketch(stage: Stage, ax: Axes, at: Any, size: Any, x: torch.Tensor, y: torch.Tensor, line: Floats) -> None:
    """A little picture of points x (n, 2), y (n,) and a `line` (2,), in the middle of them `at` a place of the axes.

    `size` is half its width, in x, and how much of the axes 1 in y takes.
    """
    over, up, ends, middle = x[:, 0].numpy(), y.numpy(), np.array([-1.0, 1.0]), float(y.numpy().mean())
    wide, tall = size
    ax.plot(at[0] + wide * over, at[1] + tall * (up - middle), "o", color=stage.theme.data, markersize=points(4), markeredgewidth=0)
    heights = tall * (line[0] * ends + line[1] - middle)
    ax.plot(at[0] + wide * ends, at[1] + heights, color=stage.theme.model, linewidth=points(4))
