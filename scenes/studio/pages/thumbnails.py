"""The films' stills, scaled down, for the map of lessons and the gallery."""

from pathlib import Path

from PIL import Image

from scenes.studio.store.names import file_name, parse_file_name
from scenes.studio.store.paths import DOCS

SIZE = (576, 324)


def shrink(films: Path = DOCS / "animations", folder: Path = DOCS / "assets" / "stills") -> list[Path]:
    """Write a small WebP of each still in `films` to `folder`, unless it is there and newer; returns those written.

    Those that no longer belong to a film are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stills: dict[Path, Path] = {}
    for still in sorted(films.glob("*.png")):
        parts = parse_file_name(still.name)
        if parts and parts.step is None and (films / file_name(parts.stem, "gif")).is_file():  # no key frames, no explorer
            stills[folder / f"{still.stem}.webp"] = still
    for path in set(folder.glob("*.webp")) - set(stills):
        path.unlink()
    stale = [path for path, still in stills.items() if not path.is_file() or path.stat().st_mtime <= still.stat().st_mtime]
    for path in stale:
        with Image.open(stills[path]) as image:
            image.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS).save(path, quality=56, method=6)
    return stale
