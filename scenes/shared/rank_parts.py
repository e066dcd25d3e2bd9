"""How tensors of rank 1 to 4 are drawn, each stacked from equal ones of the rank below, and the row that does not fit.

Of the run they need `act`, the rank less one, or 4 where the short row comes; `shape`; and `refused`. An image is
(rows, columns, channels) of whole numbers from 0 to 255.
"""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.studio.draw.board import Board, Place, Show, frame, mixed, words
from scenes.studio.draw.marks import arrow, compose, only
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Integers = NDArray[np.integer]
COLOURS = "#e00000", "#009a30", "#0050f0"  # of the channels, as a screen mixes them
BACK = (46, 46)  # from a sheet to the one behind it, right and up
SOUGHT = 2  # the column of the number that is looked for
AXES, NEW = ((2, 3), (1, 3), (1, 4), (0, 4)), (2, 1, 3, 0)  # of images, rows, columns, colours those of each rank, and the one it adds
LENGTHS = "{n} images", "{n} rows", "{n} columns", "{n} colours"


class Plan(NamedTuple):
    """Where all has its place on a board of `size`."""

    size: tuple[int, int]
    corner: Place  # of the large drawing
    cell: Place
    whole: Place  # of the first image in its colours
    pile: Place  # from an image to the next, which lies on it
    shape: Place  # of the word before the shape
    slots: tuple[Place, ...]  # of the shape's lengths
    total: float  # at which height the product of the lengths stands, at the right


WIDE = Plan((1216, 582), (140, 132), (118, 80), (1028, 130), (8, 62), (0, 556), ((180, 556), (415, 556), (655, 556), (895, 556)), 556)
TALL = Plan((740, 800), (108, 132), (78, 72), (40, 520), (136, 0), (0, 672), ((70, 722), (255, 722), (455, 722), (655, 722)), 772)


def tinted(board: Board, values: Integers, k: int) -> NDArray[np.floating]:
    """The colours (…, 3) of these values of channel k."""
    ground, full = np.array(to_rgb(board.theme.background)), np.array(to_rgb(COLOURS[k]))
    return ground + (0.06 + 0.5 * values / 255)[..., None] * (full - ground)


def sheets(board: Board, plan: Plan, shown: Integers, count: NDArray[np.integer]) -> Show:
    """The channels of the images `shown` (rows, n, m, channels) as tinted sheets behind the first, with it `count` (rows,) of them.

    What the sheets before it leave free of one has its numbers. Returns show(t).
    """
    movers, (wide, high), m = [], plan.cell, shown.shape[2]
    for k in reversed(range(1, shown.shape[3])):
        (x, y), values = (plan.corner[0] + k * BACK[0], plan.corner[1] - k * BACK[1]), shown[..., k]
        how: dict[str, Any] = {"form": "{value}", "there": count > k, "slots": False, "gap": 0}
        tint, side = tinted(board, values, k), ((x + m * wide - BACK[0], y + high), (BACK[0], high))
        movers += [
            cells(board, (x, y), plan.cell, values, grounds=tint, text=0, **how),
            cells(board, (x, y), (wide, BACK[1]), values[:, :1], grounds=tint[:, :1], text=28, **how),
            cells(board, *side, values[:, 1:, -1:], grounds=tint[:, 1:, -1:], text=22, **how),
        ]
    return compose(*movers)


def row_to_image(board: Board, plan: Plan, trace: Trace, images: Integers, short: int) -> Show:
    """Row, matrix, and image after image in one place, then the matrix whose last row is `short`; along each axis an arrow.

    On every arrow stands where the number that is looked for lies. Returns show(t).
    """
    act, (left, top), (wide, high), (_, n, m, _) = trace.act, plan.corner, plan.cell, images.shape
    right, joined, image = left + m * wide, trace.refused == 1, (act == 2) | (act == 3)
    shown = images[np.where(act == 3, trace.shape[:, 0] - 1, 0)]
    rows = np.choose(act, [0 * act + 1, trace.shape[:, 0], 0 * act + n, 0 * act + n, 0 * act + n - 1]) + joined
    channels = np.where(act == 2, trace.shape[:, 2], np.where(act == 3, images.shape[3], 0))
    index, column = np.arange(n)[:, None], np.arange(m)
    there = (index < rows[:, None, None]) & ~((index == n - 1) & (column >= short) & (act == 4)[:, None, None])
    foot, deep, colour = top + rows * high, np.maximum(channels - 1, 0), np.where(act == 2, channels, 1)
    row, at = np.where(image, 0, rows - 1), np.where(joined, m - 1, SOUGHT)
    x, y = left + at * wide + (colour - 1) * BACK[0], top + row * high - (colour - 1) * BACK[1]
    found = np.stack([x, y, x + wide, y + np.where(colour > 1, BACK[1], high)], -1)
    looked, red = (act < 4) | joined, shown[..., 0]
    names = [(k, say(name)) for k, name in enumerate(("red", "green", "blue"))]
    return compose(
        sheets(board, plan, shown, channels),
        cells(board, plan.corner, plan.cell, red, "{value}", there, grounds=tinted(board, red, 0), slots=False, gap=0, text=32),
        frame(board, only(looked, found), board.theme.ink, 6),
        *(
            words(
                board,
                (right + k * BACK[0] + 12, top + n * high - k * BACK[1] - 16),
                np.where(channels > k, name, ""),
                24,
                color=mixed(COLOURS[k], board.theme.ink, 0.7),
            )
            for k, name in names
        ),
        words(
            board,
            (right + 12, top + 16),
            np.where(act < 2, say("red of each pixel"), ""),
            24,
            color=mixed(COLOURS[0], board.theme.ink, 0.7),
        ),
        axis_arrow(board, act >= 0, (left, foot + 18), (right, foot + 18)),
        axis_arrow(board, act > 0, (left - 18, top), (left - 18, foot)),
        axis_arrow(board, image, (left - 14, top - 14), (left - 14 + deep * BACK[0], top - 14 - deep * BACK[1])),
        pinned(board, looked, say("column {n}"), at + 1, (left + (at + 0.5) * wide, foot + 42), "center"),
        pinned(board, looked & (act > 0), say("row {n}"), row + 1, (left - 32, top + (row + 0.5) * high), "right"),
        pinned(board, image, say("colour {n}"), colour, (left - 32 + (colour - 1) * BACK[0], top - 14 - (colour - 1) * BACK[1]), "right"),
    )


