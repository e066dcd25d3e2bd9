"""What is to be filmed, and how: known before torch or matplotlib is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenes.studio.run.user_points import UserPoints
from scenes.studio.store.names import THEMES
from scenes.studio.store.paths import ANIMATIONS

FORMATS = ("gif", "mp4", "png")
FRAMES = ("zip",)


@dataclass(frozen=True)
class RenderJob:
    """A film to be made: the scene, the numbers changed in it, whose points, how it is to look, and where it goes."""

    name: str
    overrides: Mapping[str, Any] = field(default_factory=dict)
    themes: tuple[str, ...] = THEMES
    size: tuple[int, int] | None = None  # the scene's own
    formats: tuple[str, ...] | None = None  # the scene's own
    folder: Path = ANIMATIONS
    data: UserPoints | None = None
    tall: bool = False  # whether there is a tall cut of it, too, for phones

    @property
    def stem(self) -> str:
        """What the names of its files begin with: the scene, the file of points, the numbers that were changed, the size."""
        data = [f"data-{self.data.slug}"] if self.data else []
        size = [f"{self.size[0]}x{self.size[1]}"] if self.size else []
        return "-".join(
            [self.name, *data, *(f"{name}-{value}".removesuffix(".0") for name, value in sorted(self.overrides.items())), *size]
        )
