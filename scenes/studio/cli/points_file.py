"""A file of points: two columns, x and y, as spreadsheets and programs write them."""

import random
import re
import sys
from dataclasses import replace
from pathlib import Path

from scenes.studio.cli.cells import GROUPED, Row, is_number, label, table
from scenes.studio.errors import BadInput
from scenes.studio.run.user_points import UserPoints, all_the_same

FEWEST, MOST = 2, 10_000
LONGEST = 4_000_000  # bytes: of 10,000 points in any notation, and less than would take a minute to read
SMALLEST, LARGEST = 1e-100, 1e100  # squares and ratios of such numbers are still finite, and not 0
TOLD = 10  # bad cells that a message names
MISSING = {"", "na", "n/a", "nan"}
YEAR = re.compile(r"[12]\d{3}", re.ASCII)
SEPARATED = re.compile(r"-?\d{1,3}(?P<mark>[.,'’\s])\d{3}((?P=mark)\d{3})*([.,]\d+)?")  # 1,100.50
DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}")
FAR = 10  # a year is no point where it is so many times as far from the other numbers as these are apart
STANDARD_INPUT = Path("-")

Bad = tuple[int, str, str]  # the line, what is wrong there, and what to do


def read(path: Path, header: bool | None = None, drop_missing: bool = False) -> tuple[UserPoints, list[str]]:
    """The points in a file of two columns, x and y, in UTF-8, or in the standard input (`-`), and what to tell of how they were read.

    `header` says whether the first row names the columns; None: it does where neither of its cells is a number, or where its numbers
    cannot be a point, see `_names`. With `drop_missing`, rows are left out in which a cell is empty or says NA. Raises BadInput,
    with the numbers of the lines, for whatever is not a finite number, 0 or of a size from 10⁻¹⁰⁰ to 10¹⁰⁰; for what
    `cells.table` cannot read; for fewer than 2 or more than 10,000 points; and where all x are the same.
    """
    file = "standard input" if path == STANDARD_INPUT else "".join(letter for letter in path.name if letter.isprintable())
    rows, names = table(file, _text(path, file))
    remarks = []
    if not names and rows:
        named, told = _names(rows) if header is None else (header, "")
        if told:
            remarks.append(f"{file}, line {rows[0].line}: {told}")
        if named:
            names, *rows = rows
    if names and len(names.cells) != 2:
        raise BadInput(f"{file}, line {names.line}: {_columns(names)}; a point has two, x and y")
    if drop_missing:
        whole = [row for row in rows if not any(cell.lower() in MISSING for cell in row.cells)]
        remarks.append(f"{file}: {len(rows) - len(whole)} of {len(rows)} rows left out, in which a cell is missing")
        rows = whole
    _refuse(file, rows)
    last_line = rows[-1].line if rows else names.line if names else 0
    if len(rows) < FEWEST:
        there = f"ends at line {last_line} with {len(rows)} point{'s' * (len(rows) != 1)}" if last_line else "is empty"
        raise BadInput(f"{file} {there}; a line needs at least {FEWEST} points")
    if len(rows) > MOST:
        raise BadInput(f"{file}, line {rows[MOST].line}: here begins point {MOST + 1:,}; a film has room for {MOST:,}")
    x, y = zip(*((float(row.cells[0]), float(row.cells[1])) for row in rows), strict=True)
    if all_the_same(x):
        raise BadInput(f"{file}, line {last_line}: up to here every x is {x[0]:g}, within rounding; a line needs two that differ")
    labels = (label(names.cells[0]) or "x", label(names.cells[1]) or "y") if names else ("x", "y")
    remarks += [told for column, name in enumerate(labels) if (told := _thousands(file, name, [row.cells[column] for row in rows]))]
    said = f"{file}: {len(x)} points, the first with {labels[0]} = {x[0]:.12g} and {labels[1]} = {y[0]:.12g}"
    return UserPoints(file, labels, x, y, last_line), [said, *remarks]


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


def _text(path: Path, file: str) -> str:
    try:
        if path != STANDARD_INPUT:
            with path.open("rb") as opened:
                content = opened.read(LONGEST + 1)
        elif sys.stdin:
            content = sys.stdin.buffer.read(LONGEST + 1)  # it may have no end
        else:
            raise BadInput("the standard input is closed; name a file after --data, or give the points through a pipe")
    except OSError as error:
        shown = "".join(letter for letter in str(path) if letter.isprintable())
        raise BadInput(f"cannot read {shown}: {error.strerror}; --data takes a CSV file of two columns, x and y") from None
    if len(content) > LONGEST:
        raise BadInput(f"{file} is longer than {LONGEST:,} bytes; a film has room for {MOST:,} points, so leave some out")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not text in UTF-8 (byte {error.start}); save it as “CSV UTF-8”") from None
    if "\0" in text:  # UTF-16, or no text at all
        raise BadInput(f"{file} is not text in UTF-8 (byte {content.index(0)} is 0); save it as “CSV UTF-8”")
    return text


