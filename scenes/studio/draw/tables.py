"""Boards: tables of numbers whose cells light up, names, words, frames. Each part that changes returns show(t).

A cell that is written at this moment is filled, one that is read has a rim; what is not there yet is an empty slot.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.text import Text
from numpy.typing import NDArray

from scenes.studio.draw.layout import BELOW, LEFT
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say

MONO = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSansMono.ttf")
NUMBER = 27  # height in pixels of the canvas
ROOM = 0.9  # of a cell's width for its number
Show = Callable[[int], None]
Place = tuple[float, float]


class Board:
    """Axes without ticks, which use the room of these, too: x to the right, y down from the upper left corner, in pixels of the canvas.

    What is made for a board of `width` × `height` is scaled down, lettering included, where the axes are smaller.
    """

    def __init__(self, stage: Stage, ax: Axes, width: float, height: float):
        self.stage, self.ax, self.theme = stage, ax, stage.theme
        x0, y0, wide, high = ax.get_position().bounds
        left, below = LEFT / stage.width, BELOW / stage.height
        ax.set_position((x0 - left, y0 - below, wide + left, high + below))
        ax.set_axis_off()
        box = ax.get_window_extent()
        self.unit = min(1.0, box.width / stage.scale / width, box.height / stage.scale / height)  # pixels of the canvas
        self.width, self.height = (side / stage.scale / self.unit for side in (box.width, box.height))
        ax.set(xlim=(0, self.width), ylim=(self.height, 0), autoscale_on=False)

    def text(self, place: Place, words: str, size: float = LABEL, mono: bool = False, **how: Any) -> Text:
        """Words at `place`, in the middle of their height, `size` pixels high; `mono` is the type of code."""
        how.setdefault("va", "center_baseline")
        how.setdefault("zorder", 5)
        if mono:
            how["font"] = FontProperties(fname=str(MONO))
        text = self.ax.text(*place, words, **how)
        text.set_fontsize(points(size * self.unit))
        return text

    def widths(self, texts: Sequence[str], size: float, mono: bool = False) -> dict[str, float]:
        """How wide each of these texts is, in the board's pixels."""
        probe = self.text((0, 0), "", size, mono)
        found = {}
        for text in dict.fromkeys(texts):
            probe.set_text(text)
            found[text] = float(probe.get_window_extent().width / self.stage.scale / self.unit)
        probe.remove()
        return found


def words(board: Board, place: Place, texts: Sequence[str] | str, size: float = LABEL, **how: Any) -> Show:
    """Words at `place`: the same in each row, or the text of the row, "" for none. Returns show(t)."""
    texts = [say(texts)] if isinstance(texts, str) else texts
    text = board.text(place, texts[0], size, **how)
    return lambda t: text.set_text(texts[min(t, len(texts) - 1)])


def cells(
    board: Board,
    corner: Place,
    size: Place,
    values: Any,
    form: str = "{value:.2f}",
    there: Any = True,
    read: Any = False,
    lit: Any = False,
    colour: str = "",
    grounds: Any = None,
    text: float = NUMBER,
    slots: bool = True,
    gap: float = 3,
) -> Show:
    """A grid of cells, the upper left one at `corner`, each of `size`, with the numbers of `values` in this `form`. Returns show(t).

    `values` are (rows, height, width), or (height, width) where they never change. `there`, `read` and `lit` say of a cell whether
    it holds its number yet, is read, is written: flags in any shape that broadcasts to (rows, height, width), or one a row, (rows,).
    `colour` is that of the numbers. `grounds` are the cells' own colours, (height, width, 3) or with rows before that. The digits of a
    column stand under each other. `slots`: cells that are not there are drawn as empty ones. `gap` is what is free between two cells.
    """
    theme = board.theme
    values = np.asarray(values)
    values = values[None] if values.ndim == 2 else values
    _, height, width = values.shape
    marks = [_by_row(flags) for flags in (there, read, lit)]
    if grounds is not None:
        grounds = np.asarray(grounds, float)
        grounds = grounds[None] if grounds.ndim == 3 else grounds
    plain, ink = mixed(theme.ink, theme.background, 0.06), colour or theme.ink
    grid = []
    for j in range(width):
        wide = board.widths([say(form, value=value) for value in np.unique(values[..., j])], text) if text else {}
        most = ROOM * (size[0] - gap)
        usual = max((width for width in wide.values() if width <= most), default=most)
        shrunk = {told: most / width for told, width in wide.items() if width > most}
        for i in range(height):
            x, y = corner[0] + j * size[0], corner[1] + i * size[1]
            box = Rectangle((x + gap / 2, y + gap / 2), size[0] - gap, size[1] - gap, zorder=2)
            board.ax.add_patch(box)
            number = board.text((x, y + size[1] / 2), "", text, ha="right", zorder=4) if text else None
            grid.append((i, j, box, number, shrunk, x + size[0] / 2 + usual / 2, x + size[0] / 2 + most / 2))

    def show(t: int) -> None:
        is_there, is_read, is_lit = (np.broadcast_to(flags[min(t, len(flags) - 1)], (height, width)) for flags in marks)
        now = values[min(t, len(values) - 1)]
        own = None if grounds is None else grounds[min(t, len(grounds) - 1)]
        for i, j, box, number, shrunk, right, edge in grid:
            holds, lights = is_there[i, j], is_there[i, j] and is_lit[i, j]
            ground = own[i, j] if own is not None else plain
            face = theme.batch if lights else ground if holds else theme.background
            rim = theme.batch if lights or is_read[i, j] else tuple(face) if holds else theme.grid
            wide = 4 if is_read[i, j] and not lights else 2 if not holds else 0
            box.set(facecolor=face, edgecolor=rim, linewidth=points(wide * board.unit), visible=bool(slots or holds))
            if number:
                told = say(form, value=now[i, j])
                number.set(text=told if holds else "", x=edge if told in shrunk else right)
                number.set_fontsize(points(text * board.unit * shrunk.get(told, 1.0)))
                number.set_color(theme.background if lights else legible(ground, theme.background, ink) if own is not None else ink)

    return show


