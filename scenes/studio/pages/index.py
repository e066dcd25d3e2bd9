"""Which page shows which film: found in the notes, written down nowhere else."""

import re
from pathlib import Path


class Lesson:
    """A page lessons/N-….md: its `number`, `stem`, `title`, and the `films` that are at home on it, in its order.

    `places` tells for each film that the page shows the id of the figure.
    """

    def __init__(self, path: Path):
        text = path.read_text(encoding="utf-8")
        self.stem = path.stem
        self.number = int(path.stem.partition("-")[0])
        found = re.search(r"^title: *(.+)$|^# +(.+)$", text, flags=re.MULTILINE)
        self.title = (found[1] or found[2]).strip("\"' ") if found else path.stem
        self.places: dict[str, str] = {}
        self.brief: set[str] = set()
        for macro, arguments in re.findall(r"\{\{-?\s*(film|predict|compare)\(([^)]*)", text):
            names = re.findall(r"[\"'](\w+)[\"']", arguments) if macro == "compare" else re.findall(r"^\s*[\"'](\w+)", arguments)
            for name in names:
                self.places.setdefault(name, "-".join(names))
                if macro == "compare" or "brief=True" in arguments:
                    self.brief.add(name)
        self.films = list(self.places)


def curriculum(docs: Path) -> list[Lesson]:
    """The lessons in their order. A film is at home where it first stands whole; else where it first stands at all."""
    lessons = sorted(map(Lesson, (docs / "lessons").glob("[0-9]*-*.md")), key=lambda lesson: lesson.number)
    whole = {name: lesson for lesson in reversed(lessons) for name in lesson.films if name not in lesson.brief}
    homes = {name: lesson for lesson in reversed(lessons) for name in lesson.films} | whole
    for lesson in lessons:
        lesson.films = [name for name in lesson.films if homes[name] is lesson]
    return lessons


def home(name: str, docs: Path) -> str:
    """Where the site shows a film: on its own page, else in its lesson, else as a file. Relative to the site."""
    if (docs / "films" / f"{name}.md").is_file():
        return f"films/{name}.html"
    places = [f"lessons/{lesson.stem}.html#{lesson.places[name]}" for lesson in curriculum(docs) if name in lesson.films]
    return places[0] if places else f"animations/{name}.mp4"
