"""The stills of a film in a page: in line, small, and as a card of the gallery."""

from collections.abc import Callable

from markupsafe import Markup

from scenes.studio.draw.theme import TALL
from scenes.studio.pages.index import home
from scenes.studio.pages.site import Site
from scenes.studio.pages.templates import one_line
from scenes.studio.store.names import THEMES, file_name
from scenes.studio.store.record import Record

Url = Callable[[str], str]  # from the name of a film's file to its address
PHONE = "screen and (max-width: 45em) and (orientation: portrait)"  # shows the tall cuts
THUMB = 480, 298  # pixels of a small picture


def still(site: Site, name: str) -> str:
    """The still of a film, in the colours of the page, to stand in a line of text or in a link.

    Raises Unknown when there is no such film, or when one of its files is missing.
    """
    return images(site.record(name), site.film_url)


def thumb(site: Site, name: str) -> str:
    """The small picture of a film, see thumbnails.py; without words, for a link that has its own.

    Raises Unknown when there is no such film, or when its still is missing.
    """
    return images(site.record(name), site.film_url, small=True, alt="")


def card(site: Site, name: str, title: str = "") -> str:
    """A film of the gallery: its still, which docs/assets/gallery.js lets move, with a link to where the film is at home.

    What is asked of a film stands in place of its caption, which would tell the answer. `title` stands in place of a title that would.
    """
    film = site.record(name)
    gifs = {theme: site.film_url(film.file(file_name(name, "gif", theme)).name) for theme in THEMES}
    page, question = site.url(home(name, site.docs, site.lessons)), site.words.asked(name)
    return one_line(
        "card.html",
        name=name,
        page=page,
        images=thumb(site, name),
        seconds=round(film.data["duration_ms"] / 1000),
        title=title or film.data["title"],
        words=question.text if question else film.data["caption"],
        **gifs,
    )


def images(film: Record, url: Url, small: bool = False, moving: bool = False, tall: bool = False, alt: str | None = None) -> Markup:
    """The stills of a film as HTML: see images.html. `alt` replaces the film's own alternative text.

    `tall` ones are offered to phones.
    """
    stills = {theme: film.file(file_name(film.name, "png", theme)) for theme in THEMES}
    files = {theme: url(path.name) for theme, path in stills.items()}
    if small:
        thumbnails = {theme: f"assets/stills/{path.stem}.webp" for theme, path in stills.items()}
        docs = stills["light"].parents[1]
        files |= {theme: url(f"../{file}") for theme, file in thumbnails.items() if (docs / file).is_file()}
    return Markup(
        one_line(
            "images.html",
            moving={kind: url(film.file(file_name(film.name, kind)).name) for kind in ("gif", "png")} if moving else None,
            alt=film.data["alt"] if alt is None else alt,
            tall={theme: url(film.file(file_name(film.name, "tall.webp", theme)).name) for theme in THEMES} if tall else None,
            phone=PHONE,
            tall_size=TALL,
            size=THUMB if small else film.data["size"],
            **files,
        )
    )
