"""What notes and decks see as `run`: the numbers of the finished films, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from scenes.studio.errors import Unknown
from scenes.studio.store.record import Record, unknown

# Jinja tries `value.name` first and `value["name"]` next. What the notes see as `run` answers to the second only, so
# that every name in a record is free, and a name that is not there raises. (A LookupError would pass as Undefined.)


class RecordView:
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
        if isinstance(value, dict):
            return RecordView(path, value)
        return [cls._readable(item, path) for item in value] if isinstance(value, list) else value


class SeriesView(RecordView):
    """One series of a run: `run.good_lr.loss.first`, `.last`, `.min`, `.max`, and `.at(10)` from the CSV."""

    def __init__(self, film: Record, name: str):
        super().__init__(f"run.{film.name}.{name}", film.data["series"][name])
        self._film, self._name = film, name

    def at(self, step: int) -> float:
        """The value after `step` steps. Raises Unknown for a step that was not run."""
        return self._film.row(step)[self._name]


class Runs:
    """What the notes see as `run`: every film by name, the fields of its record, and each series. See RecordView, SeriesView."""

    def __init__(self, film: Callable[[str], Record]):
        self._film = film

    def __getitem__(self, name: str) -> RecordView:
        film = self._film(name)
        fields = {field: value for field, value in film.data.items() if field != "series"}
        return RecordView(f"run.{name}", fields | {series: SeriesView(film, series) for series in film.data["series"]})


def stop_of(film: Record, number: int) -> dict[str, Any]:
    """A stop of a film, counted from 1: its row, frame and words. Raises Unknown for one that it does not have."""
    stops = film.data["stops"]
    if not 1 <= number <= len(stops):
        raise Unknown(f"{film.name} has no stop {number}; it has 1 to {len(stops)}: {'; '.join(stop['words'] for stop in stops)}")
    return stops[number - 1]


def frame_of(film: Record, step: int) -> int:
    """Which frame shows the row after `step` steps. Raises Unknown for a step that was not run, or that no frame shows."""
    film.row(step)
    steps = film.data["steps"]
    if step not in steps:
        near = sorted(sorted(steps, key=lambda shown: abs(shown - step))[:2])
        raise Unknown(f"{film.name} has no picture of step {step}; the nearest are those of steps {' and '.join(map(str, near))}")
    return steps.index(step)
