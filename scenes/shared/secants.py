"""How a secant becomes a tangent: the curve round a point, enlarged as the nudge h shrinks, and a table of what each h tells."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.studio.draw.axes import count_from_zero
from scenes.studio.draw.board import Board, names
from scenes.studio.draw.marks import compose, curve, dot, ghosts
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
SEEN = -0.35, 1.62  # of the curve, from the point, in h


def secant_enlarged(stage: Stage, ax: Axes, rise: Callable[[Floats], Floats], h: Floats, grad: float, names_of_h: Sequence[str]) -> Show:
    """The curve and its secant round a point, in units of `h` (rows,), so that the nudge is as wide in every row. Returns show(t).

    `rise(d)` is how much higher the curve lies at distances d, `grad` its slope at the point: the tangent is drawn in the last row.
    """
    theme, u, last = stage.theme, np.linspace(*SEEN, 200), np.arange(len(h))[:, None] == len(h) - 1
    slope = rise(h) / h
    arc, line, tangent = rise(h[:, None] * u) / h[:, None], slope[:, None] * u, np.where(last, grad * u, np.nan)
    low, high = min(arc.min(), line.min()), max(arc.max(), line.max())
    ax.set(xlim=SEEN, ylim=(low - 0.05 * (high - low), high + 0.05 * (high - low)), xticks=[], yticks=[])
    point, corner, nudged = np.zeros((len(h), 2)), np.tile([1.0, 0], (len(h), 1)), np.column_stack([np.ones(len(h)), slope])
    stage.follow(ax, nudged)
    for heights in (arc, line):
        stage.avoid(ax, np.stack([np.column_stack([u, its]) for its in heights])[:, ::8], 4)
    stage.label(ax, corner / 2, names_of_h, theme.ink, sides=("above",))
    stage.label(ax, (corner + nudged) / 2, [say("change {change:.4g}", change=its) for its in rise(h)], theme.ink, sides=("right",))
    said = [say("secant: slope {slope:.3f}", slope=its) for its in slope]
    stage.label(ax, SEEN[1] * nudged, said, theme.batch, sides=("above left", "below left"), weight="semibold")
    told = say("tangent: slope {grad:.3f}", grad=grad)
    stage.label(ax, np.where(last, (0.7, 0.7 * grad), np.nan), told, theme.gradient, sides=("below left",), weight="semibold")
    (legs,) = ax.plot([], [], color=theme.ink, linewidth=points(3), linestyle=(0, (2, 1.5)), zorder=4)
    return compose(
        curve(stage, ax, u, arc, theme.loss),
        ghosts(stage, ax, u, line, theme.batch, rows=range(len(h) - 1), alpha=0.15),
        curve(stage, ax, u, line, theme.batch, zorder=5),
        curve(stage, ax, u, tangent, theme.gradient, zorder=6),
        lambda t: legs.set_data(np.stack([point[t], corner[t], nudged[t]]).T),
        dot(stage, ax, point, theme.model, size=16),
        dot(stage, ax, nudged, theme.model, size=16, hollow=True),
    )


def secant_as_it_is(stage: Stage, ax: Axes, rise: Callable[[Floats], Floats], h: Floats, point: tuple[float, float], near: Axes) -> Show:
    """The whole curve through `point` with the secants, and a frame round what `near`, drawn before, shows enlarged. Returns show(t)."""
    theme, (x, y), slope = stage.theme, point, rise(h) / h
    across = np.linspace(SEEN[0], SEEN[1], 200) * h[0]
    ax.set(xlim=(x + across[0], x + across[-1]))
    count_from_zero(ax, y + rise(across))
    ax.plot(x + across, y + rise(across), color=theme.loss, linewidth=points(4), zorder=3)
    framed = ((h < h[0]) & (h > 0.1 * h[0]))[:, None]
    corners = np.column_stack([x + SEEN[1] * h, np.full(len(h), y)])
    stage.label(ax, np.where(framed, corners, np.nan), say("enlarged"), theme.ink, sides=("above right", "right"))
    frame = Rectangle((0, 0), 1, 1, fill=False, edgecolor=theme.ink, linewidth=points(2.5), zorder=6)
    ax.add_patch(frame)
    low, high = near.get_ylim()
    return compose(
        lambda t: frame.set_bounds(x + SEEN[0] * h[t], y + low * h[t], (SEEN[1] - SEEN[0]) * h[t], (high - low) * h[t]),
        curve(stage, ax, x + across, y + slope[:, None] * across, theme.batch, width=3, zorder=4),
        dot(stage, ax, np.tile([x, y], (len(h), 1)), theme.model),
        dot(stage, ax, np.column_stack([x + h, y + h * slope]), theme.model, hollow=True),
    )


def quotients(stage: Stage, ax: Axes, h: Floats, change: Floats) -> Show:
    """The table so far, a line for each `h` (rows,): the change, and the change divided by h. Returns show(t)."""
    board, rows, head = Board(stage, ax, 1, 1), len(h), 30
    there, now = (flags[:, :, None] for flags in (np.tri(rows, dtype=bool), np.eye(rows, dtype=bool)))
    wide, high = board.width / 3, min(30, (board.height - head) / rows)
    names(board, wide * (np.arange(3) + 0.5), head / 2, ["h", "change", "change ÷ h"])
    columns = zip((h, change, change / h), ("{value:.4g}", "{value:.4g}", "{value:.3f}"), strict=True)
    size = min(LABEL, 0.8 * high)
    return compose(
        *(
            cells(board, (wide * k, head), (wide, high), values[:, None], form, there, lit=now, text=size, slots=False)
            for k, (values, form) in enumerate(columns)
        )
    )
