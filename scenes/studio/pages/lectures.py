"""Which slides a deck shows, and for how long: the decks and the slides of words in docs/slides.yml."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenes.studio.errors import BadInput
from scenes.studio.pages.questions import FILE, check, entries, read

WHOLE = "sgd-in-motion"  # the deck of all films
DECK: dict[str, type] = {"title": str, "slides": list}
PAGE: dict[str, type] = {"title": str, "lines": list, "say": str, "minutes": int}
MAY_PAGE: dict[str, type] = {"formula": list}


@dataclass(frozen=True, kw_only=True)
class Lecture:
    """A deck: its title, the names of its slides in order, which of these are films, and how many minutes it takes.

    Without a title it is called by its films, see `decks.content`.
    """

    title: str
    slides: tuple[str, ...]
    films: tuple[str, ...]
    minutes: int

    @property
    def length(self) -> str:
        """How long it is: “6 films, 20 minutes”."""
        return f"{len(self.films)} film{'s' * (len(self.films) != 1)}, {self.minutes} minute{'s' * (self.minutes != 1)}"


def pages(docs: Path) -> dict[str, dict[str, Any]]:
    """The slides of words: name → field → words. Raises BadInput unless all have every field."""
    found: dict[str, dict[str, Any]] = read(docs).get("words") or {}
    for name, words in found.items():
        check(f"words, {name}", words, PAGE, MAY_PAGE)
    return found


def lectures(docs: Path) -> dict[str, Lecture]:
    """The decks of docs/slides.yml by name; without any, one of all films. Raises BadInput where one names a slide that is not there."""
    films, words = entries(docs), pages(docs)
    plans: Mapping[str, Any] = read(docs).get("decks") or {WHOLE: {"title": "SGD in Motion", "slides": list(films)}}
    found = {}
    for name, plan in plans.items():
        if films:  # without films there is no deck to fill
            check(f"decks, {name}", plan, DECK)
        try:
            found[name] = _lecture(plan["title"], plan["slides"], films, words)
        except BadInput as error:
            raise BadInput(f"{FILE}, decks, {name}: {error}") from None
    return found


def selected(docs: Path, names: Sequence[str]) -> Lecture:
    """A lecture of these slides, or those of the decks among the names, in this order. Raises BadInput for a name that is none of them."""
    ready = lectures(docs)
    if len(names) == 1 and names[0] in ready:
        return ready[names[0]]
    chosen = [slide for name in names for slide in (ready[name].slides if name in ready else [name])]
    films, words = entries(docs), pages(docs)
    for name in chosen:
        if name not in films and name not in words:
            near = difflib.get_close_matches(name, [*films, *words, *ready], 1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise BadInput(f"there is no film or slide {name!r}: {hint}{FILE} names them all")
    return _lecture("", chosen, films, words)


def _lecture(title: str, slides: Sequence[str], films: Mapping[str, Any], words: Mapping[str, Any]) -> Lecture:
    for name in slides:
        if name not in films and name not in words:
            raise BadInput(f"there is no film or slide {name!r}")
    slides = tuple(dict.fromkeys(slides))
    return Lecture(
        title=title,
        slides=slides,
        films=tuple(name for name in slides if name in films),
        minutes=sum((films.get(name) or words[name])["minutes"] for name in slides),
    )
