"""From a job to the files of its film."""

import json
import math
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import matplotlib

from scenes.studio.draw.canvas import Stage
from scenes.studio.draw.film import Film
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import SIZE, THEMES, Theme
from scenes.studio.encode.gif import Gif, Indexer, play_once
from scenes.studio.encode.mp4 import Mp4
from scenes.studio.encode.palette import Palette
from scenes.studio.encode.png import Frames, still
from scenes.studio.errors import BadInput, BadNumber
from scenes.studio.run.scene import Scene
from scenes.studio.run.trace import Trace
from scenes.studio.store.catalog import source
from scenes.studio.store.describe import describe, write_csv
from scenes.studio.store.fingerprint import fingerprint
from scenes.studio.store.job import RenderJob
from scenes.studio.store.load import load
from scenes.studio.store.publish import staging

Report = Callable[[str, int, int], None]  # what is being done, frames done, frames in all


def film(scene: Scene, trace: Trace, theme: Theme, size: tuple[int, int] = SIZE) -> Film:
    """The frames of a run, drawn lazily; to be used within `matplotlib.rc_context(theme.rc())`."""
    stage = Stage(theme, size, scene.units)
    frame = scene.drawing(trace, stage)
    return Film(stage.figure, frame, trace.frame_rows, scene.fps, stage.counter, scene.first_ms, scene.last_ms)


def render(job: RenderJob, report: Report = lambda *_: None) -> list[str]:
    """Make every file of a film and put them in place together; returns what should be said about it."""
    made_of = fingerprint(job.name)  # before the scene is imported: what is edited from here on is not in this film
    code = source(job.name).read_bytes()
    scene = load(job.name, job.overrides, job.data)
    use_fonts()
    report("running", 0, 1)
    try:
        trace = scene.run()
    except BadNumber as error:
        raise BadInput(f"{job.name}: {error}") from None
    said = []
    if trace.ended:
        said.append(f"{trace.ended.series} is {trace.ended.value} at step {trace.ended.step}; the film ends before it")
    if job.data and (lr := vars(scene).get("lr", 0)) >= (limit := scene.facts(trace).get("limit", math.inf)):
        said.append(f"lr {lr:g} is not below {limit:.3g}, the limit for these points, so plain descent does not settle")
    with staging(job.folder, job.stem) as folder:
        for theme in job.themes:
            with matplotlib.rc_context(THEMES[theme].rc()):
                frames = film(scene, trace, THEMES[theme], job.size or scene.size or SIZE)
                stem = job.stem if theme == "light" else f"{job.stem}.{theme}"
                said += _shoot(frames, scene, folder / stem, job, partial(report, theme))
                if frames.whole:
                    said.append(f"{theme}: the still layer did not hold, so whole frames were drawn")
        (folder / f"{job.stem}.py").write_bytes(code)
        write_csv(folder / f"{job.stem}.csv", scene.table(trace))
        facts = describe(job, made_of, scene, trace, frames, folder)
        text = json.dumps(facts, ensure_ascii=False, allow_nan=False, indent=1)
        (folder / f"{job.stem}.json").write_text(text + "\n", encoding="utf-8")
    return said


def _shoot(frames: Film, scene: Scene, stem: Path, job: RenderJob, progress: Callable[[int, int], None]) -> list[str]:
    palette, size = Palette.of(frames), frames.size
    indexer = Indexer(palette, frames.still)
    poster = scene.poster_frame(len(frames))
    with ExitStack() as open_files:
        path = {kind: stem.with_name(f"{stem.name}.{kind}") for kind in job.formats or scene.formats}
        gif = open_files.enter_context(Gif(path["gif"], palette, size)) if "gif" in path else None
        mp4 = open_files.enter_context(Mp4(path["mp4"], size, scene.fps)) if "mp4" in path else None
        numbered = open_files.enter_context(Frames(path["zip"], palette, len(frames), scene.fps)) if "zip" in path else None
        for i, milliseconds in enumerate(frames.durations):
            frame = frames.packed(i)
            if gif:
                gif.add(indexer(frame), milliseconds)
            if mp4:
                mp4.add(frame, milliseconds)
            if numbered:
                numbered.add(indexer(frame))
            if "png" in path and i == poster:
                still(path["png"], indexer(frame), palette)
            progress(i + 1, len(frames))
    if gif:
        play_once(path["gif"])
    return [f"in Beamer: {numbered.line}"] if numbered else []
