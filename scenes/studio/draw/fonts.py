"""The films' typeface, from an installed package."""

from pathlib import Path

import font_source_sans_pro
from matplotlib import font_manager

FONTS = Path(font_source_sans_pro.__file__).parent / "files"


def use_fonts() -> None:
    """Make the bundled typeface known to matplotlib, and no other of that name."""
    for weight in ("Regular", "Semibold", "Bold"):
        font_manager.fontManager.addfont(FONTS / f"SourceSansPro-{weight}.ttf")
