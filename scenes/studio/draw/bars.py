"""Bars that start at 0, side by side at one scale, for the numbers that decide."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from scenes.studio.draw.marks import only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points

Show = Callable[[int], None]
NAME = 22  # pixels


def bars(
    stage: Stage,
    ax: Axes,
    values: Any,
    names: Sequence[str],
    texts: Sequence[Sequence[str]],
    colours: Sequence[str],
    width: float = 48,
    size: float = 32,
) -> Show:
    """A bar for each of `names`, as high as its values: (rows, k), nan for none yet, drawn over the whole of `ax`. Returns show(t).

    `texts` stand at the ends of the bars, `size` pixels high: for each bar one for each row. In a film that is not wide the bars lie, one
    below the other, and the names, which may have two lines, stand before them in one.

    >>> bars(stage, ax, np.column_stack([losses, losses / 2]), ["one", "two"],
    ...     [say_each("{loss:.1f}", loss=its) for its in (losses, losses / 2)], [theme.loss, theme.ink])
    """
    values = np.asarray(values, float)
    upright, count, most = stage.canvas.wide, values.shape[1], float(np.nanmax(values, initial=0)) or 1.0
    at, width = (np.arange(count) if upright else -np.arange(count)), width if upright else min(width, 30)
    names = names if upright else [name.replace("\n", " ") for name in names]
    high = max(name.count("\n") for name in names) + 1
    letters = [max(map(len, its)) for its in (names, [text for its in texts for text in its])]
    before, after = (1.2 * NAME * high + 14, 1.3 * size + 12) if upright else (0.55 * NAME * letters[0] + 16, 0.6 * size * letters[1] + 16)
    box = ax.get_window_extent()
    if not upright:
        apart = box.height / stage.scale / (count + 0.2)
        width, size = min(width, 0.75 * apart), min(size, 0.7 * apart)
    unit = most / max((box.height if upright else box.width) / stage.scale - before - after, 20)  # of a pixel of the canvas
    long, across = (-before * unit, most + after * unit), (at.min() - 0.6, at.max() + 0.6)
    ax.set(xlim=across if upright else long, ylim=long if upright else across, xticks=[], yticks=[])
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    places = [np.stack([np.full(len(values), place), its], -1)[:, :: 1 if upright else -1] for place, its in zip(at, values.T, strict=True)]
    feet = np.array([(place, 0.0) if upright else (0.0, place) for place in at])
    ax.plot(*((across, (0, 0)) if upright else ((0, 0), across)), color=stage.theme.ink, linewidth=points(2), zorder=3)
    for name, text, place, foot, colour in zip(names, texts, places, feet, colours, strict=True):
        there = np.isfinite(place).all(1)
        stage.label(ax, only(there, foot), name, colour, sides=("below" if upright else "left",), gap=8, size=NAME)
        stage.label(ax, place, text, colour, sides=("above" if upright else "right",), gap=6, size=size, weight="semibold")
    ends = np.stack(places, 1)
    lines = LineCollection([], colors=list(colours), linewidths=points(width), capstyle="butt", zorder=2)
    ax.add_collection(lines, autolim=False)
    return lambda t: lines.set_segments(list(np.stack([feet, ends[t]], 1)))
