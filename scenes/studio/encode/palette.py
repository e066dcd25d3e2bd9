"""One palette for a whole film: exact for its frequent colours, near for the rest, never dithered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from mmap import mmap

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scenes.studio.draw.film import Film, Packed, Picture

Indexed = NDArray[np.uint8]  # (height, width), the place of each pixel's colour in the palette

COLOURS = 255  # the 256th entry of a GIF's table means "unchanged"
FREQUENT = 176  # as many of them are colours as they were drawn
NEAR = 16  # the distance within which a colour stands for less frequent ones: at edges nobody sees that
BAND = 10_000  # not where this distance, squared and added up over pixels beside their like, is more: areas would show bands
SAMPLES = 24


class Palette:
    """At most 255 packed colours, and the nearest of them for any pixel.

    Distances are looked up once per colour met; the table's size does not grow with the film.
    """

    def __init__(self, colours: NDArray[np.uint32]):
        self.colours = colours
        self._rgb = _rgb(colours)
        # One more than the index; 0: not looked up yet, and takes no memory. numpy's own zeros come in pages of 2 MiB, all of them used.
        self._nearest = np.frombuffer(mmap(-1, 1 << 24), np.uint8)
        self._nearest[colours & 0xFFFFFF] = np.arange(1, len(colours) + 1)

    @classmethod
    def of(cls, film: Film) -> "Palette":
        """The palette of a film, chosen over two dozen of its frames."""
        chosen = np.unique(np.linspace(0, len(film) - 1, SAMPLES).round().astype(int))
        colours, counts, level = _count([film.picture(int(i), keep=True) for i in chosen])
        order = np.argsort(-counts, kind="stable")
        if len(colours) <= COLOURS:
            return cls(colours[order])
        frequent, rest, few = _frequent(colours[order], counts[order], level[order])
        palette = cls(np.concatenate([frequent, _summary(rest, few)]) if len(rest) else frequent)
        palette.indexes(colours)  # all at once: faster than by frame
        return palette

    def indexes(self, pixels: NDArray[np.uint32]) -> Indexed:
        """For each packed pixel the index of the nearest colour, by Euclidean distance in RGB."""
        keys = pixels & 0xFFFFFF
        found = self._nearest[keys]
        unknown = np.unique(keys[found == 0])
        if unknown.size:
            ours = self._rgb.astype(np.float32)  # exact: whole numbers below 2²⁴
            farther = np.vstack([-2 * ours.T, (ours**2).sum(-1)])  # times (r, g, b, 1): the square of the distance, less that of r, g, b
            for some in np.array_split(unknown, -(-len(unknown) // 256)):  # in the cache, and too few for threads to start
                self._nearest[some] = (np.insert(_rgb(some), 3, 1, 1).astype(np.float32) @ farther).argmin(1) + 1
            found = self._nearest[keys]
        return found - np.uint8(1)

    def table(self) -> bytes:
        """The colours as R, G, B bytes, padded with black to 256 entries."""
        return self._rgb.astype(np.uint8).tobytes().ljust(768, b"\0")


class Indexer:
    """Frames as palette indexes. Only pixels that differ from the still layer are looked up."""

    def __init__(self, palette: Palette, still: Packed):
        self.palette, self._still, self._base = palette, still, palette.indexes(still)

    def __call__(self, picture: Picture) -> Indexed:
        """The indexes of a picture's pixels, in an array of their own."""
        indexed = self._base.copy()
        indexed.ravel()[picture.places] = self.palette.indexes(picture.colours)
        return indexed


def _rgb(colours: NDArray[np.uint32]) -> NDArray[np.int32]:
    return np.stack([colours & 255, colours >> 8 & 255, colours >> 16 & 255], axis=-1).astype(np.int32)


def _count(pictures: Sequence[Picture]) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """Each colour of some pictures over one still one, how often it is there, and how often with itself on its left.

    What stays from one picture to the next counts once.
    """
    still, shown = pictures[0].still.ravel(), pictures[0].packed.ravel()
    parts = [shown.copy()]
    covered = np.zeros(len(still), bool)
    for before, picture in pairwise(pictures):
        covered[picture.places] = True
        gone = before.places[~covered[before.places]]
        covered[picture.places] = False
        parts.append(still[gone])
        parts.append(picture.colours[shown[picture.places] != picture.colours])
        shown[gone] = still[gone]
        shown[picture.places] = picture.colours
    runs = []
    for pixels in parts:
        begins = np.flatnonzero(np.diff(pixels, prepend=~pixels[:1]))
        runs.append(pixels[begins].astype(np.uint64) << 32 | np.diff(begins, append=pixels.size).astype(np.uint64))
    every = np.sort(np.concatenate(runs))  # a colour in the upper half of each number, the length of a run in the lower
    colours, lengths = (every >> 32).astype(np.uint32), every & 0xFFFFFFFF
    begins = np.flatnonzero(np.diff(colours, prepend=~colours[:1]))
    counts = np.add.reduceat(lengths, begins).astype(np.int64)
    return colours[begins], counts, counts - np.diff(begins, append=len(colours))


def _frequent(
    colours: NDArray[np.uint32], counts: NDArray[np.int64], level: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.int64]]:
    """The most frequent colours, FREQUENT at most, none of which stands for another; those that no colour stands for, and their counts.

    What comes in is as from `_count`, with the most frequent first.
    """
    chosen: list[np.uint32] = []
    rgb = _rgb(colours).astype(np.float32)
    while len(colours) and len(chosen) < FREQUENT:
        chosen.append(colours[0])
        squares = ((rgb - rgb[0]) ** 2).sum(-1)
        far = (squares > NEAR**2) | (squares * level > BAND)
        far[0] = False
        colours, counts, level, rgb = colours[far], counts[far], level[far], rgb[far]
    return np.array(chosen, np.uint32), colours, counts


def _summary(colours: NDArray[np.uint32], counts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """COLOURS − FREQUENT colours that stand for these, by Pillow's median cut."""
    crowd = np.repeat(_rgb(colours).astype(np.uint8), np.clip(counts, 1, 8), axis=0)
    image = Image.fromarray(crowd[None]).quantize(COLOURS - FREQUENT, Image.Quantize.MEDIANCUT, kmeans=1)
    table = np.array(image.getpalette(), np.uint32)[: 3 * (COLOURS - FREQUENT)].reshape(-1, 3)
    return (0xFF000000 | table[:, 2] << 16 | table[:, 1] << 8 | table[:, 0]).astype(np.uint32)


@dataclass
class Shot:
    """A frame of a film on its way to the writers. It is looked up in the palette once, and only if a writer wants that."""

    picture: Picture
    milliseconds: int  # how long it stands
    indexer: Callable[[Picture], Indexed]

    @cached_property
    def frame(self) -> Packed:
        """The frame as packed pixels."""
        return self.picture.packed

    @cached_property
    def indexed(self) -> Indexed:
        """The frame as palette indexes, (height, width)."""
        return self.indexer(self.picture)
