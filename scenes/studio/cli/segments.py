"""python -m scenes segments NAME: a film in the pieces between its stops, for slides that go on at a click."""

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageSequence

from scenes.studio.cli import take
from scenes.studio.draw.film import Picture
from scenes.studio.encode.cut import pieces
from scenes.studio.encode.mp4 import Mp4
from scenes.studio.encode.palette import Shot
from scenes.studio.errors import BadInput
from scenes.studio.store.job import RenderJob
from scenes.studio.store.load import load
from scenes.studio.store.names import file_name
from scenes.studio.store.publish import read_record, staging
from scenes.studio.store.workers import render_all


def main(names: list[str], **flags: Any) -> int:
    """Render a take of each scene as a GIF, and cut it; the flags are those of `take.jobs`. Prints the path of each piece.

    Raises BadInput for what a scene cannot have, and for one without stops.
    """
    jobs = take.jobs(names, **{name: value for name, value in flags.items() if value is not None}, format=("gif",))
    for job in jobs:
        if "gif" not in load(job.name).formats:
            raise BadInput(f"{job.name} has no stops to be cut at; it is not a film but pictures to choose from")
    if code := render_all(jobs):
        return code
    for job in jobs:
        for path in cut(job):
            print(os.path.relpath(path))
    return 0


def cut(job: RenderJob) -> list[Path]:
    """Write the pieces of a rendered film beside it, NAME.part-1.gif and .mp4 the one up to its second stop; returns their paths.

    NAME.part-0.png is the picture with which the first of them begins: a still to ask over.
    """
    record = read_record(job.folder, job.stem)
    assert record, "the film was rendered just now"
    (theme,) = job.themes
    gif = (job.folder / file_name(job.stem, "gif", theme)).read_bytes()
    stops = [stop["frame"] for stop in record["stops"]]
    names = [file_name(job.stem, "part-0.png", theme)]
    with staging(job.folder, job.stem) as folder:
        with Image.open(io.BytesIO(gif)) as film:
            film.seek(stops[0])
            film.convert("RGB").save(folder / names[0])
        for number, piece in enumerate(pieces(gif, stops), 1):
            for kind, write in (("gif", Path.write_bytes), ("mp4", _video)):
                names.append(file_name(job.stem, f"part-{number}.{kind}", theme))
                write(folder / names[-1], piece)
    for path in job.folder.glob(file_name(job.stem, "part-*.*", theme)):
        if path.name not in names:  # of an earlier run, with more stops
            path.unlink()
    return [job.folder / name for name in names]


def _video(path: Path, gif: bytes) -> None:
    """The frames of a GIF as a video, each for as long as it stands."""
    with Image.open(io.BytesIO(gif)) as film:
        durations = [frame.info["duration"] for frame in ImageSequence.Iterator(film)]
    with Image.open(io.BytesIO(gif)) as film, Mp4(path, durations) as video:
        for frame in ImageSequence.Iterator(film):
            pixels = np.asarray(frame.convert("RGBA")).view(np.uint32)[..., 0]
            video.add(Shot(Picture.of(pixels, pixels), frame.info["duration"], lambda _: np.empty(0, np.uint8)))