def _names(rows: list[Row]) -> tuple[bool, str]:
    """Whether the first row names the columns, and what to tell where that is not certain.

    Two numbers are names where they alone stand in quotes, and where they are years, far from all that is below them.
    """
    first, *rest = rows
    if len(first.cells) != 2 or not all(map(is_number, first.cells)):
        return len(first.cells) == 2 and all(cell and not is_number(cell) for cell in first.cells), ""
    below = [row for row in rest if len(row.cells) == 2 and all(map(is_number, row.cells))]
    years = len(below) >= FEWEST and all(
        YEAR.fullmatch(cell) and _is_far(float(cell), [float(row.cells[column]) for row in below])
        for column, cell in enumerate(first.cells)
    )
    if years or (first.quoted == len(first.cells) and not any(row.quoted for row in rest)):
        return True, "taken for the names of the columns; if it is a point, add --no-header"
    if all(cell.isdigit() for cell in first.cells) and not all(cell.isdigit() for row in below for cell in row.cells):
        return False, "taken for a point; if it names the columns, add --header"
    return False, ""


def _is_far(number: float, others: list[float]) -> bool:
    low, high = min(others), max(others)
    return max(low - number, number - high) > FAR * (high - low)


def _refuse(file: str, rows: list[Row]) -> None:
    """Raise BadInput for cells that are no numbers of a point: the first ten, and how many there are."""
    if len(rows) > 1 and len({len(row.cells) for row in rows}) == 1 and len(rows[0].cells) != 2:
        raise BadInput(f"{file}, line {rows[0].line}: {_columns(rows[0])}, as in every line; a point has two, x and y")
    bad = [bad for row in rows for bad in _bad(row)]
    if not bad:
        return
    told = "; ".join(f"line {line}: {what}" for line, what, _ in bad[:TOLD])
    more = f"; and {len(bad) - TOLD:,} more" if len(bad) > TOLD else ""
    remedies = "; ".join(dict.fromkeys(remedy for _, _, remedy in bad))
    if bad[0][0] == rows[0].line and not any(map(is_number, rows[0].cells)):
        remedies += f"; if line {rows[0].line} names the columns, add --header"
    count = "," if len(bad) == 1 else f" has {len(bad):,} bad cells:"
    raise BadInput(f"{file}{count} {told}{more}; {remedies}")


def _bad(row: Row) -> list[Bad]:
    """What is wrong with the cells of a row."""
    if len(row.cells) != 2:
        return [(row.line, _columns(row), "a point has two, x and y")]
    found = []
    for name, cell in zip("xy", row.cells, strict=True):
        if not cell:
            found.append((row.line, f"{name} is missing", "fill it in, or leave such lines out with --drop-missing"))
        elif not is_number(cell):
            found.append((row.line, f"“{label(cell)}” is not a number", _remedy(cell)))
        elif float(cell) and not SMALLEST <= abs(float(cell)) <= LARGEST:  # nan compares as False
            limits = "it must be a finite number, 0 or of a size from 1e-100 to 1e100"
            found.append((row.line, f"{name} is {label(cell)}", limits))
    return found


def _thousands(file: str, name: str, cells: list[str]) -> str:
    """What to tell of a column in which every number may have its thousands set apart, such as 1.100; nothing of others."""
    if not all(map(GROUPED.fullmatch, cells)):
        return ""
    whole, number = cells[0].replace(".", ""), float(cells[0])
    return f"{file}: {name} is read with decimals, {cells[0]} as {number:g}; if that means {whole}, take out the points"


def _remedy(cell: str) -> str:
    """What to do about a cell that is no number but looks like one."""
    if is_number(re.sub("[\u2212\u2013]", "-", cell)):
        return "write its minus as on the keyboard, -"
    if is_number(re.sub(r"^[$€£¥]\s?|\s?[%$€£¥]$", "", cell)):
        return "leave the number alone in its cell, without a unit"
    if SEPARATED.fullmatch(cell):
        return "take out what separates the thousands"
    if DATE.fullmatch(cell):
        return "give dates as numbers, such as days since the first"
    return "write it like 12.5"


def _columns(row: Row) -> str:
    return f"{len(row.cells)} column{'s' * (len(row.cells) != 1)}"
