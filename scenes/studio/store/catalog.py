"""The scenes and what their docstrings say, read without running them: no torch, no matplotlib."""

import ast
import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from scenes.studio.errors import BadInput, foreign_to_text
from scenes.studio.store.paths import SCENES, relative

SIGNS = "\"'<>&[]\\`$"  # that HTML, Markdown, LaTeX or a slide maker takes for its own


@dataclass(frozen=True)
class Words:
    """What a scene's docstring says: `Title: caption`, a paragraph `Alt: …`, then the description."""

    title: str
    caption: str
    alt: str
    description: str


def names() -> list[str]:
    """Every scene, by file name, which Python must be able to import."""
    return sorted(path.stem for path in SCENES.glob("*.py") if path.stem.isidentifier() and not path.stem.startswith("_"))


def source(name: str) -> Path:
    """The file of a scene. Raises BadInput for a name that has none."""
    if name not in names():
        near = difflib.get_close_matches(name.lower().replace("-", "_"), names(), 1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise BadInput(f"unknown scene {name!r}: {hint}`python -m scenes list` names them all")
    return SCENES / f"{name}.py"


def words(name: str) -> Words:
    """The words in a scene's docstring, their {numbers} not yet put in.

    Raises BadInput where they are missing, where a letter cannot be shown, and where title or alternative text has one of SIGNS.
    """
    path = source(name)
    text = ast.get_docstring(tree(path)) or ""
    first, *rest = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    title, colon, caption = first.partition(": ")
    if not (title and colon and caption):
        raise BadInput(f"{relative(path)}: the docstring must begin with a line `Title: what the film shows.`")
    caption = caption[:1].upper() + caption[1:]
    alts = [part.removeprefix("Alt:").strip() for part in rest if part.startswith("Alt:")]
    description = "\n\n".join(part for part in rest if not part.startswith("Alt:"))
    if not any(alts):
        raise BadInput(f"{relative(path)}: the docstring must have a paragraph `Alt: …`, the text for those who cannot see the picture")
    if not description:
        raise BadInput(f"{relative(path)}: the docstring must have a paragraph beside `Alt: …` that tells what happens in the film")
    if letter := foreign_to_text("".join((title, caption, *alts, *description.split("\n\n")))):
        raise BadInput(f"{relative(path)}: the docstring has {letter!a}, which no page can show; take it out")
    for part, text in (("title", title), ("paragraph `Alt: …`", alts[0])):
        if foreign := [sign for sign in SIGNS if sign in text]:
            raise BadInput(f"{relative(path)}: the {part} has {foreign[0]}, a sign of HTML, Markdown or LaTeX; write “, ” or ’")
    return Words(title, caption, alts[0], description)


def tree(path: Path) -> ast.Module:
    """The syntax tree of a file. Raises BadInput where it cannot be read as Python."""
    try:
        return ast.parse(path.read_bytes())
    except SyntaxError as error:
        raise BadInput(f"{relative(path)}, line {error.lineno}: {error.msg}") from None
