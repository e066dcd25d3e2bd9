"""One frame of a film as a picture, or all of them in a zip."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image

from scenes.studio.draw.film import unpack
from scenes.studio.encode import beamer
from scenes.studio.encode.palette import Indexed, Palette, Shot

QUALITY = 70  # of a WebP: its lettering is as clean as the video's


class Still:
    """One frame of a film, the one numbered `chosen`, as a PNG."""

    def __init__(self, path: Path, palette: Palette, chosen: int):
        self._path, self._palette, self._chosen, self._seen = path, palette, chosen, 0

    def add(self, shot: Shot) -> None:
        """Write the frame if it is the chosen one."""
        if self._seen == self._chosen:
            still(self._path, shot.indexed, self._palette)
        self._seen += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass


class Poster:
    """One frame of a film, the one numbered `chosen`, as a WebP, which is smaller."""

    def __init__(self, path: Path, chosen: int):
        self._path, self._chosen, self._seen = path, chosen, 0

    def add(self, shot: Shot) -> None:
        """Write the frame if it is the chosen one."""
        if self._seen == self._chosen:
            Image.fromarray(unpack(shot.frame)).save(self._path, "WEBP", quality=QUALITY, method=6)
        self._seen += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass


class Frames:
    """A zip of all frames as PNGs, `NAME/frame-00.png` and on, and a Beamer document, `NAME.tex`, that plays them."""

    def __init__(self, path: Path, palette: Palette, durations: Sequence[int]):
        self._zip = zipfile.ZipFile(path, "w")  # stored: PNGs do not get smaller
        self._stem, self._palette, self._durations, self._added = path.stem, palette, durations, 0

    def add(self, shot: Shot) -> None:
        """Append a frame."""
        png = io.BytesIO()
        still(png, shot.indexed, self._palette)
        self._write(f"{beamer.picture(self._stem, self._added, len(self._durations))}.png", png.getvalue())
        self._added += 1

    def _write(self, file: str, content: str | bytes) -> None:
        self._zip.writestr(zipfile.ZipInfo(file), content)  # dated 1980: the same bytes every time

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._zip:
            line = beamer.line(self._stem, self._durations)
            self._write(f"{beamer.folder(self._stem)}.tex", beamer.DOCUMENT.format(line))


def still(path: Path | io.BytesIO, indexed: Indexed, palette: Palette) -> None:
    """Write one frame of palette indexes as a PNG."""
    image = Image.fromarray(indexed)
    image.putpalette(palette.table())
    image.save(path, "PNG", optimize=True)
