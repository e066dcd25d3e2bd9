"""python -m scenes.studio.pages.thumbnails: the films' stills made small, for the map of lessons and the gallery."""

import sys
from pathlib import Path

from PIL import Image

DOCS = Path(__file__).resolve().parents[3] / "docs"
SIZE = (640, 360)


def shrink(films: Path = DOCS / "animations", folder: Path = DOCS / "assets" / "stills") -> list[Path]:
    """Write a small WebP of each still in `films` to `folder`, unless it is there and newer; returns those written.

    What belongs to no film any more is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Not the key frames, which are stills, too: see keyframes.py.
    stills = {
        folder / f"{still.stem}.webp": still
        for still in sorted(films.glob("*.png"))
        if ".step-" not in still.name and still.with_name(f"{still.name.partition('.')[0]}.gif").is_file()
    }
    for path in set(folder.glob("*.webp")) - set(stills):
        path.unlink()
    stale = [path for path, still in stills.items() if not path.is_file() or path.stat().st_mtime <= still.stat().st_mtime]
    for path in stale:
        with Image.open(stills[path]) as image:
            image.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS).save(path, quality=80, method=6)
    return stale


if __name__ == "__main__":
    print(f"{len(shrink())} small stills written", file=sys.stderr)
