"""How the search by nudges is drawn: the line now and its four tries as pictures, and below each try how it changes the loss.

Of the run they need `a` (rows, 2), `at` (rows, 2) and `places` (rows, 4, 2), counted in nudges from the guess, `loss`, `tried` (rows, 4),
`best`, `better`, whether that is lower, the `turn`, how many tries are `told` so far, up to all four, then the best, then the price, and
how close the losses are seen, `closer`. Dark is what is computed or chosen in this moment, the rest is pale.
"""

from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
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
DONE, PRICE = 5, 6  # parts of a turn: none to four of the losses, then which is the lowest, and in the end what a round costs
FOOT = 30, 58  # pixels below the bars: the middles of a row of squares and of a text
TOP = 1.17  # times as high as the highest loss are the panels below, which leaves room for its text
SLOWLY = (0, 1, 2, 3, 4, DONE), (0, 4, DONE)  # the parts that are shown of the first turns
CLOSER = 1 / 3, 2 / 3, 1.0, 1.0  # how close the losses of the last turn are seen, in the parts 4, 4, DONE and PRICE
STICKS = 25  # at most, in a picture
PRICES = 1, 10, 100  # times as many numbers as the line has, whose rounds are counted in the end


def slowly(turn: int, last: bool) -> list[tuple[int, float]]:
    """How many tries are told in the rows of a `turn`, and how close their losses are seen, from 0 to 1.

    In the first turn one is told after the other, in the second all four, then only the result, and the `last` is seen closer and closer.
    """
    if last:
        return list(zip((4, 4, DONE, PRICE), CLOSER, strict=True))
    return [(told, 0.0) for told in (SLOWLY[turn] if turn < len(SLOWLY) else (DONE,))]


def arranged(stage: Stage, titles: Sequence[str]) -> tuple[list[Axes], list[Axes]]:
    """Two rows of panels with these titles: pictures, and lower ones, which leave the foot of the canvas to a row of squares."""
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
    """The line now, and in the other four `axes` its tries, with the misses of those that are looked at. Returns show(t).

    The one that wins has a frame, which the line now has where nothing is told of a later turn yet.
    """
    theme, now, wins = stage.theme, trace.a.astype(float), _wins(trace)
    looked = wins | (_newest(trace) & (trace.turn < len(SLOWLY))[:, None])
    again = wins[(trace.turn == 0) & (trace.told == DONE)].any(0) & ((trace.turn == 1) & (trace.told == DONE))[:, None]
    settled = (trace.told == 0) | (trace.better == 0)
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
            lit, pale = looked[:, k - 1], again[:, k - 1] & ~looked[:, k - 1]
            shows.append(_changed_misses(stage, ax, x, y, a, now, lit, pale, told=(trace.turn == 0) & (k == 1) & stage.canvas.wide))
        else:
            for when, colour in ((settled, theme.loss), (~settled, _pale(stage))):
                shows.append(misses(stage, ax, x, y, only(when, a), most=STICKS, colour=colour))
    first = only(trace.turn > 0, (1, now[0].sum()))
    stage.label(axes[0], first, say("guess"), theme.model, sides=("below left",), gap=6)
    told = [say("slope {slope:.2g}\nintercept {intercept:.2g}", slope=slope, intercept=intercept) for slope, intercept in now]
    low, high = (end(ax.get_ylim()[side] for ax in axes) for end, side in ((min, 0), (max, 1)))
    for ax in axes:
        ax.set_ylim(low, high)
    if stage.canvas.wide:
        stage.label(axes[0], (axes[0].get_xlim()[0] + 0.08, high), told, theme.model, sides=("below right",), gap=10)
    return compose(*shows)


