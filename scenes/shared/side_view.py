"""A run seen from the side: its loss over the way that it has walked."""

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from scenes.shared.line_loss import best_line, hessian, line_facts
from scenes.shared.sums import rounded
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say, say_each

BALL = 22  # pixels of the canvas
ASIDE = 34  # pixels of the canvas: how far beside the slope the gradient stands


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


def uphill(stage: Stage, ax: Axes, places: Floats, size: Floats, lr: float, sign: int, told: NDArray[np.bool_]) -> Show:
    """A thin arrow beside each of `places` (rows, 2) that points up the slope there: `lr` times a gradient of length `size` (rows,).

    It is there in the rows that are `told` (rows,), with its numbers; `sign` is that of the run. Returns show(t).
    """
    shift = lr * size.astype(float)
    tips = places + np.column_stack([shift, shift * size])
    along = stage.pixels(ax, tips) - stage.pixels(ax, places)
    aside = np.column_stack([-along[:, 1], along[:, 0]]) / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    box = ax.get_window_extent()
    aside *= ASIDE * stage.scale * np.array([np.ptp(ax.get_xlim()) / box.width, np.ptp(ax.get_ylim()) / box.height])
    start, tip = (only(told & seen(ax, tips + aside), its + aside) for its in (places, tips))
    lengths = [lr * rounded(each, ".2g") for each in size]
    wide = stage.canvas.wide  # elsewhere there is room for a label in the first row only
    said = say_each("{lr:g} × gradient {size:.2g} = {step:.2g}" if wide else "{lr:g} × gradient", lr=lr, size=size, step=lengths)
    long = np.linalg.norm(along, axis=1) > 1.5 * BALL * stage.scale  # or its label lies on that of the ball
    named = (wide & long) | (np.arange(len(size)) == 0)
    anchor, side = (start + 0.3 * (tip - start), "left") if sign > 0 else (tip, "above left")  # clear of the name of its ball
    stage.label(ax, only(named, anchor), said, stage.theme.gradient, sides=(side, "left", "above"), gap=10)
    return arrow(stage, ax, start, tip, stage.theme.gradient, thin=True, rim=0)


def signed_run(
    stage: Stage, ax: Axes, way: Floats, loss: Floats, size: Floats, lr: float, sign: int, colour: str, told: NDArray[np.bool_]
) -> Show:
    """A run that adds the gradient or, where `sign` is −1, subtracts it: its ball on its `way` (rows, 2), with its `loss` (rows,).

    In the rows that are `told` (rows,) a thin arrow points up the slope from where the ball was, `lr` times the gradient, of length `size`
    (rows,), and the step is an arrow to the ball. All steps stay on the floor, the last with its length. Returns show(t).
    """
    stage.follow(ax, way)
    rows, was = np.arange(len(way)), np.insert(way, 0, way[0], axis=0)[:-1]
    moved = (rows > 0) & seen(ax, way)
    here, before = only(moved, way), np.insert(size, 0, size[0])[:-1].astype(float)
    at_once = told & ((sign > 0) | (rows > 1))  # both have one gradient at first
    slope = uphill(stage, ax, was, before, lr, sign, at_once)
    names = say_each("plus: loss {loss:.3g}" if sign > 0 else "minus: loss {loss:.2g}", loss=loss)
    stage.label(ax, here, names, colour, sides=("above left", "left", "above"), gap=18, weight="semibold")
    steps = say_each("+ {step:.2g}" if sign > 0 else "− {step:.2g}", step=[lr * rounded(each, ".2g") for each in before])
    side = "below left" if sign < 0 else "below right"
    stage.label(ax, only(moved & told, way * (1, 0)), steps, colour, sides=(side,), gap=12, weight="semibold")
    ax.axhline(0, color=stage.theme.muted, linewidth=points(1.5), zorder=1)
    drops = LineCollection([], colors=stage.theme.muted, linestyles=":", linewidths=points(2.5), zorder=3)
    ax.add_collection(drops, autolim=False)
    floor = [
        arrow(stage, ax, only(rows >= row, was[row] * (1, 0)), np.tile(way[row] * (1, 0), (len(rows), 1)), colour, thin=True, rim=0)
        for row in rows[1:]
    ]
    return compose(
        lambda t: drops.set_segments([[tuple(end * (1, 0)), tuple(end)] for end in (was[t], here[t])] if told[t] else []),
        *floor,
        slope,
        arrow(stage, ax, only(moved, was), here, colour, rim=7, end=BALL / 2),
        signed_ball(stage, ax, here, colour, sign),
    )
