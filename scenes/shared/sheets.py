"""Sheets of boxes, one a point: which of them a step uses, how often each has been used, and how many of them how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_hex
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.studio.draw.board import mixed
from scenes.studio.draw.cover import LETTERING
from scenes.studio.draw.layout import BELOW
from scenes.studio.draw.marks import Show
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, SENTENCE, Theme, points
from scenes.studio.words import say

MOST = 5  # times: a box that has been used more often looks the same
LEAST = 24  # pixels of the canvas: a smaller box has no number
ROW = 38  # pixels: a line of lettering


def columns(boxes: int, shape: float) -> int:
    """How many boxes stand side by side on a sheet of so many: near the `shape` of its room, width by height, and full if it can be.

    >>> columns(100, 1.1), columns(1000, 1.1)
    (10, 40)
    """
    ideal = max(1, round((boxes * shape) ** 0.5))
    choices = range(max(1, round(0.75 * ideal)), round(1.3 * ideal) + 1)
    return min(choices, key=lambda across: (-boxes % across, abs(across - ideal)))


@dataclass(frozen=True)
class Sheet:
    """A panel in pixels of the canvas, from its upper left corner: boxes, `across` and `down`, above a tally of bars."""

    width: float
    height: float
    across: int
    down: int
    side: float  # of a box
    wide: bool  # or the deck stands below the boxes, not at their right

    @property
    def bars(self) -> tuple[float, float]:
        """Where the bars begin, and where they end."""
        return self.down * self.side + (18 if self.wide else 18 + ROW), self.height - (2 if self.wide else ROW)


def lay_out(stage: Stage, ax: Axes, count: int) -> Sheet:
    """Make the axes a sheet for so many boxes."""
    box, wide = ax.get_window_extent(), stage.canvas.wide
    width, height = box.width / stage.scale, box.height / stage.scale + BELOW
    room = (0.68 * width, 0.62 * height) if wide else (width, min(0.5 * height, 1.1 * width))
    across = columns(count, room[0] / room[1])
    down = -(-count // across)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.set(xlim=(0, width), ylim=(height - BELOW, 0), xticks=[], yticks=[])
    return Sheet(width, height, across, down, min(room[0] / across, room[1] / down), wide)


def two_sheets(stage: Stage, panels: Sequence[Axes], ways: Sequence[tuple[Any, Any]], whole: int) -> list[Show]:
    """A sheet in each of two panels: boxes, the deck that their batches come from, and how many boxes have been used how often.

    `ways` are how often each box has been used, (rows, boxes), and the batches (rows, size), indexes of the boxes that the next step
    uses. The first way deals a `whole` deck of so many batches and shuffles a new one once it is empty, the second draws from a whole one.
    """
    rows, most, shows = np.arange(len(ways[0][0])), max(2, *(int(used.max()) for used, _ in ways)), []
    left = -rows % whole + whole * (rows == 0), np.full(len(rows), whole)
    names = [say("epoch {n}", n=max(1, -(-row // whole))) for row in rows], [say("whole deck")] * len(rows)
    for ax, (used, batches), cards, told in zip(panels, ways, left, names, strict=True):
        lit = np.zeros(used.shape, bool)
        np.put_along_axis(lit[1:], batches[:-1], values=True, axis=1)
        on = lay_out(stage, ax, used.shape[1])
        shows += [boxes(stage, ax, on, used, lit, rows >= whole), deck(stage, ax, on, cards, told, whole)]
        shows.append(tally(stage, ax, on, used, lit, rows >= whole, most))
    key(stage, panels[0], on)
    return shows


def shades(theme: Theme) -> list[str]:
    """The colours of boxes that have been used 0, 1, … MOST times."""
    return [to_hex(mixed(theme.data, theme.background, share)) for share in np.linspace(0.12, 1, MOST + 1)]


def boxes(stage: Stage, ax: Axes, on: Sheet, used: NDArray[Any], lit: NDArray[np.bool_], late: NDArray[np.bool_]) -> Show:
    """Square boxes, row by row from the top, each with how often its point has been `used` (rows, boxes); the `lit` ones coloured.

    In the rows that are `late` (rows,) those that have never been used get a rim. Returns show(t).
    """
    theme, count, side = stage.theme, used.shape[1], on.side
    shown = np.where(lit, MOST + 1.0, np.minimum(used, MOST))
    padded = np.pad(shown, [(0, 0), (0, on.down * on.across - count)], constant_values=np.nan).reshape(-1, on.down, on.across)
    edges = (side * np.arange(n + 1) for n in (on.across, on.down))
    mesh = ax.pcolormesh(*edges, padded[0], cmap=ListedColormap([*shades(theme), theme.batch]), vmin=-0.5, vmax=MOST + 1.5)
    mesh.set(edgecolor=theme.background, linewidth=points(3))
    spots, numbers = side * (np.stack(np.divmod(np.arange(count), on.across)[::-1]) + 0.5), []
    if side >= LEAST:
        style: dict[str, Any] = {"ha": "center", "va": "center", "weight": "semibold", "fontsize": stage.canvas.letters(LABEL)}
        numbers = [ax.text(x, y + 0.03 * side, "", **style) for x, y in spots.T]
    (rimmed,) = ax.plot([], [], "s", color=theme.background, markersize=points(side - 8), zorder=2.5)
    rimmed.set(markeredgecolor=theme.ink, markeredgewidth=points(2))
    rims = (used == 0) & late[:, None] & bool(numbers)

    def show(t: int) -> None:
        rimmed.set_data(spots[:, rims[t]])
        mesh.set_array(padded[t])
        mesh.changed()  # set_array alone does not say so
        for text, times, now in zip(numbers, used[t].tolist(), lit[t], strict=False):
            text.set_text(say("{times}", times=times) if times else "")
            colour = theme.background if now else theme.ink
            if colour != text.get_color():  # one that is set is drawn anew
                text.set_color(colour)

    return show


def deck(stage: Stage, ax: Axes, on: Sheet, left: NDArray[np.integer], names: Sequence[str], whole: int) -> Show:
    """A pile of a `whole` deck of so many batches, of which so many are `left` (rows,), under its name of the row. Returns show(t)."""
    theme, end = stage.theme, on.down * on.side
    if on.wide:
        x, high = on.across * on.side + 28, min(0.6 * end / whole, 20)
        cards = [Rectangle((x, end - (k + 1) * high), 120, max(0.7 * high, high - 4)) for k in range(whole)]
        at = x, end - whole * high - 16
    else:
        wide = 0.5 * on.width / whole
        cards = [Rectangle((0.5 * on.width + k * wide, end + 12), max(0.75 * wide, wide - 3), 22) for k in range(whole)]
        at = 0, end + 24
    for card in cards:
        ax.add_patch(card).set(clip_on=False, linewidth=points(1.5), edgecolor=theme.muted)
    name = ax.text(*at, "", fontsize=stage.canvas.letters(LABEL), va="center_baseline")

    def show(t: int) -> None:
        name.set_text(names[t])
        for k, card in enumerate(cards):
            card.set_facecolor(theme.muted if (k < left[t] if on.wide else k >= whole - left[t]) else theme.background)

    return show


def tally(stage: Stage, ax: Axes, on: Sheet, used: NDArray[Any], lit: NDArray[np.bool_], late: NDArray[np.bool_], most: int) -> Show:
    """A bar for the boxes that have been `used` (rows, boxes) never, once, and so on up to `most` times, those that are `lit` at its end.

    How many have never been used is told, and that all have been used as often. The bar of those never used gets a rim in the rows that
    are `late` (rows,). Returns show(t).
    """
    theme, count, (top, foot), letters = stage.theme, used.shape[1], on.bars, stage.canvas.letters
    start, each = 3.6 * letters(LABEL) / points(1), (foot - top) / (most + 1)
    unit = (on.width - start - 56) / count
    lengths, tips = (unit * np.stack([(its & (used == k)).sum(1) for k in range(most + 1)], 1) for its in (used >= 0, lit))
    places = top + each * (np.arange(most + 1) + 0.1)
    grey, lively = ([ax.add_patch(Rectangle((start, y), 0, 0.8 * each, clip_on=False)) for y in places] for _ in range(2))
    for k, (bar, tip) in enumerate(zip(grey, lively, strict=True)):
        bar.set(facecolor=shades(theme)[min(k, MOST)], edgecolor=theme.ink, linewidth=0)
        tip.set(facecolor=theme.batch)
    words = [say("never"), say("once"), say("twice"), *(say("{k} times", k=k) for k in range(3, most + 1))]
    style: dict[str, Any] = {"va": "center_baseline", "clip_on": False}
    for y, name in [*zip(places + 0.42 * each, words, strict=True)][:: max(1, -int(-1.2 * LABEL // each))]:
        ax.text(start - 10, y, name, ha="right", fontsize=letters(LABEL), **style)
    never, alike = (ax.text(0, 0, "", weight="semibold", fontsize=letters(SENTENCE), **style) for _ in range(2))

    def show(t: int) -> None:
        for bar, tip, length, end in zip(grey, lively, lengths[t], tips[t], strict=True):
            bar.set(width=length)
            tip.set(x=start + length - end, width=end)
        rim = late[t] and lengths[t, 0] > 0
        grey[0].set(linewidth=points(2) * rim, facecolor=theme.background if rim else shades(theme)[0])
        never.set(text=say("{n}", n=int((used[t] == 0).sum())), x=start + lengths[t, 0] + 8, y=places[0] + 0.42 * each)
        k = int(used[t, 0])
        alike.set(text=say("{n}", n=count) if k and (used[t] == k).all() else "", x=start + lengths[t, k] + 8, y=places[k] + 0.42 * each)

    return show


def key(stage: Stage, ax: Axes, on: Sheet) -> None:
    """Say what the colour means."""
    x, y = (on.across * on.side + 28, 0) if on.wide else (0, on.height - 24)
    ax.add_patch(Rectangle((x, y + 3), 18, 18, color=stage.theme.batch, linewidth=0, clip_on=False)).set_gid(LETTERING)
    ax.text(x + 26, y + 13, say("used in this step"), fontsize=stage.canvas.letters(LABEL), va="center_baseline")
