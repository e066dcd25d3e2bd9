"""Two fits, with weight decay and without: their names at their curves, their parameters as bars, what pulls and pushes these, and what
the shapes that wiggle add to the curves."""

from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from scenes.shared.polynomial_parts import GRID, curve_heights
from scenes.shared.polynomials import legendre
from scenes.studio.draw.axes import format_y
from scenes.studio.draw.marks import Floats, Show, arrow, compose, curve, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points as size
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

WIDTH = 0.3  # of a bar; a parameter has a room of 1
WITHOUT, WITH, FORCES = -0.28, 0.04, 0.36  # where the two bars of a pair and the arrows stand in it
LARGER = 10.0  # times: pull and push, but no pull is drawn longer than its bar
LONG = 23  # pixels in a wide film, half of that in another: bars whose arrows are never as long have none
GENTLE = 4  # shapes before this one bend no more often than the wave
MOST_SHAPES = 14  # that are drawn below their bars
STRIP = -1, 0, 1  # its ticks
SWING = 1.75  # the most that wiggles are drawn up or down


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
        stage.label(ax, places, [name] * last + [full if parted else name], colour, **how)


def first_wiggle(count: int) -> int:
    """The first of so many shapes that bends more often than the wave, or 0 if none does."""
    return GENTLE if count > GENTLE else 0


def wiggles(stage: Stage, ax: Axes, kept: Floats, plain: Floats) -> Show:
    """Below the curves of the parameters `kept` and `plain` (rows, parameters), at the same scale, what all but the gentle shapes add.

    Makes room for it in `ax`. Returns show(t).
    """
    theme, count, x = stage.theme, kept.shape[1], GRID.numpy()
    first = first_wiggle(count)
    if not first:
        return compose()
    low, high = ax.get_ylim()
    base = low - SWING - 0.15
    ticks = [y for y in ax.get_yticks() if low <= y <= high]
    ax.set(ylim=(base - SWING, high), yticks=ticks)
    if not stage.units:
        ax.set_yticks([*ticks, *(base + y for y in STRIP)], labels=[say("{y:g}", y=y).replace("-", "−") for y in [*ticks, *STRIP]])
    ax.axhspan(base - SWING, low, color=theme.grid, alpha=0.4, linewidth=0, zorder=0)
    ax.axhline(base, color=theme.muted, linewidth=size(2), zorder=1)
    told = say("what shapes {first} to {last} add to each", first=first, last=count - 1)
    stage.label(ax, (0.3, base - SWING), told, theme.ink, sides=("above",), gap=6, weight="semibold")
    ways = [np.where(np.arange(count) < first, 0, its) for its in (plain, kept)]
    heights = [base + np.clip(curve_heights(its), -SWING, SWING) for its in ways]
    return compose(curve(stage, ax, x, heights[0], theme.ink, 4, dashed=True), curve(stage, ax, x, heights[1], theme.model, 6))


def magnified(decay: float) -> float:
    """How many times as long as they are pull and push are drawn."""
    return min(LARGER, 1 / max(decay, 1e-9))


