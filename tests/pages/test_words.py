"""The words of the glossary are explained before they are used, read in the order of the lessons.

A word is explained where it first stands if it is in italics or in quotation marks there, as the lessons print a word that they explain,
or if it is listed in docs/includes/abbreviations.md: then it is a link that says what it means. The same holds for symbols: the
glossary's table names the lesson that explains each, and no formula of an earlier lesson uses it.
"""

import re
from pathlib import Path

import pytest
from markup import Html

from scenes.studio.pages.index import curriculum

DOCS = Path(__file__).resolve().parents[2] / "docs"
LESSONS = [DOCS / "lessons" / f"{lesson.stem}.md" for lesson in curriculum(DOCS)]
GLOSSARY = (DOCS / "lessons" / "glossary.md").read_text(encoding="utf-8")
LINKED = set(re.findall(r"^\*\[(.+?)\]:", (DOCS / "includes" / "abbreviations.md").read_text(encoding="utf-8"), re.MULTILINE))

# Said in their everyday sense before the lesson that gives them a narrower one, or known from school.
EVERYDAY = {
    *(
        "x",
        "y",
        "input",
        "label",
        "actual",
        "point",
        "example",
        "sample",
        "loss",
        "cost",
        "step",
        "update",
        "guess",
        "model",
        "slope",
        "noise",
    ),
    *("array", "dimension", "vector", "matrix", "axis", "shape", "in place", "limit of the learning rate", "miss", "minimum", "best fit"),
    *("curvature", "feature", "nudge", "to settle", "accuracy", "pixel", "shuffle", "unit", "backward"),
    *("ŷ", "η", "2/λmax"),  # signs, which are in the table of symbols
}
LEFT_OUT = re.compile(
    r"```.*?```|\$\$.*?\$\$|\$[^$\n]+\$|`[^`]*`"  # code and formulas
    r"|\{[{%].*?[%}]\}|^#[^\n]*|^\|[^\n]*"  # macros, headings, tables
    r"|^\?\?\?[^\n]*\n(?:\n|    [^\n]*\n)*",  # what is folded
    re.DOTALL | re.MULTILINE,
)


def prose(page: Path) -> str:
    """A lesson as running text: without its head, and what is LEFT_OUT."""
    text = page.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    return re.sub(r"\s+", " ", LEFT_OUT.sub(" ", text))


def unexplained(word: str, pages: list[str]) -> str:
    """The words around the first use of `word` in the pages, if it is not explained there; otherwise nothing."""
    for text in pages:
        if use := re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text, re.IGNORECASE):
            around = text[max(0, use.start() - 40) : use.end() + 40]
            marked = re.search(rf"[*“][^*“”]*{re.escape(use[0])}[^*“”]*[*”]", around)
            return "" if marked or use[0] in LINKED else around
    return ""


def test_no_word_of_the_glossary_is_used_before_it_is_explained():
    pages = [prose(page) for page in LESSONS]
    terms = re.findall(r'\{\{ term\("[\w-]+", "(.+?)"(?:, \[(.*?)\])?\) \}\}', GLOSSARY)
    words = {word for name, others in terms for word in [name, *re.findall(r'"(.+?)"', others)]}
    assert len(words) > 100
    found = {word: around for word in sorted(words) if word.lower() not in EVERYDAY and (around := unexplained(word, pages))}
    assert not found, "\n".join(f"{word}: … {around} …" for word, around in found.items())


SYMBOLS = re.findall(r"^\| \$(.+?)\$ \|.*\(\[\d\]\((.+?)\)\) \|$", GLOSSARY, re.MULTILINE)


def signs(tex: str) -> str:
    """The signs of a formula, set apart by spaces, without its words and its macros."""
    return " ".join(["", *re.findall(r"\\[a-zA-Z]+|[a-zA-Z]|\S", re.sub(r"\{\{.*?\}\}|\\(?:text|operatorname)\{[^{}]*\}", " ", tex)), ""])


def formulas(page: Path) -> list[str]:
    found = re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", page.read_text(encoding="utf-8"), re.DOTALL)
    return [signs(shown or inline) for shown, inline in found]


@pytest.mark.parametrize(("symbol", "page"), SYMBOLS, ids=[symbol for symbol, _ in SYMBOLS])
def test_no_symbol_is_used_before_the_lesson_that_explains_it(symbol, page):
    uses = [lesson.name for lesson in LESSONS if any(signs(symbol) in formula for formula in formulas(lesson))]
    assert uses
    assert int(uses[0].split("-")[0]) >= int(page.split("-")[0]), uses[0]


def test_a_word_in_another_sense_is_kept_from_the_glossary(site: Path):
    plain = Html.of(site / "lessons" / "6-loss-surface.html").soup.select(".plain")
    assert [word.get_text() for word in plain] == ["gradient"]
    assert not any(word.select("a") for word in plain)


def test_the_first_cell_of_a_row_is_its_heading_and_no_other(site: Path):
    for row in Html.of(site / "slides.html").soup.select("article table:not([class]) tbody tr"):
        first, *others = row.find_all(["th", "td"])
        assert (first.name, first["scope"]) == ("th", "row")
        assert {cell.name for cell in others} == {"td"}
