"""What Agg is told to draw for an artist, kept so that it can be told again as long as the artist has not changed."""

from collections.abc import Callable
from copy import copy
from typing import Any

from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends._backend_agg import RendererAgg  # type: ignore[attr-defined]

Stroke = tuple[Callable[..., None], tuple[Any, ...], dict[str, Any]]  # what to call, and with what
KINDS = ("draw_path", "draw_markers", "draw_path_collection", "draw_quad_mesh", "draw_image", "draw_text_image", "draw_gouraud_triangles")


class Pen(RendererAgg):
    """Agg itself. Between `note` and the end of what it calls, it also lists its strokes."""

    _noted: list[Stroke] | None = None

    def note(self, draw: Callable[..., None], *args: Any) -> list[Stroke]:
        """The strokes that draw(*args) makes; they are drawn."""
        noted: list[Stroke] = []
        self._noted = noted
        try:
            draw(*args)
        finally:
            self._noted = None
        return noted

    def repeat(self, strokes: list[Stroke]) -> None:
        """Draw these strokes again."""
        for stroke, args, how in strokes:
            stroke(self, *args, **how)


def _listed(kind: str) -> Callable[..., None]:
    stroke = getattr(RendererAgg, kind)

    def draw(self: Pen, *args: Any, **how: Any) -> None:
        stroke(self, *args, **how)
        if self._noted is not None:  # what draws several strokes may use the same context for all, and change it
            args = tuple(copy(arg) if isinstance(arg, GraphicsContextBase) else arg for arg in args)
            self._noted.append((stroke, args, how))

    return draw


for kind in KINDS:
    setattr(Pen, kind, _listed(kind))
