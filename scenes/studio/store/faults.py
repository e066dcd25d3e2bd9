"""A fault of the code, as a rule of a lesson: told in a line that says where, with the whole traceback in a file that the line names."""

import traceback
from pathlib import Path

from scenes.studio.store.paths import ROOT, SCENES, relative

FOLDER = ROOT / "build" / "faults"


class Fault(Exception):
    """What some code has raised, as text, so that the process that hears of it may be another one than where it happened.

    In words it is file, line and error; `trace` is the traceback.
    """

    def __init__(self, where: str, trace: str):
        super().__init__(where, trace)
        self.where, self.trace = where, trace

    def __str__(self) -> str:
        return self.where


def fault(error: Exception, source: str = "") -> Fault:
    """The Fault of an error that was caught: its line is the last one of a lesson. Where the engine has found fault with a lesson, the
    lesson is named by its `source`, a file; without one the last line of the project is named."""
    said = f"{type(error).__name__}: {' '.join(str(error).split())}".removesuffix(": ")
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    ours = [frame for frame in frames if frame[0].is_relative_to(SCENES)]
    lessons = [frame for frame in ours if not frame[0].is_relative_to(SCENES / "studio")]
    places = [f"{relative(path)}, line {line}" for path, line in lessons or ours]
    place = places[-1] if places and (lessons or not source) else source
    return Fault(f"{place}: {said}" if place else said, "".join(traceback.format_exception(error)))


def told(name: str, its: Fault) -> str:
    """Write the traceback to NAME.txt in `FOLDER`; returns where the fault is, what to do, and the file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.txt"
    path.write_text(its.trace, encoding="utf-8")
    return f"{its}; put it right and run it again (traceback: {relative(path)})"
