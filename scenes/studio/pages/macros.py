"""The macros of the notes, such as `{{ film("good_lr") }}`, and their variables, such as `{{ run.good_lr.loss.first }}`."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError

from scenes.studio.errors import BadInput
from scenes.studio.pages import (
    exercises,
    explorer,
    index,
    licences,
    links,
    page_errors,
    parts,
    pictures,
    player,
    source,
    tables,
    way,
)
from scenes.studio.pages.lectures import lectures as lectures_of
from scenes.studio.pages.site import CURRENT, Site
from scenes.studio.pages.views import Runs
from scenes.studio.store.record import ATTRIBUTION, films

if TYPE_CHECKING:
    from mkdocs_macros.plugin import MacrosPlugin

MACROS: dict[str, Callable[..., str]] = {
    "film": player.film,
    "predict": player.predict,
    "moment": links.moment,
    "still": pictures.still,
    "thumb": pictures.thumb,
    "card": pictures.card,
    "rows": tables.rows,
    "source": source.source,
    "exercise": exercises.exercise,
    "check": exercises.check,
    "parts": parts.parts,
    "licences": licences.licences,
    "download": links.download,
    "explorer": explorer.explorer,
    "kind": way.kind,
    "byline": way.byline,
    "onwards": way.onwards,
}

page_errors.install()


def define_env(env: "MacrosPlugin") -> None:
    """Give the notes MACROS and the variables below. Called by mkdocs-macros at every build, by Zensical for every page.

    `run` holds the numbers of all films. `films` names those that have a page under films/, in the order of the
    navigation. `lessons` are the pages lessons/1-….md, lessons/2-….md and so on, each with its films (see index.Lesson);
    `elsewhere` names the films that none of them shows. `decks` names the files in build/slides, `lectures` what each
    deck shows and for how long (see lectures.Lecture). `bench` is what `make bench` has measured.
    """
    site = Site(env)
    CURRENT.set(site)  # for what is done to a page when its macros have run: see `markup`
    for name, macro in MACROS.items():
        env.macro(partial(macro, site), name)
    try:
        lessons, lectures = site.lessons, lectures_of(site.docs)
    except BadInput as error:
        raise PluginError(str(error)) from None
    bench = site.docs / "benchmarks.json"
    pages = map(PurePosixPath, index.nav_pages(env.conf["nav"]))
    env.variables.update(
        {
            "run": Runs(site.record),
            "films": [path.stem for path in pages if path.parent.name == "films" and path.stem != "index"],
            "lessons": lessons,
            "elsewhere": [name for name in films(site.films) if not any(name in lesson.films for lesson in lessons)],
            "lectures": lectures,
            "decks": sorted(path.name for path in site.decks.glob("*") if path.is_file()),
            "attribution": ATTRIBUTION,
            "bench": json.loads(bench.read_text(encoding="utf-8"))["bench"] if bench.is_file() else {},
        }
    )
