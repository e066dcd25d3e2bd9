"""No number of a run is typed by hand into a note beside its film: the notes get it from the run.

What may be typed all the same, and how the checker knows it:

- code, formulas, headings, addresses, time marks (1:10:00) and years;
- the made-up numbers of an exercise, or of a passage, that says “suppose” (the paragraph, and the table, formula or list right after
  it), and what the lecture says, in the note “If you come from the lecture”: but nothing with three or more digits that a film of
  the page has as well;
- a number that no run gives, if it is marked by braces: `{{ 21.8 }}` million.
"""

import csv
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
FILM = re.compile(r"\{\{-?\s*(?:film|predict|compare)\(")
FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,})[^\n]*\n.*?^\1\2[ \t]*$", re.MULTILINE | re.DOTALL)
BLANKED = [  # from the outside in
    re.compile(r"\A---\n.*?\n---\n", re.DOTALL),
    re.compile(r"<!--.*?-->", re.DOTALL),
    FENCE,
    re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL),
    re.compile(r"^[ \t]*(?:#{1,6} .*|-{1,2}8<-.*)$", re.MULTILINE),
    re.compile(r"`[^`\n]+`"),
    re.compile(r"\$\$.*?\$\$", re.DOTALL),
    re.compile(r"\$[^$\n]+(?:\n[^$\n]+)?\$"),
    re.compile(r"<[a-zA-Z/][^>]*>"),
    re.compile(r"\]\([^)]*\)|\{:[^}]*\}"),
    re.compile(r"^\*\*\d+\.", re.MULTILINE),  # the number of an exercise
    re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?\b"),
    re.compile(r"\b(?:19|20)\d\d\b(?!\s*(?:steps|points|frames))"),
]
NUMBER = re.compile(r"(?<![\w.,])[−-]?\d+(?:,\d{3})*(?:\.\d+)?(?:\s*×\s*10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?(?![\w]|[.,]\d)")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
FREE = re.compile(r"\bsuppose\b|\bsupposing\b|\bif you come from the lecture\b", re.IGNORECASE)
SMALL = 10  # whole numbers below it are mostly counts of things on the page


class Typed(NamedTuple):
    """A number that stands in a note as it was typed, and what of the page's runs it might be."""

    line: int
    text: str
    source: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text} " + (
            f"is {{{{ {self.source} }}}}" if self.source else "comes from no run here: take it from one, or mark it {{ … }}"
        )


def blanked(text: str) -> str:
    """`text` without what is no prose, line for line."""
    for pattern in BLANKED:
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


def free(text: str, raw: str) -> set[int]:
    """The lines whose numbers are the writer's own, or the lecture's. An exercise goes as far as the next one, answer and all."""
    lines, found = raw.splitlines(), set()
    starts = [i for i, line in enumerate(lines) if re.match(r"\*\*\d+\.", line)]
    ends = [i for i, line in enumerate(lines) if re.match(r"#{1,6} ", line)]
    for start in starts:
        end = min([i for i in [*starts, *ends] if i > start], default=len(lines))
        if FREE.search("\n".join(lines[start:end])):
            found |= set(range(start, end))
    blocks = list(re.finditer(r"(?:^[^\n]*\S[^\n]*\n?)+", raw, re.MULTILINE))
    for i, block in enumerate(blocks):
        if not FREE.search(block[0]):
            continue
        reach = block.end()
        for after in blocks[i + 1 :]:
            indented = after[0].startswith("    ") and (block[0].startswith(("!!!", "???")) or block[0].startswith("    "))
            listed = re.match(r"\||\$\$|[-*] |\d+\. ", after[0])
            if not (indented or listed):
                break
            reach = after.end()
        found |= set(range(raw.count("\n", 0, block.start()), raw.count("\n", 0, reach - 1) + 1))
    return found


def leaves(value: Any, path: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{i}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, float(value)


@cache
def told(folder: Path, name: str) -> list[tuple[str, float]]:
    """What the record of a film says, by the way in which a note gets it."""
    record = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    parts = {**{f".{key}": record.get(key) or {} for key in ("params", "facts")}, **{f".{s}": v for s, v in record["series"].items()}}
    return [leaf for key, part in parts.items() for leaf in leaves(part, f"run.{name}{key}") if not leaf[0].endswith(".seed")]


@cache
def traced(folder: Path, name: str) -> list[tuple[str, float]]:
    """Every number of the run, step by step."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            (f"run.{name}.{column}.at({row['step']})", float(cell))
            for row in csv.DictReader(file)
            for column, cell in row.items()
            if column != "step"
        ]


def meant(text: str, values: list[tuple[str, float]]) -> str:
    """Which of `values` reads as `text` when it is rounded to its digits; "" if none does."""
    mantissa, _, power = re.sub(r"\s", "", text).replace(",", "").partition("×10")
    mantissa = mantissa.translate(SUPERSCRIPTS)
    scale = 10.0 ** int(power.translate(SUPERSCRIPTS) or 0)
    number = float(mantissa)
    half = 0.5 * 10.0 ** -len(mantissa.partition(".")[2]) * 1.0001
    if not power and "." not in mantissa:
        trailing = len(mantissa) - len(mantissa.rstrip("0"))
        half *= 10.0 ** min(trailing, max(0, len(mantissa.lstrip("-")) - 3))  # 1,230 for 1234.5
    near = [(abs(value / scale - number), path) for path, value in values if abs(value / scale - number) <= half]
    unsigned = [(abs(abs(value) / scale - number), path) for path, value in values if abs(abs(value) / scale - number) <= half]
    return min(near or unsigned, default=(0, ""))[1]


def typed(text: str, folder: Path) -> list[Typed]:
    """The numbers in a note that ought to come from a run."""
    if not FILM.search(text):
        return []
    there = {path.stem for path in folder.glob("*.json")}
    shown = [name for call in re.findall(r"(?:film|predict|compare)\(([^)]*)", text) for name in re.findall(r"[\"'](\w+)[\"']", call)]
    names = [name for name in dict.fromkeys([*shown, *re.findall(r"\brun\.(\w+)", text)]) if name in there]
    known = [leaf for name in names for leaf in told(folder, name)]
    every = [leaf for name in names for leaf in traced(folder, name)]
    prose, allowed, found = blanked(text), free(blanked(text), text), []
    for line, words in enumerate(prose.splitlines()):
        for match in NUMBER.finditer(words):
            number = match[0]
            digits = len(re.sub(r"\D", "", number.partition("×")[0]).lstrip("0"))
            decimal = "." in number or "×" in number
            own = line in allowed
            source = meant(number, known)
            if decimal and not own:
                found.append(Typed(line + 1, number, source or meant(number, every)))
            elif source and (digits >= 3 if own else decimal or abs(float(re.sub(r"[,−-]", "", number))) >= SMALL):
                found.append(Typed(line + 1, number, source))
    return found


NOTES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if FILM.search(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("note", NOTES)
def test_no_number_of_a_run_is_typed(note: str) -> None:
    found = typed((DOCS / note).read_text(encoding="utf-8"), DOCS / "animations")
    assert not found, "\n" + "\n".join(f"docs/{note}, {number}" for number in found)
