"""The figures of films: one, one with a question, two beside each other. docs/assets/player/ brings them to life."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from scenes.studio.errors import Unknown
from scenes.studio.numbers import for_readers, short
from scenes.studio.pages import tables
from scenes.studio.pages.embed import embed
from scenes.studio.pages.pictures import PHONE, Url, images
from scenes.studio.pages.questions import Question
from scenes.studio.pages.site import Site
from scenes.studio.pages.templates import one_line
from scenes.studio.store.names import file_name
from scenes.studio.store.record import Record

HEAVY = 100_000  # bytes: a film above it waits for the reader to do anything, so that no page fetches over 400 KB by itself


def film(site: Site, name: str) -> str:
    """The figure of a film. Raises Unknown when there is no such film, or when one of its files is missing."""
    record = site.record(name)
    return figure(record, site.film_url, files=embed(record, site.film_url, site.home(name)), headed=_among_others(site))


def predict(site: Site, name: str) -> str:
    """The figure of a film with the question that docs/slides.yml asks of it: an answer plays the film to where it is decided.

    Raises Unknown for a film that is not there, and BadInput where nothing is asked of it or its run does not decide the question.
    """
    record = site.record(name)
    ask = site.words.question(name)
    return figure(record, site.film_url, ask=ask, files=embed(record, site.film_url, site.home(name)), headed=_among_others(site))


def compare(site: Site, *names: str) -> str:
    """Films of the same data side by side under one slider. Raises Unknown when one of them is not there."""
    if len(names) < 2:
        raise Unknown("compare: name two films of the same data")
    return pair([site.record(name) for name in names], site.film_url)


def figure(film: Record, url: Url, ask: Question | None = None, files: str = "", headed: bool = False) -> str:
    """A film's <figure>: it needs no script, and has none inline.

    All that the player needs is there: the controls, and the numbers of each step as a table. `url` gives the address of a
    film's file; `files` is the HTML of its links. Before the question `ask` is answered nothing tells what the film will show.
    If `headed`, a heading that only screen readers know leads to it.
    """
    opens = ask.opens if ask else None
    context = film_context(film, url, "shown", film.tall, opens)
    description = [*([prose(film.data["alt"])] if ask else []), *_description(film)]
    return one_line(
        "film.html",
        kinds=["ask"] if ask else [],
        id=film.name,
        title=film.data["title"],
        reels=[context],
        last=len(context["rows"]) - 1,
        now=context["now"],
        step=context["rows"][context["now"]][0],
        heavy=max(film.file(file_name(film.name, kind)).stat().st_size for kind in ("mp4", *["tall.mp4"] * film.tall)) > HEAVY,
        ask=ask,
        headed=headed,
        stops=film.data["stops"],
        caption=_caption(
            film.name, film.data["caption"], description, [stop | {"label": film.label(stop["row"])} for stop in film.data["stops"]]
        ),
        files=Markup(files),
    )


def pair(films: Sequence[Record], url: Url) -> str:
    """Films of the same data beside each other in one <figure>, under one slider."""
    contexts = [film_context(film, url, "paired", tall=False) for film in films]  # a phone has room for two wide ones only
    name = "-".join(film.name for film in films)
    titles = " and ".join(f"“{film.data['title']}”" for film in films)
    steps = sorted({row[0] for context in contexts for row in context["rows"]})
    opens = contexts[0]["rows"][contexts[0]["now"]][0]
    described = [paragraph for film in films for paragraph in _description(film)]
    return one_line(
        "film.html",
        kinds=["pair"],
        id=name,
        title=titles,
        reels=contexts,
        last=len(steps) - 1,
        now=steps.index(opens),
        step=opens,
        heavy=True,
        ask=None,
        headed=False,
        stops=[],
        caption=_caption(name, f"{titles}, step by step beside each other.", described),
        files="",
    )


def told(film: Record, frame: int) -> str:
    """What the film says in a frame: the sentence of its last stop."""
    return next((stop["words"] for stop in reversed(film.data["stops"]) if stop["frame"] <= frame), "")


def film_context(film: Record, url: Url, table: str, tall: bool, opens: int | None = None) -> dict[str, Any]:
    """What film.html needs to know of a film. Its table of steps is shown, or hidden for the player: paired. `tall`: for phones, too.

    A film that `opens` at a frame with a question is not told beyond it: its alternative text is what it says there.
    """
    steps = film.data["steps"]
    headings = tables.columns_of(film)
    columns = list(headings)
    updates = tables.updates(film, headings) if table == "shown" else []
    updated = [columns[update["a"] - 1] for update in updates]
    whole = {name: all(film.row(step)[name].is_integer() for step in steps) for name in columns}
    return {
        "name": film.name,
        "title": film.data["title"],
        "light": url(film.file(file_name(film.name, "mp4")).name),
        "dark": url(film.file(file_name(film.name, "mp4", "dark")).name),
        "fps": film.data["fps"],
        "now": film.data.get("poster", len(steps) - 1) if opens is None else opens,
        "starts": film.frame_starts,
        "tall": PHONE if tall else None,
        "stills": images(film, url, moving=True, tall=tall, alt=None if opens is None else f"The film waits: {told(film, opens)}"),
        "columns": [tables.heading(name, headings[name]) for name in columns],
        "says": film.data.get("says", 1),
        "counter": None if table == "paired" else film.data.get("frame_labels"),  # films are paired by their steps
        "rows": [[step, *(short(film.row(step)[name], whole[name]) for name in columns)] for step in steps],
        "lr": for_readers(film.data["params"].get("lr", 0)),
        "updates": updates,
        "after": [[short(film.row(step + 1)[name]) for name in updated] if step + 1 in film.trace else [] for step in steps],
        "table": table,
    }


def _among_others(site: Site) -> bool:
    """Whether the page is a lesson, whose films stand below headings of the second level."""
    return site.page.startswith("lessons/")


def _description(film: Record) -> list[Markup]:
    return [prose(text.strip()) for text in film.data["description"].split("\n\n")]


def prose(text: str) -> Markup:
    """A scene's words as HTML, in which `code` stands between backticks."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _caption(id: str, caption: str, description: Sequence[str] = (), stops: Sequence[Mapping[str, Any]] = ()) -> Markup:
    return Markup(one_line("caption.html", id=id, caption=caption, description=description, stops=stops))
