"""films.zip: every film with all its files, what may be done with them, and a page of stills to choose from."""

import os
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from scenes.studio.decks.content import TITLE, page, site_url
from scenes.studio.numbers import readable_size
from scenes.studio.store.paths import ROOT
from scenes.studio.store.record import ATTRIBUTION, Record

MEDIA = (".gif", ".mp4", ".png")  # compressed already
FOLDER = "sgd-in-motion"
_templates = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_templates.filters["size"] = readable_size
INDEX = _templates.from_string(Path(__file__).with_name("templates").joinpath("archive.html").read_text(encoding="utf-8"))


def write(path: Path, films: Mapping[str, Record]) -> None:
    """Write the archive: LICENSE, ATTRIBUTION.txt, index.html, and a folder with the files of each film."""
    files = {name: film.files for name, film in films.items()}
    index = INDEX.render(title=TITLE, attribution=ATTRIBUTION, site=site_url(), films=films.values(), files=files)
    entries = [
        ("LICENSE", (ROOT / "LICENSE").read_bytes()),
        ("ATTRIBUTION.txt", attribution(films.values()).encode()),
        ("index.html", index.encode()),
        *((f"{name}/{file.name}", file.read_bytes()) for name, these in files.items() for file in these),
    ]
    write_zip(path, ((f"{FOLDER}/{name}", data) for name, data in entries))


def write_folder(path: Path, folder: Path) -> None:
    """Write an archive of a folder."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    write_zip(path, ((file.relative_to(folder.parent).as_posix(), file.read_bytes()) for file in files))


def attribution(films: Iterable[Record]) -> str:
    """What to say beside each film, and where it comes from."""
    lines = ["Films and notes: CC BY 4.0. Name the source, for example like this:", "", f"    {ATTRIBUTION}", ""]
    for film in films:
        lines += [film.data["title"], f"    Film: {ATTRIBUTION}", f"    {page(film.name)}", f"    made by {film.data['source']}", ""]
    return "\n".join(lines)


def write_zip(path: Path, entries: Iterable[tuple[str, bytes]]) -> None:
    """Write an archive of (name, bytes), whole or not at all. The same entries give the same bytes."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(unfinished, "w") as archive:
            for name, data in entries:
                info = zipfile.ZipInfo(name)  # of 1980, the first date that an archive knows
                info.external_attr = 0o644 << 16
                info.compress_type = zipfile.ZIP_STORED if name.endswith(MEDIA) else zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
