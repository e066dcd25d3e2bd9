"""sgd-in-motion.pptx: one slide per film, with the GIF in place and what to say in the speaker's notes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scenes.studio.decks import office
from scenes.studio.decks.content import TITLE, Slide, site_url


def write(path: Path, slides: Sequence[Slide]) -> None:
    """Write the deck: a slide that opens, one for each film, and one that says how to give credit."""
    office.write(
        path,
        f"{TITLE}: gradient descent in {len(slides)} films",
        "Every film comes from a real PyTorch run; in most, a frame is one step.",
        f"Ask the question before the film plays. The notes say what to say then, where to stop, and the numbers of the run.\n\n"
        f"The films are GIFs and begin with their slide. To stop one at a step, open the address in its notes: {site_url()}",
        slides,
        _film,
    )


def _film(deck: Any, film: Slide) -> None:
    """Add the slide of a film. It is read out in this order: the question before the picture's words, which tell how it ends."""
    slide = office.new(deck, film.title, notes(film))
    office.question(slide, film)
    office.picture(slide, str(film.gif), film.name, film.alt, film.size)
    office.credit(slide, film)


def notes(film: Slide) -> str:
    """The speaker's notes to a film, as plain text."""
    stops = [f"Pause at {rest.label}: {rest.said}\n{film.at(rest.row)}" for rest in film.rests if rest.said]
    return "\n\n".join([*film.asked, *stops, film.say, *film.sources])
