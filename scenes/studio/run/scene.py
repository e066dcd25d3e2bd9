"""What a lesson is: its numbers, its run, its picture."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, ClassVar, dataclass_transform

import numpy as np
import torch
from numpy.typing import NDArray

from scenes.studio.errors import BadInput, BadNumber
from scenes.studio.run.story import Stop, stops
from scenes.studio.run.trace import Trace
from scenes.studio.run.user_points import Units, UserPoints
from scenes.studio.words import say

Bounds = Mapping[str, tuple[float, float]]  # {field: (least, most)}
Show = Callable[[int], None]  # moves what was drawn to a row of the run

MOST = 100_000
MOST_FRAMES = 200
LARGEST = torch.finfo(torch.float32).max
FLAGS = (
    "names",
    "theme",
    "format",
    "out",
    "header",
    "drop_missing",
    "sample",
    "scheduler",
    "name",
    "help",
    "command",
)  # of the command line, beside those that Scene's own attributes take


@dataclass_transform(frozen_default=True, kw_only_default=True)
@dataclass(frozen=True, kw_only=True)
class Scene:
    """One lesson. Fields are its numbers, such as `lr` and `steps`: flags on the command line, parameters in the notes.

    What has a type, such as `steps: int = 60`, is a field, since every subclass becomes a frozen dataclass with keywords only; what has
    none, such as `says = 2`, is the same for every run of the lesson.

    Raises BadNumber for a number that no run can have: a float that is not finite, an int outside
    1 … 100,000 (`seed`: from 0) or outside the scene's own `bounds`, an `lr` that is not above 0. Raises BadInput for a field
    whose name is taken.
    """

    seed: int = 0

    bounds: ClassVar[Bounds] = {}  # of fields that cannot have just any number
    size: ClassVar[tuple[int, int] | None] = None  # pixels; None for the usual canvas
    formats: ClassVar[tuple[str, ...]] = ("gif", "mp4", "png")
    poster: ClassVar[int] = 0  # the frame that stands before the film plays
    readouts: ClassVar[Mapping[str, str]] = {}  # what readers get of a row, {series: words}, as the picture calls it
    says: ClassVar[int] = 1  # how many of these are spoken at each step
    times: ClassVar[Sequence[int]] = ()  # how many milliseconds the first rows stand, and all others; () to follow what moves
    counter: ClassVar[str] = ""  # what the counter calls a row that is not a step of a descent: "epoch {t}"

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)

    def __post_init__(self) -> None:
        names = [number.name for number in fields(self)]
        for name in names:
            self._check_name(name)
        for name in names:
            self._check_value(name, getattr(self, name))

    def _check_name(self, name: str) -> None:
        bases = [base for base in type(self).__mro__ if is_dataclass(base) and name in vars(base)]
        hidden = [base.__name__ for base in bases if name not in {number.name for number in fields(base)}]
        if hidden or name in FLAGS:
            whose = f"an attribute of {hidden[0]}" if hidden else "a flag of the command line"
            raise BadInput(f"{_place(self)}: a field cannot be called {name!r}, which is {whose}; rename it")

    def _check_value(self, name: str, value: Any) -> None:
        if isinstance(value, float) and not abs(value) <= LARGEST:  # nan compares as False
            raise BadNumber(f"{name} must be a finite number, within float32, not {value}")
        if isinstance(value, int):
            least, most = self.bounds.get(name, (0 if name == "seed" else 1, MOST))
            if not least <= value <= most:
                raise BadNumber(f"{name} must be a whole number from {least:,} to {most:,}, not {value:,}")
        elif name in self.bounds and not self.bounds[name][0] <= value <= self.bounds[name][1]:
            raise BadNumber(f"{name} must be from {self.bounds[name][0]:g} to {self.bounds[name][1]:g}, not {value:g}")
        if name == "lr" and value <= 0:
            raise BadNumber(f"lr must be above 0, not {value:g}")

    @property
    def units(self) -> Units | None:
        """The units of points that a person brought along; None for the lesson's own."""
        return None

    def data(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The points that the lesson learns from: x and y, the same for the same seed."""
        raise NotImplementedError

    def train(self) -> Iterator[Mapping[str, Any]]:
        """Run the lesson; yield a row a step, the guess first: `loss`, `a`, `grad`, …"""
        raise NotImplementedError

    def draw(self, trace: Trace, stage: Any) -> Show | list[Show]:
        """Draw the whole run on `stage`, a draw.stage.Stage; return show(t), which moves the artists to row t, or a list of several."""
        raise NotImplementedError

    def story(self, trace: Trace) -> Mapping[Any, str]:
        """The stops of the film: {row: sentence}, three to six of them, the first at row 0, the last at row -1.

        Find a row by what it means, such as `trace.val_loss.argmin()`; let it be None where that does not occur in this run. A sentence
        has at most ten words; it may name numbers of its row, of the scene and of its facts: "Lands at a loss of {loss:.3g}".
        """
        return {}

    def pace(self, trace: Trace) -> Sequence[int] | None:
        """How many milliseconds each row stands between the stops: `times`; None to let the film's pace follow what moves."""
        return [*self.times, *[self.times[-1]] * len(trace)][: len(trace)] if self.times else None

    def frame_labels(self, trace: Trace) -> Sequence[str] | None:
        """What the counter calls each row: `counter`, with the numbers of the row; None where a row is a step of a descent."""
        if not self.counter:
            return None
        return [say(self.counter, **numbers) for numbers in map(self._numbers(trace), range(len(trace)))]

    def remarks(self, trace: Trace) -> Sequence[str]:
        """What the person who asked for this run ought to know of it, one line each: that it has not arrived, say, and what would help."""
        return []

    def stops(self, trace: Trace) -> list[Stop]:
        """The story with the numbers of this run. Raises BadInput for a story that does not fit the run."""
        story = self.story(trace)
        if not story and "gif" not in self.formats:  # frames to look things up in
            return []
        return stops(story, len(trace), self._numbers(trace), _place(self))

    def _numbers(self, trace: Trace) -> Callable[[int], dict[str, Any]]:
        """What a sentence about a row may name: the fields, the facts, the row's own numbers, and the row, `t`."""
        given, scalars = asdict(self) | self.facts(trace), trace.scalars()
        return lambda row: {"t": row} | given | {name: its[row] for name, its in scalars.items()}

    def drawing(self, trace: Trace, stage: Any) -> list[Show]:
        """What `draw` returns, as a list. Raises BadInput where that is no function."""
        drawn = self.draw(trace, stage)
        shows = drawn if isinstance(drawn, list) else [drawn]
        if not all(map(callable, shows)):
            raise BadInput(f"{_place(self)}.draw returns {drawn!r}; let it return show(t), which moves the artists to row t, or several")
        return shows

    def facts(self, trace: Trace) -> dict[str, float]:
        """Further numbers for the notes, of the scene and its run: {name: value}. What is not finite is left out of the record."""
        return {}

    def page(self, trace: Trace) -> Mapping[str, Any]:
        """What a page that draws the scene by itself needs beside the rows of its table, as JSON: {name: numbers}."""
        return {}

    def poster_frame(self, frames: int) -> int:
        """Which of so many frames stands for the film: `poster`, or in a shorter film the frame nearest to it."""
        return min(max(self.poster + frames * (self.poster < 0), 0), frames - 1)

    def frame_rows(self, last: int) -> Sequence[int]:
        """The rows that become frames: all, or evenly spaced ones where those would be over 200."""
        stride = next(s for e in range(9) for s in (10**e, 2 * 10**e, 5 * 10**e) if last <= s * MOST_FRAMES)
        return sorted({*range(0, last + 1, stride), last})

    def table(self, trace: Trace) -> dict[str, NDArray[Any]]:
        """The table of the run that is published as NAME.csv: {column: (rows,)}."""
        return {"step": np.arange(len(trace)), **trace.scalars()}

    def run(self) -> Trace:
        """The trace of one run, on one thread: as fast for runs this small, and the same on any machine load."""
        torch.set_num_threads(1)
        return Trace.record(self.train(), self.frame_rows, f"{_place(self)}.train")


def first(happens: NDArray[np.bool_]) -> int | None:
    """The first row in which something happens, for a story: (rows,) of True and False; None where it never does."""
    return int(happens.argmax()) if happens.any() else None


def log_rows(last: int, a_tenfold: int) -> list[int]:
    """Rows 0 … last evenly spaced on a log scale, so many to a tenfold where there are so many."""
    if last == 0:
        return [0]
    return [0, *np.unique(np.geomspace(1, last, 1 + round(a_tenfold * np.log10(max(last, 2)))).round().astype(int)).tolist()]


def _place(scene: Scene) -> str:
    """Where the scene is written, for messages: its module and class."""
    return f"{type(scene).__module__}.{type(scene).__name__}"


class PointsScene(Scene):
    """A lesson that can be run on a user's points, `--data points.csv` on the command line.

    These then decide how many `points` there are.
    """

    user_points: UserPoints | None = None

    def __post_init__(self) -> None:
        if self.user_points:
            object.__setattr__(self, "points", len(self.user_points))
        super().__post_init__()

    @property
    def units(self) -> Units | None:
        return self.user_points.units if self.user_points else None
