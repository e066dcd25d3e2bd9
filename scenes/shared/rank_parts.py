"""How tensors of rank 1 to 4 are drawn, each stacked from equal ones of the rank below, and the row that does not fit.

Of the run they need `act`, the rank less one, or 4 where the short row comes; `shape`; `pushed`, 1 where the first image makes room
for the next; and `refused`. An image is (rows, columns, channels) of whole numbers from 0 to 255.
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
SOUGHT = 2  # the column of the number that is looked for, in the first image
PUSHED = 0.45  # how large the image is that makes room for the next, and how much of its way is left
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


def newest(trace: Trace) -> Integers:
    """The image of each row that is the newest, (rows,)."""
    return np.where(trace.act == 3, trace.shape[:, 0] - 1, 0)


def sought(trace: Trace, columns: int) -> Integers:
    """The column of the number that is looked for, (rows,): that of the sun, which moves on from image to image."""
    return (SOUGHT + newest(trace)) % columns


def row_to_image(board: Board, plan: Plan, trace: Trace, images: Integers, short: int) -> Show:
    """Row, matrix, and image after image in one place, then the matrix whose last row is `short`; along each axis an arrow.

    On every arrow stands where the number that is looked for lies. Returns show(t).
    """
    act, (left, top), (wide, high), (_, n, m, _) = trace.act, plan.corner, plan.cell, images.shape
    right, joined, here = left + m * wide, trace.refused == 1, trace.pushed == 0
    image, shown = ((act == 2) | (act == 3)) & here, images[newest(trace)]
    rows = np.choose(act, [0 * act + 1, trace.shape[:, 0], 0 * act + n, 0 * act + n, 0 * act + n - 1]) + joined
    channels = here * np.where(act == 2, trace.shape[:, 2], np.where(act == 3, images.shape[3], 0))
    index, column = np.arange(n)[:, None], np.arange(m)
    there = (index < (rows * here)[:, None, None]) & ~((index == n - 1) & (column >= short) & (act == 4)[:, None, None])
    foot, deep, colour = top + rows * high, np.maximum(channels - 1, 0), np.where(act == 2, channels, 1)
    row, at = np.where((act == 2) | (act == 3), 0, rows - 1), np.where(joined, m - 1, sought(trace, m))
    x, y = left + at * wide + (colour - 1) * BACK[0], top + row * high - (colour - 1) * BACK[1]
    found = np.stack([x, y, x + wide, y + np.where(colour > 1, BACK[1], high)], -1)
    looked, red = ((act < 4) | joined) & here, shown[..., 0]
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
        axis_arrow(board, here, (left, foot + 18), (right, foot + 18)),
        axis_arrow(board, here & (act > 0), (left - 18, top), (left - 18, foot)),
        axis_arrow(board, image, (left - 14, top - 14), (left - 14 + deep * BACK[0], top - 14 - deep * BACK[1])),
        pinned(board, looked, say("column {n}"), at + 1, (left + (at + 0.5) * wide, foot + 42), "center"),
        pinned(board, looked & (act > 0), say("row {n}"), row + 1, (left - 32, top + (row + 0.5) * high), "right"),
        pinned(board, image, say("colour {n}"), colour, (left - 32 + (colour - 1) * BACK[0], top - 14 - (colour - 1) * BACK[1]), "right"),
    )


def pushed_back(board: Board, plan: Plan, trace: Trace, images: Integers) -> Show:
    """The first image where it makes room for the next: its sheets, small, on the way to where it lies in its colours. Returns show(t)."""
    there = trace.pushed == 1
    starts, ends = np.array(plan.corner), np.array(plan.whole)
    (x, y), cell = starts + (1 - PUSHED) * (ends - starts), (plan.cell[0] * PUSHED, plan.cell[1] * PUSHED)
    how: dict[str, Any] = {"form": "", "slots": False, "gap": 0, "text": 0, "there": there}
    return compose(
        *(
            cells(
                board,
                (x + k * PUSHED * BACK[0], y - k * PUSHED * BACK[1]),
                cell,
                images[0, ..., k],
                grounds=tinted(board, images[0, ..., k], k),
                **how,
            )
            for k in reversed(range(images.shape[3]))
        )
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
    """What is stacked so far as a picture: the rows of the first image in red, then its other colours, then a pile of images.

    `images` are (images, rows, columns, channels). While colours are wanting, they are in steps of an eighth: a GIF has few of them for
    all frames. Returns show(t).
    """
    act, colours, (_, n, m, channels) = trace.act, images / 255, images.shape
    made = np.where(act < 4, newest(trace) + 1, 0)
    side, (x, y), (right, down) = 156 / m, plan.whole, plan.pile
    last, top = x + (made - 1) * right, y + (made - 1) * down
    rows = np.choose(act, [0 * act + 1, trace.shape[:, 0], 0 * act + n, 0 * act + n, 0 * act])
    lit = np.arange(channels) < np.choose(act, [0 * act + 1, 0 * act + 1, trace.shape[:, 2], 0 * act + channels, 0 * act])[:, None]
    at, down_to = last + sought(trace, m) * side, top + np.where(act == 1, rows - 1, 0) * side
    pixel = np.stack([at, down_to, at + side, down_to + side], -1)
    told, looked = (
        np.select([act < 2, act < 4], [say("red of each pixel"), say("seen together")], ""),
        only((made > 0) & (trace.pushed == 0), pixel),
    )
    how: dict[str, Any] = {"form": "", "slots": False, "gap": 0, "text": 0}
    fewer = (lit.sum(1) < channels)[:, None, None, None]
    rim, movers = [[to_rgb(board.theme.background)]], []  # between an image and those it lies on
    for i, image in enumerate(colours):
        (left, up), size = (x + i * right, y + i * down), (156 + 8, n * side + 8)
        there = (made > i)[:, None, None] & (np.arange(n)[:, None] < rows[:, None, None]) & np.full(m, fill_value=True)
        movers.append(cells(board, (left - 4, up - 4), size, [[0]], there=made > i, grounds=rim, **how))
        movers.append(
            cells(
                board,
                (left, up),
                (side, side),
                image[..., 0],
                there=there,
                grounds=np.where(fewer, (image * 8).round() / 8, image) * lit[:, None, None],
                **how,
            )
        )
    return compose(
        *movers,
        words(board, (x + 78, y - 24), told, 24, ha="center"),
        frame(board, looked, board.theme.ink, 7),
        frame(board, looked, board.theme.background, 2),
        pinned(board, act == 3, say("image {n}"), made, (last + 78, top + n * side + 26), "center"),
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
