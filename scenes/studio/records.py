"""What finished films say of themselves, for pages and decks: their records, their traces, and numbers as readers see them."""

import csv
import difflib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
NO_BREAK = "\u00a0"  # a number stays on one line
# The credit that CC BY 4.0 asks for: every deck, archive and page says it in these words.
ATTRIBUTION = "SGD in Motion, CC BY 4.0, after lesson 2 of fast.ai’s Practical Deep Learning for Coders"


class Unknown(Exception):
    """The notes ask for a film or a number that is not there. The message is one line, and says what to run."""


def unknown(what: str, where: str, name: str, choices: Iterable[str]) -> Unknown:
    """`name` is not among `choices`: no {what} “{name}”{where}, the nearest choices, and what to run."""
    there = list(choices)
    near = difflib.get_close_matches(name, there, cutoff=0.5)
    hint = f"nearest: {', '.join(near)}" if near else f"there is: {', '.join(there[:12])}" if there else "there is none yet"
    return Unknown(f"no {what} “{name}”{where} ({hint}); if it ought to be there, run `make scenes`")


class Number(float):
    """A float that prints for readers (see `plain`), and stays one when reckoned with."""

    def __str__(self) -> str:
        return plain(self)


def _closed(name: str) -> Callable[..., Any]:
    def operation(self: Number, *others: Any) -> Any:
        value = getattr(float, name)(self, *others)
        return Number(value) if type(value) is float else value

    return operation


for _name in ["add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow", "rpow", "neg", "abs"]:
    setattr(Number, f"__{_name}__", _closed(f"__{_name}__"))


def plain(value: float) -> str:
    """`value` to three significant digits: 0.0858, 8.9, 1,230, −2.5, 2.3 × 10⁵."""
    if not math.isfinite(value):
        return _not_finite(value)
    mantissa, exponent = f"{value:.2e}".split("e")
    power = int(exponent)
    if value == 0 or -4 < power < 5:
        text = f"{float(f'{value:.3g}'):,.{max(0, 2 - power)}f}"
        return _signed(text.rstrip("0").rstrip(".") if "." in text else text)
    digits = mantissa.rstrip("0").rstrip(".")
    return _signed(f"{digits}{NO_BREAK}×{NO_BREAK}10") + str(power).translate(SUPERSCRIPTS)


def fixed(value: float, decimals: int = 2) -> str:
    """`value` with that many decimals, whatever its size: −0.50, 1,234.00."""
    return _signed(f"{value:,.{decimals}f}") if math.isfinite(value) else _not_finite(value)


def _signed(text: str) -> str:
    """With a true minus sign, and none before a zero."""
    return text.replace("-", "−") if text.strip("-0.,") else text.lstrip("-")


def _not_finite(value: float) -> str:
    return "not a number" if math.isnan(value) else "∞" if value > 0 else "−∞"


class Film:
    """A finished film: its record (JSON), its trace (CSV) and its files. Raises Unknown when there is no such film."""

    def __init__(self, folder: Path, name: str):
        there = sorted(path.stem for path in folder.glob("*.json"))
        if name not in there:
            raise unknown("film", "", name, there)
        self.name, self._folder = name, folder
        self.record: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))

    @cached_property
    def trace(self) -> dict[int, dict[str, Number]]:
        """The rows of the run: step → column → value."""
        with self.file(f"{self.name}.csv").open(encoding="utf-8", newline="") as file:
            return {int(row["step"]): {name: Number(cell) for name, cell in row.items()} for row in csv.DictReader(file)}

    def row(self, step: int) -> dict[str, Number]:
        """The row after `step` steps. Raises Unknown for a step that was not run."""
        if step not in self.trace:
            raise unknown("step", f" in run.{self.name}", str(step), [f"0 to {max(self.trace)}"])
        return self.trace[step]

    def frame(self, step: int) -> int:
        """Which frame shows that step, or the nearest one to it."""
        steps = self.record["steps"]
        return min(range(len(steps)), key=lambda i: abs(steps[i] - step))

    def says(self, step: int) -> str:
        """What the film calls the row after `step` steps: “step 12”, or where rows are not steps, such as “lr 0.1”."""
        counter = self.record.get("counter")
        return counter[self.frame(step)] if counter else f"step {step}"

    @property
    def starts(self) -> list[int]:
        """The frame of the MP4 with which each picture begins, counted as encoders.Mp4 counts them."""
        ends = accumulate(self.record["durations_ms"])
        return [0, *(round(end * self.record["fps"] / 1000) for end in ends)][:-1]

    @property
    def files(self) -> list[Path]:
        """All that stands on the shelf for this film, by name."""
        return sorted(self._folder.glob(f"{self.name}.*"))

    def file(self, name: str) -> Path:
        """The path of one of the film's files. Raises Unknown when it is missing."""
        path = self._folder / name
        if not path.is_file():
            raise unknown("file", " in docs/animations", name, [path.name for path in self.files])
        return path


# Jinja tries `value.name` first and `value["name"]` next. What the notes see as `run` answers to the second only, so
# that every name in a record is free, and a name that is not there raises. (A LookupError would pass as Undefined.)


class Names:
    """Named values, read-only: `run.good_lr.params.lr`. Raises Unknown for any other name, and when printed whole."""

    def __init__(self, path: str, values: Mapping[str, Any]):
        self._path, self._values = path, values

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            raise unknown("number", f" in {self._path}", str(name), self._values)
        return self._readable(self._values[name], f"{self._path}.{name}")

    def __str__(self) -> str:
        raise Unknown(f"{self._path} is not one number: say which of {', '.join(self._values)}")

    @classmethod
    def _readable(cls, value: Any, path: str) -> Any:
        if isinstance(value, float):
            return Number(value)
        if isinstance(value, dict):
            return Names(path, value)
        return [cls._readable(item, path) for item in value] if isinstance(value, list) else value


class Series(Names):
    """One series of a run: `run.good_lr.loss.first`, `.last`, `.min`, `.max`, and `.at(10)` from the CSV."""

    def __init__(self, film: Film, name: str):
        super().__init__(f"run.{film.name}.{name}", film.record["series"][name])
        self._film, self._name = film, name

    def at(self, step: int) -> Number:
        """The value after `step` steps. Raises Unknown for a step that was not run."""
        return self._film.row(step)[self._name]


class Runs:
    """What the notes see as `run`: every film by name, the fields of its record, and each series. See Names, Series."""

    def __init__(self, film: Callable[[str], Film]):
        self._film = film

    def __getitem__(self, name: str) -> Names:
        film = self._film(name)
        fields = {field: value for field, value in film.record.items() if field != "series"}
        return Names(f"run.{name}", fields | {series: Series(film, series) for series in film.record["series"]})


def readable_size(size: int) -> str:
    """A number of bytes for readers: 320 KB, 1.2 MB."""
    return f"{size / 1e6:.1f}{NO_BREAK}MB" if size >= 999_500 else f"{max(1, round(size / 1e3))}{NO_BREAK}KB"
