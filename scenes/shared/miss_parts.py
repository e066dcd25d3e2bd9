"""What a line misses: a stick from each point to the line, and below it the square of this miss, with their mean, the loss."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgba
from numpy.typing import NDArray

from scenes.studio.draw.marks import compose, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
MOST = 100  # sticks in a panel: more would only be a blot
ROOM = (-1.08, 1.65)  # of x: with room for labels at the right of the points


def misses_and_squares(
    stage: Stage, above: Axes, below: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, told: Sequence[int], lap: int
) -> Show:
    """Misses of the points x (n, 2) and y (n,) from the lines of `a` (rows, 2), in a panel of the line, and their squares under it.

    A stick leads from each point to the line; under it stands its square, and a line lies at the mean of all squares. Of more
    than a hundred points as many get sticks, spread evenly over x, but the mean is that of all. Until row
    `lap` the point farthest to the right is lit, in the rows `told` its miss is written out and squared, and the tops of the first
    squares stay, faint. In the last row the squares are enlarged where they have become small. Returns show(t).
    """
    theme, n = stage.theme, len(y)
    order = x[:, 0].argsort()
    some = order[np.linspace(0, n - 1, min(n, MOST)).round().astype(int)]
    over, heights = x[some].numpy(), y[some].numpy()
    fits = a @ over.T
    squares = (fits - heights) ** 2
    means = np.array([((x.numpy() @ line - y.numpy()) ** 2).mean() for line in a])
    above.set_xlim(ROOM)
    if not stage.units:
        above.set_xticks([-1, -0.5, 0, 0.5, 1])
    top, left = 1.15 * squares.max() or 1.0, 1.15 * squares[-1].max()
    larger = 0 < 5 * left < top
    rows = np.arange(len(a))
    tops = np.where(larger & (rows == len(a) - 1), left, top)
    view = stage.views(below, np.column_stack([np.full(len(a), ROOM[0]), np.full(len(a), ROOM[1]), 0 * tops, tops]))
    below.set_xlabel(above.get_xlabel())
    below.set_xticks(above.get_xticks(), labels=[text.get_text() for text in above.get_xticklabels()] if stage.units else None)
    (first,) = below.plot([], [], "o", color=theme.muted, markersize=points(5), markeredgewidth=0, alpha=FAINT, zorder=2)
    (mean,) = below.plot([], [], color=theme.loss, linewidth=points(4), zorder=5)
    end = np.column_stack([np.full(len(a), ROOM[1]), means])
    at, here = over[-1, 0], np.isin(rows, told) & (rows <= lap)
    miss, square = np.abs(fits[:, -1] - heights[-1]), squares[:, -1]
    middle = np.column_stack([np.full(len(a), at), (fits[:, -1] + heights[-1]) / 2])
    peak = np.column_stack([np.full(len(a), at), square])
    label = partial(stage.label, colour=theme.batch, sides=("right",))
    label(above, np.where(here[:, None], middle, np.nan), [say("miss {miss:.2f}", miss=it) for it in miss])
    worked = [say("{miss:.2f}² ≈ {square:.2g}", miss=m, square=s) for m, s in zip(miss, square, strict=True)]
    label(below, np.where(here[:, None], peak, np.nan), worked)
    texts = [say("mean {loss:.3g}", loss=loss) for loss in means]
    stage.label(below, end, texts, theme.loss, sides=("above left", "below left"), gap=6, weight="semibold")
    walking = (rows > 0) & (rows < lap)
    stage.label(below, np.where(walking[:, None], (at, squares[0].max()), np.nan), say("at line 1"), theme.muted, sides=("right", "left"))
    if larger:
        stage.label(
            below, np.where(rows[:, None] == rows[-1], (ROOM[0], left), np.nan), say("enlarged {n:.0f} ×", n=top / left), theme.muted
        )

    def show(t: int) -> None:
        mean.set_data(ROOM, [means[t]] * 2)
        first.set_data((over[:, 0], squares[0]) if walking[t] else ([], []))

    lit = rows[:, None] <= lap
    soft = to_hex(to_rgba(theme.loss, FAINT), keep_alpha=True)
    return compose(
        view,
        sticks(stage, above, over[:, 0], heights, fits, soft, width=1.5),
        sticks(stage, above, over[-1:, 0], heights[-1:], np.where(lit, fits[:, -1:], np.nan), theme.batch, width=4),
        sticks(stage, below, over[:, 0], np.zeros(len(over)), squares, soft, width=2.5),
        sticks(stage, below, over[-1:, 0], np.zeros(1), np.where(lit, squares[:, -1:], np.nan), theme.batch, width=4),
        show,
    )
