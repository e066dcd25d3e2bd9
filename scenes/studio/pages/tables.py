"""The numbers of a run as tables: the columns under a film's figure, and the rows that a note asks for."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from scenes.studio.errors import Unknown
from scenes.studio.numbers import fixed_for_readers, for_readers
from scenes.studio.pages.site import Site
from scenes.studio.pages.templates import one_line
from scenes.studio.store.record import Record, unknown

ROLES = {"val_loss": "held-out", "loss": "loss", "losses": "loss", "grad": "gradient", "a": "model"}  # whose colours the columns have


def rows(
    site: Site,
    name: str,
    columns: Sequence[str] | Mapping[str, str] = ("step", "loss"),
    every: int = 10,
    steps: Iterable[int] | None = None,
    decimals: int = 3,
) -> str:
    """Rows of a run as an HTML table: every so many steps, or exactly `steps`.

    `columns` are names of the CSV; a mapping gives them other headings: `{"step": "step", "a_0": "slope"}`. A number too
    large for fixed decimals is written with a power of ten. Raises Unknown for a film, a column or a step that is not there.
    """
    film = site.record(name)
    headings = columns if isinstance(columns, Mapping) else {column: column for column in columns}
    for column in headings:
        if column not in film.row(0):
            raise unknown("column", f" in {name}.csv", column, film.row(0))
    if every < 1:
        raise Unknown(f"rows {name}: every must be 1 or more, not {every}")

    def cell(column: str, value: float) -> str:
        if column == "step":
            return str(int(value))
        return fixed_for_readers(value, decimals) if abs(value) < 1e5 else for_readers(value)

    chosen = range(0, max(film.trace) + 1, every) if steps is None else steps
    cells = [[(column, cell(column, film.row(step)[column])) for column in headings] for step in chosen]
    return one_line("rows.html", headings=headings.values(), rows=cells)


def columns_of(film: Record) -> dict[str, str]:
    """What readers get of a row, {column of the CSV: words}: what the scene names, or else all columns by their own names."""
    return film.data.get("readouts") or {name: name.replace("_", " ") for name in film.row(0) if name != "step"}


def heading(name: str, words: str) -> dict[str, str]:
    """What a column is called on the page, and the role of its colour."""
    role = next((role for part, role in ROLES.items() if re.search(rf"(^|_){part}(_|$)", name)), "other")
    return {"role": role, "label": words}


def updates(film: Record, headings: Mapping[str, str]) -> list[dict[str, Any]]:
    """For each parameter its place in the table and its gradient's; none where the run does not go a ← a − lr · grad."""
    rate, columns = film.data["params"].get("lr"), list(headings)
    pairs = [(name, f"grad_{name[2:]}") for name in columns if name.startswith("a_")]
    if not rate or not all(grad in columns for _, grad in pairs):
        return []
    steps = [film.trace[step] for step in sorted(film.trace)]
    for now, after in pairwise(steps):
        for a, grad in pairs:
            if not math.isclose(after[a], now[a] - rate * now[grad], rel_tol=1e-4, abs_tol=1e-4):
                return []
    return [{"label": headings[a], "a": columns.index(a) + 1, "grad": columns.index(grad) + 1} for a, grad in pairs]
