"""Weight decay: as many parameters as before, each pulled towards zero, no longer bend after the noise.

Alt: A red curve of degree {degree} settles into the gentle wave of its {points} points; a dashed one, trained without decay, spikes between
them. Bars at the right: the parameters of the dashed curve grow long, those of the red one stay short.

The same {points} points and the same degree {degree} as in the film on overfitting, fitted twice in lock-step. In one run the optimiser
adds {weight_decay} times the parameters to their gradient, so that each is pulled towards zero unless the points keep it large. At the left
its curve is red, that of the run without decay is dashed; held-out points are small and green. At the right each parameter is a pair of
bars from zero up or down, dashed without decay, red with it. A purple arrow beside a red bar is the pull on it, drawn larger: the
longer the bar, the stronger.

Up to step {turn:.0f} the two runs learn much the same. From there on the dashed bars grow, most of all those of shapes that wiggle often, and the
dashed curve spikes between the points. The red bars hardly change any more: the pull holds them, and none of them is gone. After {steps}
steps the training loss is {loss.last:.3f}, against {plain_loss.last:.3f} without decay, and the held-out loss {val_loss.last:.3f}, against
{plain_val_loss.last:.2f}. How strong the decay should be was found by trying {tried:.0f} values on the held-out points. As these chose it,
their loss may flatter it: on further points, which had no say, the loss is {best_fresh_loss:.3f}, and {plain_fresh_loss:.2f} without decay.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from scenes.shared import polynomials
from scenes.shared.parameter_bars import paired_bars
from scenes.shared.polynomial_fit import PolynomialFit
from scenes.shared.polynomial_parts import GRID, curve, curve_heights, points_and_held_out
from scenes.studio.draw.marks import compose
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend, mse
from scenes.studio.words import say

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
        weights = [torch.zeros(self.degree + 1, requires_grad=True) for _ in DECAYS]
        groups = [{"params": [a], "weight_decay": decay} for a, decay in zip(weights, DECAYS, strict=True)]
        for _ in descend(groups, lambda: torch.stack([mse(x @ a, y) for a in weights]).sum(), lr=self.lr, steps=self.steps):
            pass
        return {name: [float(mse(x @ a.detach(), y)) for a in weights] for name, (x, y) in features.items()}

    def facts(self, trace):
        series = {"decay": DECAYS} | {f"{name}_at_decay": losses for name, losses in self.sweep.items()}
        table = {f"{name}_{i}": value for name, values in series.items() for i, value in enumerate(values)}
        facts = super().facts(trace) | {"tried": len(DECAYS), "turn": int(trace.plain_val_loss.argmin())}
        if not np.isfinite(series["val_loss_at_decay"]).any():
            return facts
        best = int(np.nanargmin(series["val_loss_at_decay"]))
        facts |= {"best_decay": DECAYS[best], "best_val_loss": series["val_loss_at_decay"][best]}
        if fresh := series.get("fresh_loss_at_decay"):
            facts |= {"plain_fresh_loss": fresh[0], "best_fresh_loss": fresh[best]}
        return facts | table

    def frame_rows(self, last):
        """Every step at first, then every 2nd, 5th, 10th and so on."""
        return polynomials.widening_rows(last)

    def story(self, trace):
        end = "Held-out loss {val_loss:.2g}, without decay {plain_val_loss:.2g}"
        apart, turn = trace.plain_val_loss > 2 * trace.val_loss, int(trace.plain_val_loss.argmin())
        apart[:turn] = False
        flies = [bool(trace.ended) or its[-1] > its[0] for its in (trace.loss, trace.plain_loss)]
        if any(flies):
            apart[:], turn = False, None
            end = (
                "This rate is too high"
                if all(flies)
                else "With decay this rate is too high"
                if flies[0]
                else "Without decay this rate is too high"
            )
        elif apart[-1]:
            end = "No parameter gone, no spikes: held-out loss {val_loss:.2g}, not {plain_val_loss:.2g}"
        return {
            0: "The same fit twice: red also pulls parameters to zero",
            turn or None if self.weight_decay else None: "The larger a parameter, the stronger the pull to zero",
            next((row for row in trace.frame_rows if apart[row]), None): "Dashed parameters grow on; the pull holds the red ones",
            -1: end,
        }

    def draw(self, trace, stage):
        theme, rests = stage.theme, [stop.row for stop in self.stops(trace)]
        titles = say("two fits of the same {points} points", points=self.points), say("parameters: {n} in each fit", n=self.degree + 1)
        story, bars = stage.panels(*titles, share=0.54)
        points_and_held_out(stage, story, self.data(), self.held_out_data(), trace.a, trace.plain_a)
        bars.set_xlabel(say("parameter (higher numbers wiggle more often)"))
        most = 4 * max(0.5, float(np.abs(trace.a[: trace.loss.argmin() + 1]).max()))
        name_fits(stage, story, trace, rests)
        return compose(
            curve(stage, story, trace.plain_a, theme.ink, width=4, dashed=True),
            curve(stage, story, trace.a),
            paired_bars(stage, bars, trace.a, trace.plain_a, self.weight_decay, most),
        )


def name_fits(stage, ax, trace, rests):
    """The fit with decay is named at its middle; the one without where it ends farthest off, once they part; with their losses at `rests`."""
    kept, plain = curve_heights(trace.a), curve_heights(trace.plain_a)
    apart = int(np.abs(plain[-1] - kept[-1]).argmax())
    named = (
        (kept, 200, say("with decay"), trace.val_loss, stage.theme.model),
        (plain, apart, say("without decay"), trace.plain_val_loss, stage.theme.ink),
    )
    for heights, place, name, losses, colour in named:
        parted = np.abs(plain - kept)[:, apart] > 0.1 * np.ptp(ax.get_ylim()) if heights is plain else np.arange(len(losses)) > 0
        parted &= np.abs(heights[:, place] - np.mean(ax.get_ylim())) < np.ptp(ax.get_ylim()) / 2  # not beyond the axes
        texts = [
            say("{name}:\nheld-out loss {loss:.2g}", name=name, loss=loss) if row in rests else name for row, loss in enumerate(losses)
        ]
        places = np.where(parted[:, None], np.column_stack([np.full(len(losses), float(GRID[place])), heights[:, place]]), np.nan)
        stage.label(ax, places, texts, colour, sides=("right", "below right", "above right", "left"))


scene = Regularised(lr=0.4, weight_decay=0.1)
