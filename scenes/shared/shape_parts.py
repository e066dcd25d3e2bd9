"""A subtraction of the right shapes and one of the wrong ones: which y each prediction is compared with, as a table and in the plot.

Of the run they need `a`, `right`, `loss`, `right_loss` and `shapes`: 0 for nothing yet, 1 for the right ones; then 2, 3, … for the wrong
ones and so many predictions, less one; COUNTED for all of them, MEANS for the means of what each is compared with. What was meant is blue,
what came with the wrong shapes is orange.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from scenes.shared.line_parts import line_of
from scenes.shared.sums import rounded
from scenes.studio.draw.board import Board, frame, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

FEW = 4  # points that have a row of the table
COUNTED, MEANS = FEW + 2, FEW + 3
APART = 17  # pixels of the canvas between the misses at one x
HIGH = 60  # of a cell
BELOW = "₁₂₃₄"


def some_of(x: Floats) -> NDArray[np.integer]:
    """Which of the points x (n,) are shown: FEW, or all of fewer, from left to right."""
    return x.argsort()[np.linspace(0, len(x) - 1, min(len(x), FEW)).round().astype(int)]


def misses(stage: Stage, ax: Axes, x: Floats, y: Floats, mean: float, trace: Trace) -> Show:
    """The misses of predictions at x (k,): each to its own of y (k,), then to each of them, side by side. And the `mean` of all y.

    A thin line leads from a point to where its y is compared once more, and ground and a name show at which x. At last arrows lead from
    their mean to all y, up and down. Returns show(t).
    """
    theme, shapes, k = stage.theme, trace.shapes, len(x)
    box, (low, high) = ax.get_window_extent(), ax.get_xlim()
    step = APART * stage.scale * (high - low) / box.width
    of, to = (its.ravel() for its in np.meshgrid(np.arange(k), np.arange(k), indexing="ij"))
    asked = _balanced(shapes)
    at = np.tile(x[of] + (to - of) * step, (len(trace), 1))
    sides = at[0].reshape(k, k).min(1) - step, at[0].reshape(k, k).max(1) + step  # of the misses at each x
    heights = trace.a[:, :1].astype(float) * x + trace.a[:, 1:]
    there = np.where(of == to, shapes[:, None] > 0, shapes[:, None] > of + 1) & ((shapes < 2)[:, None] | (shapes[:, None] > of + 1))
    copies, colours = there & (of != to), np.where(of == to, theme.loss, theme.batch)
    sticks = LineCollection([], linewidths=points(5), zorder=4)
    ways = LineCollection([], linewidths=points(2), colors=theme.batch, alpha=0.6, zorder=2)
    levels = LineCollection([], linewidths=points(4), colors=theme.model, zorder=4.2)
    means = LineCollection([], linewidths=points(8), colors=theme.ink, zorder=4.8)
    ground = PolyCollection([], facecolors=theme.ink, alpha=0.07, linewidths=0, zorder=1)
    for lines in (sticks, ways, levels, means, ground):
        ax.add_collection(lines, autolim=False)
    if k > 1 and len(x) == len(np.unique(x.round(1))) and np.diff(np.sort(y)).min() > 0.06 * np.ptp(ax.get_ylim()):
        ax.set_xticks(x, [say("x{n}", n=BELOW[i]) for i in range(k)])
        ax.set_yticks(y, [say("{y:.1f}", y=its) for its in y])

    def flat(left: Floats, right: Floats, height: Floats) -> list[Floats]:
        return list(np.stack([np.column_stack([left, height]), np.column_stack([right, height])], 1))

    def show(t: int) -> None:
        now = there[t] & ~asked[t]
        ends = np.stack([np.column_stack([at[t], heights[t][of]]), np.column_stack([at[t], y[to]])], 1)[now]
        sticks.set(segments=list(ends), color=list(colours[now]))
        reached = np.where(copies[t], at[t], x[to]).reshape(k, k)  # by each y, along a column
        seen = shapes[t] > 1 and shapes[t] <= COUNTED
        ways.set_segments(flat(reached.min(0), reached.max(0), y) if seen else [])
        compared = np.where(there[t] & (not asked[t]), at[t], x[of]).reshape(k, k)
        levels.set_segments(flat(compared.min(1), compared.max(1), heights[t]))
        means.set_segments(flat(sides[0], sides[1], np.full(k, mean)) if shapes[t] == MEANS else [])

    stage.label(ax, only(asked, (1.0, mean)), say("mean {mean:.1f}", mean=mean), theme.ink, sides=("right",), size=28, weight="semibold")
    filled = (shapes > 1) & (shapes < COUNTED)
    row, bottom = np.clip(shapes - 2, 0, k - 1), ax.get_ylim()[0]
    edges = np.stack(sides, -1)[row]
    names = [say("at x{n}", n=BELOW[i]) for i in row]
    stage.label(ax, only(filled, np.column_stack([edges.mean(1), 0 * row + bottom])), names, theme.ink, sides=("above",), size=26, gap=8)

    def lit(t: int) -> None:
        (left, right), (low, high) = edges[t], ax.get_ylim()
        ground.set_verts([[(left, low), (left, high), (right, high), (right, low)]] if filled[t] else [])

    def pull(n: int) -> Show:
        begin, end = (only(asked, np.column_stack([at[:, n], np.full(len(at), its)])) for its in (mean, y[to[n]]))
        return arrow(stage, ax, begin, end, theme.gradient, thin=True, rim=0, end=7)

    return compose(
        show,
        lit,
        *(pull(n) for n in range(k * k)),
        dots(stage, ax, at, y[to], theme.batch, 12, copies, zorder=4.5),
        dots(stage, ax, x, y, theme.ink, 16, zorder=5),
        dots(stage, ax, x, heights, theme.model, 18, zorder=6),
    )


def line_of_the_right_shapes(stage: Stage, ax: Axes, trace: Trace, since: int) -> Show:
    """The other run's line, dashed, after the row `since`, the names of both lines, and at last their slopes. Returns show(t)."""
    theme, rows = stage.theme, np.arange(len(trace))
    ends = [only(rows > since, np.column_stack([np.ones(len(trace)), path.sum(1)])) for path in (trace.right, trace.a)]
    ended = [say("\nslope {slope:.2f}", slope=path[-1, 0]) for path in (trace.right, trace.a)]
    for place, name, colour, more, lift in zip(
        ends, ("right shapes", "wrong shapes"), (theme.ink, theme.model), ended, stage.apart(ax, ends, 44), strict=True
    ):
        texts = [*[say(name)] * (len(trace) - 1), say(name) + more]
        text = stage.label(ax, place, texts, colour, sides=("right",), size=26, weight="semibold", lift=np.nan_to_num(lift))
        text.set_linespacing(1.4)
    return line_of(stage, ax, only(rows > since, trace.right), theme.ink, width=6, dashed=True, zorder=5)


