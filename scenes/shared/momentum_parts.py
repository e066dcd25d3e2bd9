"""How the momentum lesson draws: the loss turned so that its valley lies level, and what a step is made of."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.shared.line_loss import GUESS, line_facts, valley
from scenes.studio.draw.marks import arrow, compose, dot, only, trail
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.run.scene import first
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
LANE = 34  # pixels of the canvas between the step and what it is made of


def rolling(grads: Any, lr: float, momentum: float) -> Floats:
    """The step that follows each row (rows, 2), the last row's too: the gradient's, plus a share of the step before."""
    steps = -lr * np.asarray(grads, float)
    for t in range(1, len(steps)):
        steps[t] += momentum * steps[t - 1]
    return steps


def shares(pushes: Floats, momentum: float, row: int) -> Floats:
    """What each of the `pushes` (rows, 2) up to a `row` adds to the step of this row, the oldest first: (row + 1, 2)."""
    return momentum ** np.arange(row, -1, -1)[:, None] * pushes[: row + 1]


def seen_level(x: torch.Tensor, y: torch.Tensor, trace: Trace, lr: float, momentum: float) -> list[Floats]:
    """Along the valley of the loss and across it, from the best fit: both paths, the pushes, the steps with momentum, (rows, 2) each.

    The guess lies to the left and above.
    """
    best = line_facts(x, y)
    goal = np.array([best["best_slope"], best["best_intercept"]])
    ways = valley(x)[1]
    ways = ways * np.where(ways @ (np.array(GUESS) - goal) > 0, 1, -1)[:, None] * [[-1], [1]]
    vectors = -lr * trace.grad.astype(float), rolling(trace.grad, lr, momentum)
    return [(path - goal) @ ways.T for path in (trace.a, trace.plain)] + [vector @ ways.T for vector in vectors]


def turns(pushes: Floats, steps: Floats) -> tuple[int | None, int | None]:
    """Rows: where the push first leads back across the valley, and where a step has come to lead along it; None where there is none."""
    t = np.arange(len(steps))
    back = first((t > 0) & (pushes[:, 1] * steps[:, 1] < 0))
    return back, back and first((t > back + 10) & (np.abs(steps[:, 1]) < 0.3 * np.hypot(*steps.T)))


def closeup(places: Floats, steps: Floats, pushes: Floats, momentum: float, when: Any) -> Floats:
    """Limits (rows, 4) that hold, where `when` (rows,) is true, the step from `places` (rows, 2) and the past pushes that it is made of."""
    limits = np.zeros((len(places), 4))
    for row in map(int, np.flatnonzero(when)):
        way = np.vstack([[0, 0], shares(pushes, momentum, row).cumsum(0), steps[row]])
        low, high = places[row] + way.min(0), places[row] + way.max(0)
        pad = np.maximum(high - low, 1e-6) * [0.18, 0.22]
        limits[row] = np.stack([low - pad, high + pad * [2.2, 1]], -1).ravel()
    return limits


def level_valley(stage: Stage, ax: Axes, x: torch.Tensor, places: Floats, near: Floats, closer: Any) -> Show:
    """Rings of equal loss round the best fit, a cross, in axes along the valley and across it, which hold the `places` (n, 2).

    Where `closer` (rows,) is true they show the `near` limits (rows, 4) instead, and in the row before that a frame round these.
    To be called first. Returns show(t).
    """
    theme, box, closer = stage.theme, ax.get_window_extent(), np.asarray(closer, bool)
    low, high = np.vstack([places, [0, 0]]).min(0), np.vstack([places, [0, 0]]).max(0)
    unit = max((high[0] - low[0]) * 1.4 / box.width, (high[1] - low[1]) * 1.2 / box.height) or 1.0
    middle, half = (low + high) / 2 - [20 * unit / stage.scale, 0], unit * np.array([box.width, box.height]) / 2
    far = np.stack([middle - half, middle + half], -1).ravel()
    see = stage.views(ax, np.where(closer[:, None], near, far))
    titles = (
        say("rings of equal loss, turned so that their valley lies level"),
        say("one step of red, taken apart, and stretched along the valley"),
    )
    ax.grid(visible=False)
    ax.set(xlim=far[:2], ylim=far[2:], xlabel=say("along the valley"), ylabel=say("across the valley"), xticks=[], yticks=[])
    angles = np.linspace(0, 2 * np.pi, 361)
    reach = np.sqrt(2 / valley(x)[0])
    rings = np.sqrt(0.06 * 2.0 ** np.arange(10))[:, None, None] * reach * np.stack([np.cos(angles), np.sin(angles)], -1)
    ax.add_collection(LineCollection(list(rings), colors=theme.muted, linewidths=points(2), alpha=FAINT, zorder=1), autolim=False)
    ax.plot(0, 0, "+", color=theme.ink, markersize=points(22), markeredgewidth=points(4), zorder=8)
    stage.avoid(ax, (0, 0), 12)
    stage.label(ax, np.where(closer[:, None], np.nan, [0.0, 0.0]), say("best fit"), theme.ink, sides=("right", "below right"), gap=20)
    frame = Rectangle((0, 0), 0, 0, fill=False, edgecolor=theme.batch, linewidth=points(4), zorder=8)
    ax.add_patch(frame)

    def show(t: int) -> None:
        see(t)
        ax.set_title(titles[int(closer[t])])
        left, right, bottom, top = near[min(t + 1, len(near) - 1)]
        frame.set_bounds(left, bottom, right - left, top - bottom)
        frame.set_visible(bool(closer[t + 1 : t + 2].any() and not closer[t]))

    return show


def run(stage: Stage, ax: Axes, path: Floats, losses: Any, name: str, colour: str, turn: int, closer: Any, dashed: bool = False) -> Show:
    """The way over `path` (rows, 2), a dot at its end, and its name; at last its loss. Not in the row that is seen `closer` (rows,).

    After eight rows the name stands below the row `turn`, or where the way is `dashed` before its first place. Returns show(t).
    """
    t = np.arange(len(path))
    early, last = (t > dashed) & (t < 8), t == t[-1]
    stay = np.tile([path[0, 0], path[-1, 1]] if dashed else path[min(turn, t[-1])], (len(path), 1))
    for when, places, sides in ((early, path, ("left",)), (t >= 8, stay, ("left",) if dashed else ("below",))):
        stage.label(ax, only(when & ~closer, places), say(name), colour, sides=sides, size=24, gap=16)
    stage.label(
        ax,
        only(last & (t > 8), path),
        say("loss {loss:.3f}", loss=losses[-1]),
        colour,
        sides=("below",) if dashed else ("above",),
        size=24,
        gap=16 if dashed else 36,
    )
    way = trail(stage, ax, path, colour, strong=6, dashed=dashed)
    return compose(lambda t: way(0 if closer[t] else t), dot(stage, ax, path, colour, size=14))


def step_in_parts(stage: Stage, ax: Axes, places: Floats, steps: Floats, pushes: Floats, when: Any, lr: float, momentum: float) -> Show:
    """Beside the `steps` from `places` (rows, 2) what they are made of: what is kept of the last one, and from its end the push.

    They stand at the right, joined by dotted lines, with their names, where `when` (rows,) is true. Returns show(t).
    """
    theme, there, kept = stage.theme, np.asarray(when, bool)[:, None], steps - pushes
    names = (
        say("{momentum:g} of the last step", momentum=momentum),
        say("push: −{lr:g} × gradient", lr=lr),
        say("hardly a push: the bottom is flat"),
    )
    lane = np.array([LANE * stage.scale * np.ptp(ax.get_xlim()) / ax.get_window_extent().width, 0])
    ends = [np.where(there, place, np.nan) for place in (places, places + kept, places + kept + pushes)]
    joints = np.stack(
        [np.stack([end + k * lane, end + (k + 1) * lane]) for k, end in enumerate(ends[:2])] + [np.stack([ends[2], ends[2] + 2 * lane])]
    )
    dotted = LineCollection([], colors=theme.muted, linewidths=points(2.5), linestyles=(0, (1.5, 1.5)), zorder=5)
    ax.add_collection(dotted, autolim=False)
    short = np.abs(pushes[:, 1:]) < 0.6 * lane[0]
    how: dict[str, Any] = {"sides": ("right",), "size": 24, "weight": "semibold", "gap": 4}
    shows: list[Show] = [lambda t: dotted.set_segments(list(joints[:, :, t]))]
    for k, (vector, colour) in enumerate(((kept, theme.ink), (pushes, theme.gradient))):
        begins = ends[k] + (k + 1) * lane
        at = np.column_stack([places[:, 0] + 3 * lane[0], begins[:, 1] + 0.2 * vector[:, 1]])
        stage.label(ax, at, [names[k + 1] if k and its else names[k] for its in short[:, 0]], colour, **how)
        shows.append(arrow(stage, ax, begins, begins + vector, colour, rim=0))
    return compose(*shows)


def chain(stage: Stage, ax: Axes, places: Floats, steps: Floats, pushes: Floats, momentum: float, row: int | None) -> Show:
    """The step of a `row` as all past `pushes` (rows, 2), tip to tail from the dot at `places` (rows, 2), and the last one alone.

    `steps` (rows, 2) are their sums. Without a row there is none. Returns show(t).
    """
    if row is None:
        return lambda t: None
    theme, way = stage.theme, places[row] + np.vstack([[0, 0], shares(pushes, momentum, row).cumsum(0)])
    how: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.0032, "headwidth": 4.5, "headaxislength": 5}
    links = ax.quiver(*way[:-1].T, *np.diff(way, axis=0).T, color=theme.gradient, zorder=5, **how)

    def here(place: Floats) -> Floats:
        return only(np.arange(len(places)) == row, np.tile(place, (len(places), 1)))

    foot = np.array([places[row, 0], way[:, 1].min()])
    alone, end = foot + pushes[row] * [1, 0], places[row] + steps[row]
    how = {"size": 24, "weight": "semibold"}
    told = say("their sum, the step: {times:.0f} × as far along", times=steps[row, 0] / (pushes[row, 0] or 1))
    stage.label(ax, here(end), told, theme.model, sides=("above", "above left"), gap=18, **how)
    name = say("all past pushes: with every step each shrinks to {momentum:g}", momentum=momentum)
    stage.label(ax, here(way[way[:, 1].argmax()]), name, theme.gradient, sides=("right", "above"), gap=32, **how)
    for link, name in ((0, say("oldest")), (-2, say("newest"))):
        stage.label(
            ax,
            here(way[link : link + 2 or None].mean(0)),
            name,
            theme.gradient,
            sides=("left",) if link == 0 else ("right",),
            size=24,
            gap=14,
        )
    stage.label(ax, here(alone), say("without momentum: the last push alone"), theme.gradient, sides=("right",), **how)
    return compose(
        lambda t: links.set_visible(t == row),
        arrow(stage, ax, here(foot), here(alone), theme.gradient, thin=True, rim=0),
        arrow(stage, ax, here(places[row]), here(end), theme.model, end=8),
        dot(stage, ax, here(end), theme.model, size=15, hollow=True),
    )
