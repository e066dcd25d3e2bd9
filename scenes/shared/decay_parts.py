"""Two fits, with weight decay and without: their names at their curves, their parameters as bars, and one of these seen closer, with what
pushes and pulls it."""

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from scenes.shared.polynomial_parts import GRID, curve_heights
from scenes.shared.polynomials import legendre
from scenes.studio.draw.marks import Floats, Show, arrow, compose, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points as size
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

WIDTH = 0.34  # of a bar; a parameter has a room of 1
WITH, WITHOUT = -0.2, 0.2  # where the two bars of a pair stand in it
LARGER = 10.0  # times: pull and push, but no pull is drawn longer than its bar
GENTLE = 4  # shapes before this one bend no more often than the wave
MOST_SHAPES = 14  # that are drawn beside their bars
CLOSER = 3.4  # times the length at which the held bar rests: so much the closer look shows


def name_fits(stage: Stage, ax: Axes, trace: Trace) -> None:
    """Name the fit with decay at its middle, the one without where it ends farthest off; if they part, in the end with their losses.

    The trace has a, loss and val_loss, plain_a, plain_loss and plain_val_loss.
    """
    kept, plain, last = curve_heights(trace.a), curve_heights(trace.plain_a), len(trace) - 1
    apart, (low, high) = int(np.abs(plain[-1] - kept[-1]).argmax()), ax.get_ylim()
    parted = abs(plain[-1, apart] - kept[-1, apart]) > 0.2 * (high - low)
    for heights, place, name, losses, colour in (
        (kept, len(GRID) // 2, say("with the pull"), (trace.loss, trace.val_loss), stage.theme.model),
        (plain, apart, say("without the pull"), (trace.plain_loss, trace.plain_val_loss), stage.theme.ink),
    ):
        learnt, held = (float(its[-1]) for its in losses)
        lines = (
            "{name}:\ntraining loss {learnt:.2g}\nheld-out loss {held:.2g}" if stage.canvas.wide else "{name}:\nheld-out loss {held:.2g}"
        )
        full = say(lines, name=name, learnt=learnt, held=held)
        within = (np.arange(len(trace)) > 0) & (low < heights[:, place]) & (heights[:, place] < high)
        places = only(within, np.column_stack([np.full(len(trace), float(GRID[place])), heights[:, place]]))
        how = {"sides": ("right", "below right", "above right", "left"), "weight": "semibold", "gap": 34, "lift": -12}
        text = stage.label(ax, places, [name] * last + [full if parted else name], colour, **how)
        text.set_linespacing(1.35)


def first_wiggle(count: int) -> int:
    """The first of so many shapes that bends more often than the wave, or 0 if none does."""
    return GENTLE if count > GENTLE else 0


def magnified(decay: float) -> float:
    """How many times as long as they are pull and push are drawn."""
    return min(LARGER, 1 / max(decay, 1e-9))


def freest(trace: Trace) -> int:
    """The wiggly shape whose parameter ends farthest from zero without decay. The trace has plain_a (rows, parameters)."""
    first = first_wiggle(trace.plain_a.shape[1])
    return first + int(np.abs(trace.plain_a[-1, first:]).argmax())


def paired_bars(stage: Stage, ax: Axes, trace: Trace, most: float, lit: int) -> Show:
    """The parameters of the shapes that wiggle, each beside its shape as two bars from zero: filled with decay, dashed without.

    The trace has a and plain_a (rows, parameters). The axis holds all that are no longer than `most`. The parameter `lit` stands on
    grey ground. Returns show(t).
    """
    theme, count = stage.theme, trace.a.shape[1]
    first = first_wiggle(count)
    kept, plain = (np.clip(its[:, first:], -most, most) for its in (trace.a, trace.plain_a))
    y = np.arange(first, count)
    low, high = min(0.0, kept.min(), plain.min()), max(0.0, kept.max(), plain.max())
    room = max(0.06 * (high - low), 0.05)
    ax.set(xlim=(low - room, high + room), ylim=(count - 0.4, first - 0.6), yticks=y[:: 1 if count <= MOST_SHAPES else 5])
    ax.grid(visible=False, axis="y")
    ax.axhspan(lit - 0.5, lit + 0.5, color=theme.grid, alpha=0.6, linewidth=0, zorder=0)
    ax.locator_params(axis="x", nbins=6 if stage.canvas.wide else 3)
    if count <= MOST_SHAPES:
        _shapes(stage, ax, first, count)
    ax.axvline(0, color=theme.muted, linewidth=size(2), zorder=1)
    return compose(_bars(stage, ax, y + WITHOUT, plain, dashed=True), _bars(stage, ax, y + WITH, kept))


def tug(stage: Stage, ax: Axes, trace: Trace, decay: float, lr: float, lit: int, since: int) -> Show:
    """The parameter `lit` of both fits seen closer, its bars lying one above the other, from row `since` on with arrows at their ends.

    The trace has a, its grad, and plain_a (rows, parameters). A blue arrow is the push of the points, minus the gradient of their loss; a
    purple one, at the bar with decay alone, is the pull, `decay` times the parameter; both are drawn larger. Returns show(t).
    """
    theme, magnify, rows = stage.theme, magnified(decay), np.arange(len(trace))
    kept, plain = trace.a[:, lit], trace.plain_a[:, lit]
    freely = np.append(np.diff(plain), 0.0) / lr  # its push, as each of its steps is lr times that
    rest = float(kept[trace.loss.argmin()]) or 1.0
    edge = CLOSER * rest
    ax.set(xlim=sorted((-0.06 * edge, edge)), ylim=(2.0, -0.55), yticks=[])
    ax.grid(visible=False, axis="y")
    ax.axvline(0, color=theme.muted, linewidth=size(2), zorder=1)
    ends = [np.clip(its, -9 * abs(edge), 9 * abs(edge)) for its in (kept, plain)]
    movers = [_bars(stage, ax, np.array([1.5]), ends[1][:, None], dashed=True), _bars(stage, ax, np.array([0.75]), ends[0][:, None])]
    for at, begin, force, colour, word in (
        (0.3, ends[0], -decay * kept, theme.gradient, say("pull")),
        (0.3, ends[0], -trace.grad[:, lit], theme.loss, say("push")),
        (1.5, ends[1], freely, theme.loss, say("push")),
    ):
        seen = (rows >= since) & (np.abs(begin) < abs(edge))
        starts, tips = (only(seen, np.column_stack([x, np.full(len(rows), at)])) for x in (begin, begin + magnify * force))
        movers.append(arrow(stage, ax, starts, tips, colour, rim=2))
        room = np.abs(magnify * force) > 0.1 * abs(edge)  # for its name
        stage.label(ax, only(room, (starts + tips) / 2), word, colour, sides=("above",), weight="semibold", gap=8)
    beyond = only(np.abs(plain) >= abs(edge), (edge, 1.5))
    stage.label(ax, beyond, [say("on to {x:.2g}", x=x) for x in plain], theme.ink, sides=("left", "right"), weight="semibold", gap=14)
    return compose(*movers)


def _shapes(stage: Stage, ax: Axes, first: int, count: int) -> None:
    """The shapes of the parameters `first` to `count` on grey ground at the left of their bars."""
    (low, high), theme, x = ax.get_xlim(), stage.theme, np.linspace(-1, 1, 121)
    half = 0.1 * (high - low)
    ticks = [x for x in ax.get_xticks() if low <= x <= high]
    ax.set(xlim=(low - 2.4 * half, high), xticks=ticks)
    ax.axvspan(low - 2.4 * half, low, color=theme.grid, alpha=0.4, linewidth=0, zorder=0)
    for k, shape in enumerate(legendre(torch.tensor(x), count - 1).numpy().T[first:], first):
        ax.plot(low + half * (0.95 * x - 1.2), k - 0.4 * shape, color=theme.ink, linewidth=size(2), zorder=3)


def _bars(stage: Stage, ax: Axes, middles: Floats, lengths: Floats, dashed: bool = False) -> Show:
    """Lying bars at the heights `middles` (parameters,) from zero to `lengths` (rows, parameters). Returns show(t)."""
    theme = stage.theme
    outline = {"facecolors": "none", "edgecolors": theme.ink, "linewidths": size(2.5), "linestyles": [(0, (3, 2))]}
    bars = PolyCollection([], zorder=3, **(outline if dashed else {"facecolors": theme.model, "edgecolors": "none"}))
    ax.add_collection(bars, autolim=False)

    def show(t: int) -> None:
        ends = zip(middles - WIDTH / 2, lengths[t], strict=True)
        bars.set_verts([[(0.0, y), (end, y), (end, y + WIDTH), (0.0, y + WIDTH)] for y, end in ends if end])

    return show
