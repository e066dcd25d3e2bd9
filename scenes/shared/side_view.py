"""A run seen from the side: its loss over the way that it has walked."""

from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from scenes.shared.line_loss import best_line, hessian, line_facts
from scenes.shared.sums import rounded
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say, say_each

BALL = 22  # pixels of the canvas
ARC = 22  # pixels of the canvas: how deep a step that is turned round swings below the floor


def walked(a: Floats, loss: Floats, sign: int = 1) -> Floats:
    """The way walked so far, times `sign`, and the loss there: (rows, 2), of the parameters `a` (rows, 2)."""
    steps = np.linalg.norm(np.diff(a, axis=0), axis=1)
    return np.column_stack([sign * np.append(0, steps.cumsum()), loss])


def hillside(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, down: Floats, up: Floats, held: Floats) -> None:
    """The loss of points x (n, 2) and y (n,) as a hillside along two ways from one place: parameters `down` and `up`, each (rows, 2).

    How far it is along each way lies to one side of 0. The way `down` is to the left, and goes on downhill to the best fit, which is
    marked, and a little further; the other one is to the right, and goes straight on. The axes hold it and the places `held` (n, 2).
    """
    theme, best, goal = stage.theme, line_facts(x, y), best_line(x, y)
    onward = downhill(x, down[-1], goal)
    beyond = 2 * up[-1:] - up[-2:-1] if len(up) > 1 else up
    low = np.vstack([goal + 0.1 * (goal - down[0]), goal, onward[:0:-1], down[:0:-1]])
    way = np.vstack([low, up, beyond]).astype(float)
    parts = np.linspace(0, len(way) - 1, 12 * len(way))
    a = np.column_stack([np.interp(parts, np.arange(len(way)), its) for its in way.T])
    along = np.append(0, np.linalg.norm(np.diff(a, axis=0), axis=1).cumsum())
    along -= np.interp(len(low), parts, along)
    loss = best["best_loss"] + np.einsum("ri,ij,rj->r", a - goal, hessian(x).numpy(), a - goal) / 2
    ax.plot(along, loss, color=theme.loss, linewidth=points(4), zorder=2)
    ax.fill_between(along, loss, color=theme.loss, alpha=0.07, linewidth=0, zorder=1)
    stage.avoid(ax, np.column_stack([along, loss])[None, ::8], 4)
    end = np.array([np.interp(1, parts, along), best["best_loss"]])
    (left, _), (right, top) = np.min([*held, end], 0), np.max([*held, end], 0)
    mark = np.array([[end[0], 0.0], [end[0], 0.05 * top]])
    ax.plot(*mark.T, "--", color=theme.ink, linewidth=points(3), zorder=3)
    stage.label(ax, mark[0], say("best fit"), theme.ink, sides=("below",), gap=8)
    ax.set(xlim=(1.08 * left - 0.1, 1.16 * right + 0.15), ylim=(-0.14 * top, 1.12 * top), ylabel=say("loss"))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda at, _: say("{at:g}", at=round(at, 9)) if abs(at) > 1e-9 else say("guess")))
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= top])


def downhill(x: torch.Tensor, start: Floats, goal: Floats) -> Floats:
    """The way down the loss of points x (n, 2) from the parameters `start` (2,) nearly to the best ones, `goal` (2,), in short steps."""
    turn = np.eye(2) - 0.25 * hessian(x).numpy() / np.linalg.eigvalsh(hessian(x).numpy())[-1]
    places = [np.asarray(start, float) - goal]
    for _ in range(60):
        places.append(turn @ places[-1])
    return np.array(places) + goal


