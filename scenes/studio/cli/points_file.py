"""A file of points: two columns, x and y, as spreadsheets write them."""

import csv
import io
import random
import re
from dataclasses import replace
from pathlib import Path

from scenes.studio.errors import BadInput
from scenes.studio.run.user_points import UserPoints, all_the_same

FEWEST, MOST = 2, 10_000
SMALLEST, LARGEST = 1e-100, 1e100  # squares and ratios of such numbers are still finite, and not 0
DELIMITERS = "\t;,"  # those that fit equally well: the first, because a comma may be a decimal one
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[+-]?(inf|infinity|nan)", re.ASCII | re.IGNORECASE)
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+", re.ASCII)
LONGEST = 24  # letters of a label that an axis has room for
Row = tuple[int, list[str]]  # the number of its last line, and its cells


def read(path: Path) -> UserPoints:
    """The points in a CSV file: two columns, x and y, in UTF-8, with commas, semicolons or tabs between them.

    A first row of which neither cell is a number names the columns. Blank lines are passed over. Raises BadInput, with the
    number of the line, for whatever is not a finite number, 0 or of a size from 10⁻¹⁰⁰ to 10¹⁰⁰; where points seem to group
    thousands; for fewer than 2 or more than 10,000 points; and where all x are the same.
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
    if all_the_same(x):
        raise BadInput(f"{path.name}, line {last_line}: up to here every x is {x[0]:g}, within rounding; a line needs two that differ")
    return UserPoints(path.name, labels, x, y, last_line)


def sample(points: UserPoints, count: int, seed: int) -> UserPoints:
    """So many of the points, drawn at random, in their order: the same for the same seed.

    Raises BadInput for fewer than 2, for more than there are, and where all x that were drawn are the same.
    """
    if not FEWEST <= count <= len(points):
        raise BadInput(f"--sample must be from {FEWEST} to {len(points):,}, the points of {points.file}, not {count:,}")
    drawn = sorted(random.Random(seed).sample(range(len(points)), count))
    x, y = (tuple(values[i] for i in drawn) for values in (points.x, points.y))
    if all_the_same(x):
        raise BadInput(f"--sample {count} drew points of {points.file} whose x are all {x[0]:g}; take more")
    path = Path(points.file)
    return replace(points, file=f"{path.stem}.sample-{count}{path.suffix}", x=x, y=y)


def _rows(path: Path) -> list[Row]:
    """Every row that is not blank, split at the delimiter that leaves the most rows with two cells."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}; --data takes a CSV file of two columns, x and y") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} is not text in UTF-8 (byte {error.start}); save it as “CSV UTF-8”") from None
    splits = {delimiter: _split(text, delimiter) for delimiter in DELIMITERS}

    def fit(delimiter: str) -> tuple[int, int]:
        columns = [len(cells) for _, cells in splits[delimiter][0]]
        return columns.count(2), sum(count > 2 for count in columns)

    delimiter = max(DELIMITERS, key=fit)
    rows, stopped = splits[delimiter]
    if stopped:
        raise BadInput(f"{path.name}, {stopped}")
    if delimiter == ";":
        _refuse_thousands(path.name, rows)
    return rows


def _split(text: str, delimiter: str) -> tuple[list[Row], str]:
    """The rows that are not blank, and what stopped the reading before the end, if anything did."""
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if cells not in ([], [""]):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        return rows, f"line {reader.line_num}: {error}"
    return rows, ""


def _refuse_thousands(file: str, rows: list[Row]) -> None:
    """Raise BadInput for a column that mixes 12.500 with 998, as programs write that separate columns by semicolons."""
    for column in (0, 1):
        cells = [(line, cells[column]) for line, cells in rows if len(cells) == 2 and _is_number(cells[column])]
        pointed = [(line, cell) for line, cell in cells if "." in cell]
        if pointed and len(pointed) < len(cells) and all(GROUPED.fullmatch(cell) for _, cell in pointed):
            line, cell = pointed[0]
            raise BadInput(
                f"{file}, line {line}: {cell} may mean {cell.replace('.', '')} or {float(cell):g}; write all numbers the same way"
            )


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
    return bool(NUMBER.fullmatch(cell))


def _label(cell: str) -> str:
    words = " ".join(cell.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
