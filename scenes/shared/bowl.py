"""The loss of a line as a bowl over slope and intercept, cut open along its long axis, seen from above its rim in flat axes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from scenes.shared.line_loss import GUESS, line_facts, valley
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Project = Callable[[Any], Floats]  # slope and intercept (n, 2) to places (n, 2) in the axes, on the wall of the bowl
HEIGHTS, TURNS = 25, 61  # of the mesh
FLOOR = 84  # pixels of the canvas below the bowl, for words
RAISED = np.radians(24)  # from how far above it is seen


def long_axis(x: torch.Tensor, y: torch.Tensor) -> tuple[Floats, Floats]:
    """The best slope and intercept (2,), and the way from there (2,) along which the loss of points x (n, 2), y (n,) is least curved.

    It is as long as that to the usual guess, and leads to its side: from its end straight downhill is straight to the best line.
    """
    best = line_facts(x, y)
    goal = np.array([best["best_slope"], best["best_intercept"]])
    way = valley(x)[1][0]
    return goal, way * np.linalg.norm(GUESS - goal) * (1 if way @ (GUESS - goal) >= 0 else -1)


def surface(x: torch.Tensor, y: torch.Tensor, heights: Floats) -> tuple[Floats, Floats]:
    """Slope and intercept, each (heights, 61), half round where the loss of points x (n, 2) and y (n,) has these `heights`.

    From one end of the long axis by larger intercepts to the other.
    """
    least, (goal, way) = line_facts(x, y)["best_loss"], long_axis(x, y)
    upper = np.linalg.cholesky((x.double().T @ x.double() / len(x)).numpy()).T
    start = np.arctan2(*(upper @ way)[::-1])
    angles = start - np.linspace(0, np.pi, TURNS)
    half = np.linalg.solve(upper, np.stack([np.cos(angles), np.sin(angles)])).T
    rings = np.sqrt(np.maximum(heights - least, 0))[:, None, None] * half + goal
    return rings[..., 0], rings[..., 1]


def bowl(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, rim: float) -> Project:
    """Draw the far half of the bowl up to a loss of `rim`, with rings, and at its left a scale of the losses on the cut.

    A cross marks the best line. Below it is room, see FLOOR. Returns the projection, for what moves on it.
    """
    theme, least, (goal, way) = stage.theme, line_facts(x, y)["best_loss"], long_axis(x, y)
    heights = least + (rim - least) * np.linspace(0, 1, HEIGHTS) ** 2
    along = -way / np.linalg.norm(way)
    away = np.array([-along[1], along[0]])
    wide = 2 * float(np.abs((np.stack(surface(x, y, heights[-1:]), -1) - goal) @ along).max())

    def lifted(a: Floats, loss: Any) -> Floats:
        return np.stack([(a - goal) @ along, np.sin(RAISED) * (a - goal) @ away + 0.5 * wide / rim * loss], -1)

    def project(a: Any) -> Floats:
        a = np.asarray(a, float)
        return lifted(a, ((a @ x.double().T.numpy() - y.numpy()) ** 2).mean(-1))

    mesh = lifted(np.stack(surface(x, y, heights), -1), heights[:, None])  # (heights, turns, 2)
    tints = LinearSegmentedColormap.from_list("depth", [theme.background, theme.loss])
    light = 0.12 + 0.28 * np.abs(np.linspace(-0.4, 1, TURNS - 1))  # darker at the right, as if lit from the left
    faces = np.stack([mesh[:-1, :-1], mesh[:-1, 1:], mesh[1:, 1:], mesh[1:, :-1]], 2).reshape(-1, 4, 2)
    colours = tints(np.tile(light, HEIGHTS - 1))
    ax.add_collection(PolyCollection(list(faces), facecolors=colours, edgecolors="face", linewidths=0.5, zorder=1), autolim=False)
    ticks = [tick for tick in MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(0, rim) if tick < rim]
    levels = np.append([tick for tick in ticks if tick > least], rim)
    rings = lifted(np.stack(surface(x, y, levels), -1), levels[:, None])
    ax.add_collection(LineCollection(list(rings), colors=theme.background, linewidths=points(2), zorder=2), autolim=False)
    edge = np.vstack([mesh[::-1, 0], mesh[1:, -1]])
    ax.plot(*edge.T, color=theme.loss, linewidth=points(5), zorder=3)
    low, top = mesh[0, 0, 1], mesh[-1, :, 1].max() + 0.05 * wide
    room = FLOOR * stage.scale / ax.get_window_extent().height
    ax.set(xlim=(-0.76 * wide, 0.57 * wide), ylim=(low - (top - low) * room / (1 - room), top))
    ax.set_axis_off()
    left = -0.68 * wide
    scale = lifted(np.tile(goal, (len(ticks), 1)), np.array(ticks))[:, 1]
    ax.plot([left, left], [scale[0], scale[-1]], "-_", color=theme.muted, linewidth=points(2), markersize=points(10), zorder=2)
    for tick, up in zip(ticks, scale, strict=True):
        told = say("{loss:g}" if tick < ticks[-1] else "loss {loss:g}", loss=tick)
        ax.text(left - 0.012 * wide, up, told, color=theme.loss, fontsize=stage.canvas.letters(LABEL), ha="right", va="center", zorder=3)
    ax.plot(*mesh[0, 0], "+", color=theme.ink, markersize=points(22), markeredgewidth=points(4), zorder=8)
    stage.avoid(ax, mesh[0, 0], 14)
    stage.label(ax, mesh[0, 0], say("best line: loss {loss:.2g}", loss=least), theme.ink, sides=("below right",), gap=10, size=24)
    return project
