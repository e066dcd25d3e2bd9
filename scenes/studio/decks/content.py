"""The content of the decks: docs/slides.yml with the numbers of the runs filled in, a Slide for each film."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from scenes.studio.errors import BadInput, Unknown
from scenes.studio.pages.index import home
from scenes.studio.pages.questions import FIELDS, FILE, Question, Words, entries, spoken_rows
from scenes.studio.pages.views import frame_of
from scenes.studio.store.names import file_name
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

    @property
    def asked(self) -> list[str]:
        """The question, its answers, and which of them is right and why."""
        return [f"Ask: {self.ask.text} {' '.join(self.ask.lettered)}", f"Right: {self.ask.right}. {self.ask.because}"]

    @property
    def sources(self) -> list[str]:
        """The run in short, and where the lecture is."""
        return [f"The run: {self.numbers}", f"In the lecture: {self.time}"]

    def at(self, step: int) -> str:
        """The address that opens the film on its page at `step`."""
        return f"{self.page.partition('#')[0]}#{self.name}@{step}"


class _MkDocsLoader(yaml.SafeLoader):
    """Reads mkdocs.yml as far as it matters here: !ENV as MkDocs reads it, nothing for other tags."""


def _environment(loader: yaml.SafeLoader, node: yaml.Node) -> str | None:
    """!ENV NAME, or !ENV [NAME, …, default]: the first of these variables that is set."""
    names = [node.value] if isinstance(node, yaml.ScalarNode) else loader.construct_sequence(node)
    *variables, default = names if len(names) > 1 else [*names, None]
    return next((os.environ[name] for name in variables if name in os.environ), default)


_MkDocsLoader.add_constructor("!ENV", _environment)
_MkDocsLoader.add_constructor(None, lambda loader, node: None)


@cache
def site_url(root: Path = ROOT) -> str:
    """The address that the site is built for, with a slash at its end: `site_url` in mkdocs.yml.

    Raises BadInput where there is none: decks are taken elsewhere, so that relative addresses would lead nowhere.
    """
    with (root / "mkdocs.yml").open("rb") as file:
        address = (yaml.load(file, _MkDocsLoader) or {}).get("site_url")
    if not address:
        raise BadInput(
            "mkdocs.yml: site_url is empty, but the decks name the address of each film; set it there, or run with SITE_URL=https://…"
        )
    return str(address).rstrip("/") + "/"


def page(name: str, root: Path = ROOT) -> str:
    """The full address of the page where a film is at home."""
    return site_url(root) + home(name, root / "docs")


def records(root: Path = ROOT) -> dict[str, Record]:
    """All finished films by name, in the order of docs/slides.yml; those it has no words for come last, by their names."""
    folder = root / "docs" / "animations"
    finished = films(folder)
    in_order = [name for name in entries(root / "docs") if name in finished]
    return {name: Record(folder, name) for name in dict.fromkeys([*in_order, *finished])}


def slides(root: Path = ROOT) -> list[Slide]:
    """The slides in the order of docs/slides.yml.

    Raises BadInput where it asks for a film, a step or a number that is not there, or where an entry is not complete.
    """
    film = cache(lambda name: Record(root / "docs" / "animations", name))
    said = Words(root / "docs", film)
    found = []
    for name, words in said.entries.items():
        texts = {field: said.filled_in(f"{name}, {field}", words[field]) for field, kind in FIELDS.items() if kind is str}
        pause = {step: said.filled_in(f"{name}, pause {step}", why) for step, why in words["pause"].items()}
        try:
            record = film(name)
            rests = tuple(_rests(record, spoken_rows(words, record), pause))
            found.append(_slide(record, page(name, root), rests, texts, said.question(name)))
        except Unknown as error:
            raise BadInput(f"{FILE}, {name}: {error}") from None
    return found


def _slide(film: Record, address: str, rests: tuple[Rest, ...], texts: Mapping[str, str], question: Question) -> Slide:
    return Slide(
        name=film.name,
        title=film.data["title"],
        alt=film.data["alt"],
        page=address,
        size=tuple(film.data["size"]),
        gif=film.file(file_name(film.name, "once.gif")),
        mp4=film.file(file_name(film.name, "mp4")),
        still=film.file(file_name(film.name, "png")),
        fps=film.data["fps"],
        frame_starts=tuple(film.frame_starts),
        frame_labels=tuple(map(film.label, film.data["steps"])),
        rests=rests,
        ask=question,
        **texts,
    )


def _rests(film: Record, rows: Iterable[int], pause: Mapping[int, str]) -> Iterator[Rest]:
    """Where to stop a film, in order. Raises Unknown for a step that has no picture."""
    words = {stop["row"]: stop["words"] for stop in film.data["stops"]}
    for row in sorted(rows):
        yield Rest(
            row=row,
            frame=frame_of(film, row),
            label=film.label(row),
            words=words.get(row, ""),
            say=pause.get(row, ""),
            still=film.file(file_name(film.name, "png")).with_name(file_name(film.name, "png", step=row)),
        )
