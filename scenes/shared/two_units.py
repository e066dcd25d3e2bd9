"""One line fitted twice, with x in hours and with x standardised: the two runs, one after the other."""

from functools import cached_property

import torch

from scenes.shared.line_fit import LecturePoints
from scenes.shared.line_loss import GUESS, best_rate, line_facts
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import first

NEAR = 0.01  # of the way down from the first loss to the best one


class TwoUnits(LecturePoints):
    """One line fit with x in hours (`run` 0), and after it with x standardised (`run` 1), each at its best rate until it is near.

    `taken` counts the steps of each; `a` are slope and intercept, and `grad` is their gradient.
    """

    hours: float = 3.0
    steps: int = 64

    bounds = {"points": (3, 100_000), "hours": (0.1, 1000)}
    readouts = {"loss": "loss", "a_0": "slope", "a_1": "intercept"}

    def data(self):
        x, y = super().data()
        x[:, 0] = (x[:, 0] + 1) * self.hours / 2
        return x, y

    @cached_property
    def middle(self):
        """The mean of the hours, and their standard deviation."""
        hours = self.data()[0][:, 0].double()
        return float(hours.mean()), float(hours.std(correction=0))

    def scales(self):
        """For each run: where its x is 0, in hours, how many hours its 1 is, and x (n, 2) in it."""
        x, (mean, spread) = self.data()[0], self.middle
        return (0.0, 1.0, x), (mean, spread, torch.stack([(x[:, 0] - mean) / spread, x[:, 1]], 1))

    def train(self):
        (_, y), (slope, intercept) = self.data(), GUESS
        steep, level = slope * 2 / self.hours, intercept - slope  # the lecture's guess over x in hours
        for run, (zero, unit, x) in enumerate(self.scales()):
            a, above = torch.tensor([steep * unit, level + steep * zero], requires_grad=True), list[float]()
            for loss in descend([a], lambda: mse(x @ a, y), lr=best_rate(x), steps=self.steps):  # noqa: B023
                yield {"loss": loss, "a": a, "grad": a.grad, "run": run, "taken": len(above)}
                above.append(loss.item() - self.both["best_loss"])
                if above[-1] <= NEAR * above[0]:
                    break

    @cached_property
    def both(self):
        """Facts of the two losses, and their best rates."""
        y, facts = self.data()[1], dict[str, float]()
        for prefix, (_, _, x) in zip(("", "round_"), self.scales(), strict=True):
            facts |= {prefix + name: value for name, value in (line_facts(x, y) | {"rate": best_rate(x)}).items()}
        return facts

    def facts(self, trace):
        """Also after how many steps each run has only a hundredth of the way down left, `needed` and `round_needed`."""
        above, found = trace.loss.astype(float) - self.both["best_loss"], dict[str, float]()
        for run, name in enumerate(("needed", "round_needed")):
            near = first((trace.run == run) & (above <= NEAR * above[0]))
            found |= {} if near is None else {name: float(trace.taken[near])}
        return self.both | found
