"""What is written at the leaps of a line: the next step in numbers, how far off the line is, and how small it is drawn."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from scenes.shared.leap_room import CLOSE, Room
from scenes.shared.line_parts import Limits, X
from scenes.shared.sums import rounded
from scenes.studio.draw.labels import halo
from scenes.studio.draw.layout import ABOVE
from scenes.studio.draw.marks import Floats, Show, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say, say_each

Line = tuple[str, float, Sequence[str]]  # colour, pixels of the canvas, and a text for each row, "" for none

WIDEST = 38  # letters: what is longer does not fit over a picture


def numbers(stage: Stage, axes: tuple[Axes, Axes], gradient: Floats, rate: float) -> Show:
    """What the next step is, over the second of `axes`: the `rate` times the `gradient` (rows,). Returns show(t).

    Where there is little room the first picture goes without: it has enough that is new.
    """
    forms = [".2f" if 0.1 <= abs(slope) < 100 else ".2g" for slope in gradient]
    slopes = [rounded(abs(slope), form) for slope, form in zip(gradient, forms, strict=True)]
    lengths = [rate * slope for slope in slopes]
    ways = np.where(gradient > 0, "↓", "↑")
    steps = [say(f"= {{step:{'.0f' if step >= 10 else '#.2g'}}} {way}", step=step) for step, way in zip(lengths, ways, strict=True)]
    theme, (ax, beside) = stage.theme, axes
    if ax is not beside:
        ax.set_title(ax.get_title(loc="left"), fontsize=stage.canvas.letters(28), weight="semibold")
        pulls = [say(f"gradient {{slope:{form}}}", slope=slope) for slope, form in zip(slopes, forms, strict=True)]
        products = [f"× {rate:g} {step}" for step in steps]
        return head(stage, beside, [(theme.gradient, 22, ["", *pulls[1:]]), (theme.model, 22, ["", *products[1:]])])
    short, long = (
        [say(f"{words} {{slope:{form}}}", slope=slope) for slope, form in zip(slopes, forms, strict=True)]
        for words in ("× gradient", "× gradient of height")
    )
    full, brief = ([f"{pull} {step}" for pull, step in zip(pulls, steps, strict=True)] for pulls in (long, short))
    told = [line if len(line) <= WIDEST else shorter for line, shorter in zip(full, brief, strict=True)]
    return head(stage, ax, [(theme.model, 23, told), (theme.muted, LABEL, [""] * len(told))])  # room for what the parts are called


def head(stage: Stage, ax: Axes, lines: Sequence[Line]) -> Show:
    """Write `lines` above `ax`, below its title, and make room for them. To be called before the axes are measured. Returns show(t)."""
    heights = [1.25 * max(size, 21.5) for _, size, _ in lines]
    place, room, title = ax.get_position(), sum(heights) + 8, ax.get_title(loc="left")
    taken = room if title else room + 6 - ABOVE
    ax.set_position((place.x0, place.y0, place.width, place.height - taken / stage.canvas.height))
    ax.set_title(title, fontsize=stage.canvas.letters(32), weight="semibold", pad=points(room + 8))
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


def heading(stage: Stage, ax: Axes, x: float, words: str) -> None:
    """What is shown from `x` on, above the axes."""
    text = ax.annotate(words, (x, 1), (0, points(6)), xycoords=ax.get_xaxis_transform(), textcoords="offset points")
    text.set_color(stage.theme.muted)
    text.set_fontsize(stage.canvas.letters(LABEL))


def tell_steps(stage: Stage, axes: tuple[Axes, Axes], room: Room, rows: int) -> Show:
    """Below the line where x is 0, below the steps which they are. Returns show(t)."""
    ax, beside = axes
    shared = ax is beside
    if stage.units and shared:
        return lambda t: None
    middle = {0.0: say("x = 0")}
    if not stage.units:
        ax.set_xlabel("")
        ax.set_xticks([*middle], [*middle.values()])
    ends = [(room.slots[phase, last], last) for phase, last in enumerate((min(CLOSE, rows - 1), rows - 1))]

    def show(t: int) -> None:
        where, last = ends[t > CLOSE]
        ticks = (middle if shared else {}) | {room.slots[0, 0]: say("step 0"), where: say("{n}", n=last)}
        beside.set_xticks([*ticks], [*ticks.values()])

    return show


def say_how_far(stage: Stage, ax: Axes, level: Floats, aim: float, fits: Any, farther: Any, room: Room) -> Show:
    """At the end of the last bar, where it `fits`, how far the `level` is from `aim`, lit where it is `farther` than before: all (rows,).

    What a leap to the other side has left keeps its number while each step has a place of its own. Returns show(t).
    """
    theme, off, below, size = stage.theme, np.abs(level - aim), level < aim, stage.canvas.letters(LABEL)
    forms = np.select([off < 9.95, off < 999.5], [".1f", ".0f"], ".2g")
    told = [say(f"{{off:{form}}}", off=its) if has_room else "" for its, form, has_room in zip(off, forms, fits, strict=True)]
    stays = np.append(below[:-1] != below[1:], False)
    texts = [ax.annotate("", (0, 0), (0, 0), textcoords="offset points", ha="center", zorder=9) for _ in range(min(CLOSE, len(level)) + 1)]
    for text in texts:
        halo(text, theme).set_fontsize(size)

    def write(text: Annotation, row: int, colour: str, weight: str) -> None:
        text.set(text=told[row], color=colour, weight=weight, va="top" if below[row] else "bottom", visible=True)
        text.set_position((0, points(-8 if below[row] else 8)))
        text.xy = room.bars_at(row)[row], level[row]

    def show(t: int) -> None:
        for n, text in enumerate(texts[1:]):
            text.set_visible(False)
            if n < t <= CLOSE and stays[n]:
                write(text, n, theme.muted, "regular")
        write(texts[0], t, theme.batch if farther[t] else theme.ink, "semibold")

    return show


def name_heights(stage: Stage, ax: Axes, level: Floats, aim: float, off: Floats, room: Room) -> None:
    """Words beside the best height `aim`, and beside the height that is as far off. All is (rows,).

    `off` is how many pixels of the canvas the `level` is from the best height, 0 in rows without words.
    """
    theme = stage.theme
    for below in (True, False):
        inner = -16 if below else 16  # pixels of the canvas: the words stand on the inner side of their marks
        there = np.where((level < aim) == below, off, 0)
        best = only(there > 28, np.tile([room.end, aim], (len(level), 1)))
        stage.label(ax, best, say("best height"), theme.ink, sides=("left",), gap=2, lift=inner)
        mirror = only(there > (40 if stage.canvas.wide else 28), np.column_stack([room.slots[0, 1:], 2 * aim - level]))
        stage.label(ax, mirror, say("as far off"), theme.muted, sides=("right",), gap=14, lift=inner)


def say_how_small(stage: Stage, axes: tuple[Axes, Axes], below: Any, where: Any, held: Floats, window: Limits) -> Show:
    """`where` (rows,) all is seen smaller: a frame about the `window` of the first rows, and how much smaller it is.

    `held` (rows, 2) are the limits of y; the words stand on the other side than the line, which is `below` (rows,) or not. Returns show(t).
    """
    theme, wide = stage.theme, stage.canvas.wide
    ax = axes[0]
    frame = [its.axhline(end, color=theme.muted, linewidth=points(2), zorder=1) for its in dict.fromkeys(axes) for end in window]
    times = np.ptp(held, axis=1) / np.ptp(window)
    told = say_each("first picture, {times:.2g} × smaller" if wide else "drawn {times:.2g} × smaller", times=times)
    for when, corner, side in ((below, 1, "above right" if wide else "below right"), (~below, 0, "below right" if wide else "above right")):
        ends = np.full(len(below), window[corner]) if wide else held[:, corner]
        places = only(where & when, np.column_stack([np.full(len(below), X[0]), ends]))
        stage.label(ax, places, told, theme.muted, sides=(side,), gap=4 if wide else 10)

    def show(t: int) -> None:
        for its in frame:
            its.set_visible(bool(where[t]))

    return show
