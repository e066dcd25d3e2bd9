"""Frames as a video."""

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from scenes.studio.encode.palette import Shot

FPS = 10  # of every video: a frame that stands longer is repeated

# One thread: the same bytes every time. The colour space is said, or players would have to guess.
OPTIONS = [
    *("-crf", "20", "-preset", "veryfast", "-tune", "animation", "-threads", "1"),
    *("-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709"),
    *("-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-movflags", "+faststart"),
]


class Mp4:
    """H.264 that every browser and slide program plays, by imageio's ffmpeg. Raises OSError where that is missing or fails."""

    def __init__(self, path: Path):
        self._path = path
        self._due = 0.0
        self._written = 0
        from imageio.v2 import get_writer  # most takes are GIFs alone

        # ffmpeg starts with the first frame. Ctrl-C does not reach it; imageio then ends it.
        self._video = get_writer(
            path,
            format="FFMPEG",
            mode="I",
            fps=FPS,
            codec="libx264",
            quality=None,
            macro_block_size=None,
            ffmpeg_log_level="error",
            output_params=OPTIONS,
        )

    def add(self, shot: Shot) -> None:
        """Append a frame, repeated for as long as it stands."""
        self._due += shot.milliseconds * FPS / 1000
        rgba = np.ascontiguousarray(shot.frame).view(np.uint8).reshape(*shot.frame.shape, 4)
        while self._written < round(self._due):
            try:
                self._video.append_data(rgba)
            except (OSError, RuntimeError) as error:  # its further lines are ffmpeg's whole command
                raise OSError(f"ffmpeg could not write {self._path.name}: {str(error).splitlines()[0]}") from None
            self._written += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._video.close()
        if error:
            return
        frames = frames_in(self._path)  # ffmpeg's exit code is not to be had: read what it wrote
        if frames != self._written:
            raise OSError(f"ffmpeg wrote {frames} of {self._written} frames of {self._path.name}; is the disk full?")


def frames_in(path: Path) -> int:
    """How many frames a whole MP4 with one video track has; 0 where the file is missing or cut short.

    An MP4 is a row of boxes, each beginning with its length (4 bytes) and its name (ISO/IEC 14496-12). The box `stsz` in
    `moov` counts the frames.
    """
    data = path.read_bytes() if path.is_file() else b""
    boxes, at = {}, 0
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        boxes[name] = data[at : at + length]
        at += max(length, 8)
    table = boxes.get(b"moov", b"").find(b"stsz")
    if at != len(data) or table < 0:
        return 0
    return int.from_bytes(boxes[b"moov"][table + 12 : table + 16])
