"""How the polynomial lessons draw training loss and held-out loss by step."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from scenes.studio.draw.axes import log_scale, loss_axes
from scenes.studio.draw.marks import Floats, Show, compose, dot, loss_so_far, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points as size
from scenes.studio.numbers import log_tick
from scenes.studio.words import say, say_each

AWAY = 120  # pixels of the canvas: the room of a name and a value
APART = 54  # pixels of the canvas between the labels of two curves' ends: two lines of text


def hold_losses(ax: Axes, *losses: Floats) -> None:
    """Axes for losses by step, (rows,) each: linear from 0 on, or, told so in the title, on a log scale where a run flies apart."""
    loss_axes(ax, *losses)
    if max(float(its.max()) for its in losses) > 5 * max(float(its[0]) for its in losses):
        log_scale(ax.yaxis, *losses)
        ax.set_title(ax.get_title(loc="left") + say(" (log scale)"))


def log_of_steps(ax: Axes, last: int) -> None:
    """Put steps on a log scale that begins with the guess, step 0: a smooth one, of step + 1."""
    ax.set_xscale("function", functions=(lambda step: np.log1p(np.maximum(step, -0.9)), np.expm1))
    ticks = sorted({0, *(10**k for k in range(6) if 10**k <= last / 3), last})
    ax.set(xlim=(-0.15, max(last, 2) ** 1.32 + 2), xlabel=say("step (log scale)"))
    ax.set_xticks(ticks, labels=["0", *(log_tick(tick) for tick in ticks[1:])])


def two_losses(stage: Stage, ax: Axes, loss: Floats, held_out: Floats, rests: Sequence[int]) -> Show:
    """Training and held-out loss by step, (rows,) each, with their names at their ends, and where the film `rests` their values.

    To be called once the limits are set. Returns show(t).
    """
    rows, theme = np.arange(len(loss)), stage.theme
    ends = [np.column_stack([rows, its]) for its in (held_out, loss)]
    flat = ax.get_window_extent().height < 3.3 * APART * stage.scale  # then names and values stand in one line
    lifts = stage.apart(ax, ends, APART / 2 if flat else APART)
    for places, name, colour, lift in zip(ends, (say("held out"), say("training")), (theme.held_out, theme.loss), lifts, strict=True):
        full = [say("{name} {loss:.2g}" if flat else "{name}\n{loss:.2g}", name=name, loss=value) for value in places[:, 1]]
        texts = [full[row] if row in rests else name for row in rows]
        stage.label(ax, places, texts, colour, sides=("right",), weight="semibold", lift=lift)
    return compose(
        loss_so_far(stage, ax, held_out, colour=theme.held_out),
        loss_so_far(stage, ax, loss, colour=theme.loss),
    )


def lowest(stage: Stage, ax: Axes, losses: Floats, label: str, sides: Sequence[str] = ("below left",)) -> Show:
    """A ring that stays at the lowest of `losses` (rows,), with a label as soon as the end of the curve has left room. Returns show(t)."""
    turn, rows = int(losses.argmin()), np.arange(len(losses))
    places = only(rows >= turn, (turn, losses[turn]))
    away = np.hypot(*(stage.pixels(ax, np.column_stack([rows, losses])) - stage.pixels(ax, places)).T) > AWAY * stage.scale
    stage.label(ax, only(away, places), label, stage.theme.held_out, sides=sides, gap=20)
    return dot(stage, ax, places, stage.theme.held_out, size=18, hollow=True)


def level(stage: Stage, ax: Axes, losses: Floats, row: int, label: str, at: int, colour: str) -> Show:
    """A thin line at the height that `losses` (rows,) had at a `row`, from there to now, with a label over step `at`. Returns show(t)."""
    (line,) = ax.plot([], [], "--", color=colour, linewidth=size(2), zorder=2)
    places = only(np.arange(len(losses)) > at, (at, losses[row]))
    stage.label(ax, places, label, colour, sides=("above right", "above"), gap=8)
    return lambda t: line.set_data([row, max(t, row)], [losses[row], losses[row]])


def worse(stage: Stage, ax: Axes, losses: Floats, rests: Sequence[int]) -> Show:
    """By how much `losses` (rows,) are above their lowest: a thin line from there, and a bracket at their end.

    The bracket tells its height where the film `rests`, if there is room. Returns show(t).
    """
    rows, turn, colour = np.arange(len(losses)), int(losses.argmin()), stage.theme.held_out
    (floor,) = ax.plot([], [], "--", color=colour, linewidth=size(2), zorder=2)
    (bracket,) = ax.plot(
        [], [], "-", marker="_", markersize=size(16), markeredgewidth=size(3), color=stage.theme.ink, linewidth=size(3), zorder=6
    )
    more = losses - losses[turn]
    told = (rows > turn) & np.isin(rows, rests) & (more > more[-1] / 4)
    middles = only(told, np.column_stack([rows, losses[turn] + more / 2]))
    stage.label(ax, middles, say_each("{more:.2g}\nworse", more=more), stage.theme.ink, sides=("right",))

    def show(t: int) -> None:
        floor.set_data([turn, max(t, turn)], [losses[turn], losses[turn]])
        bracket.set_data(*([t, t], [losses[turn], losses[t]]) if told[t] else ([], []))

    return show
