"""How a picture becomes numbers, and numbers probabilities, on a board: the picture, a patch of it enlarged, bars."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.studio.draw.board import Board, Place, frame
from scenes.studio.draw.marks import compose
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]


def picture(board: Board, corner: Place, pixel: float, pictures: Any) -> Show:
    """The `pictures` (rows, height, width) of numbers from 0 to 255, each number a square of `pixel`. Returns show(t)."""
    _, height, width = pictures.shape
    ink = LinearSegmentedColormap.from_list("ink", [board.theme.background, board.theme.ink])
    left, top, right, bottom = corner[0], corner[1], corner[0] + width * pixel, corner[1] + height * pixel
    image = board.ax.imshow(pictures[0], ink, vmin=0, vmax=255, interpolation="nearest", aspect="auto", extent=(left, right, bottom, top))
    frame(board, (left, top, right, bottom), board.theme.muted, 2)(0)
    return lambda t: image.set_data(pictures[t])


def enlarged(board: Board, corner: Place, pixel: float, pictures: Any, patch: Any, side: int, to: Place, cell: float) -> Show:
    """A patch of the picture at `corner` as numbers, in cells from `to` on, and rays from the one to the other. Returns show(t).

    `patch` (rows, 2) are its first row and column, −1 where there is none; it is `side` pixels wide and high.
    """
    theme, there = board.theme, patch[:, 0] >= 0
    numbers = np.stack([whole[r : r + side, c : c + side] for whole, (r, c) in zip(pictures, np.maximum(patch, 0), strict=True)])
    shades = (numbers / 255)[..., None]
    grounds = shades * np.array(to_rgb(theme.ink)) + (1 - shades) * np.array(to_rgb(theme.background))
    start = np.array(corner) + patch[:, ::-1] * pixel
    boxes = np.where(there[:, None], np.hstack([start, start + side * pixel]), np.nan)
    rays = LineCollection([], colors=theme.batch, linewidths=points(2 * board.unit), zorder=3)
    board.ax.add_collection(rays, autolim=False)
    whole = np.array([*to, to[0] + side * cell, to[1] + side * cell])

    def cast(t: int) -> None:
        rays.set_segments([np.array([boxes[t, [2, edge]], whole[[0, edge]]]) for edge in (1, 3)] if there[t] else [])

    return compose(
        cells(board, to, (cell, cell), numbers, "{value}", there, grounds=grounds, slots=False, gap=1, text=26),
        frame(board, boxes),
        frame(board, np.where(there[:, None], whole, np.nan), width=3),
        cast,
    )


def bars(board: Board, corner: Place, pitch: float, length: float, values: Any, truth: Any, when: Any) -> Show:
    """Bars of `values` (rows, n), one below the other, on tracks `length` long, which is a value of 1. Returns show(t).

    The longest has its value beside it; the number of the one that is the `truth` (rows,) has a frame. They are there where
    `when` (rows,) is true.
    """
    theme, count = board.theme, values.shape[1]
    middles = corner[1] + (np.arange(count) + 0.5) * pitch
    drawn = [Rectangle((corner[0], middle - 0.36 * pitch), 0, 0.72 * pitch, color=theme.model, linewidth=0, zorder=2) for middle in middles]
    tracks = [Rectangle((corner[0], middle - 0.36 * pitch), length, 0.72 * pitch, color=theme.grid, linewidth=0) for middle in middles]
    labels = [board.text((corner[0] - 24, middle), "", 30, ha="center") for middle in middles]
    told = board.text((0, 0), "", 28, color=theme.model, weight="semibold")
    for bar in (*tracks, *drawn):
        board.ax.add_patch(bar)
    top = corner[1] + truth * pitch
    left, right = np.full(len(truth), corner[0] - 44.0), np.full(len(truth), corner[0] - 5.0)
    boxes = np.where(when[:, None], np.column_stack([left, top + 4, right, top + pitch - 4]), np.nan)

    def show(t: int) -> None:
        longest = int(values[t].argmax())
        for k, (bar, track, label) in enumerate(zip(drawn, tracks, labels, strict=True)):
            bar.set(width=length * values[t, k], visible=bool(when[t]))
            track.set_visible(bool(when[t]))
            label.set_text(say("{digit}", digit=k) if when[t] else "")
        told.set_text(say("{p:.2f}", p=values[t, longest]) if when[t] else "")
        told.set_position((corner[0] + length + 14, middles[longest]))

    return compose(show, frame(board, boxes, theme.held_out, 4))
