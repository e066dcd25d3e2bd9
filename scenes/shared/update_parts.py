"""How the update of four points is drawn: its code with what each line makes, and the line that jumps while the predictions stay."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from scenes.shared.line_parts import limits
from scenes.studio.draw.board import Board, Show, mixed, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.code import code
from scenes.studio.draw.marks import SHORTEST, Floats, arrow, compose, curve, ghosts, only, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import factor
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

PITCH, TOLD = 36, 71  # pixels of the board: a line of code, and what is told under it


def code_and_results(board: Board, trace: Trace, lines: Sequence[str], y: Floats, lr: float) -> Show:
    """The lines of an update, and under each what it made, in numbers, with a word on it, once it has run. Returns show(t).

    What belongs to the parameters before the step is grey from the step on.
    """
    theme, line, top = board.theme, trace.line, 0
    again, filled = trace.update > 1, (line == 2) | (line == 3)  # a.grad stands under the line that wrote to it last
    ran = [trace.there[:, 0], trace.there[:, 1], filled, again | (line > 2), (again | (line > 3)) & ~filled]
    shows: list[Show] = []
    colours = theme.model, theme.loss, theme.gradient, theme.model, theme.gradient
    for k, (text, colour, (made, notes)) in enumerate(zip(lines, colours, _results(trace, y, lr), strict=True)):
        shows.append(code(board, (0, top), [text], np.sign(line - k).tolist(), board.width, pitch=PITCH))
        top += PITCH * (1 + text.count("\n"))
        old = (k < 2) & ((line > 2) | (line < k))
        stale = say_each("{made}   (with the old a)", made=made)
        for ink, told, when in ((colour, made, ran[k] & ~old), (theme.muted, stale, ran[k] & old)):
            shows.append(words(board, (40, top + 20), np.where(when, told, ""), 26, color=ink, weight="semibold"))
        shows.append(words(board, (40, top + 50), np.where(ran[k] & (line == k), notes, ""), 22, color=theme.muted))
        top += TOLD
    return compose(*shows)


def _results(trace: Trace, y: Floats, lr: float) -> list[tuple[list[str], list[str]]]:
    """What each of the five lines makes, and a word on it: for each two lists of texts, one a row of the run."""
    told: list[tuple[list[str], list[str]]] = [([], []) for _ in range(5)]
    for t, (hat, (by_slope, by_intercept), (slope, intercept)) in enumerate(zip(trace.y_hat, trace.grad, trace.a, strict=True)):
        squares = " + ".join(say("{miss:.3g}²", miss=miss) for miss in np.abs(hat - y))
        loss, before = float(trace.loss_cell[t]), trace.a[max(t - 1, 0)]
        steps = [
            say("{before:.3g} − {lr:g} × {grad} = {now:.3g}", before=was, lr=lr, grad=factor(grad, "{value:.4g}"), now=now)
            for was, grad, now in zip(before, trace.grad[t], (slope, intercept), strict=True)
        ]
        was = trace.grad[max(t - 1, 0)]
        grads = say("a.grad = ({slope:.3g}, {intercept:.3g})", slope=by_slope, intercept=by_intercept)
        results = (
            (", ".join(say("{height:.3g}", height=its) for its in hat), say("the height of the line at each point")),
            (say("{loss:.3g}", loss=loss), say("the mean square of the misses: ({squares}) / {n}", squares=squares, n=len(y))),
            (grads, say("drawn × {lr:g}: changes that would raise the loss", lr=lr)),
            (say("a = ({slope:.3g}, {intercept:.3g})", slope=slope, intercept=intercept), ";  ".join(steps)),
            (grads, say("else backward would add to ({slope:.3g}, {intercept:.3g})", slope=was[0], intercept=was[1]) if was.any() else ""),
        )
        for texts, made in zip(told, results, strict=True):
            texts[0].append(made[0])
            texts[1].append(made[1])
    return told


def line_and_predictions(stage: Stage, ax: Axes, trace: Trace, x: Floats, y: Floats, lr: float, known: int) -> Show:
    """The points and the line of a; the predictions in memory and their misses, pale once they are those of an old a. Returns show(t).

    Former lines stay, faint; gradient and step are arrows. The axes hold the first `known` rows: what leaves them has been told by then.
    """
    theme, line, ends = stage.theme, trace.line, np.array([x[0, 0] - 0.3, x[-1, 0] + 0.4])
    heights = trace.a[:, :1] * ends + trace.a[:, 1:]
    low, high = limits(np.append(heights[:known], y), (-2.2, 9.2))
    ax.set(xlim=ends, ylim=(low, high), xlabel=say("x"), ylabel=say("y"))
    ax.plot(x[:, 0], y, "o", color=theme.data, markersize=points(13), markeredgewidth=0, zorder=6)
    stage.avoid(ax, np.column_stack([x[:, 0], y])[None])
    for k, place in enumerate(x[:, 0]):
        middle = (trace.y_hat[:, k] + y[k]) / 2
        seen = (line > 0) & (line < 3) & (low < middle) & (middle < high)
        misses = [say("{miss:.3g}", miss=abs(its - y[k])) for its in trace.y_hat[:, k]]
        places = np.column_stack([np.full(len(trace), place), np.where(seen, middle, np.nan)])
        stage.label(ax, places, misses, theme.loss, sides=("right",), gap=16)
    named = [say("a = slope {slope:.3g}, intercept {intercept:.3g}", slope=slope, intercept=intercept) for slope, intercept in trace.a]
    stage.label(ax, (ends[0], high), named, theme.model, sides=("below right",), size=24, weight="semibold", gap=10)
    left = np.append((trace.a[1:] != trace.a[:-1]).any(1), False)  # the rows after which the line is another
    movers = [
        ghosts(stage, ax, ends, heights, theme.model, np.flatnonzero(left).tolist(), alpha=0.25),
        _gradient_and_step(stage, ax, trace, lr),
        curve(stage, ax, ends, heights, theme.model, zorder=4),
    ]
    for now, share in ((line < 3, 1.0), (line > 2, 0.3)):
        model, loss = (to_hex(mixed(colour, theme.background, share)) for colour in (theme.model, theme.loss))
        missed = only(now & (line > 0), trace.y_hat)
        movers += [
            sticks(stage, ax, x[:, 0], np.broadcast_to(y, missed.shape), missed, loss, width=4),
            dots(stage, ax, x[:, 0], trace.y_hat, model, 15, (now & trace.there[:, 0])[:, None], zorder=5, hollow=True),
        ]
    return compose(*movers)


def _gradient_and_step(stage: Stage, ax: Axes, trace: Trace, lr: float) -> Show:
    """After backward the gradient times `lr`, after the step the step, each as two arrows: the intercept at x = 0, the slope at x = 1.

    The step lifts the line first, and turns it about its new intercept. Returns show(t).
    """
    theme, line, a, grad = stage.theme, trace.line, trace.a.astype(float), trace.grad.astype(float)  # a wild run overflows float32 here
    old = np.vstack([a[:1], a[:-1]])
    (lifted,) = ax.plot([], [], ":", color=theme.model, linewidth=points(3), zorder=4)
    lift = only(line == 3, np.stack([a[:, 1], old[:, 0] + a[:, 1]], -1))
    movers: list[Show] = [lambda t: lifted.set_data([0, 1], lift[t])]
    changes = (
        (2, lr * grad, old, old[:, 1], theme.gradient, "left"),
        (3, a - old, old, a[:, 1], theme.model, "right"),
    )
    for when, change, was, intercept, colour, beside in changes:
        told = grad if when == 2 else change
        starts = np.column_stack([was[:, 1], was[:, 0] + intercept])
        for k, (name, side) in enumerate((("intercept {by:+.3g}", "below left"), ("slope {by:+.3g}", beside))):
            start = only((line == when) | (line == 3) & (when == 2), np.column_stack([np.full(len(line), k), starts[:, k]]))
            tip = start + np.column_stack([0 * line, change[:, 1 - k]])
            drawn = np.abs(np.diff([stage.pixels(ax, start), stage.pixels(ax, tip)], axis=0)[0, :, 1]) >= SHORTEST * stage.scale
            low = np.minimum(start, tip) if k else start - np.abs(tip - start)  # below the arrow of the gradient, too
            foot = only(drawn & (line == when) & (trace.update == 1) & (ax.get_ylim()[0] < low[:, 1]), low)
            stage.label(ax, foot, say_each(name, by=told[:, 1 - k]), colour, sides=(side,), gap=12)
            movers.append(arrow(stage, ax, start, tip, colour, rim=0))
    return compose(*movers)
