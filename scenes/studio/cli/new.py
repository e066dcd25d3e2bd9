"""Begin a scene: its file, its claim test, and its place in a lesson or on a page of its own, all working at once."""

import keyword
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from string import Template

from scenes.studio.cli.unfinished import deck_words, unfinished
from scenes.studio.errors import BadInput
from scenes.studio.pages.index import curriculum
from scenes.studio.pages.lectures import WHOLE
from scenes.studio.store.paths import CLAIM_TESTS, DOCS, ROOT, relative

TEMPLATES = Path(__file__).with_name("templates")
LONGEST = 40  # letters of a name, to which takes add their numbers
NO_FILES = "con|prn|aux|nul|(com|lpt)[0-9]"
NAV_END = "# new films: above this line"
AFTER_FILMS = "## Exercises\n"  # the heading of a lesson that follows its last film


def main(name: str, lesson: int | None = None) -> int:
    """Write a scene, its test, and its page, or its section of that lesson and what the decks say; then print what is to be done.

    A scene whose page is still as this command has written it moves into the lesson: the page goes, scene and test stay.
    Raises BadInput, and leaves every file as it was, for a name that is not free and where something cannot be written.
    """
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        raise BadInput(f"{name!r} cannot be a scene's name: use lower case letters, digits and _, such as my_scene")
    if keyword.iskeyword(name) or re.fullmatch(NO_FILES, name):
        why = "a word of Python's" if keyword.iskeyword(name) else "what Windows calls a device"
        raise BadInput(f"{name!r} cannot be a scene's name: it is {why}; choose another, such as my_scene")
    if len(name) > LONGEST:
        raise BadInput(f"a scene's name may have {LONGEST} letters, not {len(name)}: takes add their numbers to it")
    texts: dict[Path, str | None] = {
        ROOT / "scenes" / f"{name}.py": _filled("scene.py", name),
        CLAIM_TESTS / f"test_{name}.py": _filled("test.py", name),
    }
    page = DOCS / "films" / f"{name}.md"
    if lesson is not None and page.is_file() and page.read_text(encoding="utf-8") == _filled("page.md", name):
        texts = {page: None, **_without_page(name)}
    else:
        for path in [ROOT / "scenes" / name, page, *texts]:
            if path.exists():
                raise BadInput(f"{relative(path)} exists already; choose another name")
    texts |= _page(name, page) if lesson is None else _section(name, lesson)
    _write(texts)
    for path, text in texts.items():
        print(f"{'removed' if text is None else 'wrote'} {relative(path)}")
    print("Still to be written:")
    for line in unfinished(name):
        print(f"  {line}")
    print(f"Next: make scenes SCENE={name}, then make serve to see it; make check SCENE={name} says what is left")
    return 0


def _filled(template: str, name: str) -> str:
    text = TEMPLATES.joinpath(f"{template}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(name=name, title=name.replace("_", " ").capitalize(), class_name=name.title().replace("_", ""))


def _page(name: str, page: Path) -> dict[Path, str]:
    """A page of its own, and mkdocs.yml with it in the navigation."""
    config = ROOT / "mkdocs.yml"
    text = config.read_text(encoding="utf-8") if config.is_file() else ""
    if NAV_END not in text:
        raise BadInput(f"mkdocs.yml has no line `{NAV_END}`, before which the page is to be listed")
    return {page: _filled("page.md", name), config: text.replace(NAV_END, f"- films/{name}.md\n{_indent(text)}{NAV_END}")}


def _without_page(name: str) -> dict[Path, str]:
    """mkdocs.yml without the page in its navigation."""
    config = ROOT / "mkdocs.yml"
    return {config: re.sub(rf"^.*- films/{name}\.md\n", "", config.read_text(encoding="utf-8"), flags=re.MULTILINE)}


def _indent(text: str) -> str:
    return next(line for line in text.splitlines() if NAV_END in line).partition("#")[0]


def _section(name: str, number: int) -> dict[Path, str]:
    """The lesson with a section for the film after its other films, and docs/slides.yml with what the decks say to it."""
    lessons = curriculum(DOCS)
    lesson = next((lesson for lesson in lessons if lesson.number == number), None)
    if not lesson:
        raise BadInput(f"there is no lesson {number}; docs/lessons has {', '.join(str(lesson.number) for lesson in lessons) or 'none'}")
    path, slides = DOCS / "lessons" / f"{lesson.stem}.md", DOCS / "slides.yml"
    text = path.read_text(encoding="utf-8")
    if AFTER_FILMS not in text:
        raise BadInput(f"{relative(path)} has no heading `{AFTER_FILMS.strip()}`, before which the film is to stand")
    entries = deck_words()
    later = [film for each in lessons if each.number > number for film in each.films if film in entries]
    earlier = [film for each in lessons if each.number <= number for film in each.films if film in entries]
    words = _in_the_deck(name, slides.read_text(encoding="utf-8"), earlier) if entries else ""
    next_one = re.search(rf"^{later[0]}:", words, re.MULTILINE) if later else None
    place = next_one.start() if next_one else len(words)
    gap = "" if next_one or not words else "\n"
    at = _after_films(text)
    return {
        path: text[:at] + _filled("lesson.md", name) + text[at:],
        slides: words[:place] + gap + _filled("slides.yml", name) + words[place:],
    }


def _after_films(lesson: str) -> int:
    """Where the section of a lesson ends that has its last film; without a film, where the exercises begin."""
    code_hidden = re.sub(r"^```.*?^```", lambda code: "`" * len(code[0]), lesson, flags=re.MULTILINE | re.DOTALL)
    end = code_hidden.index(AFTER_FILMS)
    films = [found.end() for found in re.finditer(r"\{\{ *(film|predict)\(", code_hidden[:end])]
    heading = re.search(r"^## ", code_hidden[films[-1] : end], re.MULTILINE) if films else None
    return films[-1] + heading.start() if heading else end


def _in_the_deck(name: str, words: str, earlier: Sequence[str]) -> str:
    """docs/slides.yml with the film in the deck of all films, after the last of the `earlier` ones, where that is listed."""
    plan = re.search(rf"^  {WHOLE}:\n.*?\]", words, re.MULTILINE | re.DOTALL)
    if not plan or not earlier:
        return words
    return words[: plan.start()] + re.sub(rf"\b{earlier[-1]}\b", f"{earlier[-1]}, {name}", plan[0], count=1) + words[plan.end() :]


def _write(texts: dict[Path, str | None]) -> None:
    """Write every file, and remove those without a text; or, where one of them cannot be written, change none."""
    before = {path: path.read_bytes() if path.is_file() else None for path in texts}
    folders = {folder for path in texts for folder in path.parents if not folder.exists()}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
    except OSError as error:
        for written, content in before.items():
            with suppress(OSError):
                written.unlink() if content is None else written.write_bytes(content)
        for folder in sorted(folders, reverse=True):  # inner ones first
            with suppress(OSError):
                folder.rmdir()
        raise BadInput(f"{relative(path)} cannot be written: {error.strerror}; nothing was changed") from None
