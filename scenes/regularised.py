"""Weight decay: as many parameters as before, each pulled towards zero, no longer bend after the noise.

Alt: A curve of degree {degree} settles into the gentle wave of its {points} points; a dashed one, trained without decay, spikes between
them. The held-out loss falls and stays low, while that of the dashed curve turns and climbs.

The same {points} points and the same degree {degree} as in the film on overfitting. At each step the optimiser adds {weight_decay} times
the parameters to their gradient, so that each shrinks a little unless the points keep it large. After {steps} steps the training loss is
{loss.last:.3f}, against {plain_loss.last:.3f} without decay, and the held-out loss {val_loss.last:.3f}, against {plain_val_loss.last:.2f}.
Not one parameter was taken away. How strong the decay should be was found by trying: below at the right is the
held-out loss at the end of {tried:.0f} such runs. Too little lets the curve bend after the noise, too much flattens it. As
the held-out points chose the decay, their loss may flatter it: on further points, which had no say, the loss is
{best_fresh_loss:.3f}, and {plain_fresh_loss:.2f} without decay.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from scenes.shared import polynomials
from scenes.shared.polynomial_fit import PolynomialFit
from scenes.studio.draw.axes import log_scale, log_steps
from scenes.studio.draw.parts import compose, loss_curve
from scenes.studio.errors import BadNumber
from scenes.studio.numbers import equal_width
from scenes.studio.run.descend import descend, mse

DECAYS = 0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0


@dataclass(frozen=True, kw_only=True)
class Regularised(PolynomialFit):
    """A polynomial fit with weight decay, in lock-step with one without."""

    weight_decay: float

    def __post_init__(self):
        super().__post_init__()
        if not 0 <= self.weight_decay < 1 / self.lr:
            raise BadNumber(f"weight_decay must be from 0 to below 1/lr = {1 / self.lr:g}, not {self.weight_decay:g}")

    def train(self):
        (x, y), (held_x, held_y) = self.data(), self.held_out_data()
        x, held_x = polynomials.legendre(x, self.degree), polynomials.legendre(held_x, self.degree)
        a = torch.zeros(self.degree + 1, requires_grad=True)
        run = descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps, weight_decay=self.weight_decay)
        for loss, plain in zip(run, super().train(), strict=True):
            without = {f"plain_{name}": plain[name] for name in ("loss", "val_loss", "a")}
            yield {"loss": loss, "val_loss": mse(held_x @ a, held_y), "a": a, "grad": a.grad, **without}

    @cached_property
    def sweep(self):
        """The training, held-out and fresh losses at the end of a run with each of DECAYS: `loss`, `val_loss`, `fresh_loss`.

        All runs are made by one SGD, with a group of its own for each decay. The fresh points are 2000 that
        neither the training nor the choice of a decay has seen; a file of one's own has none.
        """
        parts = {"loss": self.data(), "val_loss": self.held_out_data()}
        if not self.user_points:
            parts["fresh_loss"] = polynomials.noisy_sine(1, 2000, self.seed + 1)[1]
        features = {name: (polynomials.legendre(x, self.degree), y) for name, (x, y) in parts.items()}
        x, y = features["loss"]
        ways = [torch.zeros(self.degree + 1, requires_grad=True) for _ in DECAYS]
        groups = [{"params": [a], "weight_decay": decay} for a, decay in zip(ways, DECAYS, strict=True)]
        for _ in descend(groups, lambda: torch.stack([mse(x @ a, y) for a in ways]).sum(), lr=self.lr, steps=self.steps):
            pass
        return {name: [float(mse(x @ a.detach(), y)) for a in ways] for name, (x, y) in features.items()}

    def facts(self, trace):
        series = {"decay": DECAYS} | {f"{name}_at_decay": losses for name, losses in self.sweep.items()}
        table = {f"{name}_{i}": value for name, values in series.items() for i, value in enumerate(values)}
        best = int(np.argmin(series["val_loss_at_decay"]))
        facts = super().facts(trace) | {
            "tried": len(DECAYS),
            "best_decay": DECAYS[best],
            "best_val_loss": series["val_loss_at_decay"][best],
        }
        if fresh := series.get("fresh_loss_at_decay"):
            facts |= {"plain_fresh_loss": fresh[0], "best_fresh_loss": fresh[best]}
        return facts | table

    def draw(self, trace, stage):
        theme, val_losses = stage.theme, np.array(self.sweep["val_loss"])
        titles = f"polynomial of degree {self.degree} on {self.points} points", "loss", "held-out loss at the end, by weight decay"
        story, losses, choice = stage.panels(*titles, share=0.58, heights=(3, 2))
        polynomials.draw_points(story, stage, self.data(), self.held_out_data(), straight_line=False)
        grid = torch.linspace(-1, 1, 400)
        plain = polynomials.legendre(grid, self.degree).numpy() @ trace.plain_a.T
        story.text(0.98, 0.1, "dashed: without decay", color=theme.muted, ha="right", transform=story.transAxes)
        (bent,) = story.plot([], [], "--", color=theme.muted, linewidth=3)
        log_steps(losses, len(trace) - 1)
        log_scale(losses.yaxis, trace.loss / 1.5, trace.plain_val_loss * 1.5)
        end = (len(trace) - 1, trace.val_loss[-1])
        losses.annotate("held out", end, (8, 9), textcoords="offset points", color=theme.held_out, ha="right")
        places, best = np.arange(len(DECAYS)), int(val_losses.argmin())
        log_scale(choice.yaxis, val_losses / 1.5, val_losses * 1.5)
        choice.plot(places, val_losses, "o-", color=theme.held_out, markersize=7, linewidth=2)
        choice.plot(best, val_losses[best], "o", color=theme.held_out, markersize=15, fillstyle="none", markeredgewidth=3)
        choice.annotate("best", (best, val_losses[best]), (0, 14), textcoords="offset points", color=theme.held_out, ha="center")
        choice.set(xticks=places[[0, 1, 4, 7, 10]], xticklabels=[f"{DECAYS[i]:g}" for i in (0, 1, 4, 7, 10)])

        def compare(t):
            bent.set_data(grid, plain[:, t])

        return compose(
            stage.readouts(
                trace,
                ("training loss", equal_width(trace.loss), theme.loss),
                ("held-out loss", equal_width(trace.val_loss), theme.held_out),
                ("without decay", equal_width(trace.plain_val_loss), theme.muted),
            ),
            compare,
            polynomials.draw_curve(story, stage, trace.a),
            loss_curve(losses, trace.plain_val_loss, theme.muted, "held out, without decay"),
            loss_curve(losses, trace.loss, theme.loss, "training"),
            loss_curve(losses, trace.val_loss, theme.held_out),
        )


scene = Regularised(lr=0.4, weight_decay=0.1)
