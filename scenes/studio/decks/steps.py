"""sgd-in-motion-steps.pptx: a slide for each stop of each film; the clicker plays the film from one stop to the next."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scenes.studio.decks import office
from scenes.studio.decks.content import TITLE, Slide
from scenes.studio.encode.cut import pieces


def write(path: Path, slides: Sequence[Slide]) -> None:
    """Write the deck: a slide that opens, those of each film, and one that says how to give credit."""
    office.write(
        path,
        f"{TITLE}: {len(slides)} films that stop where you speak",
        "Each click plays a film up to its next stop, where it rests.",
        "A film begins with a still and its question. Each click after that shows the next slide, which plays a piece of the film once "
        "and rests on its last picture. Back shows the piece before again. The title says what is seen where the piece ends.",
        slides,
        _film,
    )


def _film(deck: Any, film: Slide) -> None:
    """Add the slides of a film: a still of its first picture, and a GIF that plays once up to each rest after that."""
    stops = [rest.frame for rest in film.rests]
    for rest, piece in zip(film.rests, pieces(film.gif.read_bytes(), [stops[0], *stops]), strict=True):
        asked = film.asked if rest.frame == film.ask.opens else []
        notes = [f"{film.title}, {rest.label}", *asked, *filter(None, [rest.said]), *film.sources]
        title = rest.words or f"{film.title}, {rest.label}"
        slide = office.new(deck, title, "\n\n".join(notes), points=24, bold=False)
        if asked:
            office.question(slide, film)
        office.picture(
            slide,
            io.BytesIO(piece),
            f"{film.name}, {rest.label}",
            f"{film.title}, {rest.label}{rest.words and f': {rest.words}'}",
            film.size,
        )
        office.credit(slide, film)
