"""What the decks say: docs/slides.yml with the numbers of the runs filled in, a Slide for each film."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError
from mkdocs.config import load_config
from yaml import YAMLError, safe_load

from scenes.studio.errors import BadInput, Unknown
from scenes.studio.pages.index import home
from scenes.studio.pages.views import Runs
from scenes.studio.numbers import fixed_for_readers
from scenes.studio.store.paths import ROOT
from scenes.studio.store.record import Record, films

TITLE = "SGD in Motion"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FIELDS = {"ask": str, "say": str, "pause": dict, "numbers": str, "time": str}


@dataclass(frozen=True, kw_only=True)
class Slide:
    """A film and the words to it. `pause` maps steps of the run to what to say there; `page` is a full address."""

    name: str
    title: str
    alt: str
    page: str
    size: tuple[int, int]  # pixels
    gif: Path
    mp4: Path
    still: Path
    fps: int
    frame_starts: tuple[int, ...]  # the video frame with which each picture begins
    frame_labels: tuple[str, ...]  # what each picture is called: “step 12”
    ask: str
    say: str
    pause: Mapping[int, str]
    numbers: str
    time: str

    def at(self, step: int) -> str:
        """The address that opens the film on its page at `step`."""
        return f"{self.page.partition('#')[0]}#{self.name}@{step}"


@cache
def site_url(root: Path = ROOT) -> str:
    """The address that the site is built for, with a slash at its end: `site_url` in mkdocs.yml."""
    return load_config(str(root / "mkdocs.yml"))["site_url"].rstrip("/") + "/"


def shelf(root: Path = ROOT) -> dict[str, Record]:
    """All finished films by name, in the order of docs/slides.yml; those it does not know come last, by their names."""
    folder = root / "docs" / "animations"
    there = films(folder)
    told = [name for name in _told(root) if name in there]
    return {name: Record(folder, name) for name in [*told, *(name for name in there if name not in told)]}


def page(name: str, root: Path = ROOT) -> str:
    """The full address of the page where a film is at home."""
    return site_url(root) + home(name, root / "docs")


def slides(root: Path = ROOT) -> list[Slide]:
    """The slides in the order of docs/slides.yml.

    Raises BadInput where it asks for a film, a step or a number that is not there, or where an entry is not complete.
    """
    folder = root / "docs" / "animations"
    film = cache(lambda name: Record(folder, name))
    environment = Environment(undefined=StrictUndefined)
    environment.filters["fixed"] = fixed
    environment.globals["run"] = Runs(film)

    def rendered(where: str, text: str) -> str:
        try:
            return re.sub(r"[ \n]+", " ", environment.from_string(text).render()).strip()
        except (Unknown, TemplateError, TypeError) as error:
            raise BadInput(f"docs/slides.yml, {where}: {error}") from None

    made = []
    for name, words in _told(root).items():
        try:
            one = film(name)
            files = {kind: one.file(f"{name}.{kind}") for kind in ("gif", "mp4", "png")}
            frame_starts = tuple(one.frame_starts)
            for step in words["pause"]:
                if step not in one.data["steps"]:
                    raise BadInput(f"docs/slides.yml, {name}, pause: the film has no picture of step {step}; its page lists those it has")
        except Unknown as error:
            raise BadInput(f"docs/slides.yml, {name}: {error}") from None
        made.append(
            Slide(
                name=name,
                title=one.data["title"],
                alt=one.data["alt"],
                page=page(name, root),
                size=tuple(one.data["size"]),
                gif=files["gif"],
                mp4=files["mp4"],
                still=files["png"],
                fps=one.data["fps"],
                frame_starts=frame_starts,
                frame_labels=tuple(map(one.label, one.data["steps"])),
                pause={step: rendered(f"{name}, pause {step}", why) for step, why in words["pause"].items()},
                **{field: rendered(f"{name}, {field}", words[field]) for field in ("ask", "say", "numbers", "time")},
            )
        )
    return made


def _told(root: Path) -> dict[str, dict[str, Any]]:
    """docs/slides.yml: film → field → words. Raises BadInput unless every entry has every field."""
    try:
        with (root / "docs" / "slides.yml").open("rb") as file:
            told = safe_load(file) or {}
    except (OSError, YAMLError) as error:
        raise BadInput(f"docs/slides.yml cannot be read: {' '.join(str(error).split())}") from None
    for name, words in told.items():
        given = words if isinstance(words, dict) else {}
        for field, kind in FIELDS.items():
            if not isinstance(given.get(field), kind) or not given[field]:
                raise BadInput(f"docs/slides.yml, {name}: “{field}” is missing or empty; write {', '.join(FIELDS)}")
        for field in set(given) - set(FIELDS):
            raise BadInput(f"docs/slides.yml, {name}: there is no “{field}”; write {', '.join(FIELDS)}")
    return told
