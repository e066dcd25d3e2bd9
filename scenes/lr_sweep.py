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

from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import loss_map
from scenes.shared.rate_parts import ring_losses, shade
from scenes.studio.draw.axes import log_scale
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
        end = (
            say(
                "Good from {low:.2g} to {high:.2g}; above {limit:.2f}, none",
                low=trace.lr[good].min(),
                high=trace.lr[good].max(),
                limit=limit,
            )
            if good.any()
            else "Loss {loss:.3g} at lr {lr:.3g}, at best {best_loss:.3g}"
        )
        return {
            0: "Each frame a rate: higher comes further in {steps} steps",
            first(good & shown): "Good: within a tenth of the best loss",
            first((trace.lr > limit / 2) & good & shown): "Now steps cross the valley, and still it settles",
            edge and edge - 1: "lr {lr:.3g} still settles, at loss {loss:.3g}",
            edge: "lr {lr:.3g} does not: it ends at loss {loss:.3g}",
            -1: end,
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
        low = max(facts["best_loss"], 1e-6 * trace.start[0])
        log_scale(sweep.yaxis, np.array([low, 200 * trace.start[0]]))
        sweep.set(xlim=(-0.02 * trace.lr[-1], 1.03 * trace.lr[-1]), xlabel=say("learning rate"))
        top = sweep.get_ylim()[1]
        sweep.axhline(trace.start[0], color=theme.muted, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=1)
        sweep.axhline(low, color=theme.ink, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=1)
        half = 0.5 * trace.lr[-1]
        stage.label(sweep, (half, trace.start[0]), say("guess {loss:.3g}", loss=trace.start[0]), theme.muted, sides=("above",), gap=4)
        stage.label(sweep, (half, low), say("best {loss:.3g}", loss=facts["best_loss"]), theme.ink, sides=("below", "above"), gap=4)
        places = np.column_stack([trace.lr, np.clip(trace.loss, low, top)])
        texts = [say("{loss:.3g}", loss=loss) for loss in trace.loss]
        stage.label(sweep, places, texts, theme.loss, sides=("above left", "left", "above"), weight="semibold")
        met = np.where(trace.edge[:, None] > 0, (facts["limit"], 0.3 * top), np.nan)
        stage.label(sweep, met, say("limit {limit:.2f}", limit=facts["limit"]), theme.ink, sides=("left",), gap=8)
        beyond = sweep.axvspan(facts["limit"], 10 * trace.lr[-1], color=theme.muted, alpha=0.2, zorder=0.5, linewidth=0)
        (so_far,) = sweep.plot([], [], color=theme.loss, linewidth=points(4), zorder=4)
        (path,) = story.plot([], [], "-", color=theme.model, linewidth=points(3), alpha=0.6, zorder=4)
        (beads,) = story.plot([], [], "o", color=theme.model, markersize=points(8), markeredgewidth=0, zorder=5)
        far = np.abs(trace.ways.astype(float)) > 1e3
        ways = np.where(far.any(2, keepdims=True), np.nan, trace.ways.astype(float))

        def show(t):
            so_far.set_data(trace.lr[: t + 1], trace.loss[: t + 1])
            path.set_data(ways[t].T)
            beads.set_data(ways[t].T)
            beyond.set_visible(trace.edge[t] > 0)

        return compose(
            show,
            dot(stage, story, ways[:, -1], theme.model),
            dot(stage, sweep, np.where(trace.loss[:, None] < top, places, np.nan), theme.loss),
        )


scene = Sweep()
