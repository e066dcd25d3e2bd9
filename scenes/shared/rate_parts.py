"""What the films about the learning rate draw beside the parts of every line fit: numbered steps, the ground, the reason of a bend."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from scenes.shared.line_loss import ellipses, line_facts
from scenes.studio.draw.axes import count_from_zero
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import compose, dot, needle, step_arrow, sticks
from scenes.studio.draw.stage import Box, Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]


def bend(stage: Stage, ax: Axes, path: Floats, steps: Floats, best: Sequence[float], rows: Sequence[int], size: float = 14) -> Show:
    """Why a path bends, in these `rows` only: the right angle of step and ring, and a dashed line to the `best` place.

    Returns show(t). `path` and `steps` are (rows, 2). The axes must have the same scale in both directions; the mark is `size` pixels
    of the canvas wide.
    """
    ink = stage.theme.ink
    (mark,) = ax.plot([], [], color=ink, linewidth=points(2.5), zorder=6, solid_joinstyle="miter", solid_capstyle="butt")
    (way,) = ax.plot([], [], color=ink, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=3)
    along = size * _pixel(stage, ax) * _unit(steps)
    across = along[:, ::-1] * [1, -1]
    marks = path[:, None] + np.stack([along, along + across, across], 1)

    shown = np.isin(np.arange(len(path)), rows)[:, None, None]
    stage.avoid(ax, np.where(shown, path[:, None] + np.linspace(0, 1, 30)[:, None] * (best - path)[:, None], np.nan), 4)

    def show(t: int) -> None:
        mark.set_data(*(marks[t].T if t in rows else ([], [])))
        way.set_data(*(np.stack([path[t], best]).T if t in rows else ([], [])))

    return show


def numbered(stage: Stage, ax: Axes, path: Floats, rows: Sequence[int], colour: str, sides: Sequence[str] = ()) -> None:
    """The number of the step at the places of these `rows` on a `path` (rows, 2), once the run has gone on from there.

    A number that would stand too near to the one before is left out.
    """
    stage.avoid(ax, path[None, :: max(1, len(path) // 100)], 5)
    last = None
    for row in rows:
        if row < len(path) - 1 and (last is None or np.hypot(*(path[row] - path[last])) > 22 * _pixel(stage, ax)):
            seen = np.where(np.arange(len(path))[:, None] > row, path[row], np.nan)
            stage.label(ax, seen, say("{t}", t=row), colour, sides=sides, gap=4)
            last = row


def misses(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, most: int = 150) -> Show:
    """How far the line of the parameters `a` (rows, 2) misses points x (n, 2) and y (n,): a thin stick at each, or at `most` of many.

    Returns show(t).
    """
    some = np.argsort(x[:, 0].numpy())[:: -(-len(x) // most)].copy()
    return sticks(stage, ax, x[some, 0], a @ x[some].T.numpy(), y[some], stage.theme.loss, 1.5)


def shade(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, levels: Sequence[float], most: float = 0.16) -> None:
    """Tint the ground of a map of points x (n, 2) and y (n,): the higher the loss, the more of its colour, up to a share of `most`.

    `levels` are the losses above the best one at which its rings lie, in rising order.
    """
    best, theme = line_facts(x, y), stage.theme
    outlines = ellipses(x, np.asarray(levels)) + np.array([best["best_slope"], best["best_intercept"]])
    loss, ground = np.array(to_rgb(theme.loss)), np.array(to_rgb(theme.background))
    tints = ground + (loss - ground) * np.linspace(0, most, len(levels) + 1)[:, None]
    ax.set_facecolor(tuple(tints[-1]))
    ax.add_collection(PolyCollection(list(outlines[::-1]), facecolors=tints[-2::-1], edgecolors="none", zorder=0), autolim=False)


def downhill(stage: Stage, ax: Axes, path: Floats, grad: Floats, scale: float, label: str, aside: float = 18) -> Show:
    """Minus the gradient (rows, 2) as a needle beside the dot at `path` (rows, 2), `scale` times its size. Returns show(t).

    It stands `aside` pixels to the left of the step, so that their lengths can be compared.
    """
    direction = _unit(-grad)
    starts = path + aside * _pixel(stage, ax) * direction[:, ::-1] * [-1, 1]
    stage.avoid(ax, starts[:, None] - np.linspace(0, 1, 12)[:, None] * scale * grad[:, None], 4)
    return needle(stage, ax, starts, -scale * grad, label=label, sides=("above left", "above", "left"))


def loupe(stage: Stage, ax: Axes, box: Box, path: Floats, steps: Floats, label: str) -> Show:
    """A closer look at the step, in a window on the map `ax`: the dot near its middle, so large that the longest step fits in.

    Returns show(t). `box` is the window's left, bottom, width and height as parts of the panel; `path` and `steps` are (rows, 2).
    A frame on the map shows what it enlarges. `label` names the step. One that is large enough is drawn on the map itself.
    """
    theme = stage.theme
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    corner = np.array([x0 + box[0] * (x1 - x0), y0 + box[1] * (y1 - y0)])
    half = np.array([box[2] * (x1 - x0), box[3] * (y1 - y0)]) / 2
    longest = np.abs(np.nan_to_num(steps) / half).max()  # as a part of half the window
    times = float(np.max([digit * 10.0**power for power in range(6) for digit in (1, 2, 5) if digit * 10.0**power * longest < 0.66] or [1]))
    if times == 1:
        return step_arrow(stage, ax, path, steps, label=label, sides=("right", "below right"))
    window = Rectangle(corner, *(2 * half), facecolor=theme.background, edgecolor=theme.muted, linewidth=points(2), zorder=5.3)
    ax.add_patch(window)
    outline = half / times * (np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]) - [0.9, 0.7])
    (seen,) = ax.plot([], [], color=theme.muted, linewidth=points(2), zorder=6)
    (way,) = ax.plot([], [], color=theme.model, linewidth=points(3), marker="o", markersize=points(8), markeredgewidth=0, zorder=5.6)
    way.set_clip_path(window)
    middle = np.broadcast_to(corner + half * [0.9, 0.7], steps.shape)
    fitting = np.where((np.abs(times * steps) < 0.66 * half).all(1, keepdims=True), times * steps, np.nan)
    stage.avoid(ax, corner + np.stack(np.meshgrid(*(np.linspace(0, 2 * half, 9).T)), -1).reshape(1, -1, 2), 16)
    pad = 10 * _pixel(stage, ax)
    top = corner + [pad, 2 * half[1] - pad]
    halo(ax.text(*top, say("{times:g} times closer", times=times), color=theme.muted, va="top", zorder=9), theme)
    halo(ax.text(*(top - [0, 2.6 * pad]), label, color=theme.model, va="top", zorder=9), theme)
    show_step = compose(step_arrow(stage, ax, middle, fitting), dot(stage, ax, middle, theme.model))

    def show(t: int) -> None:
        seen.set_data(*(path[t] + outline).T)
        way.set_data(*(middle[t] + times * (path[: t + 1] - path[t])).T)
        show_step(t)

    return show


def ring_gap(losses: Floats, rings: int = 9) -> float:
    """A round number (1, 2 or 5, with zeros) by which rings lie apart, if about so many are to show the way of these losses."""
    aim = max(float(np.ptp(losses)) / rings, 1e-300)
    power = 10.0 ** np.floor(np.log10(aim))
    return float(power * next(digit for digit in (1, 2, 5, 10) if 1.2 * digit * power >= aim))


def loss_axes(ax: Axes, *losses: Floats) -> None:
    """Axes for losses by step, linear and from 0 on, with room for a dot at 0 and for a label at the right."""
    count_from_zero(ax, *losses)
    last, top = max(*map(len, losses), 2) - 1, ax.get_ylim()[1]
    ax.set(xlim=(-0.02 * last, 1.2 * last), ylim=(-0.03 * top, top), xlabel="step")
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))


def _unit(vectors: Floats) -> Floats:
    """Vectors (rows, 2) of length 1 in these directions; 0 where there is none."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-300)


def _pixel(stage: Stage, ax: Axes) -> float:
    """The size in data coordinates of a pixel of the canvas; the axes have the same scale in both directions."""
    return float(stage.scale * np.ptp(ax.get_xlim()) / ax.get_window_extent().width)
