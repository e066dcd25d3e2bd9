"""Tensors in memory, on a board: the code that runs reads some and writes others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenes.studio.draw.board import Board, Place, Show, words
from scenes.studio.draw.marks import arrow, compose
from scenes.studio.draw.tables import cells
from scenes.studio.words import say


@dataclass(frozen=True)
class Tensor:
    """A tensor as cells on a board, the upper left one at `corner`, each of `size`, its name over them.

    `values` (rows, height, width), or (height, width) where they never change; `there` (rows,) or one for all. Without `slots`
    nothing is seen of it before it is there. `middle`: the name is centred.
    """

    name: str
    corner: Place
    size: Place
    values: Any
    there: Any = True
    colour: str = ""
    form: str = "{value:.2f}"
    slots: bool = True
    middle: bool = False


def memory(
    board: Board, tensors: Sequence[Tensor], line: Any, read: Sequence[Sequence[str]], written: Sequence[Sequence[str]], rows: Any = True
) -> Show:
    """Tensors; a line of code puts a rim on the cells of those that it reads and fills those that it writes. Returns show(t).

    `read` and `written` are their names, by line. `line` (rows,) is the one that has run, from 0 on; any other number marks nothing.
    `rows`, in a shape that broadcasts to that of the cells, are those of which this is shown.

    >>> memory(board, [Tensor("a", (20, 60), (120, 60), [[3, 2]], colour=theme.model)], rows // 8, [[], ["a"]], [["a"], []])
    """
    movers: list[Show] = []
    for tensor in tensors:
        read_now, lit = (
            np.array([0 <= k < len(by) and tensor.name in by[k] for k in line])[:, None, None] & rows for by in (read, written)
        )
        left, top = tensor.corner
        place = (left + tensor.size[0] / 2, top - 21) if tensor.middle else (left, top - 22)
        named = np.where(tensor.slots | np.broadcast_to(tensor.there, len(line)), say(tensor.name), "")
        how = {"color": tensor.colour or board.theme.muted, "ha": "center" if tensor.middle else "left", "mono": True}
        movers += [
            words(board, place, named, 20 if tensor.middle else 22, **how),
            cells(
                board,
                tensor.corner,
                tensor.size,
                tensor.values,
                tensor.form,
                tensor.there,
                read_now,
                lit,
                tensor.colour,
                slots=tensor.slots,
            ),
        ]
    return compose(*movers)


def flow(board: Board, start: Place, end: Place, when: Any, colour: str = "", label: str = "", at: Place = (0, 0), **how: Any) -> Show:
    """An arrow from one place on the board to another, with words `at` a third, where `when` (rows,) is true. Returns show(t).

    >>> flow(board, (40, 120), (400, 120), rows > 4, label=say("x @ a"), at=(220, 80), ha="center")
    """
    when, colour = np.asarray(when, bool), colour or board.theme.batch
    tail, head = (np.where(when[:, None], place, np.nan) for place in (start, end))
    told = words(board, at, np.where(when, label, ""), 22, color=colour, **how)
    return compose(arrow(board.stage, board.ax, tail, head, colour, rim=0), told)
