"""The ways to make a film's file that `bench` compares, each measured in a process of its own, on the same frames.

Each begins with the finished figure of a scene and its show(t), and shows every frame for a tenth of a second.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from imageio_ffmpeg import get_ffmpeg_exe
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, FuncAnimation, PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from scenes.studio.draw.film import Film, Frame, Picture
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LIGHT, SIZE
from scenes.studio.encode.gif import TRANSPARENT, changes
from scenes.studio.encode.mp4 import FPS
from scenes.studio.encode.palette import Indexer, Palette
from scenes.studio.encode.write import write
from scenes.studio.store.compare import video_frames
from scenes.studio.store.load import load
from scenes.studio.store.render import staged

TICK = 1000 // FPS  # milliseconds
Pixels = NDArray[np.uint8]  # (height, width, 3)
Way = Callable[[Stage, Frame, Sequence[int], Path], tuple[float, float] | None]


def ours(stage: Stage, show: Frame, rows: Sequence[int], path: Path) -> None:
    """Film as `make scenes` does: a GIF or an MP4, as the path ends."""
    write(Film(stage.figure, show, rows, [TICK] * len(rows)), (path.suffix[1:],), lambda kind: path.with_suffix(f".{kind}"))


def matplotlibs(stage: Stage, show: Frame, rows: Sequence[int], path: Path) -> None:
    """FuncAnimation.save, with the writer that the path's ending asks for."""
    figure = stage.figure
    FigureCanvasAgg(figure)
    for ax in figure.axes:  # as in a Film, so that the pixels agree
        ax.set_position(np.round(ax.get_position(original=True).bounds, 9))
    writer: AbstractMovieWriter = PillowWriter(fps=FPS)
    if path.suffix == ".mp4":
        matplotlib.rcParams["animation.ffmpeg_path"] = get_ffmpeg_exe()
        writer = FFMpegWriter(fps=FPS)
    FuncAnimation(figure, show, frames=rows, init_func=lambda: None).save(path, writer=writer)


def floor(stage: Stage, show: Frame, rows: Sequence[int], path: Path) -> tuple[float, float]:
    """The least that a GIF of these frames takes: to draw what moves, and to compress what changed.

    What is found out between the two, outside of the clock, is which pixels these are. Returns seconds of CPU and on the wall.
    """
    film = Film(stage.figure, show, rows, [TICK] * len(rows))
    indexer = Indexer(Palette.of(film), film.still)
    last = np.full(film.still.shape, TRANSPARENT, np.uint8)
    clock, blocks = Clock(), list[bytes]()
    for i in range(len(film)):
        with clock:
            frame = film.drawn(i)
        indexed = indexer(Picture.of(frame, film.still))
        crop, corner = changes(indexed, last)
        with clock:
            blocks += GifImagePlugin.getdata(Image.fromarray(crop), corner, duration=TICK, disposal=1, transparency=TRANSPARENT)
        last = indexed
    path.write_bytes(b"".join(blocks))
    return clock.cpu, clock.wall


WAYS: dict[str, tuple[Way, str]] = {
    "ours": (ours, "gif"),
    "pillow": (matplotlibs, "gif"),
    "floor": (floor, "blocks"),
    "ours_mp4": (ours, "mp4"),
    "ffmpeg": (matplotlibs, "mp4"),
}


class Clock:
    """Adds up seconds of CPU, of this process and of those it started, and on the wall, over its `with` blocks."""

    cpu = wall = 0.0

    def __enter__(self) -> None:
        self._begin = _seconds()

    def __exit__(self, *_: object) -> None:
        cpu, wall = _seconds()
        self.cpu += cpu - self._begin[0]
        self.wall += wall - self._begin[1]


def _seconds() -> tuple[float, float]:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(its.ru_utime + its.ru_stime for its in both), time.perf_counter()


def measure(name: str, way: str, path: Path, count: int | None = None) -> dict[str, Any]:
    """In a process of its own: write a film to `path` in one way; returns its seconds (cpu, wall), bytes and peak memory in MiB."""
    make, _ = WAYS[way]
    with matplotlib.rc_context(LIGHT.rc()):
        scene = _setting(name, count)
        clock = Clock()
        with clock:
            least = make(*scene, path)
    cpu, wall = least or (clock.cpu, clock.wall)
    return {"cpu": round(cpu, 2), "wall": round(wall, 2), "bytes": path.stat().st_size, "peak": peak()}


def _setting(name: str, count: int | None) -> tuple[Stage, Frame, Sequence[int]]:
    """The scene on its stage, and the rows of its film, or `count` of them, spread evenly."""
    use_fonts()
    scene = load(name)
    trace = scene.run()
    stage, show, rows, _ = staged(scene, trace, LIGHT, scene.size or SIZE)
    return stage, show, [rows[i] for i in np.linspace(0, len(rows) - 1, count or len(rows)).round().astype(int)]


def peak() -> int:
    """The most memory, in MiB, that this process or one that it started has had."""
    unit = 1 if sys.platform == "darwin" else 1024
    return round(max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * unit / 2**20)


def pictures(name: str, folder: Path) -> int:
    """Write each frame of a film to `folder` as a PNG, for programs that begin with these; returns how many there are."""
    with matplotlib.rc_context(LIGHT.rc()):
        stage, show, rows = _setting(name, None)
        film = Film(stage.figure, show, rows, [TICK] * len(rows))
        for i, frame in enumerate(film):
            Image.fromarray(frame).save(folder / f"{i:04}.png", compress_level=1)
    return len(rows)


def quality(pngs: Sequence[Path], path: Path) -> float:
    """The lowest peak signal-to-noise ratio, in dB, of the frames of a GIF or MP4 against the drawn ones."""
    worst = np.inf
    for png, shown in zip(pngs, _gif(path) if path.suffix == ".gif" else video_frames(path), strict=True):
        error = np.mean((np.asarray(Image.open(png), np.int32) - shown) ** 2)
        worst = min(worst, 10 * np.log10(255**2 / error) if error else np.inf)
    return round(float(worst), 1)


def _gif(path: Path) -> Iterator[Pixels]:
    """The frames of a GIF, a tenth of a second each: writers merge frames that look the same."""
    with Image.open(path) as gif:
        for i in range(gif.n_frames):  # type: ignore[attr-defined]
            gif.seek(i)
            shown = np.asarray(gif.convert("RGB"))
            for _ in range(round(gif.info["duration"] / TICK)):
                yield shown
