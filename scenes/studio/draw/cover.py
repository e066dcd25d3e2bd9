"""The cover of a film: its story panel alone, without axes and lettering, in strokes that stay bold when it is small."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from numpy.typing import NDArray
from PIL import Image

from scenes.studio.draw.agg import Canvas as Agg
from scenes.studio.draw.layout import ABOVE, BELOW, LEFT, Box, Canvas
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import Theme

WIDE, HIGH = 500, 310  # the story's axes, in pixels of the canvas: less than half of a film's, so that all in it is twice as large
DENSITY = 2.4  # pixels of the drawing for one of the canvas
LARGEST = 1.6  # times: what is small in its axes is enlarged to this, not more
MARGIN = 0.06  # of the cover's height, about what does not fill its axes
LETTERING = "lettering"  # the gid of what says nothing without its words, such as a key to colours: it is left out as well
FULL = 0.97  # of the axes' width and height: what is as large as this has no margin


class CoverCanvas(Canvas):
    """The story fills it; other panels lie beyond its right edge, where they are drawn for nobody."""

    @property
    def scale(self) -> float:
        return DENSITY

    @property
    def room(self) -> Box:
        return 0, 0, self.width, self.height

    def panels(self, share: float, heights: Any) -> list[Box]:
        beyond = [(x0 + self.width, y0, x1 + self.width, y1) for x0, y0, x1, y1 in super().panels(share, heights)]
        return [self.room, *beyond[1:]]


class CoverStage(Stage):
    """A stage on which a scene draws as for a film, for one picture."""

    layout = CoverCanvas

    def __init__(self, theme: Theme):
        super().__init__(theme, (round(DENSITY * (WIDE + LEFT)), round(DENSITY * (HIGH + ABOVE + BELOW))))

    def picture(self, size: tuple[int, int]) -> Image.Image:
        """What the stage shows now, `size` pixels large: cut to what is drawn and centred; if that fills its axes, to the edges."""
        for ax in self.figure.axes:
            _bare(ax)
        for artist in self.figure.findobj(lambda artist: isinstance(artist, Text) or artist.get_gid() == LETTERING):
            artist.set_visible(False)
        agg = Agg(self.figure)
        agg.draw()
        pixels = np.asarray(agg.buffer_rgba())[..., :3]
        ground = tuple(round(255 * part) for part in to_rgb(self.theme.background))
        left, top, right, bottom = _drawn(pixels, ground)
        part = Image.fromarray(pixels[top:bottom, left:right])
        full = part.width >= FULL * DENSITY * WIDE and part.height >= FULL * DENSITY * HIGH
        free = 0 if full else 2 * MARGIN * size[1]
        grown = (max if full else min)((size[0] - free) / part.width, (size[1] - free) / part.height)
        grown = min(grown, LARGEST * size[0] / (DENSITY * WIDE))
        part = part.resize((round(part.width * grown), round(part.height * grown)), Image.Resampling.LANCZOS)
        cover = Image.new("RGB", size, ground)
        cover.paste(part, ((size[0] - part.width) // 2, (size[1] - part.height) // 2))
        return cover


def _bare(ax: Axes) -> None:
    """Take ticks, grid and frame from axes; what the scene has drawn in them stays."""
    ax.xaxis.set_visible(False)
    ax.yaxis.set_visible(False)
    if not ax.xaxis.get_ticklocs().size or hasattr(ax, "zaxis"):
        return  # an inset, which has no ticks, keeps its frame
    for spine in ax.spines.values():
        spine.set_visible(False)


def _drawn(pixels: NDArray[np.uint8], ground: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The box about all that is not the ground: left, top, right, bottom."""
    other = np.abs(pixels.astype(int) - ground).max(axis=-1) > 10
    rows, columns = (np.flatnonzero(other.any(axis=axis)) for axis in (1, 0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
