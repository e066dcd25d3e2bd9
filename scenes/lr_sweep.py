"""Every learning rate: a higher learning rate makes a longer step, until the line lands as high above the bottom as it began.

Alt: A valley of the loss with a dot on its left side and all steps of a run. At low rates they creep down, at {limit:.2f} they go to and
fro at one height, above it they climb. Beside it the loss of each rate as a dot: it falls, stays low for many rates, and shoots up at the
limit.

Here a frame is not a step but a learning rate: {steps} steps of the same line fit, run anew for each rate from {lr.first:.2f} to
{lr.last:.2f}. At the left is the valley of the loss in the direction in which it is steepest, which slides the line up and down. A dot
stands at the guess, too low, with the tangent there, whose slope is the same for all rates. Under the valley the first step is an arrow:
the rate times that slope. Where each step of the run lands there is a dot. At the right is the loss that each run ends with, by its rate.

The lowest rates are on their way after {steps} steps. Then many rates in a row end at the lowest loss, {best_loss:.4f}, so you do not
have to choose the rate exactly. Beyond about half the limit a step leads past the best line, but lands lower than it began, and so the
run arrives. At the limit, {limit:.2f}, it lands on the other side just as high, again and again: 2/λmax, a number that the points alone
decide. Above, every step lands higher, and no number of steps helps; at {lr.last:.2f} the loss ends at {loss.last:.3g}.
"""

import numpy as np
import torch

from scenes.shared.line_fit import LineFit
from scenes.shared.rate_sweep import across_valley, losses_by_rate, valley_run
from scenes.studio.draw.marks import compose
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import first
from scenes.studio.words import say


class Sweep(LineFit):
    """A row is a rate: `losses` and `ways` hold its whole run, `loss` and `a` its end."""

    lr: float = 0.05  # the lowest, and what lies between one rate and the next
    highest: float = 1.05
    steps: int = 20

    bounds = {**LineFit.bounds, "steps": (1, 2000), "lr": (1e-6, 1e3), "highest": (1e-6, 1e3)}

    def __post_init__(self):
        super().__post_init__()
        if not 1 < self.highest / self.lr < 1000:
            raise BadNumber(f"highest must be 1 to 1000 times the lowest rate, lr = {self.lr:g}, not {self.highest:g}")

    def rates(self):
        """Evenly spaced rates, and among them the limit."""
        even = self.lr * np.arange(1, 1 + int(self.highest / self.lr + 1e-9))
        limit = self.best_fit["limit"]
        return np.unique(np.append(even, limit if self.lr < limit < even[-1] else []).astype(np.float32))

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
        for lr, own, values, way in zip(rates, a, every_loss, every_a, strict=True):
            if not (values.isfinite().all() and way.isfinite().all()):
                return  # no number to show from this rate on
            yield {"loss": values[-1], "start": values[0], "a": own, "grad": own.grad, "lr": lr, "losses": values, "ways": way}

    def facts(self, trace):
        return super().facts(trace) | {"rates": len(trace)}

    def frame_labels(self, trace):
        return [say("learning rate {lr:.3g}", lr=float(f"{lr:.2g}") if lr < 1 else lr) for lr in trace.lr]

    def pace(self, trace):
        return [100 if 0.3 < share < 0.8 else 300 for share in trace.lr / self.best_fit["limit"]]

    def remarks(self, trace):
        return [f"at lr {lr:.3g} the loss is no longer a finite number; the film ends before it" for lr in self.rates()[len(trace) :][:1]]

    def story(self, trace):
        share = trace.lr.astype(float) / self.best_fit["limit"]
        above, half = first(share > 1 + 1e-6), np.abs(share - 0.5)
        end = "Above {limit:.2f} each step lands higher: never arrives" if above else "Loss {loss:.3g} at {lr:.3g}; at best {best_loss:.3g}"
        return {
            0: "A step is rate × slope. Which rates reach the bottom?",
            first(trace.loss < 1.1 * self.best_fit["best_loss"]): "From {lr:.3g} on, {steps} steps reach the bottom",
            int(half.argmin()) if half.min() < 0.05 else None: "At {lr:.3g} a single step lands at the bottom",
            first((share > 0.8) & (share < 0.97)): "Past the bottom, but every landing is lower than before",
            first(np.abs(share - 1) < 1e-6): "From {limit:.2f} on no landing is lower than the start",
            -1: end,
        }

    def draw(self, trace, stage):
        titles = "loss: a valley, and where {steps} steps land in it", "loss after {steps} steps"
        story, sweep = stage.panels(*(say(title, steps=self.steps) for title in titles), share=0.64)
        (x, y), limit = self.data(), self.best_fit["limit"]
        across, upright = across_valley(x, y, trace.ways)
        return compose(
            valley_run(stage, story, across, trace.lr, limit, upright, trace.lr > 0.8 * limit),
            losses_by_rate(stage, sweep, trace.lr, trace.loss, trace.start[0], self.best_fit["best_loss"], limit),
        )


scene = Sweep()
