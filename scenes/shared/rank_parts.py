"""How tensors of rank 1 to 4 are drawn, each stacked from equal ones of the rank below, and the row that does not fit.

Of the run they need `act`, the rank less one, or 4 where the short row comes; `shape`; and `refused`. An image is
(rows, columns, channels) of whole numbers from 0 to 255.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.studio.draw.board import Board, Place, Show, beside, frame, mixed, words
from scenes.studio.draw.marks import arrow, compose
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Integers = NDArray[np.integer]
COLOURS = "#e00000", "#009a30", "#0050f0"  # of the channels, as a screen mixes them
CELL, CORNER, BACK = (118, 80), (226, 118), (46, 46)  # of the large drawing; from a sheet to the one behind it, right and up
AXES, NEW = ((2, 3), (1, 3), (1, 4), (0, 4)), (2, 1, 3, 0)  # of images, rows, columns, colours those of each rank, and the one it adds
LENGTHS = "{n} images", "{n} rows", "{n} columns", "{n} colours"


def sheets(board: Board, corner: Place, size: Place, back: Place, image: Integers, count: NDArray[np.integer], text: float = 0) -> Show:
    """The first `count` (rows,) channels of an image as tinted sheets behind each other, their numbers `text` high. Returns show(t)."""
    movers = []
    for k in reversed(range(image.shape[2])):
        place = corner[0] + k * back[0], corner[1] - k * back[1]
        sheet, there = image[..., k], count > k
        tint = np.array([[mixed(COLOURS[k], board.theme.background, 0.1 + 0.6 * value / 255) for value in row] for row in sheet])
        how: dict[str, Any] = {"form": "{value}", "there": there, "slots": False, "gap": 0}
        movers.append(cells(board, place, size, sheet, grounds=tint, text=text * (k == 0), **how))
        if k and text:  # of a sheet behind, the numbers are seen in the strip that is not covered
            movers.append(cells(board, place, (size[0], back[1]), sheet[:1], grounds=tint[:1], text=0.9 * text, **how))
    return compose(*movers)


def row_to_image(board: Board, trace: Trace, image: Integers) -> Show:
    """Row, matrix and image in one place, each stacked from equal ones, with an arrow along each axis. Returns show(t)."""
    act, (left, top), ink = trace.act, CORNER, board.theme.ink
    right, bottom = left + image.shape[1] * CELL[0], top + image.shape[0] * CELL[1]
    channels = np.where(act == 2, trace.shape[:, 2], 0)
    rows = np.where(act == 0, 1, np.where(act == 1, trace.shape[:, 0], image.shape[0]))
    index = np.arange(image.shape[0])[:, None]
    flat, newest = (act[:, None, None] < 2) & (index < rows[:, None, None]), (act[:, None, None] == 1) & (index == rows[:, None, None] - 1)
    foot, deep = top + rows * CELL[1], np.maximum(channels - 1, 0)
    back = left + deep * BACK[0], top - deep * BACK[1]
    new_sheet = np.where((channels > 1)[:, None], np.stack([*back, right + deep * BACK[0], bottom - deep * BACK[1]], -1), np.nan)
    names = [(k, say(name)) for k, name in enumerate(("red", "green", "blue"))]
    return compose(
        frame(board, new_sheet, zorder=1.9),
        sheets(board, CORNER, CELL, BACK, image, channels, 30),
        cells(board, CORNER, CELL, image[..., 0], "{value}", flat, lit=newest, slots=False, gap=2, text=32),
        *(
            words(
                board,
                (right + k * BACK[0] + 12, bottom - k * BACK[1] - 16),
                np.where(channels > k, name, ""),
                24,
                color=mixed(COLOURS[k], ink, 0.7),
            )
            for k, name in names
        ),
        axis_arrow(board, act < 3, (left, foot + 18), (right, foot + 18)),
        axis_arrow(board, (act > 0) & (act < 3), (left - 18, top), (left - 18, foot)),
        axis_arrow(board, act == 2, (left - 14, top - 14), (back[0] - 14, back[1] - 14)),
        named(board, act < 3, say("columns"), ((left + right) / 2, foot + 40), "center"),
        named(board, (act > 0) & (act < 3), say("rows"), (left - 30, (top + foot) / 2), "right"),
        named(board, act == 2, say("colours"), (left - 6, top - 44), "right"),
    )


def axis_arrow(board: Board, when: NDArray[np.bool_], start: tuple[Any, Any], end: tuple[Any, Any]) -> Show:
    """An arrow along an axis in the rows `when` (rows,); the coordinates of its ends are numbers or (rows,). Returns show(t)."""
    tail, head = (np.where(when[:, None], np.stack(np.broadcast_arrays(*place, when)[:2], -1), np.nan) for place in (start, end))
    return arrow(board.stage, board.ax, tail, head, board.theme.muted, thin=True, rim=0)


def named(board: Board, when: NDArray[np.bool_], name: str, place: tuple[Any, Any], align: str) -> Show:
    """The name of an axis at its arrow, in the rows `when` (rows,); the coordinates are numbers or (rows,). Returns show(t)."""
    text = board.text((0, 0), name, 24, ha=align, color=board.theme.muted)
    x, y, there = np.broadcast_arrays(*place, when)

    def show(t: int) -> None:
        text.set(position=(x[t], y[t]), visible=bool(there[t]))

    return show


def batch(board: Board, trace: Trace, images: Integers) -> Show:
    """The images (images, rows, columns, channels) of a batch side by side, each as its sheets, the newest framed. Returns show(t)."""
    pitch, count = board.width / len(images), np.where(trace.act == 3, trace.shape[:, 0], 0)
    back, top = 0.08 * pitch, 200.0
    size = 0.7 * pitch / images.shape[2], 0.5 * pitch / images.shape[1]
    movers: list[Show] = []
    for i, image in enumerate(images):
        left = (i + 0.05) * pitch
        movers.append(sheets(board, (left, top), size, (back, back), image, np.where(count > i, image.shape[2], 0)))
        box = left - 8, top - 2 * back - 8, left + 0.7 * pitch + 2 * back + 8, top + 0.5 * pitch + 8
        movers.append(frame(board, np.where((count == i + 1)[:, None], box, np.nan)))
    foot = top + 0.5 * pitch + 40
    end = (count - 0.05) * pitch
    return compose(
        *movers,
        axis_arrow(board, count > 0, (0.05 * pitch, foot), (end, foot)),
        named(board, count > 0, say("images"), (end / 2, foot + 24), "center"),
    )


def short_row(board: Board, trace: Trace, rows: list[list[int]]) -> Show:
    """The `rows` of a list, the last one short: it waits below the others, then joins them, and a hole is seen. Returns show(t)."""
    (left, top), (wide, high), last, short = CORNER, CELL, len(rows) - 1, len(rows[-1])
    come, joined = trace.act == 4, trace.refused == 1
    x, y = left + short * wide, top + last * high
    hole = board.ax.add_patch(Rectangle((x + 3, y + 3), wide - 6, high - 6, hatch="//", fill=False))
    hole.set(edgecolor=board.theme.batch, linewidth=points(4 * board.unit), zorder=3)
    how: dict[str, Any] = {"form": "{value}", "slots": False, "gap": 2, "text": 32}
    right = left + len(rows[0]) * wide + 16
    full = say("{n} numbers", n=len(rows[0]))
    return compose(
        cells(board, CORNER, CELL, rows[:-1], there=come, **how),
        cells(board, (left, y + 40), CELL, rows[-1:], there=come & ~joined, lit=True, **how),
        cells(board, (left, y), CELL, rows[-1:], there=joined, **how),
        beside(board, right, top, high, full, np.repeat(come[:, None], last, 1), 26, ha="left"),
        words(board, (right, y + 40 + high / 2), np.where(come & ~joined, say("{n} numbers", n=short), ""), 26, color=board.theme.batch),
        words(board, (right, y + high / 2), np.where(joined, say("{n} numbers", n=short), ""), 26, color=board.theme.batch),
        lambda t: hole.set_visible(bool(joined[t])),
    )


def shape_line(board: Board, trace: Trace, rows: int) -> Show:
    """The shape, written out: how long each axis is, the newest lit; a question mark where the `rows` of a list differ. Returns show(t)."""
    y, places = 556, (180, 415, 655, 895)
    board.text((0, y), say("shape:"), 34, color=board.theme.muted)
    slots = [board.text((x, y), "", 34, ha="center", weight="semibold") for x in places]
    signs = [board.text(((a + b) / 2, y), "", 34, ha="center", color=board.theme.muted) for a, b in pairwise(places)]
    total = board.text((board.width, y), "", 34, ha="right")

    def show(t: int) -> None:
        act, refused = int(trace.act[t]), trace.refused[t] == 1
        told, new = [""] * 4, 2 if refused else NEW[act] if act < 4 else -1
        first, end = AXES[act % 4 if act < 4 else 1]
        lengths: list[Any] = [rows, "?"] if refused else trace.shape[t, : end - first].tolist()
        told[first:end] = [say(LENGTHS[axis], n=n) for axis, n in zip(range(first, end), lengths, strict=True)]
        for axis, slot in enumerate(slots):
            slot.set(text=told[axis], color=board.theme.batch if axis == new else board.theme.ink)
        for before, after, sign in zip(told, told[1:], signs, strict=False):
            sign.set_text("×" if before and after else "")
        total.set_text("" if refused or act == 0 else say("= {n} numbers", n=int(np.prod(lengths))))

    return show
