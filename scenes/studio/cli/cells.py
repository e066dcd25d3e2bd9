"""The rows of a text table, however a program wrote it: which character separates the cells, and which one the decimals."""

import re
from functools import cache
from typing import NamedTuple

from scenes.studio.errors import BadInput

DELIMITERS = "\t;, "  # those that fit equally well: the first, because a comma may be a decimal one; a space is any white space
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[+-]?(inf|infinity|nan)", re.ASCII | re.IGNORECASE)
COMMA = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)  # a number with a decimal comma
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([.,]\d{3})+", re.ASCII)  # 12.500, which may be twelve thousand
LONGEST = 24  # letters of a cell that a message or an axis has room for


class Row(NamedTuple):
    """A row that is not blank: the number of the line where it begins, its cells, and how many of them stand in quotes."""

    line: int
    cells: list[str]
    quoted: int


class Table(NamedTuple):
    """The rows of a file, and the one above them that a `#` marks as their names, if there is one."""

    rows: list[Row]
    names: Row | None


def table(file: str, text: str) -> Table:
    """The rows of a text, split at the character that gives the most rows two numbers, with decimal points for decimal commas.

    `sep=;` in the first line names that character. Lines that begin with # are passed over, but the last before the first row may name the
    columns. A column of row numbers without a name is left out. Raises BadInput, with `file` and line, for a quotation mark
    that is not closed, and for numbers that can be read in two ways.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    given = re.fullmatch(r'\s*"?sep=(.)"?\s*', lines[first], re.IGNORECASE)
    if given:
        lines[first] = ""
    comment = None
    for i, line in enumerate(lines):
        if line.lstrip().startswith("#"):
            lines[i] = ""
            if not any(line.strip() for line in lines[:i]):
                comment = i
                names = line.lstrip().lstrip("#")
    if comment is not None:
        lines[comment] = names
    delimiters = given[1] if given else DELIMITERS
    splits = {delimiter: _split("\n".join(lines), delimiter) for delimiter in delimiters}
    fits = {delimiter: _fit(rows, delimiter) for delimiter, (rows, _) in splits.items()}
    delimiter = max(delimiters, key=lambda delimiter: fits[delimiter])
    rows, unclosed = splits[delimiter]
    if unclosed or (fits[delimiter][0] == 0 and (unclosed := max(line for _, line in splits.values()))):
        raise BadInput(f"{file}, line {unclosed}: a quotation mark there is not closed before the next cell; close it or take it out")
    if delimiter != ",":
        rows = _with_points(file, rows)
    above, rows = (rows[0], rows[1:]) if comment is not None and rows and rows[0].line == comment + 1 else (None, rows)
    names_them = above and len(above.cells) == 2 and all(cell and not is_number(cell) for cell in above.cells)
    return Table(rows, above if names_them else None)


def is_number(cell: str) -> bool:
    """Whether a cell is a number with a decimal point, finite or not."""
    return bool(NUMBER.fullmatch(cell))


def label(text: str) -> str:
    """A text of the user's as messages and axes show it: in one line, without control characters, and not too long."""
    words = " ".join("".join(letter for letter in " ".join(text.split()) if letter.isprintable()).split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    """One cell, in quotes or not, and what ends it: the delimiter, the line or the text."""
    white = "[ \u00a0]" if delimiter == "\t" else r"[^\S\n]"
    end, inside = (f"{white}+", r"\S") if delimiter == " " else (re.escape(delimiter), rf"[^\n{re.escape(delimiter)}]")
    return re.compile(rf'{white}*(?:"(?P<quoted>[^"]*(?:""[^"]*)*)"|(?P<plain>(?:(?!["\s]){inside}+)?)){white}*(?:{end}|(?P<last>\n|\Z))')


def _split(text: str, delimiter: str) -> tuple[list[Row], int]:
    """The rows that are not blank, up to the first quotation mark that is not closed, and the number of its line, or 0."""
    rows: list[Row] = []
    cells: list[str] = []
    quoted, at, line, begins = 0, 0, 1, 1
    while at < len(text):
        found = _cell(delimiter).match(text, at)
        if not found:
            return _without_index(rows), line
        plain = found["quoted"] is None
        cells.append((found["plain"] if plain else found["quoted"].replace('""', '"')).strip())
        quoted += not plain
        line += text.count("\n", at, found.end())
        at = found.end()
        if found["last"] is not None:
            if cells != [""]:
                rows.append(Row(begins, cells, quoted))
            cells, quoted, begins = [], 0, line
    if cells:  # the text ends with a delimiter
        rows.append(Row(begins, [*cells, ""], quoted))
    return _without_index(rows), 0


def _without_index(rows: list[Row]) -> list[Row]:
    """The rows without the column of row numbers that pandas and R write: its name is empty, or not there at all."""
    if len(rows) < 3 or any(len(row.cells) != 3 for row in rows[1:]):
        return rows
    first, *rest = rows
    unnamed = first.cells[1:] if len(first.cells) == 3 and not first.cells[0] else first.cells
    if len(unnamed) != 2 or any(map(is_number, unnamed)):
        return rows
    return [first._replace(cells=unnamed), *(row._replace(cells=row.cells[1:]) for row in rest)]


def _fit(rows: list[Row], delimiter: str) -> tuple[int, int, int]:
    """How well a delimiter suits: rows of two numbers, rows of two cells, rows of more."""
    pairs = [row for row in rows if len(row.cells) == 2]
    numbers = sum(all(is_number(cell) or (delimiter != "," and COMMA.fullmatch(cell)) for cell in row.cells) for row in pairs)
    return numbers, len(pairs), sum(len(row.cells) > 2 for row in rows)


def _with_points(file: str, rows: list[Row]) -> list[Row]:
    """The rows with decimal points. Raises BadInput where it cannot be told which character is the decimal one."""
    cells = [(row.line, column, cell) for row in rows for column, cell in enumerate(row.cells)]
    numbers = [(line, column, cell) for line, column, cell in cells if is_number(cell) or COMMA.fullmatch(cell)]
    marked = {mark: [number for number in numbers if mark in number[2]] for mark in ".,"}
    if marked["."] and marked[","]:
        (point, _, pointed), (comma, _, with_comma) = marked["."][0], marked[","][0]
        raise BadInput(f"{file}: a decimal point in {pointed}, line {point}, and a decimal comma in {with_comma}, line {comma}; use one")
    for mark, those in marked.items():
        columns = {column for _, column, _ in those}
        mixed = any(column in columns and mark not in cell for _, column, cell in numbers)
        if mixed and all(GROUPED.fullmatch(cell) for _, _, cell in those):
            line, _, cell = those[0]
            decimal = float(cell.replace(",", "."))
            raise BadInput(f"{file}, line {line}: {cell} may mean {cell.replace(mark, '')} or {decimal:g}; write all numbers the same way")
    if not marked[","]:
        return rows
    return [row._replace(cells=[cell.replace(",", ".") if COMMA.fullmatch(cell) else cell for cell in row.cells]) for row in rows]
