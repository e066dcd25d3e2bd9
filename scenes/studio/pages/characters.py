"""The characters that the pages use, in text and in formulas: what the typefaces must have."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from markdown import Markdown

from scenes.studio.errors import BadInput
from scenes.studio.store.paths import SCENES


def _points(*ranges: str) -> set[int]:
    """Code points from `a-b` ranges and single characters in hexadecimal."""
    ends = [[int(end, 16) for end in span.split("-")] for span in " ".join(ranges).split()]
    return {point for first, *last in ends for point in range(first, (last or [first])[0] + 1)}


# Western European languages, the small Greek letters, typographic punctuation, super- and subscripts, arrows, the commonest symbols
# of mathematics. Text is also made of numbers and names that are in no file here, and a note may be shown before the fonts are made
# again. Every page fetches these.
TEXT_BASE = _points(
    "20-7e a0-ff 175 177 302 304 3b1-3c9 2007 2009 2013-2014 2018-201a 201c-201e 2026 202f 2032 2070 2074-2079 207b 2080-2089",
    "2190-2193 2202 2207 2212 221a 221e 2248 2260 2264-2265",
)
# Digits, punctuation and operators. A root is no text in MathML: browsers draw the sign themselves.
MATH_BASE = _points("20-40 5b-60 7b-7e a0 b1 b7 d7 2026 2032 2061-2064 2212 221a 2248 2260 2264-2265")
# What browsers show for a single letter in <mi>: the slanted letters of mathematics.
SLANTED = {
    chr(int(unicodedata.decomposition(chr(point)).removeprefix("<font> "), 16)): point
    for point in _points("210e 1d434-1d454 1d456-1d467 1d6a4-1d6a5 1d6e2-1d71b")
}

PAGES = ("*.md", "*.yml", "*.html", "*.js")  # in docs/
MACROS = re.compile(r"\{(?:(\{)|[%#]).*?[}%#]\}", re.DOTALL)


def in_text(docs: Path) -> set[int]:
    """The code points of the notes, the decks' notes, the pages' scripts, the scenes and the templates, and TEXT_BASE."""
    paths = [path for pattern in PAGES for path in docs.rglob(pattern)]
    paths += [*SCENES.rglob("*.py"), *SCENES.rglob("templates/*.*")]
    return TEXT_BASE.union(*(map(ord, set(path.read_text(encoding="utf-8"))) for path in paths))


def in_formulas(docs: Path) -> set[int]:
    """The code points of the formulas in the notes, letters also slanted, and MATH_BASE.

    A macro in a formula counts as a number. Raises BadInput for a formula that cannot be converted.
    """
    points = set(MATH_BASE)
    for path in sorted(docs.rglob("*.md")):
        try:
            points |= _of_formulas(path.read_text(encoding="utf-8"))
        except Exception as error:  # latex2mathml's have no class in common, and most have no message
            note = path.relative_to(docs.parent)
            raise BadInput(f"{note}: a formula cannot be converted to MathML, see {type(error).__name__}: correct it") from error
    return points


def _of_formulas(markdown: str) -> set[int]:
    """The code points of the formulas in a note."""
    if "$" not in markdown:
        return set()
    html = _converter().reset().convert(MACROS.sub(lambda macro: "1" if macro[1] else "", markdown))
    points: set[int] = set()
    for formula in re.findall("<math.*?</math>", html, re.DOTALL):
        for element in ElementTree.fromstring(formula).iter():
            content = element.text or ""
            points |= set(map(ord, content))
            if element.tag.endswith("}mi") and content in SLANTED:
                points.add(SLANTED[content])
    return points


@cache
def _converter() -> Markdown:
    """Formulas, and what is none because it is code, are found as mkdocs.yml has them found."""
    extensions = ["l2m4m:LaTeX2MathMLExtension", "md_in_html", "pymdownx.highlight", "pymdownx.superfences"]
    return Markdown(extensions=extensions, extension_configs={"pymdownx.highlight": {"use_pygments": False}})
