"""A finished film, read back from its files: the record (JSON), the rows of the run (CSV), the media."""

import csv
import difflib
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from scenes.studio.errors import Unknown
from scenes.studio.store.names import file_name, film_files
from scenes.studio.store.publish import published, read_record

# The credit that CC BY 4.0 asks for: every deck, archive and page says it in these words.
ATTRIBUTION = "SGD in Motion, CC BY 4.0, after lesson 2 of fast.ai’s Practical Deep Learning for Coders"


def unknown(what: str, where: str, name: str, choices: Iterable[str]) -> Unknown:
    """`name` is not among `choices`: no {what} “{name}”{where}, the nearest choices, and what to run."""
    known = list(choices)
    near = difflib.get_close_matches(name, known, cutoff=0.5)
    hint = f"nearest: {', '.join(near)}" if near else f"there is: {', '.join(known[:12])}" if known else "there is none yet"
    return Unknown(f"no {what} “{name}”{where} ({hint}); if it ought to be there, run `make scenes`")


def films(folder: Path) -> list[str]:
    """The finished films that lessons, gallery and decks show, by name: those with a GIF. The explorer has none."""
    return [name for name, record in published(folder).items() if file_name(name, "gif") in record.get("files", ())]


class Record:
    """A finished film: its record (JSON), its trace (CSV) and its files. Raises Unknown when there is no such film."""

    def __init__(self, folder: Path, name: str):
        data = read_record(folder, name)
        if data is None:
            raise unknown("film", "", name, published(folder))
        self.name, self.data, self._folder = name, data, folder

    @cached_property
    def rows(self) -> list[dict[str, float]]:
        """The rows of the table as they stand in the CSV: column → value."""
        with self.file(file_name(self.name, "csv")).open(encoding="utf-8", newline="") as file:
            return [{name: float(cell) for name, cell in row.items()} for row in csv.DictReader(file)]

    @cached_property
    def trace(self) -> dict[int, dict[str, float]]:
        """The rows of the run: step → column → value."""
        return dict(enumerate(self.rows))

    def row(self, step: int) -> dict[str, float]:
        """The row after `step` steps. Raises Unknown for a step that was not run."""
        if step not in self.trace:
            raise unknown("step", f" in run.{self.name}", str(step), [f"0 to {max(self.trace)}"])
        return self.trace[step]

    def frame(self, step: int) -> int:
        """Which frame shows that step, or the nearest one to it."""
        steps = self.data["steps"]
        return min(range(len(steps)), key=lambda i: abs(steps[i] - step))

    def label(self, step: int) -> str:
        """What the film calls the row after `step` steps: “step 12”, or where rows are not steps, such as “lr 0.1”."""
        labels = self.data.get("frame_labels")
        return labels[self.frame(step)] if labels else f"step {step}"

    @property
    def frame_starts(self) -> list[int]:
        """The frame of the MP4 with which each picture begins, counted as encode.mp4.Mp4 counts them."""
        ends = accumulate(self.data["durations_ms"])
        return [0, *(round(end * self.data["fps"] / 1000) for end in ends)][:-1]

    @property
    def tall(self) -> bool:
        """Whether there is a cut of it for phones."""
        return file_name(self.name, "tall.mp4") in self.data.get("files", ())

    @property
    def files(self) -> list[Path]:
        """All files of this film, by name."""
        return film_files(self._folder, self.name)

    def file(self, name: str) -> Path:
        """The path of one of the film's files. Raises Unknown when it is missing."""
        path = self._folder / name
        if not path.is_file():
            raise unknown("file", " in docs/animations", name, [path.name for path in self.files])
        return path
