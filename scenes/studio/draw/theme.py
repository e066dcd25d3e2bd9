"""Colours and sizes of text. A colour has one role in every film; `tests/studio/test_theme.py` keeps them apart."""

from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

FAMILY = ("Source Sans Pro", "DejaVu Sans")  # the second, in matplotlib itself, has the superscript minus
FONTS = Path(str(distribution("font-source-sans-pro").locate_file("font_source_sans_pro/files")))  # the films' typeface
SIZE = (1280, 720)  # of the canvas, in pixels
TALL = (864, 1080)  # of the cut for phones: 4:5, so that picture and slider fit on a screen 390 × 664

# Heights in pixels on a canvas 1280 wide, readable from the back of a lecture room.
COUNTER, SENTENCE, TITLE, LABEL, TICK = 28, 26, 22, 20, 18


NARROW = 694  # the width of the canvas of a film that is not wide: enlarged to 1080 pixels its ticks are 28 pixels high
PHONE = 21.5  # pixels there: no lettering of a tall film is smaller, which is 12 pixels on a phone 390 wide
LEAST = 9  # pixels: smaller lettering cannot be read
FAINT = 0.75  # the alpha of what is past or in the background: every role but `data` keeps a contrast of 3:1


def is_wide(size: tuple[int, int]) -> bool:
    """Whether a film of so many pixels has its panels beside each other; one that is not has them below each other."""
    return size[0] >= 1.25 * size[1]


def scale(size: tuple[int, int]) -> float:
    """How many pixels of a film of this size one pixel of the canvas takes."""
    return min(size[0] / SIZE[0], size[1] / SIZE[1]) if is_wide(size) else min(size) / NARROW


def points(pixels: float) -> float:
    """Pixels on the 1280 × 720 canvas (100 dots an inch) in matplotlib's unit, 1/72 inch."""
    return pixels * 0.72


@dataclass(frozen=True)
class Theme:
    """A palette by role. Measured: contrast of text ≥ 4.5, every pair of roles ≥ 15 apart."""

    name: str
    background: str
    ink: str
    muted: str
    grid: str
    data: str
    model: str
    loss: str
    gradient: str
    held_out: str
    batch: str

    def rc(self) -> Any:
        """matplotlib's settings for this theme, to be used within `matplotlib.rc_context`."""
        return {
            "font.family": list(FAMILY),
            "font.size": points(LABEL),
            "axes.titlesize": points(TITLE),
            "axes.titlelocation": "left",
            "axes.titlepad": points(10),
            "axes.titley": 1.0,  # or matplotlib measures all ticks, in each drawing, to put titles above them
            "axes.labelsize": points(LABEL),
            "xtick.labelsize": points(TICK),
            "ytick.labelsize": points(TICK),
            "figure.facecolor": self.background,
            "axes.facecolor": self.background,
            "text.color": self.ink,
            "axes.titlecolor": self.ink,
            "axes.labelcolor": self.muted,
            "xtick.color": self.grid,
            "ytick.color": self.grid,
            "xtick.labelcolor": self.muted,
            "ytick.labelcolor": self.muted,
            "axes.edgecolor": self.grid,
            "grid.color": self.grid,
            "axes.grid": True,
            "axes.axisbelow": True,  # ticks and grid stand in the still layer
            "axes.spines.top": False,
            "axes.spines.right": False,
            "xtick.minor.visible": False,
            "ytick.minor.visible": False,
            "lines.linewidth": 3,
            "lines.solid_capstyle": "round",
            "path.simplify": False,  # a line must not change its shape with its length
        }


LIGHT = Theme(
    name="light",
    background="#ffffff",
    ink="#1b1f24",
    muted="#5b6470",
    grid="#e4e7eb",
    data="#898e93",
    model="#8f070f",
    loss="#262ade",
    gradient="#874071",
    held_out="#0e8653",
    batch="#cd3300",
)
DARK = Theme(
    name="dark",
    background="#1e2129",
    ink="#eceff4",
    muted="#a9b1bd",
    grid="#343a46",
    data="#7b7582",
    model="#fa6725",
    loss="#6e7aff",
    gradient="#ffb0ff",
    held_out="#3ae2aa",
    batch="#daff45",
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}
