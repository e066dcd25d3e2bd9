"""How the search by nudges is drawn: the line now and its four tries as pictures, and below each try how it changes the loss.

Of the run they need `a` (rows, 2), `at` (rows, 2) and `places` (rows, 4, 2), counted in nudges from the guess, `loss`, `tried` (rows, 4),
`best`, `better`, whether that is lower, the `turn`, and how many tries are `told` so far, up to all four and then the best.
"""

from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.shared.line_parts import line_among_points, line_of
from scenes.shared.loss_bars import loss_bars
from scenes.shared.rate_parts import misses
from scenes.studio.draw.board import Show, mixed
from scenes.studio.draw.marks import Floats, compose, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

USUAL = -1.2, 6.4  # y of the points
LENS = 6  # times as long are bars that are short to the end
WIDE = 0.55  # of a panel, for a bar
DONE = 5  # parts of a turn: none to four of the losses, and then which is the lowest
SLOWLY = (0, 1, 2, 3, 4, DONE), (0, 4, DONE)  # the parts that are shown of the first turns


def slowly(turn: int) -> tuple[int, ...]:
    """How many tries are told in the rows of a `turn`: in the first one after the other, in the second all four, then only the result."""
    return SLOWLY[turn] if turn < len(SLOWLY) else (DONE,)


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
        shows.append(misses(stage, ax, x, y, only(there[:, k], a), most=100))
        shows.append(line_among_points(stage, ax, x, y, a, past=() if k else (0,), colour=theme.batch if k else "", usual=USUAL))
        ax.set_title(ax.get_title("left"), color=theme.batch if k else theme.model, pad=points(13))
        shows.append(_rim(ax, theme.batch, rims[:, k]))
        if k:
            ax.set_xlabel("")
            shows.append(line_of(stage, ax, now, theme.model, width=3))
    first = only(trace.turn > 0, (1, now[0].sum()))
    stage.label(axes[0], first, say("guess"), theme.model, sides=("below left",), gap=6)
    told = [say("slope {slope:.2g}\nintercept {intercept:.2g}", slope=slope, intercept=intercept) for slope, intercept in now]
    low, high = (end(ax.get_ylim()[side] for ax in axes) for end, side in ((min, 0), (max, 1)))
    for ax in axes:
        ax.set_ylim(low, high)
    if stage.canvas.wide:
        stage.label(axes[0], (axes[0].get_xlim()[0] + 0.08, high), told, theme.model, sides=("below right",), gap=10)
    return compose(*shows)


