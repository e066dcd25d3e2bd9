"""Why a rate is too high: the far side of the ring that a step sets out from, and the loss along the step."""

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import hessian
from scenes.studio.draw.marks import Floats, Show, compose, curve, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say, say_each


def losses_along(x: torch.Tensor, y: torch.Tensor, a: Floats, grad: Floats, rates: Floats) -> Floats:
    """The loss at points x (n, 2), y (n,) where a step at each of the `rates` (k,) from `a` (rows, 2) lands: (rows, k)."""
    misses = a @ x.T.numpy().astype(float) - y.numpy()
    slopes = grad @ x.T.numpy().astype(float)
    # The square of misses − rate × slopes, averaged over the points: a parabola in the rate.
    parts = [(misses**2).mean(1), -2 * (misses * slopes).mean(1), (slopes**2).mean(1)]
    return sum(part[:, None] * rates**power for power, part in enumerate(parts))


def far_side(x: torch.Tensor, grad: Floats) -> Floats:
    """The rate (rows,) at which a step lands as high as it set out: twice the rate that leads to the lowest point along it.

    Along minus the gradient g the loss falls by s·gᵀg and rises by ½·s²·gᵀHg with the rate s; it is even at s = 2·gᵀg / gᵀHg.
    """
    curvature = hessian(x).numpy()
    return 2 * (grad**2).sum(1) / np.maximum(((grad @ curvature) * grad).sum(1), 1e-300)


def profile(
    stage: Stage,
    ax: Axes,
    x: torch.Tensor,
    y: torch.Tensor,
    a: Floats,
    grad: Floats,
    rate: float,
    rival: float,
    beyond: NDArray[np.bool_],
    rivals: NDArray[np.bool_],
) -> Show:
    """The loss where a step of any rate would land, from the place of the row: a parabola. Returns show(t).

    Marked are the dot, the landing at this `rate` and, in the rows in which `rivals` (rows,) is true, that at the `rival` rate; a dashed
    line is as high as the dot, and where the parabola crosses it again there is a mark in the rows in which `beyond` (rows,) is true.
    All heights are parts of the loss now, which is written at the line.
    """
    theme, top = stage.theme, 1.5 * max(rate, rival)
    now, last = losses_along(x, y, a, grad, np.array([0.0])), len(a) - 1
    over = np.linspace(0, top, 121)
    lands = losses_along(x, y, a, grad, np.array([rate, rival])) / now
    ax.set(
        xlim=(-0.03 * top, top), ylim=(-0.04, min(1.25 * max(1.2, float(lands[:, 0].max())), 4.0)), xlabel=say("learning rate"), yticks=[]
    )
    ax.axhline(1, color=theme.muted, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=2)
    starts = np.column_stack([np.zeros(len(a)), np.ones(len(a))])
    shows = [curve(stage, ax, over, losses_along(x, y, a, grad, over) / now, theme.loss, width=4), dot(stage, ax, starts, theme.model)]
    stage.label(ax, (0.36 * top, 1), say_each("now {loss:.3g}", loss=now[:, 0]), theme.loss, sides=("above", "below"), gap=2)
    even = only(beyond, np.column_stack([far_side(x, grad), np.ones(len(a))]))
    shows.append(even_mark(stage, ax, even))
    stage.label(ax, even, say_each("{rate:.2g}", rate=even[:, 0]), theme.loss, sides=("above left",), gap=6)
    for at, its, colour, seen in ((rate, lands[:, 0], theme.model, now[:, 0] > 0), (rival, lands[:, 1], theme.ink, rivals)):
        places = only(seen, np.column_stack([np.full(len(a), at), its]))
        texts = [say("{lr:g}: {loss:.3g}", lr=at, loss=loss) for loss in its * now[:, 0]]
        texts[last] = say("{lr:g}: {times:.2f} times", lr=at, times=its[last])
        shows.append(dot(stage, ax, places, colour, 15, hollow=True))
        stage.label(ax, places, texts, colour, sides=("right", "below right") if its[last] > 1 else ("left", "below left"))
    return compose(*shows)


def even_mark(stage: Stage, ax: Axes, places: Floats) -> Show:
    """A dot of the loss's colour, with a rim, at `places` (rows, 2). Returns show(t)."""
    theme = stage.theme
    (mark,) = ax.plot(
        [], [], "o", color=theme.loss, markersize=points(14), markeredgecolor=theme.background, markeredgewidth=points(3), zorder=8
    )
    stage.avoid(ax, places, 9)
    return lambda t: mark.set_data(places[t : t + 1].T)


def landings(stage: Stage, ax: Axes, path: Floats, losses: Floats, most: int = 12) -> None:
    """The loss beside the dot on a `path` (rows, 2), and in the last row beside every place that it came by."""
    texts, colour, last = say_each("{loss:.3g}", loss=losses), stage.theme.loss, len(path) - 1
    upper = (path[:, 1] > np.median(path[:, 1]))[:, None]
    for here, side in ((upper, "above"), (~upper, "below")):  # outside the ring, and off its rim
        told = say_each("loss {loss:.3g}", loss=losses)
        stage.label(ax, np.where(here, path, np.nan), told, colour, sides=(side,), gap=10, weight="semibold")
    pixels, named = stage.pixels(ax, path) / stage.scale, [last]
    for row in range(min(last, most)):
        if min(np.hypot(*(pixels[row] - pixels[other])) for other in named) < 20:
            continue
        named.append(row)
        seen = np.where(np.arange(len(path))[:, None] == last, path[row], np.nan)
        stage.label(ax, seen, texts[row], colour, sides=("left", "right"), gap=10)


def mirror(stage: Stage, ax: Axes, path: Floats, grad: Floats, rates: Floats, rows: NDArray[np.bool_], label: str) -> Show:
    """A mark where the step passes the far side of its ring, at the `rates` (rows,) of far_side, in these `rows` (rows,).

    Returns show(t).
    """
    places = only(rows, path - rates[:, None] * grad)
    stage.label(ax, places, label, stage.theme.loss, sides=("below right", "above right", "right"), gap=10)
    return even_mark(stage, ax, places)
