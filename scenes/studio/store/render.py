"""From a job to the files of its film: `render` names the steps in their order."""

from collections.abc import Callable, Mapping
from pathlib import Path

import matplotlib

from scenes.studio.draw import pace
from scenes.studio.draw.film import Film
from scenes.studio.draw.fold import fold
from scenes.studio.draw.fonts import family_with, use_fonts
from scenes.studio.draw.marks import compose
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import SIZE, TALL, THEMES, Theme
from scenes.studio.encode import beamer
from scenes.studio.encode.write import write
from scenes.studio.errors import BadInput, BadNumber
from scenes.studio.run.scene import Scene
from scenes.studio.run.trace import Trace
from scenes.studio.store.captions import write_captions
from scenes.studio.store.catalog import source
from scenes.studio.store.describe import describe, summarise, write_csv, write_json
from scenes.studio.store.fingerprint import fingerprint
from scenes.studio.store.job import RenderJob
from scenes.studio.store.load import load
from scenes.studio.store.names import file_name
from scenes.studio.store.publish import staging


def render(job: RenderJob) -> list[str]:
    """Make every file of a film and put them in place together; returns remarks for the user, one line each.

    Raises BadInput for numbers that the scene cannot run with, and OSError where a file cannot be written.
    """
    recipe, code = fingerprint(job.name), source(job.name).read_bytes()  # before the import: later edits are not in this film
    scene = load(job.name, job.overrides, job.data)
    trace = run(scene, job.name)
    stops = scene.stops(trace)
    summary = summarise(job, scene, trace)  # before any frame is drawn, because words may ask for numbers that are not there
    remarks = _on_the_run(job, scene, trace, summary["facts"])
    first_row = None  # where it ends in the tall cut: the same in both themes
    use_fonts()
    with staging(job.folder, job.stem) as folder:
        for theme in job.themes:
            with matplotlib.rc_context(THEMES[theme].rc()):
                frames = film(scene, trace, THEMES[theme], job.size or scene.size or SIZE)
                remarks += encode(frames, scene, job, theme, folder)
                if job.tall and not scene.size:
                    tall = film(scene, trace, THEMES[theme], TALL, frames)
                    remarks += encode_tall(tall, scene, job, theme, folder)
                    first_row = first_row or fold(tall)
        (folder / file_name(job.stem, "py")).write_bytes(code)
        if stops:
            write_captions(folder / file_name(job.stem, "vtt"), stops, frames)
        write_csv(folder / file_name(job.stem, "csv"), scene.table(trace))
        write_json(folder / file_name(job.stem, "json"), describe(job, recipe, summary, scene, stops, frames, first_row, folder))
    return remarks


def run(scene: Scene, name: str) -> Trace:
    """The run of a scene. Raises BadInput where its numbers do not allow one."""
    try:
        return scene.run()
    except BadNumber as error:
        raise BadInput(f"{name}: {error}") from None


def film(scene: Scene, trace: Trace, theme: Theme, size: tuple[int, int] = SIZE, like: Film | None = None) -> Film:
    """The frames of a run, or those of its rows that `like` has, drawn lazily; to be used within `matplotlib.rc_context(theme.rc())`."""
    stage, show, rows, durations = staged(scene, trace, theme, size, like)
    return Film(stage.figure, show, rows, durations, scene.frame_labels(trace))


def staged(
    scene: Scene, trace: Trace, theme: Theme, size: tuple[int, int] = SIZE, like: Film | None = None
) -> tuple[Stage, Callable[[int], None], list[int], list[int]]:
    """A scene set up to be filmed: its stage, show(t), which moves all on it to a row, the rows that become frames, and their times."""
    stops = scene.stops(trace)
    stage = Stage(theme, size, scene.units)
    shows = scene.drawing(trace, stage)
    if like:
        rows, durations = like.steps, like.durations
    elif stops:
        rows, durations = pace.frames(trace.frame_rows, [stop.row for stop in stops], stage.distance(), scene.pace(trace))
    else:  # frames to look things up in, not to be watched
        rows, durations = trace.frame_rows, [pace.TICK] * len(trace.frame_rows)
    return stage, compose(*shows, stage.finish(trace, rows, stops, scene.frame_labels(trace))), rows, durations


def encode(frames: Film, scene: Scene, job: RenderJob, theme: str, folder: Path) -> list[str]:
    """Write the film of one theme to `folder`, in the formats of the job; returns remarks."""
    kinds = job.formats or scene.formats
    write(frames, kinds, lambda kind: folder / file_name(job.stem, kind, theme), scene.poster_frame(len(frames)))
    remarks = []
    if frames.whole:
        remarks.append(f"{theme}: the still layer did not hold, so whole frames were drawn")
    if "zip" in kinds:
        stem = Path(file_name(job.stem, "zip", theme)).stem
        remarks.append(f"in Beamer: {beamer.line(stem, frames.durations)}")
    return remarks


def encode_tall(frames: Film, scene: Scene, job: RenderJob, theme: str, folder: Path) -> list[str]:
    """Write the tall cut of one theme to `folder`: film and still; returns remarks."""
    write(frames, ("mp4", "webp"), lambda kind: folder / file_name(job.stem, f"tall.{kind}", theme), scene.poster_frame(len(frames)))
    return [f"{theme}, tall: the still layer did not hold, so whole frames were drawn"] if frames.whole else []


def _on_the_run(job: RenderJob, scene: Scene, trace: Trace, facts: Mapping[str, float]) -> list[str]:
    remarks = []
    if trace.ended:
        remarks.append(f"{trace.ended.series} is {trace.ended.value} at step {trace.ended.step}; the film ends before it")
    lr, limit = vars(scene).get("lr"), facts.get("limit")
    if job.data and lr and limit and lr >= limit:
        remarks.append(f"lr {lr:g} is not below {limit:.3g}, the limit for these points, so plain descent does not settle")
    for label, plain in zip(job.data.labels if job.data else (), "xy", strict=False):
        if not family_with(label):
            remarks.append(f"no installed typeface has all letters of “{label}”, so that axis is called {plain}")
    return [*remarks, *scene.remarks(trace)]
