"""Where finished films stand. A film is put in place whole or not at all, whatever is killed when."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scenes.studio.errors import BadInput
from scenes.studio.store.paths import ANIMATIONS


def record(name: str) -> dict[str, Any] | None:
    """What a published film says of itself, or None where there is none."""
    try:
        film = json.loads((ANIMATIONS / f"{name}.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return film if isinstance(film, dict) else None


def fresh(name: str, fingerprint: str) -> bool:
    """Whether the published film is of this fingerprint and all its files are there, at their recorded sizes."""
    film = record(name)
    return film is not None and film.get("fingerprint") == fingerprint and all(map(_stands, film["files"], film["files"].values()))


def _stands(file: str, size: int) -> bool:
    path = ANIMATIONS / file
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
    """A place beside `folder`'s films to write all files of one; they move in together when the block ends well."""
    unfinished = folder / f".{stem}.{os.getpid()}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)  # of a killed process that had our number
    unfinished.mkdir()
    try:
        yield unfinished
        # From this rename on the film is the new one: `recover` completes a move that was cut short.
        finished = unfinished.with_suffix(".finished")
        unfinished.rename(finished)
        _commit(finished)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def recover(folder: Path) -> None:
    """Complete what a killed render had finished; clear away what it had not."""
    for left in sorted(folder.glob(".*.finished")):
        _commit(left)
    for left in sorted(folder.glob(".*.unfinished")):
        if not _alive(int(left.suffixes[-2][1:])):
            shutil.rmtree(left, ignore_errors=True)


def remove_orphans(names: list[str]) -> list[str]:
    """Take films off the shelf whose scene is gone; return their names."""
    gone = sorted({path.stem for path in ANIMATIONS.glob("*.json")} - set(names))
    for name in gone:
        film = record(name) or {"files": {}}
        for file in [*film["files"], f"{name}.json"]:
            (ANIMATIONS / file).unlink(missing_ok=True)
    return gone


def _commit(finished: Path) -> None:
    # The record goes last: it names the fingerprint, and so vouches for the others.
    for path in sorted(finished.iterdir(), key=lambda path: (path.suffix == ".json", path.name)):
        os.replace(path, finished.parent / path.name)
    finished.rmdir()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
