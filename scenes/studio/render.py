"""From a scene to the files of its film."""

import csv
import importlib
import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib
import numpy as np

from scenes.studio import recipe, shelf
from scenes.studio.encoders import Frames, Gif, Indexer, Mp4, play_once, still
from scenes.studio.errors import BadInput
from scenes.studio.film import Film
from scenes.studio.numbers import signed, stable
from scenes.studio.order import SIZE, Order
from scenes.studio.palette import Palette
from scenes.studio.points import OwnPoints
from scenes.studio.scene import PointsScene, Scene
from scenes.studio.stage import Stage
from scenes.studio.theme import THEMES, Theme, use_fonts
from scenes.studio.trace import Trace

Report = Callable[[str, int, int], None]  # what is being done, frames done, frames in all


def load(name: str, changes: Mapping[str, Any] | None = None, data: OwnPoints | None = None) -> Scene:
    """The scene of that name, with other numbers in it, and on points of one's own where `data` has some.

    Raises BadInput for a number that it cannot have, and where it does not learn from points that can be brought along.
    """
    scene = importlib.import_module(f"scenes.{name}").scene
    if data and not isinstance(scene, PointsScene):
        raise BadInput(f"{name} has no --data; those that fit a line or a polynomial have, such as good_lr or overfit_polynomial")
    try:
        return replace(scene, **(changes or {}), **({"own": data} if data else {}))
    except ValueError as error:
        raise BadInput(f"{name}: {error}") from None


def film(scene: Scene, trace: Trace, theme: Theme, size: tuple[int, int] = SIZE) -> Film:
    """The frames of a run, drawn lazily; to be used within `matplotlib.rc_context(theme.rc())`."""
    stage = Stage(theme, size, scene.units)
    frame = scene.draw(trace, stage)
    return Film(stage.figure, frame, trace.shown, scene.fps, stage.counter)


def render(order: Order, report: Report = lambda *_: None) -> list[str]:
    """Make every file of a film and put them in place together; returns what should be said about it."""
    made_of = recipe.recipe(order.name)  # before the scene is imported: what is edited from here on is not in this film
    source = recipe.source(order.name).read_bytes()
    scene = load(order.name, order.changes, order.data)
    use_fonts()
    report("running", 0, 1)
    try:
        trace = scene.run()
    except ValueError as error:
        raise BadInput(f"{order.name}: {error}") from None
    said = []
    if trace.ended:
        said.append(f"{trace.ended.series} is {trace.ended.value} at step {trace.ended.step}; the film ends before it")
    if order.data and (lr := vars(scene).get("lr", 0)) >= (limit := scene.facts()["limit"]):
        said.append(f"lr {lr:g} is not below {limit:.3g}, the limit for these points, so plain descent does not settle")
    with shelf.staging(order.folder, order.stem) as folder:
        for theme in order.themes:
            with matplotlib.rc_context(THEMES[theme].rc()):
                frames = film(scene, trace, THEMES[theme], order.size)
                stem = order.stem if theme == "light" else f"{order.stem}.{theme}"
                said += _shoot(frames, scene, folder / stem, order, partial(report, theme))
                if frames.whole:
                    said.append(f"{theme}: the still layer did not hold, so whole frames were drawn")
        (folder / f"{order.stem}.py").write_bytes(source)
        _write_csv(folder / f"{order.stem}.csv", trace)
        facts = _record(order, made_of, scene, trace, frames, folder)
        text = json.dumps(facts, ensure_ascii=False, allow_nan=False, indent=1)
        (folder / f"{order.stem}.json").write_text(text + "\n", encoding="utf-8")
    return said


def _shoot(frames: Film, scene: Scene, stem: Path, order: Order, progress: Callable[[int, int], None]) -> list[str]:
    palette = Palette.of(frames)
    indexer = Indexer(palette, frames.still)
    telling = range(len(frames))[scene.telling]
    with ExitStack() as open_files:
        path = {kind: stem.with_name(f"{stem.name}.{kind}") for kind in order.formats}
        gif = open_files.enter_context(Gif(path["gif"], palette, order.size)) if "gif" in path else None
        mp4 = open_files.enter_context(Mp4(path["mp4"], order.size, scene.fps)) if "mp4" in path else None
        numbered = open_files.enter_context(Frames(path["zip"], palette, len(frames), scene.fps)) if "zip" in path else None
        for i, milliseconds in enumerate(frames.durations):
            frame = frames.packed(i)
            if gif:
                gif.add(indexer(frame), milliseconds)
            if mp4:
                mp4.add(frame, milliseconds)
            if numbered:
                numbered.add(indexer(frame))
            if "png" in path and i == telling:
                still(path["png"], indexer(frame), palette)
            progress(i + 1, len(frames))
    if gif:
        play_once(path["gif"])
    return [f"in Beamer: {numbered.line}"] if numbered else []


