"""How runs at several rates are drawn below each other, by how far off they are in the direction in which the loss is steepest."""

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import best_line, valley
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.slopes import tangent
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say

LARGE = LABEL + 4
VALLEY = 5.2  # lanes: how high the valley of the loss is drawn above them


def across(x: torch.Tensor, y: torch.Tensor, a: Floats) -> Floats:
    """How far the parameters `a` (rows, 2) are from the best fit of points x (n, 2) and y (n,) in the steepest direction, (rows,).

    It slides the line up and down: above 0 the line is too high, below 0 too low.
    """
    steepest = valley(x)[1][-1]
    return np.asarray((a - best_line(x, y)) @ (steepest * np.sign(steepest[1] or 1.0)))


def lanes(stage: Stage, ax: Axes, rates: Floats, limit: float, reach: float, start: float) -> Floats:
    """Axes with a lane for each of the `rates` (k,), from above to below, and over them the valley of the loss within ± `reach`.

    Upright lines are at the best line, at the `start` and at its mirror. Returns the heights of the lanes (k,).
    """
    theme, last = stage.theme, len(rates) - 1
    heights, over = last - np.arange(last + 1.0), np.linspace(-reach, reach, 81)
    top = last + 0.9 + VALLEY
    ax.set(xlim=(-reach, (1.62 if stage.canvas.wide else 1) * reach), ylim=(-0.7, top + 0.8), ylabel=say("learning rate"), xticks=[])
    ax.set_yticks(heights, labels=[say("{lr:.2g}", lr=lr) if lr in (limit, limit / 2) else say("{lr:g}", lr=lr) for lr in rates])
    ax.tick_params(axis="y", labelsize=stage.canvas.letters(LABEL), labelcolor=theme.ink)
    ax.grid(visible=False)
    for height in heights:
        ax.plot([-reach, reach], [height, height], color=theme.grid, linewidth=points(2), zorder=1)
    ax.yaxis.set_label_coords(ax.yaxis.label.get_position()[0], (0.7 + last / 2) / (top + 1.5))
    for place, words in ((start, "guess"), (0.0, "best line"), (-start, "mirror of guess")):
        line, colour = ("-", theme.ink) if place == 0 else ((0, (4, 3)), theme.muted)
        ax.plot([place, place], [-0.7, top], color=colour, linewidth=points(2.5), linestyle=line, zorder=1.5)
        stage.label(ax, (place, top), say(words), theme.ink, sides=("above",), gap=2, size=LABEL)
    ax.plot(over, height_of(over, last, reach), color=theme.loss, linewidth=points(5), zorder=2)
    if stage.canvas.wide:  # else there is no room beside it
        stage.avoid(ax, np.column_stack([0 * over, np.linspace(last + 0.9, top, len(over))])[None], 4)
    stage.label(ax, (-reach, height_of(-reach, last, reach)), say("loss"), theme.loss, sides=("right",), gap=14, size=LARGE)
    return heights


def height_of(off: Floats | float, last: float, reach: float) -> Floats:
    """How high the valley is drawn where it is `off` from the best line: VALLEY above the lane `last` at `reach`."""
    return np.asarray(last + 0.9 + VALLEY * (np.asarray(off) / reach) ** 2)


def in_its_lane(
    stage: Stage,
    ax: Axes,
    lane: float,
    rate: float,
    off: Floats,
    lands: Floats,
    told: NDArray[np.bool_],
    steep: float,
    last: float,
    reach: float,
) -> Show:
    """A run at this `rate` in its `lane` until it is farther off than `reach`: its dots, its step, this in numbers, and in the rows `told`
    (rows,) the slope under it. It is `off` (rows,) from the best line, and `lands` (rows,) there next; per unit the valley gets `steep`
    times as steep. Returns show(t).
    """
    off = np.where(np.maximum.accumulate(np.abs(off) > reach), np.nan, off)
    if stage.canvas.wide:
        worked(stage, ax, (1.14 * reach, lane), rate, off, steep)
    step = hops(stage, ax, lane, off, lands)
    if not told.any():
        return step
    return compose(step, on_valley(stage, ax, np.where(told, off, np.nan), lane, last, reach, steepness(off, steep)))


def steepness(off: Floats, steep: float) -> list[str]:
    """How steep the valley is `off` (rows,) from the best line, in words, if per unit it gets `steep` times as steep."""
    return [say("steepness\n{size:.2f}", size=size) for size in steep * np.abs(off)]


