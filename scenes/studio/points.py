"""A lecturer's own points: read from a file of two columns, put on the lessons' scale, told in their own units."""

import csv
import io
import math
import re
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from scenes.studio.errors import BadInput

FEWEST, MOST = 2, 10_000
SMALLEST, LARGEST = 1e-100, 1e100  # squares and ratios of such numbers are still finite, and not 0
DIGITS = 1e-12  # numbers that differ by less than this share cannot be told apart reliably
LONGEST = 24  # letters of a label that an axis has room for


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

    def line(self, slope, intercept):
        """Slope (y per x) and intercept (y) in the points' own units of those of a run: numbers or arrays of any shape, float64."""
        own_slope = slope * (self.y_unit / self.x_unit)
        return own_slope, self.y_zero + self.y_unit * intercept - own_slope * self.x_zero

    def moved(self, by: float) -> "Units":
        """The units of a run whose x are larger by this."""
        return replace(self, x_zero=self.x_zero - by * self.x_unit)

    def facts(self) -> dict[str, float]:
        """The four numbers, for the record."""
        return {"x_zero": self.x_zero, "x_unit": self.x_unit, "y_zero": self.y_zero, "y_unit": self.y_unit}


@dataclass(frozen=True)
class OwnPoints:
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
        """The file's name, without its ending, as part of another file's name."""
        return re.sub(r"\W+", "-", Path(self.file).stem).strip("-")[:40]

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
        if not _same(self.y):
            y_zero = fmean(self.y)
            y_unit = math.sqrt(fmean((y - y_zero) ** 2 for y in self.y))
        return Units(self.labels, (low + high) / 2, (high - low) / 2, y_zero, y_unit)

    def standardised(self) -> tuple[list[float], list[float]]:
        """x and y as the run gets them."""
        units = self.units
        return [(x - units.x_zero) / units.x_unit for x in self.x], [(y - units.y_zero) / units.y_unit for y in self.y]


def _fits(values: tuple[float, ...], low: float, high: float, least: float) -> bool:
    return low <= min(values) and max(values) <= high and max(values) - min(values) >= least


def _same(values: tuple[float, ...]) -> bool:
    return max(values) - min(values) <= DIGITS * max(map(abs, values))


def read(path: Path) -> OwnPoints:
    """The points in a CSV file: two columns, x and y, in UTF-8, with commas, semicolons or tabs between them.

    A first row of which neither cell is a number names the columns. Blank lines are passed over. Raises BadInput, with the
    number of the line, for whatever is not a finite number, 0 or of a size from 10⁻¹⁰⁰ to 10¹⁰⁰; also for fewer than 2 or
    more than 10,000 points, and where all x are the same.
    """
    rows = _rows(path)
    labels = "x", "y"
    if rows and len(rows[0][1]) == 2 and all(cell and not _is_number(cell) for cell in rows[0][1]):
        labels = _label(rows[0][1][0]), _label(rows[0][1][1])
        header, *rows = rows
    else:
        header = (0, [])
    points = [_point(path.name, line, cells) for line, cells in rows]
    last_line = rows[-1][0] if rows else header[0]
    if len(points) < FEWEST:
        there = f"ends at line {last_line} with {len(points)} point{'s' * (len(points) != 1)}" if last_line else "is empty"
        raise BadInput(f"{path.name} {there}; a line needs at least {FEWEST}")
    if len(points) > MOST:
        raise BadInput(f"{path.name}, line {rows[MOST][0]}: here begins point {MOST + 1:,}; a film has room for {MOST:,}")
    x, y = zip(*points, strict=True)
    if _same(x):
        raise BadInput(f"{path.name}, line {last_line}: up to here every x is {x[0]:g}, within rounding; a line needs two that differ")
    return OwnPoints(path.name, labels, x, y, last_line)


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Every row that is not blank: the number of its last line, and its cells."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}; --data takes a CSV file of two columns, x and y") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} is not text in UTF-8 (byte {error.start}); save it as “CSV UTF-8”") from None
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((sign for sign in "\t;" if sign in first), ",")
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise BadInput(f"{path.name}, line {reader.line_num}: {error}") from None
    return [(line, cells) for line, cells in rows if cells not in ([], [""])]


def _point(file: str, line: int, cells: list[str]) -> tuple[float, float]:
    where = f"{file}, line {line}"
    if len(cells) != 2:
        raise BadInput(f"{where}: {len(cells)} column{'s' * (len(cells) != 1)}; a point has two, x and y")
    for name, cell in zip("xy", cells, strict=True):
        if not cell:
            raise BadInput(f"{where}: {name} is missing; fill it in or take the line out")
        if not _is_number(cell):
            raise BadInput(f"{where}: “{_label(cell)}” is not a number; write it like 12.5, with a point")
        if float(cell) and not SMALLEST <= abs(float(cell)) <= LARGEST:  # nan compares as False
            raise BadInput(f"{where}: {name} is {_label(cell)}; it must be a finite number, 0 or of a size from 1e-100 to 1e100")
    return float(cells[0]), float(cells[1])


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _label(cell: str) -> str:
    words = " ".join(cell.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
