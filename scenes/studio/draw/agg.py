"""matplotlib's Agg with a memory for texts: a film writes the same ones in every frame, and laying them out is half of its work.

The pixels are those of matplotlib's own renderer.
"""

from functools import lru_cache
from typing import Any

import matplotlib
import numpy as np
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg, get_hinting_flag
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, RenderMode
from matplotlib.textpath import TextToPath
from numpy.typing import NDArray

from scenes.studio.draw.strokes import Pen, Stroke

Fonts = tuple[Any, ...]  # the files of a typeface and of those for letters that it lacks
Metrics = tuple[float, float, float]


class Canvas(FigureCanvasAgg):
    """A figure's canvas that is drawn by `Renderer`."""

    def get_renderer(self) -> "Renderer":
        width, height = self.get_width_height(physical=True)
        key = width, height, self.figure.dpi
        if self._lastKey != key:
            self.renderer, self._lastKey = Renderer(*key), key
        return self.renderer

    def draw(self) -> None:
        self.get_renderer().forget()  # the artists will no longer know what has changed since their strokes were noted
        super().draw()


class Renderer(RendererAgg):
    """Agg; what it has found out of a text serves every text that has the same words and letters, in all figures."""

    def __init__(self, width: float, height: float, dpi: float):
        super().__init__(width, height, dpi)
        self._renderer = Pen(int(width), int(height), dpi)
        self._update_methods()
        self._text2path = Paths()
        self._strokes: dict[Artist, list[Stroke] | None] = {}  # None: it has changed

    def draw_again(self, artist: Artist, changed: bool) -> None:
        """Draw an artist; by its strokes if it has not changed since they were noted, and neither has what it depends on.

        They are noted the first time that it is as it was: of what changes in every frame there is nothing to be kept.
        """
        if changed:
            self._strokes[artist] = None
            artist.draw(self)
        elif (strokes := self._strokes.get(artist)) is None:
            self._strokes[artist] = self._renderer.note(artist.draw, self)
        else:
            self._renderer.repeat(strokes)

    def forget(self) -> None:
        """Draw every artist anew the next time."""
        self._strokes.clear()

    def _get_font_height_metrics(self, prop: FontProperties) -> Metrics:
        """Ascent, descent and the gap between lines: matplotlib asks for them at every text."""
        fonts, size = _fonts(prop)
        units, *heights = _heights(fonts)
        scale = 1 / units * size * self.dpi / 72
        ascent, descent, gap = (height * scale for height in heights)
        return ascent, descent, gap

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> Metrics:
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        return _size(s, *_fonts(prop), self.dpi, get_hinting_flag())

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        if ismath or angle or (mtext and (mtext.get_fontfeatures() or mtext.get_language())) or not gc.get_antialiased():
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        fonts, size = _fonts(prop)
        flags = get_hinting_flag()
        for font, glyph, dx, dy in _letters(s, fonts, size, self.dpi, flags):
            # A letter is rendered for its place within a pixel, 1/64 apart; FreeType's y is upwards.
            (right, across), (up, down) = divmod(round(64 * (x + dx)), 64), divmod(round(64 * (self.height - y + dy)), 64)
            pixels, left, top = _letter(font, glyph, size, self.dpi, flags, across, down)
            self._renderer.draw_text_image(pixels, left + right, int(self.height) - (top + up) + pixels.shape[0], 0, gc)


class Paths(TextToPath):
    """The outlines of texts, for those with a halo."""

    def get_text_path(self, prop: FontProperties, s: str, ismath: Any = False, *, features: Any = None, language: Any = None) -> Any:
        if ismath or features or language:
            return super().get_text_path(prop, s, ismath, features=features, language=language)
        return _outline(s, _fonts(prop)[0])


def _fonts(prop: FontProperties) -> tuple[Fonts, float]:
    """The files of a text's typefaces, and its size in points."""
    known = len(font_manager.fontManager.ttflist), tuple(matplotlib.rcParams["font.sans-serif"])
    return _files(prop.copy(), known), prop.get_size_in_points()


@lru_cache(1024)
def _files(prop: FontProperties, known: Any) -> Fonts:
    return tuple(font_manager.fontManager._find_fonts_by_props(prop))


def _font(fonts: Fonts, size: float, dpi: float) -> FT2Font:
    font = font_manager.get_font(fonts)
    font.clear()
    font.set_size(size, dpi)
    return font


@lru_cache(1024)
def _heights(fonts: Fonts) -> tuple[int, int, int, int]:
    """The units of an em, and in these ascent, descent and the gap between lines."""
    font: Any = font_manager.get_font(fonts)
    table = font.get_sfnt_table("OS/2")
    return font.get_sfnt_table("head")["unitsPerEm"], table["sTypoAscender"], -table["sTypoDescender"], table["sTypoLineGap"]


@lru_cache(16_384)
def _size(text: str, fonts: Fonts, size: float, dpi: float, flags: Any) -> Metrics:
    """Width, height and descent of a text in pixels."""
    font = _font(fonts, size, dpi)
    font.set_text(text, 0.0, flags=flags)
    width, height = font.get_width_height()
    return width / 64, height / 64, font.get_descent() / 64


@lru_cache(4096)
def _letters(text: str, fonts: Fonts, size: float, dpi: float, flags: Any) -> list[tuple[FT2Font, int, float, float]]:
    """The typeface, number and place of each letter of a text."""
    items = _font(fonts, size, dpi)._layout(text, flags=flags, features=None, language=None)
    return [(item.ft_object, item.glyph_index, item.x, item.y) for item in items]


@lru_cache(16_384)
def _letter(font: Any, glyph: int, size: float, dpi: float, flags: Any, across: int, up: int) -> tuple[NDArray[np.uint8], int, int]:
    """A letter's pixels, and where they begin at the left and at the top; `across` and `up` are 64ths of a pixel."""
    font.set_size(size, dpi)
    font._set_transform([[0x10000, 0], [0, 0x10000]], [across, up])
    bitmap = font._render_glyph(glyph, flags, RenderMode.NORMAL)
    return np.array(bitmap.buffer), bitmap.left, bitmap.top


@lru_cache(2048)
def _outline(text: str, fonts: Fonts) -> tuple[NDArray[np.floating], NDArray[np.uint8]]:
    """The vertices of a text's outline at the size that `TextToPath` draws, and what each of them is."""
    outlines = TextToPath()
    glyphs, shapes, _ = outlines.get_glyphs_with_font(_font(fonts, outlines.FONT_SCALE, outlines.DPI), text)
    parts = [(shapes[glyph][0] * scale + [x, y], shapes[glyph][1]) for glyph, x, y, scale in glyphs]
    if not parts:
        return np.empty((0, 2)), np.empty(0, np.uint8)
    return np.concatenate([places for places, _ in parts]), np.concatenate([kinds for _, kinds in parts])
