"""Files that are made for the site, of which those that are the same as before keep their time."""

import os
from pathlib import Path

from scenes.studio.store.atomic import whole_file


def write_if_new(path: Path, text: str) -> list[Path]:
    """Write a file, whole or not at all, unless it holds this text already; returns what was written: the path, or nothing."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return []
    with whole_file(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    return [path]


def date_like(path: Path, source: Path) -> None:
    """Give a file the time of the one that it was made from, for `is_of`."""
    time = source.stat().st_mtime_ns
    os.utime(path, ns=(time, time))


def is_of(path: Path, source: Path) -> bool:
    """Whether a file was made from `source` as it is now: by equal times, because a clock may have been set back in between."""
    return path.is_file() and path.stat().st_mtime_ns == source.stat().st_mtime_ns