def axis_arrow(board: Board, when: NDArray[np.bool_], start: tuple[Any, Any], end: tuple[Any, Any]) -> Show:
    """An arrow along an axis in the rows `when` (rows,); the coordinates of its ends are numbers or (rows,). Returns show(t)."""
    tail, head = (only(when, np.stack(np.broadcast_arrays(*place, when)[:2], -1)) for place in (start, end))
    return arrow(board.stage, board.ax, tail, head, board.theme.muted, thin=True, rim=0)


def pinned(board: Board, when: NDArray[np.bool_], form: str, counts: Any, place: tuple[Any, Any], align: str) -> Show:
    """Where on an axis the number lies that is looked for: `counts` (rows,) in the `form`, at its arrow. Returns show(t)."""
    text = board.text((0, 0), "", 26, ha=align, weight="semibold")
    x, y, there = np.broadcast_arrays(*place, when)

    def show(t: int) -> None:
        text.set(text=say(form, n=int(counts[t])), position=(x[t], y[t]), visible=bool(there[t]))

    return show


def seen(board: Board, plan: Plan, trace: Trace, images: Integers) -> Show:
    """The images (images, rows, columns, channels) in their colours: the first beside its sheets, then a pile of them. Returns show(t)."""
    act, colours, (_, n, m, channels) = trace.act, images / 255, images.shape
    made = np.where(act == 3, trace.shape[:, 0], (act == 2) & (trace.shape[:, 2] == channels))
    side, (x, y), (right, down) = 156 / m, plan.whole, plan.pile
    newest, top = x + (made - 1) * right, y + (made - 1) * down
    pixel = np.stack([newest + SOUGHT * side, top, newest + (SOUGHT + 1) * side, top + side], -1)
    how: dict[str, Any] = {"form": "", "slots": False, "gap": 0, "text": 0}
    rim, movers = [[to_rgb(board.theme.background)]], []  # between an image and those it lies on
    for i, image in enumerate(colours):
        (at, up), size = (x + i * right, y + i * down), (156 + 8, n * side + 8)
        movers.append(cells(board, (at - 4, up - 4), size, [[0]], there=made > i, grounds=rim, **how))
        movers.append(cells(board, (at, up), (side, side), image[..., 0], there=made > i, grounds=image, **how))
    return compose(
        *movers,
        words(board, (x + 78, y - 24), np.where(made > 0, say("seen together"), ""), 24, ha="center"),
        frame(board, only(made > 0, pixel), board.theme.ink, 4),
        pinned(board, act == 3, say("image {n}"), made, (newest + 78, top + n * side + 26), "center"),
    )


def short_row(board: Board, plan: Plan, trace: Trace, rows: list[list[int]], image: Integers) -> Show:
    """The last of the `rows`, which is short: it waits below the others, then joins them, and a hole is seen. Returns show(t)."""
    (left, top), (wide, high), last, short = plan.corner, plan.cell, len(rows) - 1, len(rows[-1])
    waits, joined = (trace.act == 4) & (trace.refused == 0), trace.refused == 1
    x, y = left + short * wide, top + last * high
    hole = board.ax.add_patch(Rectangle((x + 3, y + 3), wide - 6, high - 6, hatch="//", fill=False))
    hole.set(edgecolor=board.theme.batch, linewidth=points(4 * board.unit), zorder=3)
    tint = tinted(board, image[-1:, :short, 0], 0)
    return compose(
        cells(board, (left, y + 50), plan.cell, rows[-1:], "{value}", waits, grounds=tint, slots=False, gap=0, text=32),
        words(board, (x + 16, y + 50 + high / 2), np.where(waits, say("one short"), ""), 28, color=board.theme.batch),
        words(board, (x + wide + 16, y + high / 2), np.where(joined, say("nothing there"), ""), 28, color=board.theme.batch),
        lambda t: hole.set_visible(bool(joined[t])),
    )


def shape_line(board: Board, plan: Plan, trace: Trace, rows: int) -> Show:
    """The shape, written out: how long each axis is, the newest lit; a question mark where the `rows` of a list differ. Returns show(t)."""
    board.text(plan.shape, say("shape:"), 34, color=board.theme.muted)
    slots = [board.text(place, "", 34, ha="center", weight="semibold") for place in plan.slots]
    signs = [board.text(((a + b) / 2, y), "", 34, ha="center", color=board.theme.muted) for (a, y), (b, _) in pairwise(plan.slots)]
    total = board.text((board.width, plan.total), "", 34, ha="right")

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
