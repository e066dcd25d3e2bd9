"""How the search by nudges is drawn: the line now and its four tries as pictures, and below each try how it changes the loss.

Of the run they need `a` (rows, 2), `at` (rows, 2) and `places` (rows, 4, 2), counted in nudges from the guess, `loss`, `tried` (rows, 4),
`best`, `better`, whether that is lower, the `turn`, and how many tries are `told` so far, up to all four, then the best, then the price.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from numpy.typing import NDArray

from scenes.shared.line_parts import line_among_points, line_of
from scenes.shared.loss_bars import loss_bars
from scenes.shared.rate_parts import misses
from scenes.studio.draw.board import Show, mixed
from scenes.studio.draw.marks import Floats, compose, curve, only, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

USUAL = -1.2, 6.4  # y of the points
WIDE = 0.55  # of a panel, for a bar
DONE, PRICE = 5, 6  # parts of a turn: none to four of the losses, then which is the lowest, and in the end what it all has cost
LINES = 30, 68  # pixels below the bars: the middles of the two rows of squares
TOP = 1.17  # times as high as the highest loss are the panels below, which leaves room for its text
SLOWLY = (0, 1, 2, 3, 4, DONE), (0, 4, DONE)  # the parts that are shown of the first turns


def slowly(turn: int) -> tuple[int, ...]:
    """How many tries are told in the rows of a `turn`: in the first one after the other, in the second all four, then only the result."""
    return SLOWLY[turn] if turn < len(SLOWLY) else (DONE,)


def arranged(stage: Stage, titles: Sequence[str]) -> tuple[list[Axes], list[Axes]]:
    """Two rows of panels with these titles: pictures, and lower ones, which leave the foot of the canvas to two rows of squares."""
    broken = ["\n".join(title.rsplit(" ", 1)) for title in titles]
    above, below = stage.columns(titles if stage.canvas.wide else broken, rows=2, heights=(0.46, 0.54), across=True)
    up, less = 30 / stage.canvas.height, 0.0
    if stage.units:
        less = up  # a long name needs its line
    else:
        above[0].xaxis.set_label_coords(0.76, -6 / (above[0].get_position().height * stage.canvas.height))  # beside the ticks
    for ax in below:
        place = ax.get_position()
        ax.set_position((place.x0, place.y0 + up, place.width, place.height - less))
        ax.grid(visible=False)
    return above, below


def pictures(stage: Stage, axes: Sequence[Axes], trace: Trace, by: float, x: torch.Tensor, y: torch.Tensor) -> Show:
    """The line now, and in the other four `axes` its tries, with their misses once their loss is there. Returns show(t).

    The one that wins has a frame, which the line now has where nothing is told of a later turn yet.
    """
    theme, now, wins = stage.theme, trace.a.astype(float), _wins(trace)
    there = np.column_stack([trace.told >= 0, _there(trace)])
    rims = np.column_stack([(trace.told == 0) & (trace.turn > 0), wins])
    lines = [now, *np.moveaxis(now[:, None] + by * (trace.places - trace.at[:, None]), 1, 0)]
    shows = []
    for k, (ax, a) in enumerate(zip(axes, lines, strict=True)):
        shows.append(line_among_points(stage, ax, x, y, a, past=() if k else (0,), colour=theme.batch if k else "", usual=USUAL))
        ax.set_title(ax.get_title("left"), color=theme.batch if k else theme.model, pad=points(13))
        shows.append(_rim(ax, theme.batch, rims[:, k]))
        if k:
            ax.set_xlabel("")
            shows.append(line_of(stage, ax, now, theme.model, width=3))
            shows.append(_changed_misses(stage, ax, x, y, only(there[:, k], a), now, told=(trace.turn < 2) & (k == 1) & stage.canvas.wide))
        else:
            shows.append(misses(stage, ax, x, y, a, most=100))
    first = only(trace.turn > 0, (1, now[0].sum()))
    stage.label(axes[0], first, say("guess"), theme.model, sides=("below left",), gap=6)
    told = [say("slope {slope:.2g}\nintercept {intercept:.2g}", slope=slope, intercept=intercept) for slope, intercept in now]
    low, high = (end(ax.get_ylim()[side] for ax in axes) for end, side in ((min, 0), (max, 1)))
    for ax in axes:
        ax.set_ylim(low, high)
    if stage.canvas.wide:
        stage.label(axes[0], (axes[0].get_xlim()[0] + 0.08, high), told, theme.model, sides=("below right",), gap=10)
    return compose(*shows)


def _changed_misses(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, now: Floats, told: NDArray[np.bool_]) -> Show:
    """The misses of a try `a` (rows, 2): strong where they are longer than those of the line `now`, faint where not. Returns show(t).

    The last of each kind says so at the line in the rows in which it is `told`.
    """
    some = np.argsort(x[:, 0].numpy())[:: -(-len(x) // 100)].copy()
    across, up = x[some, 0].numpy(), y[some].numpy()
    heights, before = (its @ x[some].T.numpy() for its in (a, now))
    longer, shows = np.abs(heights - up) > np.abs(before - up), []
    stage.avoid(ax, np.column_stack([across, up]), 4, weight=1)
    below, above = np.minimum(heights, before), np.maximum(heights, before)
    for which, word, colour, sides, edge, last in (
        (~longer, say("shorter"), to_hex(mixed(stage.theme.loss, stage.theme.background, 0.35)), ("below left", "above left"), below, -1),
        (longer, say("longer"), stage.theme.loss, ("above right", "below right"), above, 0),
    ):
        ends = np.where(which, heights, np.nan)
        shows.append(sticks(stage, ax, across, ends, np.broadcast_to(up, ends.shape), colour, 2))
        nearest = [np.flatnonzero(np.isfinite(its))[last] if np.isfinite(its).any() else 0 for its in ends]
        at = np.column_stack([across[nearest], np.where(which, edge, np.nan)[np.arange(len(ends)), nearest]])
        stage.label(ax, only(told, at), word, stage.theme.loss, sides=sides, gap=8, weight="regular" if last else "semibold")
    return compose(*shows)


def losses_so_far(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """A bar for the loss of the line of each turn so far. Returns show(t)."""
    ax.set_title(say("loss: mean squared miss") if stage.canvas.wide else say("loss"))
    room, apart = (1.05, True) if stage.canvas.wide else (2.5, False)
    show = loss_bars(stage, ax, trace.loss[trace.told == DONE], trace.turn, "{loss:.2f}", room, apart)
    ax.set_ylim(0, TOP * _most(trace))
    if not apart:
        return show
    (level,) = ax.plot([], [], color=stage.theme.ink, linewidth=points(2), zorder=2.9)
    return compose(show, lambda t: level.set_data((trace.turn[t] + 0.8, ax.get_xlim()[1]), (trace.loss[t], trace.loss[t])))


def changes(stage: Stage, axes: Sequence[Axes], trace: Trace) -> Show:
    """The loss of each try, one in each of `axes`: a bar, faint but for the change, down or up from the loss now. Returns show(t).

    Hollow bars are of losses that are known from a turn before; the others come as they are told. The newest is strong until they are
    all there, then that of the next line. Where the turns follow each other fast the bars have no texts.
    """
    theme, known, wins, level = stage.theme, _known(trace), _wins(trace), trace.loss.astype(float)
    there, newest = _there(trace), (trace.turn == 0)[:, None] & (trace.told[:, None] == np.arange(1, 5))
    form = ".3g" if max(trace.tried.max(), trace.loss.max()) >= 100 else ".2f"
    told = [np.array([[float(format(its, form)) for its in row] for row in side]) for side in (trace.tried, trace.loss[:, None])]
    differences = told[0] - told[1]  # as they are written
    read = (trace.turn < len(SLOWLY)) | (trace.turn == trace.turn[-1])
    shows = []
    for k, ax in enumerate(axes):
        ax.set(xlim=(-1, 1), ylim=(0, TOP * _most(trace)), xticks=[], yticks=[])
        ax.spines["left"].set_visible(False)
        shows.append(curve(stage, ax, np.array([-1.2, 1]), np.column_stack([level, level]), theme.ink, width=2, zorder=4))
        ax.lines[-1].set_clip_on(False)
        again = (trace.turn == 1) & (trace.best[0] == k)
        words = "known:\nno cost", "next line", say(f"was {{more:+{form}}}", more=differences[0, k])
        notes = np.select([known[:, k], wins[:, k], again], words, "")
        if stage.canvas.wide:
            notes = np.char.replace(notes, "\n", " ")
        texts = [say(f"{{more:+{form}}}\n{note}".strip(), more=its) for its, note in zip(differences[:, k], notes.tolist(), strict=True)]
        texts = np.where(read, texts, "").tolist()
        heights = np.where(there[:, k], trace.tried[:, k] - level, np.nan)
        shows.append(_bar(stage, ax, level, heights, texts, known[:, k], wins[:, k] | newest[:, k]))
    axes[0].set_title(say("loss of each try, and its change") if stage.canvas.wide else say("loss of each try"))
    return compose(*shows)


def _bar(
    stage: Stage, ax: Axes, level: Floats, heights: Floats, texts: Sequence[str], known: NDArray[np.bool_], strong: NDArray[np.bool_]
) -> Show:
    """A bar of `heights` (rows,) from `level` (rows,) on, with a text over it; none where its height is nan. Returns show(t).

    What is left of the loss below it is very faint.
    """
    theme = stage.theme
    rest, bar = (Rectangle((-WIDE, 0), 2 * WIDE, 0, linewidth=0, zorder=3) for _ in range(2))
    rest.set_facecolor(mixed(theme.loss, theme.background, 0.14))
    for patch in (rest, bar):
        ax.add_patch(patch)
    text = ax.annotate("", (0, 0), (0, points(5)), textcoords="offset points", ha="center", va="bottom", color=theme.loss, zorder=5)
    text.set_fontsize(stage.canvas.letters(LABEL + 4))

    def show(t: int) -> None:
        for artist in (rest, bar, text):
            artist.set_visible(bool(np.isfinite(heights[t])))
        if not bar.get_visible():
            return
        colour = theme.loss if strong[t] else mixed(theme.loss, theme.background, 0.45)
        bar.set(y=level[t], height=heights[t], facecolor="none" if known[t] else colour, edgecolor=colour)
        bar.set_linewidth(points(3 if known[t] else 0))
        rest.set_height(level[t] + min(heights[t], 0))
        text.set(text=texts[t], weight="semibold" if strong[t] else "regular")
        text.xy = 0, level[t] + max(heights[t], 0)

    return show


def tally(stage: Stage, axes: Sequence[Axes], trace: Trace) -> Show:
    """Below the bars a square for each loss that has been computed, those of this turn strong. Returns show(t).

    In the end a second row has the losses of one turn with more parameters, as many as the first: two for each parameter.
    """
    counts, turn, numbers = trace.evaluations, trace.turn, int(trace.evaluations[-1]) // 2
    done = np.array([counts[turn == its][-1] for its in range(turn[-1] + 1)])  # in each turn
    squares, others = np.arange(done[-1]), np.arange(2 * numbers)
    lefts = squares + 0.4 * np.searchsorted(done, squares, side="right")
    pairs = others % 2 + others // 2 * (lefts[-1] - 1) / max(numbers - 1, 1)
    faint = mixed(stage.theme.loss, stage.theme.background, 0.45)
    (past, now), label = _squares(stage, axes, LINES[0], lefts, (faint, stage.theme.loss))
    (more,), further = _squares(stage, axes, LINES[1], lefts, (stage.theme.muted,))
    shapes, of_more = ([[(x, 0), (x, 1), (x + 0.85, 1), (x + 0.85, 0)] for x in starts] for starts in (lefts, pairs))
    told = say("{numbers} numbers, {rounds} rounds", numbers=2, rounds=len(done)), say("{numbers} numbers, 1 round", numbers=numbers)
    if not stage.canvas.wide:
        told = say("{numbers} numbers", numbers=2), say("{numbers} numbers", numbers=numbers)

    def show(t: int) -> None:
        ended = trace.told[t] == PRICE
        old = 0 if ended or not turn[t] else int(done[turn[t] - 1])
        past.set_verts(shapes[:old])
        now.set_verts(shapes[old : int(counts[t])])
        more.set_verts(of_more if ended else [])
        label.set_text(told[0] if ended else say("computed"))
        further.set_text(told[1] if ended else "")

    return show


def _squares(stage: Stage, axes: Sequence[Axes], down: float, lefts: Floats, colours: Sequence[Any]) -> tuple[list[PolyCollection], Text]:
    """Room for a row of squares that begin at `lefts` (n,), `down` so many pixels below the `axes`.

    Returns what to draw them with in each of the `colours`, and the text before the row.
    """
    first, second, last = (axes[k].get_position() for k in (0, 1, -1))
    left = second.x0 if stage.canvas.wide else first.x0 + 124 / stage.canvas.width
    middle, high = first.y0 - down / stage.canvas.height, 24 / stage.canvas.height
    box = (
        (left - second.x0) / second.width,
        (middle - high / 2 - second.y0) / second.height,
        (last.x1 - left) / second.width,
        high / second.height,
    )
    ax = stage.inset(axes[1], box)
    ax.set_frame_on(False)
    ax.set(xlim=(0, max(float(lefts[-1]) + 0.85, 40)), ylim=(0, 1))
    drawn = [PolyCollection([], facecolors=colour, edgecolors="none") for colour in colours]
    for its in drawn:
        ax.add_collection(its, autolim=False)
    text = ax.annotate("", (first.x0, middle), xycoords="figure fraction", va="center", annotation_clip=False)
    text.set_fontsize(stage.canvas.letters(LABEL))
    return drawn, text


def _rim(ax: Axes, colour: str, when: NDArray[np.bool_]) -> Show:
    """A frame about a panel in the rows in which `when` is true. Returns show(t)."""
    rim = Rectangle((0, 0), 1, 1, transform=ax.transAxes, fill=False, edgecolor=colour, linewidth=points(6), zorder=8, clip_on=False)
    ax.add_patch(rim)
    return lambda t: rim.set_visible(bool(when[t]))


def _wins(trace: Trace) -> NDArray[np.bool_]:
    """Which of the tries is the next line, once all are told: (rows, 4)."""
    return (trace.best[:, None] == np.arange(4)) & ((trace.better > 0) & (trace.told == DONE))[:, None]


def _there(trace: Trace) -> NDArray[np.bool_]:
    """Which of the tries have a loss: (rows, 4)."""
    return _known(trace) | (trace.told[:, None] >= np.arange(1, 5))


def _known(trace: Trace) -> NDArray[np.bool_]:
    """Which of the tries have been computed in a turn before: (rows, 4)."""
    seen: set[tuple[int, ...]] = set()
    known = []
    for row, places in enumerate(trace.places):
        if row and trace.turn[row] > trace.turn[row - 1]:
            seen |= {tuple(trace.at[row - 1]), *map(tuple, trace.places[row - 1])}
        known.append([tuple(place) in seen for place in places])
    return np.array(known)


def _most(trace: Trace) -> float:
    """The highest loss of all tries."""
    return float(max(trace.tried.max(), trace.loss.max())) or 1.0
