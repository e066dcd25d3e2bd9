"""Small pictures of the films, for the map of lessons and the gallery: the story panel alone, at the middle stop."""

from pathlib import Path

import numpy as np
from PIL import Image

from scenes.studio.pages.pictures import THUMB
from scenes.studio.store.names import file_name, parse_file_name
from scenes.studio.store.paths import DOCS

TITLES = 108  # pixels of a canvas 720 high: above it stand sentence, counter and the panels' titles
STORY = 560, 1000  # of 1280: somewhere between them the story panel ends, before a gap that is empty from top to bottom
MARGIN = 12  # about the panel, in the small picture
GAP, WHOLE = 10, 800  # how wide that gap is at least; where the picture ends if there is none


def shrink(films: Path = DOCS / "animations", folder: Path = DOCS / "assets" / "stills") -> list[Path]:
    """Write a small WebP of each film in `films` to `folder`, unless it is there and newer; returns those written.

    Those that no longer belong to a film are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources = _sources(films, folder)
    for path in set(folder.glob("*.webp")) - set(sources):
        path.unlink()
    stale = [path for path, source in sources.items() if not _is_fresh(path, source)]
    for path in stale:
        with Image.open(sources[path]) as image:
            _thumbnail(image.convert("RGB")).save(path, quality=60, method=6)
    return stale


def _sources(films: Path, folder: Path) -> dict[Path, Path]:
    """For each small picture the one it is made of: a film's middle key frame, or its still where it has none."""
    pictures: dict[Path, list[tuple[int, Path]]] = {}
    for path in films.glob("*.png"):
        parts = parse_file_name(path.name)
        if parts and (films / file_name(parts.stem, "gif")).is_file():  # not the explorer's
            still = Path(file_name(parts.stem, "webp", parts.theme))
            pictures.setdefault(folder / still, []).append((-1 if parts.step is None else parts.step, path))
    return {small: sorted(found)[len(found) // 2][1] for small, found in sorted(pictures.items())}


def _is_fresh(path: Path, source: Path) -> bool:
    if not path.is_file() or path.stat().st_mtime <= source.stat().st_mtime:
        return False
    with Image.open(path) as image:
        return image.size == THUMB


def _thumbnail(image: Image.Image) -> Image.Image:
    """The story panel of a picture, as large as it fits, on the picture's own ground."""
    ground = image.getpixel((0, 0))
    panel = image.crop(_panel(np.asarray(image)))
    scale = min((THUMB[0] - 2 * MARGIN) / panel.width, (THUMB[1] - 2 * MARGIN) / panel.height)
    panel = panel.resize((round(panel.width * scale), round(panel.height * scale)), Image.Resampling.LANCZOS)
    thumbnail = Image.new("RGB", THUMB, ground)
    thumbnail.paste(panel, ((THUMB[0] - panel.width) // 2, (THUMB[1] - panel.height) // 2))
    return thumbnail


def _panel(pixels: np.ndarray) -> tuple[int, int, int, int]:
    """The box of the story panel in a picture (height, width, 3): all that is drawn below the titles and left of the gap."""
    unit = pixels.shape[0] / 720
    drawn = (np.abs(pixels.astype(int) - pixels[0, 0]).max(axis=-1) > 24)[round(TITLES * unit) :]
    first, last = (round(place * unit) for place in STORY)
    empty = np.flatnonzero(~drawn[:, first:last].any(axis=0)) + first
    runs = [run for run in np.split(empty, np.flatnonzero(np.diff(empty) > 1) + 1) if len(run) >= GAP * unit]
    wide = max(map(len, runs), default=0)
    end = next((int(run[len(run) // 2]) for run in runs if len(run) >= wide / 2), round(WHOLE * unit))
    rows, columns = np.flatnonzero(drawn[:, :end].any(axis=1)), np.flatnonzero(drawn[:, :end].any(axis=0))
    if not rows.size:
        return 0, 0, pixels.shape[1], pixels.shape[0]
    top = round(TITLES * unit)
    return int(columns[0]), top + int(rows[0]), int(columns[-1]) + 1, top + int(rows[-1]) + 1
