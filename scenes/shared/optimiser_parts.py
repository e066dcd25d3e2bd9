"""Four maps of one valley side by side, with the path of an optimiser in each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import ellipses, line_facts
from scenes.shared.line_parts import loss_map
from scenes.shared.optimiser_runs import KINDS, NEAR
from scenes.studio.draw.marks import Show, compose, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
WINDOW = (-2.2, 4.4), (-6.2, 4.0)


def four_maps(
    stage: Stage,
    trace: Trace,
    data: tuple[torch.Tensor, torch.Tensor],
    rates: Mapping[str, Sequence[float]],
    arrivals: Callable[[Any], list[int]],
) -> Show:
    """A map for each kind: its path in both parts of the run, its rate, and from which step on it stays in the last ring. Returns show(t).

    Of the run it needs `part`, and of each kind its places and its losses.
    """
    (x, y), theme, half = data, stage.theme, int((trace.part == 0).sum())
    best = line_facts(x, y)
    (columns,) = stage.columns([say(name) for name in KINDS.values()])
    shows: list[Show] = []
    for kind, ax in zip(KINDS, columns, strict=True):
        path, losses = trace.series[kind].astype(float), trace.series[f"{kind}_loss"].astype(float)
        loss_map(stage, ax, x, y, path[:1], 0.5 * np.arange(1, 9) ** 2, WINDOW, window=False, room=0)
        finish = ellipses(x, np.array([NEAR * (losses[0] - best["best_loss"])]))[0] + [best["best_slope"], best["best_intercept"]]
        ax.plot(*finish.T, color=theme.loss, linewidth=points(3), zorder=3)
        texts, done = [], [arrivals(losses[rows, None])[0] for rows in (slice(half), slice(half, None))]
        for row in range(len(trace)):
            part, step = int(row >= half), row % half
            arrived = done[part] and step >= done[part]
            texts.append(say("in the ring from step {n}", n=done[part]) if arrived else say("loss {loss:.3g}", loss=losses[row]))
        top, low = (ax.get_xlim()[0], ax.get_ylim()[1]), (ax.get_xlim()[0], ax.get_ylim()[0])
        told = [say("rate {rate:.2g}", rate=rates[kind][int(row >= half)]) for row in range(len(trace))]
        stage.label(ax, top, told, theme.ink, sides=("below right",), gap=8, weight="semibold", size=24)
        stage.label(ax, top, texts, theme.loss, sides=("below right",), gap=8, lift=-34, weight="semibold")
        before = say("at its best rate: step {n}", n=done[0]) if done[0] else say("at its best rate: never")
        stage.label(ax, np.where((trace.part == 1)[:, None], low, np.nan), before, theme.muted, sides=("above right",), gap=8)
        stage.follow(ax, path)
        shows.append(_way(ax, path, half, theme.model))
        shows.append(dot(stage, ax, path, theme.model, size=14))
    return compose(*shows)


def _way(ax: Axes, path: Floats, half: int, colour: str) -> Show:
    """The path (rows, 2) from the guess on, in the first `half` of the rows as in the second."""
    (line,) = ax.plot([], [], "-o", color=colour, linewidth=points(3), markersize=points(7), markeredgewidth=0, alpha=FAINT, zorder=4)
    return lambda t: line.set_data(path[half * (t >= half) : t + 1].T)
