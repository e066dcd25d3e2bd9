"""Two balls on the bowl of the loss, one that forgets its last step and one that keeps most of it: what moves them, and their lines."""

from collections.abc import Callable

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from scenes.shared.bowl import Project
from scenes.shared.line_parts import limits, line_among_points
from scenes.shared.rate_parts import misses
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import arrow, compose, curve, dot
from scenes.studio.draw.slopes import tangent
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, TICK, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
LARGE, AXIS = LABEL + 2, 60  # pixels: letters of the balls' names, and how high the axis of lines is


def ball(stage: Stage, ax: Axes, places: Floats, colour: str, rolling: bool = False) -> Show:
    """A ball at `places` (rows, 2) with small dots where it has been. The `rolling` one is a ring, and there from the second row on.

    Returns show(t).
    """
    rows = np.arange(len(places))
    been = (rows[:, None] > rows) & (rows[:, None] <= rows + (4 if rolling else len(rows)))
    places = np.where(rows[:, None] >= rolling, places, np.nan)
    stage.follow(ax, places)
    stage.avoid(ax, places, 16, weight=50)
    stage.avoid(ax, np.where(been[..., None], places, np.nan), 7, weight=50)
    past = dots(stage, ax, places[:, 0], places[:, 1], colour, 9, been, zorder=4, hollow=rolling)
    return compose(past, dot(stage, ax, places, colour, size=26 if rolling else 20, hollow=rolling))


def steepness(stage: Stage, ax: Axes, project: Project, along: Floats, a: Floats, size: Floats) -> Show:
    """The ground under the ball at `a` (rows, 2) as a straight piece, and how steep it is: `size` (rows,). Returns show(t).

    The ball moves in the direction `along` (2,).
    """
    near = 1e-3 * np.linalg.norm(a[0] - a[-1]) or 1e-3
    before, after = project(a - near * along), project(a + near * along)
    slopes = (after - before)[:, 1] / (after - before)[:, 0]
    texts = [say("steepness {size:.2g}", size=its) if its > 0.3 * size[0] else "" for its in size]
    return tangent(stage, ax, project(a), slopes, stage.theme.gradient, length=170, texts=texts, floor=np.inf)


def steps_on_the_floor(
    stage: Stage, ax: Axes, project: Project, a: Floats, grad: Floats, rolls: Floats, roll_grad: Floats, lr: float, kept: float
) -> Show:
    """Below the bowl what moves the balls next, each arrow at its own height.

    At `a` (rows, 2) the push, minus `lr` times the gradient; at `rolls` so much `kept` of the last step, and from there its own push.
    Returns show(t).
    """
    theme, size = stage.theme, np.linalg.norm(grad, axis=1)
    unit = np.ptp(ax.get_ylim()) / ax.get_window_extent().height * stage.scale  # of a pixel of the canvas
    top, middle, low = (ax.get_ylim()[0] + pixels * unit for pixels in (178, 130, 96))
    speed = rolls + kept * np.vstack([np.full((1, 2), np.nan), np.diff(rolls, axis=0)])

    def at(places: Floats, height: float) -> Floats:
        return np.column_stack([project(places)[:, 0], np.full(len(places), height)])

    steps = ((a, a - lr * grad, top, theme.model), (rolls, speed, middle, theme.ink), (speed, speed - lr * roll_grad, low, theme.model))
    sums = [say("{lr:g} × {size:.2g} = {step:.2g}", lr=lr, size=its, step=lr * float(f"{its:.2g}")) for its in size]
    stage.label(ax, at(a - lr * grad, top), sums, theme.model, sides=("right",), gap=14)
    early = np.where(np.isin(np.arange(len(a)), (1, 2))[:, None], (ax.get_xlim()[1], middle), np.nan)
    stage.label(ax, early, say("speed = {kept:g} × last step", kept=kept), theme.ink, sides=("left",), gap=2)
    left = ax.get_xlim()[0]
    names = (say("descent: push"), top, theme.model, 0), (say("rolling: speed"), middle, theme.ink, 1), (say("+ push"), low, theme.model, 1)
    for words, height, colour, since in names:
        place = np.where(np.arange(len(a))[:, None] >= since, (left, height), np.nan)
        stage.label(ax, place, words, colour, sides=("right",), gap=2, size=LARGE, weight="semibold")
    plumbs = [ax.plot([], [], color=colour, linewidth=points(2), linestyle=(0, (2, 2)), zorder=2)[0] for _, _, _, colour in steps[:2]]
    feet = [np.stack([project(starts), at(starts, height)], 1) for starts, _, height, _ in steps[:2]]

    def show(t: int) -> None:
        for since, (line, foot) in enumerate(zip(plumbs, feet, strict=True)):
            line.set_data(*(foot[t].T if t >= since else ([], [])))

    return compose(show, *(arrow(stage, ax, at(starts, height), at(ends, height), colour, rim=0) for starts, ends, height, colour in steps))


