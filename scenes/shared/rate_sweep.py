"""A sweep of learning rates: where the steps of a run land in the valley of the loss, and the loss that each run ends with, by its rate."""

from collections.abc import Callable

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import line_facts, valley
from scenes.studio.draw.axes import count_from_zero
from scenes.studio.draw.marks import RING, arrow, compose, dot
from scenes.studio.draw.slopes import tangent
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
DASHES = (0, (4, 3))


def across_valley(x: torch.Tensor, y: torch.Tensor, ways: Floats) -> tuple[Floats, bool]:
    """How far lines of the parameters `ways` (rows, steps, 2) are from the best one of points x (n, 2) and y (n,): (rows, steps).

    This is measured in the direction in which the loss is most curved, so that a step multiplies it by one and the same factor. Also
    whether that is rather up and down, by the intercept, than by the slope; then what is above the best line is positive.
    """
    best, (tilt, up) = line_facts(x, y), valley(x)[1][-1]
    direction = np.array([tilt, up]) * (1 if up > 0 else -1)
    return (ways.astype(float) - [best["best_slope"], best["best_intercept"]]) @ direction, abs(up) > abs(tilt)


def valley_run(stage: Stage, ax: Axes, across: Floats, rates: Floats, limit: float, upright: bool, mirrored: NDArray[np.bool_]) -> Show:
    """A valley of the loss, and where all steps of a run land in it: `across` (rows, steps), at `rates` (rows,). Returns show(t).

    The first step is an arrow under the floor, the rate times the slope at the start. In the rows in which `mirrored` (rows,) is true a
    dashed line leads from the start to the place that is as high on the other side.
    """
    theme, start, curvature = stage.theme, float(across[0, 0]), 2 / limit
    reach = 1.6 * abs(start) or 1.0
    over = np.linspace(-reach, reach, 201)
    top, slope = curvature / 2 * reach**2, curvature * start
    ax.set(xlim=(-reach, reach), ylim=(-0.34 * top, top), yticks=[])
    ax.set_xlabel(say("line too low (−) or too high (+)" if upright else "line too flat (−) or too steep (+)"))
    ax.grid(visible=False)
    ax.plot(over, curvature / 2 * over**2, color=theme.loss, linewidth=points(4), zorder=2)
    ax.plot((-reach, reach), (0, 0), color=theme.muted, linewidth=points(2), zorder=1)
    stage.avoid(ax, np.column_stack([over, curvature / 2 * over**2])[None, 20:-20:3], 4)
    stage.label(ax, (0, 0), say("best line"), theme.ink, sides=("below",), gap=6)
    # What has left the picture is not looked for any more.
    seen = np.where(np.logical_or.accumulate(np.abs(across) > 1.5 * reach, axis=1), np.nan, across)
    heights = curvature / 2 * seen**2
    (hops,) = ax.plot([], [], color=theme.model, linewidth=points(3), alpha=FAINT, zorder=4)
    (landed,) = ax.plot([], [], "o", color=theme.model, markersize=points(12), markeredgewidth=0, alpha=0.75, zorder=5)
    (level,) = ax.plot([], [], color=theme.ink, linewidth=points(2.5), linestyle=DASHES, zorder=3)
    rows, deep = np.ones(len(rates)), -0.15 * top
    begin = np.column_stack([start * rows, curvature / 2 * start**2 * rows])
    ends = np.where((np.abs(across[:, 1]) < reach)[:, None], np.column_stack([across[:, 1], deep * rows]), np.nan)
    lands = np.column_stack([ends[:, 0], curvature / 2 * ends[:, 0] ** 2])
    (plumb,) = ax.plot([], [], ":", color=theme.muted, linewidth=points(2.5), zorder=3)
    sums = [say("step = {lr:.3g} × {slope:.3g} = {step:.3g}", lr=lr, slope=abs(slope), step=lr * abs(slope)) for lr in rates.astype(float)]
    stage.label(ax, np.column_stack([(start + lands[:, 0]) / 2, deep * rows]), sums, theme.model, sides=("below",))
    mirror = np.where(mirrored[:, None], begin * (-1, 1), np.nan)
    stage.label(ax, mirror * (0, 1), say("as high as the start"), theme.ink, sides=("above",), gap=6)

    def show(t: int) -> None:
        hops.set_data(seen[t], heights[t])
        landed.set_data(seen[t, 1:], heights[t, 1:])
        level.set_data((start, mirror[t, 0]), (begin[t, 1], mirror[t, 1]))
        plumb.set_data((start, start, np.nan, lands[t, 0], lands[t, 0]), (deep, begin[t, 1], np.nan, deep, lands[t, 1]))

    return compose(
        show,
        tangent(stage, ax, begin, slope * rows, theme.gradient, 240, texts=[say("slope {slope:.3g}", slope=slope)], floor=np.inf),
        arrow(stage, ax, begin * (1, 0) + (0, deep), ends, theme.model, rim=0),
        dot(stage, ax, mirror, theme.ink, 11),
        dot(stage, ax, lands, theme.model, RING + 5, hollow=True),
        dot(stage, ax, begin, theme.model, 18),
    )


def losses_by_rate(stage: Stage, ax: Axes, rates: Floats, losses: Floats, start: float, best: float, limit: float) -> Show:
    """The loss at the end of each run over its rate, both (rows,), up to now. Returns show(t).

    A dashed line is the `best` loss there is. From the `limit` on the ground is shaded, once the rates have come there. A loss over that
    of the `start` stands as an arrowhead at the top.
    """
    theme, last = stage.theme, rates[-1]
    count_from_zero(ax, np.array([start]))
    top, met = ax.get_ylim()[1], rates > (1 - 1e-6) * limit
    ax.set(xlim=(-0.03 * last, 1.08 * last), ylim=(-0.06 * top, top), xlabel=say("learning rate"))
    ax.axhline(best, color=theme.ink, linewidth=points(2.5), linestyle=DASHES, zorder=1)
    stage.label(ax, (last / 2, best), say("best {loss:.3g}", loss=best), theme.ink, sides=("above",), gap=12)
    inside = losses < 0.97 * top
    places = np.column_stack([rates, np.where(inside, losses, 0.97 * top)])
    marks = [ax.plot([], [], kind, color=theme.loss, markersize=points(12), markeredgewidth=0, zorder=5)[0] for kind in "o^"]
    stage.avoid(ax, places[None], 6)
    at_limit = np.where(met[:, None], (limit, 0.5 * top), np.nan)
    stage.label(ax, at_limit, say("limit {limit:.2f}", limit=limit), theme.ink, sides=("left",), gap=8, weight="semibold")
    stage.label(ax, places, [say("{loss:.3g}", loss=loss) for loss in losses], theme.loss, sides=("above", "left"), weight="semibold")
    ground = ax.axvspan(limit, 10 * last, color=theme.muted, alpha=0.2, zorder=0.5, linewidth=0)

    def show(t: int) -> None:
        for mark, kind in zip(marks, (inside, ~inside), strict=True):
            mark.set_data(places[: t + 1][kind[: t + 1]].T)
        ground.set_visible(bool(met[t]))

    return compose(show, dot(stage, ax, np.where(inside[:, None], places, np.nan), theme.loss, RING + 5, hollow=True))
