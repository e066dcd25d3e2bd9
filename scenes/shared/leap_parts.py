"""How a line moves at x = 0, step by step: how far it is from the best height there, how far the step goes, and where that lands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.text import Annotation

from scenes.shared.line_parts import Limits, line_among_points
from scenes.shared.sums import rounded
from scenes.studio.draw.board import mixed
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.run.scene import first
from scenes.studio.words import say, say_each

Line = tuple[str, float, Sequence[str]]  # colour, pixels of the canvas, and a text for each row, "" for none

LEAST = 12  # pixels of the canvas: what is shorter is not worth a word
WIDEST = 38  # letters: what is longer does not fit over a picture
FOOT = 28  # pixels of the canvas below the picture, where no axis has a name
CLOSE = 7  # up to this step each has a place of its own, then the steps of the whole run have to share the room


@dataclass(frozen=True)
class _Room:
    """Where the steps stand right of the line, in x; `pixel` is one of the canvas.

    A bar is left of its step, so that the arrow does not hide it.
    """

    pixel: float
    rule: float  # between the line and the steps
    slots: Floats  # (2, rows + 1): while steps have a place of their own, and when they share the room
    end: float
    bars: tuple[float, float]  # pixels of the canvas: how wide a bar is, likewise

    @classmethod
    def of(cls, stage: Stage, ax: Axes, rows: int) -> "_Room":
        before, pitch, after = (34, 24, 16) if stage.canvas.wide else (18, 12.4, 6)
        width = CLOSE * pitch
        needed = before + width + after
        pixel = 2.16 / (ax.get_window_extent().width / stage.scale - needed)
        all_steps = np.arange(rows + 1)
        slots = 1.08 + pixel * (before + width * np.stack([all_steps / CLOSE, all_steps / max(rows - 1, 1)]))
        return cls(pixel, 1.08 + 0.2 * before * pixel, slots, 1.08 + needed * pixel, (13, 3) if stage.canvas.wide else (7, 2))

    def at(self, rows: Any) -> Floats:
        """Where the step of each of these `rows` (rows,) stands when it is the last one."""
        return self.slots[(rows > CLOSE).astype(int), rows]

    def bars_at(self, t: int) -> Floats:
        """Where the middles of all bars are in row `t`: (rows + 1,)."""
        phase = int(t > CLOSE)
        return self.slots[phase] - (0.5 * self.bars[phase] + 3 * (1 - phase)) * self.pixel


def leaps(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, steps: Floats, best: Floats, window: Limits) -> Show:
    """The line of `a` (rows, 2) among points x (n, 2) and y (n,), in this `window` of y, and its misses.

    Right of them an upright bar for each step so far tells how far the line was from its best height at x = 0; `best` (2,) is the best
    line. What of the last bar is farther off than before is lit. For as long as each step has a place of its own, an arrow is the next
    of `steps` (rows,), and a pale bar where it lands is as far off on the other side. From the row on in which the line leaves the
    window, or the next step does, all is seen smaller. Returns show(t).
    """
    theme, rows, place, low = stage.theme, np.arange(len(a)), ax.get_position(), FOOT / stage.canvas.height
    if not stage.units:  # ticks of a person's own are wanted
        ax.set_position((place.x0, place.y0 - low, place.width, place.height + low))
    level, aim = a[:, 1], best[1]
    there, off = level + steps, np.abs(level - aim)
    away = leaves(level, steps, window)
    near = rows < (len(a) if away is None else away)
    room = _Room.of(stage, ax, len(a))
    held = np.array([window if its else (aim - 1.25 * far, aim + 1.25 * far) for its, far in zip(near, off, strict=True)])
    look = stage.views(ax, [(-1.08, room.end, *its) for its in held])
    line = line_among_points(stage, ax, x, y, a)
    ax.grid(visible=False)
    ax.axvline(0, color=theme.grid, linewidth=points(2.5), zorder=1)
    ax.axvline(room.rule, color=theme.muted, alpha=0.6, linewidth=points(2), zorder=1)  # between two pictures
    wide = stage.canvas.wide
    for where, word in ((-1.08, say("line")), (room.slots[0, 0], say("how far off at x = 0") if wide else say("off at x = 0"))):
        _heading(stage, ax, where if wide or where < 0 else room.rule + 5 * room.pixel, word)
    ax.plot([0, room.end], [aim] * 2, color=theme.ink, linewidth=points(2.5), zorder=3.5)
    unit = stage.scale * np.ptp(held, axis=1) / ax.get_window_extent().height  # (rows,): a pixel of the canvas, in y
    before = np.append(off[0], off[:-1])
    farther = (off > before) & (off > LEAST * unit)
    _name_heights(stage, ax, level, aim, off / unit, room)
    turning = (off < 0.25 * off[0]) & (np.abs(a[:, 0] - best[0]) > 0.25 * abs(a[0, 0] - best[0]))
    places = only(turning, np.tile([room.end, aim], (len(a), 1)))
    words = say("the slope takes longer") if wide else say("slope lags")
    stage.label(ax, places, words, theme.muted, sides=("left",), gap=4, lift=48)
    start, landing = np.column_stack([room.at(rows), level]), np.column_stack([room.slots[0, 1:], there])
    return compose(
        look,
        _say_how_small(stage, ax, level < aim, ~near, held, window),
        _steps_told(stage, ax, room, len(a)),
        _so_far(stage, ax, x[:, 0].numpy().astype(float), y.numpy(), a, room),
        _bars(stage, ax, level, aim, np.where(farther, aim + np.sign(level - aim) * before, np.nan), room),
        _say_how_far(stage, ax, level, aim, farther, room),
        line,
        dot(stage, ax, np.column_stack([0 * level, level]), theme.model, size=13),
        dot(stage, ax, start, theme.model, size=10),
        arrow(stage, ax, only(rows < CLOSE, start), landing, theme.model, rim=0),
    )


def _steps_told(stage: Stage, ax: Axes, room: _Room, rows: int) -> Show:
    """Below the line where x is 0, below the steps which they are. Returns show(t)."""
    if stage.units:
        return lambda t: None
    ax.set_xlabel("")
    ends = [(room.slots[phase, last], last) for phase, last in enumerate((min(CLOSE, rows - 1), rows - 1))]

    def show(t: int) -> None:
        where, last = ends[t > CLOSE]
        ticks = {0.0: say("x = 0")} | ({room.slots[0, 0]: say("step 0")} if stage.canvas.wide else {}) | {where: say("{n}", n=last)}
        ax.set_xticks([*ticks], [*ticks.values()])

    return show


def _so_far(stage: Stage, ax: Axes, x: Floats, y: Floats, a: Floats, room: _Room) -> Show:
    """The misses of the line of `a` (rows, 2) at the points `x`, `y` (n,), and how high it was at x = 0 up to now. Returns show(t)."""
    misses = LineCollection([], colors=stage.theme.loss, linewidths=points(1.5), alpha=0.35, zorder=1.5)
    ax.add_collection(misses, autolim=False)
    (link,) = ax.plot([], [], ":", color=stage.theme.muted, linewidth=points(2.5), zorder=1)
    (been,) = ax.plot([], [], "-", color=stage.theme.model, linewidth=points(2), zorder=5)
    points_there, level = np.column_stack([x, y]), a[:, 1]

    def show(t: int) -> None:
        slots = room.slots[int(t > CLOSE)]
        misses.set_segments(list(np.stack([np.column_stack([x, x * a[t, 0] + level[t]]), points_there], 1)))
        link.set_data([0, slots[t]], [level[t]] * 2)
        been.set_data(slots[: t + 1], level[: t + 1])
        been.set_linewidth(points(2 if t > CLOSE else 3))

    return show


def _bars(stage: Stage, ax: Axes, level: Floats, aim: float, lit: Floats, room: _Room) -> Show:
    """A bar from the best height `aim` to the `level` (rows,) of each step so far, the last one lit from where `lit` (rows,) tells.

    At the place of the next step, a pale one that is as long as the last, on the other side. Returns show(t).
    """
    theme = stage.theme
    colours = [to_hex(mixed(theme.ink, theme.background, share)) for share in (0.5, 0.24)]
    bars, pale, now = (LineCollection([], colors=colour, zorder=4, capstyle="butt") for colour in (*colours, theme.batch))
    for its in (pale, bars, now):
        ax.add_collection(its, autolim=False)

    def show(t: int) -> None:
        slots, width = room.bars_at(t), room.bars[t > CLOSE]
        bars.set_segments([[(its, aim), (its, high)] for its, high in zip(slots, level[: t + 1], strict=False)])
        pale.set_segments([[(slots[t + 1], aim), (slots[t + 1], 2 * aim - level[t])]] if t < CLOSE else [])
        now.set_segments([[(slots[t], lit[t]), (slots[t], level[t])]])
        for its in (bars, pale, now):
            its.set_linewidth(points(width))

    return show


def _say_how_far(stage: Stage, ax: Axes, level: Floats, aim: float, farther: Any, room: _Room) -> Show:
    """At the end of the last bar how far the `level` (rows,) is from `aim`, lit where it is `farther` (rows,) than before.

    What a leap to the other side has left keeps its number while each step has a place of its own. Returns show(t).
    """
    theme, off, below, size = stage.theme, np.abs(level - aim), level < aim, stage.canvas.letters(LABEL)
    forms = np.select([off < 9.95, off < 999.5], [".1f", ".0f"], ".2g")
    told = [say(f"{{off:{form}}}", off=its) for its, form in zip(off, forms, strict=True)]
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


def _name_heights(stage: Stage, ax: Axes, level: Floats, aim: float, off: Floats, room: _Room) -> None:
    """Words beside the best height `aim`, and beside the height that is as far off, in the first rows. All is (rows,).

    `off` is how many pixels of the canvas the `level` is from the best height.
    """
    theme, rows, wide = stage.theme, np.arange(len(level)), stage.canvas.wide
    early = rows < (3 if wide else 2)
    for below in (True, False):
        inner = -16 if below else 16  # pixels of the canvas: the words stand on the inner side of their marks
        when = early & ((level < aim) == below)
        best = only(when & (off > 28), np.tile([room.end, aim], (len(level), 1)))
        stage.label(ax, best, say("best height") if wide else say("best"), theme.ink, sides=("left",), gap=2, lift=inner)
        mirror = only(when & (off > 40), np.column_stack([room.slots[0, 1:], 2 * aim - level]))
        words, gap = (say("as far off"), 14) if wide else (say("as far"), 10)
        stage.label(ax, mirror, words, theme.muted, sides=("right",), gap=gap, lift=inner)


def _say_how_small(stage: Stage, ax: Axes, below: Any, where: Any, held: Floats, window: Limits) -> Show:
    """`where` (rows,) all is seen smaller: a frame about the `window` of the first rows, and how much smaller it is.

    `held` (rows, 2) are the limits of y; the words stand on the other side than the line, which is `below` (rows,) or not. Returns show(t).
    """
    theme, wide = stage.theme, stage.canvas.wide
    frame = [ax.axhline(end, color=theme.muted, linewidth=points(2), zorder=1) for end in window]
    times = np.ptp(held, axis=1) / np.ptp(window)
    told = say_each("first picture, {times:.2g} × smaller" if wide else "drawn {times:.2g} × smaller", times=times)
    for when, corner, side in ((below, 1, "above right" if wide else "below right"), (~below, 0, "below right" if wide else "above right")):
        ends = np.full(len(below), window[corner]) if wide else held[:, corner]
        places = only(where & when, np.column_stack([np.full(len(below), -1.08), ends]))
        stage.label(ax, places, told, theme.muted, sides=(side,), gap=4 if wide else 10)

    def show(t: int) -> None:
        for its in frame:
            its.set_visible(bool(where[t]))

    return show


def leaves(level: Floats, steps: Floats, window: Limits) -> int | None:
    """The first row in which `level` (rows,), or where the next of `steps` (rows,) leads, is out of this `window`, if there is one."""
    low, high = np.minimum(level, level + steps), np.maximum(level, level + steps)
    return first((low < window[0]) | (high > window[1]))


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
    short, long = (
        [say(f"{words} {{slope:{form}}}", slope=slope) for slope, form in zip(slopes, forms, strict=True)]
        for words in ("× gradient", "× gradient of height")
    )
    steps = [say(f"= {{step:{'.0f' if step >= 10 else '#.2g'}}} {way}", step=step) for step, way in zip(lengths, ways, strict=True)]
    colour, heading = stage.theme.model, (stage.theme.muted, LABEL, [""] * len(slopes))  # room for what the parts are called
    if stage.canvas.wide:
        full, brief = ([f"{pull} {step}" for pull, step in zip(pulls, steps, strict=True)] for pulls in (long, short))
        told = [line if len(line) <= WIDEST else shorter for line, shorter in zip(full, brief, strict=True)]
        return head(stage, ax, [(colour, 23, told), heading], title=32)
    return head(stage, ax, [(colour, 22, short), (colour, 22, steps), heading], title=30)


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
