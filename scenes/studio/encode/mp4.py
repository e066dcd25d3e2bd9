"""Frames as a video."""

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from imageio.v2 import get_writer
from imageio_ffmpeg import count_frames_and_secs

from scenes.studio.draw.film import Packed
from scenes.studio.encode.palette import Indexed

# One thread: the same bytes every time. The colour space is said, or players would have to guess.
OPTIONS = [
    *("-crf", "20", "-preset", "veryfast", "-tune", "animation", "-threads", "1"),
    *("-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709"),
    *("-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-movflags", "+faststart"),
]


class Mp4:
    """H.264 that every browser and slide program plays, by imageio's ffmpeg. Raises OSError where that is missing or fails."""

    def __init__(self, path: Path, fps: int):
        self._path, self._fps = path, fps
        self._due = 0.0
        self._written = 0
        # ffmpeg starts with the first frame. Ctrl-C does not reach it; imageio then ends it.
        self._video = get_writer(
            path,
            format="FFMPEG",
            mode="I",
            fps=fps,
            codec="libx264",
            quality=None,
            macro_block_size=None,
            ffmpeg_log_level="error",
            output_params=OPTIONS,
        )

    def add(self, frame: Packed, indexed: Indexed, milliseconds: int) -> None:
        """Append a frame, (height, width), repeated for as long as it stands."""
        self._due += milliseconds * self._fps / 1000
        rgba = np.ascontiguousarray(frame).view(np.uint8).reshape(*frame.shape, 4)
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
        try:  # ffmpeg's exit code is not to be had: read what it wrote
            frames, _ = count_frames_and_secs(self._path)
        except (OSError, RuntimeError):
            frames = 0
        if frames != self._written:
            raise OSError(f"ffmpeg wrote {frames} of {self._written} frames of {self._path.name}; is the disk full?")
