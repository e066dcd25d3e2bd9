"""A film in pieces that each play once: cut out of its GIF, so that every pixel is the film's."""

import io
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PIL import GifImagePlugin, Image

HEAD = 13 + 768  # bytes: a GIF's header and its one palette, as `encode.gif` writes them
BEGINS = 100  # milliseconds for which a piece shows the frame with which it begins


def pieces(gif: bytes, stops: Sequence[int]) -> list[bytes]:
    """The GIF of each piece from one of the frames `stops` to the next, in their order.

    A piece begins with the whole frame where the one before it ended; what follows are the film's own changes, byte for byte.
    `gif` is a film as `encode.gif` writes it. Raises ValueError where it has no such frame.
    """
    frames = _frames(gif)
    if not all(0 <= stop < len(frames) for stop in stops):
        raise ValueError(f"the stops are {list(stops)}, but the film has {len(frames)} frames")
    palette = np.frombuffer(gif[13:HEAD], np.uint8).reshape(-1, 3).astype(np.uint32)
    place = np.zeros(1 << 24, np.uint8)
    place[_key(palette)[::-1]] = np.arange(256, dtype=np.uint8)[::-1]  # of equal colours the first: the last ones are padding
    cut = []
    with Image.open(io.BytesIO(gif)) as film:
        for first, last in pairwise(stops):
            film.seek(first)
            whole = Image.fromarray(place[_key(np.asarray(film.convert("RGB")).astype(np.uint32))])
            begin = GifImagePlugin.getdata(whole, duration=BEGINS, disposal=1)
            cut.append(b"".join([gif[:HEAD], *begin, *frames[first + 1 : last + 1], b";"]))
    return cut


def _key(rgb: np.ndarray) -> np.ndarray:
    return rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2]


def _frames(gif: bytes) -> list[bytes]:
    """The blocks of each frame: its times, its place and its pixels (GIF89a, sections 20 to 26)."""
    frames, at = [], HEAD
    while gif[at] != 0x3B:  # the trailer
        begin = at
        if gif[at : at + 2] == b"\x21\xff":  # the loop: no frame's
            at = _end(gif, at + 2)
            continue
        at = _end(gif, at + 2)  # a graphic control extension, then the image
        at = _end(gif, at + 11)
        frames.append(gif[begin:at])
    return frames


def _end(gif: bytes, at: int) -> int:
    """Where a chain of sub-blocks ends that begins at `at`."""
    while gif[at]:
        at += 1 + gif[at]
    return at + 1
