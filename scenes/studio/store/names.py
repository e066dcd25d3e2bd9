"""The names of a film's files: good_lr.gif, good_lr.dark.gif, good_lr.step-12.png, good_lr.tall.mp4, good_lr.part-1.gif."""

import re
from pathlib import Path
from typing import NamedTuple

THEMES = ("light", "dark")  # light has no part in a name
_PARTS = re.compile(
    r"(?P<stem>.+?)(?:\.(?P<theme>dark))?(?:\.step-(?P<step>\d+))?"
    r"\.(?P<kind>once\.gif|part-\d+\.(?:gif|mp4)|tall\.(?:mp4|webp)|[a-z0-9]+)"
)


class FileName(NamedTuple):
    """The parts of a file name, as `file_name` takes them."""

    stem: str
    kind: str
    theme: str = "light"
    step: int | None = None


def file_name(stem: str, kind: str, theme: str = "light", step: int | None = None) -> str:
    """The name of one file of a film: `kind` is its ending, such as gif or tall.mp4; with `step` it is a key frame."""
    themed = [] if theme == "light" else [theme]
    key_frame = [] if step is None else [f"step-{step}"]
    return ".".join([stem, *themed, *key_frame, kind])


def parse_file_name(name: str) -> FileName | None:
    """The parts of a film's file name, or None for a name that no film's file has: the inverse of `file_name`."""
    found = _PARTS.fullmatch(name)
    if not found:
        return None
    return FileName(found["stem"], found["kind"], found["theme"] or "light", int(found["step"]) if found["step"] else None)


def film_files(folder: Path, stem: str) -> list[Path]:
    """The files in `folder` that belong to the film `stem`, by name."""
    return sorted(path for path in folder.glob(f"{stem}.*") if (name := parse_file_name(path.name)) and name.stem == stem)
