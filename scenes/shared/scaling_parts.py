"""How two runs in different units of x are drawn: each on its own map of the loss, and its line among the points."""

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.batch_parts import only
from scenes.shared.line_parts import limits, loss_map
from scenes.shared.rate_parts import beads
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import Show, compose, curve, dot, step_arrow
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT
from scenes.studio.words import say

Floats = NDArray[np.floating]
LEVELS = 0.5 * np.arange(1, 8) ** 2  # losses of the rings above the best one


def map_of_run(
    stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, path: Floats, losses: Floats, steps: Floats, done: int, rates: tuple[str, str]
) -> Show:
    """The map of the loss of points x (n, 2), y (n,) with a `path` (rows, 2), its next step, and its loss, up to the row `done`.

    Where that is one of the first rows the loss is told no more. The `rates`, its own and the limit, stand at the left. Returns show(t).
    """
    window = limits(path[:, 0], None, 0.25), limits(path[:, 1], None, 0.25)
    loss_map(stage, ax, x, y, path, LEVELS, window, window=False)
    if not ax.yaxis.label.get_visible():  # a map beside another one, which has another scale: its numbers stand in it
        ax.tick_params(axis="y", labelright=True, pad=-14)
        ax.set_axisbelow(False)
        for label in ax.get_yticklabels():
            halo(label, stage.theme)
    told = [say("step {t}: loss {loss:.2f}", t=t, loss=loss) for t, loss in enumerate(losses)]
    corner = (ax.get_xlim()[0], ax.get_ylim()[1])
    texts = told[: done + 1] if done < len(told) / 2 else told
    stage.label(ax, corner, texts, stage.theme.loss, sides=("below right",), gap=8, weight="semibold", size=24)
    stage.label(ax, corner, rates[0], stage.theme.ink, sides=("below right",), gap=8, lift=-30)
    stage.label(ax, (corner[0], ax.get_ylim()[0]), rates[1], stage.theme.ink, sides=("above right",), gap=8)
    return compose(
        beads(stage, ax, path, stage.theme.model, alpha=FAINT),
        step_arrow(stage, ax, path, only(np.arange(len(path)) < done, steps)),
        dot(stage, ax, path, stage.theme.model),
    )


def line_of_run(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, path: Floats, name: str) -> Show:
    """The points x (n, 2), y (n,), and the line of a `path` (rows, 2) of parameters; `name` is that of the x axis. Returns show(t)."""
    across = x[:, 0].numpy()
    ends = np.array([across.min(), across.max()])
    heights = path[:, :1] * ends + path[:, 1:]
    ax.set(xlim=limits(across, None), ylim=limits(np.append(heights, y.numpy()), (-2.0, 9.5)), xlabel=name, ylabel=say("y"))
    return compose(
        dots(stage, ax, across[None], y.numpy()[None], stage.theme.data, 7), curve(stage, ax, ends, heights, stage.theme.model, 5, zorder=5)
    )
