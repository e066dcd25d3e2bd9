"""One frame as a PNG, or all of them in a zip."""

import io
import zipfile
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image

from scenes.studio.encode import beamer
from scenes.studio.encode.palette import Palette


class Frames:
    """A zip of all frames as PNGs, `NAME/frame-00.png` and on, and a Beamer document, `NAME.tex`, that plays them.

    `line` is what that document says for the film.
    """

    def __init__(self, path: Path, palette: Palette, count: int, fps: int):
        self._zip = zipfile.ZipFile(path, "w")  # stored: PNGs do not get smaller
        self._stem, self._palette, self._count, self._added = path.stem, palette, count, 0
        self.line = beamer.line(path.stem, count, fps)

    def add(self, indexed) -> None:
        """Append a frame of palette indexes, (height, width)."""
        png = io.BytesIO()
        still(png, indexed, self._palette)
        self._write(f"{beamer.picture(self._stem, self._added, self._count)}.png", png.getvalue())
        self._added += 1

    def _write(self, file: str, content: str | bytes) -> None:
        self._zip.writestr(zipfile.ZipInfo(file), content)  # dated 1980: the same bytes every time

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._write(f"{beamer.folder(self._stem)}.tex", beamer.DOCUMENT.format(self.line))
        self._zip.close()


def still(path: Path | io.BytesIO, indexed, palette: Palette) -> None:
    """Write one frame of palette indexes as a PNG."""
    image = Image.fromarray(indexed)
    image.putpalette(palette.table())
    image.save(path, "PNG", optimize=True)