def axis_of_lines(stage: Stage, ax: Axes, goal: Floats, along: Floats) -> None:
    """Below the steps, the slopes of the lines under the long axis of the bowl, or the intercepts where these differ more.

    The axis leads `along` (2,) through the best line, `goal` (2,).
    """
    which = int(np.abs(along).argmax())
    half = 0.94 * ax.get_xlim()[1]
    ends = goal[which] + along[which] * half * np.array([-1, 1])
    ticks = [tick for tick in MaxNLocator(8, steps=[1, 2, 5, 10]).tick_values(*sorted(ends)) if min(ends) <= tick <= max(ends)]
    unit = np.ptp(ax.get_ylim()) / ax.get_window_extent().height * stage.scale
    height = ax.get_ylim()[0] + AXIS * unit
    places = (np.array(ticks) - goal[which]) / along[which]
    ax.plot([-half, half], [height, height], color=stage.theme.muted, linewidth=points(2), zorder=2)
    ax.plot(places, np.full(len(ticks), height), "|", color=stage.theme.muted, markersize=points(12), markeredgewidth=points(2.5), zorder=2)
    name = say("slope of the line" if which == 0 else "intercept of the line")
    for place, words, down in [
        *((place, say("{tick:g}", tick=tick), 22) for place, tick in zip(places, ticks, strict=True)),
        (0.0, name, 46),
    ]:
        text = ax.annotate(words, (place, height), (0, -points(down)), textcoords="offset points", color=stage.theme.muted)
        text.set(ha="center", va="center_baseline", fontsize=points(TICK if down < 40 else LABEL))


def two_lines(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, rolls: Floats, losses: Floats) -> Show:
    """The lines of `a` and, dashed, of `rolls`, each (rows, 2), among points x (n, 2) and y (n,), with the misses and `losses` (rows,) of
    the first. Returns show(t).
    """
    ends = np.array([-1.0, 1.0])
    both = rolls[:, :1] * ends + rolls[:, 1:]
    shows = misses(stage, ax, x, y, a), line_among_points(stage, ax, x, y, a, usual=limits(both, (-4.0, 6.5)))
    corner = np.array([ax.get_xlim()[1], ax.get_ylim()[0]])
    told = [say("mean squared miss\n= loss {loss:.2f}", loss=loss) for loss in losses]
    stage.label(ax, corner, told, stage.theme.loss, sides=("above left",), gap=6, weight="semibold")
    share = np.linspace(0, 1, 30)
    stage.avoid(ax, np.stack([np.broadcast_to(2 * share - 1, (len(a), 30)), both[:, :1] * (1 - share) + both[:, 1:] * share], -1), 6)
    apart = np.where(np.abs(both - a[:, :1] * ends - a[:, 1:]).max(1) > 0.15 * np.ptp(ax.get_ylim()), both[:, 0], np.nan)
    stage.label(ax, np.column_stack([np.full(len(a), -1), apart]), say("rolling"), stage.theme.ink, sides=("above right", "below right"))
    return compose(*shows, curve(stage, ax, ends, both, stage.theme.ink, width=4, dashed=True))
