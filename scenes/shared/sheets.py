"""Sheets of boxes, one a point: which of them a step uses, and which have been used before."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle

from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points

UNSEEN, SEEN, AGAIN, LIT = range(4)


def sheet(
    stage: Stage, ax: Axes, states: Any, titles: Sequence[str], framed: int, names: Sequence[str], key: Mapping[int, str]
) -> Callable[[int], None]:
    """Square boxes, row by row from the top, each in the state that `states` (rows, boxes) says; `titles` has one for each row.

    The box `framed` has a frame, and for each row a label of `names`. Under the sheet stands a `key`: {state: word}. Returns show(t).
    """
    theme, states = stage.theme, np.asarray(states, float)
    box = ax.get_window_extent()
    across = max(1, round((states.shape[1] * box.width / box.height) ** 0.5))
    down = -(-states.shape[1] // across)
    padded = np.pad(states, [(0, 0), (0, down * across - states.shape[1])], constant_values=np.nan)
    colours = ListedColormap([theme.grid, theme.data, theme.ink, theme.batch])
    mesh = ax.pcolormesh(padded[0].reshape(down, across), cmap=colours, vmin=UNSEEN, vmax=LIT)
    mesh.set(edgecolor=theme.background, linewidth=points(2))
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    side = max(across / box.width, down / box.height)
    ax.set(xlim=(0, side * box.width), ylim=(side * box.height, 0), xticks=[], yticks=[])
    for k, (state, word) in enumerate(key.items()):
        left, top = (4 + 170 * k) * stage.scale * side, down + 12 * stage.scale * side
        edge = 18 * stage.scale * side
        ax.add_patch(Rectangle((left, top), edge, edge, color=colours(state / LIT), linewidth=0, clip_on=False))
        ax.text(left + 1.5 * edge, top + edge / 2, word, fontsize=points(LABEL), va="center_baseline")
    row, column = divmod(framed, across)
    ax.add_patch(Rectangle((column, row), 1, 1, fill=False, color=theme.ink, linewidth=points(4), zorder=5))
    stage.label(ax, [column + 0.5, row + 0.5], names, theme.ink, sides=("above", "below"), weight="semibold", gap=14)

    def show(t: int) -> None:
        mesh.set_array(padded[t])
        mesh.changed()  # set_array alone does not say so
        ax.set_title(titles[t])

    return show
