"""How the update of four points is drawn: its code with what each line makes, and the line that jumps while the predictions stay."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.shared.line_parts import limits
from scenes.shared.loss_bars import loss_bars
from scenes.studio.draw.board import Board, Show, mixed, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.code import code
from scenes.studio.draw.cover import LETTERING
from scenes.studio.draw.marks import Floats, arrow, compose, curve, ghosts, only, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import factor
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

PITCH, TOLD = 36, 71  # pixels of the board: a line of code, and what is told under it
STEPS = "slope: {before:.3g} − {lr:g} × {grad} = {now:.3g}", "intercept: {before:.3g} − {lr:g} × {grad} = {now:.3g}"
GAUGE = 142  # pixels of the canvas: bars of the loss
ROW = 30  # pixels of the canvas: a row of numbers below the points


def code_and_results(board: Board, trace: Trace, lines: Sequence[str], y: Floats, lr: float) -> Show:
    """The lines of an update, and under each what it made, in numbers, with a word on it, once it has run. Returns show(t).

    What belongs to the parameters before the step is grey from the step on.
    """
    theme, line, top = board.theme, trace.line, 0
    again, whole = trace.update > 1, trace.drawn == 2
    filled = (line == 2) & whole | (line == 3)  # a.grad stands under the line that wrote to it last
    ran = [trace.there[:, 0], trace.there[:, 1], filled, again | (line > 2) & whole, (again | (line > 3)) & ~filled]
    shows: list[Show] = []
    colours = theme.model, theme.loss, theme.gradient, theme.model, theme.gradient
    for k, (text, colour, (made, notes)) in enumerate(zip(lines, colours, _results(trace, y, lr), strict=True)):
        shows.append(code(board, (0, top), [text], np.sign(line - k).tolist(), board.width, pitch=PITCH))
        top += PITCH * (1 + text.count("\n"))
        old = (k < 2) & ((line > 2) | (line < k))
        stale = say_each("{made}   (with the old a)", made=made)
        for ink, told, when in ((colour, made, ran[k] & ~old), (theme.muted, stale, ran[k] & old)):
            shows.append(words(board, (40, top + 19), np.where(when, told, ""), 26, color=ink, weight="semibold"))
        told_now = (ran[k] | (k > 1)) & (line == k) & ~again
        shows.append(words(board, (40, top + 47), np.where(told_now, notes, ""), 22, color=theme.muted))
        top += TOLD
    return compose(*shows)


def _results(trace: Trace, y: Floats, lr: float) -> list[tuple[list[str], list[str]]]:
    """What each of the five lines makes, and a word on it: for each two lists of texts, one a row of the run.

    Of backward and of the step it is first what belongs to the intercept, then what belongs to the slope.
    """
    told: list[tuple[list[str], list[str]]] = [([], []) for _ in range(5)]
    shown = drawn(trace)
    for t, (hat, (by_slope, by_intercept), (slope, intercept)) in enumerate(zip(trace.y_hat, trace.grad, shown, strict=True)):
        squares = " + ".join(say("{miss:.3g}²", miss=miss) for miss in np.abs(hat - y))
        loss, before = float(trace.loss_cell[t]), shown[max(t - 1, 0)]
        steps = [
            say(form, before=was, lr=lr, grad=factor(grad, "{value:.4g}"), now=now)
            for form, was, grad, now in zip(STEPS, before, trace.grad[t], trace.a[t], strict=True)
        ]
        was, first = trace.grad[max(t - 1, 0)], int(trace.drawn[t]) == 1
        grads = say("a.grad = ({slope:.3g}, {intercept:.3g})", slope=by_slope, intercept=by_intercept)
        results = (
            (", ".join(say("{height:.3g}", height=its) for its in hat), say("slope × x + intercept × 1, at each point")),
            (say("{loss:.3g}", loss=loss), say("mean of squares: ({squares}) / {n}", squares=squares, n=len(y))),
            (grads, say("intercept: twice the mean of miss") if first else say("slope: twice the mean of miss × x")),
            (say("a = ({slope:.3g}, {intercept:.3g})", slope=slope, intercept=intercept), steps[first]),
            (grads, say("else backward would add to ({slope:.3g}, {intercept:.3g})", slope=was[0], intercept=was[1]) if was.any() else ""),
        )
        for texts, made in zip(told, results, strict=True):
            texts[0].append(made[0])
            texts[1].append(made[1])
    return told


def line_and_predictions(stage: Stage, ax: Axes, trace: Trace, x: Floats, y: Floats, lr: float, known: int) -> Show:
    """The points and the line of a, and until the step its predictions and their misses. Returns show(t).

    Below each point stands what it adds to the gradient; at the step arrows lead to the new line. Former lines stay, faint. The axes hold
    the first `known` rows, which are one update line by line: what leaves them later has been told by then.
    """
    theme, line, ends = stage.theme, trace.line, np.array([x[0, 0] - 0.3, x[-1, 0] + 0.4])
    a = drawn(trace)
    heights = a[:, :1] * ends + a[:, 1:]
    low, high = limits(np.append(heights[:known], y), (-2.2, 9.2))
    slow = np.arange(len(trace)) < known  # the updates that are shown line by line
    table = _what_each_adds(stage, ax, trace, x, y, slow & (line == 2))
    ax.set(xlim=(ends[0] - 0.7, ends[1] + 0.4), ylim=(low, high), ylabel=say("y"), xticks=x[:, 0])
    if not stage.canvas.wide:  # the plot is low
        ax.set_yticks([0, 5])
    ax.plot(x[:, 0], y, "o", color=theme.data, markersize=points(13), markeredgewidth=0, zorder=6)
    stage.avoid(ax, np.column_stack([x[:, 0], y])[None])
    for k, place in enumerate(x[:, 0]):
        middle = (trace.y_hat[:, k] + y[k]) / 2
        seen = (trace.update == 1) & (line > 0) & (line < 3) & stage.canvas.wide & (low < middle) & (middle < high)
        misses = [say("{miss:.3g}", miss=its - y[k]) for its in trace.y_hat[:, k]]
        places = np.column_stack([np.full(len(trace), place), np.where(seen, middle, np.nan)])
        stage.label(ax, places, misses, theme.loss, sides=("right",), gap=16)
    named = [say("a = slope {slope:.3g}, intercept {intercept:.3g}", slope=slope, intercept=intercept) for slope, intercept in a]
    stage.label(ax, (ax.get_xlim()[0], high), named, theme.model, sides=("below right",), size=24, weight="semibold", gap=10)
    left = np.flatnonzero((a[1:] != a[:-1]).any(1))  # the rows after which the line is another
    late = int(stage.canvas.wide)  # a row later it is a ghost, so that it is not among the arrows of the step
    feet = np.broadcast_to(y, trace.y_hat.shape)
    measured = (line > 0) & (line < 3)
    there = (trace.there[:, 0] & (line < 3))[:, None]
    return compose(
        table,
        ghosts(stage, ax, ends, np.roll(heights, late, axis=0), theme.model, (left + late).tolist(), alpha=0.25),
        curve(stage, ax, ends, heights, theme.model, zorder=4),
        sticks(stage, ax, x[:, 0], feet, only(measured, trace.y_hat), theme.loss, width=4),
        _measured(stage, ax, trace),
        dots(stage, ax, x[:, 0], trace.y_hat, theme.model, 15, there, zorder=5, hollow=True),
        _the_step(stage, ax, trace, x, slow & (line == 3)),
    )


def drawn(trace: Trace) -> Floats:
    """The parameters whose line is drawn, (rows, 2): at the first row of a step still those before it."""
    before = np.roll(trace.a, 1, axis=0)
    return np.where((trace.drawn == 1)[:, None], before, trace.a).astype(float)  # a wild run overflows float32 here


def _the_step(stage: Stage, ax: Axes, trace: Trace, x: Floats, when: NDArray[np.bool_]) -> Show:
    """At each point how the step moves the line: first what the intercept gains, then what the slope does, times x. Returns show(t)."""
    model, a = stage.theme.model, trace.a.astype(float)
    last = np.roll(drawn(trace), 1, axis=0)  # before the step, at both of its rows
    lifted = np.column_stack([last[:, 0], a[:, 1]])
    ways = [("above right", trace.drawn == 1, last, lifted), ("", trace.drawn == 2, lifted, a)]
    if not stage.canvas.wide:  # there is no room between the two
        ways = [("right", trace.drawn == 2, last, a)]
    movers = []
    for side, now, *ends in ways:
        for k, place in enumerate(x[:, 0]):
            tail, tip = (np.column_stack([np.full(len(a), place), (its @ x.T)[:, k]]) for its in ends)
            movers.append(arrow(stage, ax, only(when & now, tail), only(when & now, tip), model, rim=0))
            if len(ways) > 1:
                gain, middle = (tip - tail)[:, 1], only(when & now & (tip != tail).any(1), (tail + tip) / 2)
                stage.label(
                    ax,
                    middle,
                    say_each("{gain:+.3g}", gain=gain),
                    model,
                    sides=(side or ("left" if place < 0 else "right"),),
                    gap=14,
                    size=22,
                )
    if stage.canvas.wide:
        reach = np.array([x[0, 0] - 0.3, x[-1, 0] + 0.4])
        movers.append(curve(stage, ax, reach, only(when, lifted[:, :1] * reach + lifted[:, 1:]), model, width=4, dashed=True))
        forms = "intercept {gain:+.3g}: a shift", "slope {gain:+.3g}, times x: a turn"
        seat = ax.get_xlim()[0], ax.get_ylim()[1]
        for of, form, (_, now, *_) in zip((1, 0), forms, ways, strict=True):
            told = say_each(form, gain=(a - last)[:, of])
            stage.label(ax, only(when & now, seat), told, model, sides=("below right",), size=24, weight="semibold", gap=10, lift=-36)
    return compose(*movers)


def _measured(stage: Stage, ax: Axes, trace: Trace) -> Show:
    """Beside the plot, which it makes narrower, the loss in memory as a bar once it is measured, before former ones. Returns show(t)."""
    place, share = ax.get_position(), GAUGE / stage.canvas.width
    ax.set_position((place.x0, place.y0, place.width - share, place.height))
    wide = (GAUGE - 24) / stage.canvas.width / (place.width - share)
    inner = stage.inset(ax, (1.01 + wide * 0.1, 0, wide, 1))
    for side in ("left", "top", "right"):
        inner.spines[side].set_visible(False)
    latest = {int(update): float(trace.loss_cell[t]) for t, update in enumerate(trace.update) if trace.line[t] > 0}
    now = trace.update - 1 - (trace.line == 0)
    bars = loss_bars(stage, inner, list(latest.values()), now, room=2.6, apart=False)
    scaffold = inner.spines["bottom"], inner.set_title(say("loss"))

    def show(t: int) -> None:
        bars(t)
        for artist in scaffold:
            artist.set_visible(bool(now[t] >= 0))

    return show


def _what_each_adds(stage: Stage, ax: Axes, trace: Trace, x: Floats, y: Floats, when: NDArray[np.bool_]) -> Show:
    """Below the axes, in each point's column, its miss, and then that times x; each row, lit, adds up to a number of the gradient.

    They stand there in the rows `when` backward runs, and are not told where they are too long. Returns show(t).
    """
    theme, place, room = stage.theme, ax.get_position(), (2 * ROW + 8) / stage.canvas.height
    ax.set_position((place.x0, place.y0 + room, place.width, place.height - room))
    missed = trace.y_hat.astype(float) - y
    told = when & (np.abs(missed).max(1) < 100)
    edge, ground = float(x[-1, 0]) + 0.5, mixed(theme.batch, theme.background, 0.16)
    ax.set_xlabel("")
    head: dict[str, Any] = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "fontsize": stage.canvas.letters(LABEL)}
    high = stage.canvas.height * (place.height - room)

    def write(at: float, k: int, words: str, colour: str, align: str, **how: Any) -> Any:
        return ax.annotate(words, (at, 0), (0, -points(ROW * (k + 0.6))), color=colour, ha=align, va="center_baseline", **head, **how)

    write(x[0, 0] - 0.35, 0, say("x"), theme.muted, "right")
    rows = []
    for k, (name, values, colour) in enumerate((("miss", missed, theme.loss), ("miss × x", missed * x[:, 0], theme.gradient)), 1):
        seat = (-0.16, -ROW * (k + 1.1) / high), 0.16 + place.width / (place.width - GAUGE / stage.canvas.width), ROW / high
        band = Rectangle(*seat, transform=ax.transAxes, color=ground, clip_on=False, linewidth=0, gid=LETTERING)  # of a row of numbers
        ax.add_patch(band)
        label = write(x[0, 0] - 0.35, k, say(name), colour, "right")
        terms = [write(at, k, "", colour, "center") for at in x[:, 0]]
        total = write(edge, k, "", theme.gradient, "left", weight="semibold")
        rows.append((told & ((trace.drawn == 2) | (k == 1)), told & (trace.drawn == k), band, label, terms, total, values))

    def show(t: int) -> None:
        for there, lit, band, label, terms, total, values in rows:
            band.set_visible(bool(lit[t]))
            label.set_visible(bool(there[t]))
            for term, value in zip(terms, values[t], strict=True):
                term.set_text(say("{value:.3g}", value=value + 0.0) if there[t] else "")
            form = "= {sum:.3g},  × 2/{n} = {mean:.3g}"
            total.set_text(say(form, sum=values[t].sum(), n=len(y), mean=2 * values[t].mean()) if there[t] else "")

    return show
