"""How a line moves at x = 0, step by step: how far it is from the best height there, how far the step goes, and where that lands."""

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from scenes.shared.leap_room import CLOSE, Room
from scenes.shared.leap_words import heading, name_heights, say_how_far, say_how_small, tell_steps
from scenes.shared.line_parts import Limits, X, line_among_points
from scenes.studio.draw.board import mixed
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.scene import first
from scenes.studio.words import say

LEAST = 12  # pixels of the canvas: what is shorter is not worth a word
NUMBER = 24  # pixels of the canvas beyond a bar, for how long it is
FOOT = 28  # pixels of the canvas below the picture, where no axis has a name


def leaps(
    stage: Stage, axes: tuple[Axes, Axes], x: torch.Tensor, y: torch.Tensor, a: Floats, steps: Floats, best: Floats, window: Limits
) -> Show:
    """The line of `a` (rows, 2) among points x (n, 2) and y (n,), in this `window` of y, and its misses: in the first of `axes`.

    In the second, or right of the line if it is the same, an upright bar for each step so far tells how far the line was from its best
    height at x = 0; `best` (2,) is the best line. What of the last bar is farther off than before is lit. For as long as each step has
    a place of its own, an arrow is the next of `steps` (rows,), and a pale bar where it lands is as far off on the other side. From the
    row on in which the line leaves the window, or the next step does, all is seen smaller. Returns show(t).
    """
    ax, beside = axes
    theme, rows, shared = stage.theme, np.arange(len(a)), ax is beside
    for its in dict.fromkeys(axes):
        _lower(stage, its)
    level, aim = a[:, 1], best[1]
    there, off = level + steps, np.abs(level - aim)
    away = leaves(level, steps, window)
    near = rows < (len(a) if away is None else away)
    room = Room.of(stage, beside, len(a), shared)
    half = beside.get_window_extent().height / stage.scale / 2
    part = max(1.25, half / (half - NUMBER - 1))
    held = np.array([window if its else (aim - part * far, aim + part * far) for its, far in zip(near, off, strict=True)])
    views = [stage.views(ax, [(X[0], room.end if shared else X[1], *its) for its in held])]
    if not shared:
        views.append(stage.views(beside, [(0, room.end, *its) for its in held]))
    line = line_among_points(stage, ax, x, y, a)
    _ground(stage, axes, room, aim)
    unit = np.ptp(held, axis=1) / (2 * half)  # (rows,): a pixel of the canvas, in y
    before = np.append(off[0], off[:-1])
    farther = (off > before) & (off > LEAST * unit)
    lit = np.where(farther, aim + np.sign(level - aim) * before, np.nan)
    early = rows < (3 if stage.canvas.wide else 2)
    named = early if shared else early & (np.abs(there - aim) > off)  # where there is little room, only what a leap goes past
    name_heights(stage, beside, level, aim, np.where(named, off / unit, 0), room)
    turning = (off < 0.25 * off[0]) & (np.abs(a[:, 0] - best[0]) > 0.25 * abs(a[0, 0] - best[0]))
    places = only(turning, np.tile([room.end, aim], (len(a), 1)))
    words = say("the slope takes longer") if shared else say("slope takes longer")
    stage.label(beside, places, words, theme.muted, sides=("left",), gap=4, lift=48)
    start, landing = np.column_stack([room.at(rows), level]), np.column_stack([room.slots[0, 1:], there])
    return compose(
        *views,
        say_how_small(stage, axes, level < aim, ~near, held, window),
        tell_steps(stage, axes, room, len(a)),
        _misses(stage, ax, x[:, 0].numpy().astype(float), y.numpy(), a),
        _so_far(stage, beside, level, room) if shared else _off_now(stage, ax, level, aim, lit),
        _been(stage, beside, level, room),
        _bars(stage, beside, level, aim, lit, room),
        say_how_far(stage, beside, level, aim, np.abs(held - level[:, None]).min(1) > NUMBER * unit, farther, room),
        line,
        dot(stage, ax, np.column_stack([0 * level, level]), theme.model, size=13),
        dot(stage, beside, start, theme.model, size=10),
        arrow(stage, beside, only(rows < CLOSE, start), landing, theme.model, rim=0),
    )