def each_step(lr: float, limit: float, rows: int) -> list[str]:
    """What becomes of the steepness under a run at the rate `lr`, in words, the same in all `rows`."""
    return [say("as steep\neach step" if lr == limit else "flatter\neach step" if lr < limit else "steeper\neach step")] * rows


def on_valley(stage: Stage, ax: Axes, off: Floats, lane: float, last: float, reach: float, texts: list[str]) -> Show:
    """A run on the valley, `off` (rows,) from the best line or nan: a dot, its `texts` (rows,), the slope there, and a line to its `lane`.

    Returns show(t).
    """
    theme, places = stage.theme, np.column_stack([off, height_of(off, last, reach)])
    with np.errstate(invalid="ignore"):
        near = (np.abs(off) > 0.05 * reach) & (np.abs(off) < 0.3 * reach)  # too near to the best line for words between
        sides = (("above left",), ~near & (off > 0)), (("above right",), ~near & (off <= 0)), (("above",), near)
    for side, there in sides:
        stage.label(ax, only(there, places), texts, theme.gradient, sides=side, gap=24, size=LARGE, weight="semibold")
    (plumb,) = ax.plot([], [], color=theme.gradient, linewidth=points(2.5), linestyle=(0, (1.5, 1.5)), zorder=2)
    return compose(
        lambda t: plumb.set_data([off[t], off[t]], [lane, places[t, 1]]),
        tangent(stage, ax, places, 2 * VALLEY * off / reach**2, theme.gradient, 170, floor=np.inf),
        dot(stage, ax, places, theme.model, size=16),
    )


def wall(stage: Stage, ax: Axes, lane: float, limit: float, start: float, reach: float, when: NDArray[np.bool_]) -> Show:
    """The `lane` of the `limit` in the rows `when` (rows,), with its name, and a ring where it reaches the mirror of `start`. What is below
    it is tinted. Returns show(t).
    """
    batch, words = stage.theme.batch, say("limit: 2 × {half:.2g}", half=limit / 2)
    beyond = ax.fill_between([-reach, reach], -0.7, lane - 0.5, color=batch, alpha=0.12, linewidth=0, zorder=0.5)
    (line,) = ax.plot([start, reach], [lane, lane], color=batch, linewidth=points(3), zorder=1.2)
    stage.label(ax, only(when, (-reach, lane)), words, batch, sides=("right",), gap=8, size=LARGE, weight="semibold")
    ring = dot(stage, ax, only(when, (-start, lane)), batch, size=34, hollow=True)

    def show(t: int) -> None:
        beyond.set_visible(bool(when[t]))
        line.set_visible(bool(when[t]))

    return compose(show, ring)


def hops(stage: Stage, ax: Axes, lane: float, off: Floats, lands: Floats) -> Show:
    """A run in its `lane`, `off` (rows,) from the best line, nan once it is gone: a dot, faint ones where it has been, and the step that
    `lands` (rows,) next. Returns show(t).
    """
    theme, rows = stage.theme, np.arange(len(off))
    places = np.column_stack([off, np.full(len(off), lane)])
    stage.follow(ax, places)
    been = dots(stage, ax, np.broadcast_to(off, (len(off), len(off))), lane, theme.model, 9, rows[:, None] > rows, zorder=6.5, hollow=True)
    step = arrow(stage, ax, places, np.column_stack([lands, places[:, 1]]), theme.model, rim=8)
    return compose(been, step, dot(stage, ax, places, theme.model, size=16))


def worked(stage: Stage, ax: Axes, place: tuple[float, float], rate: float, off: Floats, steep: float) -> None:
    """At the `place`, the step of a run at this `rate` in numbers: `off` (rows,) from the best line it is `steep` times
    as steep. Where it is nan the run is gone.
    """
    its, size = np.isfinite(off), (steep * np.abs(off)).round(2)
    texts = [say("{rate:g} × {size:.2f} = {step:.2f}", rate=rate, size=each, step=rate * each) for each in size]
    stage.label(ax, only(its, place), texts, stage.theme.model, sides=("right",), gap=0, size=LARGE)
    if not its.all():
        gone = say("gone at step {step}", step=int(its.argmin()))
        stage.label(ax, only(~its, place), gone, stage.theme.model, sides=("right",), gap=0, size=LARGE, weight="semibold")
