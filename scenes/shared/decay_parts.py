"""Two fits, with weight decay and without: their names at their curves, their parameters as bars, and what pulls and pushes them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from scenes.shared.polynomial_parts import GRID, curve_heights
from scenes.studio.draw.axes import format_y
from scenes.studio.draw.marks import SHORTEST, Floats, Show, arrow, compose, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points as size
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

WIDTH = 0.3  # of a bar; a parameter has a room of 1
WITHOUT, WITH, FORCES = -0.32, 0.0, 0.36  # where the two bars of a pair and the arrows stand in it
STRONGEST = 0.8  # of a bar: the longest that a pull is drawn


def name_fits(stage: Stage, ax: Axes, trace: Trace, rests: Sequence[int]) -> None:
    """Name the fit with decay at its middle, the one without where it ends farthest off, once they part.

    Where the film `rests` their held-out losses stand there, too. The trace has a and val_loss, plain_a and plain_val_loss.
    """
    kept, plain = curve_heights(trace.a), curve_heights(trace.plain_a)
    apart, (low, high) = int(np.abs(plain[-1] - kept[-1]).argmax()), ax.get_ylim()
    parted, begun = np.abs(plain - kept)[:, apart] > 0.1 * (high - low), np.arange(len(trace)) > 0
    for heights, place, shown, name, losses, colour in (
        (kept, len(GRID) // 2, begun, say("with the pull"), trace.val_loss, stage.theme.model),
        (plain, apart, parted, say("without it"), trace.plain_val_loss, stage.theme.ink),
    ):
        full = say_each("{name}:\nheld-out loss {loss:.2g}", name=name, loss=losses)
        texts = [full[row] if row in rests else name for row in range(len(trace))]
        within = shown & (low < heights[:, place]) & (heights[:, place] < high)
        places = only(within, np.column_stack([np.full(len(trace), float(GRID[place])), heights[:, place]]))
        stage.label(ax, places, texts, colour, sides=("right", "below right", "above right", "left"))


def magnified(decay: float) -> float:
    """How many times as long as they are pull and push are drawn."""
    return min(8.0, STRONGEST / max(decay, 1e-9))


def paired_bars(stage: Stage, ax: Axes, kept: Floats, plain: Floats, push: Floats, decay: float, since: int, most: float) -> Show:
    """Each parameter as two bars from zero: dashed without decay, `plain`, filled with it, `kept`; (rows, parameters). Returns show(t).

    From row `since` on two arrows stand beside each filled bar, drawn larger: from its end towards zero the pull, `decay` times the
    parameter, and away from it the `push` of the points, (rows, parameters). The axis holds all this, but no parameters over `most`.
    """
    theme, count = stage.theme, kept.shape[1]
    magnify = magnified(decay)
    x, there = np.arange(count) + FORCES, (np.arange(len(kept)) >= since)[:, None]
    ends, pulled, pushed = (
        np.where(there, np.clip(its, -most, most), np.nan) for its in (kept, kept * (1 - magnify * decay), kept + magnify * push)
    )
    held = np.concatenate([np.clip(kept, -most, most), np.clip(plain, -most, most), np.nan_to_num(pushed)])
    room = 0.06 * max(float(held.max() - held.min()), 0.5)
    ax.set(xlim=(-0.7, count - 0.3), ylim=(held.min() - room, held.max() + room), xticks=range(0, count, 1 if count < 14 else 5))
    ax.axhline(0, color=theme.muted, linewidth=size(2), zorder=1)
    ax.grid(visible=False, axis="x")
    dashed = {"facecolors": "none", "edgecolors": theme.ink, "linewidths": size(2.5), "linestyles": [(0, (3, 2))]}
    movers = [_bars(ax, WITHOUT, plain, most, dashed), _bars(ax, WITH, kept, most, {"facecolors": theme.model, "edgecolors": "none"})]
    strongest = int(np.abs(kept[-1]).argmax())
    sides = ("right", "left") if strongest <= count // 2 else ("left", "right")
    told = say("pull to zero:\n{decay:g} × parameter", decay=decay), say("push of\nthe points")
    for tips, colour, words in ((pulled, theme.gradient, told[0]), (pushed, theme.loss, told[1])):
        starts, tops = (np.stack(np.broadcast_arrays(x, heights), -1) for heights in (ends, tips))
        movers += [arrow(stage, ax, starts[:, k], tops[:, k], colour, thin=True, rim=1) for k in range(count)]
        long = np.abs(stage.pixels(ax, tops) - stage.pixels(ax, starts))[:, strongest, 1] / stage.canvas.scale >= SHORTEST
        middle = (starts[:, strongest] + tops[:, strongest]) / 2
        stage.label(ax, only(long, middle), words, colour, sides=sides, weight="semibold")
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
        places = only(np.abs(ends) > most, np.column_stack([longest + WITHOUT, np.clip(ends, -most, most)]))
        stage.label(ax, places, texts, colour, sides=("right", "left"), gap=13)
