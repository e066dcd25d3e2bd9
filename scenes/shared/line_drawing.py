"""How the line-fit lessons draw: the line among its points, and the trajectory of its parameters over the contours of the loss."""

from collections.abc import Callable

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import GUESS, line_facts
from scenes.studio.draw.axes import format_y, label_data_axes
from scenes.studio.draw.canvas import Stage
from scenes.studio.draw.parts import off_scale, text_background
from scenes.studio.numbers import equal_width, fixed, significant
from scenes.studio.run.trace import Trace

Floats = NDArray[np.floating]
Limits = tuple[float, float]

# The same quantity has the same place and scale in every film on the lecture's points.
X, Y = (-1.08, 1.08), (-3.0, 8.0)
SLOPE, INTERCEPT = (-3.2, 9.2), (-1.2, 6.2)


def draw_line(
    ax: Axes, stage: Stage, x: torch.Tensor, y: torch.Tensor, a: Floats, middle: float = 0.0, markersize: float = 7, colour: str = ""
) -> Callable[[int], None]:
    """Points, and the line of the parameters a (rows, 2). Returns show(t); ends off the scale are marked.

    `middle` is where on the x axis the picture is centred; `markersize` is that of the points; `colour` is the line's.
    """
    colour = colour or stage.theme.model
    ends = np.array([-1.0, 1.0]) + middle
    ax.set(xlim=(X[0] + middle, X[1] + middle), ylim=_heights(y, GUESS[0] * ends + GUESS[1]) if stage.units else Y)
    label_data_axes(ax, stage.units)
    ax.plot(x[:, 0], y, "o", color=stage.theme.data, markersize=markersize, markeredgewidth=0, zorder=2)
    (line,) = ax.plot([], [], color=colour, linewidth=5, zorder=4)
    marks = [off_scale(ax, stage.theme, colour) for _ in ends]

    def show(t: int) -> None:
        heights = a[t, 0] * ends + a[t, 1]
        line.set_data(ends, heights)
        for mark, end, height in zip(marks, ends, heights, strict=True):
            mark(end, height, f"ŷ {format_y(height, stage.units)}")

    return show


def _heights(y: torch.Tensor, guess: Floats) -> Limits:
    """Limits of an axis that holds the points and the guess, with room about them."""
    low, high = min(float(y.min()), guess.min()), max(float(y.max()), guess.max())
    return low - 0.3 * (high - low), high + 0.3 * (high - low)


def draw_loss_contours(
    ax: Axes,
    stage: Stage,
    x: torch.Tensor,
    y: torch.Tensor,
    slopes: Limits = SLOPE,
    intercepts: Limits = INTERCEPT,
    label: str = "best fit",
    beyond: Floats | None = None,
) -> None:
    """Lines of equal loss over slope and intercept, each twice as far above the best as the one inside it.

    `label` stands by the cross at the best fit. The limits are for the lecture's points. For others only their shape counts; these
    axes hold all runs that settle, and the parameters `beyond` (n, 2).
    """
    colour = stage.theme.held_out
    best = line_facts(x, y)
    if stage.units:
        ways = _corners(x, y) if beyond is None else np.vstack([_corners(x, y), beyond])
        slopes, intercepts = _about(ways, slopes, intercepts)
    ax.set(xlim=slopes, ylim=intercepts, aspect="equal", anchor="W")
    name_parameters(ax, stage)
    s, i = np.meshgrid(np.linspace(*slopes, 160), np.linspace(*intercepts, 160))
    # The mean squared error is a quadratic: a few means of the data give it everywhere at once.
    x0, y0 = x[:, 0].double().numpy(), y.double().numpy()
    squares = (x0**2).mean() * s**2 + i**2 + (y0**2).mean()
    losses = squares + 2 * x0.mean() * s * i - 2 * (x0 * y0).mean() * s - 2 * y0.mean() * i
    levels = best["best_loss"] + 0.06 * 2.0 ** np.arange(12)
    ax.contour(s, i, losses, levels, colors=stage.theme.muted, alpha=0.35, linewidths=1.5, zorder=1)
    centre = best["best_slope"], best["best_intercept"]
    ax.plot(*centre, "+", color=colour, markersize=18, markeredgewidth=3, zorder=3)
    text_background(ax.annotate(label, centre, (14, -24), textcoords="offset points", color=colour), stage.theme)


def _corners(x: torch.Tensor, y: torch.Tensor) -> Floats:
    """The corners (4, 2) of a rectangle about the best fit, along the Hessian's eigenvectors, with the guess as one of them.

    Descent that settles never leaves it: each step shortens the miss along either eigenvector.
    """
    best = line_facts(x, y)
    centre = np.array([best["best_slope"], best["best_intercept"]])
    _, directions = np.linalg.eigh((x.double().T @ x.double()).numpy())
    miss = (np.array(GUESS) - centre) @ directions
    return centre + miss * np.array([(1, 1), (1, -1), (-1, 1), (-1, -1)]) @ directions.T


def _about(ways: Floats, slopes: Limits, intercepts: Limits) -> tuple[Limits, Limits]:
    """Limits for slope and intercept in the proportions of those given, with room about the parameters `ways` (n, 2)."""
    middle, half = (ways.max(0) + ways.min(0)) / 2, 0.65 * np.ptp(ways, axis=0)
    shape = np.ptp([slopes, intercepts], axis=1)
    half = shape * max((half / shape).max(), 0.1)  # if only they were not all the same
    low, high = middle - half, middle + half
    return (low[0], high[0]), (low[1], high[1])


def name_parameters(ax: Axes, stage: Stage) -> None:
    """Letter axes with slope and intercept, and say so where they are not those of the points' own units."""
    which = ", standardised" if stage.units and stage.units.changed else ""
    ax.set(xlabel=f"slope{which}", ylabel=f"intercept{which}")


def readouts(stage: Stage, trace: Trace) -> list[tuple[str, list[str], str]]:
    """Loss, slope and intercept for `stage.readouts`; the latter two in the points' own units."""
    own = (significant(trace.slope), significant(trace.intercept)) if stage.units else map(equal_width, trace.a.T)
    lettered = equal_width(trace.loss), *own
    colours = stage.theme.loss, stage.theme.model, stage.theme.model
    return list(zip(("loss", "slope", "intercept"), lettered, colours, strict=True))


def draw_trajectory(ax: Axes, stage: Stage, a: Floats, colour: str = "") -> Callable[[int], None]:
    """The way of the parameters a (rows, 2) so far. Returns show(t); a point off the scale is marked at the edge."""
    colour = colour or stage.theme.model
    (path,) = ax.plot([], [], "o-", color=colour, linewidth=2, markersize=5, alpha=0.55, zorder=4)
    (now,) = ax.plot([], [], "o", color=colour, markersize=11, zorder=6)
    mark = off_scale(ax, stage.theme, colour)

    def show(t: int) -> None:
        path.set_data(a[: t + 1].T)
        now.set_data(a[t : t + 1].T)
        mark(a[t, 0], a[t, 1], f"({fixed(a[t, 0], 1)}, {fixed(a[t, 1], 1)})")

    return show


def draw_arrow(ax: Axes, colour: str, a: Floats, grad: Floats, scale: float) -> Callable[[int], None]:
    """An arrow at a, against the gradient and `scale` times as long; both (rows, 2). Returns show(t)."""
    arrow = ax.quiver(*np.zeros((4, 1)), color=colour, angles="xy", scale_units="xy", scale=1, width=0.012, zorder=7)

    def show(t: int) -> None:
        arrow.set_offsets(a[t : t + 1])
        arrow.set_UVC(*(-scale * grad[t])[:, None])

    return show
