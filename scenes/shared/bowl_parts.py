"""Balls on the bowl of the loss: what moves them, the ground under them, and the lines that they stand for.

Of the run they need `a`, `grad`, `speed` (rows, 2), and `rolls` (rows,), 0 for descent and after that 1 for the ball that rolls.
"""

from collections.abc import Callable

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.bowl import Project, long_axis
from scenes.shared.line_parts import sketch
from scenes.shared.sums import rounded
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import arrow, compose, dot
from scenes.studio.draw.slopes import tangent
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
HIGH = 100  # pixels of the canvas: a picture of a line


def balls(stage: Stage, ax: Axes, places: Floats, rolls: NDArray[np.integer]) -> Show:
    """A ball at `places` (rows, 2), and a ring in its stead where it `rolls` (rows,), with small dots where each has been.

    Returns show(t).
    """
    rows, theme = np.arange(len(places)), stage.theme
    been = (rows[:, None] > rows) & (rolls[:, None] == rolls)
    rests = np.where(rolls == 1, first_of(rolls) - 1, rows)
    stage.follow(ax, places)
    ring = np.where((rolls == 1)[:, None], places, np.nan)
    stage.avoid(ax, np.where(been[..., None], places, np.nan), 7, weight=50)
    return compose(
        dots(stage, ax, places[:, 0], places[:, 1], theme.model, 9, been & (rolls == 0), zorder=4),
        dots(stage, ax, places[:, 0], places[:, 1], theme.ink, 9, been & (rolls == 1), zorder=4, hollow=True),
        dot(stage, ax, places[rests], theme.model, size=22),
        dot(stage, ax, ring, theme.ink, size=28, hollow=True),
    )


def first_of(rolls: NDArray[np.integer]) -> int:
    """The row in which the rolling ball begins."""
    return int((rolls == 0).sum())


def steepness(stage: Stage, ax: Axes, project: Project, a: Floats, trace: Trace) -> Show:
    """The ground under the ball at `a` (rows, 2) as a straight piece, and in descent how steep it is. Returns show(t)."""
    way = (a[0] - a[-1]) if np.any(a[0] != a[-1]) else np.ones(2)
    near = 1e-3 * way / np.linalg.norm(way)
    step = project(a + near) - project(a - near)
    with np.errstate(invalid="ignore"):  # where the run has left the numbers
        slopes = step[:, 1] / step[:, 0]
    size = np.linalg.norm(trace.grad.astype(float), axis=1)
    told = [say("steepness {size:.2g}", size=its) for its in size]
    colour, descends = stage.theme.gradient, (trace.rolls == 0)[:, None]
    stage.label(ax, np.where(descends, project(a), np.nan), told, colour, sides=("above right", "above"), gap=30, size=24)
    return tangent(stage, ax, project(a), slopes, colour, length=150, floor=np.inf)


def moves(stage: Stage, ax: Axes, project: Project, a: Floats, trace: Trace, lr: float, kept: float) -> Show:
    """What moves the ball at `a` (rows, 2) next: level arrows, its speed and then the push of the ground, `lr` times the steepness.

    Both are written out in the bowl. From their end a dotted line leads to the ground, where the ball will be. Returns show(t).
    """
    theme, speed, grad = stage.theme, trace.speed.astype(float), trace.grad.astype(float)
    here, carried, there = project(a), project(a + speed), project(a + speed - lr * grad)
    unit = np.ptp(ax.get_ylim()) / ax.get_window_extent().height * stage.scale  # of a pixel of the canvas
    lower = here[:, 1] - 26 * unit * (np.abs(speed).max(1) > 0)
    start, middle = here, np.column_stack([carried[:, 0], here[:, 1]])
    pushes = np.column_stack([carried[:, 0], lower]), np.column_stack([there[:, 0], lower])
    size = [rounded(its, ".2g") for its in np.linalg.norm(grad, axis=1)]
    told = [say("push {lr:g} × {size:g} = {step:.2g}", lr=lr, size=its, step=lr * its) for its in size]
    shown = (np.hypot(*grad.T) > 0.1 * np.hypot(*grad[0])) & (np.arange(len(a)) < len(a) - 1)
    middle[-1] = np.nan  # where the film ends
    kept_of = [rounded(its, ".2g") for its in np.hypot(*speed.T) / (kept or 1)]
    speeds = [say("speed {kept:g} × last step {last:#.2g} = {speed:#.2g}", kept=kept, last=its, speed=kept * its) for its in kept_of]
    fast = np.isfinite(middle[:, 0]) & (np.abs(speed).max(1) > 0)
    for when, share, texts, colour in ((shown, 0.34, told, theme.model), (fast, 0.55, speeds, theme.ink)):
        seat = np.where(when[:, None], (0.0, here[0, 1] * share), np.nan)
        stage.label(ax, seat, texts, colour, sides=("above",), gap=0, size=26, weight="semibold")
    (plumb,) = ax.plot([], [], color=theme.model, linewidth=points(3), linestyle=(0, (1.5, 1.5)), zorder=4)
    drops = np.where(shown[:, None, None], np.stack([pushes[1], there], 1), np.nan)
    return compose(
        lambda t: plumb.set_data(*drops[t].T),
        arrow(stage, ax, start, middle, theme.ink, rim=12),
        arrow(stage, ax, pushes[0], np.where(shown[:, None], pushes[1], np.nan), theme.model, rim=0),
    )


def lines_of_the_cut(stage: Stage, ax: Axes, project: Project, x: torch.Tensor, y: torch.Tensor) -> None:
    """Below the bowl, some lines of the cut, each among the points x (n, 2) and y (n,) and under its place, with its slope or intercept."""
    (goal, way), up = long_axis(x, y), y.numpy()
    which = int(np.abs(way).argmax())
    name = (say("slope {value:.2g}"), say("intercept {value:.2g}"))[which]
    shares = (-1.0, -0.5, 0.0, 0.5, 1.0) if stage.canvas.wide else (-1.0, 0.0, 1.0)
    lines = np.array([goal - share * way for share in shares])
    places = project(lines)
    unit = np.ptp(np.array([ax.get_xlim(), ax.get_ylim()]), axis=1) / ax.get_window_extent().size * stage.scale  # of a pixel of the canvas
    foot, ends, middle = ax.get_ylim()[0] + 6 * unit[1], np.array([-1.0, 1.0]), float(up.mean())
    most = max(np.abs(up - middle).max(), np.abs(lines[:, :1] * ends + lines[:, 1:] - middle).max())
    tall = 0.5 * HIGH * unit[1] / most
    for line, place in zip(lines, places, strict=True):
        at, wide = (place[0], foot + HIGH / 2 * unit[1]), 70 * unit[0]
        sketch(stage, ax, at, (wide, tall), x, y, line)
        top = foot + (HIGH + 14) * unit[1]
        told = ax.text(place[0], top, say(name, value=float(line[which])), color=stage.theme.muted, ha="center", va="center")
        told.set_fontsize(stage.canvas.letters(LABEL))
        stage.avoid(ax, place[0] + np.array([[-50, 0, 50]]).T * unit[0] * [1, 0] + [0, top], 14, weight=90)
