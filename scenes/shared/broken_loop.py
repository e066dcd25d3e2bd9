"""A descent with a mistake in its loop, beside the right one."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import best_line
from scenes.shared.line_parts import ENDS, X, end_heights, limits, line_among_points, line_of
from scenes.shared.ring_parts import nice
from scenes.studio.draw.axes import count_from_zero
from scenes.studio.draw.board import Board
from scenes.studio.draw.code import SIZE, code
from scenes.studio.draw.marks import Floats, Show, arrow, compose, loss_so_far, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.numbers import log_tick
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

ASIDE = 22  # pixels: how far beside a step stands what it is made of


class BrokenLoop(LineFit):
    """Two loops from the same guess; `loss`, `a` and `grad` are those of the broken one.

    A lesson writes `broken`, a generator of the losses like `descend`.
    """

    readouts = {"loss": "loss", "right_loss": "loss of the right loop", **LineFit.readouts}
    says = 2

    def broken(self, a: torch.Tensor, loss: Callable[[], torch.Tensor]) -> Iterator[torch.Tensor]:
        """The loop with the mistake: changes `a` in place and yields the loss at each of steps + 1 points, the guess first."""
        raise NotImplementedError

    def train(self):
        x, y = self.data()
        a, right = (torch.tensor([-1.0, 1.0], requires_grad=True) for _ in range(2))
        wrong_run = self.broken(a, lambda: mse(x @ a, y))
        right_run = descend([right], lambda: mse(x @ right, y), lr=self.lr, steps=self.steps)
        for loss, right_loss in zip(wrong_run, right_run, strict=True):
            yield {"loss": loss, "a": a, "grad": a.grad, "right_loss": right_loss, "right": right, "right_grad": right.grad}


def two_losses(stage: Stage, ax: Axes, trace: Trace, names: tuple[str, str]) -> Show:
    """The losses of the broken loop, solid, and of the right one, dashed, by step, with their `names` at the ends. Returns show(t).

    The axis begins at 0. Where a run leaves the sight of the first loss, it is logarithmic from there up, and its title says so.
    """
    runs = trace.loss, trace.right_loss
    highest, usual = max(float(run.max()) for run in runs), float(nice(trace.loss[0]))
    if highest > 50 * usual:
        ax.set_yscale("symlog", linthresh=usual, linscale=1)
        powers = np.arange(np.floor(np.log10(highest)) + 1)
        powers = powers[10**powers > 2 * usual][:: -(-len(powers) // 4)]
        ax.set_ylim(0, highest**1.1)
        ax.yaxis.set_major_locator(FixedLocator([0, usual, *10**powers]))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: log_tick(value) if value else "0"))
        ax.yaxis.set_minor_locator(NullLocator())
        ax.set_title(say("loss (log scale above {usual:g})", usual=usual))
    else:
        count_from_zero(ax, *runs)
    last = len(trace) - 1
    ax.set(xlim=(0, 2.1 * last or 1), xlabel=say("step"))
    ax.set_xticks([tick for tick in ax.get_xticks() if tick <= last])
    ends = [np.column_stack([np.arange(len(run)), run]) for run in runs]
    for run, name, places, lift in zip(runs, names, ends, stage.apart(ax, ends, 1.4 * LABEL), strict=True):
        texts = [f"{say(name)} " + say("{loss:.3g}", loss=loss) for loss in run]
        stage.label(ax, places, texts, stage.theme.loss, sides=("right",), weight="semibold", lift=lift)
    return compose(*(loss_so_far(stage, ax, run, dashed=dashed) for run, dashed in zip(runs, (False, True), strict=True)))


def both_lines(stage: Stage, ax: Axes, trace: Trace, x: torch.Tensor, y: torch.Tensor, names: tuple[str, str], until: Any) -> Show:
    """Points x (n, 2) and y (n,), and the lines of the guess, of the best fit, of the broken loop, dashed, and of the right one.

    `names` are those of the two loops, which stand at the ends of their lines once these have parted. In each row the axes hold the broken
    loop's lines up to the row `until` (rows,), and the line itself only up to there. Returns show(t).
    """
    theme, rows = stage.theme, np.arange(len(trace))
    parted, near, broken, right = rows > 0, until == until[0], end_heights(trace.a), end_heights(trace.right)
    shown = parted & (rows <= until)
    held = np.array(
        [limits(np.concatenate([right.ravel(), broken[: last + 1].ravel(), y]), None if stage.units else (-1, 6)) for last in until]
    )
    look = stage.views(ax, np.column_stack([np.tile([X[0], X[1] + 0.5], (len(rows), 1)), held]))
    lines = line_among_points(stage, ax, x, y, only(parted, trace.right), usual=(-1, 6))
    if not stage.units:
        ax.set_xticks([-1, -0.5, 0, 0.5, 1])
    for name, heights, when, colour in ((names[0], broken, shown, theme.ink), (names[1], right, parted, theme.model)):
        tips = only(when, np.column_stack([np.ones(len(trace)), heights[:, 1]]))
        stage.label(ax, tips, say(name), colour, sides=("right", "above right", "below right"), gap=8, weight="semibold")
    (fit,) = end_heights(best_line(x, y)[None])
    for heights, width in ((right[0], 5), (fit, 2)):
        ax.plot(ENDS, heights, color=theme.muted, linewidth=points(width), zorder=3)
    stage.label(ax, only(near, np.array([1, right[0, 1]])), say("guess"), theme.muted, sides=("right",), gap=8)
    stage.label(ax, only(near, np.array([-1, fit[0]])), say("best fit"), theme.muted, sides=("below right", "above right"), gap=14)
    return compose(look, lines, line_of(stage, ax, only(shown, trace.a), theme.ink, dashed=True))


def two_parts(stage: Stage, ax: Axes, path: Floats, kept: Floats, new: Floats, named: int) -> Show:
    """What a step from `path` (rows, 2) is made of: an arrow for `kept` (rows, 2), and from its tip one for what is `new` (rows, 2).

    Beside the step, not on it: where the three are parallel all can be seen. Up to the row `named` the new part bears its name.
    Returns show(t).
    """
    theme, step = stage.theme, stage.pixels(ax, kept + new) - stage.pixels(ax, np.zeros((1, 2)))
    first = stage.pixels(ax, kept) - stage.pixels(ax, np.zeros((1, 2)))
    across = np.column_stack([-step[:, 1], step[:, 0]]) / np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-9)
    side = np.where((across * first).sum(1, keepdims=True) < -1e-6, -1, 1)  # where the two bend away from the step
    beside = across * side * ASIDE * stage.scale * np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1) / ax.bbox.size
    starts = path + beside
    new_at = only(np.arange(len(path)) <= named, starts + kept + new / 2)
    stage.label(ax, new_at, say("new"), theme.batch, sides=("above", "above left", "left"), gap=10, weight="semibold")
    shows = [
        arrow(stage, ax, start, end, colour, thin=thin, rim=0)
        for start, end, colour, thin in (
            (starts, starts + kept, theme.gradient, False),
            (starts + kept, starts + kept + new, theme.batch, True),
        )
    ]
    return compose(*shows)


def loop_without(board: Board, lines: Sequence[str], missing: str, notes: Sequence[str]) -> Show:
    """The lines of a loop, and under them the one that is `missing`, struck out; below, `notes` that say what follows. Returns show(t)."""
    theme, pitch = board.theme, 36
    top = pitch * len(lines)
    show = code(board, (0, 0), lines, [len(lines)], width=board.width, pitch=pitch)
    left, middle = 0.8 * SIZE, top + pitch / 2
    board.text((left, middle), say("{code}", code=missing), SIZE, mono=True, color=theme.batch)
    ends = [left - 6, left + board.widths([missing], SIZE, mono=True)[missing] + 6]
    board.ax.plot(ends, [middle, middle], color=theme.batch, linewidth=points(3 * board.unit), zorder=6)
    for k, note in enumerate(notes, 1):
        board.text((0, top + pitch * (0.6 + 0.85 * k)), say(note), 22, color=theme.muted)
    return lambda t: show(0)
