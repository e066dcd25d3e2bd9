"""Why a rate is too high: the far side of the ring that a step sets out from, and the loss along the step."""

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import hessian
from scenes.studio.draw.marks import Floats, Show, compose, curve, dot, ghosts, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
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
    """The loss where a step of any rate would land, from the place of the row: a parabola, on one scale. Returns show(t).

    Those of the rows before stay, faint, up to where they landed at this `rate`. Marked are the dot, its next landing and, in the rows in
    which `rivals` (rows,) is true, that at the `rival` rate; a dashed line is as high as the dot, and where the parabola crosses it again
    there is a mark in the rows in which `beyond` (rows,) is true.
    """
    theme, top, rows = stage.theme, 1.4 * max(rate, rival), np.arange(len(a))
    over, taken = np.linspace(0, top, 121), np.linspace(0, rate, 121)
    heights, steps = losses_along(x, y, a, grad, over), losses_along(x, y, a, grad, taken)
    now, lands = heights[:, 0], losses_along(x, y, a, grad, np.array([rate, rival]))
    high = 1.2 * float(now.max()) or 1.0
    ax.set(xlim=(-0.04 * top, top), ylim=(-0.03 * high, high), xlabel=say("learning rate"), ylabel=say("loss"))
    (level,) = ax.plot([], [], color=theme.muted, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=2)
    (landed,) = ax.plot([], [], "o", color=theme.model, markersize=points(9), markeredgewidth=0, alpha=FAINT, zorder=5)
    starts, even = (np.column_stack([at, now]) for at in (0 * now, far_side(x, grad)))
    even = only(beyond, even)
    shows = [
        ghosts(stage, ax, taken, steps, theme.loss, range(len(a)), alpha=0.4),
        curve(stage, ax, over, heights, theme.loss, width=4),
        dot(stage, ax, starts, theme.model),
        even_mark(stage, ax, even),
        lambda t: (level.set_data([0, top], [now[t]] * 2), landed.set_data([rate] * t, now[1 : t + 1]))[0],
    ]
    reached = np.column_stack([np.full(len(a), rate), now])
    stage.avoid(ax, np.where((rows[:, None] >= rows)[..., None], reached, np.nan)[:, 1:], 6)
    lands[-1, 0] = now[-1]  # where the last step has led
    for at, its, colour, seen, side in (
        (rate, lands[:, 0], theme.model, rows >= 0, "right"),
        (rival, lands[:, 1], theme.ink, rivals, "left"),
    ):
        places = only(seen, np.column_stack([np.full(len(a), at), its]))
        shows.append(dot(stage, ax, only(rows < rows[-1], places), colour, 15, hollow=True))
        stage.label(ax, places, say_each(f"{at:g}: {{loss:.3g}}", loss=its), colour, sides=(side,))
    stage.label(ax, np.column_stack([0 * now + 0.33 * top, now]), say_each("now {loss:.3g}", loss=now), theme.loss, sides=("above",), gap=4)
    stage.label(ax, even, say_each("{rate:.2g}", rate=even[:, 0]), theme.loss, sides=("above left", "below left"), gap=12)
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
