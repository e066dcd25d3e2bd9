"""Descent on x²: its run, and how its films draw it: the parabola, and under its floor, row by row, each step along x."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from scenes.studio.draw.formula import formula
from scenes.studio.draw.marks import DOT, SHORTEST, Floats, Show, compose, dot, only, step_arrow
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, LABEL, TICK, points
from scenes.studio.run.descend import descend
from scenes.studio.words import say

BAR, STEP = 14, 5  # pixels: how thick the bar of a slope is, and a step that is past
FEWEST, MOST_WRITTEN = 6, 16  # rows that there is room for at least; rows that have their numbers beside them at most


def parabola_run(guess: float, lr: float, steps: int) -> Iterator[dict[str, Any]]:
    """Gradient descent on x², whose slope is 2x, from the guess: a row a step."""
    x = torch.tensor([guess], requires_grad=True)
    for loss in descend([x], lambda: (x**2).sum(), lr=lr, steps=steps):
        yield {"loss": loss, "a": x, "grad": x.grad}


def parabola(stage: Stage, ax: Axes, low: float, high: float, below: float = 0.5) -> float:
    """The parabola from x = `low` to `high`, and room for the steps under its floor, a share of `below`. Returns where that ends, in y."""
    theme, top = stage.theme, 1.06 * max(low**2, high**2)
    bottom = -top * below / (1 - below)
    ax.set(xlim=(low, high), ylim=(bottom, top), xlabel=say("x"))
    ax.set_yticks([tick for tick in MaxNLocator(4, steps=[1, 2, 3, 5, 10]).tick_values(0, top) if 0 <= tick <= top])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: say("{value:g}", value=value)))
    arms = np.linspace(low, high, 401)
    ax.plot(arms, arms**2, color=theme.loss, linewidth=points(4), zorder=2)
    ax.plot((low, high), (0, 0), color=theme.muted, linewidth=points(2), zorder=1)
    inner = arms[np.abs(arms) < 0.85 * max(-low, high)][::4]
    stage.avoid(ax, np.stack([np.column_stack([inner, height]) for height in (inner**2, 0 * inner)]).reshape(1, -1, 2), 4)
    return bottom


def rows_below(x: Floats, bottom: float, spare: float = 2) -> Floats:
    """A place in y for each row, down to `bottom` (rows,); all that follow when x, (rows,) or (rows, runs), hardly moves share the last.

    `spare` rows of room are left below.
    """
    x = x.reshape(len(x), -1)
    moves = (np.abs(x - x[-1]) > 0.01 * np.ptp(x, axis=0)).any(1)
    last = max(int(np.flatnonzero(moves)[-1]) + 2 if moves.any() else 1, FEWEST)
    return bottom * (np.minimum(np.arange(len(x)), last) + 1) / (max(min(len(x), last), FEWEST) + spare)


def steps_below(stage: Stage, ax: Axes, x: Floats, lr: float, rows: Floats) -> Show:
    """Under the floor, at y = `rows` (rows,), the step from each `x` (rows,): an arrow now, a line once it is past. Returns show(t).

    They hang on a dot on the parabola. An `x` of nan is not drawn, nor is the step that leads out of the axes.
    """
    theme, places = stage.theme, np.column_stack([x, x**2])
    starts, slopes = np.column_stack([x, rows]), np.column_stack([-2 * x, 0 * x])
    low, high = ax.get_xlim()
    ends = x * (1 - 2 * lr)
    steps = only((low <= ends) & (ends <= high), lr * slopes)
    short = np.abs(steps[:, :1]) < (SHORTEST + DOT) * _pixel(stage, ax)[0]
    (plumb,) = ax.plot([], [], color=theme.muted, linewidth=points(2), zorder=2)
    (been,) = ax.plot([], [], "o", color=theme.model, markersize=points(13), markeredgewidth=0, alpha=FAINT, zorder=4)
    stage.follow(ax, places)

    def show(t: int) -> None:
        plumb.set_data([x[t], x[t]], [x[t] ** 2, rows[t]])
        been.set_data(places[:t].T)

    thick = _thickness(stage, ax, rows)
    return compose(
        show,
        _pieces(ax, starts, starts + steps, theme.model, min(STEP, thick), (FAINT, 0)),
        _pieces(ax, starts, np.where(short, starts + steps, np.nan), theme.model, STEP, (0, 1)),
        dot(stage, ax, starts, theme.model, size=7),
        step_arrow(stage, ax, starts, steps),
        dot(stage, ax, places, theme.model, size=18),
    )


def rival(stage: Stage, ax: Axes, x: Floats, rows: Floats, lr: float) -> Show:
    """In the last row, below all others, what steps as long as the first would do: they jump past the bottom. Returns show(t)."""
    theme, step, last = stage.theme, -2 * lr * x[0], len(x) - 1
    ends = x[0] + step * np.arange(int(0.5 / lr) + 2)
    down = rows.min() - 2.4 * (rows[0] - rows[1 % len(rows)])
    (line,) = ax.plot([], [], "|--", color=theme.ink, linewidth=points(3), markersize=points(16), markeredgewidth=points(3), zorder=4)
    (landed,) = ax.plot([], [], "o", color=theme.ink, markersize=points(14), fillstyle="none", markeredgewidth=points(3), zorder=6)
    stage.avoid(ax, np.where(np.arange(len(x))[:, None, None] == last, np.column_stack([ends, ends**2]), np.nan), 9)
    shown = np.where(
        np.arange(len(x))[:, None, None] == last, np.column_stack([np.linspace(ends[0], ends[-1], 24), np.full(24, down)]), np.nan
    )
    stage.avoid(ax, shown, 6)
    told = say("equal steps of {step:.3g}", step=abs(step))
    only = np.where(np.arange(len(x))[:, None] == last, (x[0], down), np.nan)
    stage.label(ax, only, told, theme.ink, sides=("above right", "above left"), gap=10)

    def show(t: int) -> None:
        seen = ends if t == last else ends[:0]
        line.set_data(seen, np.full(len(seen), down))
        landed.set_data(seen[1:], seen[1:] ** 2)

    return show


def slope_bars(stage: Stage, ax: Axes, x: Floats, slope: Floats, rows: Floats) -> Show:
    """Row by row, at y = `rows` (rows,), a bar downhill from `x` (rows,) that is as long as the `slope` (rows,), named at its end.

    Returns show(t).
    """
    starts, ends = np.column_stack([x, rows]), np.column_stack([x - slope, rows])
    texts = [say("slope {slope:.3g}" if row < 2 else "{slope:.3g}", slope=its) for row, its in enumerate(slope)]
    bars = _pieces(ax, starts, ends, stage.theme.gradient, _thickness(stage, ax, rows), (0.2, 0.5))
    return compose(bars, numbers_beside(stage, ax, ends, texts, stage.theme.gradient, slope < 0))


def step_rule(stage: Stage, ax: Axes, lr: float) -> None:
    """The rule of descent with this rate, above the middle of the axes, in the colours of its parts, and the rate below it."""
    theme = stage.theme
    parts = (say("step"), theme.model), (say(" = −{lr:g} × ", lr=lr), theme.ink), (say("slope"), theme.gradient)
    formula(stage, ax, (0.5, 1), parts, down=40)
    formula(stage, ax, (0.5, 1), [(say("the learning rate is {lr:g}", lr=lr), theme.muted)], size=LABEL, weight="regular", down=80)


def numbers_beside(
    stage: Stage, ax: Axes, places: Floats, texts: list[str], colour: str, right: NDArray[np.bool_], now: bool = True
) -> Show:
    """A text beside each of `places` (rows, 2) from its row on, or where not `now` from the next one on, at its `right` or its left.

    None where the rows are too many or too close to be read. Returns show(t).
    """
    if len(texts) > MOST_WRITTEN or (places[0, 1] - places[:2, 1].min()) < 16 * _pixel(stage, ax)[1]:
        return lambda t: None
    written = []
    for place, words, at_right in zip(places, texts, right, strict=True):
        text = ax.annotate(words, place, (points(9 if at_right else -9), 0), textcoords="offset points", color=colour, visible=False)
        text.set(ha="left" if at_right else "right", va="center_baseline", fontsize=stage.canvas.letters(TICK))
        written.append(text)

    def show(t: int) -> None:
        for row, text in enumerate(written):
            text.set_visible((row < t and places[row, 1] > places[t, 1]) or (row == t and now))  # later ones may share a place

    return show


def _pieces(ax: Axes, starts: Floats, ends: Floats, colour: str, width: float, strength: tuple[float, float]) -> Show:
    """Straight pieces from `starts` to `ends` (rows, 2): how strong past ones are, and that of now. Returns show(t)."""
    lines = [LineCollection([], colors=colour, linewidths=points(width), alpha=alpha, zorder=3, capstyle="butt") for alpha in strength]
    for kind in lines:
        ax.add_collection(kind, autolim=False)
    pieces = np.stack([starts, ends], 1)

    def show(t: int) -> None:
        lines[0].set_segments(list(pieces[:t]))
        lines[1].set_segments(list(pieces[t : t + 1]))

    return show


def _thickness(stage: Stage, ax: Axes, rows: Floats) -> float:
    """How thick bars in these rows can be, in pixels of the canvas."""
    apart = (rows[0] - rows.min()) / max(len(set(rows)) - 1, 1) / _pixel(stage, ax)[1]
    return float(max(1.0, min(BAR, 0.7 * apart)))


def _pixel(stage: Stage, ax: Axes) -> Floats:
    """How wide and high a pixel of the canvas is, in data coordinates (2,)."""
    return np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1) / ax.bbox.size * stage.scale
