"""How a secant becomes a tangent: the curve with both, a window on what is near the point, and a table of what each h tells."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from scenes.studio.draw.axes import count_from_zero
from scenes.studio.draw.board import Board, names, words
from scenes.studio.draw.marks import Floats, Show, compose, curve, dot, ghosts
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.words import say, say_each

Rise = Callable[[Floats], Floats]  # how much higher the curve lies at distances from its point, (n,) to (n,)
SEEN, NEAR = (-0.35, 1.55), (-0.35, 2.1)  # of the curve, from the point, in h; in the window
WINDOW = np.array([0.42, 0.6, 0.56, 0.38])  # left, bottom, width, height, as parts of the panel


def secants(stage: Stage, ax: Axes, rise: Rise, h: Floats, point: tuple[float, float], grad: float) -> Show:
    """The curve through `point`, and the secants of all `h` (rows,) so far; in the last row the tangent, as steep as `grad`.

    Returns show(t).
    """
    theme, (x, y), slope, last = stage.theme, point, rise(h) / h, np.arange(len(h))[:, None] == len(h) - 1
    across = np.linspace(SEEN[0], SEEN[1], 400) * h[0]
    ax.set_xlim(x + across[0], x + across[-1])
    count_from_zero(ax, 1.15 * (y + rise(across)))
    ax.plot(x + across, y + rise(across), color=theme.loss, linewidth=points(5), zorder=3)
    lines, tangent = y + slope[:, None] * across, np.where(last, y + grad * across, np.nan)
    low, high = ax.get_ylim()
    inside = (lines > low + 0.06 * (high - low)) & (lines < high)
    tips = [np.flatnonzero(row)[-1] if row.any() else 0 for row in inside]
    ends = np.column_stack([x + across[tips], lines[np.arange(len(h)), tips]])
    nudged, feet = np.column_stack([x + h, y + h * slope]), np.column_stack([x + h, np.full(len(h), y)])
    stage.follow(ax, nudged)
    stage.avoid(ax, np.stack([np.column_stack([x + across, line]) for line in lines])[:, ::16], 4)
    stage.avoid(ax, np.column_stack([x + across, y + rise(across)])[None, ::16], 4)
    told = say_each("slope {slope:.3f}", slope=slope)
    stage.label(ax, np.where(last, np.nan, ends), told, theme.batch, sides=("left", "below left"), size=24, weight="semibold")
    exact = say("tangent: slope {grad:.3f}", grad=grad)
    stage.label(ax, np.where(last, ends, np.nan), exact, theme.gradient, sides=("left", "below left"), size=24, weight="semibold")
    whole = np.arange(len(h))[:, None] == 0
    stage.label(
        ax, np.where(whole, (feet + np.array([x, y])) / 2, np.nan), say("h = {h:.3g}", h=h[0]), theme.ink, sides=("above",), size=24
    )
    change = say("change {change:.4g}", change=h[0] * slope[0])
    stage.label(ax, np.where(whole, feet, np.nan), change, theme.ink, sides=("right", "above right"), size=24)
    (legs,) = ax.plot([], [], color=theme.ink, linewidth=points(3), linestyle=(0, (2, 1.5)), zorder=4)
    return compose(
        ghosts(stage, ax, x + across, lines, theme.batch, rows=range(len(h) - 1)),
        curve(stage, ax, x + across, lines, theme.batch, zorder=5),
        curve(stage, ax, x + across, tangent, theme.gradient, width=6, zorder=6),
        lambda t: legs.set_data(np.stack([(x, y), feet[t], nudged[t]]).T),
        dot(stage, ax, np.tile([x, y], (len(h), 1)), theme.model, size=16),
        dot(stage, ax, nudged, theme.model, size=14, hollow=True),
    )


def from_near(stage: Stage, ax: Axes, rise: Rise, h: Floats, point: tuple[float, float]) -> Show:
    """From the second row on, a window in `ax` on the curve and its secant round the `point`, so enlarged that h (rows,) stays as wide.

    A frame in `ax` shows what is enlarged. To be called once the limits of `ax` are set. Returns show(t).
    """
    theme, (x, y), u, slope, rows = stage.theme, point, np.linspace(*NEAR, 200), rise(h) / h, np.arange(len(h))
    arc, line = rise(h[:, None] * u) / h[:, None], slope[:, None] * u
    low, high = min(arc[1:].min(), line[1:].min()), max(arc[1:].max(), line[1:].max())
    origin, room = np.array([ax.get_xlim()[0], ax.get_ylim()[0]]), np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1)
    corner, size, span = origin + WINDOW[:2] * room, WINDOW[2:] * room, np.array([NEAR[1] - NEAR[0], 1.4 * (high - low)])

    def put(across: Floats, up: Floats) -> Floats:
        """Places (rows, …, 2) in the window of these distances, in h; none in the first row."""
        places = np.stack(np.broadcast_arrays(across, up), -1) - [NEAR[0], low - 0.05 * (high - low)]
        return np.where(rows.reshape(-1, *[1] * (places.ndim - 1)) > 0, corner + places / span * size, np.nan)

    bends, chords, middle, nudged = put(u, arc), put(u, line), put(0 * h, 0 * h), put(1 + 0 * h, slope)
    foot = put(1 + 0 * h, 0 * h)
    for places in (bends, chords):
        stage.avoid(ax, places[:, ::8], 4)
    if size[1] / room[1] * ax.bbox.height > 180 * stage.scale:
        stage.label(ax, (middle + foot) / 2, say_each("h = {h:.4g}", h=h), theme.ink, sides=("above",), gap=6)
        changes = [say("change {change:.4g}", change=its) for its in rise(h)]
        stage.label(ax, foot, changes, theme.ink, sides=("right",), gap=8)
    nearer = [say("from near: enlarged {times:,.0f} times", times=h[0] / its) for its in h]
    at = np.where(rows[:, None] > 0, corner + (0.98, 0) * size, np.nan)
    stage.label(ax, at, nearer, theme.muted, sides=("below left",), gap=8)
    (sight,) = ax.plot([], [], color=theme.muted, linewidth=points(1.5), zorder=2.5)
    window, frame = (Rectangle((0, 0), 1, 1, edgecolor=theme.muted, linewidth=points(2), zorder=order) for order in (6.1, 6))
    window.set(facecolor=theme.background, bounds=(*corner, *size))
    frame.set_fill(False)
    for box in (window, frame):
        ax.add_patch(box)
    legs, chord, bend = (ax.plot([], [], zorder=order)[0] for order in (6.2, 6.4, 6.3))
    legs.set(color=theme.ink, linewidth=points(3), linestyle=(0, (2, 1.5)))
    chord.set(color=theme.batch, linewidth=points(4))
    bend.set(color=theme.loss, linewidth=points(11), alpha=0.5, solid_capstyle="butt")  # wider, to be seen under the line

    def show(t: int) -> None:
        legs.set_data(np.stack([middle[t], foot[t], nudged[t]]).T)
        chord.set_data(chords[t].T)
        bend.set_data(bends[t].T)
        left, bottom, right, top = x + NEAR[0] * h[t], y + low * h[t], x + NEAR[1] * h[t], y + high * h[t]
        frame.set_bounds(left, bottom, right - left, top - bottom)
        sight.set_data(
            *[(left, corner[0], np.nan, right, corner[0]), (top, corner[1] + size[1], np.nan, top, corner[1])] if t else ([], [])
        )
        for box in (window, frame):
            box.set_visible(t > 0)

    near = dot(stage, ax, middle, theme.model, size=16), dot(stage, ax, nudged, theme.model, size=14, hollow=True)
    return compose(show, *near)


def quotients(stage: Stage, ax: Axes, h: Floats, change: Floats, grad: float) -> Show:
    """The table so far, a line for each `h` (rows,): the change, the change divided by h, and by how much that has turned the line since
    the last one, beside it by what that divides the turn before; at the end the `grad`. Returns show(t).
    """
    board, rows, head, slopes = Board(stage, ax, 1, 1), len(h), 40, change / h
    there, now = (flags[:, :, None] for flags in (np.tri(rows, dtype=bool), np.eye(rows, dtype=bool)))
    wide, high = board.width / 4.5, min(52, (board.height - head) / (rows + 1.6))
    size, below, ended = min(22, 0.8 * high), head + high * (rows + 0.9), [""] * (rows - 1)
    names(board, wide * (np.arange(4) + 0.5), head / 2, ["h", "change", "change ÷ h", "turned by"])
    turned = np.abs(np.diff(slopes, prepend=slopes[0]))
    columns = zip((h, change, slopes, turned), ("{value:.4g}", "{value:.4g}", "{value:.3f}", "{value:.3f}"), strict=True)
    exact = [*ended, say("{grad:.3f}", grad=grad)]
    shares = [(k, say("÷ {times:.3g}", times=turned[k - 1] / turned[k])) for k in range(2, rows)]
    return compose(
        *(
            cells(
                board,
                (wide * k, head),
                (wide, high),
                values[:, None],
                form,
                there & (np.arange(rows)[:, None] >= (k == 3)),
                lit=now,
                text=size,
                slots=False,
            )
            for k, (values, form) in enumerate(columns)
        ),
        *(words(board, (4.05 * wide, head + high * k), np.where(there[:, k, 0], share, ""), size) for k, share in shares),
        words(board, (0, below), [*ended, say("at the point itself")], size, color=board.theme.muted),
        words(board, (2.5 * wide, below), exact, 1.2 * size, color=board.theme.gradient, ha="center", weight="semibold"),
    )
