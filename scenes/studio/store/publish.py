"""Where finished films stand. A film is put in place whole or not at all, whatever is killed when."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scenes.studio.errors import BadInput
from scenes.studio.store.atomic import clear_unfinished, running, whole_folder
from scenes.studio.store.names import film_files
from scenes.studio.store.paths import ANIMATIONS

# How files begin, after so many bytes, and end. An MP4 ends with the name and version of its encoder.
KINDS = {
    ".gif": (b"GIF89a", 0, b";"),
    ".mp4": (b"ftyp", 4, b""),
    ".png": (b"\x89PNG", 0, b"IEND\xaeB`\x82"),
    ".webp": (b"RIFF", 0, b""),
    ".vtt": (b"WEBVTT", 0, b""),
}


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
    """Whether the published film has this fingerprint and all its files are there, undamaged."""
    record = read_record(ANIMATIONS, name)
    return record is not None and record.get("fingerprint") == fingerprint and bool(record.get("files")) and not damaged(name)


def damaged(name: str) -> list[str]:
    """The files of a published film that are not what its record says, or the record, where something stands there that is none.

    Seen by their sizes, and by how a file of their kind begins and ends.
    """
    record, path = read_record(ANIMATIONS, name), ANIMATIONS / f"{name}.json"
    if record is None:
        return [path.name] if path.exists() else []
    sizes = record.get("files")
    if not isinstance(sizes, dict):
        return [path.name]
    return [file for file, size in sizes.items() if not _is_whole(ANIMATIONS / file, size)]


def _is_whole(path: Path, size: int) -> bool:
    if not path.is_file() or path.stat().st_size != size:
        return False
    begins, at, ends = KINDS.get(path.suffix, (b"", 0, b""))
    with path.open("rb") as file:
        file.seek(at)
        begun = file.read(len(begins)) == begins
        file.seek(-min(len(ends), size), os.SEEK_END)
        return begun and file.read() == ends


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
    """Complete what a killed render had finished; clear away what it had not. What is of a running one is left to it."""
    for left in sorted(folder.glob(".*.finished")):
        pid = left.suffixes[-2][1:] if len(left.suffixes) > 1 else ""
        others = pid.isdecimal() and int(pid) != os.getpid() and running(int(pid))
        if left.is_dir() and not others:
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
