"""Small pictures of the films, for the map of lessons and the gallery: the story panel of the cut for phones, at the last turn of the film.

That cut has the boldest lines and letters for its size.
"""

from pathlib import Path

import numpy as np
from imageio.v3 import imread
from PIL import Image

from scenes.studio.pages.generated import date_like, is_of
from scenes.studio.pages.pictures import THUMB
from scenes.studio.store.names import THEMES, file_name
from scenes.studio.store.paths import DOCS
from scenes.studio.store.record import Record, films

TOP = 0.176  # of the cut's height: there the story panel begins, below its title
ENDS = 0.38, 0.66  # between these it ends, above the first empty band
BAND = 14  # rows: how high that is
FULL = 690  # rows: where the picture ends if there is none
MARGIN = 20  # about the panel, in the small picture


def shrink(folder: Path = DOCS / "animations", small: Path = DOCS / "assets" / "stills") -> list[Path]:
    """Write to `small` a WebP of each film in `folder` with a cut for phones, where it is not newer already; returns what it wrote.

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
        date_like(path, _cut(*sources[path]))
    return stale


def _cut(film: Record, theme: str) -> Path:
    return film.file(file_name(film.name, "tall.mp4", theme))


def _is_fresh(path: Path, source: Path) -> bool:
    if not is_of(path, source):
        return False
    with Image.open(path) as image:
        return image.size == THUMB


def _thumbnail(film: Record, theme: str) -> Image.Image:
    """The story panel as large as it fits, on the film's own ground."""
    stops = film.data["stops"]
    pixels = imread(_cut(film, theme), plugin="FFMPEG", index=film.frame_starts[stops[-2]["frame"]])
    panel = Image.fromarray(pixels).crop(_panel(pixels))
    scale = min((side - 2 * MARGIN) / its for side, its in zip(THUMB, panel.size, strict=True))
    panel = panel.resize((round(panel.width * scale), round(panel.height * scale)), Image.Resampling.LANCZOS)
    thumbnail = Image.new("RGB", THUMB, tuple(map(int, pixels[0, 0])))
    thumbnail.paste(panel, ((THUMB[0] - panel.width) // 2, (THUMB[1] - panel.height) // 2))
    return thumbnail


def _panel(pixels: np.ndarray) -> tuple[int, int, int, int]:
    """The box about all that is drawn in the story panel of a cut (height, width, 3)."""
    top, low, high = (round(share * len(pixels)) for share in (TOP, *ENDS))
    drawn = np.abs(pixels.astype(int) - pixels[0, 0]).max(axis=-1) > 10
    empty = low + np.flatnonzero(~drawn[low:high].any(axis=1))
    bands = np.split(empty, np.flatnonzero(np.diff(empty) > 1) + 1)
    bottom = next((int(band[0]) for band in bands if len(band) >= BAND), FULL)
    rows, columns = (np.flatnonzero(drawn[top:bottom].any(axis=axis)) for axis in (1, 0))
    return int(columns[0]), top + int(rows[0]), int(columns[-1]) + 1, top + int(rows[-1]) + 1
