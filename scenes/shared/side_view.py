"""A run seen from the side: its loss over the way that it has walked."""

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.shared.line_loss import best_line, hessian, line_facts
from scenes.shared.sums import rounded
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.scene import first
from scenes.studio.words import say, say_each

BALL = 22  # pixels of the canvas
APART = 16  # pixels of the canvas: steps and places nearer than this are not drawn one by one
OPPOSITE = 8  # places along the side beyond the best fit
SIGHT = 7  # times the loss with which a look began: what is higher is seen from farther off
FAR = 1000  # times the first loss: what is higher is out of sight
LANE = -0.07  # of the highest loss: where the gradient lies, below the floor


def walked(a: Floats, loss: Floats, sign: int = 1) -> Floats:
    """The way walked so far, times `sign`, and the loss there: (rows, 2), of the parameters `a` (rows, 2)."""
    steps = np.linalg.norm(np.diff(a, axis=0), axis=1)
    return np.column_stack([sign * np.append(0, steps.cumsum()), loss])


def seen_until(loss: Floats) -> NDArray[np.integer]:
    """The last row that is seen from as far off as each: (rows,), for a run with this `loss` (rows,).

    The run is seen from farther off as soon as its loss is SIGHT times that with which a look began, but not before its second step.
    What is more than FAR times as high as the guess is never in sight: it comes after the row that is returned for it.
    """
    ends, start = np.zeros(len(loss), int), 0
    while start < len(loss):
        if start and not loss[start] <= FAR * loss[0]:
            ends[start:] = start - 1
            break
        past = start + (first(loss[start:] > SIGHT * loss[start]) or len(loss))
        past = min(max(past, 3), len(loss))
        ends[start:past] = past - 1
        start = past
    return ends


def hillside(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, down: Floats, up: Floats, held: Floats) -> tuple[Show, Floats]:
    """The loss of points x (n, 2) and y (n,) as a hillside along two ways from one place: parameters `down` and `up`, each (n, 2).

    How far it is along each way lies to one side of 0. The way `down` is to the left, and goes on downhill to the best fit, which is
    marked, and beyond it some way straight up the steepest side; the other one is to the right, and goes straight on. In each row the
    axes hold the place `held` (rows, 2). Returns show(t), and where the hillside leaves the axes at last at the right, (2,).
    """
    theme, best, goal, wide = stage.theme, line_facts(x, y), best_line(x, y), stage.canvas.wide
    onward = downhill(x, down[-1], goal)
    beyond = 2 * up[-1:] - up[-2:-1] if len(up) > 1 else up
    low = np.vstack([opposite(x, down[0], goal), goal, onward[:0:-1], down[:0:-1]])
    way = np.vstack([low, up, beyond]).astype(float)
    parts = np.linspace(0, len(way) - 1, 12 * len(way))
    a = np.column_stack([np.interp(parts, np.arange(len(way)), its) for its in way.T])
    along = np.append(0, np.linalg.norm(np.diff(a, axis=0), axis=1).cumsum())
    along -= np.interp(len(low), parts, along)
    loss = best["best_loss"] + np.einsum("ri,ij,rj->r", a - goal, hessian(x).numpy(), a - goal) / 2
    end = np.interp(OPPOSITE, parts, along)
    right, top = np.maximum(held, (end, best["best_loss"])).T
    limits = np.column_stack([0 * top + along[0] - 0.1, 1.16 * right + 0.15, (-0.22 if wide else -0.3) * top, 1.14 * top])
    ax.set(xlim=limits[0, :2], ylim=limits[0, 2:], ylabel=say("loss"))
    name = "distance walked from the guess: + along the gradient, − against it" if wide else "distance walked along the gradient"
    ax.set_xlabel(say(name))
    look = seen_from(stage, ax, limits)
    ax.plot(along, loss, color=theme.loss, linewidth=points(4), zorder=2)
    ax.fill_between(along, loss, color=theme.loss, alpha=0.07, linewidth=0, zorder=1)
    stage.avoid(ax, np.column_stack([along, loss])[None, ::8], 4)
    mark = np.column_stack([0 * top + end, LANE * top])
    (stem,) = ax.plot([], [], color=theme.ink, linewidth=points(3), zorder=3)
    stage.label(ax, mark, say("best fit"), theme.ink, sides=("below", "below right"), gap=6)
    uphill = parts >= len(low)
    show = compose(look, lambda t: stem.set_data(np.stack([mark[t] * (1, 0), mark[t]]).T))
    return show, np.array([np.interp(1.1 * top[-1], loss[uphill], along[uphill]), 1.1 * top[-1]])


