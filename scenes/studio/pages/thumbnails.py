"""The covers of the films as small pictures, for the map of lessons and the gallery. store/covers.py draws them."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import yaml
from PIL import Image

from scenes.studio.errors import BadInput
from scenes.studio.pages.pictures import THUMB
from scenes.studio.store.names import THEMES, file_name
from scenes.studio.store.paths import DOCS, SCENES
from scenes.studio.store.record import Record, films

CHOSEN = "covers.yml"  # which stops they show
USUAL = -2  # the last but one: the turn of a film
MAKERS = SCENES / "studio" / "draw" / "cover.py", SCENES / "studio" / "store" / "covers.py"

Draw = Callable[[Mapping[str, int], tuple[int, int]], Iterable[tuple[str, Mapping[str, Image.Image]]]]


def update(draw: Draw, docs: Path = DOCS) -> list[Path]:
    """Write to docs/assets/stills the cover of each film with a cut for phones that is not there already; returns what it wrote.

    `draw` is called for those that are not, with the stop that each shows and their size. Covers of films that are gone are removed.
    Raises BadInput where docs/covers.yml is not {film: number of a stop}.
    """
    folder = docs / "assets" / "stills"
    folder.mkdir(parents=True, exist_ok=True)
    chosen = _chosen(docs / CHOSEN)
    found = [film for film in (Record(docs / "animations", name) for name in films(docs / "animations")) if film.tall]
    paths = {film.name: [folder / file_name(film.name, "webp", theme) for theme in THEMES] for film in found}
    for path in set(folder.glob("*.webp")) - {path for its in paths.values() for path in its}:
        path.unlink()
    times = {film.name: _time(film, docs / CHOSEN) for film in found}
    stale = {name: chosen.get(name, USUAL) for name, its in paths.items() if not all(_is_of(path, times[name]) for path in its)}
    written = []
    for name, covers in draw(stale, THUMB) if stale else ():
        for path, theme in zip(paths[name], THEMES, strict=True):
            covers[theme].save(path, quality=60, method=6)
            os.utime(path, ns=(times[name], times[name]))
            written.append(path)
    return written


def _chosen(path: Path) -> dict[str, int]:
    found = (yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None) or {}
    if not isinstance(found, dict) or not all(isinstance(stop, int) and stop for stop in found.values()):
        raise BadInput(f"{path.name}: let it name films, each with the number of a stop, such as good_lr: 3")
    return found


def _time(film: Record, chosen: Path) -> int:
    """The time that a cover has if it was made from what is there now, in nanoseconds."""
    sources = [film.file(file_name(film.name, "json")), *(path for path in (chosen, *MAKERS) if path.is_file())]
    return max(path.stat().st_mtime_ns for path in sources)


def _is_of(path: Path, time: int) -> bool:
    if not (path.is_file() and path.stat().st_mtime_ns == time):
        return False
    with Image.open(path) as image:
        return image.size == THUMB
