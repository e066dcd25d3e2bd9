"""Frames as an animated GIF."""

import struct
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from PIL import GifImagePlugin, Image

from scenes.studio.encode.palette import Indexed, Palette, Shot

TRANSPARENT = 255  # all bits are set
FOREVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"  # an application extension: repeat without end


class Gif:
    """An opaque, endlessly looping GIF with one palette, whose frames hold only what changed.

    With `once` the same film is also written there without the loop: it rests on its last frame.
    Pillow compresses each frame, but its own writer of animations keeps all frames until the last has come.
    """

    def __init__(self, path: Path, palette: Palette, size: tuple[int, int], once: Path | None = None):
        header = b"GIF89a" + struct.pack("<HHBBB", *size, 0b11110111, 0, 0) + palette.table()
        self._files = [path.open("wb")]
        self._files[0].write(header + FOREVER)
        if once:
            self._files.append(once.open("wb"))
            self._files[1].write(header)
        self._last: Indexed | None = None
        self._due = self._told = 0  # milliseconds

    def add(self, shot: Shot) -> None:
        """Append a frame.

        A GIF counts in hundredths of a second: what one frame loses by that the next ones get.
        """
        indexed = shot.indexed
        self._due += shot.milliseconds
        delay = 10 * round((self._due - self._told) / 10)
        self._told += delay
        crop, corner, extra = indexed, (0, 0), dict[str, int]()
        if self._last is not None:
            crop, corner = changes(indexed, self._last)
            extra = {"transparency": TRANSPARENT}
        blocks = GifImagePlugin.getdata(Image.fromarray(crop), corner, duration=delay, disposal=1, **extra)
        for file in self._files:
            file.writelines(blocks)
        self._last = indexed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for file in self._files:
            file.write(b";")
            file.close()


def changes(indexed: Indexed, last: Indexed) -> tuple[Indexed, tuple[int, int]]:
    """The part of a frame in which it differs from the last one, and the left and top of that part. What stays is transparent there.

    Only a run of one colour between changed pixels keeps its colour: transparent, it would take more codes.
    """
    changed = indexed != last
    left, top, right, bottom = Image.fromarray(changed).getbbox() or (0, 0, 1, 1)
    window = slice(top, bottom), slice(left, right)
    pixels, written = indexed[window].ravel(), changed[window].ravel()
    begins = np.append(0, np.flatnonzero((pixels[1:] != pixels[:-1]) | (written[1:] != written[:-1])) + 1)
    runs = written[begins]
    runs[1:-1] |= runs[:-2] & runs[2:]
    mask = np.where(runs, np.uint8(0), np.uint8(TRANSPARENT))
    return (pixels | np.repeat(mask, np.diff(begins, append=pixels.size))).reshape(bottom - top, right - left), (left, top)
