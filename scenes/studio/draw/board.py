"""Boards: panels without axes, in pixels, and what is written on them: words, names, frames. Each part that changes returns show(t)."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from scenes.studio.draw.layout import BELOW, LEFT
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say

MONO = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSansMono.ttf")
Show = Callable[[int], None]
Place = tuple[float, float]


class Board:
    """Axes without ticks, which use the room of these, too: x to the right, y down from the upper left corner, in pixels of the canvas.

    What is made for a board of `width` × `height` is scaled down, lettering included, where the axes are smaller.
    """

    def __init__(self, stage: Stage, ax: Axes, width: float, height: float):
        self.stage, self.ax, self.theme = stage, ax, stage.theme
        x0, y0, wide, high = ax.get_position().bounds
        left, below = LEFT / stage.canvas.width, BELOW / stage.canvas.height
        ax.set_position((x0 - left, y0 - below, wide + left, high + below))
        ax.set_axis_off()
        box = ax.get_window_extent()
        self.unit = min(1.0, box.width / stage.scale / width, box.height / stage.scale / height)  # pixels of the canvas
        self.width, self.height = (side / stage.scale / self.unit for side in (box.width, box.height))
        ax.set(xlim=(0, self.width), ylim=(self.height, 0), autoscale_on=False)

    def letters(self, size: float) -> float:
        """The size of letters `size` pixels of the board high, in points."""
        return self.stage.canvas.letters(size * self.unit)

    def text(self, place: Place, words: str, size: float = LABEL, mono: bool = False, **how: Any) -> Text:
        """Words at `place`, in the middle of their height, `size` pixels high; `mono` is the type of code."""
        how.setdefault("va", "center_baseline")
        how.setdefault("zorder", 5)
        if mono:
            how["font"] = FontProperties(fname=str(MONO))
        text = self.ax.text(*place, words, **how)
        text.set_fontsize(self.letters(size))
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


def words(board: Board, place: Place, texts: Any, size: float = LABEL, **how: Any) -> Show:
    """Words at `place`: the same in each row, or the text of the row, "" for none. Returns show(t).

    >>> words(board, (40, 60), [say("row {t}", t=t) for t in rows], size=40)
    """
    texts = [say(texts)] if isinstance(texts, str) else texts
    text = board.text(place, texts[0], size, **how)
    return lambda t: text.set_text(texts[min(t, len(texts) - 1)])


def names(board: Board, x: Any, y: Any, texts: Sequence[str], **how: Any) -> None:
    """Names that stay, such as those of columns, centred at these places; one `x` or `y` can serve for all.

    >>> names(board, [90, 230], 20, ["x[:, 0]", "x[:, 1]"], mono=True)
    """
    for across, down, text in zip(*np.broadcast_arrays(x, y, np.array(texts)), strict=True):
        board.text((float(across), float(down)), say(str(text)), **{"color": board.theme.muted, "ha": "center"} | how)


def numbers(board: Board, x: float, top: float, height: float, counts: Sequence[int]) -> None:
    """The numbers of rows of cells that are `height` high, at the left of the first one's `top`; they end at `x`.

    >>> numbers(board, 40, 20, 60, range(1, 5))
    """
    for i, count in enumerate(counts):
        board.text((x, top + (i + 0.5) * height), str(count), color=board.theme.muted, ha="right")


def beside(board: Board, x: float, top: float, height: float, texts: Sequence[str] | str, when: Any, size: float = 24, **how: Any) -> Show:
    """Words at `x` beside the rows of a table: one text for all, or one for each. Returns show(t).

    `top` and `height` are those of the table's first row. They are there where `when`, (rows of the run, rows of the table), is true.

    >>> beside(board, 200, 20, 60, "=", rows[:, None] >= 4 * np.arange(4))
    """
    when = np.asarray(when, bool)
    how = {"color": board.theme.muted, "ha": "center"} | how
    drawn = [board.text((x, top + (i + 0.5) * height), "", size, **how) for i in range(when.shape[1])]
    said = [say(texts)] * len(drawn) if isinstance(texts, str) else texts

    def show(t: int) -> None:
        for text, words, there in zip(drawn, said, when[min(t, len(when) - 1)], strict=True):
            text.set_text(words if there else "")

    return show


def frame(board: Board, boxes: Any, colour: str = "", width: float = 5, zorder: float = 6) -> Show:
    """A frame round `boxes` (rows, 4): left, top, right, bottom on the board, nan for none. Returns show(t).

    >>> frame(board, [[10 * t, 40, 10 * t + 200, 160] for t in rows])
    """
    boxes = np.atleast_2d(np.asarray(boxes, float))
    rim = FancyBboxPatch((0, 0), 1, 1, boxstyle="square,pad=0", fill=False, zorder=zorder)
    rim.set(edgecolor=colour or board.theme.batch, linewidth=points(width * board.unit), joinstyle="miter")
    board.ax.add_patch(rim)

    def show(t: int) -> None:
        x0, y0, x1, y1 = boxes[min(t, len(boxes) - 1)]
        rim.set_visible(bool(np.isfinite(x0)))
        if rim.get_visible():
            rim.set_bounds(x0, y0, x1 - x0, y1 - y0)

    return show


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
