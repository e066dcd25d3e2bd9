"""sgd-in-motion-steps.pptx: a slide for each stop of each film; the clicker plays the film from one stop to the next."""

import io
from functools import cache
from pathlib import Path
from typing import Any

from scenes.studio.decks import office
from scenes.studio.decks.content import Deck, Slide
from scenes.studio.encode.cut import pieces


def write(path: Path, deck: Deck) -> None:
    """Write the deck: a slide that opens, those of each film and of words, and one that says how to give credit."""
    office.write(
        path,
        deck,
        "A film begins with a still. Each click after that shows the next slide, which plays a piece of the film once and rests on its "
        "last picture. Where the film waits for an answer, a slide asks its question, and after the film one gives the answer. Back shows "
        "the piece before again.",
        _film,
    )


def _film(deck: Any, film: Slide, clock: str) -> None:
    """Add the slides of a film: a still of its first picture, a GIF that plays once up to each rest after that, question and answer."""
    stops = tuple(rest.frame for rest in film.rests)
    for rest, piece in zip(film.rests, _pieces(film.gif, (stops[0], *stops)), strict=True):
        title = rest.words or f"{film.title}, {rest.label}"
        notes = [f"{film.title}, {rest.label}", *filter(None, [rest.said]), *film.sources]
        alt = f"{film.title}, {rest.label}{rest.words and f': {rest.words}'}"
        office.film(deck, film, title, "\n\n".join([clock, *notes]), io.BytesIO(piece), alt)
        if rest is film.waits:
            office.question(deck, film, "\n\n".join([clock, *film.asked]))
    office.question(deck, film, "\n\n".join([*film.asked[1:], film.say]), answered=True)


@cache  # a film stands in several decks
def _pieces(gif: Path, stops: tuple[int, ...]) -> list[bytes]:
    return pieces(gif.read_bytes(), stops)
