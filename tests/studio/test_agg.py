"""Our renderer remembers texts and draws them like matplotlib's own."""

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from scenes.studio.draw import agg
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import THEMES

HALO = [withStroke(linewidth=4, foreground="orange")]
HOW = [
    {},
    {"size": 17.3, "weight": "bold", "color": "red"},
    {"alpha": 0.4, "weight": "semibold"},
    {"rotation": 90, "size": 9},
    {"rotation": 33.5},
    {"path_effects": HALO},
    {"path_effects": HALO, "rotation": 90},
    {"antialiased": False},
    {"fontfeatures": ["liga=0", "kern=0"]},
    {"language": "tr"},
    {"family": "monospace"},
    {"family": "sans-serif", "style": "italic"},
]
TEXTS = ["step 12", "fi AVA = −1.8 × 10⁷", "über\ntwo lines\n\nand a fourth", "$a_0^2$ and words", "  ", "∂ŷ/∂w → ∞"]


def drawn(canvas_of, theme, how, dpi):
    """Pixels and sizes of texts at places between pixels, each drawn twice."""
    with rc_context(THEMES[theme].rc()):
        figure = Figure(figsize=(5, 4), dpi=dpi)
        canvas = canvas_of(figure)
        for i, text in enumerate(TEXTS):
            for repeat in range(2):
                figure.text(0.051 + 0.4711 * repeat, 0.93 - 0.1537 * i, text, **how)
        canvas.draw()
        extents = [text.get_window_extent().extents.tolist() for text in figure.texts]
        return np.array(canvas.buffer_rgba()), extents


@pytest.mark.parametrize("how", HOW, ids=lambda how: "-".join(how) or "plain")
@pytest.mark.parametrize(("theme", "dpi"), [("light", 100), ("dark", 66.6)])
def test_texts_have_matplotlibs_own_pixels_and_sizes(theme, dpi, how):
    use_fonts()
    theirs, their_sizes = drawn(FigureCanvasAgg, theme, how, dpi)
    assert len(np.unique(theirs)) > 1
    for _ in range(2):  # found out, then remembered
        ours, our_sizes = drawn(agg.Canvas, theme, how, dpi)
        np.testing.assert_array_equal(ours, theirs)
        assert our_sizes == their_sizes


def test_a_text_is_laid_out_once_and_a_letter_rendered_once_for_its_place_in_a_pixel():
    use_fonts()
    drawn(agg.Canvas, "light", {}, 100)
    before = agg._letters.cache_info().misses, agg._letter.cache_info().misses, agg._size.cache_info().misses
    drawn(agg.Canvas, "dark", {}, 100)
    assert (agg._letters.cache_info().misses, agg._letter.cache_info().misses, agg._size.cache_info().misses) == before
