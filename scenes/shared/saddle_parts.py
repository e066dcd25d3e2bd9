"""A saddle of the loss, seen from the side of one of its valleys, in flat axes: its surface, and what moves on it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray

from scenes.studio.draw.marks import Show, compose, dot, needle
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Project = Callable[..., Floats]  # along and across the ridge (n,), and the loss if not that of the ground, to places (n, 2) in the axes
ALONG, ACROSS = np.linspace(-2.3, 1.2, 19), np.linspace(-2.9, 2.9, 25)  # coarse, so that its picture is small
REACH = 0.6  # how far to either side of the dot the slope is drawn
TURNED, RAISED = np.radians(5), np.radians(55)  # it is seen along the ridge, from a little to the side and from above
STEEP = 1.6  # by how much heights are enlarged


def surface(stage: Stage, ax: Axes, height: Callable[[Any, Any], Any]) -> Project:
    """Draw the surface with this `height` over (along, across), the ridge on it, and the mark of the saddle. Returns the projection."""
    theme = stage.theme

    def project(along: Any, across: Any, loss: Any = None) -> Floats:
        along, across = np.asarray(along, float), np.asarray(across, float)
        away = across * np.sin(TURNED) - along * np.cos(TURNED)
        up = np.sin(RAISED) * away + STEEP * np.cos(RAISED) * (height(along, across) if loss is None else loss)
        return np.stack([across * np.cos(TURNED) + along * np.sin(TURNED), up], -1)

    along, across = np.meshgrid(ALONG, ACROSS[::-1], indexing="ij")  # from the far side to the near one
    mesh, z = project(along, across), height(along, across)
    faces = np.stack([mesh[:-1, :-1], mesh[:-1, 1:], mesh[1:, 1:], mesh[1:, :-1]], 2).reshape(-1, 4, 2)
    light = 0.06 + 0.55 * (z[:-1, :-1] - z.min()) / np.ptp(z)
    tints = LinearSegmentedColormap.from_list("height", [theme.background, theme.loss])(light.ravel())
    sheet = PolyCollection(list(faces), facecolors=tints, edgecolors=theme.background, linewidths=points(1.5), zorder=1)
    ax.add_collection(sheet, autolim=False)
    low, high = mesh.reshape(-1, 2).min(0), mesh.reshape(-1, 2).max(0)
    ax.set(xlim=(low[0], high[0]), ylim=(low[1] - 0.04 * (high[1] - low[1]), high[1]))
    ax.set_axis_off()
    ridge = np.linspace(ALONG[0], ALONG[-1], 60)
    ax.plot(*project(ridge, 0 * ridge).T, color=theme.loss, linewidth=points(3), zorder=2)
    ax.plot(*project([0.0], [0.0]).T, "+", color=theme.ink, markersize=points(24), markeredgewidth=points(4), zorder=3)
    return project


def names(stage: Stage, ax: Axes, project: Project, path: Floats, part: NDArray[np.integer]) -> None:
    """What the ground is called, and beside the saddle the runs that have stayed there, by the `part` (rows,) of the `path` (rows, 2)."""
    ink, saddle = stage.theme.ink, project([0.0], [0.0])
    stage.label(ax, project([-2.2], [0.0])[0], say("ridge"), ink, sides=("above right", "right"), gap=6, size=24)
    stage.label(ax, project([-0.2], [2.35])[0], say("valley: lower loss"), ink, sides=("below",), gap=0, size=24)
    stage.avoid(ax, project(ALONG, 0 * ALONG)[None], 4)
    stage.avoid(ax, np.where((part == 2)[:, None, None], path[None, part == 2], np.nan), 6)
    here = np.where((part == 0)[:, None], saddle, np.nan)
    stage.label(ax, here, say("saddle: lowest place on the ridge"), ink, sides=("below right", "below left"), gap=20, size=24)
    ended, told = np.where((part > 0)[:, None], saddle, np.nan), [say("plain descent"), say("plain descent, momentum")]
    stage.label(ax, ended, [told[max(its - 1, 0)] for its in part], ink, sides=("above right", "right", "below right"), gap=14, size=24)


def runs(stage: Stage, ax: Axes, project: Project, a: Floats, part: NDArray[np.integer], names: Sequence[str]) -> Show:
    """The present run, a named dot at `a` (rows, 2) and its way since its `part` (rows,) began, and a dot for those that stayed.

    Returns show(t).
    """
    model, path = stage.theme.model, project(*a.T)
    stage.follow(ax, path)
    told = [say(names[its]) for its in part]
    stage.label(ax, path, told, model, sides=("above right", "above", "above left"), gap=14, size=26, weight="semibold")
    (way,) = ax.plot([], [], "-o", color=model, linewidth=points(3), markersize=points(8), markeredgewidth=0, zorder=5)
    stayed = np.where((part > 0)[:, None], project([0.0], [0.0]), np.nan)
    return compose(
        lambda t: way.set_data(path[np.searchsorted(part, part[t]) : t + 1].T),
        dot(stage, ax, stayed, stage.theme.muted, size=18),
        dot(stage, ax, path, model, size=18),
    )


def pull(stage: Stage, ax: Axes, project: Project, a: Floats, across: Floats, colour: str, text: str) -> Show:
    """A thin arrow from the dot at `a` (rows, 2), `across` (rows,) the ridge, nan for none, and its `text`. Returns show(t)."""
    here, there = project(*a.T), project(a[:, 0], a[:, 1] + across)
    stage.label(ax, there, text, colour, sides=("below right", "right", "below"), gap=6, size=24)
    return needle(stage, ax, here, there - here, colour)


def sideways(stage: Stage, ax: Axes, project: Project, a: Floats, losses: Floats, slopes: Floats) -> Show:
    """How the ground slopes across the ridge at the dot at `a` (rows, 2): a straight piece with this slope (rows,), which it says.

    Returns show(t).
    """
    colour = stage.theme.gradient
    ends = np.stack([project(a[:, 0], a[:, 1] + side, losses + side * slopes) for side in (-REACH, REACH)], 1)
    (line,) = ax.plot([], [], color=colour, linewidth=points(6), zorder=6, solid_capstyle="butt")
    told = [say("sideways slope {slope:g}", slope=round(abs(float(slope)), 2)) for slope in slopes]
    stage.avoid(ax, ends[:, :1] + np.linspace(0, 1, 9)[:, None] * (ends[:, 1:] - ends[:, :1]), 5)
    stage.label(ax, ends[:, 0], told, colour, sides=("left", "above left", "below left"), gap=8, size=24, weight="semibold")
    return lambda t: line.set_data(ends[t].T)
