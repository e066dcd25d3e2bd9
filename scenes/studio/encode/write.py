"""A film as files: each frame is drawn once and handed to every writer, which keeps no more than the last one."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from scenes.studio.draw.film import Film, Picture
from scenes.studio.encode.gif import Gif
from scenes.studio.encode.mp4 import Mp4
from scenes.studio.encode.palette import Indexed, Indexer, Palette, Shot
from scenes.studio.encode.png import Frames, Poster, Still


class Writer(AbstractContextManager[Any], Protocol):
    """Writes one file or several that show the same film. The end of the `with` block completes them."""

    def add(self, shot: Shot) -> None:
        """Append a frame."""


def write(film: Film, kinds: Sequence[str], path: Callable[[str], Path], poster: int = 0) -> None:
    """Write the film in these formats: gif, mp4, png or webp (the frame `poster` alone), zip (every frame, for LaTeX).

    `path(kind)` tells where each file goes; a GIF also gets a once.gif. Raises OSError where a file cannot be written.
    """
    palette = cache(Palette.of)  # only GIF and PNG need one
    indexer = cache(lambda: Indexer(palette(film), film.still))

    def indexed(picture: Picture) -> Indexed:
        return indexer()(picture)

    open_writer: dict[str, Callable[[], Writer]] = {
        "gif": lambda: Gif(path("gif"), palette(film), film.size, once=path("once.gif")),
        "mp4": lambda: Mp4(path("mp4"), film.durations),
        "png": lambda: Still(path("png"), palette(film), range(len(film))[poster]),
        "webp": lambda: Poster(path("webp"), range(len(film))[poster]),
        "zip": lambda: Frames(path("zip"), palette(film), film.durations),
    }
    with ExitStack() as files:
        writers = [files.enter_context(open_writer[kind]()) for kind in kinds]
        for i, milliseconds in enumerate(film.durations):
            shot = Shot(film.picture(i), milliseconds, indexed)
            for writer in writers:
                writer.add(shot)
