"""How the update of four points is drawn: its tensors in a ring, and the line that jumps while the predictions stay."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from scenes.shared.line_parts import limits
from scenes.studio.draw.board import Board, Show, mixed, names, words
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import compose, curve, ghosts, sticks
from scenes.studio.draw.memory import Tensor, flow, memory
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import factor
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
READ: tuple[list[str], ...] = ["x", "a"], ["y_hat", "y"], ["loss"], ["a.grad"], []  # by each line
WRITTEN = ["y_hat"], ["loss"], ["a.grad"], ["a"], ["a.grad"]


def ring(board: Board, trace: Trace, x: Floats, y: Floats, lr: float) -> Show:
    """The tensors, arrows from what a line reads to what it writes, and the sum of a first cell beside it. Returns show(t)."""
    theme, line, (predicted, measured, filled) = board.theme, trace.line, trace.there.T
    wide, pair = (92, 52), (110, 52)
    tensors = [
        Tensor("x", (345, 34), wide, x.T, colour=theme.ink, form="{value:g}"),
        Tensor("y_hat", (345, 186), wide, trace.y_hat[:, None], predicted, theme.model),
        Tensor("y", (345, 326), wide, y[None], colour=theme.ink, form="{value:g}"),
        Tensor("loss", (449, 468), (160, 52), trace.loss_cell[:, None, None], measured, theme.loss, "{value:.3f}"),
        Tensor("a.grad", (0, 468), pair, trace.grad[:, None], filled, theme.gradient, slots=False),
        Tensor("a", (0, 186), pair, trace.a[:, None], colour=theme.model),
    ]
    flows = (
        ((228, 212), (338, 212), say("x @ a"), (281, 184), "center"),
        ((529, 384), (529, 458), say("mean of squared misses"), (543, 416), "left"),
        ((440, 494), (228, 494), say("backward"), (336, 466), "center"),
        ((110, 432), (110, 282), say("− {lr:g} × a.grad", lr=lr), (126, 352), "left"),
    )
    sums = ((345, 262), (713, 548), (0, 548), (0, 128), (0, 548))  # places of those of each line
    told = _sums(trace, x, y, lr)
    names(board, [55, 165], 258, ("slope", "intercept"))
    names(board, 336, [60, 112], ("x", "times 1"), ha="right")
    none, old = np.where(filled, "", say("None, which is not 0")), say("of the old a")
    return compose(
        memory(board, tensors, line, READ, WRITTEN),
        *(flow(board, start, end, line > k, theme.data) for k, (start, end, *_) in enumerate(flows)),
        *(flow(board, start, end, line == k, theme.batch, label, at, ha=side) for k, (start, end, label, at, side) in enumerate(flows)),
        *(words(board, at, np.where(line == k, told[k], ""), 24, ha="right" if k == 1 else "left") for k, at in enumerate(sums)),
        words(board, (0, 446), np.where(filled, "", say("a.grad")), 22, color=theme.gradient, mono=True),
        words(board, (0, 494), none, 24),
        words(board, (713, 164), np.where(line > 2, old, ""), 22, ha="right", color=theme.muted),
        words(board, (713, 494), np.where(measured & (line != 1) & (line != 2), old, ""), 22, ha="right", color=theme.muted),
    )


def _sums(trace: Trace, x: Floats, y: Floats, lr: float) -> list[list[str]]:
    """What each of the five lines computes, in numbers, a list of texts for the rows of the run."""
    told: list[list[str]] = [[] for _ in range(5)]
    for t, (hat, (grad, _), (a, b)) in enumerate(zip(trace.y_hat, trace.grad, trace.a, strict=True)):
        error, before = hat - y, trace.a[max(t - 1, 0), 0]
        squares = " + ".join(say("{e:.1f}²", e=abs(e)) for e in error)
        first, *others = error * x[:, 0]
        products = " ".join([say("{e:.1f}", e=first), *(say("− {e:.1f}" if e < 0 else "+ {e:.1f}", e=abs(e)) for e in others)])
        told[0].append(say("{a:.2f} × {x} + {b:.2f} × 1 = {y:.2f}", a=a, x=factor(x[0, 0], "{value:g}"), b=b, y=hat[0]))
        told[1].append(say("({squares}) / {n} = {loss:.3f}", squares=squares, n=len(y), loss=trace.loss_cell[t]))
        told[2].append(say("2 × ({products}) / {n} = {grad:.2f}", products=products, n=len(y), grad=grad))
        told[3].append(say("{before:.2f} − {lr:g} × {grad} = {a:.2f}", before=before, lr=lr, grad=factor(grad), a=a))
        told[4].append(say("backward would add to what is there"))
    return told


def line_and_predictions(stage: Stage, ax: Axes, trace: Trace, x: Floats, y: Floats, known: int) -> Show:
    """The points and the line of a; the predictions in memory and their misses, pale once they are those of an old a. Returns show(t).

    The axes hold the first `known` rows: a run that leaves them has been told by then.
    """
    theme, line, ends = stage.theme, trace.line, np.array([x[0, 0] - 0.3, x[-1, 0] + 0.3])
    heights = trace.a[:, :1] * ends + trace.a[:, 1:]
    low, high = limits(np.append(heights[:known], y), (-2.2, 9.2))
    ax.set(xlim=ends, ylim=(low, high), xlabel=say("x"), ylabel=say("y"))
    ax.plot(x[:, 0], y, "o", color=theme.data, markersize=points(13), markeredgewidth=0, zorder=6)
    stage.avoid(ax, np.column_stack([x[:, 0], y])[None])
    stage.label(ax, (x[-1, 0], y[-1]), say("y"), theme.muted, sides=("left",))
    right = trace.y_hat[:, -1]
    seen = trace.there[:, 0] & (low < right) & (right < high) & (line < 3)
    places = np.column_stack([np.full(len(trace), x[-1, 0]), np.where(seen, right, np.nan)])
    stage.label(ax, places, say("y_hat"), theme.model, sides=("below left", "above left"))
    movers = [
        ghosts(stage, ax, ends, heights, theme.model, np.flatnonzero(line == 2).tolist()),
        curve(stage, ax, ends, heights, theme.model, zorder=4),
    ]
    for now, share in ((line < 3, 1.0), (line > 2, 0.3)):
        model, loss = (to_hex(mixed(colour, theme.background, share)) for colour in (theme.model, theme.loss))
        missed = np.where((now & (line > 0))[:, None], trace.y_hat, np.nan)
        movers += [
            sticks(stage, ax, x[:, 0], np.broadcast_to(y, missed.shape), missed, loss, width=4),
            dots(stage, ax, x[:, 0], trace.y_hat, model, 15, (now & trace.there[:, 0])[:, None], zorder=5, hollow=True),
        ]
    return compose(*movers)
