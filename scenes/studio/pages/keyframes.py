"""The frames at which a film is stopped, by itself or by who speaks to it, as PNGs: NAME.step-12.png for that after 12 steps."""

from pathlib import Path

import numpy as np
from PIL import Image

from scenes.studio.pages.generated import date_like, is_of
from scenes.studio.pages.questions import entries, spoken_rows
from scenes.studio.store.names import THEMES, file_name, parse_file_name
from scenes.studio.store.paths import DOCS
from scenes.studio.store.record import Record, films


def extract(docs: Path = DOCS) -> list[Path]:
    """Write the frame of each stop beside its film, in both themes; returns the paths of those written.

    Where docs/slides.yml stops a film is read there, too; a step without a frame is left to who makes the decks to complain of.

    They come out of the GIFs, whose every pixel is the film's. A picture of its GIF as it is stays; one
    that is no longer a key frame is removed.
    """
    folder, said = docs / "animations", entries(docs)
    written: list[Path] = []
    wanted: set[Path] = set()
    for name in films(folder):
        film = Record(folder, name)
        rows = spoken_rows(said[name], film) if name in said else {stop["row"] for stop in film.data["stops"]}
        frames = {row: film.data["steps"].index(row) for row in rows if row in film.data["steps"]}
        for theme in THEMES:
            gif = folder / file_name(name, "gif", theme)
            paths = {folder / file_name(name, "png", theme, step): frame for step, frame in frames.items()}
            wanted |= paths.keys()
            stale = {path: frame for path, frame in paths.items() if not is_of(path, gif)}
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
            date_like(path, gif)
    return list(frames)
