"""How tensors of rank 1 to 4 are drawn, each stacked from equal ones of the rank below, and the row that does not fit.

Of the run they need `act`, the rank less one, or 4 where the short row comes; `shape`; and `refused`. An image is
(rows, columns, channels) of whole numbers from 0 to 255.
"""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
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
    whole: Place  # of the image in its colours
    bands: int  # of images
    shape: Place  # of the word before the shape
    slots: tuple[Place, ...]  # of the shape's lengths
    total: float  # at which height the product of the lengths stands, at the right


WIDE = Plan((1216, 582), (196, 132), (118, 80), (1060, 330), 1, (0, 556), ((180, 556), (415, 556), (655, 556), (895, 556)), 556)
TALL = Plan((740, 800), (108, 132), (78, 72), (412, 530), 2, (0, 672), ((70, 722), (255, 722), (455, 722), (655, 722)), 772)


def tinted(board: Board, image: Integers, k: int) -> NDArray[np.floating]:
    """The colours (rows, columns, 3) of the sheet of channel k."""
    return np.array([[mixed(COLOURS[k], board.theme.background, 0.06 + 0.5 * value / 255) for value in row] for row in image[..., k]])


def sheets(board: Board, plan: Plan, image: Integers, count: NDArray[np.integer]) -> Show:
    """The channels of an image from the second on as tinted sheets behind the first, `count` (rows,) in all. Returns show(t)."""
    movers = []
    for k in reversed(range(1, image.shape[2])):
        place, tint = (plan.corner[0] + k * BACK[0], plan.corner[1] - k * BACK[1]), tinted(board, image, k)
        how: dict[str, Any] = {"form": "{value}", "there": count > k, "slots": False, "gap": 0}
        movers.append(cells(board, place, plan.cell, image[..., k], grounds=tint, text=0, **how))
        movers.append(
            cells(board, place, (plan.cell[0], BACK[1]), image[:1, :, k], grounds=tint[:1], text=28, **how)
        )  # what is not covered
    return compose(*movers)


def row_to_image(board: Board, plan: Plan, trace: Trace, image: Integers, short: int) -> Show:
    """Row, matrix and image in one place, then the matrix whose last row is `short`; along each axis an arrow. Returns show(t).

    On every arrow stands where the number that is looked for lies.
    """
    act, (left, top), (wide, high), (n, m, _) = trace.act, plan.corner, plan.cell, image.shape
    right, joined = left + m * wide, trace.refused == 1
    rows = np.choose(act, [0 * act + 1, trace.shape[:, 0], 0 * act + n, 0 * act, 0 * act + n - 1]) + joined
    channels = np.where(act == 2, trace.shape[:, 2], 0)
    index, column = np.arange(n)[:, None], np.arange(m)
    there = (index < rows[:, None, None]) & ~((index == n - 1) & (column >= short) & (act == 4)[:, None, None])
    foot, deep, block = top + rows * high, np.maximum(channels - 1, 0), act != 3
    row, at = np.where(act == 2, 0, rows - 1), np.where(joined, m - 1, SOUGHT)
    x, y = left + at * wide + deep * BACK[0], top + row * high - deep * BACK[1]
    found = np.stack([x, y, x + wide, y + np.where(deep > 0, BACK[1], high)], -1)
    looked = block & ((act < 4) | joined)
    names = [(k, say(name)) for k, name in enumerate(("red", "green", "blue"))]
    return compose(
        sheets(board, plan, image, channels),
        cells(board, plan.corner, plan.cell, image[..., 0], "{value}", there, grounds=tinted(board, image, 0), slots=False, gap=0, text=32),
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
        axis_arrow(board, block, (left, foot + 18), (right, foot + 18)),
        axis_arrow(board, block & (act > 0), (left - 18, top), (left - 18, foot)),
        axis_arrow(board, act == 2, (left - 14, top - 14), (left - 14 + deep * BACK[0], top - 14 - deep * BACK[1])),
        pinned(board, looked, say("column {n}"), at + 1, (left + (at + 0.5) * wide, foot + 42), "center"),
        pinned(board, looked & (act > 0), say("row {n}"), row + 1, (left - 32, top + (row + 0.5) * high), "right"),
        pinned(board, act == 2, say("colour {n}"), channels, (left - 32 + deep * BACK[0], top - 14 - deep * BACK[1]), "right"),
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
    """The images (images, rows, columns, channels) in their colours: the first beside its sheets, then a batch of them. Returns show(t)."""
    colours, (count, n, m, _) = images / 255, images.shape
    across = -(-count // plan.bands)
    whole, pitch = (trace.act == 2) & (trace.shape[:, 2] == images.shape[3]), board.width / across
    made = np.where(trace.act == 3, trace.shape[:, 0], 0)
    small, size, down, (x, y) = 156 / m, 0.86 * pitch / m, 310, plan.whole
    how: dict[str, Any] = {"form": "", "slots": False, "gap": 0, "text": 0}
    pixel = x + SOUGHT * small, y, x + (SOUGHT + 1) * small, y + small
    movers = [
        cells(board, plan.whole, (small, small), images[0, ..., 0], there=whole, grounds=colours[0], **how),
        words(board, (x + 78, y - 24), np.where(whole, say("seen together"), ""), 24, ha="center"),
        frame(board, only(whole, pixel), board.theme.ink, 4),
    ]
    movers += [
        cells(
            board,
            (i % across * pitch + 2, 180 + i // across * down),
            (size, size),
            images[i, ..., 0],
            there=made > i,
            grounds=colours[i],
            **how,
        )
        for i in range(count)
    ]
    last, top = (made - 1) % across * pitch, 180 + (made - 1) // across * down
    foot = top + n * size + 24
    found = np.stack([last + 2 + SOUGHT * size, top, last + 2 + (SOUGHT + 1) * size, top + size], -1)
    return compose(
        *movers,
        frame(board, only(made > 0, found), board.theme.ink, 5),
        axis_arrow(board, made > 0, (2, foot), (last + m * size, foot)),
        pinned(board, made > 0, say("image {n}"), made, (last + 0.43 * pitch, foot + 26), "center"),
        pinned(
            board,
            made > 0,
            say("row 1, column {n}, colour 1"),
            0 * made + SOUGHT + 1,
            (np.maximum(last, 60) + 0.43 * pitch, top - 34),
            "center",
        ),
    )


def short_row(board: Board, plan: Plan, trace: Trace, rows: list[list[int]], image: Integers) -> Show:
    """The last of the `rows`, which is short: it waits below the others, then joins them, and a hole is seen. Returns show(t)."""
    (left, top), (wide, high), last, short = plan.corner, plan.cell, len(rows) - 1, len(rows[-1])
    waits, joined = (trace.act == 4) & (trace.refused == 0), trace.refused == 1
    x, y = left + short * wide, top + last * high
    hole = board.ax.add_patch(Rectangle((x + 3, y + 3), wide - 6, high - 6, hatch="//", fill=False))
    hole.set(edgecolor=board.theme.batch, linewidth=points(4 * board.unit), zorder=3)
    tint = tinted(board, image, 0)[-1:, :short]
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
