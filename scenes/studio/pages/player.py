"""The figures of films, with a question or without. docs/assets/player/ brings them to life."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup, escape

from scenes.studio.numbers import for_readers, short
from scenes.studio.pages import tables
from scenes.studio.pages.embed import embed
from scenes.studio.pages.markup import joined
from scenes.studio.pages.pictures import PHONE, Url, images
from scenes.studio.pages.questions import Question
from scenes.studio.pages.site import Site
from scenes.studio.pages.templates import one_line
from scenes.studio.store.names import file_name
from scenes.studio.store.record import Record

HEAVY = 80_000  # bytes: a film above it waits for the reader to do anything, so that no page fetches over 400 KB by itself


def film(site: Site, name: str) -> str:
    """The figure of a film. Raises Unknown when there is no such film, or when one of its files is missing."""
    record = site.record(name)
    site.shows(name)
    return figure(record, site.film_url, files=_files(site, record), headed=_among_others(site))


def predict(site: Site, name: str) -> str:
    """The figure of a film with the question that docs/slides.yml asks of it: an answer plays the film to where it is decided.

    Raises Unknown for a film that is not there, and BadInput where nothing is asked of it or its run does not decide the question.
    """
    record = site.record(name)
    ask = site.words.question(name)
    site.shows(name)
    return figure(record, site.film_url, ask=ask, files=_files(site, record), headed=_among_others(site))


def figure(
    film: Record, url: Url, ask: Question | None = None, files: str = "", headed: bool = False, alone: bool = False, tall: bool = True
) -> str:
    """A film's <figure>: it needs no script, and has none inline.

    All that the player needs is there: the controls, and the numbers of each step as a table. `url` gives the address of a
    film's file; `files` is the HTML of its links. Before the question `ask` is answered nothing tells what the film will show.
    If `headed`, a heading that only screen readers know leads to it. `alone`, in a file of its own, it has no GIF, and answers to choose
    from where a page may ask for a number or a place. Phones get the `tall` cut, where there is one.
    """
    if ask:
        ask = replace(ask, text=joined(ask.text), verdict=joined(ask.verdict), because=joined(ask.because))
    opens = ask.opens if ask else None
    context = film_context(film, url, opens, alone, tall)
    description = [*([prose(film.data["alt"])] if ask else []), *_description(film)]
    return one_line(
        "film.html",
        kinds=["ask"] if ask else [],
        id=film.name,
        title=film.data["title"],
        reel=context,
        heavy=not alone and _is_heavy(film),
        ask=ask,
        guess=ask.guess if ask and not alone else None,
        headed=headed,
        stops=film.data["stops"],
        caption=_caption(
            film.name, film.data["caption"], description, [stop | {"label": film.label(stop["row"])} for stop in film.data["stops"]]
        ),
        files=Markup(files),
    )


def told(film: Record, frame: int) -> str:
    """What the film says in a frame: the sentence of its last stop."""
    return next((stop["words"] for stop in reversed(film.data["stops"]) if stop["frame"] <= frame), "")


def film_context(film: Record, url: Url, opens: int | None = None, alone: bool = False, tall: bool = True) -> dict[str, Any]:
    """What film.html needs to know of a film.

    One that `opens` at a frame with a question is not told beyond it: its alternative text is what it says there.
    """
    steps = film.data["steps"]
    tall = tall and film.tall
    headings = tables.columns_of(film)
    columns = list(headings)
    updates = tables.updates(film, headings)
    updated = [columns[update["a"] - 1] for update in updates]
    whole = {name: all(film.row(step)[name].is_integer() for step in steps) for name in columns}
    return {
        "light": url(film.file(file_name(film.name, "mp4")).name),
        "dark": url(film.file(file_name(film.name, "mp4", "dark")).name),
        "fps": film.data["fps"],
        "now": film.data["poster"] if opens is None else opens,
        "starts": film.frame_starts,
        "tall": PHONE if tall else None,
        "fold": film.data.get("fold") if tall else None,
        "tall_light": url(film.file(file_name(film.name, "tall.mp4")).name) if tall else None,
        "tall_dark": url(film.file(file_name(film.name, "tall.mp4", "dark")).name) if tall else None,
        "stills": images(film, url, moving=not alone, tall=tall, alt=None if opens is None else f"The film waits: {told(film, opens)}"),
        "columns": [tables.heading(name, headings[name]) for name in columns],
        "says": film.data.get("says", 1),
        "counter": film.data.get("frame_labels"),
        "rows": [[step, *(short(film.row(step)[name], whole[name]) for name in columns)] for step in steps],
        "lr": for_readers(film.data["params"].get("lr", 0)),
        "updates": updates,
        "after": [[short(film.row(step + 1)[name]) for name in updated] if step + 1 in film.trace else [] for step in steps],
    }


def _among_others(site: Site) -> bool:
    """Whether the page is a lesson, whose films stand below headings of the second level."""
    return site.page.startswith("lessons/")


def _files(site: Site, film: Record) -> str:
    return embed(film, site.film_url, site.address, site.home(film.name))


def _is_heavy(film: Record) -> bool:
    return max(film.file(file_name(film.name, kind)).stat().st_size for kind in ("mp4", *["tall.mp4"] * film.tall)) > HEAVY


def _description(film: Record) -> list[Markup]:
    return [prose(text.strip()) for text in film.data["description"].split("\n\n")]


def prose(text: str) -> Markup:
    """A scene's words as HTML, in which `code` stands between backticks."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _caption(id: str, caption: str, description: Sequence[str] = (), stops: Sequence[Mapping[str, Any]] = ()) -> Markup:
    return Markup(one_line("caption.html", id=id, caption=caption, description=description, stops=stops))
