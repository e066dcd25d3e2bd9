"""The films' typeface, from an installed package, and others for letters that it lacks."""

import logging
from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from scenes.studio.draw.theme import FAMILY, FONTS


@cache
def use_fonts() -> None:
    """Make the bundled typeface known to matplotlib, and no other of that name."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it tells of every weight that the fallback face lacks
    for weight in ("Regular", "Semibold", "Bold"):
        font_manager.fontManager.addfont(FONTS / f"SourceSansPro-{weight}.ttf")


@cache
def family_with(text: str) -> list[str] | None:
    """The typefaces that together have every letter of a text: the films' own, and an installed one for what these lack.

    None where no installed one has the rest.
    """
    own = [FONTS / "SourceSansPro-Regular.ttf", font_manager.findfont("DejaVu Sans")]
    missing = {letter for letter in text if not letter.isspace() and not any(_has(str(path), letter) for path in own)}
    if not missing:
        return list(FAMILY)
    for font in sorted(font_manager.fontManager.ttflist, key=lambda font: (font.weight != 400, font.name)):
        if "Last Resort" not in font.name and all(_has(font.fname, letter) for letter in missing):  # which has a box for every letter
            return [*FAMILY, font.name]
    return None


@cache
def _font(path: str) -> FT2Font | None:
    try:
        return FT2Font(path)
    except (OSError, RuntimeError):  # not a font after all, or one that is gone
        return None


def _has(path: str, letter: str) -> bool:
    font = _font(path)
    return bool(font and font.get_char_index(ord(letter)))
