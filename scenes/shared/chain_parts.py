"""How the chain of operations is drawn: its boxes, forward; what becomes of a nudge, as bars; the slopes on the way back."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch
from numpy.typing import NDArray

from scenes.studio.draw.board import Board, Show, mixed, words
from scenes.studio.draw.marks import arrow, compose, dot
from scenes.studio.draw.slopes import tangent
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
BOXES, WIDE, HIGH, TOP = (20, 310, 600), 160, 96, 50  # the left edges of three boxes, their size, their upper edge
BAR, LONGEST = 14.0, 170  # pixels: the bar of the first nudge; none is longer


def chain_of_boxes(board: Board, trace: Trace, a: float, x: float, y: float) -> Show:
    """The boxes of a, ŷ and the loss, with what the run of these numbers has made so far. Returns show(t).

    Of the run it needs `part`, and what the parts have made: `y_hat`, `loss`, `nudged`, `nudged_loss`, both slopes, `product`, `grad`.
    """
    theme, part, last = board.theme, trace.part, {name: float(values[-1]) for name, values in trace.scalars().items()}
    middles, shows = [left + WIDE / 2 for left in BOXES], []
    colours = theme.model, theme.model, theme.loss
    filled = say("{value:g}", value=a), say("{value:.4g}", value=last["y_hat"]), say("{value:.4g}", value=last["loss"])
    for k, (name, middle, colour, value) in enumerate(zip(("a", "ŷ", "loss"), middles, colours, filled, strict=True)):
        box = FancyBboxPatch((BOXES[k], TOP), WIDE, HIGH, boxstyle="round,pad=0,rounding_size=10", zorder=2)
        box.set(facecolor=mixed(theme.ink, theme.background, 0.06), edgecolor=colour, linewidth=points(3 * board.unit))
        board.ax.add_patch(box)
        board.text((middle, TOP - 24), say(name), 26, ha="center", color=colour, weight="semibold")
        shows.append(words(board, (middle, TOP + HIGH / 2), np.where(part >= k, value, "?"), 42, ha="center", color=colour))
    operations = say("× {x:g}", x=x), say("(ŷ − {y:g})²", y=y) if y >= 0 else say("(ŷ + {y:g})²", y=-y)
    for k, operation in enumerate(operations):
        middle = (BOXES[k] + WIDE + BOXES[k + 1]) / 2
        board.text((middle, TOP + HIGH / 2 - 34), operation, 26, ha="center", weight="semibold")
        ends = np.array([[BOXES[k] + WIDE + 8, TOP + HIGH / 2], [BOXES[k + 1] - 8, TOP + HIGH / 2]])
        shows.append(_between(board, ends[0], ends[1], part > k, theme.ink))
    return compose(*shows, _bars(board, middles, last, part), _back(board, middles, last, part))


def _bars(board: Board, middles: list[float], last: dict[str, float], part: NDArray[np.integer]) -> Show:
    """Under the boxes the nudge and what becomes of it, as bars true to scale, and between them by how much each operation stretches it."""
    theme, y, nudge = board.theme, 226, last["nudged"] / last["slope_1"] if last["slope_1"] else 0.01
    shows = [words(board, (20, y - 42), np.where(part >= 3, say("a nudge, and what becomes of it"), ""), 22, color=theme.muted)]
    for k, (middle, size) in enumerate(zip(middles, (nudge, last["nudged"], last["nudged_loss"]), strict=True)):
        length = min(BAR * abs(size) / abs(nudge), LONGEST)
        there = part >= max(k + 2, 3)
        bar = np.where(there[:, None], [middle - length / 2, middle + length / 2], np.nan)
        shows.append(_bar(board, bar, y))
        told = say("{size:+.4g}", size=size).replace("-", "−")
        shows.append(words(board, (middle, y + 34), np.where(there, told, ""), 26, ha="center", color=theme.batch))
    why = "", say("its slope: 2 × ({y_hat:.3g} − {y:g})", y_hat=last["y_hat"], y=last["y_hat"] - last["slope_2"] / 2)
    for k, name in enumerate(("slope_1", "slope_2")):
        middle, there = (BOXES[k] + WIDE + BOXES[k + 1]) / 2, part >= k + 3
        stretch = np.where(there, say("× {slope:.3g}", slope=last[name]), "")
        shows.append(words(board, (middle, y), stretch, 32, ha="center", color=theme.gradient, weight="semibold"))
        shows.append(words(board, (middle, y + 36), np.where(there, why[k], ""), 20, ha="center", color=theme.gradient))
    return compose(*shows)


def _bar(board: Board, ends: Floats, y: float) -> Show:
    """A thick bar at the height `y` between `ends` (rows, 2), nan for none."""
    (bar,) = board.ax.plot([], [], color=board.theme.batch, linewidth=points(16 * board.unit), solid_capstyle="butt", zorder=4)
    return lambda t: bar.set_data(ends[t], [y, y])


def _back(board: Board, middles: list[float], last: dict[str, float], part: NDArray[np.integer]) -> Show:
    """The way back: 1 under the loss, times one slope after the other, and what torch says."""
    theme, y = board.theme, 366
    shows = [
        words(
            board,
            (20, y - 56),
            np.where(part >= 5, say("backward: begin with 1 at the loss, multiply by each slope"), ""),
            22,
            color=theme.muted,
        )
    ]
    values = last["product"], last["slope_2"], 1.0
    for k, (middle, value) in enumerate(zip(middles, values, strict=True)):
        told = np.where(part >= (6, 5, 5)[k], say("{value:.4g}", value=value), "")
        shows.append(words(board, (middle, y), told, 42, ha="center", color=theme.gradient, weight="semibold"))
        named = np.where(told == "", "", say(("loss per a", "loss per ŷ", "loss per loss")[k]))
        shows.append(words(board, (middle, y + 40), named, 22, ha="center", color=theme.muted))
    for k, slope in enumerate((last["slope_1"], last["slope_2"])):
        there = part >= (6, 5)[k]
        start, end = np.array([middles[k + 1] - 60, y]), np.array([middles[k] + 60, y])
        shows.append(_between(board, start, end, there, theme.gradient))
        stretch = np.where(there, say("× {slope:.3g}", slope=slope), "")
        shows.append(words(board, ((middles[k] + middles[k + 1]) / 2, y - 26), stretch, 26, ha="center", color=theme.gradient))
    shows.append(words(board, (middles[0] - 60, y + 92), np.where(part >= 7, say("loss.backward()"), ""), 24, mono=True))
    found = np.where(part >= 7, say("a.grad  is  {grad:.4g}", grad=last["grad"]), "")
    shows.append(words(board, (middles[1] - 30, y + 92), found, 32, color=theme.gradient, weight="semibold"))
    return compose(*shows)


def _between(board: Board, start: Floats, end: Floats, there: NDArray[np.bool_], colour: str) -> Show:
    """An arrow from `start` to `end`, in the rows in which it is `there`."""
    rows = np.where(there[:, None], 1.0, np.nan)
    return arrow(board.stage, board.ax, rows * start, rows * end, colour, thin=True, rim=0)


def loss_over_parameter(stage: Stage, ax: Axes, grid: Floats, losses: Floats, a: float, trace: Trace) -> Show:
    """The loss over the parameter, a dot at `a` once its loss is there, and once torch has spoken the tangent. Returns show(t)."""
    theme, (low, high) = stage.theme, (0.0, float(max(losses.max(), 1e-3)))
    ax.set(xlim=(grid[0], grid[-1]), ylim=(low - 0.05 * high, 1.05 * high), xlabel=say("a"), ylabel=say("loss"))
    ax.plot(grid, losses, color=theme.loss, linewidth=points(4), zorder=3)
    place = np.where((trace.part >= 2)[:, None], (a, float(trace.loss[-1])), np.nan)
    at_end = np.where((trace.part >= 7)[:, None], place, np.nan)
    stage.label(ax, at_end, say("slope {grad:.4g}", grad=float(trace.grad[-1])), theme.gradient, sides=("above left",), gap=16, size=26)
    return compose(tangent(stage, ax, at_end, trace.product, theme.gradient, floor=low), dot(stage, ax, place, theme.model))
