"""Three to five frames of each film as PNGs, at the steps that the notes speak of."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from scenes.studio.pages.index import key_steps
from scenes.studio.store.names import THEMES, file_name, parse_file_name
from scenes.studio.store.paths import DOCS
from scenes.studio.store.record import Record, films

LEAST, MOST = 4, 5


def chosen(film: dict[str, Any], steps: list[int]) -> dict[int, int]:
    """Which frames to keep of a film, from its record: {step shown: frame}.

    First those nearest to `steps`, up to five in all; where these are fewer than four, also the guess, the poster, the last
    and the middle one, of which some may be the same.
    """
    shown = film["steps"]
    frames = list(dict.fromkeys(min(range(len(shown)), key=lambda i: abs(shown[i] - step)) for step in steps))[:MOST]
    for frame in (0, film["poster"], len(shown) - 1, len(shown) // 2):
        if len(frames) < LEAST and frame not in frames:
            frames.append(frame)
    return {shown[frame]: frame for frame in sorted(frames)}


def extract(docs: Path = DOCS) -> list[Path]:
    """Write the key frames beside the films as NAME.step-12.png and NAME.dark.step-12.png; returns those written.

    They come out of the GIFs, whose every pixel is the film's. A picture newer than its GIF stays; one
    that is no longer a key frame is removed.
    """
    folder = docs / "animations"
    steps = key_steps(docs)
    written: list[Path] = []
    wanted: set[Path] = set()
    for name in films(folder):
        frames = chosen(Record(folder, name).data, steps.get(name, []))
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