def seen(ax: Axes, places: Floats) -> NDArray[np.bool_]:
    """Which of the `places` (rows, 2) lie within the axes: (rows,)."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    return np.asarray(((places >= (left, low)) & (places <= (right, high))).all(1))


def signed_ball(stage: Stage, ax: Axes, places: Floats, colour: str, sign: int) -> Show:
    """A large dot at `places` (rows, 2) that bears a plus or a minus, and small ones where it was. Returns show(t)."""
    ball = dot(stage, ax, places, colour, size=BALL)
    (been,) = ax.plot([], [], "o", color=colour, markersize=points(9), markeredgewidth=0, zorder=5)
    marker = "+" if sign > 0 else "_"
    (mark,) = ax.plot([], [], marker, color=stage.theme.background, markersize=points(14), markeredgewidth=points(4), zorder=7.5)

    def show(t: int) -> None:
        mark.set_data(places[t : t + 1].T)
        been.set_data(places[:t].T)

    return compose(ball, show)


def slope_and_step(stage: Stage, ax: Axes, places: Floats, size: Floats, lr: float, sign: int, colour: str, told: Any) -> Show:
    """The gradient at `places` (rows, 2), times `lr`, as an arrow up the slope to the right, and on the floor below the step from there.

    `size` (rows,) are the lengths of the gradients. The step is as long as the arrow is wide, in its direction where `sign` is 1, and
    against it where that is −1, with an arc that turns it round. The last row of a run has neither, and none whose place is nan, out of
    sight. The steps so far stay on the floor. Numbers are written in the rows that are `told` (rows,). Returns show(t).
    """
    theme, size, rows = stage.theme, size.astype(float), np.arange(len(size))
    onward, lengths = rows < len(rows) - 1, [lr * rounded(each, ".2g") for each in size]
    shift = lr * size
    tips = only(onward & ((sign > 0) | (rows > 0)), places + np.column_stack([shift, shift * size]))  # both have one gradient at first
    floor = places * (1, 0)
    ends = floor + np.column_stack([sign * shift, 0 * size])
    ax.axhline(0, color=theme.muted, linewidth=points(1.5), zorder=1)
    drops = LineCollection([], colors=[theme.muted, theme.gradient], linestyles=":", linewidths=points(2.5), zorder=3)
    pull = PolyCollection([], facecolors=theme.gradient, alpha=0.18, linewidths=0, zorder=1.5)
    for drawn in (drops, pull):
        ax.add_collection(drawn, autolim=False)
    named, plain = (
        say_each(words, lr=lr, size=size, step=lengths) for words in ("{lr:g} × gradient {size:.2g} = {step:.2g}", "{lr:g} × {size:.2g}")
    )
    said = named if stage.canvas.wide else plain
    long = lr * size * ax.bbox.width / np.ptp(ax.get_xlim()) > 1.5 * BALL * stage.scale  # or its label lies on that of the ball
    named_at = np.where(seen(ax, tips)[:, None], tips, places)  # at the ball where the arrow leaves the picture
    stage.label(
        ax,
        only(told & onward & (np.where(rows > 0, long, sign > 0)), named_at),
        said,
        theme.gradient,
        sides=("above left", "left", "above"),
        gap=8,
    )
    (flip,) = ax.plot([], [], color=colour, linewidth=points(2.5), zorder=3)
    angles = np.linspace(0, np.pi, 40)
    turn = np.cos(angles), -np.sin(angles)  # from the tip of the strip below the floor to that of the step
    deep = ARC * stage.scale * np.ptp(ax.get_ylim()) / ax.get_window_extent().height
    said = say_each("+ {step:.2g}" if sign > 0 else "− {step:.2g}", step=lengths)
    side = "below left" if sign < 0 else "below right"
    stage.label(ax, only(told & onward & seen(ax, ends), ends), said, colour, sides=(side,), gap=12, weight="semibold")
    if sign < 0:
        stage.label(ax, only(rows == 0, (0, -deep)), say("turned round"), colour, sides=("below",), gap=4)

    def show(t: int) -> None:
        sides = [np.stack([floor[t], places[t]]), np.stack([tips[t] * (1, 0), tips[t]])]
        drops.set_segments(sides)
        flip.set_data(
            floor[t, 0] + shift[t] * turn[0], deep * turn[1] if onward[t] and told[t] and sign < 0 else np.full(len(turn[1]), np.nan)
        )
        pull.set_verts([np.vstack([sides[0], sides[1][::-1]])])

    steps = [
        arrow(stage, ax, only((rows >= row) & onward[row], floor[row]), np.tile(ends[row], (len(rows), 1)), colour, thin=True, rim=0)
        for row in rows
    ]
    return compose(show, *steps, arrow(stage, ax, places, tips, theme.gradient, rim=BALL / 2, thin=True))


def signed_run(
    stage: Stage, ax: Axes, way: Floats, loss: Floats, size: Floats, lr: float, sign: int, colour: str, told: NDArray[np.bool_]
) -> Show:
    """A run that adds the gradient or, where `sign` is −1, subtracts it: its ball on its `way` (rows, 2), with its `loss` (rows,), and what
    slope_and_step draws, whose `size`, `lr` and `told` are the others. Returns show(t).
    """
    stage.follow(ax, way)
    here = only(seen(ax, way) & (np.arange(len(way)) > 0), way)
    names = say_each("plus: loss {loss:.3g}" if sign > 0 else "minus: loss {loss:.2g}", loss=loss)
    stage.label(ax, here, names, colour, sides=("above left", "left", "above"), gap=18, weight="semibold")
    ball = signed_ball(stage, ax, here, colour, sign)
    return compose(ball, slope_and_step(stage, ax, only(seen(ax, way), way), size, lr, sign, colour, told))
