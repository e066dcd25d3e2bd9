"""The films' typeface, from an installed package."""

import logging

from matplotlib import font_manager

from scenes.studio.draw.theme import FONTS


def use_fonts() -> None:
    """Make the bundled typeface known to matplotlib, and no other of that name."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it tells of every weight that the fallback face lacks
    for weight in ("Regular", "Semibold", "Bold"):
        font_manager.fontManager.addfont(FONTS / f"SourceSansPro-{weight}.ttf")
