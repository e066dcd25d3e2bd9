"""How a matrix product is drawn: rows of numbers under the parameters that they are multiplied by, and their sums as heights of a line.

Of the run they need `rows_done`, 0, 1, or 2 for all rows; `column`, how far these have come: 0 for the first product, 2 for the sum, 3 for
torch's product; and `y`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from scenes.studio.draw.board import Board, Show, frame, mixed, names, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.cover import LETTERING
from scenes.studio.draw.marks import Floats, arrow, compose, only
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

LEFT, OVER, ASIDE = 44, 36, 13  # of the tables, the upper one’s top; by how much the first arrow stands beside the second


@dataclass(frozen=True)
class Plan:
    """Where things are on the board: how `wide` and `high` cells are, where rows begin, results, the plot, and sizes of letters."""

    wide: float
    over: float  # the height of the cells of the parameters
    top: float
    high: float
    results: float
    plot: tuple[float, float, float, float]
    large: float
    small: float


def rows_and_line(board: Board, trace: Trace, x: Floats, a: Sequence[float]) -> Show:
    """Rows `x` (n, 2), by falling places, under the parameters `a`; beside each its sum and its result, in a plot its products as arrows.

    At last the parameters stand upright between the rows and the results, as x @ a. Returns show(t).
    """
    n, theme = len(x), board.theme
    if board.stage.canvas.wide:
        plan = Plan(100, 60, 170, min(70, (board.height - 180) / n), 490, (680, 44, board.width - 10, board.height - 50), 38, 24)
    else:
        plan = Plan(90, 46, 128, 228 / n, board.width - 93, (40, 402, board.width - 6, board.height - 44), 26, 19)
    column, down = trace.column[:, None], np.arange(n)
    first = (down == 0) & (trace.rows_done[:, None] == 1) | (trace.rows_done[:, None] == 2)
    now, ended, working = first & (column < 3), trace.column == 3, column < 3
    summed = first & (column >= 2) | (down == 0) & (trace.rows_done[:, None] == 2)
    wide, top, bottom, middles = plan.wide, plan.top, plan.top + n * plan.high, plan.top + plan.high * (0.5 + down)
    letters, between = min(30, plan.high - 8), (LEFT + 2 * wide, plan.results)
    names(board, [LEFT + wide / 2, LEFT + 1.5 * wide, plan.results + wide / 2], top - 24, ["place", "always 1", "height"], size=plan.small)
    names(board, 16, (top + bottom) / 2, ["x"], size=32, color=theme.ink, mono=True)
    reads, size = (now.any(1) & ~ended)[:, None, None] & (column == [0, 2])[:, None], (wide, plan.high)
    how: dict[str, Any] = {"colour": theme.model, "text": letters, "slots": False}
    movers: list[Show] = [cells(board, (LEFT, OVER), (wide, plan.over), [[*a]], "{value:g}", there=~ended, read=reads, **how)]
    for k, form in enumerate(("{value:.2f}", "{value:.0f}")):
        read = (now & (column == 2 * k))[..., None]
        movers.append(cells(board, (LEFT + k * wide, top), size, x[:, k : k + 1], form, read=read, text=letters))
    lit = (summed & now & (column == 2))[..., None]
    movers.append(cells(board, (plan.results, top), size, trace.y[..., None], there=summed[..., None], lit=lit, text=letters))
    for k, name in enumerate(("slope", "intercept")):
        told = _when(~ended, say(name))
        movers.append(words(board, (LEFT + (k + 0.5) * wide, OVER / 2), told, plan.small, ha="center", color=theme.model))
    movers.append(words(board, (16, OVER + plan.over / 2), _when(~ended, say("a")), 32, ha="center", mono=True))
    movers.append(_written(board, plan, bottom, between, a, ended, how))
    for box in board.ax.patches:
        box.set_gid(LETTERING)  # of tables, which are empty without their numbers
    movers += _sums(board, plan, between, middles, x[:, 0], a, first & working, summed & working)
    return compose(*movers, _plot(board, plan, x[:, 0], a, first & working, summed, now, ended))


def _when(flags: Any, text: str) -> list[str]:
    """The text in the rows where `flags` (rows,) are true, and none in the others."""
    return [str(its) for its in np.where(flags, text, "")]


def _written(
    board: Board, plan: Plan, bottom: float, between: Sequence[float], a: Sequence[float], ended: Any, how: dict[str, Any]
) -> Show:
    """When the run has `ended` (rows,): the parameters `a` upright between rows and results, all three framed, and x @ a over them."""
    middle, left = (plan.top + bottom) / 2, (sum(between) - plan.wide) / 2
    right, (start, end) = left + plan.wide, between
    boxes = (
        (LEFT, plan.top, start, bottom),
        (left, middle - plan.over, right, middle + plan.over),
        (end, plan.top, end + plan.wide, bottom),
    )
    column = cells(board, boxes[1][:2], (plan.wide, plan.over), [[value] for value in a], "{value:g}", there=ended, **how)
    signs = ("@", (start + left) / 2, middle), ("a", (left + right) / 2, middle - plan.over - 24), ("=", (right + end) / 2, middle)
    return compose(
        column,
        *(words(board, (across, down), _when(ended, say(sign)), 32, ha="center", mono=True) for sign, across, down in signs),
        *(frame(board, np.where(ended[:, None], box, np.nan)) for box in boxes),
        words(board, (LEFT, plan.over / 2), _when(ended, say("height = x @ a")), plan.large, mono=True, color=board.theme.batch),
        words(board, (LEFT, plan.over / 2 + 1.3 * plan.large), _when(ended, say("@: each row times a, added up")), plan.small),
    )


def _sums(
    board: Board, plan: Plan, between: Sequence[float], middles: Floats, x: Floats, a: Sequence[float], first: Any, summed: Any
) -> list[Show]:
    """In each row, from the table to the result, its products, 2.70 + 2 =, in the rows of `first` and `summed`; over them what they are."""
    (left, right), (slope, intercept), ink, red = between, a, board.theme.ink, board.theme.model
    ends = left + 0.56 * (right - left), left + 0.6 * (right - left), right - 12
    heads = (ends[0], say("{a:g} × place", a=slope), "right", red, first), (ends[1], say("+ {b:g} × 1", b=intercept), "left", ink, summed)
    movers = [
        words(board, (place, plan.top - 24), _when(when.any(1), text), plan.small, ha=side, color=colour)
        for place, text, side, colour, when in heads
    ]
    for i, y in enumerate(middles):
        parts = (
            (ends[0], say("{product:.2f}", product=slope * x[i]), "right", red, first),
            (ends[1], say("+ {b:g}", b=intercept), "left", ink, summed),
            (ends[2], "=", "right", board.theme.muted, summed),
        )
        for place, text, side, colour, when in parts:
            movers.append(words(board, (place, y), _when(when[:, i], text), 26, ha=side, color=colour))
    return movers


def _plot(board: Board, plan: Plan, x: Floats, a: Sequence[float], first: Any, summed: Any, now: Any, ended: Any) -> Show:
    """The line of the parameters `a`, pale, over the places `x` (n,), and over each, where `first` and `summed` (rows, n), its products.

    They are arrows one after the other: slope times place from 0, the intercept from there to a dot on the line. When the run has
    `ended` (rows,), the line is strong and the dots bear their heights. Returns show(t).
    """
    (left, top, right, bottom), theme, (slope, intercept), stage = plan.plot, board.theme, a, board.stage
    low, high = x.min() - 0.2, x.max() + 0.08
    ys = np.concatenate([slope * x, slope * x + intercept, [0, slope * high + intercept]])
    lowest, highest = float(np.floor(2 * ys.min())) / 2, float(np.ceil(ys.max()))
    across = np.interp(x, (low, high), (left, right))

    def height(values: Any) -> Floats:
        return np.asarray(np.interp(values, (lowest, highest), (bottom, top)))

    zero, ends, tops = float(height(0)), height(slope * x), height(slope * x + intercept)
    line = np.array([[left, right], height(slope * np.array([low, high]) + intercept)])
    ax, clear = board.ax, [withStroke(linewidth=points(5), foreground=theme.background)]
    pale = mixed(theme.model, theme.background, 0.35)
    ax.plot([left, left], [top, bottom], color=theme.muted, linewidth=points(2), zorder=1)
    ax.plot([left, right], [zero, zero], color=theme.muted, linewidth=points(2), zorder=1)
    (drawn,) = ax.plot(*line, linewidth=points(5), zorder=3)
    for place, y in zip(across, tops, strict=True):
        ax.plot([place, place], [bottom, y], ":", color=theme.muted, linewidth=points(2), zorder=1)
    for tick in np.arange(np.ceil(lowest), highest + 1):
        board.text((left - 12, float(height(tick))), say("{tick:g}", tick=tick), 22, ha="right", color=theme.muted)
    board.text((left + 12, top), say("height"), 24, color=theme.muted)
    board.text((max(left - 12, 52), bottom + 24), say("place"), 24, ha="right", color=theme.muted)
    named, movers = say("{a:g} × place + {b:g}", a=slope, b=intercept), list[Show]()
    for part, lower, side, when in ((0.34, -30, "right", ~summed.all(1)), (0.66, 34, "left", ended)):  # clear of heights and of arrows
        seat = left + part * (right - left), float(np.interp(part, (0, 1), line[1])) + lower
        movers.append(words(board, seat, _when(when, named), 24, ha=side, color=theme.model, path_effects=clear))
    ticks: list[Text] = [
        board.text((float(place), bottom + 24), say("{place:.2f}", place=float(its)), 22, ha="center", color=theme.muted)
        for place, its in zip(across, x, strict=True)
    ]
    told = [
        board.text((float(place) - 12, float(y) - 18), say("{y:.2f}", y=float(slope * its + intercept)), 24, ha="right", path_effects=clear)
        for place, y, its in zip(across, tops, x, strict=True)
    ]
    for i in range(len(x)):
        foot, turn = (across[i] - ASIDE, zero), (across[i] - ASIDE, ends[i])
        for (start, end), there, colour in (
            ((foot, turn), first[:, i], theme.model),
            (((across[i], ends[i]), (across[i], tops[i])), summed[:, i] & ~ended, theme.ink),
        ):
            movers.append(arrow(stage, ax, only(there, start), only(there, end), colour, rim=0, end=9 * (start != foot)))

    def show(t: int) -> None:
        drawn.set_color(theme.model if ended[t] else pale)
        for i, tick in enumerate(ticks):
            tick.set(color=theme.batch if now[t, i] else theme.muted)
            told[i].set_visible(bool(summed[t, i] and (ended[t] or now[t, i])))

    return compose(show, *movers, dots(stage, ax, across, tops, theme.batch, 18, summed, zorder=7))
