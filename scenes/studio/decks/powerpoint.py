"""sgd-in-motion.pptx: a slide that asks, one with the film, one with the answer, and what to say in the speaker's notes."""

from pathlib import Path
from typing import Any

from scenes.studio.decks import office
from scenes.studio.decks.content import Deck, Slide
from scenes.studio.pages.address import site_url


def write(path: Path, deck: Deck) -> None:
    """Write the deck: a slide that opens, three for each film, those of words, and one that says how to give credit."""
    office.write(
        path,
        deck,
        f"Each film has a slide with its question, one on which it plays, and one with the answer. The notes say where to stop, and the "
        f"numbers of the run.\n\nThe films are GIFs, begin with their slide and play once. To stop one at a step, open the address in its "
        f"notes: {site_url()}",
        _film,
    )


def _film(deck: Any, film: Slide, clock: str) -> None:
    """Add the slides of a film."""
    office.question(deck, film, "\n\n".join([clock, *film.asked]))
    office.film(deck, film, film.title, notes(film), str(film.gif), film.alt)
    office.question(deck, film, "\n\n".join([*film.asked[1:], film.say]), answered=True)


def notes(film: Slide) -> str:
    """The speaker's notes to a film, as plain text: where to stop, what to say then, and the run."""
    stops = [f"Pause at {rest.label}: {rest.said}\n{film.at(rest.row)}" for rest in film.rests if rest.said]
    return "\n\n".join([*stops, film.say, *film.sources])