def names(board: Board, x: Any, y: Any, texts: Sequence[str], **how: Any) -> None:
    """Names that stay, such as those of columns, centred at these places; one `x` or `y` can serve for all."""
    for across, down, text in zip(*np.broadcast_arrays(x, y, np.array(texts)), strict=True):
        board.text((float(across), float(down)), say(str(text)), **{"color": board.theme.muted, "ha": "center"} | how)


def numbers(board: Board, x: float, top: float, height: float, counts: Sequence[int]) -> None:
    """The numbers of rows of cells that are `height` high, at the left of the first one's `top`; they end at `x`."""
    for i, count in enumerate(counts):
        board.text((x, top + (i + 0.5) * height), str(count), color=board.theme.muted, ha="right")


def beside(board: Board, x: float, top: float, height: float, texts: Sequence[str] | str, when: Any, size: float = 24, **how: Any) -> Show:
    """Words at `x` beside the rows of a table: one text for all, or one for each. Returns show(t).

    `top` and `height` are those of the table's first row. They are there where `when`, (rows of the run, rows of the table), is true.
    """
    when = np.asarray(when, bool)
    how = {"color": board.theme.muted, "ha": "center"} | how
    drawn = [board.text((x, top + (i + 0.5) * height), "", size, **how) for i in range(when.shape[1])]
    said = [say(texts)] * len(drawn) if isinstance(texts, str) else texts

    def show(t: int) -> None:
        for text, words, there in zip(drawn, said, when[min(t, len(when) - 1)], strict=True):
            text.set_text(words if there else "")

    return show


def frame(board: Board, boxes: Any, colour: str = "", width: float = 5) -> Show:
    """A frame round `boxes` (rows, 4): left, top, right, bottom on the board, nan for none. Returns show(t)."""
    boxes = np.atleast_2d(np.asarray(boxes, float))
    rim = FancyBboxPatch((0, 0), 1, 1, boxstyle="square,pad=0", fill=False, zorder=6)
    rim.set(edgecolor=colour or board.theme.batch, linewidth=points(width * board.unit), joinstyle="miter")
    board.ax.add_patch(rim)

    def show(t: int) -> None:
        x0, y0, x1, y1 = boxes[min(t, len(boxes) - 1)]
        rim.set_visible(bool(np.isfinite(x0)))
        if rim.get_visible():
            rim.set_bounds(x0, y0, x1 - x0, y1 - y0)

    return show


def factor(value: float, form: str = "{value:.2f}") -> str:
    """A number behind a sign: in parentheses if it is negative, 3 × (−0.33)."""
    text = say(form, value=float(value))
    return say("({text})", text=text) if text.startswith("−") else text


def mixed(colour: Any, ground: Any, share: float) -> tuple[float, float, float]:
    """A colour of which only a share is left, on a ground."""
    red, green, blue = share * np.array(to_rgb(colour)) + (1 - share) * np.array(to_rgb(ground))
    return float(red), float(green), float(blue)


def legible(ground: Any, *inks: Any) -> Any:
    """Of these inks the one with the most contrast on a ground."""
    return max(inks, key=lambda ink: abs(_lightness(ink) - _lightness(ground)))


def _lightness(colour: Any) -> float:
    """About how light a colour looks, from 0 to 1."""
    linear = np.array(to_rgb(colour)) ** 2.2
    return float(linear @ [0.2126, 0.7152, 0.0722]) ** (1 / 2.2)


def _by_row(flags: Any) -> NDArray[np.bool_]:
    """Flags with the rows of the run first: (rows or 1, height or 1, width or 1)."""
    flags = np.asarray(flags, bool)
    if flags.ndim == 3:
        return flags
    return flags[:, None, None] if flags.ndim == 1 else flags[None] if flags.ndim == 2 else flags.reshape(1, 1, 1)
