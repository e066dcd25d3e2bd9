"""The films' typeface, from an installed package."""

import logging
from pathlib import Path

import font_source_sans_pro
from matplotlib import font_manager

FONTS = Path(font_source_sans_pro.__file__).parent / "files"


def use_fonts() -> None:
    """Make the bundled typeface known to matplotlib, and no other of that name."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it tells of every weight that the fallback face lacks
    for weight in ("Regular", "Semibold", "Bold"):
        font_manager.fontManager.addfont(FONTS / f"SourceSansPro-{weight}.ttf")
