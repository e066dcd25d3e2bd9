"""Tables of numbers on a board, whose cells light up.

A cell that is written at this moment is filled, one that is read has a rim; what is not there yet is an empty slot.
"""

from typing import Any

import numpy as np
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.studio.draw.board import Board, Place, Show, legible, mixed
from scenes.studio.draw.theme import points
from scenes.studio.words import say

NUMBER = 27  # height in pixels of the canvas
ROOM = 0.9  # of a cell's width for its number


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

    >>> cells(board, (20, 20), (140, 70), [[-0.33, 1], [0.56, 1]], read=[[True, True], [False, False]])
    >>> cells(board, (340, 20), (140, 70), [[1.01], [3.68]], lit=[[True], [False]], there=[[True], [False]])
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
        told = [say(form, value=value) for value in np.unique(values[..., j])] if text else []
        wide, most = board.widths([*told, *(text.lstrip("−") for text in told)], text), ROOM * (size[0] - gap)
        fits = [text for text in told if wide[text] <= most]
        digits, whole = (max((wide[text.lstrip(sign)] for text in fits), default=most) for sign in ("−", ""))
        right = max(digits / 2, whole - most / 2)  # digits are centred, and a minus sign stands before them
        shrunk = {text: most / wide[text] for text in told if wide[text] > most}
        for i in range(height):
            x, y = corner[0] + j * size[0], corner[1] + i * size[1]
            box = Rectangle((x + gap / 2, y + gap / 2), size[0] - gap, size[1] - gap, zorder=2)
            board.ax.add_patch(box)
            number = board.text((x, y + size[1] / 2), "", text, ha="right", zorder=4) if text else None
            grid.append((i, j, box, number, shrunk, x + size[0] / 2 + right, x + size[0] / 2 + most / 2))

    shown: list[Any] = [None] * len(grid)  # what each cell was set to: one that is set is drawn anew

    def show(t: int) -> None:
        there, read, lit = (np.broadcast_to(flags[min(t, len(flags) - 1)], (height, width)).tolist() for flags in marks)
        now = values[min(t, len(values) - 1)]
        own = None if grounds is None else grounds[min(t, len(grounds) - 1)]
        for k, (i, j, box, number, shrunk, right, edge) in enumerate(grid):
            holds, reads, lights = there[i][j], read[i][j], there[i][j] and lit[i][j]
            ground = plain if own is None else tuple(own[i, j])
            state = holds, reads, lights, ground, now[i, j]
            if shown[k] == state:
                continue
            shown[k] = state
            face = theme.batch if lights else ground if holds else theme.background
            rim = theme.batch if lights or reads else face if holds else theme.grid
            wide = 4 if reads and not lights else 2 if not holds else 0
            box.set(facecolor=face, edgecolor=rim, linewidth=points(wide * board.unit), visible=bool(slots or holds))
            if number:
                told = say(form, value=now[i, j])
                number.set(text=told if holds else "", x=edge if told in shrunk else right)
                number.set_fontsize(board.letters(text) * shrunk.get(told, 1.0))
                number.set_color(theme.background if lights else legible(ground, theme.background, ink) if own is not None else ink)

    return show


def factor(value: float, form: str = "{value:.2f}") -> str:
    """A number behind a sign: in parentheses if it is negative, 3 × (−0.33)."""
    text = say(form, value=float(value))
    return say("({text})", text=text) if text.startswith("−") else text


def _by_row(flags: Any) -> NDArray[np.bool_]:
    """Flags with the rows of the run first: (rows or 1, height or 1, width or 1)."""
    flags = np.asarray(flags, bool)
    if flags.ndim == 3:
        return flags
    return flags[:, None, None] if flags.ndim == 1 else flags[None] if flags.ndim == 2 else flags.reshape(1, 1, 1)
