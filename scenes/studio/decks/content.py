"""The content of the decks: docs/slides.yml with the numbers of the runs filled in, a Slide for each film."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from scenes.studio.errors import BadInput, Unknown
from scenes.studio.pages.index import home
from scenes.studio.pages.questions import FIELDS, FILE, Question, Words, entries
from scenes.studio.pages.views import frame_of
from scenes.studio.store.names import file_name
from scenes.studio.store.paths import ROOT
from scenes.studio.store.record import Record, films

TITLE = "SGD in Motion"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, kw_only=True)
class Slide:
    """A film and what to say about it. `page` is a full address.

    `stops` maps the rows at which the film rests to what it says there; `pause` maps steps of the run to what to say beyond that.
    """

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
    stops: Mapping[int, str]
    ask: Question
    say: str
    pause: Mapping[int, str]
    numbers: str
    time: str

    @property
    def rests(self) -> list[tuple[int, str]]:
        """Where to stop the film, in the order of the run: each row, and what to say there, beginning with what the film says."""
        said = {row: f"“{words}”" for row, words in self.stops.items()}
        return [(row, " ".join(filter(None, (said.get(row), self.pause.get(row))))) for row in sorted({*said, *self.pause})]

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
            for step in pause:
                frame_of(record, step)
            found.append(_slide(record, page(name, root), pause, texts, said.question(name)))
        except Unknown as error:
            raise BadInput(f"{FILE}, {name}: {error}") from None
    return found


def _slide(film: Record, address: str, pause: Mapping[int, str], texts: Mapping[str, str], question: Question) -> Slide:
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
        stops={stop["row"]: stop["words"] for stop in film.data["stops"]},
        ask=question,
        pause=pause,
        **texts,
    )
