"""The loss of a line as a bowl over slope and intercept, seen from above its rim, in flat axes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from scenes.shared.line_loss import ellipses, line_facts
from scenes.shared.line_parts import alike
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, LABEL, TICK, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Project = Callable[[Any, Any, Any], Floats]  # slope, intercept, loss (n,) to places (n, 2) in the axes
HEIGHTS, TURNS = 25, 61  # of the mesh
FLOOR = 0.3  # of the rim's height: the floor is as large as the ring there
TURNED, RAISED = np.radians(-28), np.radians(25)  # where it is seen from: the guess lies on the far side
SIZE = (2.0, 1.75, 1.15)  # of the room that the bowl fills: slope, intercept, loss


def surface(x: torch.Tensor, y: torch.Tensor, heights: Floats) -> tuple[Floats, Floats]:
    """Slope and intercept, each (heights, 61), once round where the loss of points x (n, 2) and y (n,) has these `heights`."""
    best = line_facts(x, y)
    rings = ellipses(x, np.maximum(heights - best["best_loss"], 0), TURNS)
    return rings[..., 0] + best["best_slope"], rings[..., 1] + best["best_intercept"]


def bowl(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, rim: float, apart: float) -> Project:
    """Draw the bowl up to a loss of `rim`, with rings that lie `apart` above each other, without the walls that would hide its inside.

    Below it is the floor, a loss of 0. Returns the projection, for what moves in the bowl.
    """
    theme, least = stage.theme, line_facts(x, y)["best_loss"]
    heights = least + (rim - least) * np.linspace(0, 1, HEIGHTS) ** 2
    slopes, intercepts = surface(x, y, heights)
    lows, highs = np.array([slopes.min(), intercepts.min(), 0]), np.array([slopes.max(), intercepts.max(), rim])
    across = np.array([-np.sin(TURNED), np.cos(TURNED), 0])
    up = np.array([-np.sin(RAISED) * np.cos(TURNED), -np.sin(RAISED) * np.sin(TURNED), np.cos(RAISED)])

    def project(slope: Any, intercept: Any, loss: Any) -> Floats:
        places = (np.column_stack(np.broadcast_arrays(slope, intercept, loss)) - lows) / (highs - lows) * SIZE
        return np.column_stack([places @ across, places @ up])

    mesh = np.stack([project(*ring) for ring in zip(slopes, intercepts, heights, strict=True)])  # (heights, turns, 2)
    hiding = _outside(mesh)
    tints = LinearSegmentedColormap.from_list("depth", [theme.background, theme.loss])
    colours = tints(np.tile(0.08 + 0.3 * np.linspace(0, 1, HEIGHTS - 1)[:, None], TURNS - 1))
    faces = np.stack([mesh[:-1, :-1], mesh[:-1, 1:], mesh[1:, 1:], mesh[1:, :-1]], 2)
    ax.add_collection(PolyCollection(list(faces[~hiding]), facecolors=colours[~hiding], edgecolors="face", linewidths=0.5, zorder=1))
    for level, slope, intercept in _rings(x, y, np.append(np.arange(least + apart, rim, apart)[:60], rim)):
        row = min(int(np.searchsorted(heights, level)), HEIGHTS - 1) - 1
        ring, far = project(slope, intercept, level), ~np.append(hiding[row], hiding[row, 0])
        ax.plot(*np.where(far[:, None], ring, np.nan).T, color=theme.muted, linewidth=points(1.5), alpha=FAINT, zorder=2)
    under = [edge for it in surface(x, y, np.array([least + FLOOR * (rim - least)])) for edge in (it.min(), it.max())]
    floor = _floor(stage, ax, project, np.array(under[::2]), np.array(under[1::2]))
    corners = np.vstack([mesh[-1], floor])
    (left, low), (right, high) = corners.min(0), corners.max(0)
    limits = alike(ax, (left, right), (low - 0.14 * (high - low), high + 0.02 * (high - low)))
    ax.set(xlim=limits[0], ylim=limits[1])
    ax.set_axis_off()
    return project


def _rings(x: torch.Tensor, y: torch.Tensor, levels: Floats):
    return zip(levels, *surface(x, y, levels), strict=True)


def _floor(stage: Stage, ax: Axes, project: Project, lows: Floats, highs: Floats) -> Floats:
    """The two edges of the floor that are near, with ticks and names. Returns their corners (3, 2)."""
    theme = stage.theme
    edges = project(np.array([lows[0], highs[0], highs[0]]), np.array([lows[1], lows[1], highs[1]]), np.zeros(3))
    ax.add_collection(LineCollection([edges], colors=theme.muted, linewidths=points(1.5), alpha=0.6, zorder=0.5))
    for axis, (name, ha, out) in enumerate(((say("slope"), "right", -1), (say("intercept"), "left", 1))):
        low, high = lows[axis], highs[axis]
        at = [tick for tick in MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(low, high) if low < tick < high]
        texts = [say("{tick:g}", tick=float(tick)) for tick in at] + [name]
        along = np.array([*at, (low + high) / 2])
        places = project(along, lows[1], 0) if axis == 0 else project(highs[0], along, 0)
        for text, place in zip(texts, places, strict=True):
            away, size = ((24 * out, -20), LABEL) if text == name else ((4 * out, -4), TICK)
            ax.annotate(text, place, away, textcoords="offset points", ha=ha, va="top", color=theme.muted, fontsize=points(size))
    return edges


def level(
    stage: Stage, ax: Axes, project: Project, x: torch.Tensor, y: torch.Tensor, path: Floats, losses: Floats
) -> Callable[[int], None]:
    """The ring of equal loss through the ball at `path` (rows, 2), in the axes' own coordinates, with its loss (rows,) at the ball.

    Returns show(t).
    """
    slopes, intercepts = surface(x, y, losses)
    rings = [project(*ring) for ring in zip(slopes, intercepts, losses, strict=True)]
    (ring,) = ax.plot([], [], color=stage.theme.loss, linewidth=points(4), zorder=4)
    texts = [say("loss {loss:.3g}", loss=loss) for loss in losses]
    stage.label(ax, path, texts, stage.theme.loss, sides=("right", "above right"), gap=20, weight="semibold")
    return lambda t: ring.set_data(rings[t].T)


def _outside(mesh: Floats) -> NDArray[np.bool_]:
    """Which faces of the mesh (rows, columns, 2) turn their outside to the viewer and hide what is in the bowl."""
    round_, up = np.diff(mesh, axis=1)[:-1], np.diff(mesh, axis=0)[:, :-1]
    return round_[..., 0] * up[..., 1] > round_[..., 1] * up[..., 0]
