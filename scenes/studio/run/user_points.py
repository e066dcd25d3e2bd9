"""Points that a user brings along: put on the lessons' scale for a run, and shown in their own units."""

import hashlib
import math
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # the command line reads points before numpy is needed
    import numpy as np
    from numpy.typing import NDArray

Numbers = TypeVar("Numbers", float, "NDArray[np.float64]")

DIGITS = 1e-12  # numbers that differ by a smaller share than this count as equal


@dataclass(frozen=True)
class Units:
    """How the points' own numbers follow from those of a run: x = x_zero + x_unit · x of the run, and so for y.

    `labels` are the names of x and y.
    """

    labels: tuple[str, str]
    x_zero: float = 0.0
    x_unit: float = 1.0
    y_zero: float = 0.0
    y_unit: float = 1.0

    @property
    def changed(self) -> bool:
        """Whether the run has other numbers than the file."""
        return self != Units(self.labels)

    def line_in_units(self, slope: Numbers, intercept: Numbers) -> tuple[Numbers, Numbers]:
        """Slope (y per x) and intercept (y) in the points' own units of those of a run: numbers or arrays of any shape, float64."""
        slope_in_units = slope * (self.y_unit / self.x_unit)
        return slope_in_units, self.y_zero + self.y_unit * intercept - slope_in_units * self.x_zero

    def shifted(self, by: float) -> "Units":
        """The units of a run whose x are larger by this."""
        return replace(self, x_zero=self.x_zero - by * self.x_unit)

    def facts(self) -> dict[str, float]:
        """The four numbers, for the record."""
        return {"x_zero": self.x_zero, "x_unit": self.x_unit, "y_zero": self.y_zero, "y_unit": self.y_unit}


@dataclass(frozen=True)
class UserPoints:
    """The points of a file, x and y in their own units; `last_line` is the number of its last line that is not blank."""

    file: str
    labels: tuple[str, str]
    x: tuple[float, ...]
    y: tuple[float, ...]
    last_line: int

    def __len__(self) -> int:
        return len(self.x)

    def __str__(self) -> str:
        return f"the {len(self)} points of {self.file}"

    @property
    def slug(self) -> str:
        """The file's name, without its ending, as part of another file's name, and a mark of these very points.

        So takes of files that are named alike, or lie in two folders, have names of their own.
        """
        name = re.sub(r"\W+", "-", Path(self.file).stem).strip("-")[:33]
        return f"{name}-{hashlib.sha256(repr((self.file, self.labels, self.x, self.y)).encode()).hexdigest()[:6]}"

    @property
    def units(self) -> Units:
        """Their own, or, where the lessons' rates and axes do not suit these, standardised.

        Points stay as they are where x fills three quarters of −1 … 1 or more and leaves it nowhere, and y reaches over 1 or
        more of −3 … 8. Otherwise x is stretched to fill −1 … 1, where the curvature of a line's loss is at most 4 and Legendre
        polynomials are nearly orthogonal, and y to mean 0 and standard deviation 1, so that a loss of 1 is that of
        the mean. Where all y are the same they are measured in themselves.
        """
        if _fits(self.x, -1, 1, 1.5) and _fits(self.y, -3, 8, 1):
            return Units(self.labels)
        low, high = min(self.x), max(self.x)
        y_zero, y_unit = self.y[0], abs(self.y[0]) or 1.0
        if not all_the_same(self.y):
            from statistics import fmean  # takes long to load, and few films are of a person's own points

            y_zero = fmean(self.y)
            y_unit = math.sqrt(fmean((y - y_zero) ** 2 for y in self.y))
        return Units(self.labels, (low + high) / 2, (high - low) / 2, y_zero, y_unit)

    def standardised(self) -> tuple[list[float], list[float]]:
        """x and y as the run gets them."""
        units = self.units
        return [(x - units.x_zero) / units.x_unit for x in self.x], [(y - units.y_zero) / units.y_unit for y in self.y]


def _fits(values: tuple[float, ...], low: float, high: float, least: float) -> bool:
    return low <= min(values) and max(values) <= high and max(values) - min(values) >= least


def all_the_same(values: tuple[float, ...]) -> bool:
    """Whether the values are equal, within rounding."""
    return max(values) - min(values) <= DIGITS * max(map(abs, values))
