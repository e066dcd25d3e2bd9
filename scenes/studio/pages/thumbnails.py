"""Small pictures of the films, for the map of lessons and the gallery: the story panel of the cut for phones, at the middle stop.

That cut has the boldest lines and letters for its size.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from scenes.studio.encode.mp4 import picture
from scenes.studio.pages.pictures import THUMB
from scenes.studio.store.names import THEMES, file_name
from scenes.studio.store.paths import DOCS
from scenes.studio.store.record import Record, films

LEFT, TOP, RIGHT = 0.028, 0.176, 0.985  # of the cut's width or height: the story panel with its ticks, without its title
ENDS = 0.38, 0.66  # between these parts of the height it ends, in the first empty band; without one as soon as the picture is full
BAND = 14  # rows: how high that is


def shrink(folder: Path = DOCS / "animations", small: Path = DOCS / "assets" / "stills") -> list[Path]:
    """Write a small WebP of each film in `folder` that has a cut for phones to `small`, unless it is there and newer; returns those written.

    Those that no longer belong to a film are removed.
    """
    small.mkdir(parents=True, exist_ok=True)
    found = [Record(folder, name) for name in films(folder)]
    sources = {small / file_name(film.name, "webp", theme): (film, theme) for film in found if film.tall for theme in THEMES}
    for path in set(small.glob("*.webp")) - set(sources):
        path.unlink()
    stale = [path for path, (film, theme) in sources.items() if not _is_fresh(path, _cut(film, theme))]
    for path in stale:
        _thumbnail(*sources[path]).save(path, quality=60, method=6)
    return stale


def _cut(film: Record, theme: str) -> Path:
    return film.file(file_name(film.name, "tall.mp4", theme))


def _is_fresh(path: Path, source: Path) -> bool:
    if not path.is_file() or path.stat().st_mtime <= source.stat().st_mtime:
        return False
    with Image.open(path) as image:
        return image.size == THUMB


def _thumbnail(film: Record, theme: str) -> Image.Image:
    stops = film.data["stops"]
    whole = Image.fromarray(picture(_cut(film, theme), film.frame_starts[stops[len(stops) // 2]["frame"]]))
    width, height = whole.size
    left, right, top = LEFT * width, RIGHT * width, TOP * height
    scale = THUMB[0] / (right - left)
    bottom = _end(np.asarray(whole)) or round(top + THUMB[1] / scale)
    panel = whole.resize((THUMB[0], round(scale * (bottom - top))), Image.Resampling.LANCZOS, box=(left, top, right, bottom))
    thumbnail = Image.new("RGB", THUMB, whole.getpixel((0, 0)))
    thumbnail.paste(panel, (0, (THUMB[1] - panel.height) // 2))
    return thumbnail


def _end(pixels: np.ndarray) -> int:
    """The middle of the first band of rows in which nothing is drawn, between ENDS, in a cut (height, width, 3); 0 where there is none."""
    first, last = (round(share * len(pixels)) for share in ENDS)
    drawn = (np.abs(pixels[first:last].astype(int) - pixels[0, 0]).max(axis=-1) > 20).any(axis=1)
    empty = np.flatnonzero(~drawn)
    bands = np.split(empty, np.flatnonzero(np.diff(empty) > 1) + 1)
    return next((first + int(band[len(band) // 2]) for band in bands if len(band) >= BAND), 0)
