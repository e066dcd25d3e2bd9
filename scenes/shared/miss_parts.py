"""What a line misses: a stick from each point to the line, and the squares of these misses with their mean, the loss."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.axes import count_from_zero
from scenes.studio.draw.marks import compose, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
MOST = 100  # sticks or bars in a panel: more would only be a blot


def miss_sticks(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats) -> Show:
    """A stick from each of the points x (n, 2) and y (n,) to the line of the parameters `a` (rows, 2). Returns show(t).

    Of more than a hundred points as many get one, spread evenly over x.
    """
    order = x[:, 0].argsort()
    some = order[np.linspace(0, len(y) - 1, min(len(y), MOST)).round().astype(int)]
    over = x[some].numpy()
    return sticks(stage, ax, over[:, 0], y[some].numpy(), a @ over.T, stage.theme.loss, width=1.5)


def squared_misses(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, texts: Sequence[str]) -> Show:
    """A bar for the squared miss of each point, in the order of x, and their mean as a line across; `texts` label it. Returns show(t).

    Of more than a hundred points a bar stands for a hundredth of them, and is as high as the mean of their squares. So the area
    under the bars and the area under the line are always the same.
    """
    order = x[:, 0].argsort()
    groups = np.linspace(0, len(y), min(len(y), MOST) + 1).round().astype(int)
    over, heights = x[order].numpy(), y[order].numpy()
    squares = np.stack([np.add.reduceat((over @ line - heights) ** 2, groups[:-1]) / np.diff(groups) for line in a])
    losses = np.array([((over @ line - heights) ** 2).mean() for line in a])
    bars = ax.stairs(squares[0], groups, fill=True, color=stage.theme.loss, alpha=0.35, zorder=2)
    (mean,) = ax.plot([], [], color=stage.theme.loss, linewidth=points(4), zorder=5)
    ax.set(xlim=(0, len(y)), xticks=[], xlabel=say("points, from left to right"))
    ax.grid(visible=False, axis="x")
    count_from_zero(ax, squares)
    middle = np.column_stack([np.full(len(losses), 0.5 * len(y)), losses])
    stage.label(ax, middle, texts, stage.theme.loss, sides=("above", "below"), gap=4, weight="semibold")
    return compose(lambda t: bars.set_data(squares[t]), lambda t: mean.set_data([0, len(y)], [losses[t]] * 2))
