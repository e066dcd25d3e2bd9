"""A descent with a mistake in its loop, beside the right one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from numpy.typing import NDArray

from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import X, line_among_points
from scenes.shared.ring_parts import nice
from scenes.studio.draw.axes import count_from_zero
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import compose, curve, loss_so_far
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.numbers import log_tick
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.trace import Trace
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class BrokenLoop(LineFit):
    """Two loops from the same guess; `loss`, `a` and `grad` are those of the broken one.

    A lesson writes `broken`, a generator of the losses like `descend`.
    """

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


def two_losses(stage: Stage, ax: Axes, trace: Trace, names: tuple[str, str]) -> Callable[[int], None]:
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
    ax.set(xlim=(0, 1.7 * last or 1), xlabel=say("step"))
    ax.set_xticks([tick for tick in ax.get_xticks() if tick <= last])
    for run, name, places in zip(runs, names, _apart(stage, ax, *runs), strict=True):
        texts = [f"{name} " + say("{loss:.3g}", loss=loss) for loss in run]
        stage.label(ax, places, texts, stage.theme.loss, sides=("right",), weight="semibold")
    return compose(*(loss_so_far(stage, ax, run, dashed=dashed) for run, dashed in zip(runs, (False, True), strict=True)))


def both_lines(
    stage: Stage, ax: Axes, trace: Trace, x: torch.Tensor, y: torch.Tensor, names: tuple[str, str], held: Any
) -> Callable[[int], None]:
    """Points x (n, 2) and y (n,), the line of the guess, faint, those of the broken loop, dashed, and of the right one. Returns show(t).

    `names` are those of the two loops, which stand at the ends of their lines once these have parted. The axes hold the broken loop's
    lines in the rows where `held` (rows,) is true.
    """
    theme, ends = stage.theme, np.array([-1.0, 1.0])
    broken, right = (a[:, :1] * ends + a[:, 1:] for a in (trace.a, trace.right))
    lines = line_among_points(stage, ax, x, y, np.vstack([trace.right, trace.a[held]]), past=(0,), usual=(-1, 6))
    if not stage.units:
        ax.set_xticks([-1, -0.5, 0, 0.5, 1])
    ax.set_xlim(X[0], X[1] + 0.5)
    for name, heights, colour in zip(names, (broken, right), (theme.ink, theme.model), strict=True):
        tips = np.column_stack([np.ones(len(trace)), heights[:, 1]])
        tips[0] = np.nan
        stage.label(ax, tips, say(name), colour, sides=("right", "above right", "below right"), gap=8, weight="semibold")
    stage.label(ax, np.column_stack([ends[1:], right[:1, 1]]), say("guess"), theme.muted, sides=("right",), gap=8)
    return compose(lines, curve(stage, ax, ends, broken, theme.ink, dashed=True))


def _apart(stage: Stage, ax: Axes, *runs: NDArray[np.floating]) -> list[NDArray[np.floating]]:
    """Where the labels of two losses (rows,) stand: at their ends, but never nearer to each other than a line's height."""
    steps, height = np.arange(len(runs[0])), 1.4 * LABEL * stage.scale
    first, second = (ax.transData.transform(np.column_stack([steps, run])) for run in runs)
    push = np.maximum(0, height - np.abs(first[:, 1] - second[:, 1])) / 2 * np.where(first[:, 1] >= second[:, 1], 1, -1)
    first[:, 1] += push
    second[:, 1] -= push
    lift = np.maximum(0, ax.get_window_extent().y0 + height / 2 - np.minimum(first[:, 1], second[:, 1]))
    return [ax.transData.inverted().transform(places + np.column_stack([0 * lift, lift])) for places in (first, second)]


def code(stage: Stage, ax: Axes, lines: Sequence[tuple[str, str, bool]], top: bool = False) -> None:
    """Lines of code at the lower left of a panel, or at its `top` right: each a text, its colour, and whether it is struck out.

    Labels keep clear of them.
    """
    box = ax.get_window_extent()
    for i, (text, colour, struck) in enumerate(lines):
        y = 1 - (30 + 28 * i) * stage.scale / box.height if top else (14 + 28 * (len(lines) - 1 - i)) * stage.scale / box.height
        line = ax.text(
            1 - 14 * stage.scale / box.width if top else 14 * stage.scale / box.width,
            y,
            text,
            color=colour,
            ha="right" if top else "left",
            fontsize=points(LABEL),
            family="monospace",
            transform=ax.transAxes,
            zorder=8,
        )
        halo(line, stage.theme)
        end = ax.transAxes.inverted().transform(line.get_window_extent())  # lower left, upper right
        if struck:
            ax.plot(end[:, 0], [end[:, 1].mean()] * 2, color=colour, linewidth=points(3), transform=ax.transAxes, zorder=8.5)
        for part in np.linspace(end[0, 0], end[1, 0], 9):
            stage.avoid(ax, ax.transData.inverted().transform(ax.transAxes.transform((part, end[:, 1].mean()))), 14)
