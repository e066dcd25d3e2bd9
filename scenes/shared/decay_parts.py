"""Two fits, with weight decay and without: their names at their curves, their parameters as bars, and the pull on one of them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from numpy.typing import NDArray

from scenes.shared.polynomial_parts import GRID, curve_heights
from scenes.studio.draw.axes import format_y
from scenes.studio.draw.marks import SHORTEST, arrow, compose
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points as size
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]

WIDTH = 0.3  # of a bar; a parameter has a room of 1
WITHOUT, WITH, PULL = -0.32, 0.0, 0.38  # where the two bars of a pair and the arrow stand in it
STRONGEST = 0.8  # of a bar: the longest that a pull is drawn


def name_fits(stage: Stage, ax: Axes, trace: Trace, rests: Sequence[int]) -> None:
    """Name the fit with decay at its middle, the one without where it ends farthest off, once they part.

    Where the film `rests` their held-out losses stand there, too. The trace has a and val_loss, plain_a and plain_val_loss.
    """
    kept, plain = curve_heights(trace.a), curve_heights(trace.plain_a)
    apart, (low, high) = int(np.abs(plain[-1] - kept[-1]).argmax()), ax.get_ylim()
    parted, begun = np.abs(plain - kept)[:, apart] > 0.1 * (high - low), np.arange(len(trace)) > 0
    for heights, place, shown, name, losses, colour in (
        (kept, len(GRID) // 2, begun, say("with decay"), trace.val_loss, stage.theme.model),
        (plain, apart, parted, say("without decay"), trace.plain_val_loss, stage.theme.ink),
    ):
        full = [say("{name}:\nheld-out loss {loss:.2g}", name=name, loss=loss) for loss in losses]
        texts = [full[row] if row in rests else name for row in range(len(trace))]
        within = shown & (low < heights[:, place]) & (heights[:, place] < high)
        places = np.where(within[:, None], np.column_stack([np.full(len(trace), float(GRID[place])), heights[:, place]]), np.nan)
        stage.label(ax, places, texts, colour, sides=("right", "below right", "above right", "left"))


def paired_bars(stage: Stage, ax: Axes, kept: Floats, plain: Floats, decay: float, most: float) -> Show:
    """Each parameter as two bars from zero: dashed without decay, `plain`, filled with it, `kept`; (rows, parameters). Returns show(t).

    An arrow beside each filled bar is the pull towards zero, `decay` times the parameter, drawn larger. The axis holds the runs, but no
    parameters over `most`.
    """
    theme, count = stage.theme, kept.shape[1]
    magnify = min(4.0, STRONGEST / max(decay, 1e-9))
    held = np.clip(np.concatenate([kept, plain]), -most, most)
    room = 0.16 * max(float(held.max() - held.min()), 0.5)
    ax.set(xlim=(-0.7, count - 0.3), ylim=(held.min() - room, held.max() + room), xticks=range(0, count, 1 if count < 14 else 5))
    ax.axhline(0, color=theme.muted, linewidth=size(2), zorder=1)
    ax.grid(visible=False, axis="x")
    dashed = {"facecolors": "none", "edgecolors": theme.ink, "linewidths": size(2.5), "linestyles": [(0, (3, 2))]}
    movers = [_bars(ax, WITHOUT, plain, most, dashed), _bars(ax, WITH, kept, most, {"facecolors": theme.model, "edgecolors": "none"})]
    x = np.arange(count) + PULL
    starts, ends = (np.stack(np.broadcast_arrays(x, heights), -1) for heights in (kept, kept * (1 - magnify * decay)))
    movers += [arrow(stage, ax, starts[:, k], ends[:, k], theme.gradient, thin=True, rim=0) for k in range(count)]
    strongest = int(np.abs(kept[-1]).argmax())
    long = np.hypot(*(stage.pixels(ax, starts) - stage.pixels(ax, ends))[:, strongest].T) / stage.scale >= SHORTEST
    words = say("pull = {decay:g} × parameter, drawn × {magnify:.2g}", decay=decay, magnify=magnify)
    up, right = kept[-1, strongest] > 0, strongest <= count // 2
    beside = slice(strongest, strongest + 8) if right else slice(max(strongest - 7, 0), strongest + 1)  # bars by which the words stand
    level = held[:, beside].max() + 0.3 * room if up else held[:, beside].min() - 0.3 * room
    place = np.where(long[:, None], (strongest + PULL, level), np.nan)
    stage.label(ax, place, words, theme.gradient, sides=("right", "left") if right else ("left", "right"), gap=2)
    _tell_beyond(stage, ax, kept, theme.model, most)
    _tell_beyond(stage, ax, plain, theme.ink, most)
    return compose(*movers)


def _bars(ax: Axes, at: float, heights: Floats, most: float, style: dict[str, Any]) -> Show:
    """Bars from zero to `heights` (rows, parameters), at most `most` long. Returns show(t)."""
    bars = PolyCollection([], zorder=3, **style)
    ax.add_collection(bars, autolim=False)
    left = np.arange(heights.shape[1]) + at - WIDTH / 2

    def show(t: int) -> None:
        ends = np.clip(heights[t], -2 * most, 2 * most)
        bars.set_verts([[(x, 0.0), (x, end), (x + WIDTH, end), (x + WIDTH, 0.0)] for x, end in zip(left, ends, strict=True)])

    return show


def _tell_beyond(stage: Stage, ax: Axes, heights: Floats, colour: str, most: float) -> None:
    """Where bars of `heights` (rows, parameters) are longer than the axis, tell the longest at its edge."""
    rows, longest = np.arange(len(heights)), np.abs(heights).argmax(1)
    ends = heights[rows, longest]
    if (np.abs(ends) > most).any():
        texts = [say("▲ up to {y}" if y > 0 else "▼ down to {y}", y=format_y(y, None)) for y in ends]
        places = np.where((np.abs(ends) > most)[:, None], np.column_stack([longest + WITHOUT, np.clip(ends, -most, most)]), np.nan)
        stage.label(ax, places, texts, colour, sides=("right", "left"), gap=12)
