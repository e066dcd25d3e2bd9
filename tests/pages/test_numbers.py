"""No number of a run is typed by hand into a note beside its film, or into the words of the decks: they get it from the run.

What may be typed all the same, and how the checker knows it:

- code, formulas, headings, addresses, time marks (1:10:00) and years;
- the made-up numbers of an exercise that says “suppose” or is to be done by hand without asking for a run's numbers, and of a
  passage that says “suppose” (the paragraph, and the table, formula or list right after it), but no four digits that a film has;
- what the lecture says, in the note “If you come from the lecture”, but no three digits that a film has;
- a step that the page asks a run for, `.at(60)`, unless it counts something: “60 steps”;
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
from mkdocs.utils import yaml_load

from scenes.studio.pages.calls import calls
from scenes.studio.pages.index import shown as films_shown

DOCS = Path(__file__).resolve().parents[2] / "docs"
FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,})[^\n]*\n.*?^\1\2[ \t]*$", re.MULTILINE | re.DOTALL)
BRACES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
BLANKED = [  # from the outside in
    re.compile(r"\A---\n.*?\n---\n", re.DOTALL),
    re.compile(r"<!--.*?-->", re.DOTALL),
    FENCE,
    BRACES,
    re.compile(r"^[ \t]*#{1,6} .*$", re.MULTILINE),
    re.compile(r"`[^`\n]+`"),
    re.compile(r"\$\$.*?\$\$", re.DOTALL),
    re.compile(r"\$[^$\n]+(?:\n[^$\n]+)?\$"),
    re.compile(r"<[a-zA-Z/][^>]*>"),
    re.compile(r"\]\([^)]*\)|\{:[^}]*\}"),
    re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?\b"),
    re.compile(r"\b(?:19|20)\d\d\b(?!\s*(?:steps|points|frames))"),
]
NUMBER = re.compile(r"(?<![\w.,])[−-]?\d+(?:,\d{3})*(?:\.\d+)?(?:\s*×\s*10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?(?![\w]|[.,]\d)")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
SUPPOSE = re.compile(r"\bsuppos(?:e|ing)\b", re.IGNORECASE)
OFFERED = re.compile(r"\{\{ (?:exercise|check)\(.*?\}\}")
LECTURE = re.compile(r"\bif you come from the lecture\b", re.IGNORECASE)
COUNTED = re.compile(r"\s*(?:\w+\s)?(?:steps|points|epochs|frames|rates|runs|seeds|pixels)\b")
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


def spaces(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def spoken(found: re.Match[str]) -> str:
    """What is in braces without all but its sentences: a question that a note asks is prose."""
    kept = [match.span() for match in STRING.finditer(found[0]) if " " in match[0]]
    return "".join(sign if sign == "\n" or any(a < i < b - 1 for a, b in kept) else " " for i, sign in enumerate(found[0]))


def blanked(text: str) -> str:
    """`text` without what is no prose, line for line."""
    for pattern in BLANKED:
        text = pattern.sub(spoken if pattern is BRACES else spaces, text)
    return text


def own(text: str) -> dict[int, int]:
    """The lines whose numbers are the writer's own, or the lecture's, and from how many digits on they are looked at even so."""
    lines, found = text.splitlines(), dict[int, int]()
    starts = [i for i, line in enumerate(lines) if line.startswith("{{ exercise(")]
    ends = [i for i, line in enumerate(lines) if re.match(r"#{1,6} ", line)]
    for start in starts:
        end = min([i for i in [*starts, *ends] if i > start], default=len(lines))
        exercise = "\n".join(lines[start:end])
        question = OFFERED.sub("", exercise.partition("\n???")[0])
        if SUPPOSE.search(question) or ("by hand" in exercise.partition("}}")[0] and "{{" not in question):
            found |= dict.fromkeys(range(start, end), 4)
    blocks = list(re.finditer(r"(?:^[^\n]*\S[^\n]*\n?)+", text, re.MULTILINE))
    for i, block in enumerate(blocks):
        lecture = LECTURE.search(block[0])
        if not lecture and not SUPPOSE.search(block[0]):
            continue
        reach = block.end()
        for after in blocks[i + 1 :]:
            if not (after[0].startswith("    ") if lecture else re.match(r"\||\$\$|[-*] |\d+\. ", after[0])):
                break
            reach = after.end()
        found |= dict.fromkeys(range(text.count("\n", 0, block.start()), text.count("\n", 0, reach - 1) + 1), 3 if lecture else 4)
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
    shown = [name for call in calls(text) for name in films_shown(call)]
    if not shown:
        return []
    there = {path.stem for path in folder.glob("*.json")}
    names = [name for name in dict.fromkeys([*shown, *re.findall(r"\brun\.(\w+)", text)]) if name in there]
    known = [leaf for name in names for leaf in told(folder, name)]
    every = [leaf for name in names for leaf in traced(folder, name)]
    asked = {number for braces in BRACES.findall(text) for number in re.findall(r"(?<![\w.])\d+(?![\w.])", STRING.sub("", braces))}
    looked_at, found = own(text), []
    for line, words in enumerate(blanked(text).splitlines()):
        for match in NUMBER.finditer(words):
            number, rest = match[0], words[match.end() :]
            digits = re.sub(r"\D", "", number.partition("×")[0]).lstrip("0")
            source = meant(number, known)
            if "." in number or "×" in number:
                wrong = line not in looked_at or (source and len(digits) >= looked_at[line])
                source = source or meant(number, every)
            elif line in looked_at:
                wrong = source and len(digits.rstrip("0")) >= looked_at[line]
            else:
                step = number in asked and not COUNTED.match(rest)
                share = number == "100" and re.match(r"\s*(?:per cent|%)", rest)
                wrong = source and abs(float(re.sub(r"[,−-]", "", number))) >= SMALL and not step and not share
            if wrong:
                found.append(Typed(line + 1, number, source))
    return found


NOTES = [path.relative_to(DOCS).as_posix() for folder in (".", "lessons", "films") for path in sorted((DOCS / folder).glob("*.md"))]
HELD = [note for note in NOTES if note != "making-a-scene.md" and any(map(films_shown, calls((DOCS / note).read_text(encoding="utf-8"))))]


@pytest.mark.parametrize("note", HELD)
def test_no_number_of_a_run_is_typed(note: str) -> None:
    found = typed((DOCS / note).read_text(encoding="utf-8"), DOCS / "animations")
    assert not found, "\n" + "\n".join(f"docs/{note}, {number}" for number in found)


TALK = {
    name: words for name, words in yaml_load((DOCS / "slides.yml").read_text(encoding="utf-8")).items() if name not in ("decks", "words")
}


@pytest.mark.parametrize("name", TALK)
def test_no_number_of_a_run_is_typed_into_what_the_decks_say(name: str) -> None:
    words = TALK[name]
    ask = [words["ask"][part] for part in ("question", "verdict", "because")] + [*words["ask"]["answers"]]
    said = [f'{{{{ film("{name}") }}}}', *ask, words["say"], *words["pause"].values(), words["numbers"], words["time"]]
    found = typed("\n\n".join(said), DOCS / "animations")
    assert not found, "\n" + "\n".join(f"docs/slides.yml, {name}: {number}" for number in found)


def test_every_lesson_and_every_film_is_looked_at() -> None:
    stems = {Path(note).stem for note in HELD}
    assert {"1-functions", "5-learning-rate", "9-in-practice", "good_lr", "index"} <= stems


# The checker itself


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("animations")
    ends = {"first": 9.051342, "last": 0.0854291, "min": 0.0854291, "max": 9.051342}
    record = {
        "params": {"lr": 0.1, "steps": 60, "points": 100, "seed": 78},
        "facts": {"limit": 0.983448, "rates": [0.01, 1.05], "far": 18312345.0},
        "series": {"loss": ends, "a_0": {"first": -1.0, "last": 2.93312, "min": -1.0, "max": 2.93312}},
    }
    (folder / "good_lr.json").write_text(json.dumps(record))
    (folder / "good_lr.csv").write_text("step,loss,a_0\n0,9.051342,-1.0\n7,3.14159,0.5\n60,0.0854291,2.93312\n")
    return folder


def found_in(words: str, shelf: Path) -> list[tuple[str, str]]:
    return [(number.text, number.source) for number in typed('# Page\n\n{{ film("good_lr") }}\n\n' + words, shelf)]


@pytest.mark.parametrize(
    ("words", "number", "source"),
    [
        ("The loss ends at 0.0854.", "0.0854", "run.good_lr.loss.last"),
        ("It began at 9.05, and fell.", "9.05", "run.good_lr.loss.first"),
        ("It began near 9.1.", "9.1", "run.good_lr.loss.first"),
        ("There is a limit of 0.98", "0.98", "run.good_lr.facts.limit"),
        ("The slope started at −1.0 there", "−1.0", "run.good_lr.a_0.first"),
        ("The rate is 1.05 here.", "1.05", "run.good_lr.facts.rates[1]"),
        ("After 60 steps it rests.", "60", "run.good_lr.params.steps"),
        ("After {{ run.good_lr.loss.at(60) }} and 60 steps", "60", "run.good_lr.params.steps"),
        ("The 100 points", "100", "run.good_lr.params.points"),
        ("Halfway it is 3.142.", "3.142", "run.good_lr.loss.at(7)"),
        ("A stale 0.0912 from the last run.", "0.0912", ""),
        ("It grew to 1.83 × 10⁷.", "1.83 × 10⁷", "run.good_lr.facts.far"),
        ("- a list has 0.0854 in it", "0.0854", "run.good_lr.loss.last"),
        ("| a | 0.0854 |", "0.0854", "run.good_lr.loss.last"),
        ('??? success "Answer"\n\n    It is 0.0854.', "0.0854", "run.good_lr.loss.last"),
        ('{{ exercise(1, "think") }} What is 0.0854?', "0.0854", "run.good_lr.loss.last"),
        ('{{ exercise(1, "by hand") }} Halve {{ run.good_lr.loss.first }}.\n\n??? a\n\n    Half of 9.05', "9.05", "run.good_lr.loss.first"),
        ('!!! note "If you come from the lecture"\n\n    Ours begins at 9.05.', "9.05", "run.good_lr.loss.first"),
        ('{{ check("Which falls below 0.5?", 1) }}', "0.5", "run.good_lr.a_0.at(7)"),
        ("Suppose 0.5.\n\nIt ends at 0.0854.", "0.0854", "run.good_lr.loss.last"),
    ],
)
def test_a_typed_number_is_found_with_its_source(shelf: Path, words: str, number: str, source: str) -> None:
    assert found_in(words, shelf) == [(number, source)]


@pytest.mark.parametrize(
    "words",
    [
        "It ends at {{ run.good_lr.loss.last }}, below {{ run.good_lr.facts.limit | fixed(2) }}.",
        "The curve {% if run.good_lr.loss.last < 0.0854 %}falls{% endif %}.",
        "At 1:10:00 and 1:48:07 of the lecture, in 1951.",
        "## The 100 points of 9.05",
        "The loss is $9.05 \\cdot a$, and $$L = 0.0854$$",
        "```sh\nrender --lr 0.0854\n```",
        "??? a\n\n    ```python\n    lr = 0.1\n    ```",
        '{{ source("scenes/good_lr.py", "LineFit.train") }}',
        "Write `lr=0.1`, or see [it](page.html#good_lr@60).",
        "ResNet-34 has {{ 21.8 }} million.",
        "Of four parameters, 2 are large, and 17 others small.",
        "From step 50 to step 60 it falls to {{ run.good_lr.loss.at(60) }}.",
        "A hundred of a hundred is 100 per cent.",
        '{{ exercise(1, "by hand") }} Suppose a loss of 9.05 and a rate of 0.1.\n\n??? answer "Show"\n\n    0.1 × 9.05 = 0.905.\n',
        '{{ exercise(2, "by hand") }} Halve 0.8.\n\n{{ check("the half of it", 0.4) }}\n\n??? answer "Show"\n\n    It is 0.4.',
        "Suppose there are three points:\n\n| x | y |\n|---|---|\n| 0.1 | 2.5 |\n",
        '!!! note "If you come from the lecture"\n\n    It printed about 8.9, not 0.9.',
        "It is 640 × 480 large.",
        "",
    ],
)
def test_an_honest_note_is_left_alone(shelf: Path, words: str) -> None:
    assert not found_in(words, shelf)


def test_a_page_without_a_film_is_left_alone(shelf: Path) -> None:
    assert not typed("The loss ends at 0.0854.", shelf)


def test_the_line_is_told(shelf: Path) -> None:
    (number,) = typed('---\ntitle: 1.5\n---\n\n{{ film(\n  "good_lr") }}\n\nAnd 0.0854.\n', shelf)
    assert str(number) == "line 8: 0.0854 is {{ run.good_lr.loss.last }}"