def _lower(stage: Stage, ax: Axes) -> None:
    """Let `ax` use the room below it for a name of its x axis, which it has not got."""
    place, low = ax.get_position(), FOOT / stage.canvas.height
    if not stage.units:  # ticks of a person's own are wanted
        ax.set_position((place.x0, place.y0 - low, place.width, place.height + low))


def _ground(stage: Stage, axes: tuple[Axes, Axes], room: Room, aim: float) -> None:
    """What stands still behind the line and its steps: where x is 0, the best height `aim` there, and what is shown where."""
    ax, beside = axes
    theme = stage.theme
    ax.grid(visible=False)
    ax.axvline(0, color=theme.grid, linewidth=points(2.5), zorder=1)
    if ax is beside:
        ax.axvline(room.rule, color=theme.muted, alpha=0.6, linewidth=points(2), zorder=1)  # between two pictures
        heading(stage, ax, X[0], say("line"))
        heading(stage, ax, room.slots[0, 0], say("how far off at x = 0"))
    else:
        beside.grid(visible=False)
        beside.set(yticks=[], ylabel=say("off at x = 0"))
        ax.plot([0, X[1]], [aim] * 2, color=theme.ink, linewidth=points(2.5), zorder=3.5)
    beside.plot([0, room.end], [aim] * 2, color=theme.ink, linewidth=points(2.5), zorder=3.5)


def leaves(level: Floats, steps: Floats, window: Limits) -> int | None:
    """The first row in which `level` (rows,), or where the next of `steps` (rows,) leads, is out of this `window`, if there is one."""
    low, high = np.minimum(level, level + steps), np.maximum(level, level + steps)
    return first((low < window[0]) | (high > window[1]))


def _misses(stage: Stage, ax: Axes, x: Floats, y: Floats, a: Floats) -> Show:
    """The misses of the line of `a` (rows, 2) at the points `x`, `y` (n,). Returns show(t)."""
    misses = LineCollection([], colors=stage.theme.loss, linewidths=points(1.5), alpha=0.35, zorder=1.5)
    ax.add_collection(misses, autolim=False)
    points_there = np.column_stack([x, y])
    return lambda t: misses.set_segments(list(np.stack([np.column_stack([x, x * a[t, 0] + a[t, 1]]), points_there], 1)))


def _so_far(stage: Stage, ax: Axes, level: Floats, room: Room) -> Show:
    """A dotted line from the line at x = 0 to its step, at the `level` (rows,) of both. Returns show(t)."""
    (link,) = ax.plot([], [], ":", color=stage.theme.muted, linewidth=points(2.5), zorder=1)
    return lambda t: link.set_data([0, room.slots[int(t > CLOSE)][t]], [level[t]] * 2)


def _been(stage: Stage, ax: Axes, level: Floats, room: Room) -> Show:
    """How high the line was at x = 0 up to now, its `level` (rows,). Returns show(t)."""
    (been,) = ax.plot([], [], "-", color=stage.theme.model, linewidth=points(2), zorder=5)

    def show(t: int) -> None:
        been.set_data(room.slots[int(t > CLOSE)][: t + 1], level[: t + 1])
        been.set_linewidth(points(2 if t > CLOSE else 3))

    return show


def _off_now(stage: Stage, ax: Axes, level: Floats, aim: float, lit: Floats) -> Show:
    """Where x is 0, the last bar: from the best height `aim` to the `level` (rows,), lit from `lit` (rows,) on. Returns show(t)."""
    theme = stage.theme
    colours = to_hex(mixed(theme.ink, theme.background, 0.5)), theme.batch
    bars = LineCollection([], colors=colours, linewidths=points(10), zorder=4, capstyle="butt")
    ax.add_collection(bars, autolim=False)
    return lambda t: bars.set_segments([[(0, aim), (0, level[t])], [(0, lit[t]), (0, level[t])]])


def _bars(stage: Stage, ax: Axes, level: Floats, aim: float, lit: Floats, room: Room) -> Show:
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
