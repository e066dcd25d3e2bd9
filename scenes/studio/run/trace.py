"""The record of a run, as arrays that nobody can change any more."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.studio.errors import BadInput, BadNumber

MOST_NUMBERS = 30_000_000  # of a whole run: 120 MB as float32
# Names that a series cannot have: the table's first column, what a published record holds beside the series (`run.NAME.title`
# in the notes), and the attributes of a trace.
RESERVED = frozenset(
    "step name title caption alt description params facts series ended steps stops frame_labels poster fps durations_ms duration_ms "
    "size fold files fingerprint versions source readouts says page frame_rows scalars record".split()
)


@dataclass(frozen=True)
class Ended:
    """Why a run stopped before its last step: at `step`, `series` was no longer a finite number."""

    step: int
    series: str
    value: str


class Trace:
    """Named arrays of a run, read as attributes: row t is the state after t steps, row 0 the guess.

    `trace.loss` is (rows,), `trace.a` is (rows, parameters) and so on, under the names that `train` yields.
    `frame_rows` lists the rows that become frames. `ended` says where the run left the finite numbers, if it did.
    """

    def __init__(self, series: Mapping[str, NDArray[Any]], frame_rows: Sequence[int], ended: Ended | None = None):
        for array in series.values():
            array.setflags(write=False)
        self.series = dict(series)
        self.frame_rows = list(frame_rows)
        self.ended = ended

    @classmethod
    def record(cls, rows: Iterable[Mapping[str, Any]] | None, frame_rows: Callable[[int], Sequence[int]], source: str = "train") -> "Trace":
        """Collect the rows of a run; `frame_rows(last_row)` chooses the frames.

        Every value is copied at once, because SGD changes its tensors in place. The run ends before the first
        row that holds an infinite or undefined number. Raises BadNumber when that is the first row, or when the run has
        more numbers than memory is meant for; BadInput, which names `source`, for rows that make no table.
        """
        columns: dict[str, list[NDArray[Any]]] = {}
        ended, numbers = None, 0
        for step, row in enumerate(rows or ()):
            copies = _copies(row, step, source)
            infinite = [name for name, value in copies.items() if not np.isfinite(value).all()]
            if infinite:
                value = copies[infinite[0]].ravel()
                ended = Ended(step, infinite[0], str(value[~np.isfinite(value)][0]))
                break
            if columns:
                _check_shapes({name: values[0] for name, values in columns.items()}, copies, step, source)
            numbers += sum(value.size for value in copies.values())
            if numbers > MOST_NUMBERS:
                raise BadNumber(f"the first {step + 1:,} rows hold over {MOST_NUMBERS:,} numbers; ask for fewer steps or points")
            for name, value in copies.items():
                columns.setdefault(name, []).append(value)
        if ended and not columns:
            raise BadNumber(f"the first row already has a {ended.series} that is {ended.value}, so there is nothing to film")
        if not columns:
            raise BadInput(f"{source} yields no row; yield one for the guess and one for each step")
        series = {name: np.stack(values) for name, values in columns.items()}
        return cls(series, frame_rows(len(next(iter(series.values()))) - 1), ended)

    def __getattr__(self, name: str) -> NDArray[Any]:
        series = self.__dict__.get("series", {})  # there is none before __init__ has run
        if name not in series:
            raise AttributeError(f"this run has no series {name!r}; it has {', '.join(series)}")
        return series[name]

    def __reduce__(self) -> tuple[Any, ...]:
        return Trace, (self.series, self.frame_rows, self.ended)  # copies and pickles are read-only too

    def __len__(self) -> int:
        return len(next(iter(self.series.values())))

    def scalars(self) -> dict[str, NDArray[Any]]:
        """Every scalar series, and every component of those shaped like the vector of parameters `a`: {name: (rows,)}."""
        columns = {}
        for name, array in self.series.items():
            if array.ndim == 1:
                columns[name] = array
            elif "a" in self.series and array.ndim == 2 and array.shape == self.a.shape and array.dtype.kind == "f":
                columns |= {f"{name}_{i}": array[:, i] for i in range(array.shape[1])}
        return columns


def _copies(row: Any, step: int, source: str) -> dict[str, NDArray[Any]]:
    if not isinstance(row, Mapping) or not row:
        raise BadInput(f"{source}: row {step} is not a dictionary of named values, such as {{'loss': loss}}")
    if reserved := sorted(RESERVED & row.keys()):
        raise BadInput(f"{source}: a series cannot be called {reserved[0]!r}, which the records of films use themselves; rename it")
    copies = {}
    for name, value in row.items():
        try:
            copies[name] = value.detach().numpy().copy() if hasattr(value, "detach") else np.array(value)
        except ValueError:  # numpy's word for a list of lists of different lengths
            raise BadInput(f"{source}: {name!r} in row {step} is a ragged list; yield an array of regular shape") from None
        if copies[name].dtype.kind not in "biuf":
            raise BadInput(f"{source}: {name!r} in row {step} is {value!r}, no number; yield numbers and arrays of numbers")
    return copies


def _check_shapes(first: dict[str, NDArray[Any]], row: dict[str, NDArray[Any]], step: int, source: str) -> None:
    if odd := sorted(first.keys() ^ row.keys()):
        has, lacks = (step, 0) if odd[0] in row else (0, step)
        raise BadInput(f"{source}: row {has} has a series {odd[0]!r} that row {lacks} has not; yield the same names in every row")
    for name, value in row.items():
        if value.shape != first[name].shape:
            raise BadInput(f"{source}: {name!r} has the shape {value.shape} in row {step} and {first[name].shape} in row 0; keep one shape")
