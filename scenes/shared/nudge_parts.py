"""How the search by nudges is drawn: the line now and its four tries as pictures, and below each try how it changes the loss.

Of the run they need `a` (rows, 2), `at` (rows, 2) and `places` (rows, 4, 2), counted in nudges from the guess, `loss`, `tried` (rows, 4),
`best`, and `better`, whether that is lower.
"""

from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.shared.line_parts import line_among_points, line_of
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


def pictures(stage: Stage, axes: Sequence[Axes], trace: Trace, by: float, x: torch.Tensor, y: torch.Tensor) -> Show:
    """The line now, and in the other four `axes` its tries, each with its misses; the one that wins has a frame. Returns show(t)."""
    theme, now, wins = stage.theme, trace.a.astype(float), _wins(trace)
    lines = [now, *np.moveaxis(now[:, None] + by * (trace.places - trace.at[:, None]), 1, 0)]
    shows = []
    for k, (ax, a) in enumerate(zip(axes, lines, strict=True)):
        shows.append(misses(stage, ax, x, y, a, most=100))
        shows.append(line_among_points(stage, ax, x, y, a, past=() if k else (0,), colour=theme.batch if k else "", usual=USUAL))
        ax.set_title(ax.get_title("left"), color=theme.batch if k else theme.model, pad=points(13))
        if k:
            ax.set_xlabel("")
            shows += [line_of(stage, ax, now, theme.model, width=3), _rim(ax, theme.batch, wins[:, k - 1])]
    first = only(np.arange(len(now)) > 0, (1, now[0].sum()))
    stage.label(axes[0], first, say("guess"), theme.model, sides=("below left",), gap=6)
    told = [say("slope {slope:.2g}\nintercept {intercept:.2g}", slope=slope, intercept=intercept) for slope, intercept in now]
    low, high = (end(ax.get_ylim()[side] for ax in axes) for end, side in ((min, 0), (max, 1)))
    for ax in axes:
        ax.set_ylim(low, high)
    if stage.canvas.wide:
        stage.label(axes[0], (axes[0].get_xlim()[0], high), told, theme.model, sides=("below right",), gap=4)
    return compose(*shows)


def changes(stage: Stage, axes: Sequence[Axes], trace: Trace) -> Show:
    """A bar for each try, one in each of `axes`: how the loss would change, down where it falls. Returns show(t).

    The bars have one scale, and a larger one once all are too short to be told apart. Hollow ones are of losses that were known before;
    that of the next line is strong.
    """
    theme, known, wins = stage.theme, _known(trace), _wins(trace)
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
        shows.append(
            _bar(stage, ax, heights[:, k], [say(f"{{more:+{form}}}", more=its) for its in differences[:, k]], known[:, k], wins[:, k])
        )
    titles = say("change of the loss"), say("change of the loss; bars {lens} times as long", lens=LENS)
    title = axes[0].set_title(titles[0])
    return compose(*shows, lambda t: title.set_text(titles[int(near[t])]))


def _bar(stage: Stage, ax: Axes, heights: Floats, texts: Sequence[str], known: NDArray[np.bool_], wins: NDArray[np.bool_]) -> Show:
    """A bar from 0 to `heights` (rows,), with a text at its end. Returns show(t)."""
    theme = stage.theme
    bar = ax.add_patch(Rectangle((-WIDE, 0), 2 * WIDE, 0, zorder=3))
    text = ax.annotate("", (0, 0), (0, 0), textcoords="offset points", ha="center", fontsize=stage.canvas.letters(LABEL + 4), zorder=5)

    def show(t: int) -> None:
        down, colour = heights[t] < 0, theme.loss if wins[t] else mixed(theme.loss, theme.background, 0.45)
        bar.set(height=heights[t], facecolor="none" if known[t] else colour, edgecolor=colour)
        bar.set_linewidth(points(3 if known[t] else 0))
        known_form = "{more}\nknown before" if stage.canvas.wide else "{more}\nknown\nbefore"
        form = known_form if known[t] else "{more}\nnext line" if wins[t] else "{more}"
        text.set(text=say(form, more=texts[t]), va="top" if down else "bottom", color=theme.loss)
        text.set(weight="semibold" if wins[t] else "regular")
        text.xy = 0, heights[t]
        text.set_position((0, -points(8) if down else points(8)))

    return show


def tally(stage: Stage, axes: Sequence[Axes], counts: NDArray[np.int64]) -> Show:
    """Below the bars a square for each loss that has been computed, by `counts` (rows,), those of this row strong. Returns show(t)."""
    first, second, last = (axes[k].get_position() for k in (0, 1, -1))
    height = 18 / stage.canvas.height
    ax = stage.inset(axes[1], (0, -2 * height / second.height, (last.x1 - second.x0) / second.width, height / second.height))
    ax.set_frame_on(False)
    ax.annotate(
        say("computed"), (first.x0, second.y0 - 1.5 * height), xycoords="figure fraction", va="center", fontsize=stage.canvas.letters(LABEL)
    )
    left = np.concatenate([np.arange(before, now) + 0.5 * t for t, (before, now) in enumerate(zip([0, *counts[:-1]], counts, strict=True))])
    ax.set(xlim=(0, max(float(left[-1]) + 1, 40)), ylim=(0, 1))
    shapes = [[(x, 0), (x, 1), (x + 0.8, 1), (x + 0.8, 0)] for x in left]
    colours = mixed(stage.theme.loss, stage.theme.background, 0.45), stage.theme.loss
    past, now = (PolyCollection([], facecolors=colour, edgecolors="none") for colour in colours)
    for squares in (past, now):
        ax.add_collection(squares, autolim=False)

    def show(t: int) -> None:
        old = int(counts[t - 1]) if t else 0
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
    """Which of the tries is the next line: (rows, 4)."""
    return (trace.best[:, None] == np.arange(4)) & (trace.better[:, None] > 0)


def _known(trace: Trace) -> NDArray[np.bool_]:
    """Which of the tries have been computed in a row before: (rows, 4)."""
    seen: set[tuple[int, ...]] = set()
    known = []
    for at, places in zip(trace.at, trace.places, strict=True):
        known.append([tuple(place) in seen for place in places])
        seen |= {tuple(place) for place in (at, *places)}
    return np.array(known)
