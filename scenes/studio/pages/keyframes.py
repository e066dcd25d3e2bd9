"""The frames at which a film rests, as PNGs: NAME.step-12.png for the stop after 12 steps."""

from pathlib import Path

import numpy as np
from PIL import Image

from scenes.studio.store.names import THEMES, file_name, parse_file_name
from scenes.studio.store.paths import DOCS
from scenes.studio.store.record import Record, films


def extract(docs: Path = DOCS) -> list[Path]:
    """Write the frame of each stop beside its film, in both themes; returns the paths of those written.

    They come out of the GIFs, whose every pixel is the film's. A picture newer than its GIF stays; one
    that is no longer a key frame is removed.
    """
    folder = docs / "animations"
    written: list[Path] = []
    wanted: set[Path] = set()
    for name in films(folder):
        frames = {stop["row"]: stop["frame"] for stop in Record(folder, name).data["stops"]}
        for theme in THEMES:
            gif = folder / file_name(name, "gif", theme)
            paths = {folder / file_name(name, "png", theme, step): frame for step, frame in frames.items()}
            wanted |= paths.keys()
            stale = {path: frame for path, frame in paths.items() if not path.is_file() or path.stat().st_mtime <= gif.stat().st_mtime}
            written += _pull(gif, stale)
    for path in set(folder.glob("*.png")) - wanted:
        parts = parse_file_name(path.name)
        if parts and parts.step is not None:
            path.unlink()
    return written


def _pull(gif: Path, frames: dict[Path, int]) -> list[Path]:
    """Write frames of a GIF, {path: frame}, as PNGs; returns their paths."""
    if not frames:
        return []
    with Image.open(gif) as film:
        for path, frame in sorted(frames.items(), key=lambda item: item[1]):
            film.seek(frame)
            # A GIF has at most 256 colours: so does the PNG, exactly.
            pixels = np.asarray(film.convert("RGBA")).view(np.uint32)[..., 0]
            colours, indexes = np.unique(pixels, return_inverse=True)
            image = Image.fromarray(indexes.reshape(pixels.shape).astype(np.uint8))
            image.putpalette(colours.view(np.uint8).reshape(-1, 4)[:, :3].tobytes())
            image.save(path)
    return list(frames)
