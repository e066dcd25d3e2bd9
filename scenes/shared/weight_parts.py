"""What stands on a picture of weights: the weights themselves, the outline of ink, a pixel that is followed, and columns of their sums."""

from typing import Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from scenes.studio.draw.board import Board, Place, frame, words
from scenes.studio.draw.marks import Floats, Show, compose, only
from scenes.studio.draw.theme import points


def map_of_weights(board: Board, corner: Place, pixel: float, maps: Floats, most: float, there: Any) -> Show:
    """`maps` (rows, height, width) of numbers for or against: `most` is full colour, 0 is the ground. Returns show(t).

    It is there where `there` (rows,) is true.
    """
    theme, (_, height, width) = board.theme, maps.shape
    colours = LinearSegmentedColormap.from_list("weights", [theme.muted, theme.background, theme.model])
    left, top, right, bottom = corner[0], corner[1], corner[0] + width * pixel, corner[1] + height * pixel
    extent = left, right, bottom, top
    image = board.ax.imshow(maps[0], colours, vmin=-most, vmax=most, interpolation="nearest", aspect="auto", extent=extent)
    rim = frame(board, only(np.asarray(there), (left, top, right, bottom)), theme.muted, 2)

    def show(t: int) -> None:
        image.set(data=maps[t], visible=bool(there[t]))

    return compose(show, rim)


def outline(board: Board, corner: Place, pixel: float, pictures: Any, there: Any) -> Show:
    """Where the ink of the `pictures` (rows, height, width) begins, as a line, where it is `there` (rows,). Returns show(t)."""
    edges = []
    for ink in np.pad(pictures > 127, ((0, 0), (1, 1), (1, 1))):
        level = np.argwhere(ink[1:] != ink[:-1])[:, ::-1]
        upright = np.argwhere(ink[:, 1:] != ink[:, :-1])[:, ::-1]
        ends = np.stack([level - (1, 0), level], 1), np.stack([upright, upright - (0, 1)], 1)
        edges.append(np.add(corner, np.concatenate(ends) * pixel))
    lines = LineCollection([], colors=board.theme.ink, linewidths=points(2 * board.unit), zorder=3)
    board.ax.add_collection(lines, autolim=False)
    return lambda t: lines.set_segments(list(edges[t]) if there[t] else [])


def columns(board: Board, foot: Place, heights: Floats, ghosts: Any) -> Show:
    """Two columns side by side, of what counts for a digit and against it: `heights` (rows, 2). Returns show(t).

    Where `ghosts` (rows,) is true, those of the row before stand there as outlines.
    """
    theme, wide = board.theme, 16
    shows = []
    for k, (colour, sign) in enumerate(((theme.model, "+"), (theme.muted, "−"))):
        left = foot[0] + k * (wide + 4)
        bar = Rectangle((left, foot[1]), wide, 0, facecolor=colour, linewidth=0, zorder=2)
        board.ax.add_patch(bar)
        before = np.roll(heights[:, k], 1)
        boxes = np.column_stack(
            [np.full(len(before), left), foot[1] - before, np.full(len(before), left + wide), np.full(len(before), foot[1])]
        )
        shows += [_grows(bar, heights[:, k]), frame(board, only(ghosts, boxes), theme.ink, 2)]
        shows.append(words(board, (left + wide / 2, foot[1] + 14), np.where(heights[:, k] > 0, sign, ""), 22, ha="center", color=colour))
    return compose(*shows)


def _grows(bar: Rectangle, heights: Floats) -> Show:
    """A bar that is as high above its foot as `heights` (rows,) say. Returns show(t)."""
    return lambda t: bar.set_height(-heights[t])


def pixel(board: Board, corner: Place, side: float, places: Any, there: Any) -> Show:
    """A frame round the pixel at `places` (rows, 2), row and column, of a picture at `corner` with pixels of `side`. Returns show(t)."""
    start = np.add(corner, places[:, ::-1] * side)
    return frame(board, only(there, np.hstack([start - 4, start + side + 4])), width=4)