def losses_so_far(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """A bar for the loss of the line of each turn so far. Returns show(t)."""
    use_room(stage, ax)
    ax.set_title(say("loss: mean squared miss") if stage.canvas.wide else say("loss"))
    room, apart = (1.05, True) if stage.canvas.wide else (2.5, False)
    return loss_bars(stage, ax, trace.loss[trace.told == DONE], trace.turn, "{loss:.2f}", room, apart)


def changes(stage: Stage, axes: Sequence[Axes], trace: Trace) -> Show:
    """A bar for each try, one in each of `axes`: how the loss would change, down where it falls. Returns show(t).

    The bars have one scale, and a larger one once all are too short to be told apart. Hollow ones are of losses that were known before,
    of the line that the search came from or of an earlier try; the others come as they are told. The newest is strong until they are all
    there, then that of the next line.
    """
    theme, (known, came), wins = stage.theme, _known(trace), _wins(trace)
    there, newest = _there(trace), (trace.turn == 0)[:, None] & (trace.told[:, None] == np.arange(1, 5))
    form = ".3g" if max(trace.tried.max(), trace.loss.max()) >= 100 else ".2f"
    told = [np.array([[float(format(its, form)) for its in row] for row in side]) for side in (trace.tried, trace.loss[:, None])]
    heights, differences = trace.tried.astype(float) - trace.loss[:, None].astype(float), told[0] - told[1]  # as they are written
    most = np.abs(heights).max() or 1.0
    near = np.maximum.accumulate(np.abs(heights).max(1)[::-1])[::-1] < most / LENS  # here and in all rows that follow
    heights *= np.where(near, LENS, 1)[:, None]
    shows = []
    for k, ax in enumerate(axes):
        use_room(stage, ax)
        ax.set(xlim=(-1, 1), ylim=(-1.5 * most, 1.5 * most), xticks=[], yticks=[])
        for spine in ax.spines.values():
            spine.set_visible(False)
        ax.plot((-1, 1), (0, 0), color=theme.ink, linewidth=points(2), zorder=4)
        notes = np.select([came[:, k], known[:, k], wins[:, k]], ["where we\ncame from", "tried\nbefore", "next line"], "")
        if stage.canvas.wide:
            notes = np.char.replace(notes, "\n", " ")
        texts = [say(f"{{more:+{form}}}\n{note}".strip(), more=its) for its, note in zip(differences[:, k], notes.tolist(), strict=True)]
        shows.append(_bar(stage, ax, np.where(there[:, k], heights[:, k], np.nan), texts, known[:, k], wins[:, k] | newest[:, k]))
    titles = say("change of the loss"), say("change of the loss; bars {lens} times as long", lens=LENS)
    title = axes[0].set_title(titles[0])
    return compose(*shows, lambda t: title.set_text(titles[int(near[t])]))


def _bar(stage: Stage, ax: Axes, heights: Floats, texts: Sequence[str], known: NDArray[np.bool_], strong: NDArray[np.bool_]) -> Show:
    """A bar from 0 to `heights` (rows,), with a text at its end; none where its height is nan. Returns show(t)."""
    theme = stage.theme
    bar = ax.add_patch(Rectangle((-WIDE, 0), 2 * WIDE, 0, zorder=3))
    text = ax.annotate("", (0, 0), (0, 0), textcoords="offset points", ha="center", fontsize=stage.canvas.letters(LABEL + 4), zorder=5)

    def show(t: int) -> None:
        for artist in (bar, text):
            artist.set_visible(bool(np.isfinite(heights[t])))
        if not bar.get_visible():
            return
        down, colour = heights[t] < 0, theme.loss if strong[t] else mixed(theme.loss, theme.background, 0.45)
        bar.set(height=heights[t], facecolor="none" if known[t] else colour, edgecolor=colour)
        bar.set_linewidth(points(3 if known[t] else 0))
        text.set(text=texts[t], va="top" if down else "bottom", color=theme.loss, weight="semibold" if strong[t] else "regular")
        text.xy = 0, heights[t]
        text.set_position((0, -points(8) if down else points(8)))

    return show


def tally(stage: Stage, axes: Sequence[Axes], trace: Trace) -> Show:
    """Below the bars a square for each loss that has been computed, those of this turn strong. Returns show(t)."""
    counts, turn = trace.evaluations, trace.turn
    first, second, last = (axes[k].get_position() for k in (0, 1, -1))
    height, left = 26 / stage.canvas.height, first.x0 + 110 / stage.canvas.width
    ax = stage.inset(
        axes[1], ((left - second.x0) / second.width, -1.7 * height / second.height, (last.x1 - left) / second.width, height / second.height)
    )
    ax.set_frame_on(False)
    ax.annotate(
        say("computed"), (first.x0, second.y0 - 1.2 * height), xycoords="figure fraction", va="center", fontsize=stage.canvas.letters(LABEL)
    )
    done = np.array([counts[turn == its][-1] for its in range(turn[-1] + 1)])  # in each turn
    squares = np.arange(done[-1])
    lefts = squares + 0.4 * np.searchsorted(done, squares, side="right")
    ax.set(xlim=(0, max(float(lefts[-1]) + 1, 40)), ylim=(0, 1))
    shapes = [[(x, 0), (x, 1), (x + 0.85, 1), (x + 0.85, 0)] for x in lefts]
    colours = mixed(stage.theme.loss, stage.theme.background, 0.45), stage.theme.loss
    past, now = (PolyCollection([], facecolors=colour, edgecolors="none") for colour in colours)
    for drawn in (past, now):
        ax.add_collection(drawn, autolim=False)

    def show(t: int) -> None:
        old = int(done[turn[t] - 1]) if turn[t] else 0
        past.set_verts(shapes[:old])
        now.set_verts(shapes[old : int(counts[t])])

    return show


def use_room(stage: Stage, ax: Axes) -> None:
    """Let the panel use some of the room of ticks below it."""
    place, more = ax.get_position(), 10 / stage.canvas.height
    ax.set_position((place.x0, place.y0 - more, place.width, place.height + more))
    ax.grid(visible=False)


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
    return _known(trace)[0] | (trace.told[:, None] >= np.arange(1, 5))


def _known(trace: Trace) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the tries have been computed in a turn before, and which of them is the line before: (rows, 4) each."""
    seen: set[tuple[int, ...]] = set()
    line: tuple[int, ...] | None = None
    known, came = [], []
    for row, places in enumerate(trace.places):
        if row and trace.turn[row] > trace.turn[row - 1]:
            line = tuple(trace.at[row - 1])
            seen |= {line, *map(tuple, trace.places[row - 1])}
        known.append([tuple(place) in seen for place in places])
        came.append([tuple(place) == line for place in places])
    return np.array(known), np.array(came)