def seen_from(stage: Stage, ax: Axes, limits: Floats) -> Show:
    """See `ax` within the `limits` (rows, 4) of each row, with ticks from 0 up, and in a thin frame what was seen before they grew.

    Returns show(t).
    """
    look, rows = stage.views(ax, limits), np.arange(len(limits))
    grown = np.append(False, (np.diff(limits, axis=0) != 0).any(1))
    before = limits[np.maximum.accumulate(np.where(grown, rows - 1, 0))]
    corner = only(np.maximum.accumulate(grown), before[:, 1:3])
    side, gap = ("below left", 14) if stage.canvas.wide else ("below right", 8)
    stage.label(ax, corner, say("the picture before"), stage.theme.muted, sides=(side,), gap=gap)
    top = [only(np.isfinite(corner[:, 0]), np.column_stack([side, before[:, 3]])) for side in np.linspace(before[:, 0], before[:, 1], 24)]
    stage.avoid(ax, np.stack(top, 1), 3)
    frame = Rectangle((0, 0), 0, 0, fill=False, edgecolor=stage.theme.muted, linewidth=points(2), zorder=3)
    ax.add_patch(frame)
    ticks = ax.yaxis.get_major_locator()

    def show(t: int) -> None:
        look(t)
        ax.set_yticks([tick for tick in ticks.tick_values(0, limits[t, 3]) if 0 <= tick < 0.97 * limits[t, 3]])
        frame.set_visible(bool(np.isfinite(corner[t]).all()))
        frame.set_bounds(before[t, 0], before[t, 2], before[t, 1] - before[t, 0], before[t, 3] - before[t, 2])

    return show


def opposite(x: torch.Tensor, start: Floats, goal: Floats) -> Floats:
    """Parameters (OPPOSITE, 2) beyond the best ones, `goal` (2,), straight up the steepest side, not as high as at `start` (2,).

    `x` (n, 2) are the points, of which the loss has its curvature.
    """
    matrix = hessian(x).numpy()
    curvatures, ways = np.linalg.eigh(matrix)
    away = np.asarray(start, float) - goal
    far = np.sqrt(away @ matrix @ away / curvatures[-1]) * -np.copysign(1, ways[:, -1] @ away)
    return goal + np.linspace(0.75, 0, OPPOSITE, endpoint=False)[:, None] * far * ways[:, -1]


def downhill(x: torch.Tensor, start: Floats, goal: Floats) -> Floats:
    """The way down the loss of points x (n, 2) from the parameters `start` (2,) nearly to the best ones, `goal` (2,), in short steps."""
    turn = np.eye(2) - 0.25 * hessian(x).numpy() / np.linalg.eigvalsh(hessian(x).numpy())[-1]
    places = [np.asarray(start, float) - goal]
    for _ in range(60):
        places.append(turn @ places[-1])
    return np.array(places) + goal


def leaving(stage: Stage, ax: Axes, last: Floats, out: Floats, when: NDArray[np.bool_], loss: Floats) -> Show:
    """A run on its way out of sight in the rows of `when` (rows,): an arrow from its `last` place to where it went `out`, each (2,).

    In the first and the last of these rows it bears its `loss` (rows,), between them how high that is at least. Returns show(t).
    """
    gone = int(when.argmax())
    said = [say("plus: loss above {loss:.3g}", loss=loss[gone])] * len(loss)
    for row in (gone, -1):
        said[row] = say("plus: loss {loss:.3g}", loss=loss[row])
    stage.label(ax, only(when, out), said, stage.theme.ink, sides=("left",), gap=18, weight="semibold")
    return arrow(stage, ax, only(when, last), np.tile(out, (len(when), 1)), stage.theme.ink)


