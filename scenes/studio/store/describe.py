"""The record of a finished film: its words, its numbers, its frames and files, as JSON and CSV."""

import csv
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.studio.draw.film import Film
from scenes.studio.errors import BadInput
from scenes.studio.numbers import signed, stable
from scenes.studio.run.scene import Scene
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


def describe(job: RenderJob, made_of: str, scene: Scene, trace: Trace, frames: Film, folder: Path) -> dict[str, Any]:
    """What a finished film says of itself, NAME.json: words, numbers, frames, files; all that pages and decks read."""
    series = {name: _summary(values) for name, values in trace.scalars().items()}
    params = {name: value for name, value in asdict(scene).items() if value is not None}
    facts = scene.facts() | (scene.units.facts() if scene.units else {})
    facts = {name: stable(value) for name, value in facts.items()}
    return {
        "name": job.stem,
        **_words(job, params, facts, series, len(trace) - 1),
        "params": params,
        "facts": facts,
        "series": series,
        "ended": asdict(trace.ended) if trace.ended else None,
        "steps": trace.frame_rows,
        "frame_labels": frames.counter,
        "poster": range(len(frames))[scene.poster],
        "fps": scene.fps,
        "durations_ms": frames.durations,
        "duration_ms": sum(frames.durations),
        "size": list(frames.size),
        "files": {path.name: path.stat().st_size for path in sorted(folder.iterdir())},
        "fingerprint": made_of,
        "versions": versions(),
        "source": f"scenes/{job.name}.py",
    }


def _summary(values: np.ndarray) -> dict[str, float]:
    ends = {"first": values[0], "last": values[-1], "min": values.min(), "max": values.max()}
    return {name: json.loads(str(value)) for name, value in ends.items()}  # float32 in its shortest decimal form


class _Number(float):
    """A float whose format has a true minus sign, and a power of ten for an e."""

    def __format__(self, spec: str) -> str:
        return signed(super().__format__(spec))


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
    numbers |= {name: _Number(value) for name, value in facts.items()}
    numbers |= {name: SimpleNamespace(**{k: _Number(v) for k, v in ends.items()}) for name, ends in series.items()}
    try:
        return {name: text.format(**numbers) for name, text in asdict(told).items()}
    except (KeyError, AttributeError) as error:
        raise BadInput(f"scenes/{job.name}.py: the docstring asks for {error}, which the run does not have") from None


def _units(data: UserPoints, facts: dict, series: dict) -> str:
    """What a viewer of a film on their own points must know: what was done to these, and where the line and the limit are."""
    x, y = data.labels
    said = f" At a learning rate of {facts['limit']:.4g} or more plain descent does not settle on these points."
    if data.units.changed:
        said += f" For the run {x} was put on −1 … 1, and {y} given mean 0 and standard deviation 1; so loss and gradient have no units."
    if "slope" in series:
        slope, intercept = (signed(f"{series[name]['last']:.4g}") for name in ("slope", "intercept"))
        said += f" In units of the file the line ends at slope {slope} and intercept {intercept}."
    return said
