"""What a film still lacks, found in the project's text files, without a run."""

import re
from pathlib import Path

from yaml import YAMLError, safe_load

from scenes.studio.errors import BadInput
from scenes.studio.pages.index import curriculum
from scenes.studio.store import catalog
from scenes.studio.store.paths import CLAIM_TESTS, DOCS, ROOT, relative

PLACEHOLDER = re.compile(r"TODO:? *([^.?:\n]*)")


def unfinished(name: str) -> list[str]:
    """What is still to be written for a film, each as `file: what to write`. Raises BadInput for an unknown scene."""
    scene, test, page = catalog.source(name), CLAIM_TESTS / f"test_{name}.py", DOCS / "films" / f"{name}.md"
    found = [] if test.is_file() else [f"{relative(test)}: a test of what the film claims"]
    try:
        catalog.words(name)
    except BadInput as error:
        found.append(str(error))
    lessons = [lesson for lesson in curriculum(DOCS) if name in lesson.shows]
    if not page.is_file() and not lessons:
        found.append(f'docs/lessons/: {{{{ film("{name}") }}}} in the lesson it belongs to, or a page of its own, {relative(page)}')
    if page.is_file() and f"films/{name}.md" not in (ROOT / "mkdocs.yml").read_text(encoding="utf-8"):
        found.append(f"mkdocs.yml: films/{name}.md, in the navigation under Films")
    slides = deck_words()
    if lessons and name not in slides:
        found.append(f"docs/slides.yml: an entry `{name}:`{_after(name, slides)} with ask, say, pause, numbers, time and minutes")
    for path in (scene, test, page, *(DOCS / "lessons" / f"{lesson.stem}.md" for lesson in lessons)):
        found += placeholders(path) if path.is_file() else []
    if name in slides:
        found += [f"docs/slides.yml, {name}: {text}" for text in PLACEHOLDER.findall(str(slides[name]))]
    return found


def placeholders(path: Path) -> list[str]:
    """The placeholders of the templates that a file still holds, each with its line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [f"{relative(path)}, line {i}: {text}" for i, line in enumerate(lines, 1) for text in PLACEHOLDER.findall(line)]


def deck_words() -> dict:
    """The entries of docs/slides.yml, in its order. Raises BadInput where it cannot be read."""
    path = DOCS / "slides.yml"
    try:
        return (safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None) or {}
    except YAMLError as error:
        raise BadInput(f"docs/slides.yml cannot be read: {' '.join(str(error).split())}") from None


def _after(name: str, slides: dict) -> str:
    """Where the entry has to stand: the decks follow the lessons."""
    order = [film for lesson in curriculum(DOCS) for film in lesson.films]
    before = [film for film in order[: order.index(name)] if film in slides]
    return f" after `{before[-1]}:`" if before else " at the top"