def _write_csv(path: Path, trace: Trace) -> None:
    columns = trace.scalars()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["step", *columns])
        # str of a numpy scalar is the shortest text that reads back as the same float32
        writer.writerows([step, *map(str, row)] for step, row in enumerate(zip(*columns.values(), strict=True)))


def _record(order: Order, made_of: str, scene: Scene, trace: Trace, frames: Film, folder: Path) -> dict[str, Any]:
    series = {name: _summary(values) for name, values in trace.scalars().items()}
    params = {name: value for name, value in asdict(scene).items() if value is not None}
    facts = scene.facts() | (scene.units.facts() if scene.units else {})
    facts = {name: stable(value) for name, value in facts.items()}
    return {
        "name": order.stem,
        **_words(order, params, facts, series, len(trace) - 1),
        "params": params,
        "facts": facts,
        "series": series,
        "ended": asdict(trace.ended) if trace.ended else None,
        "steps": trace.shown,
        "counter": frames.counter,
        "telling": range(len(frames))[scene.telling],
        "fps": scene.fps,
        "durations_ms": frames.durations,
        "duration_ms": sum(frames.durations),
        "size": list(order.size),
        "files": {path.name: path.stat().st_size for path in sorted(folder.iterdir())},
        "recipe": made_of,
        "versions": recipe.versions(),
        "source": f"scenes/{order.name}.py",
    }


def _summary(values: np.ndarray) -> dict[str, float]:
    ends = {"first": values[0], "last": values[-1], "min": values.min(), "max": values.max()}
    return {name: json.loads(str(value)) for name, value in ends.items()}  # float32 in its shortest decimal form


class _Number(float):
    """A float whose format has a true minus sign, and a power of ten for an e."""

    def __format__(self, spec: str) -> str:
        return signed(super().__format__(spec))


def _words(order: Order, params: dict, facts: dict, series: dict, last: int) -> dict[str, str]:
    """Title, caption, alt and description, with the run's numbers put in.

    The scene's own words tell what happens with its own numbers; a film with others gets words that claim nothing.
    """
    told = recipe.words(order.name)
    if order.changes or order.data:
        points = [str(order.data)] if order.data else []
        changed = ", ".join([*points, *(f"{name} = {value}" for name, value in order.changes.items())])
        line = f"“{told.title}” filmed with {changed}, {last} steps."
        if "loss" in series:
            line += f" The loss goes from {series['loss']['first']:.4g} to {series['loss']['last']:.4g}."
        if order.data:
            line += _units(order.data, facts, series)
        return {"title": f"{told.title} ({changed})", "caption": line, "alt": line, "description": line}
    numbers: dict[str, Any] = dict(params)
    numbers |= {name: _Number(value) for name, value in facts.items()}
    numbers |= {name: SimpleNamespace(**{k: _Number(v) for k, v in ends.items()}) for name, ends in series.items()}
    try:
        return {name: text.format(**numbers) for name, text in asdict(told).items()}
    except (KeyError, AttributeError) as error:
        raise BadInput(f"scenes/{order.name}.py: the docstring asks for {error}, which the run does not have") from None


def _units(data: OwnPoints, facts: dict, series: dict) -> str:
    """What a viewer of a film on their own points must know: what was done to these, and where the line and the limit are."""
    x, y = data.labels
    said = f" At a learning rate of {facts['limit']:.4g} or more plain descent does not settle on these points."
    if data.units.changed:
        said += f" For the run {x} was put on −1 … 1, and {y} given mean 0 and standard deviation 1; so loss and gradient have no units."
    if "slope" in series:
        slope, intercept = (signed(f"{series[name]['last']:.4g}") for name in ("slope", "intercept"))
        said += f" In units of the file the line ends at slope {slope} and intercept {intercept}."
    return said
