"""The content of a deck: docs/slides.yml with the numbers of the runs filled in, a Slide for each film, a Page for words alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scenes.studio.errors import BadInput, Unknown
from scenes.studio.pages.address import page
from scenes.studio.pages.lectures import WHOLE, Lecture, lectures, pages
from scenes.studio.pages.questions import FILE, Question, Words, spoken_rows
from scenes.studio.pages.views import frame_of
from scenes.studio.store.names import THEMES, file_name
from scenes.studio.store.paths import ROOT
from scenes.studio.store.record import Record, films

TITLE = "SGD in Motion"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, kw_only=True)
class Rest:
    """A picture at which to stop a film: where the film itself rests, where the speaker pauses, or where it waits for an answer.

    `words` is what the film says from here on, and `say` what the speaker says; either may be empty.
    """

    row: int
    frame: int
    label: str  # what the film calls it: “step 12”
    words: str
    say: str
    still: Path  # as `pages.keyframes` has written it

    @property
    def said(self) -> str:
        """What to say here, beginning with what the film says."""
        return " ".join(filter(None, (self.words and f"“{self.words}”", self.say)))


@dataclass(frozen=True, kw_only=True)
class Slide:
    """A film and what to say about it. `page` is a full address."""

    name: str
    title: str
    alt: str
    page: str
    size: tuple[int, int]  # pixels
    gif: Path  # plays once: a film that goes round could not be stopped
    mp4: Path
    still: Path
    fps: int
    frame_starts: tuple[int, ...]  # the video frame with which each picture begins
    frame_labels: tuple[str, ...]  # what each picture is called: “step 12”
    rests: tuple[Rest, ...]  # in the order of the film
    ask: Question
    say: str
    numbers: str
    time: str
    minutes: int

    @property
    def waits(self) -> Rest:
        """Where it waits for an answer."""
        return next(rest for rest in self.rests if rest.frame == self.ask.opens)

    @property
    def asked(self) -> list[str]:
        """The question, its answers, and which of them is right and why."""
        return [f"Ask: {self.ask.text} {' '.join(self.ask.lettered)}", f"Right: {self.ask.told}"]

    @property
    def sources(self) -> list[str]:
        """The run in short, and where the lecture is."""
        return [f"The run: {self.numbers}", f"In the lecture: {self.time}"]

    def at(self, step: int) -> str:
        """The address that opens the film on its page at `step`."""
        return f"{self.page.partition('#')[0]}#{self.name}@{step}"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A slide without a film: a section, a formula, a summary. `formula` may be empty."""

    name: str
    title: str
    formula: tuple[str, ...]
    lines: tuple[str, ...]
    say: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Deck:
    """A title, slides in their order, and the theme of the films in it. `length` says how many films it has and how long it takes."""

    title: str
    length: str
    theme: str
    slides: tuple[Slide | Page, ...]

    @property
    def films(self) -> list[Slide]:
        """The slides that have a film."""
        return [slide for slide in self.slides if isinstance(slide, Slide)]

    def clock(self, slide: Slide | Page) -> str:
        """When its turn is: “3 minutes, from 12 to 15 of 45”, or “Of 45 minutes 12 are over” where it takes none of its own."""
        before = sum(other.minutes for other in self.slides[: self.slides.index(slide)])
        total = sum(other.minutes for other in self.slides)
        if not slide.minutes:
            return f"Of {total} minutes {before} are over"
        return f"{slide.minutes} minute{'s' * (slide.minutes > 1)}, from {before} to {before + slide.minutes} of {total}"


def records(root: Path = ROOT) -> dict[str, Record]:
    """All finished films by name, in the order of the deck of all films; those that it does not show come last, by their names."""
    folder = root / "docs" / "animations"
    finished = films(folder)
    in_order = [name for name in lectures(root / "docs")[WHOLE].films if name in finished]
    return {name: Record(folder, name) for name in dict.fromkeys([*in_order, *finished])}


def deck(lecture: Lecture, root: Path = ROOT, theme: str = THEMES[0]) -> Deck:
    """A lecture with its slides filled in.

    Raises BadInput where they ask for a film, a step or a number that is not there, or where an entry is not complete.
    """
    film = cache(lambda name: Record(root / "docs" / "animations", name))
    said = Words(root / "docs", film)
    words = pages(root / "docs")

    def filled(name: str) -> Slide | Page:
        return _film(said, name, film, root, theme) if name in said.entries else _page(said, name, words[name])

    slides = tuple(map(filled, lecture.slides))
    return Deck(title=lecture.title or _title(slides), length=lecture.length, theme=theme, slides=slides)


def _title(slides: tuple[Slide | Page, ...]) -> str:
    """What a deck of one's own is called: “A good rate, and 3 more films”."""
    first, *more = [slide for slide in slides if isinstance(slide, Slide)] or slides[:1]
    return first.title + (f", and {len(more)} more film{'s' * (len(more) > 1)}" if more else "")


def _page(said: Words, name: str, words: Mapping[str, Any]) -> Page:
    def lines(field: str) -> tuple[str, ...]:
        return tuple(said.filled_in(f"words, {name}, {field}", str(line)) for line in words.get(field, ()))

    return Page(
        name=name,
        title=words["title"],
        formula=lines("formula"),
        lines=lines("lines"),
        say=said.filled_in(f"words, {name}, say", words["say"]),
        minutes=words["minutes"],
    )


def _film(said: Words, name: str, film: Callable[[str], Record], root: Path, theme: str) -> Slide:
    words = said.entries[name]

    def text(field: str) -> str:
        return said.filled_in(f"{name}, {field}", words[field])

    pause = {step: said.filled_in(f"{name}, pause {step}", why) for step, why in words["pause"].items()}
    try:
        record = film(name)

        def file(kind: str) -> Path:
            return record.file(file_name(name, kind, theme))

        return Slide(
            name=name,
            title=record.data["title"],
            alt=record.data["alt"],
            page=page(name, root),
            size=tuple(record.data["size"]),
            gif=file("once.gif"),
            mp4=file("mp4"),
            still=file("png"),
            fps=record.data["fps"],
            frame_starts=tuple(record.frame_starts),
            frame_labels=tuple(map(record.label, record.data["steps"])),
            rests=tuple(_rests(record, spoken_rows(words, record), pause, theme)),
            ask=said.question(name),
            say=text("say"),
            numbers=text("numbers"),
            time=text("time"),
            minutes=words["minutes"],
        )
    except Unknown as error:
        raise BadInput(f"{FILE}, {name}: {error}") from None


def _rests(film: Record, rows: Iterable[int], pause: Mapping[int, str], theme: str) -> Iterator[Rest]:
    """Where to stop a film, in order. Raises Unknown for a step that has no picture."""
    words = {stop["row"]: stop["words"] for stop in film.data["stops"]}
    for row in sorted(rows):
        yield Rest(
            row=row,
            frame=frame_of(film, row),
            label=film.label(row),
            words=words.get(row, ""),
            say=pause.get(row, ""),
            still=film.file(file_name(film.name, "png", theme)).with_name(file_name(film.name, "png", theme, row)),
        )