def paired_bars(stage: Stage, ax: Axes, trace: Trace, decay: float, since: int, most: float) -> Show:
    """The parameters of the shapes that wiggle, each as two bars from zero: dashed without decay, filled with it; below them the shapes.

    The trace has a, its grad, and plain_a, all (rows, parameters). From row `since` on arrows stand at the ends of the
    longer filled bars, drawn larger: the push of the points and back from there the pull, `decay` times the parameter. In a dashed bar
    an arrow goes from where it was then to where pushes have brought it. The axis holds all this, but no parameters over `most`.
    Returns show(t).
    """
    theme, count, magnify = stage.theme, trace.a.shape[1], magnified(decay)
    first = first_wiggle(count)
    kept, grad, plain = (its[:, first:] for its in (trace.a, trace.grad, trace.plain_a))
    there, x = (np.arange(len(kept)) >= since)[:, None], np.arange(first, count)
    ends, pulled, pushed, grown = (
        np.where(there, np.clip(its, -most, most), np.nan) for its in (kept, kept * (1 - magnify * decay), kept - magnify * grad, plain)
    )
    held = np.concatenate([np.clip(kept, -most, most), np.clip(plain, -most, most), np.nan_to_num(pushed)])
    room, every = 0.06 * max(float(held.max() - held.min()), 0.5), 1 if count <= MOST_SHAPES else 5
    ax.set(xlim=(first - 0.7, count - 0.3), ylim=(held.min() - room, held.max() + 3 * room), xticks=x[::every])
    ax.grid(visible=False, axis="x")
    if count <= MOST_SHAPES:
        _shapes(stage, ax, first, count)
    ax.axhline(0, color=theme.muted, linewidth=size(2), zorder=1)
    dashed = {"facecolors": "none", "edgecolors": theme.ink, "linewidths": size(2.5), "linestyles": [(0, (3, 2))]}
    filled = {"facecolors": theme.model, "edgecolors": "none"}
    movers = [_bars(ax, x + at, its, most, style) for at, its, style in ((WITHOUT, plain, dashed), (WITH, kept, filled))]
    strongest, farthest = (int(np.abs(its).argmax()) for its in (kept[-1], plain[-1] - plain[since]))
    told = say("pull to zero\n(both × {k:g})", k=magnify), say("push of\nthe points"), say("pushed on\nsince step {since}", since=since)
    for at, begin, tips, colour, words, k in (
        (FORCES, ends, pulled, theme.gradient, told[0], strongest),
        (FORCES, ends, pushed, theme.loss, told[1], strongest),
        (WITHOUT, np.clip(plain[since], -most, most), grown, theme.loss, told[2], farthest),
    ):
        starts, tops = (np.stack(np.broadcast_arrays(x + at, heights), -1) for heights in (begin, tips))
        starts = np.broadcast_to(starts, tops.shape)
        long = np.abs(stage.pixels(ax, tops) - stage.pixels(ax, starts))[..., 1] / stage.canvas.scale >= LONG * (
            1 if stage.canvas.wide else 0.5
        )
        movers += [arrow(stage, ax, starts[:, k], tops[:, k], colour, thin=True, rim=1) for k in np.flatnonzero(long.any(0))]
        if stage.canvas.wide:
            seat, sides = ((starts + tops) / 2, ("right",)) if at == FORCES else (tops, ("above", "below"))
            stage.label(ax, only(long[:, k], seat[:, k]), words, colour, sides=sides, weight="semibold", gap=14)
    _tell_beyond(stage, ax, x + WITHOUT, kept, theme.model, most)
    _tell_beyond(stage, ax, x + WITHOUT, plain, theme.ink, most)
    return compose(*movers)


def _shapes(stage: Stage, ax: Axes, first: int, count: int) -> None:
    """The shapes of the parameters `first` to `count` below their bars, on the ground of what they add."""
    (low, high), theme, x = ax.get_ylim(), stage.theme, np.linspace(-1, 1, 121)
    half = 0.06 * (high - low)
    ax.set(ylim=(low - 3 * half, high), yticks=[y for y in ax.get_yticks() if low <= y <= high])
    ax.axhspan(low - 3 * half, low, color=theme.grid, alpha=0.4, linewidth=0, zorder=0)
    for k, shape in enumerate(legendre(torch.tensor(x), count - 1).numpy().T[first:], first):
        ax.plot(k + 0.38 * x, low - 1.5 * half + half * shape, color=theme.ink, linewidth=size(2), zorder=3)


def _bars(ax: Axes, middles: Floats, heights: Floats, most: float, style: dict[str, Any]) -> Show:
    """Bars at `middles` (parameters,) from zero to `heights` (rows, parameters), at most `most` long. Returns show(t)."""
    bars = PolyCollection([], zorder=3, **style)
    ax.add_collection(bars, autolim=False)

    def show(t: int) -> None:
        ends = zip(middles - WIDTH / 2, np.clip(heights[t], -2 * most, 2 * most), strict=True)
        bars.set_verts([[(x, 0.0), (x, end), (x + WIDTH, end), (x + WIDTH, 0.0)] for x, end in ends if end])

    return show


def _tell_beyond(stage: Stage, ax: Axes, x: Floats, heights: Floats, colour: str, most: float) -> None:
    """Where bars at `x` (parameters,) of `heights` (rows, parameters) are longer than the axis, tell the longest at its edge."""
    rows, longest = np.arange(len(heights)), np.abs(heights).argmax(1)
    ends = heights[rows, longest]
    if (np.abs(ends) > most).any():
        texts = [say("▲ up to {y}" if y > 0 else "▼ down to {y}", y=format_y(y, None)) for y in ends]
        places = only(np.abs(ends) > most, np.column_stack([x[longest], np.clip(ends, -most, most)]))
        stage.label(ax, places, texts, colour, sides=("right", "left"), gap=13)
