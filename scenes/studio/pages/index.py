"""Which page shows which film: found in the notes, written down nowhere else."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError

from scenes.studio.errors import BadInput
from scenes.studio.pages.calls import Call, calls

A_MINUTE = 200  # words that are read in one
A_FILM = 1.5  # minutes: to watch one and step through it
_NO_PROSE = re.compile(r"```.*?```|\{%.*?%\}|\{\{.*?\}\}", flags=re.DOTALL)
FIGURES = ("film", "predict", "compare")


def read(path: Path) -> tuple[Call, ...]:
    """The macro calls of a page. Raises BadInput where its braces cannot be read."""
    try:
        return calls(path.read_text(encoding="utf-8"))
    except TemplateSyntaxError as error:
        raise BadInput(f"{path.name}, line {error.lineno}: {error.message}") from None


def shown(call: Call) -> list[str]:
    """The films in the figure that a call makes: one, or for `compare` several; none for any other macro."""
    if call.name not in FIGURES:
        return []
    names = call.arguments if call.name == "compare" else [call.get(0, "name")]
    return [name for name in names if isinstance(name, str)]


def whole(call: Call) -> bool:
    """Whether a figure shows its film in full, with its words and its files."""
    return call.name in ("film", "predict")


class Lesson:
    """A page lessons/N-….md: its `number` and `stem`, and the `films` that are at home on it, in its order.

    Its front matter gives the `title`, the `promise`, what it is about in one line, and the film whose `picture` stands for
    it elsewhere. `minutes` is how long it takes, to the next five. `places` gives the id of the figure for each film that the page
    shows; `beside` are those that it shows only beside others.
    """

    def __init__(self, path: Path):
        text = path.read_text(encoding="utf-8")
        self.stem = path.stem
        self.number = int(path.stem.partition("-")[0])
        self.title, self.promise, self.picture = (self._front(text, field) for field in ("title", "promise", "picture"))
        self.places: dict[str, str] = {}
        self.beside: set[str] = set()
        for call in read(path):
            names = shown(call)
            for name in names:
                self.places.setdefault(name, "-".join(names))
                if not whole(call):
                    self.beside.add(name)
        self.films = list(self.places)
        self.minutes = 5 * round((len(re.findall(r"[^\W\d_]+", _NO_PROSE.sub("", text))) / A_MINUTE + A_FILM * len(self.films)) / 5)

    @staticmethod
    def _front(text: str, field: str) -> str:
        found = re.search(rf"^{field}: *(.+)$", text.partition("\n---")[0], flags=re.MULTILINE)
        return found[1].strip("\"' ") if found else ""


def curriculum(docs: Path) -> list[Lesson]:
    """The lessons in their order. A film is at home where it first stands whole; else where it first stands at all."""
    lessons = sorted(map(Lesson, (docs / "lessons").glob("[0-9]*-*.md")), key=lambda lesson: lesson.number)
    in_full = {name: lesson for lesson in reversed(lessons) for name in lesson.films if name not in lesson.beside}
    homes = {name: lesson for lesson in reversed(lessons) for name in lesson.films} | in_full
    for lesson in lessons:
        lesson.films = [name for name in lesson.films if homes[name] is lesson]
    return lessons


def home(name: str, docs: Path, lessons: Sequence[Lesson] | None = None) -> str:
    """Where the site shows a film: on its own page, else in its lesson, else on another page, else as a file. Relative to the site."""
    if (docs / "films" / f"{name}.md").is_file():
        return f"films/{name}.html"
    places = [f"lessons/{lesson.stem}.html#{lesson.places[name]}" for lesson in lessons or curriculum(docs) if name in lesson.films]
    places = places or [f"{page.removesuffix('.md')}.html#{name}" for page in pages_with(name, docs)]
    return places[0] if places else f"animations/{name}.mp4"


def pages_with(name: str, docs: Path) -> list[str]:
    """The pages that show a film in full, the film's own page first: films/good_lr.md, lessons/4-descent.md."""
    paths = [path for path in sorted(docs.rglob("*.md")) if any(whole(call) and name in shown(call) for call in read(path))]
    return sorted((path.relative_to(docs).as_posix() for path in paths), key=lambda page: page != f"films/{name}.md")


def nav_pages(nav: Any) -> Iterator[str]:
    """The paths of the pages in the `nav` of mkdocs.yml, in its order, however deep."""
    for item in nav or ():
        entry = next(iter(item.values())) if isinstance(item, dict) else item
        yield from [entry] if isinstance(entry, str) else nav_pages(entry)
