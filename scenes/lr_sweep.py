"""Every learning rate: the whole run of each rate from far too low to too high, and the edge beyond which none settles.

Alt: A curve of the final loss over the learning rate falls from a plateau to a long flat floor and shoots up at a dashed
line. Beside it the loss curve and the path of each rate in turn: stuck, creeping, smooth, zigzag, gone.

Here a frame is not a step but a learning rate: {steps} steps of the same line fit, run anew for each of the rates from
{lr.first:.3f} to {lr.last:.2f}, every next one {ratio:.3f} times the last. At the left stands the loss that each run ends with; at
the right, its loss curve and its path.

The lowest rates hardly leave the loss of the guess, {start.first:.2f}. Then comes a long floor at the best loss there is,
{best_loss:.4f}: many rates are good, there is no need to hit one. It ends at an edge. The first rate whose run ends above
its start is {edge.last:.2f}; the points alone say where it must be, 2/λmax = {limit:.2f}. At {lr.last:.2f} the loss ends
at {loss.last:.2g}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared import line_drawing
from scenes.shared.line_fit import LineFit
from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.parts import compose, off_scale, text_background
from scenes.studio.errors import BadNumber
from scenes.studio.numbers import equal_width, fixed
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import Bounds

LOWEST_LOSS, HIGHEST_LOSS = 1e-4, 1e4  # of the axes; what lies beyond is marked at their edge


@dataclass(frozen=True, kw_only=True)
class Sweep(LineFit):
    """A row is a rate: `losses` and `ways` hold its whole run, `loss` and `a` its end, `edge` the first that ended above its start."""

    lr: float = 0.001  # the lowest
    highest: float = 1.2
    rates_a_tenfold: int = 32

    bounds: ClassVar[Bounds] = {
        **LineFit.bounds,
        "steps": (1, 2000),
        "rates_a_tenfold": (1, 100),
        "lr": (1e-6, 1e3),
        "highest": (1e-6, 1e3),
    }

    def __post_init__(self):
        super().__post_init__()
        if self.highest <= self.lr:
            raise BadNumber(f"highest must be above the lowest rate, lr = {self.lr:g}, not {self.highest:g}")

    def rates(self):
        ratio = 10 ** (1 / self.rates_a_tenfold)
        count = 1 + int(np.log(self.highest / self.lr) / np.log(ratio) + 1e-9)
        return (self.lr * ratio ** np.arange(count)).astype(np.float32)

    def train(self):
        x, y = self.data()
        rates = self.rates()
        a = [torch.tensor([-1.0, 1.0], requires_grad=True) for _ in rates]
        groups = [{"params": [own], "lr": float(lr)} for own, lr in zip(a, rates, strict=True)]

        def losses():
            return ((torch.stack(a) @ x.T - y) ** 2).mean(dim=1)  # one for each rate

        # All runs at once: in the gradient of the sum each rate's parameters feel their own loss alone.
        run = [(losses(), torch.stack(a)) for _ in descend(groups, lambda: losses().sum(), lr=self.lr, steps=self.steps)]
        every_loss, every_a = (torch.stack(values, dim=1).detach() for values in zip(*run, strict=True))
        edge = np.float32(0)  # until a run ends above its start
        for lr, own, values, way in zip(rates, a, every_loss, every_a, strict=True):
            if not edge and values[-1] > values[0]:
                edge = lr
            ends = {"loss": values[-1], "start": values[0], "a": own, "grad": own.grad}
            yield {**ends, "lr": lr, "edge": edge, "losses": values, "ways": way}

    def facts(self, trace):
        return super().facts(trace) | {"ratio": 10 ** (1 / self.rates_a_tenfold)}

    def draw(self, trace, stage):
        theme, (x, y), facts = stage.theme, self.data(), self.best_fit
        titles = f"loss after {self.steps} steps, by learning rate", "loss at this rate", "path at this rate"
        story, losses, valley = stage.panels(*titles, heights=(2, 3))
        top = np.array([np.clip(trace.losses.max(), 1, HIGHEST_LOSS)])
        log_scale(story.xaxis, trace.lr)
        story.set(xlim=(trace.lr[0] / 1.25, trace.lr[-1] * 1.5), xlabel="learning rate")
        losses.set(xlim=(-0.03 * self.steps, 1.03 * self.steps), xlabel="step")
        levels = (trace.start[0], theme.muted), (facts["best_loss"], theme.held_out)
        for ax in (story, losses):
            log_scale(ax.yaxis, trace.loss.clip(LOWEST_LOSS, top), top)
            for level, colour in levels:
                ax.axhline(level, color=colour, linewidth=2, linestyle=":", zorder=1)
        lowest, _ = story.get_ylim()  # a line through all points has no loss, and no place on the scale
        if trace.start[0] > lowest:
            story.text(trace.lr[0], trace.start[0] * 1.12, "guess", color=theme.muted, va="bottom")
        if facts["best_loss"] > lowest:
            story.text(trace.lr[0], facts["best_loss"] / 1.12, "best fit", color=theme.held_out, va="top")
        story.axvline(facts["limit"], color=theme.ink, linewidth=2.5, linestyle="--", zorder=3)
        limit = story.text(facts["limit"] * 0.9, top[0] / 6, f"computed limit 2/λmax = {facts['limit']:.2f}", ha="right", va="top")
        text_background(limit, theme)
        story.plot(trace.lr, trace.loss, color=theme.loss, alpha=0.25, zorder=2)
        (so_far,) = story.plot([], [], color=theme.loss, zorder=4)
        (now,) = story.plot([], [], "o", color=theme.loss, markersize=13, zorder=6)
        (curve,) = losses.plot([], [], color=theme.loss, zorder=4)
        line_drawing.draw_loss_contours(valley, stage, x, y)
        (path,) = valley.plot([], [], "o-", color=theme.model, linewidth=2, markersize=5, alpha=0.55, zorder=4)
        (end,) = valley.plot([], [], "o", color=theme.model, markersize=11, zorder=6)
        marks = [off_scale(story, theme, theme.loss), off_scale(losses, theme, theme.loss), off_scale(valley, theme, theme.model)]
        edge = story.text(facts["limit"] * 0.9, top[0] / 25, "", color=theme.batch, ha="right", va="top")
        (edge_mark,) = story.plot([], [], "D", color=theme.batch, markersize=12, zorder=7)
        steps = np.arange(self.steps + 1)

        def frame(t):
            lr, loss, a = trace.lr[t], trace.loss[t], trace.a[t]
            so_far.set_data(trace.lr[: t + 1], trace.loss[: t + 1])
            now.set_data([lr], [loss])
            curve.set_data(steps, trace.losses[t])
            path.set_data(trace.ways[t].T)
            end.set_data(a[:, None])
            ends = f"({fixed(a[0], 1)}, {fixed(a[1], 1)})"
            for mark, (u, v), text in zip(marks, [(lr, loss), (self.steps, loss), a], [fixed(loss, 0), fixed(loss, 0), ends], strict=True):
                mark(u, v, text)
            met = trace.edge[t]
            edge.set_text(f"first run to end above the guess: {met:.2f}" if met else "")
            edge_mark.set_data(*([met], [trace.start[t]]) if met else ([], []))

        counter = [f"lr {rate}" for rate in equal_width(trace.lr, 4)]
        ends = [fixed(loss, 3 if loss < 100 else 0) for loss in trace.loss]
        return compose(stage.readouts(trace, ("loss at the end", ends, theme.loss), counter=counter), frame)


scene = Sweep()