def _changed_misses(
    stage: Stage,
    ax: Axes,
    x: torch.Tensor,
    y: torch.Tensor,
    a: Floats,
    now: Floats,
    lit: NDArray[np.bool_],
    pale: NDArray[np.bool_],
    told: NDArray[np.bool_],
) -> Show:
    """The misses of a try `a` (rows, 2), in the rows in which they are `lit` or `pale`: thick where longer than of the line `now`.

    The last of each kind says so at the line where it is `told`. Returns show(t).
    """
    some = np.argsort(x[:, 0].numpy())[:: -(-len(x) // STICKS)].copy()
    across, up = x[some, 0].numpy(), y[some].numpy()
    heights, before = (its @ x[some].T.numpy() for its in (a, now))
    longer, shows = np.abs(heights - up) > np.abs(before - up), []
    stage.avoid(ax, np.column_stack([across, up]), 4, weight=1)
    below, above = np.minimum(heights, before), np.maximum(heights, before)
    for which, word, width, sides, edge, last in (
        (~longer, say("shorter"), 1.5, ("below left", "above left"), below, -1),
        (longer, say("longer"), 3.5, ("above right", "below right"), above, 0),
    ):
        for rows, colour in ((lit, stage.theme.loss), (pale, _pale(stage))):
            ends = np.where(which & rows[:, None], heights, np.nan)
            shows.append(sticks(stage, ax, across, ends, np.broadcast_to(up, ends.shape), colour, width))
        nearest = [np.flatnonzero(its)[last] if its.any() else 0 for its in which]
        at = np.column_stack([across[nearest], np.where(which, edge, np.nan)[np.arange(len(edge)), nearest]])
        stage.label(ax, only(told & lit, at), word, stage.theme.loss, sides=sides, gap=8, weight="regular" if last else "semibold")
    return compose(*shows)


def losses_so_far(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """A bar for the loss of the line of each turn so far, until the price is told. Returns show(t)."""
    ax.set_title(say("loss: mean squared miss") if stage.canvas.wide else say("loss"))
    room, apart = (1.05, True) if stage.canvas.wide else (2.5, False)
    closer, turn = closeness(trace), np.where(trace.told == PRICE, -1, trace.turn)
    show = loss_bars(stage, ax, trace.loss[trace.told == DONE], turn, "{loss:.2f}", room, apart, closer)
    ax.set_ylim(0, TOP * _most(trace))
    level = curve(stage, ax, np.array([0.8, ax.get_xlim()[1]]), np.full((len(trace), 2), np.nan), stage.theme.ink, width=2, zorder=2.9)
    (line,) = ax.lines[-1:]

    def ticks(t: int) -> None:
        values = [its for its in MaxNLocator(3).tick_values(0, ax.get_ylim()[1] / closer[t]) if its * closer[t] <= ax.get_ylim()[1]]
        ax.set_yticks(np.array(values) * closer[t], [say("{loss:g}", loss=round(its, 9)) for its in values])
        if apart:
            line.set_data((trace.turn[t] + 0.8, ax.get_xlim()[1]), [trace.loss[t] * closer[t] if turn[t] >= 0 else np.nan] * 2)

    return compose(show, level, ticks, _gone([ax], trace))


def closeness(trace: Trace) -> Floats:
    """How many times as high as at first each row draws a loss: in the end the losses of the last tries fill their panels."""
    return np.asarray((_most(trace) / (float(trace.tried[-1].max()) or 1.0) / 1.1) ** trace.closer.astype(float))


def changes(stage: Stage, axes: Sequence[Axes], trace: Trace) -> Show:
    """The loss of each try, one in each of `axes`: a bar, faint but for the change, down or up from the loss now. Returns show(t).

    Hollow bars are of losses that are known from a turn before. Dark are the newest, the next line's, and in the end all four.
    Where the turns follow each other fast the bars have no texts.
    """
    theme, known, wins, closer, shown = stage.theme, known_before(trace), _wins(trace), closeness(trace), trace.told < PRICE
    level, there = trace.loss * closer, _told(trace) & shown[:, None]
    strong = wins | _newest(trace) | (trace.better == 0)[:, None]
    form = ".3g" if max(trace.tried.max(), trace.loss.max()) >= 100 else ".2f"
    told = [np.array([[float(format(its, form)) for its in row] for row in side]) for side in (trace.tried, trace.loss[:, None])]
    differences = told[0] - told[1]  # as they are written
    read = (trace.turn < len(SLOWLY)) | (trace.turn == trace.turn[-1])
    shows = []
    for k, ax in enumerate(axes):
        ax.set(xlim=(-1, 1), ylim=(0, TOP * _most(trace)), xticks=[], yticks=[])
        ax.spines["left"].set_visible(False)
        shows.append(curve(stage, ax, np.array([-1.2, 1]), only(shown, np.column_stack([level, level])), theme.ink, width=2, zorder=4))
        ax.lines[-1].set_clip_on(False)
        again = (trace.turn == 1) & (trace.best[0] == k)
        notes = np.select([wins[:, k], again], ["next line", say(f"was {{more:+{form}}}", more=differences[0, k])], "")
        texts = [say(f"{{more:+{form}}}\n{note}".strip(), more=its) for its, note in zip(differences[:, k], notes.tolist(), strict=True)]
        texts = np.where(read, texts, "").tolist()
        heights = np.where(there[:, k], trace.tried[:, k] * closer - level, np.nan)
        shows.append(_bar(stage, ax, level, heights, texts, known[:, k], strong[:, k]))
    axes[0].set_title(say("loss of each try, and its change") if stage.canvas.wide else say("loss of each try"))
    return compose(*shows, _gone(axes, trace))


def _gone(axes: Sequence[Axes], trace: Trace) -> Show:
    """Take titles, ticks and rims off the `axes` when the price is told. Returns show(t)."""
    artists = [its for ax in axes for its in (ax.yaxis, *ax.spines.values(), *_titles(ax)) if its.get_visible()]

    def show(t: int) -> None:
        for artist in artists:
            artist.set_visible(bool(trace.told[t] < PRICE))

    return show


def _titles(ax: Axes) -> list[Text]:
    return [
        its
        for its in ax.get_children()
        if isinstance(its, Text) and its.get_text() in {ax.get_title(at) for at in ("left", "center")} - {""}
    ]


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
        colour = theme.loss if strong[t] else _pale(stage)
        bar.set(y=level[t], height=heights[t], facecolor="none" if known[t] else colour, edgecolor=colour)
        bar.set_linewidth(points(3 if known[t] else 0))
        rest.set_height(level[t] + min(heights[t], 0))
        text.set(text=texts[t], weight="semibold" if strong[t] else "regular")
        text.xy = 0, level[t] + max(heights[t], 0)

    return show


def tally(stage: Stage, axes: Sequence[Axes], trace: Trace) -> Show:
    """Below the bars a square for each loss, four a turn after that of the guess, dark in this turn and hollow if it was known before.

    Until the price is told. Returns show(t).
    """
    theme, turns, known = stage.theme, int(trace.turn[-1]) + 1, known_before(trace)
    squares = np.arange(1 + 4 * turns)
    ax = _foot(stage, axes, FOOT[0] + 8, 16)
    lefts = squares + 0.8 * ((squares + 3) // 4)
    ax.set(xlim=(-0.1, max(lefts[-1] + 0.9, 40)), ylim=(-0.1, 1.1))
    hollow = np.append(False, [known[trace.turn == turn][0] for turn in range(turns)])
    shapes = [[(x, 0), (x, 1), (x + wide, 1), (x + wide, 0)] for x, wide in zip(lefts, np.where(hollow, 0.7, 0.8), strict=True)]
    drawn = PolyCollection([])
    ax.add_collection(drawn, autolim=False)
    left = axes[0].get_position().x0
    words = [_beside(stage, ax, left, axes[0].get_position().y0 - down / stage.canvas.height) for down in FOOT]
    words[1].set_color(theme.muted)

    def show(t: int) -> None:
        shown, old = trace.told[t] < PRICE, 1 + 4 * trace.turn[t] if trace.turn[t] else 0
        count = (1 + 4 * trace.turn[t] + min(trace.told[t], 4)) * shown
        edges = [theme.loss if its >= old else _pale(stage) for its in range(count)]
        drawn.set_verts(shapes[:count])
        faces, rims = ["none" if hollow[its] else edges[its] for its in range(count)], np.where(hollow, points(1.5), 0)
        drawn.set(edgecolors=edges, facecolors=faces, linewidths=rims[: max(count, 1)])
        words[0].set_text(say("computed") if shown else "")
        words[1].set_text(say("hollow: known before") if shown and hollow[:count].any() else "")

    return show


def prices(stage: Stage, axes: Sequence[Axes], trace: Trace) -> Show:
    """In the place of the bars, once the price is told: the losses of one round with 2, 20 and 200 numbers, as squares of one size.

    Forty stand in a row, so that the third is a block of ten rows. Returns show(t).
    """
    theme, canvas, tries = stage.theme, stage.canvas, trace.places.shape[1]
    rows = [max(its // PRICES[1], 1) for its in PRICES]
    across, gap = tries * PRICES[1], 1.2 if canvas.wide else 2.4  # squares
    ax, first, second, last = axes[-1], *(axes[k].get_position() for k in (0, 1, -1))
    left = second.x0 if canvas.wide else first.x0 + 124 / canvas.width
    high, wide = first.height * canvas.height + FOOT[1], (last.x1 - left) * canvas.width
    side = min(high / (sum(rows) + gap * len(rows)), 0.88 * wide / across)  # of a square, in pixels
    drawn, words = PolyCollection([], edgecolors="none", transform=stage.figure.transFigure, clip_on=False), []
    ax.add_collection(drawn, autolim=False)
    shapes, colours, down = [], [], gap
    head = _beside(stage, ax, left, first.y1 + 6 / canvas.height)
    words.append((head, say("losses in one round, at most")))
    for times, its in zip(PRICES, rows, strict=True):
        for k in range(tries * times):
            x, y = k % across, -down - k // across
            corners = np.array([(x, y), (x, y - 0.8), (x + 0.8, y - 0.8), (x + 0.8, y)])
            shapes.append((left, first.y1) + corners * side / (canvas.width, canvas.height))
            colours.append(theme.loss if times == 1 else _pale(stage))
        y = -down - min(its, 1) / 2 + 0.1
        at = first.y1 + y * side / canvas.height
        words.append((_beside(stage, ax, first.x0, at), say("{numbers} numbers", numbers=tries // 2 * times)))
        end = left + (min(tries * times, across) * side + 12) / canvas.width
        words.append((_beside(stage, ax, end, at), say("{price}", price=tries * times)))
        words[-1][0].set(color=theme.loss, weight="semibold")
        down += its + gap

    def show(t: int) -> None:
        told = trace.told[t] == PRICE
        drawn.set_verts(shapes if told else [])
        drawn.set(facecolors=colours if told else [])
        for text, its in words:
            text.set_text(its if told else "")

    return show


def _foot(stage: Stage, axes: Sequence[Axes], down: float, high: float) -> Axes:
    """Bare axes that end `down` pixels below the `axes`, `high` pixels high, beside room for a text."""
    first, second, last = (axes[k].get_position() for k in (0, 1, -1))
    left = second.x0 if stage.canvas.wide else first.x0 + 124 / stage.canvas.width
    bottom = first.y0 - down / stage.canvas.height
    box = ((left - second.x0) / second.width, (bottom - second.y0) / second.height)
    ax = stage.inset(axes[1], (*box, (last.x1 - left) / second.width, high / stage.canvas.height / second.height))
    ax.set_frame_on(False)
    return ax


def _beside(stage: Stage, ax: Axes, x: float, y: float) -> Text:
    """A text that begins at a place of the whole canvas."""
    text = ax.annotate("", (x, y), xycoords="figure fraction", va="center", annotation_clip=False)
    text.set_fontsize(stage.canvas.letters(LABEL))
    return text


def _pale(stage: Stage) -> str:
    """The loss, where it is not what is computed or chosen now."""
    return to_hex(mixed(stage.theme.loss, stage.theme.background, 0.4))


def _rim(ax: Axes, colour: str, when: NDArray[np.bool_]) -> Show:
    """A frame about a panel in the rows in which `when` is true. Returns show(t)."""
    rim = Rectangle((0, 0), 1, 1, transform=ax.transAxes, fill=False, edgecolor=colour, linewidth=points(6), zorder=8, clip_on=False)
    ax.add_patch(rim)
    return lambda t: rim.set_visible(bool(when[t]))


def _wins(trace: Trace) -> NDArray[np.bool_]:
    """Which of the tries is the next line, once all are told: (rows, 4)."""
    return (trace.best[:, None] == np.arange(4)) & ((trace.better > 0) & (trace.told == DONE))[:, None]


def _told(trace: Trace) -> NDArray[np.bool_]:
    """Which of the tries are told: (rows, 4)."""
    return np.asarray(trace.told[:, None] >= np.arange(1, 5))


def _newest(trace: Trace) -> NDArray[np.bool_]:
    """Which of the tries are told in this row, in the first turn one, later all four: (rows, 4)."""
    return np.where(trace.turn[:, None] > 0, trace.told[:, None] == 4, trace.told[:, None] == np.arange(1, 5))


def known_before(trace: Trace) -> NDArray[np.bool_]:
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
