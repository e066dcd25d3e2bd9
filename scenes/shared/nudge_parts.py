"""How the search by nudges is drawn: the lines that are tried, and their losses as bars beside the loss now."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.studio.draw.marks import compose, curve
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
MOST = 1.8  # of the loss now: a longer bar is cut off, as an arrow says


def tried_lines(stage: Stage, ax: Axes, tries: Floats, goes: Floats) -> Show:
    """The lines of the parameters `tries` (rows, 4, 2), thin, and the one that wins, of parameters `goes` (rows, 2), nan where none does.

    Returns show(t).
    """
    ends = np.array([-1.0, 1.0])
    heights = tries[..., :1] * ends + tries[..., 1:]
    lines = LineCollection([], colors=stage.theme.muted, linewidths=points(2.5), linestyles=[(0, (4, 2))], zorder=4)
    ax.add_collection(lines, autolim=False)

    def show(t: int) -> None:
        lines.set_segments([np.column_stack([ends, its]) for its in heights[t]])

    return compose(show, curve(stage, ax, ends, goes[:, :1] * ends + goes[:, 1:], stage.theme.batch, dashed=True))


def loss_bars(stage: Stage, ax: Axes, losses: Floats, names: Sequence[Sequence[str]], best: NDArray[np.integer]) -> Show:
    """The `losses` (rows, 5) as bars, that of the line now first: as parts of it, so that a bar short of the dashed line is lower.

    `names` are theirs in each row. The one to go to, `best` (rows,) of the four, −1 for none, is lit. Returns show(t).
    """
    theme, count = stage.theme, losses.shape[1]
    ax.set(xlim=(0, MOST), ylim=(count - 0.35, -0.55))
    ax.set_axis_off()
    lengths = np.minimum(losses / np.maximum(losses[:, :1], 1e-300), MOST)
    ax.plot([1, 1], [0, count - 0.4], color=theme.model, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=5)
    bars, told, named = [], [], []
    for k in range(count):
        bars.append(ax.add_patch(Rectangle((0, k), 1, 0.38, linewidth=0, zorder=3)))
        told.append(
            ax.text(
                0, k - 0.06, "", ha="right", va="bottom", fontsize=points(24 if stage.canvas.wide else LABEL), weight="semibold", zorder=6
            )
        )
        named.append(ax.text(0, k - 0.06, "", color=theme.ink, va="bottom", zorder=6))
        told[k].set_x(MOST)

    def show(t: int) -> None:
        for k in range(count):
            colour = theme.model if k == 0 else theme.batch if k == best[t] + 1 else theme.muted
            bars[k].set(width=lengths[t, k], color=colour)
            told[k].set(text=say("{loss:.3g} →" if lengths[t, k] == MOST else "{loss:.3g}", loss=losses[t, k]), color=colour)
            named[k].set_text(names[t][k])

    return show
