"""What is to be filmed, and how: known before torch or matplotlib is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenes.studio.shelf import ANIMATIONS

SIZE = (1280, 720)
THEMES = ("light", "dark")
FORMATS = ("gif", "mp4", "png")
FRAMES = ("zip",)


@dataclass(frozen=True)
class Order:
    """A film to be made: the scene, the numbers changed in it, how it is to look, and where it goes."""

    name: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    themes: tuple[str, ...] = THEMES
    size: tuple[int, int] = SIZE
    formats: tuple[str, ...] = FORMATS
    folder: Path = ANIMATIONS

    @property
    def stem(self) -> str:
        """What the names of its files begin with: the scene, and the numbers that were changed."""
        return "-".join([self.name, *(f"{name}-{value}".removesuffix(".0") for name, value in sorted(self.changes.items()))])
