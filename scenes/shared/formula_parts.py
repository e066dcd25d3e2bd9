"""A formula over a table: each symbol stands over its column; and the line that the formula describes."""

from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.shared.line_parts import line_among_points
from scenes.studio.draw.board import Board, Place, Show, beside, frame, numbers, words
from scenes.studio.draw.marks import compose, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
PLACES, SIGNS = (110, 262, 400, 548, 676), {196: "=", 318: "·", 486: "+", 604: "·"}  # middles on the board: y, a₁, x₁, a₂, x₂
HEAD, TOP = 54, 124  # where the formula stands, and where the table begins


def formula_over_table(
    board: Board, trace: Trace, x: torch.Tensor, y: torch.Tensor, a: Sequence[float], symbols: Sequence[Sequence[str]]
) -> Show:
    """The formula, and under it the points x (n, 2) and y (n,), in numbers where they have been worked out. Returns show(t).

    `symbols` are those of each form, over the columns y, a₁, x₁, a₂, x₂; those in brackets are new, "" are not there yet. `trace.form`
    says which form it is, `trace.point` the point that is worked out, from 1 on; in the last form those before it stay worked out, too.
    """
    theme, every, form = board.theme, np.arange(len(y)), trace.form
    high = min(54, (board.height - TOP) / len(y))
    there = np.array([[bool(text) for text in symbols[now]] for now in form])  # (rows, symbols)
    here = (every == trace.point[:, None] - 1)[..., None]
    told = here[..., 0] | ((form == len(symbols) - 1)[:, None] & (every < trace.point[:, None] - 1))
    ended = np.arange(len(trace))[:, None] == len(trace) - 1
    numbers(board, 34, TOP, high, range(1, len(y) + 1))
    movers = [
        cells(board, (50, TOP), (120, high), y[:, None], lit=here, text=28),
        cells(board, (340, TOP), (120, high), x[:, :1], read=here, text=28),
        cells(board, (626, TOP), (100, high), x[:, 1:], "{value:.0f}", there[:, 4], here & there[:, 4, None, None], slots=False, text=28),
    ]
    for k, place in enumerate(PLACES):
        texts = [say(symbols[now][k], i=str(i).translate(SUBSCRIPTS)) for now, i in zip(form, trace.point, strict=True)]
        movers.append(_symbol(board, (place, HEAD), texts, trace.point == 1))
    for k, (place, sign) in enumerate(SIGNS.items()):
        shown = there[:, k + 1]  # a sign is there if what follows it is
        movers.append(words(board, (place, HEAD), np.where(shown, sign, ""), 44, ha="center"))
        movers.append(beside(board, place, TOP, high, sign, told & shown[:, None], 28))
    for place, parameter in zip(PLACES[1::2], a, strict=True):
        column = place - 27, TOP + 3, place + 27, TOP + high * len(y) - 3
        movers.append(beside(board, place, TOP, high, say("{value:g}", value=parameter), told, 28, color=theme.model))
        movers.append(frame(board, np.where(ended, column, np.nan), theme.model, 4))
    return compose(*movers)


def _symbol(board: Board, place: Place, texts: Sequence[str], fresh: NDArray[np.bool_]) -> Show:
    """A symbol of the formula; while it is `fresh` and in brackets it is on a ground of its own."""
    ground = Rectangle((place[0] - 40, place[1] - 34), 80, 68, color=board.theme.batch, linewidth=0, zorder=1)
    board.ax.add_patch(ground)
    text = board.text(place, "", 44, ha="center")

    def show(t: int) -> None:
        new = bool(fresh[t]) and texts[t].startswith("[")
        ground.set_visible(new)
        text.set(text=texts[t].strip("[]"), color=board.theme.background if new else board.theme.ink)

    return show


def line_with_names(
    stage: Stage, ax: Axes, trace: Trace, x: torch.Tensor, y: torch.Tensor, a: Sequence[float], names: Sequence[Sequence[str]]
) -> Show:
    """The line, which never changes, its points, and the one that is worked out. Returns show(t).

    `names` are those of slope and intercept, in each form.
    """
    theme, (slope, intercept) = stage.theme, a
    line_among_points(stage, ax, x, y, np.array([a]), usual=(-2, 6))(0)
    ax.plot([0, 1, 1], [intercept, intercept, intercept + slope], color=theme.model, linewidth=points(2), linestyle="--", zorder=3)
    (given,) = ax.plot(x[:, 0], y, "o", color=theme.data, markersize=points(13), zorder=6)
    given.set(markeredgecolor=theme.background, markeredgewidth=points(2))
    stage.avoid(ax, np.column_stack([x[:, 0], y])[None])
    stage.label(ax, (0.5, intercept), say("1"), theme.model, sides=("below",), gap=4)
    for k, (value, place, side) in enumerate(((slope, (1, intercept + 0.28 * slope), "left"), (intercept, (0, intercept), "above left"))):
        texts = [say("{name} = {value:g}", name=names[form][k], value=value) for form in trace.form]
        stage.label(ax, place, texts, theme.model, sides=(side,), size=24)
    return dot(stage, ax, np.column_stack([trace.x, trace.y]), theme.batch, size=18)
