"""films.zip: every film with its files, what may be done with them, and a page of stills to choose from."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from scenes.studio.decks.content import TITLE
from scenes.studio.decks.zips import write_zip
from scenes.studio.pages.address import page, site_url
from scenes.studio.pages.templates import render
from scenes.studio.store.names import parse_file_name
from scenes.studio.store.paths import ROOT
from scenes.studio.store.record import ATTRIBUTION, Record

FOLDER = "sgd-in-motion"


def write(path: Path, films: Mapping[str, Record]) -> None:
    """Write the archive: LICENSE, ATTRIBUTION.txt, index.html, and a folder with the files of each film, without its cut for phones."""
    files = {name: [file for file in film.files if not _tall(file)] for name, film in films.items()}
    index = render("archive.html", title=TITLE, attribution=ATTRIBUTION, site=site_url(), films=films.values(), files=files)
    entries = [
        ("LICENSE", (ROOT / "LICENSE").read_bytes()),
        ("ATTRIBUTION.txt", attribution(films.values()).encode()),
        ("index.html", index.encode()),
        *((f"{name}/{file.name}", file.read_bytes()) for name, these in files.items() for file in these),
    ]
    write_zip(path, ((f"{FOLDER}/{name}", data) for name, data in entries))


def _tall(file: Path) -> bool:
    parts = parse_file_name(file.name)
    return bool(parts and parts.kind.startswith("tall."))


def attribution(films: Iterable[Record]) -> str:
    """The credit line for each film, and where it comes from."""
    lines = ["Films and notes: CC BY 4.0. Name the source, for example like this:", "", f"    {ATTRIBUTION}", ""]
    for film in films:
        lines += [film.data["title"], f"    Film: {ATTRIBUTION}", f"    {page(film.name)}", f"    made by {film.data['source']}", ""]
    return "\n".join(lines)
