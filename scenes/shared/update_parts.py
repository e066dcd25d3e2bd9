"""How the update of four points is drawn: its code with what each line makes, and the line that jumps while the predictions stay."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from scenes.shared.line_parts import limits
from scenes.shared.loss_bars import loss_bars
from scenes.studio.draw.board import Board, Show, mixed, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.code import code
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
    again, filled = trace.update > 1, (line == 2) | (line == 3)  # a.grad stands under the line that wrote to it last
    ran = [trace.there[:, 0], trace.there[:, 1], filled, again | (line > 2) & (trace.drawn == 2), (again | (line > 3)) & ~filled]
    shows: list[Show] = []
    colours = theme.model, theme.loss, theme.gradient, theme.model, theme.gradient
    for k, (text, colour, (made, notes)) in enumerate(zip(lines, colours, _results(trace, y, lr), strict=True)):
        shows.append(code(board, (0, top), [text], np.sign(line - k).tolist(), board.width, pitch=PITCH))
        top += PITCH * (1 + text.count("\n"))
        old = (k < 2) & ((line > 2) | (line < k))
        stale = say_each("{made}   (with the old a)", made=made)
        for ink, told, when in ((colour, made, ran[k] & ~old), (theme.muted, stale, ran[k] & old)):
            shows.append(words(board, (40, top + 19), np.where(when, told, ""), 26, color=ink, weight="semibold"))
        told_now = (ran[k] | (k == 3)) & ((line == k) | (k == 1) & (line == 2))
        shows.append(words(board, (40, top + 47), np.where(told_now, notes, ""), 22, color=theme.muted))
        top += TOLD
    return compose(*shows)


def _results(trace: Trace, y: Floats, lr: float) -> list[tuple[list[str], list[str]]]:
    """What each of the five lines makes, and a word on it: for each two lists of texts, one a row of the run."""
    told: list[tuple[list[str], list[str]]] = [([], []) for _ in range(5)]
    shown = drawn(trace)
    for t, (hat, (by_slope, by_intercept), (slope, intercept)) in enumerate(zip(trace.y_hat, trace.grad, shown, strict=True)):
        squares = " + ".join(say("{miss:.3g}²", miss=miss) for miss in np.abs(hat - y))
        loss, before = float(trace.loss_cell[t]), shown[max(t - 1, 0)]
        steps = [
            say(form, before=was, lr=lr, grad=factor(grad, "{value:.4g}"), now=now)
            for form, was, grad, now in zip(STEPS, before, trace.grad[t], trace.a[t], strict=True)
        ]
        was = trace.grad[max(t - 1, 0)]
        grads = say("a.grad = ({slope:.3g}, {intercept:.3g})", slope=by_slope, intercept=by_intercept)
        results = (
            (", ".join(say("{height:.3g}", height=its) for its in hat), say("slope × x + intercept × 1, at each point")),
            (say("{loss:.3g}", loss=loss), say("mean of squares: ({squares}) / {n}", squares=squares, n=len(y))),
            (grads, say("for slope: twice the mean of miss × x; for intercept: of miss")),
            (say("a = ({slope:.3g}, {intercept:.3g})", slope=slope, intercept=intercept), steps[int(trace.drawn[t]) == 1]),
            (grads, say("else backward would add to ({slope:.3g}, {intercept:.3g})", slope=was[0], intercept=was[1]) if was.any() else ""),
        )
        for texts, made in zip(told, results, strict=True):
            texts[0].append(made[0])
            texts[1].append(made[1])
    return told


def line_and_predictions(stage: Stage, ax: Axes, trace: Trace, x: Floats, y: Floats, lr: float, known: int) -> Show:
    """The points and the line of a; the predictions in memory, pale once they are those of an old a, and their misses. Returns show(t).

    Below each point stands what it adds to the gradient; at the step an arrow leads from each prediction to the new line. Former lines
    stay, faint. The axes hold the first `known` rows: what leaves them has been told by then.
    """
    theme, line, ends = stage.theme, trace.line, np.array([x[0, 0] - 0.3, x[-1, 0] + 0.4])
    a = drawn(trace)
    heights = a[:, :1] * ends + a[:, 1:]
    low, high = limits(np.append(heights[:known], y), (-2.2, 9.2))
    slow = np.arange(len(trace)) < known  # the updates that are shown line by line
    table = _what_each_adds(stage, ax, trace, x, y, slow)
    gauge = _measured(stage, ax, trace)
    ax.set(xlim=(ends[0] - 0.7, ends[1] + 0.4), ylim=(low, high), ylabel=say("y"), xticks=x[:, 0])
    if not stage.canvas.wide:  # the plot is low
        ax.set_yticks([0, 5])
    ax.plot(x[:, 0], y, "o", color=theme.data, markersize=points(13), markeredgewidth=0, zorder=6)
    stage.avoid(ax, np.column_stack([x[:, 0], y])[None])
    for k, place in enumerate(x[:, 0]):
        middle = (trace.y_hat[:, k] + y[k]) / 2
        seen = (line > 0) & (line < 3) & stage.canvas.wide & (low < middle) & (middle < high)
        misses = [say("{miss:.3g}", miss=its - y[k]) for its in trace.y_hat[:, k]]
        places = np.column_stack([np.full(len(trace), place), np.where(seen, middle, np.nan)])
        stage.label(ax, places, misses, theme.loss, sides=("right",), gap=16)
    named = [say("a = slope {slope:.3g}, intercept {intercept:.3g}", slope=slope, intercept=intercept) for slope, intercept in a]
    stage.label(ax, (ax.get_xlim()[0], high), named, theme.model, sides=("below right",), size=24, weight="semibold", gap=10)
    left = np.append((a[1:] != a[:-1]).any(1), False)  # the rows after which the line is another
    feet = np.broadcast_to(y, trace.y_hat.shape)
    fresh, stale = (only(when, trace.y_hat) for when in ((line > 0) & (line < 3), slow & (line == 3)))
    movers = [
        table,
        ghosts(stage, ax, ends, heights, theme.model, np.flatnonzero(left).tolist(), alpha=0.25),
        curve(stage, ax, ends, heights, theme.model, zorder=4),
        sticks(stage, ax, x[:, 0], feet, fresh, theme.loss, width=4),
        sticks(stage, ax, x[:, 0], feet, stale, to_hex(mixed(theme.loss, theme.background, 0.5)), width=4),
        gauge,
    ]
    for now, share in ((line < 3, 1.0), (line > 2, 0.4)):
        model = to_hex(mixed(theme.model, theme.background, share))
        there = (now & slow & trace.there[:, 0])[:, None]
        movers.append(dots(stage, ax, x[:, 0], trace.y_hat, model, 15, there, zorder=5, hollow=True))
    stepped = _the_step(stage, ax, trace, x, slow & (line == 3))
    return compose(*movers, stepped, _the_gradient(stage, ax, trace, lr, slow & (line == 2) & stage.canvas.wide))


def drawn(trace: Trace) -> Floats:
    """The parameters whose line is drawn, (rows, 2): at the first row of a step still those before it."""
    before = np.roll(trace.a, 1, axis=0)
    return np.where((trace.drawn == 1)[:, None], before, trace.a).astype(float)  # a wild run overflows float32 here


def _the_gradient(stage: Stage, ax: Axes, trace: Trace, lr: float, when: NDArray[np.bool_]) -> Show:
    """What backward makes, on the line: an arrow for the intercept at 0, and one for the slope at 1, as long as the step will be."""
    movers = []
    for of, at, side in ((1, 0.0, "left"), (0, 1.0, "right")):
        foot = np.column_stack([np.full(len(trace), at), drawn(trace) @ [at, 1.0]])
        tip = only(when, foot + lr * trace.grad[:, of : of + 1].astype(float) * [0, 1])
        told = say_each("{grad:.3g}", grad=trace.grad[:, of])
        stage.label(ax, tip, told, stage.theme.gradient, sides=(side, "below"), size=26, weight="semibold", gap=12)
        movers.append(arrow(stage, ax, foot, tip, stage.theme.gradient, rim=0))
    return compose(*movers)


def _the_step(stage: Stage, ax: Axes, trace: Trace, x: Floats, when: NDArray[np.bool_]) -> Show:
    """At each point how the step moves the line: first what the intercept gains, then what the slope does, times x. Returns show(t)."""
    model, a = stage.theme.model, trace.a.astype(float)
    last = np.roll(drawn(trace), 1, axis=0)  # before the step, at both of its rows
    lifted = np.column_stack([last[:, 0], a[:, 1]])
    ways = [("above right", trace.drawn == 1, last, lifted), ("right", trace.drawn == 2, lifted, a)]
    if not stage.canvas.wide:  # there is no room between the two
        ways = [("right", trace.drawn == 2, last, a)]
    movers = []
    for side, now, *ends in ways:
        for k, place in enumerate(x[:, 0]):
            tail, tip = (np.column_stack([np.full(len(a), place), (its @ x.T)[:, k]]) for its in ends)
            movers.append(arrow(stage, ax, only(when & now, tail), only(when & now, tip), model, rim=0))
            if len(ways) > 1:
                gain, middle = (tip - tail)[:, 1], only(when & now & (tip != tail).any(1), (tail + tip) / 2)
                stage.label(ax, middle, say_each("{gain:+.3g}", gain=gain), model, sides=(side,), gap=14, size=22)
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
    """Beside the plot, which it makes narrower, the loss that is in memory as a bar, before those that were. Returns show(t)."""
    place, share = ax.get_position(), GAUGE / stage.canvas.width
    ax.set_position((place.x0, place.y0, place.width - share, place.height))
    wide = (GAUGE - 24) / stage.canvas.width / (place.width - share)
    inner = stage.inset(ax, (1.01 + wide * 0.1, 0, wide, 1))
    for side in ("left", "top", "right"):
        inner.spines[side].set_visible(False)
    inner.set_title(say("loss"))
    latest = {int(update): float(trace.loss_cell[t]) for t, update in enumerate(trace.update) if trace.line[t] > 0}
    return loss_bars(stage, inner, list(latest.values()), trace.update - 1 - (trace.line == 0), room=2.6, apart=False)


def _what_each_adds(stage: Stage, ax: Axes, trace: Trace, x: Floats, y: Floats, slow: NDArray[np.bool_]) -> Show:
    """Below the axes, in each point's column, its miss once it is measured, and that times x once backward has run; at their right twice
    the mean, which is the gradient. They go when that is emptied, and are not told where they are too long. Returns show(t).
    """
    theme, place, below = stage.theme, ax.get_position(), 2 * ROW + 8
    up = below / stage.canvas.height
    ax.set_position((place.x0, place.y0 + up, place.width, place.height - up))
    missed = trace.y_hat.astype(float) - y
    told = slow & (np.abs(missed).max(1) < 100)
    rows = (
        ("miss", missed, 1, theme.loss, "{value:.3g} for intercept"),
        ("miss × x", missed * x[:, 0], 2, theme.gradient, "{value:.3g} for slope"),
    )
    at = "data", "axes fraction"
    edge = float(x[-1, 0]) + 0.5
    ax.set_xlabel("")
    head: dict[str, Any] = {"va": "center_baseline", "xycoords": at, "textcoords": "offset points", "fontsize": stage.canvas.letters(LABEL)}
    names = [("x", theme.muted), *((name, colour) for name, _, _, colour, _ in rows)]
    texts, shown = [], []
    for k, (name, colour) in enumerate(names):
        texts.append(ax.annotate(say(name), (x[0, 0] - 0.35, 0), (0, -points(ROW * (k + 0.6))), color=colour, ha="right", **head))
        shown.append(told & (trace.line >= k) & (trace.line < 4) | (k == 0))
    texts.append(ax.annotate(say("2 × mean"), (edge, 0), (0, -points(0.6 * ROW)), color=theme.gradient, ha="left", **head))
    shown.append(shown[2])
    changing = []
    for k, (_, values, since, colour, total) in enumerate(rows, 1):
        when = told & (trace.line >= since) & (trace.line < 4)
        for j, column in enumerate(values.T):
            changing.append(
                (
                    ax.annotate("", (x[j, 0], 0), (0, -points(ROW * (k + 0.6))), color=colour, ha="center", **head),
                    "{value:.3g}",
                    column,
                    when,
                )
            )
        sums = 2 * values.mean(1)
        result = ax.annotate("", (edge, 0), (0, -points(ROW * (k + 0.6))), color=theme.gradient, ha="left", weight="semibold", **head)
        changing.append((result, total, sums, shown[2]))

    def show(t: int) -> None:
        for text, when in zip(texts, shown, strict=True):
            text.set_visible(bool(when[t]))
        for text, told_as, values, when in changing:
            text.set_text(say(told_as, value=values[t] + 0.0) if when[t] else "")

    return show
