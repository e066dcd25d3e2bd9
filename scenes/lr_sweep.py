"""Every learning rate: the whole run of each rate from far too low to too high, and the edge beyond which none settles.

Alt: A curve of the final loss over the learning rate falls steeply to a long flat floor and shoots up at a shaded edge. Beside it
the path of each rate in turn over a map of the loss: stuck, creeping, smooth, zigzag, gone.

Here a frame is not a step but a learning rate: {steps} steps of the same line fit, run anew for each of the rates from
{lr.first:.3f} to {lr.last:.2f}, every next one {ratio:.3f} times the last; of the low ones only some become frames. At the left
stands the path that each run takes over the map, at the right the loss that it ends with, over the rate to scale.

The lowest rates hardly leave the loss of the guess, {start.first:.2f}. Then comes a long floor at the best loss there is,
{best_loss:.4f}: many rates are good, there is no need to hit one. It ends at an edge. The first rate whose run ends above
its start is {edge.last:.2f}; the points alone say where it must be, 2/λmax = {limit:.2f}, from where on the ground is shaded. At
{lr.last:.2f} the loss ends at {loss.last:.2g}, far above the panel.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import loss_map
from scenes.shared.rate_parts import ring_losses, shade
from scenes.shared.rate_sweep import end_of_sweep, losses_by_rate
from scenes.studio.draw.marks import compose, dot
from scenes.studio.draw.theme import points
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import Bounds, first
from scenes.studio.words import say

WINDOW = (-2.0, 6.2), (-2.4, 7.6)  # of the map


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
            if edge and not (values.isfinite().all() and way.isfinite().all()):
                return  # no number to show from this rate on
            ends = {"loss": values[-1], "start": values[0], "a": own, "grad": own.grad}
            yield {**ends, "lr": lr, "edge": edge, "losses": values, "ways": way}

    def facts(self, trace):
        return super().facts(trace) | {"rates": len(trace), "ratio": 10 ** (1 / self.rates_a_tenfold)}

    def frame_rows(self, last):
        """Fewer of the rates that are far from the limit."""
        share = self.rates()[: last + 1] / self.best_fit["limit"]
        rows, wide = [0], ((0.03, 8), (0.4, 4), (0.8, 2))
        while rows[-1] < last:
            rows.append(min(last, rows[-1] + next((step for below, step in wide if share[rows[-1]] < below), 1)))
        return rows

    def frame_labels(self, trace):
        return [say("lr {lr:.3g}", lr=lr) for lr in trace.lr]

    def pace(self, trace):
        return [250 if lr < 0.1 * self.best_fit["limit"] else 450 for lr in trace.lr]

    def remarks(self, trace):
        rates = self.rates()
        return (
            [f"at lr {rates[len(trace)]:.3g} the loss is no longer a finite number; the film ends before it"]
            if len(trace) < len(rates)
            else []
        )

    def story(self, trace):
        best, limit, rows = self.best_fit["best_loss"], self.best_fit["limit"], np.arange(len(trace))
        good = trace.loss < 1.1 * best
        edge = first(trace.edge > 0)
        shown = np.isin(rows, trace.frame_rows)
        return {
            0: "Each frame a rate: higher comes further in {steps} steps",
            first(good & shown): "Good: within a tenth of the best loss",
            first((trace.lr > limit / 2) & good & shown): "Now steps cross the valley, and still it settles",
            edge and edge - 1: "Rate {lr:.3g} still settles, at loss {loss:.3g}",
            edge: "Rate {lr:.3g} does not: it ends at loss {loss:.3g}",
            -1: end_of_sweep(trace.lr[good], limit),
        }

    def draw(self, trace, stage):
        theme, (x, y), facts = stage.theme, self.data(), self.best_fit
        titles = (
            say("{steps} steps on the map of the loss", steps=self.steps),
            say("loss after {steps} steps (log scale), by rate", steps=self.steps),
        )
        story, sweep = stage.panels(*titles, share=0.52)
        rings = ring_losses(trace.start[:1], facts["best_loss"])
        loss_map(stage, story, x, y, trace.ways[0][:1], rings - facts["best_loss"], WINDOW, room=0)
        shade(stage, story, x, y, rings[:14])
        (path,) = story.plot([], [], "-", color=theme.model, linewidth=points(3), alpha=0.6, zorder=4)
        (beads,) = story.plot([], [], "o", color=theme.model, markersize=points(8), markeredgewidth=0, zorder=5)
        far = np.abs(trace.ways.astype(float)) > 1e3
        ways = np.where(far.any(2, keepdims=True), np.nan, trace.ways.astype(float))

        def show(t):
            path.set_data(ways[t].T)
            beads.set_data(ways[t].T)

        curve = losses_by_rate(stage, sweep, trace.lr, trace.loss, trace.start[0], facts, trace.edge > 0)
        return compose(show, curve, dot(stage, story, ways[:, -1], theme.model))


scene = Sweep()
