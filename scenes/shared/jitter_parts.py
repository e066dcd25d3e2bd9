"""Clouds of runs about the best fit, each on a close-up of the map of the loss, with the ring of their mean loss."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import ellipses, line_facts
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Show, compose
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]


def clouds(
    stage: Stage, trace: Trace, data: tuple[torch.Tensor, torch.Tensor], settings: Mapping[str, tuple[str, Sequence[str]]], told: Any
) -> Show:
    """A close-up for each of the `settings`: by the prefix of its series its title, and a text for each row. Returns show(t).

    The dots are the `places` of the runs (rows, runs, 2), the ring has their mean loss. Its number stands there in the rows `told` (rows,).
    """
    (x, y), theme = data, stage.theme
    best, told = line_facts(x, y), np.asarray(told, bool)
    centre = np.array([best["best_slope"], best["best_intercept"]])
    reach = 1.15 * float(np.quantile(np.abs(trace.places - centre), 0.999)) or 1.0
    (columns,) = stage.columns([title for title, _ in settings.values()])
    shows: list[Show] = []
    for (prefix, (_, texts)), ax in zip(settings.items(), columns, strict=True):
        runs, extra = trace.series[prefix + "places"].astype(float), trace.series[prefix + "extra"].astype(float)
        box = ax.get_window_extent()
        wide, high = reach * max(1, box.width / box.height), reach * max(1, box.height / box.width)
        ax.set(xlim=centre[0] + [-wide, wide], ylim=centre[1] + [-high, high], xlabel=say("slope"), ylabel=say("intercept"))
        ax.plot(*centre, "+", color=theme.ink, markersize=points(22), markeredgewidth=points(4), zorder=8)
        rings = ellipses(x, extra) + centre
        tops = rings[np.arange(len(rings)), rings[..., 1].argmax(1)]
        names = [say("extra loss {extra:.4f}", extra=above) for above in extra]
        stage.label(ax, np.where(told[:, None], tops, np.nan), names, theme.loss, sides=("above",), gap=6, weight="semibold")
        corner = (ax.get_xlim()[0], ax.get_ylim()[1])
        stage.label(ax, corner, texts, theme.ink, sides=("below right",), gap=8, weight="semibold", size=24)
        shows.append(dots(stage, ax, runs[..., 0], runs[..., 1], theme.model, 6, zorder=4))
        shows.append(_ring(ax, rings, theme.loss))
    return compose(*shows)


def _ring(ax: Axes, rings: Floats, colour: str) -> Show:
    (ring,) = ax.plot([], [], color=colour, linewidth=points(4), zorder=5)
    return lambda t: ring.set_data(rings[t].T)
