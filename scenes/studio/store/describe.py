"""The record of a finished film: its words, its numbers, its frames and files, as JSON and CSV."""

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.studio.draw.film import Film
from scenes.studio.encode.mp4 import FPS
from scenes.studio.errors import BadInput
from scenes.studio.numbers import Number, signed, stable
from scenes.studio.run.scene import Scene
from scenes.studio.run.story import Stop
from scenes.studio.run.trace import Trace
from scenes.studio.run.user_points import UserPoints
from scenes.studio.store.catalog import words
from scenes.studio.store.fingerprint import versions
from scenes.studio.store.job import RenderJob


def write_csv(path: Path, columns: Mapping[str, NDArray[Any]]) -> None:
    """Write the table of a run: {column: (rows,)}."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        # str of a numpy scalar is the shortest text that reads back as the same float32
        writer.writerows([*map(str, row)] for row in zip(*columns.values(), strict=True))


def write_json(path: Path, record: Mapping[str, Any]) -> None:
    """Write the record of a film. Raises ValueError for an infinite or undefined number in it."""
    path.write_text(json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1) + "\n", encoding="utf-8")


def summarise(job: RenderJob, scene: Scene, trace: Trace) -> dict[str, Any]:
    """The words and numbers of a film, known as soon as the run is over.

    Raises BadInput where the scene's docstring asks for a number that the run does not have.
    """
    series = {name: _summary(values) for name, values in trace.scalars().items()}
    params = {name: value for name, value in asdict(scene).items() if value is not None}
    facts = scene.facts(trace) | (scene.units.facts() if scene.units else {})
    facts = {name: stable(value) for name, value in facts.items() if math.isfinite(value)}
    return {
        "name": job.stem,
        **_words(job, params, facts, series, len(trace) - 1),
        "params": params,
        "facts": facts,
        "series": series,
        "readouts": _readouts(job, scene, series),
        "says": scene.says,
        "page": scene.page(trace),
        "ended": asdict(trace.ended) if trace.ended else None,
    }


def describe(
    job: RenderJob,
    recipe: str,
    summary: Mapping[str, Any],
    scene: Scene,
    stops: Sequence[Stop],
    frames: Film,
    fold: float | None,
    folder: Path,
) -> dict[str, Any]:
    """What a finished film says of itself, NAME.json: its summary, stops, frames, files; all that pages and decks read.

    `fold` is that of its tall cut, see draw/fold.py.
    """
    return {
        **summary,
        "steps": frames.steps,
        "stops": [{"row": stop.row, "frame": frames.steps.index(stop.row), "words": stop.words} for stop in stops],
        "frame_labels": frames.counter,
        "poster": scene.poster_frame(len(frames)),
        "fps": FPS,
        "durations_ms": frames.durations,
        "duration_ms": sum(frames.durations),
        "size": list(frames.size),
        "fold": fold,
        "files": {path.name: path.stat().st_size for path in sorted(folder.iterdir())},
        "fingerprint": recipe,
        "versions": versions(),
        "source": f"scenes/{job.name}.py",
    }


def _readouts(job: RenderJob, scene: Scene, series: Mapping[str, Any]) -> dict[str, str]:
    """What readers get of a row: of a take, whose numbers may change its series, those that are there.

    Raises BadInput where the scene names a series that its own run does not have.
    """
    for name in scene.readouts:
        if name not in series and not (job.overrides or job.data):
            where = f"{type(scene).__module__}.{type(scene).__name__}.readouts"
            raise BadInput(f"{where}: the run has no series {name!r}; it has {', '.join(series)}")
    return {name: words for name, words in scene.readouts.items() if name in series}


def _summary(values: np.ndarray) -> dict[str, float]:
    ends = {"first": values[0], "last": values[-1], "min": values.min(), "max": values.max()}
    return {name: json.loads(str(value)) for name, value in ends.items()}  # float32 in its shortest decimal form


def _words(job: RenderJob, params: dict, facts: dict, series: dict, last: int) -> dict[str, str]:
    """Title, caption, alt and description, with the run's numbers put in.

    The scene's own words tell what happens with its own numbers; a film with others gets words that claim nothing.
    """
    told = words(job.name)
    if job.overrides or job.data:
        points = [str(job.data)] if job.data else []
        changed = ", ".join([*points, *(f"{name} = {value}" for name, value in job.overrides.items())])
        line = f"“{told.title}” filmed with {changed}, {last} steps."
        if "loss" in series:
            first, end = (signed(f"{series['loss'][which]:.4g}") for which in ("first", "last"))
            line += f" The loss goes from {first} to {end}."
        if job.data:
            line += _units(job.data, facts, series)
        return {"title": f"{told.title} ({changed})", "caption": line, "alt": line, "description": line}
    numbers: dict[str, Any] = dict(params)
    numbers |= {name: Number(value) for name, value in facts.items()}
    numbers |= {name: SimpleNamespace(**{k: Number(v) for k, v in ends.items()}) for name, ends in series.items()}
    known = [*params, *facts, *(f"{name}.{end}" for name, ends in series.items() for end in ends)]
    return {part: _filled(text, numbers, known, f"scenes/{job.name}.py, docstring, {part}") for part, text in asdict(told).items()}


def _filled(text: str, numbers: Mapping[str, Any], known: Sequence[str], where: str) -> str:
    """The text with its {numbers} put in. Raises BadInput for a name that is not among the known ones."""
    try:
        for _, field, _, _ in Formatter().parse(text):
            if field is not None and field not in known:
                near = get_close_matches(field, known, 3, 0.4)
                hint = f"nearest: {', '.join(near)}" if near else f"it has {', '.join(known)}"
                raise BadInput(f"{where}: the run has no number {{{field}}} ({hint})")
        return text.format(**numbers)
    except ValueError as error:
        raise BadInput(f"{where}: {error}; braces hold a number and its format, such as {{loss.last:.2f}}") from None


def _units(data: UserPoints, facts: dict, series: dict) -> str:
    """What a viewer of a film on their own points must know: what was done to these, and where the line and the limit are."""
    x, y = data.labels
    said = ""
    if "limit" in facts:
        said += f" At a learning rate of {facts['limit']:.4g} or more plain descent does not settle on these points."
    if data.units.changed:
        said += f" For the run {x} was put on −1 … 1, and {y} given mean 0 and standard deviation 1; so loss and gradient have no units."
    if "slope" in series:
        slope, intercept = (signed(f"{series[name]['last']:.4g}") for name in ("slope", "intercept"))
        said += f" In units of the file the line ends at slope {slope} and intercept {intercept}."
    return said
