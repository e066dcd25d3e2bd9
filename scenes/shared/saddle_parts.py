"""A saddle of the loss, seen from above one of its valleys, in flat axes: its surface, and a run that moves on it."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray

from scenes.studio.draw.marks import Show, arrow, compose, dot, step_arrow, trail
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
Project = Callable[[Any, Any], Floats]  # along and across the ridge (…,), to places (…, 2) in the axes
ALONG, ACROSS = np.linspace(-2.25, 1.2, 20), np.linspace(-2.35, 2.45, 25)  # coarse, so that its picture is small
NEARER = 5
TURNED, RAISED = np.radians(14), np.radians(30)  # from how far to the side of the ridge it is seen, and from how far above
REACH = 1.2  # how far to either side of the dot the ground is cut


def surface(stage: Stage, ax: Axes, height: Callable[[Any, Any], Any], near: NDArray[np.bool_]) -> tuple[Project, Show]:
    """Draw the surface with this `height` over (along, across), the ridge on it, and the mark of the saddle.

    In the rows that are `near` (rows,) the saddle is seen from nearer. Returns the projection, and show(t).
    """
    theme = stage.theme

    def project(along: Any, across: Any) -> Floats:
        along, across = np.asarray(along, float), np.asarray(across, float)
        away = across * np.sin(TURNED) - along * np.cos(TURNED)
        up = np.sin(RAISED) * away + 1.3 * np.cos(RAISED) * height(along, across)
        return np.stack([across * np.cos(TURNED) + along * np.sin(TURNED), up], -1)

    along, across = np.meshgrid(ALONG, ACROSS[::-1], indexing="ij")  # from the far side to the near one
    mesh, z = project(along, across), height(along, across)
    faces = np.stack([mesh[:-1, :-1], mesh[:-1, 1:], mesh[1:, 1:], mesh[1:, :-1]], 2).reshape(-1, 4, 2)
    light = 0.12 + 0.5 * (z[:-1, :-1] - z.min()) / np.ptp(z)
    tints = LinearSegmentedColormap.from_list("height", [theme.background, theme.loss])(light.ravel())
    sheet = PolyCollection(list(faces), facecolors=tints, edgecolors=theme.background, linewidths=points(1.5), zorder=1)
    ax.add_collection(sheet, autolim=False)
    low, high = mesh.reshape(-1, 2).min(0), mesh.reshape(-1, 2).max(0)
    whole, middle = np.array([low[0], high[0], low[1], high[1]]), np.repeat(project(0, -0.25), 2)
    see = stage.views(ax, np.where(near[:, None], middle + (whole - np.repeat(whole.reshape(2, 2).mean(1), 2)) / NEARER, whole))
    ax.set_axis_off()
    ax.plot(*project(ALONG, 0 * ALONG).T, color=theme.loss, linewidth=points(3), zorder=2)
    ax.plot(*project(0, 0), "+", color=theme.ink, markersize=points(26), markeredgewidth=points(4), zorder=8)

    def show(t: int) -> None:
        see(t)
        sheet.stale = True  # it moves with the view, so it is no part of what stands still

    return project, show


def names(stage: Stage, ax: Axes, project: Project, noisy: NDArray[np.integer]) -> None:
    """What the ground is called, before noise comes.

    And in the rows that are `noisy` (rows,), that the run would stay at the saddle without noise.
    """
    ink = stage.theme.ink
    for place, words, side in (
        ((-2.2, 0.0), "ridge", "above right"),
        ((0.9, -1.6), "valley: loss −1", "below"),
        ((0.9, 1.9), "valley: loss −1", "below"),
    ):
        stage.label(ax, np.where(noisy[:, None] > 0, np.nan, project(*place)), say(words), ink, sides=(side,), gap=4, size=26)
    stage.avoid(ax, project(ALONG, 0 * ALONG)[None], 4)
    told = [say("saddle: without noise it stays here") if its else say("saddle: loss 0, lowest on the ridge") for its in noisy]
    stage.label(ax, project(0, 0), told, ink, sides=("below right",), gap=24, size=26)


def cut(stage: Stage, ax: Axes, project: Project, a: Floats, near: NDArray[np.bool_]) -> Show:
    """The ground across the ridge at the dot at `a` (rows, 2), as a curve, and its name where it is level there.

    There is no name where it is seen from `near` (rows,). Returns show(t).
    """
    colour, beside = stage.theme.gradient, np.linspace(-REACH, REACH, 33)
    curves = project(a[:, :1] + 0 * beside, beside + 0 * a[:, :1])
    (line,) = ax.plot([], [], color=colour, linewidth=points(5), zorder=4)
    stage.avoid(ax, curves[:, ::3], 5)
    level = np.where((np.abs(a[:, 1:]) < 0.01) & ~near[:, None], curves[:, -1], np.nan)
    stage.label(ax, level, say("cut across the ridge: level here"), colour, sides=("above right", "right", "below right"), gap=8, size=24)
    return lambda t: line.set_data(curves[t].T)


def run(stage: Stage, ax: Axes, project: Project, trace: Trace, lr: float, near: NDArray[np.bool_]) -> Show:
    """The dot, its way, and its next step, minus `lr` times the gradient, with the push that noise adds to it. Returns show(t).

    The step is written out: `lr` times the slope. The push is shown where it is seen from `near` (rows,).
    """
    theme, a, grad = stage.theme, trace.a.astype(float), trace.grad.astype(float)
    path, goes = project(*a.T), a - lr * grad
    pushed = goes + np.column_stack([0 * trace.push, trace.push])
    slopes = np.hypot(*grad.T).round(2)
    told = [say("rate {lr:g} × slope {slope:g} = step {step:.2g}", lr=lr, slope=slope, step=lr * slope) for slope in slopes]
    stage.follow(ax, path)
    stage.label(ax, path, told, theme.model, sides=("left", "right", "above right", "above left"), gap=20, size=26, weight="semibold")
    push = np.where(near[:, None], project(*pushed.T), np.nan)
    stage.label(ax, push, say("random push"), theme.batch, sides=("below left", "below", "below right"), gap=30, size=26, weight="semibold")
    return compose(
        trail(stage, ax, path, theme.model, strong=len(path)),
        step_arrow(stage, ax, path, project(*goes.T) - path, theme.model),
        arrow(stage, ax, project(*goes.T), push, theme.batch, rim=0),
        dot(stage, ax, path, theme.model, size=20),
    )
