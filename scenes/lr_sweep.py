"""Every learning rate: a higher learning rate makes a longer step, until the line lands as high above the bottom as it began.

Alt: A valley of the loss with a dot on its left side, and its steps as stairs. At low rates they are short, at half the limit the first
leads to the bottom, at {limit:.2f} it spans the valley, above it the stairs climb. Marks below collect which rates arrive.

Here a frame is not a step but a learning rate: {steps} steps of the same line fit, run anew for each rate from {lr.first:.2f} to
{lr.last:.2f}. The curve is the loss of lines that lie too low, at the left, or too high, at the right; beside it are pictures of two of
them among the points. Every run sets out from the same line, too low, with the same slope of the loss. Its first step is an arrow at this
height: minus the rate times that slope. From its tip the run drops to the curve, and the next step sets out from there. Below the place to
which the first step leads, a mark says whether {steps} steps were enough to come within a tenth of the lowest loss, {best_loss:.4f}.

At the lowest rates the stairs are not at the bottom yet. Then many rates in a row arrive, so you do not have to choose the rate exactly.
Beyond about half the limit a step leads past the best line, but it lands lower, where the valley is flatter, so the next step is shorter
and the run arrives. At the limit, {limit:.2f}, the step spans the valley at this height: it lands as high as it began, where the slope is
as steep, again and again. This is 2/λmax, a number that the points alone decide. Above, it lands higher, where the valley is steeper, so
every step is longer than the last, and no number of steps helps; at {lr.last:.2f} the loss ends at {loss.last:.3g}.
"""

import numpy as np
import torch

from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import GUESS
from scenes.shared.rate_sweep import across_valley, valley_of_rates
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import first
from scenes.studio.words import say


class Sweep(LineFit):
    """A row is a rate: `losses` and `ways` hold its whole run, `loss` and `a` its end."""

    lr: float = 0.05  # the lowest, and what lies between one rate and the next
    highest: float = 1.05
    steps: int = 10

    readouts = {"loss": "loss", "a_0": "slope of the line", "a_1": "intercept of the line"}
    bounds = {**LineFit.bounds, "steps": (1, 2000), "lr": (1e-6, 1e3), "highest": (1e-6, 1e3)}

    def __post_init__(self):
        super().__post_init__()
        if not 1 < self.highest / self.lr < 1000:
            raise BadNumber(f"highest must be 1 to 1000 times the lowest rate, lr = {self.lr:g}, not {self.highest:g}")

    def rates(self):
        """Evenly spaced rates up to the limit, the limit, and the highest; all of them below the limit where that is higher."""
        limit = self.best_fit["limit"]
        even = np.arange(self.lr, min(limit, self.highest), self.lr)
        return np.unique(np.append(even, [limit, self.highest] if limit < self.highest else []).astype(np.float32))

    def train(self):
        x, y = self.data()
        rates = self.rates()
        best, way, _ = across_valley(x, y)
        start = best + (GUESS - best) @ way * way
        a = [torch.tensor(start, dtype=torch.float32, requires_grad=True) for _ in rates]
        groups = [{"params": [own], "lr": float(lr)} for own, lr in zip(a, rates, strict=True)]

        def losses():
            return ((torch.stack(a) @ x.T - y) ** 2).mean(dim=1)  # one for each rate

        # All runs at once: in the gradient of the sum each rate's parameters feel their own loss alone.
        run = [(losses(), torch.stack(a)) for _ in descend(groups, lambda: losses().sum(), lr=self.lr, steps=self.steps)]
        every_loss, every_a = (torch.stack(values, dim=1).detach() for values in zip(*run, strict=True))
        for lr, own, values, way in zip(rates, a, every_loss, every_a, strict=True):
            if not (values.isfinite().all() and way.isfinite().all()):
                return  # no number to show from this rate on
            yield {"loss": values[-1], "start": values[0], "a": own, "grad": own.grad, "lr": lr, "losses": values, "ways": way}

    def facts(self, trace):
        return super().facts(trace) | {"rates": len(trace)}

    def frame_labels(self, trace):
        return [say("learning rate {lr:.3g}", lr=lr) for lr in trace.lr]

    def pace(self, trace):
        return [400 if share > 0.8 else 100 if share > 0.3 else 200 for share in trace.lr / self.best_fit["limit"]]

    def remarks(self, trace):
        return [f"at lr {lr:.3g} the loss is no longer a finite number; the film ends before it" for lr in self.rates()[len(trace) :][:1]]

    def story(self, trace):
        limit, best = self.best_fit["limit"], self.best_fit["best_loss"]
        share, across = trace.lr.astype(float) / limit, np.linalg.norm(trace.ways[:, 1] - trace.ways[:, 0], axis=1)
        above, at, half = first(share > 1 + 1e-6), first(np.abs(share - 1) < 1e-6), np.abs(share - 0.5)
        higher, ends = (
            "Above {limit:.3g} it lands higher and steeper: ever longer steps",
            "Loss {loss:.3g} at {lr:.3g}; at best {best_loss:.3g}",
        )
        spans = say(
            "{limit:.3g} × slope {slope:.3g} = {width:.3g}, the width of the valley",
            limit=limit,
            slope=across[at or 0] / limit,
            width=across[at or 0],
        )
        return {
            0: "A step is −rate × slope. Which rates reach the bottom?",
            first(trace.loss < 1.1 * best): "{lr:.3g} is the lowest rate to arrive within {steps} steps",
            int(half.argmin()) if half.min() < 0.05 else None: "At {lr:.3g} the very first step nearly hits the bottom",
            first((share > 0.8) & (share < 0.97)): "It overshoots to a lower, flatter place: next step shorter",
            at: spans,
            -1: higher if above else ends,
        }

    def draw(self, trace, stage):
        (ax,) = stage.panels(say("the loss of lines that lie too low or too high, and where {steps} steps lead", steps=self.steps))
        return valley_of_rates(stage, ax, self.data(), trace.ways, trace.lr.astype(float), trace.losses)


scene = Sweep()
