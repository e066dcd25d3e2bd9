"""How the search by nudges is drawn: the losses that are computed, as a table over slope and intercept, and the line of the best try.

Of the run they need `a` (rows, 2), `at` (rows, 2) and `places` (rows, 4, 2), counted in nudges from the guess, `loss`, `tried` (rows, 4),
`best`, and `better`, whether that is lower.
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from scenes.shared.line_parts import line_of
from scenes.studio.draw.board import Board, Show, frame, words
from scenes.studio.draw.marks import Floats, arrow, compose, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

MOST = 30  # columns or rows of cells: more could not be told apart
LEAST = 40  # pixels: a narrower cell has no number


def tries(stage: Stage, ax: Axes, trace: Trace, by: float) -> Show:
    """The lines of the four tries, thin, and the one that wins, dashed, where one does; the guess is named. Returns show(t)."""
    rows = np.arange(len(trace))
    first = only(rows > 1, (1, trace.a[0].sum()))
    stage.label(ax, first, say("guess"), stage.theme.model, sides=("below left",), gap=6)
    lines = trace.a[:, None] + by * (trace.places - trace.at[:, None])
    goes = np.where(trace.better[:, None] > 0, lines[rows, trace.best], np.nan)
    thin = [line_of(stage, ax, lines[:, k], stage.theme.batch, width=1.5) for k in range(4)]
    return compose(*thin, line_of(stage, ax, goes, stage.theme.batch, dashed=True))


def table_of_losses(board: Board, trace: Trace, by: float) -> Show:
    """Every loss that has been computed, in a cell at its slope and intercept, and the bluer the higher. Returns show(t).

    The line now has a rim, and so have its four neighbours; that of the one to go to is thick. A way leads through the lines so far,
    below their numbers, and an arrow to the next.
    """
    theme, rows = board.theme, len(trace)
    low, high = (ends.astype(int) for ends in (trace.places.min((0, 1)), trace.places.max((0, 1))))
    high = np.minimum(high, low + MOST - 1)
    wide, tall = high - low + 1
    values, there, read = np.zeros((rows, tall, wide)), *(np.zeros((rows, tall, wide), bool) for _ in range(2))
    for t in range(rows):
        places = np.vstack([trace.at[t], trace.places[t]]).astype(int)
        for place, loss in zip(places, [trace.loss[t], *trace.tried[t]], strict=True):
            if (place <= high).all():
                cell = high[1] - place[1], place[0] - low[0]
                values[(slice(None), *cell)] = loss
                there[(slice(t, None), *cell)] = True
                read[(t, *cell)] = True
    left, foot = 110, 76
    size = (board.width - left) / wide, min((board.height - foot - 36) / tall, 86)
    share = (0.05 + 0.75 * np.sqrt(values / values.max()))[..., None]
    grounds = share * np.array(to_rgb(theme.loss)) + (1 - share) * np.array(to_rgb(theme.background))
    end = 36 + tall * size[1]
    for place in range(low[0], high[0] + 1, max(1, round(44 / size[0]))):
        x = left + (place - low[0] + 0.5) * size[0]
        board.text((x, end + 18), say("{slope:.3g}", slope=float(trace.a[0, 0] + by * place)), 20, ha="center", color=theme.muted)
    for place in range(low[1], high[1] + 1, max(1, round(30 / size[1]))):
        y = 36 + (high[1] - place + 0.5) * size[1]
        board.text((left - 10, y), say("{up:.3g}", up=float(trace.a[0, 1] + by * place)), 20, ha="right", color=theme.muted)
    board.text((left + wide * size[0] / 2, end + 52), say("slope"), 24, ha="center", color=theme.muted)
    board.text((20, 36 + tall * size[1] / 2), say("intercept"), 24, ha="center", va="center", rotation=90, color=theme.muted)
    number = min(28, 0.38 * size[0]) if min(size) > LEAST else 0
    form = "{value:.3g}" if values.max() >= 100 else "{value:.2f}"

    def boxes(at: Floats) -> Floats:
        x, y = left + (at[:, 0] - low[0]) * size[0], 36 + (high[1] - at[:, 1]) * size[1]
        return np.column_stack([x, y, x + size[0], y + size[1]])

    goes = np.where(trace.better[:, None] > 0, trace.places[np.arange(rows), trace.best], np.nan)
    here, ahead = boxes(trace.at), boxes(goes)
    centres = (here[:, :2] + here[:, 2:]) / 2
    middle, around = centres[0], 1.5 * np.array(size)
    aside = np.multiply(size, (-0.5, 0.5)) + np.array([2, -10])
    (way,) = board.ax.plot([], [], "-o", color=theme.model, linewidth=points(5), markersize=points(9), markeredgewidth=0, zorder=7)
    first = np.arange(rows) == 0
    said = (
        ("left, right: slope ± {by:g}", np.add(middle, (around[0] + 8, 0)), "left"),
        ("up, down: intercept ± {by:g}", np.subtract(middle, (size[0] / 2, around[1] + 18)), "left"),
    )
    table = cells(board, (left, 36), size, values, form, there, read, grounds=grounds[0], text=number, slots=False)
    return compose(
        table,
        lambda t: way.set_data((centres + aside)[: t + 1].T),
        arrow(board.stage, board.ax, centres + aside, (ahead[:, :2] + ahead[:, 2:]) / 2 + aside, theme.model),
        *(words(board, (float(at[0]), float(at[1])), np.where(first, say(told, by=by), "").tolist(), 24, ha=ha) for told, at, ha in said),
        frame(board, here, theme.model, 8),
        frame(board, ahead, theme.batch, 9, zorder=7),
    )
