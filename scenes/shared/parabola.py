"""Descent on x²: its run, and how its films draw it: the parabola, and under its floor, row by row, each step along x.

The slope at x is 2x. So a bar as long as the slope, drawn from x downhill, ends at the mirror point −x, and a step covers the part of the
bar that the learning rate says: past the bottom at rates over ½, past the mirror point, and so to a higher place, at rates over 1.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from scenes.studio.draw.marks import DOT, RING, SHORTEST, compose, dot, step_arrow
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import TICK, points
from scenes.studio.run.descend import descend
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
BAR, STEP = 14, 5  # pixels: how thick the bar of a slope is, and the step on it
FEWEST, MOST_WRITTEN = 6, 16  # rows that there is room for at least; rows that have their numbers beside them at most


def parabola_run(guess: float, lr: float, steps: int) -> Iterator[dict[str, Any]]:
    """Gradient descent on x², whose slope is 2x, from the guess: a row a step."""
    x = torch.tensor([guess], requires_grad=True)
    for loss in descend([x], lambda: (x**2).sum(), lr=lr, steps=steps):
        yield {"loss": loss, "a": x, "grad": x.grad}


def parabola(stage: Stage, ax: Axes, reach: float, below: float = 0.5) -> float:
    """The parabola from −`reach` to `reach`, and room for the steps under its floor, a share of `below`. Returns where that ends, in y."""
    theme, top = stage.theme, 1.06 * reach**2
    bottom = -top * below / (1 - below)
    ax.set(xlim=(-reach, reach), ylim=(bottom, top), xlabel=say("x"))
    ax.set_yticks([tick for tick in MaxNLocator(4, steps=[1, 2, 3, 5, 10]).tick_values(0, top) if 0 <= tick <= top])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: say("{value:g}", value=value)))
    arms = np.linspace(-reach, reach, 401)
    ax.plot(arms, arms**2, color=theme.loss, linewidth=points(4), zorder=2)
    ax.plot((-reach, reach), (0, 0), color=theme.muted, linewidth=points(2), zorder=1)
    stage.avoid(ax, np.stack([np.column_stack([arms, height])[::4] for height in (arms**2, 0 * arms)]).reshape(1, -1, 2), 4)
    return bottom


def rows_below(x: Floats, bottom: float, spare: float = 2) -> Floats:
    """A place in y for each row, down to `bottom` (rows,); all that follow when x, (rows,) or (rows, runs), hardly moves share the last.

    `spare` rows of room are left below.
    """
    x = x.reshape(len(x), -1)
    moves = (np.abs(x - x[-1]) > 0.01 * np.ptp(x, axis=0)).any(1)
    last = max(int(np.flatnonzero(moves)[-1]) + 2 if moves.any() else 1, FEWEST)
    return bottom * (np.minimum(np.arange(len(x)), last) + 1) / (max(min(len(x), last), FEWEST) + spare)


def steps_below(stage: Stage, ax: Axes, x: Floats, lr: float, rows: Floats, written: bool = True) -> Show:
    """Under the floor, at y = `rows` (rows,), the slope at each `x` (rows,) as a bar, and the step as an arrow on it. Returns show(t).

    They hang on a dot on the parabola. Where `written`, sums stand beside arrow and bar, and their numbers stay when they are past.
    An `x` of nan is not drawn, nor is the step that leads out of the axes.
    """
    theme, slope = stage.theme, 2 * x
    starts, along = np.column_stack([x, rows]), np.column_stack([-slope, 0 * x])
    inside = np.where(np.abs(x - lr * slope) <= ax.get_xlim()[1], lr, np.nan)[:, None]
    bars, steps = (np.stack([starts, starts + part * along], 1) for part in (1, inside))
    long = np.abs(lr * slope) > (SHORTEST + DOT) * _pixel(stage, ax)[0]
    stubs = np.where(long[:, None, None], np.nan, steps)  # of those too short for an arrow
    thick = max(1.0, min(BAR, 0.7 * (rows[0] - rows.min()) / max(len(set(rows)) - 1, 1) / _pixel(stage, ax)[1]))
    (plumb,) = ax.plot([], [], color=theme.muted, linewidth=points(2), zorder=2)
    (been,) = ax.plot([], [], "o", color=theme.model, markersize=points(13), markeredgewidth=0, alpha=0.45, zorder=4)
    lines = [
        LineCollection([], colors=colour, linewidths=points(width), alpha=alpha, zorder=3, capstyle="butt")
        for colour, width, alpha in [
            *[(theme.gradient, thick, 0.2), (theme.model, min(STEP, thick), 0.5)],  # past
            *[(theme.gradient, BAR, 0.45), (theme.model, STEP, 1.0)],  # now
        ]
    ]
    for kind in lines:
        ax.add_collection(kind, autolim=False)
    places = np.column_stack([x, x**2])
    stage.follow(ax, places)

    def show(t: int) -> None:
        plumb.set_data([x[t], x[t]], [x[t] ** 2, rows[t]])
        been.set_data(places[:t].T)
        for kind, pieces in zip(lines, (bars[:t], steps[:t], bars[t : t + 1], stubs[t : t + 1]), strict=True):
            kind.set_segments(list(pieces))

    arrows = step_arrow(stage, ax, starts, inside * along)
    marks = [show, dot(stage, ax, starts, theme.model), arrows, dot(stage, ax, places, theme.model, size=18)]
    if written:
        stage.avoid(ax, starts[:, None] + along[:, None] * np.linspace(0, max(1, lr), 25)[:, None], 6)
        sums = [say("{lr:g} × {size:.3g} = {step:.2g}", lr=lr, size=size, step=lr * size) for size in np.abs(slope)]
        stage.label(ax, steps.mean(1), sums, theme.model, sides=("below", "below right", "below left"))
        ahead = ("right", "below left") if slope[0] < 0 else ("left", "below right")
        stage.label(ax, bars[:, 1], [say("−slope = {size:.3g}", size=-size) for size in slope], theme.gradient, sides=ahead)
        marks += [_numbers(stage, ax, starts, lr * slope, "{size:.2g}", theme.model)]
        marks += [_numbers(stage, ax, (bars if lr < 1 else steps)[:, 1], -slope, "{size:.3g}", theme.gradient)]
    return compose(*marks)


def landing(stage: Stage, ax: Axes, x: Floats, lr: float) -> Show:
    """On the parabola a ring where the step from `x` (rows,) lands, and a level line from x to its mirror point. Returns show(t)."""
    theme, lands = stage.theme, np.where(np.abs(x * (1 - 2 * lr)) <= ax.get_xlim()[1], x * (1 - 2 * lr), np.nan)
    (level,) = ax.plot([], [], color=theme.ink, linewidth=points(2.5), linestyle=(0, (3, 2)), zorder=3)
    mirror = dot(stage, ax, np.column_stack([-x, x**2]), theme.ink, size=9)
    ring = dot(stage, ax, np.column_stack([lands, lands**2]), theme.model, size=RING, hollow=True)
    return compose(lambda t: level.set_data([x[t], -x[t]], [x[t] ** 2] * 2), mirror, ring)


def _numbers(stage: Stage, ax: Axes, places: Floats, sizes: Floats, words: str, colour: str) -> Show:
    """The sizes (rows,) of what is past, in these words, beside `places` (rows, 2): at the right of positive ones. Returns show(t)."""
    if len(sizes) > MOST_WRITTEN:
        return lambda t: None
    sides, texts = np.where(sizes > 0, 1, -1), []
    taken = [places + np.column_stack([sides * _pixel(stage, ax)[0] * away, 0 * sizes]) for away in (16, 30)]
    rows = range(len(sizes))
    stage.avoid(ax, [[np.where(row < t, at[row], np.nan) for at in taken for row in rows] for t in rows], 5)
    for place, size, side in zip(places, sizes, sides, strict=True):
        text = ax.annotate(say(words, size=abs(size)), place, (side * points(9), 0), textcoords="offset points")
        text.set(ha="left" if side > 0 else "right", va="center_baseline", fontsize=points(TICK), color=colour, visible=False)
        texts.append(text)

    def show(t: int) -> None:
        for row, text in enumerate(texts):
            text.set_visible(row < t and places[row, 1] > places[t, 1])  # later ones may share a place

    return show


def _pixel(stage: Stage, ax: Axes) -> Floats:
    """How wide and high a pixel of the canvas is, in data coordinates (2,)."""
    return np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1) / ax.bbox.size * stage.scale