def table_of_misses(stage: Stage, ax: Axes, x: Floats, y: Floats, mean: float, trace: Trace, total: int) -> Show:
    """ŷ, a list or a column, and y (k,), and the numbers that torch makes of them: ŷ at x (k,) minus y. Returns show(t).

    They are some of a `total`, with a `mean`; below stands how many misses there are.
    """
    shapes, theme, k, wide = trace.shapes, stage.theme, len(x), stage.canvas.wide
    board, across = (Board(stage, ax, 500, 560), 84) if wide else (Board(stage, ax, 640, 370), 72)
    near = np.vectorize(lambda value: rounded(value, ".1f"), otypes=[float])
    heights, own = near(trace.a[:, :1].astype(float) * x + trace.a[:, 1:]), near(y)
    size, left, top = (across, HIGH), across + 14, 46
    under, right = top + HIGH + 8, left + k * across + 12
    listed, table = shapes < 2, shapes > 1
    blue, orange = (np.array(to_rgb(its)) for its in (theme.loss, theme.batch))
    done = (shapes[:, None] > np.arange(k) + 1) & table[:, None]
    told = (shapes == 1) | (shapes >= COUNTED)
    counts = np.where(shapes < COUNTED, total * np.clip(shapes - 1, 1, k), total**2)
    foot = under + k * HIGH
    seats = [(left, foot + its) for its in (34, 84, 134, 178)] if wide else [(right + 72, its) for its in (90, 150, 200, 250)]

    def row(y: float, values: Floats, **how: Any) -> Show:
        return cells(board, (left, y), size, values, "{value:.1f}", slots=False, **how)

    def beside(y: float, text: str, when: Any, colour: str, x: float = 0) -> Show:
        return words(board, (x, y), [text if its else "" for its in when], 24, color=colour)

    def below(seat: int, form: str, when: Any, size: float, colour: str, **numbers: Any) -> Show:
        texts = say_each(form, n=counts, **numbers)
        told = [text if its else "" for text, its in zip(texts, when, strict=True)]
        return words(board, seats[seat], told, size, color=colour, weight="semibold")

    rows = under + (shapes - 2) * HIGH
    boxes = only((shapes > 1) & (shapes < COUNTED), np.column_stack([0 * rows + left, rows, 0 * rows + left + k * across, rows + HIGH]))
    pulls = near(own - rounded(mean, ".1f"))  # as they are written
    balance = [_side("up", pulls[pulls > 0], wide), _side("down", -pulls[pulls < 0], wide)]
    even = k == total and near(pulls.sum()) == 0
    rows_end, last = near(heights[-1, :, None] - own), np.arange(len(trace)) == len(trace) - 1
    rest = _row(rows_end[0]) if wide and k == total and (near(rows_end.sum(1)) == 0).all() else ""
    asked = _balanced(shapes)

    def pair(i: int, j: int) -> Show:
        """Which two numbers come together in a cell that is not yet filled."""
        place = left + (j + 0.5) * across, under + (i + 0.5) * HIGH
        told = say("{y_hat:.1f} − {y:.1f}", y_hat=heights[0, i], y=own[j])
        return words(board, place, [told if its else "" for its in table & ~done[:, i]], 20, color=theme.muted, ha="center")

    return compose(
        frame(board, boxes, theme.ink),
        beside(20, say("y ({n},)", n=total), shapes >= 0, theme.ink, left),
        row(top, own[None]),
        beside(under + HIGH / 2, say("ŷ ({n},)", n=total), listed, theme.model),
        row(under, heights[:, None], there=listed, colour=theme.model),
        beside(under + 1.5 * HIGH + 8, say("ŷ − y"), shapes == 1, theme.loss),
        row(under + HIGH + 8, (heights - own)[:, None], there=shapes == 1, grounds=np.broadcast_to(blue, (1, k, 3))),
        beside(foot + 24 if wide else top + HIGH / 2, say("ŷ ({n}, 1)", n=total), table, theme.model),
        cells(board, (0, under), size, heights[:, :, None], "{value:.1f}", there=table, colour=theme.model, slots=False),
        row(
            under,
            heights[:, :, None] - own,
            there=done[..., None],
            grounds=np.where(np.eye(k, dtype=bool)[..., None], blue, orange),
        ),
        *(beside(under + (i + 0.5) * HIGH, say("at x{n}", n=BELOW[i]), done[:, i], theme.muted, right) for i in range(k)),
        below(0, "shape ({k},)", shapes == 1, 26, theme.ink, k=total),
        below(0, "shape ({k}, {k})", shapes >= COUNTED, 26, theme.ink, k=total),
        below(1, "{n:,} misses", told, 42, theme.ink),
        below(1, "{n:,} so far", table & ~told, 42, theme.ink),
        below(2, "{k} meant", shapes == COUNTED, 26, theme.loss, k=total),
        below(3, "{more:,} not meant", shapes == COUNTED, 26, theme.batch, more=total**2 - total),
        *(below(2 + n, text if even else "", asked, 28, theme.gradient) for n, text in enumerate(balance)),
        below(2, rest, last, 26, theme.gradient),
        below(3, say("in every row") if rest else "", last, 26, theme.gradient),
        *(pair(i, j) for i in range(k) for j in range(k) if wide),
    )


def _balanced(shapes: Floats) -> NDArray[np.bool_]:
    """Where the pulls at the mean are shown, the first of its rows: (rows,)."""
    return (shapes == MEANS) & (np.cumsum(shapes == MEANS) == 1)


def _side(way: str, pulls: Floats, parts: bool) -> str:
    """The sum of the pulls that go one way, with its `parts`."""
    its = " + ".join(say("{pull:.1f}", pull=pull) for pull in pulls)
    return say("{way} {its} = {all:.1f}" if parts else "{way} {all:.1f}", way=say(way), its=its, all=pulls.sum())


def _row(misses: Floats) -> str:
    """The sum of a row of the table."""
    first, *others = (float(its) for its in misses)
    parts = [say("{its:.1f}", its=first), *(say("− {its:.1f}" if its < 0 else "+ {its:.1f}", its=abs(its)) for its in others)]
    return say("{parts} = {all:.1f}", parts=" ".join(parts), all=abs(round(float(misses.sum()), 1)))
