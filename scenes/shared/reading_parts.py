"""How batch sizes are compared: the right ends of lines draw their heights over the points that have been read."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter
from numpy.typing import NDArray

from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Show, compose, curve, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Floats = NDArray[np.floating]
START, MARGIN = 0.55, 10  # where the pens start, as a number of points; room at the end, as a multiple of the last number


def paper(ax: Axes, last: int) -> None:
    """The axis of points read, from 0 to `last`, on a log scale, with room at its end for a close-up."""
    ax.set(xscale="log", xlim=(START, MARGIN * max(last, 2)), xlabel=say("points read (log scale)"))
    ax.xaxis.set_major_locator(FixedLocator([10**k for k in range(6) if 10**k <= last]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say("{value:,.0f}", value=value)))
    ax.tick_params(labelleft=False)


def asked(a: Floats, x: Floats, y: Floats, lr: float) -> Floats:
    """The height that the right end of a line has after a step on one point alone, for each of the points x (n,), y (n,): (n,).

    The parameters of the line are `a` (2,) or (n, 2). The end is at x = 1.
    """
    return a.sum(-1) + 2 * lr * (y - a[..., 0] * x - a[..., 1]) * (x + 1)


def pen(stage: Stage, ax: Axes, heights: Floats, size: int, arrived: int | None) -> Show:
    """The height of a line's right end (rows,), a step every `size` points, drawn over the points read.

    It is named once it has moved; from the row on at which it has `arrived`, if it has, a ring and a number say so. Returns show(t).
    """
    rows, colour = np.arange(len(heights)), stage.theme.model
    at = np.maximum(rows, START)
    (line,) = ax.plot([], [], color=colour, linewidth=points(thick(size)), drawstyle="steps-post", zorder=5 + 0.1 * np.log10(size))
    line.set_alpha(1 if size > 1 else 0.45)  # it goes up and down over all others in the end
    name = say("every {size}" if size > 1 else "every point", size=size)
    names = [name + (say("\nnear after\n{arrived}", arrived=arrived) if arrived and t >= arrived else "") for t in rows]
    seat = (1.05 * size, 0.13 * heights[-1] + 0.87 * heights[0])
    stage.label(
        ax,
        np.where(rows[:, None] >= size, seat, np.nan),
        names,
        colour,
        sides=("right", "below right"),
        weight="semibold",
        gap=6,
    )
    places = np.column_stack([at, heights])
    near = np.where(rows[:, None] >= arrived, places[arrived], np.nan) if arrived else np.full_like(places, np.nan)

    def show(t: int) -> None:
        line.set_data(at[: t + 1], heights[: t + 1])

    return compose(show, dot(stage, ax, places, colour), dot(stage, ax, near, colour, size=22, hollow=True))


def thick(size: int) -> float:
    """How many pixels thick the line is that steps every `size` points: the calmer, the thicker."""
    return float(2 + 1.5 * np.log10(size))


def asks(stage: Stage, ax: Axes, start: float, heights: Floats, sizes: Sequence[int], rows: int) -> Show:
    """Where each of the first points asks the end of a line to go, `heights` (n,): a dot at its turn, until all are read.

    Once a batch of one of the `sizes` is read, a bar at the mean of its dots. All ends `start` at one height. Returns show(t).
    """
    turns, t, colour = 1 + np.arange(len(heights)), np.arange(rows), stage.theme.batch
    stage.label(ax, np.where(t[:, None] < 1, (START, start), np.nan), say("three lines, one start"), stage.theme.model, sides=("right",))
    stage.label(ax, np.where(t[:, None] == 1, (1, heights[0]), np.nan), say("asked for by this point"), colour, sides=("below right",))
    waiting = (t > 1) & (t < len(heights))
    seat = np.where(waiting[:, None], np.column_stack([1.1 * t, np.full(rows, 0.4 * start + 0.6 * heights.max())]), np.nan)
    stage.label(ax, seat, say("asked of those\nthat wait"), colour, sides=("right",))
    shows = []
    for size, at, side in zip(sizes, (1, len(heights)), ("above right", "right"), strict=False):
        there, mean = (size <= t) & (t <= len(heights)), float(heights[:size].mean())
        stage.label(ax, np.where(there[:, None], (at, mean), np.nan), say("mean of {size}", size=size), colour, sides=(side,), gap=3)
        (bar,) = ax.plot([1, size], [mean, mean], color=colour, linewidth=points(5), zorder=6)
        shows.append(shown(bar, there))
    read = (turns <= t[:, None]) & (t[:, None] <= len(heights))
    return compose(dots(stage, ax, turns, heights, colour, 11, read, zorder=8), *shows)


def close_up(stage: Stage, ax: Axes, goal: float, told: Mapping[int, Floats], ways: Mapping[int, Floats], kick: int, since: int) -> Show:
    """In a frame within the panel `ax`, the heights about the `goal`, enlarged, with a column for each batch size. Returns show(t).

    From row `kick` on each has the heights for which the points of one step ask, `told` (size,), and a bar at their mean. In the last row
    it has a bracket: how far the right end of the line, `ways` (rows,), went up and down `since` a row.
    """
    theme, rows = stage.theme, np.arange(len(next(iter(ways.values()))))
    asking, ended = (rows >= kick) & (rows < rows[-1]), rows == rows[-1]
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    across, up = (lambda share: left * (right / left) ** share), (lambda share: low + share * (high - low))  # parts of the panel
    reach = max(float(np.abs(heights - goal).max()) for heights in [*told.values(), *(way[since:] for way in ways.values())])
    larger = lambda heights: up(0.35) + 0.165 * (high - low) / reach * (np.asarray(heights) - goal)  # noqa: E731
    frame = Rectangle((across(0.655), up(0.04)), across(0.995) - across(0.655), up(0.69) - up(0.04), zorder=7)
    frame.set(facecolor=theme.background, edgecolor=theme.muted, linewidth=points(3))
    ax.add_patch(frame)
    (best,) = ax.plot([across(0.655), across(0.995)], [up(0.35)] * 2, "--", color=theme.ink, linewidth=points(2.5), zorder=7.2)
    heads = [say("swing in the last third" if end else "asked by the points") for end in ended]
    shows: list[Show] = [words_at(stage, ax, across(0.825), up(0.645), heads, rows >= kick)]
    for (size, heights), share in zip(told.items(), (0.72, 0.825, 0.93), strict=False):
        shares = share + 0.07 * ((np.arange(size) * 0.618034) % 1 - 0.5) if size > 1 else [share]
        shows.append(dots(stage, ax, across(np.array(shares)), larger(heights), theme.batch, 9, asking[:, None], zorder=7.5))
        ends = larger([ways[size][since:].min(), ways[size][since:].max()])
        (bar,) = ax.plot([across(share - 0.04), across(share + 0.04)], larger([heights.mean()] * 2), color=theme.model, zorder=7.4)
        (bracket,) = ax.plot(
            [across(share)] * 2, ends, "_-", color=theme.model, markersize=points(24), markeredgewidth=points(5), zorder=7.4
        )
        bar.set_linewidth(points(7))
        bracket.set_linewidth(points(5))
        shows += [shown(bar, asking), shown(bracket, ended)]
        swayed = [say("{sway:.2g}", sway=np.ptp(ways[size][since:]))] * len(rows)
        shows.append(words_at(stage, ax, across(share), ends[1] + 0.045 * (high - low), swayed, ended, theme.model))
        shows.append(words_at(stage, ax, across(share), up(0.09), [say("{size}", size=size)] * len(rows), rows >= kick))

    return compose(shown(frame, rows >= kick), shown(best, rows >= kick), *shows)


def shown(artist: Artist, when: NDArray[np.bool_]) -> Show:
    """What is there in the rows `when` (rows,). Returns show(t)."""
    return lambda t: artist.set_visible(bool(when[t]))


def words_at(stage: Stage, ax: Axes, x: float, y: float, texts: Sequence[str], when: Any, colour: str = "") -> Show:
    """Words centred at a place, the text of the row, `when` (rows,). Returns show(t)."""
    how: dict[str, Any] = {"ha": "center", "va": "center", "color": colour or stage.theme.ink, "zorder": 9}
    text = ax.text(x, y, "", weight="semibold" if colour else "regular", **how)
    return lambda t: text.set_text(texts[t] if when[t] else "")


def lines_now(
    stage: Stage, ax: Axes, a: Mapping[int, Floats], x: Floats, y: Floats, best: Sequence[float], read: Any, lit: Any, lr: float
) -> Show:
    """Points x, y (n,), dashed the `best` line, and those of the parameters `a`, by batch size (rows, 2), a dot on their right ends.

    The points `read` so far are lit in the rows `lit` (rows,); each of the first ten has the thin line that it asks for, at the rate `lr`.
    Returns show(t).
    """
    theme, ends, lit = stage.theme, np.array([-1.0, 1.0]), np.asarray(lit, bool)
    ax.plot(ends, best[0] * ends + best[1], color=theme.ink, linewidth=points(2.5), linestyle="--", zorder=3)
    ax.plot(x, y, "o", color=theme.data, markersize=points(7), markeredgewidth=0, zorder=2)
    (shine,) = ax.plot([], [], "o", color=theme.batch, markersize=points(10), markeredgewidth=0, zorder=4)
    shows: list[Show] = []
    for size, its in a.items():
        shows.append(curve(stage, ax, ends, its[:, :1] * ends + its[:, 1:], theme.model, thick(size), zorder=5))
        shows.append(dot(stage, ax, np.column_stack([np.ones(len(its)), its.sum(1)]), theme.model))

    start, its = next(iter(a.values()))[0], read[:10]
    misses = y[its] - start[0] * x[its] - start[1]
    wanted = start[0] * ends + start[1] + 2 * lr * misses[:, None] * (x[its, None] * ends + 1)
    lines = LineCollection([], colors=theme.batch, linewidths=points(2), zorder=3.5)
    ax.add_collection(lines, autolim=False)

    def show(t: int) -> None:
        shine.set_data(x[read[:t]] if lit[t] else [], y[read[:t]] if lit[t] else [])
        lines.set_segments([np.column_stack([ends, its]) for its in wanted[:t]] if t <= len(wanted) else [])

    return compose(show, *shows)