def signed_ball(stage: Stage, ax: Axes, places: Floats, colour: str, sign: int) -> Show:
    """A large dot at `places` (rows, 2) that bears a plus or a minus, and small ones where it was, not too close, with a tick below each.

    Returns show(t).
    """
    ball = dot(stage, ax, places, colour, size=BALL)
    (been,) = ax.plot([], [], "o", color=colour, markersize=points(9), markeredgewidth=0, zorder=5)
    marker = "+" if sign > 0 else "_"
    (mark,) = ax.plot([], [], marker, color=stage.theme.background, markersize=points(14), markeredgewidth=points(4), zorder=7.5)

    (ticks,) = ax.plot([], [], "|", color=colour, markersize=points(16), markeredgewidth=points(3), zorder=4)
    pixels = np.broadcast_to(stage.pixels(ax, places[None]) / stage.scale, (len(places), *places.shape))

    def show(t: int) -> None:
        mark.set_data(places[t : t + 1].T)
        kept = [0]
        for row in range(1, t):
            if np.hypot(*(pixels[t, row] - pixels[t, kept[-1]])) >= APART or not np.isfinite(pixels[t, kept[-1]]).all():
                kept.append(row)
        been.set_data(places[kept].T)
        ticks.set_data((places[kept[1:]] * (1, 0)).T)

    return compose(ball, show)


def gradient_on_floor(stage: Stage, ax: Axes, places: Floats, size: Floats, lr: float, told: NDArray[np.bool_]) -> Show:
    """A thin arrow below the floor, uphill from under each of `places` (rows, 2): `lr` times a gradient of length `size` (rows,).

    It is there in the rows that are `told` (rows,), with its numbers. Returns show(t).
    """
    low = LANE / 1.14 * ax.get_ylim()[1]
    start = np.column_stack([places[:, 0], np.full(len(places), low)])
    tip = start + np.column_stack([lr * size, 0 * size])
    lengths = [lr * rounded(each, ".2g") for each in size]
    tails = ("\n= {step:.2g}", "\n= step {step:.2g}") if stage.canvas.wide else ("", "")
    said = say_each("{lr:g} × {size:.2g}" + tails[0], lr=lr, size=size, step=lengths)
    said[:2] = say_each("rate {lr:g} × gradient {size:.2g}" + tails[1], lr=lr, size=size[:2], step=lengths[:2])
    stage.label(ax, only(told, (start + tip) / 2), said, stage.theme.gradient, sides=("below",), gap=14)
    return arrow(stage, ax, only(told, start), tip, stage.theme.gradient, thin=True, rim=0)


def signed_run(
    stage: Stage, ax: Axes, way: Floats, loss: Floats, size: Floats, lr: float, sign: int, colour: str, told: NDArray[np.bool_]
) -> Show:
    """A run that adds the gradient or, where `sign` is −1, subtracts it: its ball on its `way` (rows, 2), with its `loss` (rows,).

    In the rows that are `told` (rows,) its last step lies on the floor as an arrow, and a thin arrow below it points uphill from where the
    ball was, `lr` times the gradient, of length `size` (rows,). Returns show(t).
    """
    stage.follow(ax, way)
    rows, was = np.arange(len(way)), np.insert(way, 0, way[0], axis=0)[:-1]
    moved = (rows > 0) & np.isfinite(way).all(1)
    here, before = only(moved, way), np.insert(size, 0, size[0])[:-1].astype(float)
    names = say_each("plus: loss {loss:.3g}" if sign > 0 else "minus: loss {loss:.2g}", loss=loss)
    how = (
        {"sides": ("above left", "left", "above"), "gap": 18}
        if sign > 0
        else {"sides": ("left",), "gap": 12, "lift": np.where(told, 26, 74 if stage.canvas.wide else 26)}
    )
    stage.label(ax, here, names, colour, weight="semibold", **how)
    feet, foot = way * (1, 0), was * (1, 0)
    ax.axhline(0, color=stage.theme.muted, linewidth=points(1.5), zorder=1)
    (drop,) = ax.plot([], [], ":", color=stage.theme.muted, linewidth=points(2.5), zorder=3)

    def show(t: int) -> None:
        drop.set_data(np.stack([here[t] * (1, 0), here[t]]).T if told[t] else ([], []))

    return compose(
        show,
        gradient_on_floor(stage, ax, was, before, lr, told & ((sign > 0) | (rows > 1))),
        arrow(stage, ax, only(moved & told, foot), feet, colour, rim=0),
        signed_ball(stage, ax, here, colour, sign),
    )
