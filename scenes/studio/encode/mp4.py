"""Frames as a video."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from scenes.studio.encode.palette import Shot

FPS = 10  # of every video: a frame that stands longer is repeated
COLOURS = "scale=out_color_matrix=bt709:out_range=tv"

# One thread: the same bytes every time. The colour space is said, or players would have to guess.
OPTIONS = [
    *("-crf", "20", "-preset", "veryfast", "-tune", "animation", "-threads", "1"),
    *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-movflags", "+faststart"),
]


class Mp4:
    """H.264 that every browser and slide program plays, by imageio's ffmpeg. Raises OSError where that is missing or fails.

    `durations` are the milliseconds of each frame. ffmpeg gets a frame once and repeats it after its colours are converted, which
    takes an eighth to two fifths less time than sending and converting it each time.
    """

    def __init__(self, path: Path, durations: Sequence[int]):
        self._path = path
        ends = [round(end * FPS / 1000) for end in accumulate(durations)]
        self._repeats = [end - start for start, end in pairwise([0, *ends])]
        self._length, self._added = ends[-1], 0
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
            output_params=[*OPTIONS, "-vf", f"{COLOURS},{_paced(self._repeats)}", "-frames:v", str(self._length)],
        )

    def add(self, shot: Shot) -> None:
        """Append a frame."""
        repeats = self._repeats[self._added]
        self._added += 1
        if not repeats:
            return
        rgba = np.ascontiguousarray(shot.frame).view(np.uint8).reshape(*shot.frame.shape, 4)
        try:
            self._video.append_data(rgba)
            if not any(self._repeats[self._added :]):  # the last, again where the film ends: until there it is repeated
                self._video.append_data(rgba)
        except (OSError, RuntimeError) as error:  # its further lines are ffmpeg's whole command
            raise OSError(f"ffmpeg could not write {self._path.name}: {str(error).splitlines()[0]}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._video.close()
        if error:
            return
        frames = frames_in(self._path)  # ffmpeg's exit code is not to be had: read what it wrote
        if frames != self._length:
            raise OSError(f"ffmpeg wrote {frames} of {self._length} frames of {self._path.name}; is the disk full?")


def _paced(repeats: Sequence[int]) -> str:
    """ffmpeg's filter that shows each frame so many times: it begins when those before it have been shown."""
    shown = [times for times in repeats if times]
    later = [f"+{times - 1}*gte(N,{i})" for i, times in enumerate(shown, 1) if times > 1]
    return f"setpts='(N{''.join(later)})/({FPS}*TB)',fps={FPS}:start_time=0"


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
