"""Frames as an animated GIF."""

import struct
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from PIL import GifImagePlugin, Image

from scenes.studio.draw.film import Packed
from scenes.studio.encode.palette import Palette

TRANSPARENT = 255
HEAD = 13 + 3 * 256  # bytes of a GIF before it says how often to play: the screen and the palette
FOREVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"


class Indexer:
    """Frames as palette indexes. Only pixels that differ from the still layer are looked up."""

    def __init__(self, palette: Palette, still: Packed):
        self.palette, self._still, self._base = palette, still, palette.indexes(still)

    def __call__(self, frame: Packed):
        indexed = self._base.copy()
        moved = frame != self._still
        indexed[moved] = self.palette.indexes(frame[moved])
        return indexed


class Gif:
    """An opaque, endlessly looping GIF with one palette, whose frames hold only what changed.

    Pillow compresses each frame, but its own writer of animations keeps all frames until the last has come.
    """

    def __init__(self, path: Path, palette: Palette, size: tuple[int, int]):
        self._file = path.open("wb")
        self._last = None
        self._due = self._told = 0  # milliseconds
        self._file.write(b"GIF89a" + struct.pack("<HHBBB", *size, 0b11110111, 0, 0) + palette.table() + FOREVER)

    def add(self, indexed, milliseconds: int) -> None:
        """Append a frame of palette indexes, (height, width).

        A GIF counts in hundredths of a second: what one frame loses by that the next ones get.
        """
        self._due += milliseconds
        delay = 10 * round((self._due - self._told) / 10)
        self._told += delay
        top = left = 0
        crop, extra = indexed, dict[str, int]()
        if self._last is not None:
            changed = indexed != self._last
            rows, columns = changed.any(1).nonzero()[0], changed.any(0).nonzero()[0]
            top, bottom = (rows[0], rows[-1] + 1) if rows.size else (0, 1)
            left, right = (columns[0], columns[-1] + 1) if columns.size else (0, 1)
            crop = np.where(changed, indexed, TRANSPARENT).astype(np.uint8)[top:bottom, left:right]
            extra = {"transparency": TRANSPARENT}
        image = Image.fromarray(np.ascontiguousarray(crop))
        self._file.writelines(GifImagePlugin.getdata(image, (int(left), int(top)), duration=delay, disposal=1, **extra))
        self._last = indexed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.write(b";")
        self._file.close()


def play_once(path: Path) -> None:
    """Write beside the looping GIF at `path` the same film without the loop, `NAME.once.gif`: it rests on its last frame."""
    loop = path.read_bytes()
    path.with_suffix(".once.gif").write_bytes(loop[:HEAD] + loop[HEAD + len(FOREVER) :])
