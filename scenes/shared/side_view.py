"""A run seen from the side: its loss over the way that it has walked."""

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import best_line, line_facts
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say, say_each

BALL = 26  # pixels of the canvas
UPHILL = 16  # pixels: how long an arrow uphill is for a gradient of 1


def walked(a: Floats, loss: Floats, sign: int = 1) -> Floats:
    """The way walked so far, times `sign`, and the loss there: (rows, 2), of the parameters `a` (rows, 2)."""
    steps = np.linalg.norm(np.diff(a, axis=0), axis=1)
    return np.column_stack([sign * np.append(0, steps.cumsum()), loss])


def hillside(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, left: Floats, right: Floats, held: Floats) -> None:
    """The loss of points x (n, 2) and y (n,) as a hillside along two ways from one place: parameters `left` and `right`, each (rows, 2).

    How far it is along each way lies to that side of 0. To the right it goes on straight to the best fit and a little further, to the left
    straight on. The best fit is marked. The axes hold it and the places `held` (n, 2).
    """
    best = line_facts(x, y)
    beyond = 2 * left[-1:] - left[-2:-1] if len(left) > 1 else left
    goal = best_line(x, y)
    way = np.vstack([beyond, left[::-1], right[1:], goal, goal + 0.3 * (goal - right[-1])]).astype(float)
    parts = np.linspace(0, len(way) - 1, 40 * len(way))
    a = np.column_stack([np.interp(parts, np.arange(len(way)), its) for its in way.T])
    along = np.append(0, np.linalg.norm(np.diff(a, axis=0), axis=1).cumsum())
    along -= np.interp(len(left), parts, along)
    loss = ((a @ x.numpy().T - y.numpy()) ** 2).mean(1)
    ax.plot(along, loss, color=stage.theme.loss, linewidth=points(4), zorder=2)
    ax.fill_between(along, loss, color=stage.theme.loss, alpha=0.07, linewidth=0, zorder=1)
    stage.avoid(ax, np.column_stack([along, loss])[None, ::8], 4)
    end = np.array([np.interp(len(way) - 2, parts, along), best["best_loss"]])
    ax.plot(*end, "x", color=stage.theme.ink, markersize=points(18), markeredgewidth=points(4), zorder=8)
    stage.avoid(ax, end, 12)
    stage.label(ax, end, say("best fit"), stage.theme.ink, sides=("above",))
    (low, _), (high, top) = np.min([*held, end], 0), np.max([*held, end], 0)
    ax.set(xlim=(1.12 * low - 0.1, 1.1 * high + 0.1), ylim=(-0.14 * top, 1.12 * top), ylabel=say("loss"))
    ax.set_xticks([0], labels=[say("guess")])
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= top])


def seen(ax: Axes, places: Floats) -> NDArray[np.bool_]:
    """Which of the `places` (rows, 2) lie within the axes: (rows,)."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    return np.asarray(((places >= (left, low)) & (places <= (right, high))).all(1))


def signed_ball(stage: Stage, ax: Axes, places: Floats, colour: str, sign: int) -> Show:
    """A large dot at `places` (rows, 2) that bears a plus or a minus, but for the first row, where both runs stand. Returns show(t)."""
    ball = dot(stage, ax, places, colour, size=BALL)
    marker = "+" if sign > 0 else "_"
    (mark,) = ax.plot([], [], marker, color=stage.theme.background, markersize=points(16), markeredgewidth=points(4), zorder=7.5)

    def show(t: int) -> None:
        mark.set_data(places[max(t, 1) : t + 1].T)

    return compose(ball, show)


def slope_and_step(
    stage: Stage,
    ax: Axes,
    places: Floats,
    size: Floats,
    lr: float,
    sign: int,
    colour: str,
) -> Show:
    """The gradient at `places` (rows, 2) as an arrow up the slope, and on the floor below the step that follows from it.

    `size` (rows,) are the lengths of the gradients, and the steps are `lr` times as long: to the left where their `sign` is 1, to the
    right where it is −1. Neither is drawn in the last row. The steps so far stay as marks on the floor. Returns show(t).
    """
    theme, box, size = stage.theme, ax.get_window_extent(), size.astype(float)
    unit = np.array([box.width / np.ptp(ax.get_xlim()), box.height / np.ptp(ax.get_ylim())]) / stage.scale
    onward = np.arange(len(size)) < len(size) - 1
    up = np.column_stack([-np.ones(len(size)), size])
    tips = only(onward, places + up * (UPHILL * size / np.linalg.norm(up * unit, axis=1))[:, None])
    floor = places * (1, 0)
    ends = only(onward, floor + np.column_stack([-sign * lr * size, 0 * size]))
    ax.axhline(0, color=theme.muted, linewidth=points(1.5), zorder=1)
    (drop,) = ax.plot([], [], ":", color=theme.muted, linewidth=points(2), zorder=3)
    (marks,) = ax.plot([], [], "|", color=colour, markersize=points(16), markeredgewidth=points(2), zorder=4)
    said = say_each("gradient {size:.2g}" if sign > 0 else "{size:.2g}", size=size)
    told = only(seen(ax, tips) & ((sign > 0) | (places[:, 0] * unit[0] > BALL)), tips)  # both have one gradient at first
    stage.label(ax, told, said, theme.gradient, sides=("right", "above right", "above"), gap=10)
    said = say_each("+ {lr:g} × {size:.2g}" if sign > 0 else "− {lr:g} × {size:.2g}", lr=lr, size=size)
    stage.label(ax, ends, said, colour, sides=("below left" if sign > 0 else "below right", "below"), gap=12)

    def show(t: int) -> None:
        drop.set_data(*np.stack([floor[t], places[t]]).T)
        marks.set_data(floor[: t + 1].T)

    step = arrow(stage, ax, floor, ends, colour, thin=True, rim=0)
    return compose(show, arrow(stage, ax, places, tips, theme.gradient, rim=BALL / 2), step)
