"""How two classes are drawn as heaps of marks with a dividing line between them, and what the misjudged ones add up to."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.studio.draw.board import mixed
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Floats, Show, arrow, compose, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Counts = NDArray[np.integer]

LARGEST = 20  # pixels of the canvas: a mark


def heaps(stage: Stage, ax: Axes, common: Floats, rare: Floats, a: Floats, copies: Counts) -> Show:
    """Points (n,) of two classes along x, piled up from the middle and, the rare ones, down; these are there `copies` (rows,) times.

    Copies are paler. What is on the wrong side of the line of slope and intercept `a` (rows, 2) is lit. Returns show(t).
    """
    theme, n, common, every = stage.theme, len(rare), np.sort(common), np.tile(np.sort(rare), int(copies.max()))
    ends = np.array([min(common.min(), rare.min()), max(common.max(), rare.max())])
    room = 0.04 * (ends[1] - ends[0])
    box, scale = ax.get_window_extent(), stage.canvas.scale
    ax.set(xlim=ends + np.array([-room, room]), ylim=np.array([-0.5, 0.5]) * box.height / scale, xticks=[], yticks=[])
    ax.set_xlabel(say("← pointed ears | round ears →"))
    ax.grid(visible=False)
    ax.axhline(0, color=theme.muted, linewidth=points(2), zorder=1)
    unit, size = box.width / scale / (ends[1] - ends[0] + 2 * room), LARGEST / 0.9
    up = down = np.array([np.inf])
    while max(up.max(), down.max()) > (0.46 if stage.canvas.wide else 0.4) * box.height / scale - size:
        size *= 0.9
        up, down = _piled(common * unit, size), _piled(every * unit, size)
    groups = (
        (common, up, "o", theme.data, np.array([[True]])),
        (every[:n], -down[:n], "^", theme.ink, np.array([[True]])),
        (every[n:], -down[n:], "^", theme.muted, np.arange(n, len(every)) < n * copies[:, None]),
    )
    movers = []
    for x, y, marker, colour, there in groups:
        wrong = (x * a[:, :1] + a[:, 1:] > 0) == (marker == "o")
        lit = theme.batch if colour != theme.muted else to_hex(mixed(theme.batch, theme.background, 0.65))
        for when, tint in ((there & ~wrong, colour), (there & wrong, lit)):
            movers.append(dots(stage, ax, x, y, tint, 0.85 * size, when, marker))
    _name(stage, ax, 0, 1, [say("{n} grizzlies", n=len(common))], theme.muted)
    _name(stage, ax, 1, -1, [_times(n, int(k)) for k in copies], theme.ink)
    return compose(*movers)


def _piled(x: Floats, size: float) -> Floats:
    """Heights (n,) of marks of this `size` at x (n,), piled up from 0 in their order so that none lies on another."""
    heights = np.zeros(len(x))
    for i in range(len(x)):
        near = np.flatnonzero(np.abs(x[:i] - x[i]) < size)
        apart = np.sqrt(size**2 - (x[near] - x[i]) ** 2)
        least = np.append(size / 2 + 2, heights[near] + apart)
        free = (np.abs(least[:, None] - heights[near]) >= apart - 1e-6).all(1)
        heights[i] = least[free].min()
    return heights


def _name(stage: Stage, ax: Axes, end: int, side: int, texts: Sequence[str], colour: str) -> None:
    """Beside the heap where it is low: the common ones at the left end of the axis, the rare ones at the right."""
    place = ax.get_xlim()[end], side * 0.75 * ax.get_ylim()[1]
    stage.label(ax, place, texts, colour, sides=(("right", "left")[end],), gap=24, size=24, weight="semibold")


def _times(n: int, copies: int) -> str:
    return say("{n} teddies,\neach {k} times", n=n, k=copies) if copies > 1 else say("{n} teddies", n=n)


def dividing_line(stage: Stage, ax: Axes, a: Floats) -> Show:
    """The upright line at which a classifier of slope and intercept `a` (rows, 2) is undecided, and where it was before it moved.

    What it has passed is tinted.
    """
    theme, (low, high) = stage.theme, ax.get_ylim()
    with np.errstate(all="ignore"):
        places = np.clip(np.nan_to_num(-a[:, 1] / a[:, 0]), *ax.get_xlim())
    (before,) = ax.plot([], [], "--", color=theme.ink, linewidth=points(3), zorder=2)
    (line,) = ax.plot([], [], color=theme.model, linewidth=points(3.5), zorder=2)  # under the marks, whose sides are to be read
    passed = ax.add_patch(Rectangle((places[0], low), 0, high - low, color=theme.batch, alpha=0.12, linewidth=0, zorder=1))
    now, then = (np.column_stack([x, np.full(len(a), high - 18)]) for x in (places, np.full(len(a), places[0])))
    for words, side in ((say("called grizzly"), "left"), (say("called teddy"), "right")):
        stage.label(ax, now, words, theme.model, sides=(side,), weight="semibold")
    moved = only(places != places[0], then * [1, -1])
    stage.label(ax, moved, say("before"), theme.ink, sides=("right",))

    def show(t: int) -> None:
        passed.set(x=min(places[0], places[t]), width=abs(places[t] - places[0]))
        line.set_data([places[t]] * 2, [low, high])
        before.set_data(*([[places[0]] * 2, [low, high - 36]] if places[t] != places[0] else ([], [])))

    return compose(show, arrow(stage, ax, moved, now * [1, -1], theme.model))


def trade(stage: Stage, ax: Axes, a: Floats, common: Counts, rare: Counts, copies: Counts, rows: Sequence[int]) -> Show:
    """What a move to the left has cost and saved, in these `rows`: bars from the strip that the line of `a` (rows, 2) has passed.

    To the right as many errors as `common` ones (rows,) have become wrong, to the left as many as rare ones have become right, each
    counted as often as there are `copies`.
    """
    theme, (low, high), (left, right) = stage.theme, ax.get_ylim(), ax.get_xlim()
    with np.errstate(all="ignore"):
        places = np.clip(np.nan_to_num(-a[:, 1] / a[:, 0]), left, right)
    lost, saved = common - common[0], rare[0] - rare
    when = np.isin(np.arange(len(a)), rows) & (lost > 0) & (saved > 0) & (places < places[0])
    unit = 0.2 * (right - left) / max(1, lost.max(), (saved * copies).max())
    gained = [
        say("−{all} errors, {n} × {k}", all=n * k, n=n, k=k) if k > 1 else say("−{n} errors", n=n)
        for n, k in zip(saved, copies, strict=True)
    ]
    spent = [say("+{n} errors", n=n) if n != 1 else say("+1 error") for n in lost]
    movers, beside = [], 0.016 * (right - left)
    for starts, way, y, texts, colour, side in (
        (np.full(len(a), places[0]), lost, 0.22 * high, spent, theme.batch, 1),
        (places, -saved * copies, 0.6 * low, gained, theme.ink, -1),
    ):
        (bar,) = ax.plot([], [], color=colour, linewidth=points(12), solid_capstyle="butt", zorder=4)
        spans, seat = (
            only(when, np.column_stack([starts, starts + unit * way])),
            np.column_stack([starts + side * beside, np.full(len(a), y)]),
        )
        sides = ("above right",) if side > 0 else ("above left",)
        stage.label(ax, only(when, seat), texts, colour, sides=sides, size=24, weight="semibold")
        movers.append(lambda t, bar=bar, spans=spans, y=y: bar.set_data(spans[t], [y, y]))
    return compose(*movers)


def misjudged(stage: Stage, ax: Axes, common: Counts, rare: Counts, copies: Counts, sizes: tuple[int, int]) -> None:
    """How many of the `sizes` of each class are misjudged, (rows,) each, the rare ones as often as there are `copies`, and their sum.

    In the last row also what the sum was with all copies and before the line moved, and what both are without copies.
    """
    (_, right), (_, top), ink, last = ax.get_xlim(), ax.get_ylim(), stage.theme.batch, np.arange(len(copies)) == len(copies) - 1
    rows, full = list(zip(common, rare, copies, strict=True)), int(np.argmax(copies))
    together = [say("together {all}", all=c + r * k) for c, r, k in rows]
    if copies[-1] > 1:
        together[-1] += say(", was {all}", all=common[full] + rare[full] * copies[full])
    in_all = say("without copies {all}, was {first}", all=common[-1] + rare[-1], first=common[0] + rare[0])
    below = 18 if stage.canvas.wide else 60  # the names at the line, where they need the width
    lines = (
        ([say("misjudged, copies included") if k > 1 else say("misjudged") for k in copies], ink, "regular"),
        ([say("grizzlies {n} of {all}", n=c, all=sizes[0]) for c in common], ink, "regular"),
        (
            [
                say("teddies {n} of {all}" if k == 1 else "teddies {n} × {k} = {times}", n=r, k=k, all=sizes[1], times=r * k)
                for _, r, k in rows
            ],
            ink,
            "regular",
        ),
        (together, ink, "semibold"),
        ([in_all], stage.theme.ink, "semibold"),
    )
    for i, (words, colour, weight) in enumerate(lines):
        place = np.where((i < 4) | last[:, None], (right, top - below - (34 if stage.canvas.wide else 28) * i), np.nan)
        stage.label(ax, place, words, colour, sides=("left",), gap=0, size=24 if i and stage.canvas.wide else 20, weight=weight)
