"""How a matrix product is drawn: rows of numbers under the parameters that they are multiplied by, and their products as arrows.

Of the run they need `rows_done`, 0, 1, or 2 for all rows; `column`, how far these have come: 0 for the first product, 2 for the sum, 3 for
torch's product; and `y`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.patheffects import withStroke

from scenes.studio.draw.board import Board, Show, frame, names, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.cover import LETTERING
from scenes.studio.draw.marks import Floats, arrow, compose, only
from scenes.studio.draw.tables import cells, factor
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

LEFT, TOP, OVER = 44, 170, 14  # of the table; by how much the first arrow is over the second


def rows_as_arrows(board: Board, trace: Trace, x: Floats, a: Sequence[float]) -> Show:
    """Rows `x` (n, 2), by falling places, under the parameters `a`; beside each its products as arrows, one after the other, to its height.

    Heights are measured to the right. At the far right are the results, at last framed with x and a as x @ a; there the arrows make way
    for the line at these places. Returns show(t).
    """
    stage, theme, n, (slope, intercept) = board.stage, board.theme, len(x), a
    wide, large, small, heights = (110, 40, 24, (-2.7, 5.4)) if stage.canvas.wide else (72, 28, 19, (-4.1, 5.4))
    high = min(70, (board.height - TOP - 10) / n)
    results, scale = board.width - wide, (LEFT + 2 * wide + 20, board.width - wide - 24)
    column, down = trace.column[:, None], np.arange(n)
    begun = (down == 0) & (trace.rows_done[:, None] == 1) | (trace.rows_done[:, None] == 2)
    now = begun & (column < 3)
    first, summed, ended = (begun & (column >= k) for k in (0, 2, 3))
    summed |= (down == 0) & (trace.rows_done[:, None] == 2)

    def across(height: Floats | float) -> Floats:
        return np.asarray(np.interp(height, heights, scale))

    clear = [withStroke(linewidth=points(5), foreground=theme.background)]  # the rule at 0 passes behind some words
    middles = TOP + high * (0.5 + down)
    zero, ends, tops = float(across(0)), across(slope * x[:, 0]), across(slope * x[:, 0] + intercept)
    rule: list[Any] = board.ax.plot([zero, zero], [TOP - 8, TOP + n * high], color=theme.muted, linewidth=points(2), zorder=1)
    ticks = np.arange(-1.0, 6)
    rule += [board.text((float(across(tick)), TOP - 24), say("{tick:g}", tick=tick), 22, ha="center", color=theme.muted) for tick in ticks]
    rule.append(board.text((float(across(2)), TOP - 60), say("height of the line"), 24, ha="center", color=theme.muted))
    names(board, [LEFT + wide / 2, LEFT + 1.5 * wide], 16, ["slope", "intercept"], size=small, color=theme.model)
    names(board, [LEFT + wide / 2, LEFT + 1.5 * wide, results + wide / 2], TOP - 24, ["place", "always 1", "height"], size=small)
    names(board, [16, 16], [62, TOP + high * n / 2], ["a", "x"], size=32, color=theme.ink, mono=True)
    movers: list[Show] = [
        cells(
            board,
            (LEFT, 32),
            (wide, 60),
            [[*a]],
            "{value:g}",
            read=(now.any(1) & (trace.column < 3))[:, None, None] & (column == [0, 2])[:, None],
            colour=theme.model,
            text=32,
        ),
        *(
            cells(board, (LEFT + k * wide, TOP), (wide, high), x[:, k : k + 1], form, read=(now & (column == 2 * k))[..., None], text=30)
            for k, form in enumerate(("{value:.2f}", "{value:.0f}"))
        ),
        cells(
            board,
            (results, TOP),
            (wide, high),
            trace.y[..., None],
            there=summed[..., None],
            lit=(summed & now & (column == 2))[..., None],
            text=30,
        ),
    ]
    for box in board.ax.patches:
        box.set_gid(LETTERING)  # of tables, which are empty without their numbers
    for i in range(n):
        y, there = middles[i], (first[:, i] & ~ended[:, i], summed[:, i] & ~ended[:, i])
        spots = ((zero, y - OVER), (ends[i], y - OVER)), ((ends[i], y), (tops[i], y))
        for (start, end), seen, colour in zip(spots, there, (theme.model, theme.ink), strict=True):
            begin, tip = (only(seen, place) for place in (start, end))
            movers.append(arrow(stage, board.ax, begin, tip, colour, rim=0, end=9 * (start != spots[0][0])))
        told = say("{a:g} × {x}", a=slope, x=factor(x[i, 0]))
        if i == 0 and stage.canvas.wide:
            told = say("{told} = {product:.2f}", told=told, product=slope * x[i, 0])
        seat = min(zero, float(ends[i])) - 10, y - OVER
        movers.append(words(board, seat, np.where(there[0], told, "").tolist(), 24, ha="right", color=theme.model))
        plus = np.where(there[1], say("+ {b:g} × 1", b=intercept), "").tolist()
        movers.append(words(board, ((ends[i] + tops[i]) / 2, y + 20), plus, small, ha="center", path_effects=clear))
    movers.append(dots(stage, board.ax, tops, middles, theme.batch, 18, summed & ~ended, zorder=7))
    movers.append(_line(board, (scale[0] + 40, TOP, scale[1], TOP + n * high - 44), x[:, 0], a, ended[:, :1]))
    boxes = (LEFT, 32, LEFT + 2 * wide, 92), (LEFT, TOP, LEFT + 2 * wide, TOP + n * high), (results, TOP, board.width - 3, TOP + n * high)
    movers += [frame(board, np.where(ended[:, :1], box, np.nan)) for box in boxes]
    done = np.where(ended[:, 0], say("height = x @ a"), "").tolist()
    movers.append(words(board, (scale[1], 30), done, large, mono=True, ha="right", color=theme.batch))
    told = np.where(ended[:, 0], say("@: each row times a, added up"), "").tolist()
    movers.append(words(board, (scale[1], 76), told, small, ha="right"))

    def show(t: int) -> None:
        for part in rule:
            part.set_visible(not ended[t, 0])

    return compose(show, *movers)


def _line(board: Board, box: tuple[float, float, float, float], x: Floats, a: Sequence[float], when: Floats) -> Show:
    """The line of the parameters `a` in a box, places across, heights up, in the rows of `when` (rows, 1); a dot at each place `x` (n,)."""
    (left, top, right, bottom), theme, (slope, intercept) = box, board.theme, a
    low, high = float(np.floor(2 * x.min()) / 2), float(np.ceil(2 * x.max()) / 2)
    highest = float(np.ceil(slope * high + intercept))
    clear = [withStroke(linewidth=points(5), foreground=theme.background)]

    def at(place: float) -> tuple[float, float]:
        """Where the line is at this place, on the board."""
        height = slope * place + intercept
        return float(np.interp(place, (low, high), (left, right))), float(np.interp(height, (0, highest), (bottom, top)))

    ends, seats = np.array([at(low), at(high)]), np.array([at(place) for place in x])
    parts: list[Any] = [
        *board.ax.plot(*ends.T, color=theme.model, linewidth=points(5), zorder=4),
        *board.ax.plot([left, left, right], [top, bottom, bottom], color=theme.muted, linewidth=points(2), zorder=1),
        board.text((left + 10, top), say("height"), 24, color=theme.muted),
        board.text((right, bottom + 24), say("place"), 24, ha="right", color=theme.muted),
        board.text((at((low + high) / 2)[0] + 16, at((low + high) / 2)[1] + 20), "", 24, color=theme.model),
    ]
    parts[-1].set_text(say("{a:g} × place + {b:g}", a=slope, b=intercept))
    parts += [
        board.text((left - 12, y), say("{tick:g}", tick=tick), 22, ha="right", color=theme.muted)
        for y, tick in ((top, highest), (bottom, 0))
    ]
    for place in np.arange(low, high, 0.5):
        parts.append(board.text((at(place)[0], bottom + 24), say("{tick:g}", tick=place), 22, ha="center", color=theme.muted))
    for (across, down), place in zip(seats, x, strict=True):
        told = say("{y:.2f}", y=slope * place + intercept)
        parts.append(board.text((across - 12, down - 18), told, 24, ha="right", path_effects=clear))

    def show(t: int) -> None:
        for part in parts:
            part.set_visible(bool(when[t, 0]))

    return compose(show, dots(board.stage, board.ax, seats[:, 0], seats[:, 1], theme.batch, 18, when, zorder=7))
