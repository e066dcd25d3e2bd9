"""Sheets of boxes, one a point: which of them a step uses, and how often each has been used."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.patches import Rectangle

from scenes.studio.draw.cover import LETTERING
from scenes.studio.draw.marks import Show
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, SENTENCE, points
from scenes.studio.words import say

MOST = 5  # times: a box that has been used more often looks the same
LEAST = 24  # pixels of the canvas: a smaller box has no number


def columns(boxes: int, shape: float) -> int:
    """How many boxes stand side by side on a sheet of so many: near the `shape` of its room, width by height, and full if it can be.

    >>> columns(100, 1.1), columns(1000, 1.1)
    (10, 40)
    """
    ideal = max(1, round((boxes * shape) ** 0.5))
    choices = range(max(1, round(0.75 * ideal)), round(1.3 * ideal) + 1)
    return min(choices, key=lambda across: (-boxes % across, abs(across - ideal)))


def two_sheets(stage: Stage, panels: Sequence[Axes], ways: Sequence[tuple[Any, Any]], whole: int) -> list[Show]:
    """A sheet in each of two panels, of boxes as `sheet` has them: `ways` are how often each is used, and the batches.

    The first way deals a `whole` deck of so many batches and shuffles a new one once it is empty, the second draws from a whole one.
    """
    rows = np.arange(len(ways[0][0]))
    left = -rows % whole + whole * (rows == 0), np.full(len(rows), whole)
    names = [say("epoch {n}", n=max(1, -(-row // whole))) for row in rows], [say("whole deck")] * len(rows)
    return [sheet(stage, ax, *way, *deck) for ax, way, *deck in zip(panels, ways, left, [whole] * 2, names, strict=True)]


def sheet(stage: Stage, ax: Axes, used: Any, batches: Any, deck: Any, whole: int, names: Sequence[str]) -> Show:
    """Square boxes, row by row from the top, each with how often its point has been `used` (rows, boxes); those of the last step lit.

    `batches` (rows, size) are indexes of the boxes that the next step uses. Under the sheet stands how many have never been used,
    which get a rim once a `whole` deck could have been dealt, and the deck under its name of the row: `deck` (rows,) of its batches are
    left. Returns show(t).
    """
    theme, box, used = stage.theme, ax.get_window_extent(), np.asarray(used)
    count, room = used.shape[1], 30 * stage.scale  # below the boxes, for words that go on below the axes
    across = columns(count, box.width / (box.height - room))
    down = -(-count // across)
    side = max(across / box.width, down / (box.height - room))  # boxes in a pixel
    ground, full = (np.array(to_rgb(colour)) for colour in (theme.background, theme.data))
    shades = [tuple(ground + share * (full - ground)) for share in np.linspace(0.12, 1, MOST + 1)]
    shown = np.minimum(used, MOST).astype(float)
    for t in range(1, len(shown)):
        shown[t, batches[t - 1]] = MOST + 1
    padded = np.pad(shown, [(0, 0), (0, down * across - count)], constant_values=np.nan)
    mesh = ax.pcolormesh(padded[0].reshape(down, across), cmap=ListedColormap([*shades, theme.batch]), vmin=-0.5, vmax=MOST + 1.5)
    mesh.set(edgecolor=theme.background, linewidth=points(3))
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.set(xlim=(0, side * box.width), ylim=(side * box.height, 0), xticks=[], yticks=[])
    pixel, numbers = stage.scale * side, []
    if 1 / pixel >= LEAST:
        numbers = [
            ax.text(
                k % across + 0.5, k // across + 0.53, "", ha="center", va="center", weight="semibold", fontsize=stage.canvas.letters(LABEL)
            )
            for k in range(count)
        ]
    rims = (used == 0) & (np.arange(len(used)) >= whole)[:, None] & bool(numbers)
    spots = np.stack(np.divmod(np.arange(count), across)[::-1]) + 0.5
    (rimmed,) = ax.plot([], [], "s", color=theme.background, markersize=points(1 / pixel - 8), zorder=2.5)
    rimmed.set(markeredgecolor=theme.ink, markeredgewidth=points(2))
    left, wide = 0.7 * across, 0.3 * across / whole
    stacks = [Rectangle((left + k * wide, down + 11 * pixel), max(0.75 * wide, wide - 3 * pixel), 26 * pixel) for k in range(whole)]
    for stack in stacks:
        ax.add_patch(stack).set(clip_on=False, linewidth=points(1.5), edgecolor=theme.muted)
    name = ax.text(left - 12 * pixel, down + 24 * pixel, "", fontsize=stage.canvas.letters(LABEL), ha="right", va="center_baseline")
    key_box = Rectangle((4 * pixel, down + 56 * pixel), 18 * pixel, 18 * pixel, color=theme.batch, linewidth=0, clip_on=False)
    ax.add_patch(key_box).set_gid(LETTERING)
    key = say("used in this step; number: how often so far") if numbers else say("used in this step; the greyer, the oftener so far")
    ax.text(30 * pixel, down + 65 * pixel, key, fontsize=stage.canvas.letters(LABEL), va="center_baseline")
    never = ax.text(4 * pixel, down + 24 * pixel, "", fontsize=points(SENTENCE), weight="semibold", va="center_baseline")

    def show(t: int) -> None:
        rimmed.set_data(spots[:, rims[t]])
        name.set_text(names[t])
        for k, stack in enumerate(stacks):
            stack.set_facecolor(theme.muted if k >= whole - deck[t] else theme.background)
        mesh.set_array(padded[t])
        mesh.changed()  # set_array alone does not say so
        never.set_text(say("never used: {n}", n=int((used[t] == 0).sum())))
        for text, times, state in zip(numbers, used[t].tolist(), shown[t], strict=False):
            text.set_text(say("{times}", times=times) if times else "")
            text.set_color(theme.background if state > MOST else theme.ink)

    return show
