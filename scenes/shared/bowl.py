"""The loss of a line as a bowl over slope and intercept, cut open from the guess to the best fit, seen from above its rim in flat axes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray

from scenes.shared.line_loss import GUESS, line_facts
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import arrow, compose
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, TICK, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
Project = Callable[[Any, Any, Any], Floats]  # slope, intercept, loss (n,) to places (n, 2) in the axes
HEIGHTS, TURNS = 25, 61  # of the mesh
RAISED = np.radians(18)  # from how far above it is seen


def surface(x: torch.Tensor, y: torch.Tensor, heights: Floats) -> tuple[Floats, Floats]:
    """Slope and intercept, each (heights, 61), half round where the loss of points x (n, 2) and y (n,) has these `heights`.

    From the side of the guess by larger intercepts to the side opposite.
    """
    best = line_facts(x, y)
    goal = np.array([best["best_slope"], best["best_intercept"]])
    upper = np.linalg.cholesky((x.double().T @ x.double() / len(x)).numpy()).T
    start = np.arctan2(*(upper @ (np.array(GUESS) - goal))[::-1])
    angles = start - np.linspace(0, np.pi, TURNS)
    half = np.linalg.solve(upper, np.stack([np.cos(angles), np.sin(angles)])).T
    rings = np.sqrt(np.maximum(heights - best["best_loss"], 0))[:, None, None] * half + goal
    return rings[..., 0], rings[..., 1]


def bowl(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, rim: float, apart: float) -> Project:
    """Draw the far half of the bowl up to a loss of `rim`, with rings that lie `apart` above each other, and the edge where it is cut.

    A cross marks the best line; at the right are the directions of slope and intercept. Returns the projection, for what moves in it.
    """
    theme, best = stage.theme, line_facts(x, y)
    least, goal = best["best_loss"], np.array([best["best_slope"], best["best_intercept"]])
    heights = least + (rim - least) * np.linspace(0, 1, HEIGHTS) ** 2
    slopes, intercepts = surface(x, y, heights)
    across = np.array([slopes[-1, -1] - slopes[-1, 0], intercepts[-1, -1] - intercepts[-1, 0]])
    wide = float(np.linalg.norm(across))
    along = (x.T @ x).numpy() @ across  # across the bowl as it is steepest there: so no wall hides another
    along /= np.linalg.norm(along)
    away = np.array([-along[1], along[0]])

    def project(slope: Any, intercept: Any, loss: Any) -> Floats:
        slope, intercept, loss = np.broadcast_arrays(slope, intercept, loss)
        places = np.column_stack([slope, intercept]) - goal
        return np.column_stack([places @ along, np.sin(RAISED) * places @ away + 0.55 * wide / rim * loss])

    mesh = np.stack([project(*ring) for ring in zip(slopes, intercepts, heights, strict=True)])  # (heights, turns, 2)
    tints = LinearSegmentedColormap.from_list("depth", [theme.background, theme.loss])
    light = 0.12 + 0.28 * np.abs(np.linspace(-0.4, 1, TURNS - 1))  # darker at the right, as if lit from the left
    faces = np.stack([mesh[:-1, :-1], mesh[:-1, 1:], mesh[1:, 1:], mesh[1:, :-1]], 2).reshape(-1, 4, 2)
    colours = tints(np.tile(light, HEIGHTS - 1))
    ax.add_collection(PolyCollection(list(faces), facecolors=colours, edgecolors="face", linewidths=0.5, zorder=1), autolim=False)
    levels = np.append(np.arange(apart, rim, apart)[:60], rim)
    rings = [project(*ring) for ring in zip(*surface(x, y, levels), levels, strict=True)]
    ax.add_collection(LineCollection(rings, colors=theme.background, linewidths=points(2), zorder=2), autolim=False)
    edge = np.vstack([mesh[::-1, 0], mesh[1:, -1]])
    ax.plot(*edge.T, color=theme.loss, linewidth=points(5), zorder=3)
    low = project(goal[0], goal[1], 0)[0, 1]
    ax.set(
        xlim=(edge[:, 0].min() - 0.05 * wide, edge[:, 0].max() + 0.02 * wide), ylim=(low - 0.12 * wide, mesh[-1, :, 1].max() + 0.02 * wide)
    )
    ax.set_axis_off()
    bottom = project(goal[0], goal[1], least)[0]
    ax.plot(*bottom, "+", color=theme.ink, markersize=points(22), markeredgewidth=points(4), zorder=8)
    stage.label(ax, bottom, say("best line {loss:.2g}", loss=least), theme.ink, sides=("below right",), gap=16)
    _compass(stage, ax, along, away, (edge[-1, 0] - 0.16 * wide, low - 0.02 * wide), 0.13 * wide)
    return project


def _compass(stage: Stage, ax: Axes, along: Floats, away: Floats, place: tuple[float, float], long: float) -> None:
    """Where slope and intercept grow, as arrows that are `long` on the ground, from a `place` in the axes."""
    for name, direction in ((say("slope"), (1, 0)), (say("intercept"), (0, 1))):
        step = np.array([along @ direction, np.sin(RAISED) * away @ direction])
        right, up = np.array(place) + long * step
        style = {"arrowstyle": "-|>", "color": stage.theme.muted, "linewidth": points(2), "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (right, up), place, arrowprops=style, zorder=3)
        side = "left" if step[0] > 0 else "right"
        stage.avoid(ax, np.array(place) + step * long * np.array([[1.2], [1.7]]), 18)
        halo(ax.text(right, up, f" {name} ", color=stage.theme.muted, fontsize=points(TICK), ha=side, va="center", zorder=3), stage.theme)


def level(stage: Stage, ax: Axes, project: Project, x: torch.Tensor, y: torch.Tensor, path: Floats, losses: Floats) -> Show:
    """The ring of equal loss on the wall through the ball at `path` (rows, 2), in the axes' own coordinates, with its loss (rows,).

    Returns show(t).
    """
    rings = [project(*ring) for ring in zip(*surface(x, y, losses), losses, strict=True)]
    (ring,) = ax.plot([], [], color=stage.theme.loss, linewidth=points(3), zorder=4)
    texts = [say("loss {loss:.3g}", loss=loss) for loss in losses]
    stage.label(ax, path, texts, stage.theme.loss, sides=("below left", "left", "below"), gap=16, weight="semibold", size=LABEL + 4)
    return lambda t: ring.set_data(rings[t].T)


def steep_and_step(stage: Stage, ax: Axes, project: Project, a: Floats, losses: Floats, grads: Floats, lr: float) -> Show:
    """At the ball at the parameters `a` (rows, 2): the ground along minus the gradient, (rows, 2), and the step, level, with its sum.

    Returns show(t).
    """
    theme, size = stage.theme, np.linalg.norm(grads, axis=1)
    ahead = -grads / np.maximum(size, 1e-300)[:, None]
    here, lands, below = (
        project(to[:, 0], to[:, 1], heights) for to, heights in ((a, losses), (a - lr * grads, losses), (a + ahead, losses - size))
    )
    down = below - here
    down[size < 0.2 * size[0]] = np.nan  # it would hide the end of the way
    length = np.hypot(*(stage.pixels(ax, here + down) - stage.pixels(ax, here)).T)
    ends = here + down * (110 * stage.scale / np.maximum(length, 1e-300))[:, None]
    (ground,) = ax.plot([], [], color=theme.gradient, linewidth=points(6), zorder=5)
    steep = [say("steepness {size:.2g}", size=its) for its in size]
    sums = [say("step {lr:g} × {size:.2g} = {step:.2g}", lr=lr, size=its, step=lr * its) for its in size]
    stage.label(ax, ends, steep, theme.gradient, sides=("right", "below right"), weight="semibold")
    stage.label(ax, lands, sums, theme.model, sides=("above right", "right"), weight="semibold", size=LABEL + 4)

    def show(t: int) -> None:
        ground.set_data(*np.stack([here[t], ends[t]]).T)

    return compose(show, arrow(stage, ax, here, lands, theme.model, rim=9))
