"""The figures of films: one, one with a question, two beside each other. docs/assets/player/ brings them to life."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from scenes.studio.errors import Unknown
from scenes.studio.numbers import for_readers, short
from scenes.studio.pages import tables
from scenes.studio.pages.embed import embed
from scenes.studio.pages.pictures import Url, images
from scenes.studio.pages.site import Site
from scenes.studio.pages.templates import one_line
from scenes.studio.pages.views import frame_of
from scenes.studio.store.names import file_name
from scenes.studio.store.record import Record

HEAVY = 100_000  # bytes: a film above it waits for the reader to do anything, so that no page fetches over 400 KB by itself


def film(site: Site, name: str) -> str:
    """The figure of a film. Raises Unknown when there is no such film, or when one of its files is missing."""
    record = site.record(name)
    return figure(record, site.film_url, files=embed(record, site.film_url, site.home(name)))


def predict(site: Site, name: str, step: int, question: str, choices: Mapping[str, Any], because: str = "") -> str:
    """The figure of a film that opens paused at `step` with a question over it, and plays on after an answer.

    `choices` maps each answer to whether the run bears it out, such as `run.good_lr.loss.at(11) < 0.5`; exactly one must.
    `because` is shown after the answer. Raises Unknown for a film or a step that is not there.
    """
    record = site.record(name)
    index = frame_of(record, step)
    if [bool(right) for right in choices.values()].count(True) != 1:
        results = ", ".join(f"“{text}” {bool(right)}" for text, right in choices.items())
        raise Unknown(f"predict {name}: the run must bear out exactly one of the answers, and says {results}")
    ask = {"index": index, "question": question, "choices": choices, "because": because}
    return figure(record, site.film_url, ask=ask, files=embed(record, site.film_url, site.home(name)))


def compare(site: Site, *names: str) -> str:
    """Films of the same data side by side under one slider. Raises Unknown when one of them is not there."""
    if len(names) < 2:
        raise Unknown("compare: name two films of the same data")
    return pair([site.record(name) for name in names], site.film_url)


def choose(site: Site, question: str, labels: Sequence[str], *names: str, first: int = 0) -> str:
    """Films of the same data in one place, of which one is seen; all stand at the same step.

    The `question` stands over a button for each, with its label of `labels`; `first` is the one to be seen before any is chosen.
    Raises Unknown when a film is not there, or has no label.
    """
    if len(names) != len(labels):
        raise Unknown(f"choose: {len(labels)} labels for {len(names)} films; give each film one")
    return pair([site.record(name) for name in names], site.film_url, {"question": question, "labels": labels, "first": first})


def figure(film: Record, url: Url, ask: Mapping[str, Any] | None = None, files: str = "") -> str:
    """A film's <figure>: it needs no script, and has none inline.

    All that the player needs is there: the controls, and the numbers of each step as a table. `url` gives the address of a
    film's file; `files` is the HTML of its links.
    """
    context = film_context(film, url, "shown")
    description = [prose(text.strip()) for text in film.data["description"].split("\n\n")]
    return one_line(
        "film.html",
        kinds=["ask"] if ask else [],
        id=film.name,
        title=film.data["title"],
        reels=[context],
        last=len(context["rows"]) - 1,
        now=context["now"],
        step=context["rows"][context["now"]][0],
        heavy=film.file(file_name(film.name, "mp4")).stat().st_size > HEAVY,
        ask=ask,
        choice=None,
        stops=film.data["stops"],
        caption=_caption(
            film.name, film.data["caption"], description, [stop | {"label": film.label(stop["row"])} for stop in film.data["stops"]]
        ),
        files=Markup(files),
    )


def pair(films: Sequence[Record], url: Url, choice: Mapping[str, Any] | None = None) -> str:
    """Films of the same data in one <figure>, under one slider: beside each other, or one at a time by `choice`, see choose."""
    contexts = [film_context(film, url, "paired") for film in films]
    name = "-".join(film.name for film in films)
    titles = " and ".join(f"“{film.data['title']}”" for film in films)
    steps = sorted({row[0] for context in contexts for row in context["rows"]})
    return one_line(
        "film.html",
        kinds=["choice" if choice else "pair"],
        id=name,
        title=titles,
        reels=contexts,
        last=len(steps) - 1,
        now=0 if choice else len(steps) - 1,
        step=steps[0 if choice else -1],
        heavy=True,
        ask=None,
        choice=choice,
        stops=[],
        caption="" if choice else _caption(name, f"{titles}, step by step beside each other."),
        files="",
    )


def film_context(film: Record, url: Url, table: str) -> dict[str, Any]:
    """What film.html needs to know of a film. Its table of steps is shown, or hidden for the player: paired."""
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
        "now": film.data.get("poster", len(steps) - 1),
        "starts": film.frame_starts,
        "stills": images(film, url, moving=True),
        "columns": [tables.heading(name, headings[name]) for name in columns],
        "says": film.data.get("says", 1),
        "counter": None if table == "paired" else film.data.get("frame_labels"),  # films are paired by their steps
        "rows": [[step, *(short(film.row(step)[name], whole[name]) for name in columns)] for step in steps],
        "lr": for_readers(film.data["params"].get("lr", 0)),
        "updates": updates,
        "after": [[short(film.row(step + 1)[name]) for name in updated] if step + 1 in film.trace else [] for step in steps],
        "table": table,
    }


def prose(text: str) -> Markup:
    """A scene's words as HTML, in which `code` stands between backticks."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _caption(id: str, caption: str, description: Sequence[str] = (), stops: Sequence[Mapping[str, Any]] = ()) -> Markup:
    return Markup(one_line("caption.html", id=id, caption=caption, description=description, stops=stops))
