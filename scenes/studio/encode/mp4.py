"""Frames as a video."""

import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

import imageio_ffmpeg
import numpy as np

from scenes.studio.draw.film import Packed


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
