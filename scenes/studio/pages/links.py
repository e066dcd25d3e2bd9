"""Links of the notes: to a step of a film, and to a deck."""

from scenes.studio.errors import Unknown
from scenes.studio.numbers import NO_BREAK, readable_size
from scenes.studio.pages.index import pages_with
from scenes.studio.pages.site import Site
from scenes.studio.pages.templates import one_line
from scenes.studio.pages.views import frame_of, stop_of


def moment(site: Site, name: str, step: int | None = None, text: str = "", stop: int | None = None) -> str:
    """A link that opens a film paused at `step`, or at one of its stops, counted from 1: “step 12”, or `text`.

    Raises Unknown for a film without a page, for a step that was not run or that the film has no picture of, and for a stop that
    the film does not have.
    """
    film = site.record(name)
    if step is None:
        step = stop_of(film, stop or 1)["row"]
    frame_of(film, step)
    pages = pages_with(name, site.docs)
    if not pages:
        raise Unknown(f'moment {name}: no page shows this film; put {{{{ film("{name}") }}}} into one')
    page = "" if site.page in pages else site.url(pages[0].removesuffix(".md") + ".html")
    return one_line("moment.html", address=f"{page}#{name}@{step}", text=text or film.label(step).replace(" ", NO_BREAK))


def download(site: Site, name: str, text: str) -> str:
    """A link to one of the decks in build/slides, with its size. Raises Unknown when it has not been made."""
    path = site.decks / name
    if not path.is_file():
        raise Unknown(f"there is no build/slides/{name}; run `make slides`")
    return one_line("download.html", address=site.url(f"slides/{name}"), text=text, size=readable_size(path.stat().st_size))
