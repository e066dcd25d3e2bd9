"""How a line moves at x = 0, step by step: how far it is from the best height there, how far the step goes, and where that lands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from scenes.shared.line_parts import Limits, end_heights, line_among_points
from scenes.shared.sums import rounded
from scenes.studio.draw.board import mixed
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.run.scene import first
from scenes.studio.words import say, say_each

Line = tuple[str, float, Sequence[str]]  # colour, pixels of the canvas, and a text for each row, "" for none

TRACE, BAND, BESIDE = 164, 18, 18  # pixels of the canvas: how wide are the steps so far, the way, and the place of the step
LEAST = 12  # pixels of the canvas: a shorter step has no head
FOOT = 28  # pixels of the canvas below the picture, where no axis has a name


@dataclass(frozen=True)
class _Room:
    """Where things stand right of the line, in x; `pixel` is one of the canvas."""

    pixel: float
    begin: float  # of the steps so far
    slots: Floats  # (rows,), of each of these
    way: float  # the middle of the way to go
    now: float  # the next step
    end: float
    band: float  # pixels of the canvas: how wide the way is

    @classmethod
    def of(cls, stage: Stage, ax: Axes, rows: int) -> "_Room":
        wide = stage.canvas.wide
        trace, band, beside = (TRACE, BAND, BESIDE) if wide else (TRACE / 3, BAND / 2, 0.9 * BESIDE)
        needed = 3 * beside + trace + band
        pixel = 2.16 / (ax.get_window_extent().width / stage.scale - needed)
        begin = 1.08 + beside * pixel
        slots = begin + trace * pixel * np.arange(rows) / max(rows - 1, 1)
        way = begin + pixel * (trace + beside / 2 + band / 2)
        return cls(pixel, begin, slots, way, way + pixel * (band + beside) / 2, 1.08 + needed * pixel, band)


def leaps(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, steps: Floats, aim: float, window: Limits) -> Show:
    """The line of `a` (rows, 2) among points x (n, 2) and y (n,), in this `window` of y, and its misses.

    Right of them is how high it was at x = 0 after each step so far, and the way from where it is to the height `aim` that it is to come
    to, and as far again past that. Beside these lies the next of `steps` (rows,); what of it goes farther still is lit, but not in the
    first row, in which a page asks what will come of it. From the row on in which the line leaves the window, or the next step does, all
    is seen smaller. Returns show(t).
    """
    theme, rows, place, low = stage.theme, np.arange(len(a)), ax.get_position(), FOOT / stage.canvas.height
    if not stage.units:  # ticks of a person's own are wanted
        ax.set_position((place.x0, place.y0 - low, place.width, place.height + low))
    level, still = a[:, 1], np.zeros(len(a))
    there, mirror, off = level + steps, 2 * aim - level, np.abs(level - aim)
    away = leaves(level, steps, window)
    near = rows < (len(a) if away is None else away)
    room = _Room.of(stage, ax, len(a))
    reach = 1.2 * np.maximum(off, np.abs(there - aim))
    held = np.array([window if its else (aim - far, aim + far) for its, far in zip(near, reach, strict=True)])
    look = stage.views(ax, [(-1.08, room.end, *its) for its in held])
    line = line_among_points(stage, ax, x, y, a)
    if not stage.units:
        steps_told = {room.begin: say("step 0"), room.slots[-1]: say("{n}", n=len(a) - 1)} if stage.canvas.wide else {}
        ticks = {0.0: say("x = 0")} | steps_told
        ax.set(xlabel="", xticks=[*ticks], xticklabels=[*ticks.values()])
    ax.grid(visible=False)
    ax.axvline(0, color=theme.grid, linewidth=points(2.5), zorder=1)
    ax.axvline((1.08 + room.begin) / 2, color=theme.muted, alpha=0.6, linewidth=points(2), zorder=1)  # between two pictures
    for where, word in ((-1.08, say("line")), (room.begin, say("its height, step by step") if stage.canvas.wide else say("height"))):
        _heading(stage, ax, where, word)
    for beyond, end in zip(window, (held.min(), held.max()), strict=True):  # seen where the picture holds more than at first
        ax.axhspan(beyond, end, color=theme.muted, alpha=0.25 * (away is not None), linewidth=0, zorder=0.5)
    ax.plot([0, room.end], [aim] * 2, color=theme.ink, linewidth=points(2.5), zorder=3.5)
    been = _so_far(stage, ax, x[:, 0].numpy().astype(float), y.numpy(), a, room)
    unit = stage.scale * np.ptp(held, axis=1) / ax.get_window_extent().height  # (rows,): a pixel of the canvas, in y
    farther = np.where((rows > 0) & (np.abs(there - aim) > off) & (off > LEAST * unit), there, np.nan)
    heights = {"best": still + aim, "past": mirror, "far": farther}
    _name_the_way(stage, ax, heights, near, off / unit, steps > 0, room)
    _say_how_small(stage, ax, a, ~near, held, window, aim)
    pale = [to_hex(mixed(theme.ink, theme.background, share)) for share in (0.5, 0.28)]
    short = np.abs(steps) < LEAST * unit
    start, landing = (np.column_stack([still + room.now, its]) for its in (level, there))
    return compose(
        look,
        been,
        line,
        dot(stage, ax, np.column_stack([still, level]), theme.model, size=13),
        bar(ax, room.way, level, still + aim, pale[0], room.band),
        bar(ax, room.way, still + aim, mirror, pale[1], room.band),
        bar(ax, room.way, mirror, farther, theme.batch, room.band),
        _tip(ax, room, only(short, np.column_stack([level, there])), theme.model),
        arrow(stage, ax, only(~short, start), landing, theme.model, rim=0),
    )


def _so_far(stage: Stage, ax: Axes, x: Floats, y: Floats, a: Floats, room: _Room) -> Show:
    """The misses of the line of `a` (rows, 2) at the points `x`, `y` (n,), and how high it was at x = 0 up to now. Returns show(t)."""
    misses = LineCollection([], colors=stage.theme.loss, linewidths=points(1.5), alpha=0.35, zorder=1.5)
    ax.add_collection(misses, autolim=False)
    (link,) = ax.plot([], [], ":", color=stage.theme.muted, linewidth=points(2.5), zorder=3)
    (been,) = ax.plot([], [], "-o", color=stage.theme.model, linewidth=points(2), markersize=points(6), markeredgewidth=0, zorder=5)
    points_there, level = np.column_stack([x, y]), a[:, 1]

    def show(t: int) -> None:
        misses.set_segments(list(np.stack([np.column_stack([x, x * a[t, 0] + level[t]]), points_there], 1)))
        link.set_data([0, room.way], [level[t]] * 2)
        been.set_data(room.slots[: t + 1], level[: t + 1])

    return show


def _name_the_way(stage: Stage, ax: Axes, heights: dict[str, Floats], near: Any, off: Floats, upwards: Any, room: _Room) -> None:
    """Words beside the `heights` (rows,): the best one, as far past it, and too far. All of it is (rows,).

    `near` where nothing is seen smaller, `off` how many pixels of the canvas the line is from the best height, `upwards` where the next
    step goes up.
    """
    theme, wide = stage.theme, stage.canvas.wide
    for up in (True, False):
        inner = -16 if up else 16  # pixels of the canvas: to which side of its mark a word stands
        for height, words, colour, lift, told in (
            (heights["best"], say("best height"), theme.ink, inner, near & (off > 28)),
            (heights["past"], say("as far off"), theme.muted, inner, near & (off > 40)),
            (heights["far"], say("farther off"), theme.batch, -inner, near | wide),
        ):
            if wide or colour == theme.batch:
                across = room.way - room.pixel * room.band / 2 if wide else room.end
                places = only((upwards == up) & told, np.column_stack([np.full(len(height), across), height]))
                weight = "semibold" if colour == theme.batch else "regular"
                stage.label(ax, places, words, colour, sides=("left",), gap=8, weight=weight, lift=lift if wide else 1.5 * lift)


def _say_how_small(stage: Stage, ax: Axes, a: Floats, where: Any, held: Floats, window: Limits, aim: float) -> None:
    """`where` (rows,) all is seen smaller: how much, and how high the line of `a` (rows, 2) is; they stand where the line is not.

    `held` (rows, 2) are the limits of y, `window` those of the first rows.
    """
    theme, lines, level = stage.theme, end_heights(a), a[:, 1]
    smaller = say_each("seen {times:.2g} × smaller", times=np.ptp(held, axis=1) / np.ptp(window))
    sides = ((level < aim, lines.min(1), "below right", 1), (level >= aim, lines.max(1), "above right", 0))
    for when, tip, side, corner in sides:
        places = only(where & when, np.column_stack([np.full(len(a), -1.0), tip]))
        stage.label(ax, places, say_each("line at {y:.0f}", y=level), theme.model, sides=(side,), gap=8, size=24, weight="semibold")
        places = only(where & when, np.column_stack([np.full(len(a), -1.08), held[:, corner]]))
        stage.label(ax, places, smaller, theme.muted, sides=(side,), gap=4)


def leaves(level: Floats, steps: Floats, window: Limits) -> int | None:
    """The first row in which `level` (rows,), or where the next of `steps` (rows,) leads, is out of this `window`, if there is one."""
    low, high = np.minimum(level, level + steps), np.maximum(level, level + steps)
    return first((low < window[0]) | (high > window[1]))


def bar(ax: Axes, across: float, low: Floats, high: Floats, colour: str, width: float) -> Show:
    """An upright bar at `across`, `width` pixels of the canvas wide, from `low` to `high`, both (rows,). Returns show(t)."""
    (line,) = ax.plot([], [], color=colour, linewidth=points(width), solid_capstyle="butt", zorder=4)
    return lambda t: line.set_data([across] * 2, [low[t], high[t]])


def _tip(ax: Axes, room: _Room, ends: Floats, colour: str) -> Show:
    """A short step as a triangle from where it begins to where it lands: `ends` (rows, 2) in y. Returns show(t)."""
    (shape,) = ax.fill([], [], color=colour, linewidth=0, zorder=6)
    half = 8 * room.pixel

    def show(t: int) -> None:
        begin, end = ends[t]
        shape.set_xy([(room.now - half, begin), (room.now, end), (room.now + half, begin)])

    return show


def _heading(stage: Stage, ax: Axes, x: float, words: str) -> None:
    """What is shown from `x` on, above the axes."""
    text = ax.annotate(words, (x, 1), (0, points(6)), xycoords=ax.get_xaxis_transform(), textcoords="offset points")
    text.set_color(stage.theme.muted)
    text.set_fontsize(stage.canvas.letters(LABEL))


def numbers(stage: Stage, ax: Axes, gradient: Floats, rate: float) -> Show:
    """Over the picture what the next step is: the `rate` times the `gradient` (rows,). Returns show(t)."""
    forms = [".2f" if 0.1 <= abs(slope) < 100 else ".2g" for slope in gradient]
    slopes = [rounded(abs(slope), form) for slope, form in zip(gradient, forms, strict=True)]
    lengths = [rate * slope for slope in slopes]
    ways = np.where(gradient > 0, "↓", "↑")
    pulls = [say(f"× gradient {{slope:{form}}}", slope=slope) for slope, form in zip(slopes, forms, strict=True)]
    steps = [say(f"= {{step:{'.0f' if step >= 10 else '#.2g'}}} {way}", step=step) for step, way in zip(lengths, ways, strict=True)]
    colour, heading = stage.theme.model, (stage.theme.muted, LABEL, [""] * len(slopes))  # room for what the parts are called
    if stage.canvas.wide:
        told = [f"{pull} {step}" for pull, step in zip(pulls, steps, strict=True)]
        return head(stage, ax, [(colour, 24, told), heading], title=32)
    return head(stage, ax, [(colour, 22, pulls), (colour, 22, steps), heading], title=30)


def head(stage: Stage, ax: Axes, lines: Sequence[Line], title: float) -> Show:
    """Write `lines` below the title of `ax`, `title` pixels high, and make room for them. To be called before the axes are measured.

    Returns show(t).
    """
    heights = [1.25 * max(size, 21.5) for _, size, _ in lines]
    place, room = ax.get_position(), sum(heights) + 8
    ax.set_position((place.x0, place.y0, place.width, place.height - room / stage.canvas.height))
    ax.set_title(ax.get_title(loc="left"), fontsize=stage.canvas.letters(title), weight="semibold", pad=points(sum(heights) + 16))
    texts = []
    for n, (colour, size, _) in enumerate(lines):
        up = points(sum(heights[n + 1 :]) + 14)
        text = ax.annotate("", (0, 1), (0, up), xycoords="axes fraction", textcoords="offset points", color=colour, weight="semibold")
        text.set_fontsize(stage.canvas.letters(size))
        texts.append(text)

    def show(t: int) -> None:
        for text, (_, _, said) in zip(texts, lines, strict=True):
            text.set_text(said[t])

    return show
