"""A walk round a ring of equal loss, and the right angle at which a gradient stands on its ring."""

from collections.abc import Callable

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import iso_loss_ellipse, line_facts
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points

Floats = NDArray[np.floating]
Show = Callable[[int], None]
CORNER = 14  # pixels of the canvas: the sides of the mark of a right angle
ANGLES = 30.0, 120.0, 150.0, 90.0  # to a ring, of steps that are tried


def nice(value: float) -> float:
    """The number with one digit, 1, 2, 3 or 5, that is nearest to `value`: 2.99 gives 3, 0.04 gives 0.05, what is not above 0 gives 1."""
    if not value > 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(min((digit * power for digit in (1, 2, 3, 5, 10)), key=lambda number: abs(np.log(number / value))))


def lap(x: torch.Tensor, y: torch.Tensor, a: torch.Tensor, around: int) -> torch.Tensor:
    """So many parameters (around, 2), evenly spaced, once round the ring of equal loss through a (2,), which is the first."""
    ring = iso_loss_ellipse(x, y, a.double(), 100 * around)
    walked = (ring.roll(-1, 0) - ring).norm(dim=1).cumsum(0)  # from the first place on the ring to the one after each
    nearest = (walked[:, None] / walked[-1] - torch.arange(1, around) / around).abs().argmin(0) + 1
    return torch.cat([ring[:1], ring[nearest]]).to(a.dtype)


def trials(x: torch.Tensor, y: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """Where equal short steps from the parameters a (2,) lead: along the ring, straight at the best fit, and at ANGLES to the ring: (6, 2).

    The first ends on the ring.
    """
    best, misses = line_facts(x, y), x @ a - y
    grad = 2 * x.T @ misses / len(x)
    steep = grad.norm() or torch.ones(())
    along, across = torch.stack([-grad[1], grad[0]]) / steep, -grad / steep
    length = 0.12 * ((misses**2).mean() - best["best_loss"]) / steep
    ring = iso_loss_ellipse(x, y, a.double(), 3600).to(a.dtype)[:1800]  # the half that lies that way
    chord = ring[((ring - a).norm(dim=1) - length).abs().argmin()]
    to_best = torch.tensor([best["best_slope"], best["best_intercept"]]) - a
    turned = torch.deg2rad(torch.tensor(ANGLES))[:, None]
    others = a + length * (torch.cos(turned) * along + torch.sin(turned) * across)
    return torch.stack([chord, a + length * to_best / (to_best.norm() or 1), *others])


def arc(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, around: int) -> Show:
    """The ring of equal loss on which the first `around` of `a` (rows, 2) lie, as far as it has been walked, with a dot for each.

    Returns show(t).
    """
    ring = iso_loss_ellipse(x, y, torch.tensor(a[0]), 720).numpy()
    ring = np.vstack([ring, ring[:1]])
    reached = [int(np.hypot(*(ring[:-1] - place).T).argmin()) for place in a[:around]]
    (line,) = ax.plot([], [], color=stage.theme.loss, linewidth=points(5), zorder=4)
    (visited,) = ax.plot([], [], "o", color=stage.theme.model, markersize=points(9), markeredgewidth=0, zorder=4.5)

    def show(t: int) -> None:
        line.set_data(ring[: reached[t] + 1 if t < around else None].T)
        visited.set_data(a[: t if t <= around else 0].T)

    return show


def right_angle(stage: Stage, ax: Axes, places: Floats, vectors: Floats) -> Show:
    """The mark of a right angle between a ring and the `vectors` (rows, 2) drawn at `places` (rows, 2) on it.

    Where these are too short there is none. Returns show(t).
    """
    pixel = np.ptp(ax.get_xlim()) / (ax.get_window_extent().width / stage.scale)  # in data units, which are alike in both directions
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        up = np.where(length > 2.2 * CORNER * pixel, vectors / length, np.nan) * CORNER * pixel
    along = np.column_stack([-up[:, 1], up[:, 0]])
    corners = np.stack([places + up, places + up + along, places + along], 1)
    (mark,) = ax.plot([], [], color=stage.theme.ink, linewidth=points(2), zorder=6)
    return lambda t: mark.set_data(corners[t].T)
