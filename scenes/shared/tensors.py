"""What the lessons on arrays share: numbers in cells, and lines of code of which one is lit."""

from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.studio.draw.canvas import Stage
from scenes.studio.draw.theme import LABEL, TICK, points
from scenes.studio.numbers import fixed

MONO = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSansMono.ttf")
Flags = NDArray[np.bool_]


def clear(ax: Axes, width: float = 10, height: float = 10) -> None:
    """Make axes a board without ticks, x from 0 at the left, y from 0 at the top."""
    ax.set_axis_off()
    ax.set(xlim=(0, width), ylim=(height, 0))


def draw_cells(
    ax: Axes,
    stage: Stage,
    corner: tuple[float, float],
    size: tuple[float, float],
    values: NDArray[np.number],
    lit: Flags | None = None,
    there: Flags | None = None,
    colour: str = "",
    decimals: int = 2,
    empty: bool = True,
    text_height: float = LABEL,
    gap: float = 0.05,
) -> Callable[[int], None]:
    """A grid of cells, the upper left one at `corner`, each of `size`, with the numbers of `values` (rows, height, width).

    `lit` and `there`, of the same shape, say at each row of the trace which cells are marked and which hold a number
    yet; `empty` cells are drawn or not. `colour` and `text_height`, in pixels, are those of the numbers;
    at 0 the cells hold none. `gap` is the part of a cell that is left free around it. Returns show(t).
    """
    theme = stage.theme
    _, height, width = values.shape
    lit = np.zeros(values.shape, bool) if lit is None else lit
    there = np.ones(values.shape, bool) if there is None else there
    glow = 0.18 * np.array(to_rgb(theme.batch)) + 0.82 * np.array(to_rgb(theme.background))  # hides what is behind
    cells = []
    for i, j in np.ndindex(height, width):
        x, y = corner[0] + (j + 0.5) * size[0], corner[1] + (i + 0.5) * size[1]
        width_, height_ = size[0] - 2 * gap * min(size), size[1] - 2 * gap * min(size)
        box = ax.add_patch(Rectangle((x - width_ / 2, y - height_ / 2), width_, height_, zorder=2, clip_on=False))
        text = ax.text(x, y, "", ha="center", va="center_baseline", zorder=3) if text_height else None
        if text:
            text.set(color=colour or theme.ink, fontsize=points(text_height))
        cells.append((i, j, box, text))

    def show(t: int) -> None:
        for i, j, box, text in cells:
            box.set(
                facecolor=glow if lit[t, i, j] else theme.background,
                edgecolor=theme.batch if lit[t, i, j] else theme.muted if there[t, i, j] else theme.grid,
                linewidth=3 if lit[t, i, j] else 1.5,
                visible=empty or there[t, i, j],
            )
            if text:
                text.set_text(fixed(values[t, i, j], decimals) if there[t, i, j] else "")

    return show


def draw_code(
    ax: Axes, stage: Stage, lines: Sequence[str], lit: Sequence[int], size: float = LABEL, font: Path | None = MONO, ahead: bool = True
) -> Callable[[int], None]:
    """Lines of code, or in another `font` of formulas, that of row t marked: `lit[t]`. Returns show(t).

    Lines further down than the marked one are shown or not, as `ahead` says.
    """
    theme = stage.theme
    clear(ax, height=len(lines))
    texts = [ax.text(0.3, i + 0.5, line, font=font, size=points(size), va="center_baseline", zorder=3) for i, line in enumerate(lines)]
    marks = [
        Rectangle((0, 0), 10, 1, color=theme.batch, alpha=0.18, linewidth=0, zorder=1),
        Rectangle((0, 0), 0.1, 1, color=theme.batch, linewidth=0, zorder=2),
    ]
    for mark in marks:
        ax.add_patch(mark)

    def show(t: int) -> None:
        for mark in marks:
            mark.set_y(lit[t])
        if not ahead:
            for i, text in enumerate(texts):
                text.set_visible(i <= lit[t])

    return show


def draw_names(ax: Axes, stage: Stage, places: Sequence[float], y: float, names: Sequence[str]) -> None:
    """Names over columns of cells, centred at `places`, as code would write them."""
    for x, name in zip(places, names, strict=True):
        ax.text(x, y, name, font=MONO, size=points(TICK), color=stage.theme.muted, ha="center", va="center")
