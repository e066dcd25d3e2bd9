"""Where finished films stand. A film is put in place whole or not at all, whatever is killed when."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scenes.studio.errors import BadInput
from scenes.studio.store.atomic import clear_unfinished, whole_folder
from scenes.studio.store.names import film_files
from scenes.studio.store.paths import ANIMATIONS


def read_record(folder: Path, name: str) -> dict[str, Any] | None:
    """The record of the film `name`; None where there is none, or where NAME.json is damaged or something else."""
    try:
        record = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) and record.get("name") == name else None


def published(folder: Path) -> dict[str, dict[str, Any]]:
    """The records of all films in `folder`, by name."""
    found = {path.stem: read_record(folder, path.stem) for path in sorted(folder.glob("*.json"))}
    return {name: record for name, record in found.items() if record}


def fresh(name: str, fingerprint: str) -> bool:
    """Whether the published film has this fingerprint and all its files are there, at their recorded sizes."""
    record = read_record(ANIMATIONS, name)
    if record is None or record.get("fingerprint") != fingerprint:
        return False
    sizes = record.get("files")
    return isinstance(sizes, dict) and bool(sizes) and all(_has_size(ANIMATIONS / file, size) for file, size in sizes.items())


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def prepare(folder: Path) -> None:
    """Make `folder` ready to take films. Raises BadInput where nothing can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        recover(folder)
        trial = folder / f".trial.{os.getpid()}"
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise BadInput(f"cannot write to {folder}: {error.strerror}; choose another folder") from None


@contextmanager
def staging(folder: Path, stem: str) -> Iterator[Path]:
    """A folder beside the films of `folder` in which to write all files of one; they move in together when the block ends well."""
    # From the moment the finished folder has its name the film is the new one: `recover` completes a move that was cut short.
    finished = folder / f".{stem}.{os.getpid()}.finished"
    with whole_folder(finished) as unfinished:
        yield unfinished
    _move_in(finished)


def recover(folder: Path) -> None:
    """Complete what a killed render had finished; clear away what it had not."""
    for left in sorted(folder.glob(".*.finished")):
        if left.is_dir():
            _move_in(left)
    clear_unfinished(folder)


def remove_orphans(names: list[str]) -> list[str]:
    """Remove the published films that have none of these names, with all their files; return their names."""
    gone = [name for name in published(ANIMATIONS) if name not in names]
    for name in gone:
        for path in film_files(ANIMATIONS, name):
            path.unlink(missing_ok=True)
    return gone


def _move_in(finished: Path) -> None:
    # The record goes last: it has the fingerprint, and so vouches for the others.
    for path in sorted(finished.iterdir(), key=lambda path: (path.suffix == ".json", path.name)):
        os.replace(path, finished.parent / path.name)
    finished.rmdir()
