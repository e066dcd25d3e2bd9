"""python -m scenes.studio.pages.keyframes: three to five frames of each film as PNGs, at the steps that the notes speak of."""

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from scenes.studio.store import record

DOCS = Path(__file__).resolve().parents[3] / "docs"
LEAST, MOST = 4, 5
# Steps that a reader is sent to come before those whose numbers are only quoted.
SPOKEN = (r"(?:predict|moment|frame)\(\s*[\"'](\w+)[\"'],\s*(\d+)", r"#(\w+)@(\d+)", r"\brun\.(\w+)\.\w+\.at\((\d+)\)")


def spoken(docs: Path) -> dict[str, list[int]]:
    """The steps that the notes speak of, by film."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(docs.rglob("*.md")))
    steps: dict[str, list[int]] = {}
    for pattern in SPOKEN:
        for name, step in re.findall(pattern, text):
            steps.setdefault(name, []).append(int(step))
    return steps


def chosen(film: dict[str, Any], steps: list[int]) -> dict[int, int]:
    """Which frames to keep of a film, from its record: {step shown: frame}.

    First those nearest to the steps spoken of, up to five in all; where these are fewer than four, also the guess, the
    poster, the last and the middle one, of which some may be the same.
    """
    shown = film["steps"]
    frames = list(dict.fromkeys(min(range(len(shown)), key=lambda i: abs(shown[i] - step)) for step in steps))[:MOST]
    for frame in (0, film["poster"], len(shown) - 1, len(shown) // 2):
        if len(frames) < LEAST and frame not in frames:
            frames.append(frame)
    return {shown[frame]: frame for frame in sorted(frames)}


def extract(docs: Path = DOCS) -> list[Path]:
    """Write the key frames beside the films as NAME.step-12.png and NAME.dark.step-12.png; returns those written.

    They come out of the GIFs, whose every pixel is the film's. What is there and newer than its GIF stays; what
    is a key frame no more is removed.
    """
    films = docs / "animations"
    steps = spoken(docs)
    written: list[Path] = []
    wanted: set[Path] = set()
    for name in record.films(films):
        film = record.Record(films, name).data
        for stem in (name, f"{name}.dark"):
            gif = films / f"{stem}.gif"
            paths = {films / f"{stem}.step-{step}.png": frame for step, frame in chosen(film, steps.get(name, [])).items()}
            wanted |= paths.keys()
            stale = {path: frame for path, frame in paths.items() if not path.is_file() or path.stat().st_mtime <= gif.stat().st_mtime}
            written += _pull(gif, stale)
    for path in set(films.glob("*.step-*.png")) - wanted:
        path.unlink()
    return written


def _pull(gif: Path, frames: dict[Path, int]) -> list[Path]:
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


if __name__ == "__main__":
    print(f"{len(extract())} key frames written", file=sys.stderr)
