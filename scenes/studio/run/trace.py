"""The record of a run, as arrays that nobody can change any more."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.studio.errors import BadNumber


@dataclass(frozen=True)
class Ended:
    """Why a run stopped before its last step: at `step`, `series` was no longer a finite number."""

    step: int
    series: str
    value: str


class Trace:
    """Named arrays of a run, read as attributes: row t is the state after t steps, row 0 the guess.

    `trace.loss` is (rows,), `trace.a` is (rows, parameters) and so on, under the names that `train` yields.
    `frame_rows` lists the rows that become frames. `ended` tells where the run left the finite numbers, if it did.
    """

    def __init__(self, series: Mapping[str, NDArray[Any]], frame_rows: Sequence[int], ended: Ended | None = None):
        for array in series.values():
            array.setflags(write=False)
        self.series = dict(series)
        self.frame_rows = list(frame_rows)
        self.ended = ended

    @classmethod
    def record(cls, rows: Iterable[Mapping[str, Any]], frame_rows: Callable[[int], Sequence[int]]) -> "Trace":
        """Collect the rows of a run; `frame_rows(last_row)` chooses the frames.

        Every value is copied at once, because SGD changes its tensors in place. The run ends before the first
        row that holds an infinite or undefined number. Raises BadNumber when that is the guess itself.
        """
        columns: dict[str, list[NDArray[Any]]] = {}
        ended = None
        for step, row in enumerate(rows):
            copies = {name: _copy(value) for name, value in row.items()}
            wild = [name for name, value in copies.items() if not np.isfinite(value).all()]
            if wild:
                value = copies[wild[0]].ravel()
                ended = Ended(step, wild[0], str(value[~np.isfinite(value)][0]))
                break
            for name, value in copies.items():
                columns.setdefault(name, []).append(value)
        if not columns:
            raise BadNumber("the guess itself has no finite loss")
        series = {name: np.stack(values) for name, values in columns.items()}
        return cls(series, frame_rows(len(next(iter(series.values()))) - 1), ended)

    def __getattr__(self, name: str) -> NDArray[Any]:
        try:
            return self.__dict__["series"][name]
        except KeyError:
            raise AttributeError(f"this run has no series {name!r}; it has {', '.join(self.series)}") from None

    def __len__(self) -> int:
        return len(next(iter(self.series.values())))

    def scalars(self) -> dict[str, NDArray[Any]]:
        """Every scalar series, and every component of those shaped like the parameters `a`: {name: (rows,)}."""
        columns = {}
        for name, array in self.series.items():
            if array.ndim == 1:
                columns[name] = array
            elif "a" in self.series and array.shape == self.a.shape and array.dtype.kind == "f":
                columns |= {f"{name}_{i}": array[:, i] for i in range(array.shape[1])}
        return columns


def _copy(value: Any) -> NDArray[Any]:
    return value.detach().numpy().copy() if hasattr(value, "detach") else np.array(value)
