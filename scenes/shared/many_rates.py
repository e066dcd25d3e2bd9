"""The line fit at several learning rates, side by side."""

from scenes.shared.line_fit import LineFit
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import lockstep


class ManyRates(LineFit):
    """The line fit at several rates in lock-step: `loss`, `a` and `grad` at `lr`, `low_loss`, `low_a` and so on at the others.

    `chosen` are the fields that are rates, from the lowest to the highest.
    """

    low: float = 0.01
    high: float = 1.05

    chosen = ["low", "lr", "high"]

    @property
    def readouts(self):  # type: ignore[override]  # they name the rates
        return {f"{_prefix(name)}loss": f"loss at {getattr(self, name):g}" for name in self.chosen}

    def __post_init__(self):
        super().__post_init__()
        values = [0.0, *(getattr(self, name) for name in self.chosen)]
        if sorted(set(values)) != values:
            raise BadNumber(f"the rates must be above 0 and rise: {', '.join(self.chosen)}")

    def rates(self):
        """The rate of each run by the prefix of its series."""
        return {_prefix(name): getattr(self, name) for name in self.chosen}

    def train(self):
        return lockstep({prefix: self.at_rate(lr).train() for prefix, lr in self.rates().items()})


def _prefix(name):
    return "" if name == "lr" else f"{name}_"
