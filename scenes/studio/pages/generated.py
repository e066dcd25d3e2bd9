"""Files that are made for the site, of which those that are the same as before keep their time."""

from pathlib import Path

from scenes.studio.store.atomic import whole_file


def write_if_new(path: Path, text: str) -> list[Path]:
    """Write a file, whole or not at all, unless it holds this text already; returns what was written: the path, or nothing."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return []
    with whole_file(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    return [path]
