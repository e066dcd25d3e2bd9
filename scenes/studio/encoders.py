"""Writers of GIF, MP4 and PNG. Each takes one frame at a time and forgets it."""

import io
import struct
import subprocess
import zipfile
from pathlib import Path
from types import TracebackType
from typing import Self

import imageio_ffmpeg
import numpy as np
from PIL import GifImagePlugin, Image

from scenes.studio import beamer
from scenes.studio.film import Packed
from scenes.studio.palette import Palette

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


class Mp4:
    """H.264 that every browser and slide program plays, written by ffmpeg on one thread: the same bytes every time."""

    def __init__(self, path: Path, size: tuple[int, int], fps: int):
        self._fps = fps
        self._due = 0.0
        self._written = 0
        command = [
            *(imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error"),
            *("-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{size[0]}x{size[1]}", "-r", str(fps), "-i", "-", "-an"),
            *("-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "20", "-preset", "veryfast", "-tune", "animation", "-threads", "1"),
            *("-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709"),
            *("-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"),
            *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-movflags", "+faststart", str(path)),
        ]
        # In a group of its own: Ctrl-C is for us, and we tell it to stop.
        self._ffmpeg = subprocess.Popen(command, stdin=subprocess.PIPE, process_group=0)
        assert self._ffmpeg.stdin
        self._frames = self._ffmpeg.stdin

    def add(self, frame: Packed, milliseconds: int) -> None:
        """Append a packed frame, repeated for as long as it stands."""
        self._due += milliseconds * self._fps / 1000
        data = np.ascontiguousarray(frame)
        while self._written < round(self._due):
            self._frames.write(data.data)
            self._written += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._frames.close()  # says that all frames are there
        finally:
            code = self._ffmpeg.wait()
        if code and not error:
            raise OSError(f"ffmpeg ended with exit code {code}")


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
