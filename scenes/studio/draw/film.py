"""Frames, drawn one at a time: what stands still is drawn once, what moves is drawn over it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import ConnectionPatch, Patch
from matplotlib.text import Annotation, Text
from numpy.typing import NDArray

from scenes.studio.draw.agg import Canvas

Frame = Callable[[int], None]  # moves the artists to a row of the trace
PLAIN = Text, Line2D, Patch, Collection, Axis, AxesImage  # they know of themselves whether they have changed
POINTING = Annotation, ConnectionPatch  # they do not
Packed = NDArray[np.uint32]  # (height, width), a pixel's bytes in the order R, G, B, 255


@dataclass(frozen=True)
class Picture:
    """A frame, as a still picture and the pixels that differ from it."""

    still: Packed
    places: NDArray[np.uint32]  # in the raveled picture, in their order
    colours: NDArray[np.uint32]

    @classmethod
    def of(cls, frame: Packed, still: Packed) -> "Picture":
        """A frame that is to be told by what it has over this still picture."""
        places = np.flatnonzero(frame != still).astype(np.uint32)
        return cls(still, places, frame.ravel()[places])

    @property
    def packed(self) -> Packed:
        """All of its pixels, in an array of its own."""
        frame = self.still.copy()
        frame.ravel()[self.places] = self.colours
        return frame


class Film(Sequence[NDArray[np.uint8]]):
    """The frames of `steps` as uint8 RGB, (height, width, 3), drawn when asked for, in any order.

    `durations` are milliseconds, one a frame.
    `counter` names each row of the run where a row is not a step of a descent; the film keeps those of its frames.
    `whole` is True where the still layer could not be trusted and each frame is drawn from nothing.
    Raises ValueError when frame(t) adds or removes artists.
    """

    def __init__(
        self,
        figure: Figure,
        frame: Frame,
        steps: Sequence[int],
        durations: Sequence[int],
        counter: Sequence[str] | None = None,
    ):
        self.figure, self.frame, self.steps = figure, frame, list(steps)
        self.counter = counter and [counter[step] for step in steps]
        self.durations = list(durations)
        self._kept: dict[int, Picture] = {}
        self.canvas = Canvas(figure)
        for ax in figure.axes:  # the last digits of a place hang on how it was worked out, and a pixel may hang on them
            ax.set_position(np.round(ax.get_position(original=True).bounds, 9))
        self.whole = False
        self._movers = self._find_movers()
        for artist in self._movers:
            artist.set_animated(True)
        self.canvas.draw()
        self._still = self.canvas.copy_from_bbox(figure.bbox)
        self.still = self._pixels().copy()
        self.whole = self.whole or not self._trustworthy()

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.canvas.get_width_height()

    def __getitem__(self, i: Any) -> Any:  # a frame, or for a slice a list of frames
        if isinstance(i, slice):
            return [self[k] for k in range(*i.indices(len(self)))]
        return unpack(self.packed(range(len(self))[i]))

    def picture(self, i: int, keep: bool = False) -> Picture:
        """Frame i. With `keep` it need not be drawn again."""
        picture = self._kept.get(i) or Picture.of(self.drawn(i), self.still)
        if keep:
            self._kept[i] = picture
        return picture

    def packed(self, i: int) -> Packed:
        """Frame i as packed pixels: maybe a view of the canvas, good until the next frame is drawn."""
        return self._kept[i].packed if i in self._kept else self.drawn(i)

    def drawn(self, i: int) -> Packed:
        """Frame i drawn now, kept or not."""
        if self.whole:
            return self.redrawn(i)
        self.canvas.restore_region(self._still)
        self.frame(self.steps[i])
        renderer = self.canvas.get_renderer()
        seen_anew = {ax for ax in self.figure.axes if ax.xaxis.stale or ax.yaxis.stale}  # what is in them moves, though it has not changed
        for artist in self._movers:
            renderer.draw_again(
                artist, artist.stale or artist.axes in seen_anew or not isinstance(artist, PLAIN) or isinstance(artist, POINTING)
            )
        return self._pixels()

    def redrawn(self, i: int) -> Packed:
        """Frame i with every artist drawn anew: what `packed` must equal."""
        self.frame(self.steps[i])
        for artist in self._movers:
            artist.set_animated(False)
        self.canvas.draw()
        for artist in self._movers:
            artist.set_animated(True)
        return self._pixels()

    def _pixels(self) -> Packed:
        return np.asarray(self.canvas.buffer_rgba()).view(np.uint32)[..., 0]

    def _find_movers(self) -> list[Artist]:
        """In drawing order, per axes: the lowest artist that any frame touches, and all that lie over it."""
        before = _children(self.figure)
        for artist in before:
            artist.stale = False  # matplotlib leaves what is empty or hidden marked as touched
        orders = set()
        for step in self.steps:
            self.frame(step)
            if _children(self.figure) != before:
                raise ValueError(f"frame({step}) adds or removes artists; make them all before `def frame` and move them")
            orders.add(tuple(artist.get_zorder() for artist in before))
        movers: list[Artist] = []
        moving: list[Axes] = []
        self.whole |= len(orders) > 1 or any(artist.stale for artist in before if artist in _grounds(self.figure))
        for ax in sorted(self.figure.axes, key=Axes.get_zorder):
            self.whole |= any(ax.bbox.overlaps(under.bbox) for under in moving)
            layers = _layers(ax)
            touched = [artist.get_zorder() for artist in layers if artist.stale]
            if touched:
                moving.append(ax)
                movers += [artist for artist in layers if artist.get_zorder() >= min(touched)]
        return movers

    def _trustworthy(self) -> bool:
        """Whether the middle frame has the pixels of a whole redraw. The last would prove nothing: in its row the still layer was drawn."""
        i = (len(self) - 1) // 2
        quick = self.picture(i, keep=True)
        if not np.array_equal(quick.packed, self.redrawn(i)):
            self._kept.clear()
            return False
        return True


def _children(figure: Figure) -> list[Artist]:
    """All that a scene makes. Not what these make in turn: ticks come and go by themselves."""
    return [artist for parent in (figure, *figure.axes) for artist in parent.get_children()]


def _grounds(figure: Figure) -> list[Artist]:
    """What no layer holds: patches under axes, and all that belongs to the figure itself."""
    return [*(ax.patch for ax in figure.axes), *(artist for artist in figure.get_children() if artist not in figure.axes)]


def _layers(ax: Axes) -> list[Artist]:
    """What `ax` draws over its patch, in the order in which matplotlib draws it."""
    artists = [artist for artist in ax.get_children() if artist is not ax.patch]
    if not (ax.axison and ax.get_frame_on()):
        artists = [artist for artist in artists if artist not in ax.spines.values()]
    if not ax.axison:
        artists = [artist for artist in artists if artist not in (ax.xaxis, ax.yaxis)]
    return sorted(artists, key=Artist.get_zorder)


def unpack(frame: Packed) -> NDArray[np.uint8]:
    """Packed pixels (height, width) as RGB (height, width, 3), in an array of its own."""
    return frame.view(np.uint8).reshape(*frame.shape, 4)[..., :3].copy()
