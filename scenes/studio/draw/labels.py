"""Labels that never lie on one another, on a marker, or outside: their places are found for the whole run at once.

A label stands beside a point, its anchor, on the side that is free in the most frames, so that it does not jump about; in
frames where that side is taken it stands on another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, IdentityTransform
from numpy.typing import NDArray

from scenes.studio.draw.layout import Canvas
from scenes.studio.draw.theme import LABEL, Theme, points

Floats = NDArray[np.floating]
SIDES = {  # of the anchor: unit vectors
    "right": (1, 0),
    "left": (-1, 0),
    "above": (0, 1),
    "below": (0, -1),
    "above right": (0.8, 0.8),
    "below right": (0.8, -0.8),
    "above left": (-0.8, 0.8),
    "below left": (-0.8, -0.8),
}
GAPS = (1.0, 2.2, 3.6)  # times the gap between anchor and label, where nearer places are taken


class Halo(Stroke):
    """A box of the ground's colour under a text: a line behind it would read as a hyphen or a colon where it shows in a gap."""

    def __init__(self, colour: str):
        super().__init__(linewidth=points(7), foreground=colour)
        self._ground = to_rgba(colour)

    def draw_path(self, renderer: Any, gc: Any, tpath: Path, affine: Any, rgbFace: Any = None) -> None:
        places = np.asarray(tpath.vertices)
        if len(places):
            low, high = places.min(0), places.max(0)
            box = Path.unit_rectangle().transformed(Affine2D().scale(*(high - low)).translate(*low))
            super().draw_path(renderer, gc, box, affine, self._ground)
        renderer.draw_path(gc, tpath, affine, rgbFace)


def halo(text: Text, theme: Theme) -> Text:
    """Put a text on ground of its own, so that it can be read over lines."""
    text.set_path_effects([Halo(theme.background)])
    return text


@dataclass
class _Label:
    text: Text
    ax: Axes
    anchors: Floats  # (rows, 2), in data coordinates; nan where there is no label
    texts: Sequence[str]
    sides: Sequence[str]
    gap: float  # pixels between the anchor and the text
    lift: Floats = field(default_factory=lambda: np.zeros(1))  # (rows,), pixels
    places: Floats = field(default_factory=lambda: np.empty(0))  # (rows, 2), the text's middle in pixels


class Labels:
    """The labels of a figure and what they keep clear of. `pixels` are those at which places (rows, …, 2) of some axes lie."""

    def __init__(self, theme: Theme, canvas: Canvas, pixels: Callable[[Axes, Floats], Floats]):
        self._theme, self._canvas, self._scale, self._pixels = theme, canvas, canvas.scale, pixels
        self._labels: list[_Label] = []
        self._obstacles: list[tuple[Axes, Floats, float, float]] = []

    def add(
        self,
        ax: Axes,
        anchors: Any,
        texts: Sequence[str] | str,
        colour: str,
        sides: Sequence[str] = (),
        size: int = LABEL,
        weight: str = "regular",
        gap: float = 12,
        lift: Any = 0.0,
    ) -> Text:
        """A label beside its anchor: `anchors` (rows, 2) or (2,), in data coordinates, nan where it is not shown; a text for each
        row, or one.

        `sides` are preferred in their order; by default right, left, above, below. `gap` is in pixels of the 1280 × 720 canvas, and so
        is `lift`, by which the label stands higher than beside its anchor: (rows,), or one number.
        """
        text = ax.text(0, 0, "", color=colour, weight=weight, ha="center", va="center", zorder=9, transform=IdentityTransform())
        text.set_fontsize(self._canvas.letters(size))
        halo(text, self._theme)
        anchors = np.atleast_2d(np.asarray(anchors, float))
        order = [*sides, *(side for side in SIDES if side not in sides)]
        self._labels.append(_Label(text, ax, anchors, [texts] if isinstance(texts, str) else texts, order, gap * self._scale))
        self._labels[-1].lift = np.broadcast_to(np.asarray(lift, float) * self._scale, len(anchors))
        return text

    def avoid(self, ax: Axes, places: Any, radius: float = 9, weight: float = 10) -> None:
        """Keep labels off markers at `places` (rows, 2), (rows, k, 2), or (2,) in data coordinates.

        `radius` is theirs, in pixels of the canvas. Where no place is free a label covers what weighs least; another label weighs 100.
        """
        places = np.asarray(places, float)
        if places.ndim == 1:
            places = places[None]
        self._obstacles.append((ax, places if places.ndim == 3 else places[:, None], radius * self._scale, weight))

    def settle(self, rows: Sequence[int]) -> Callable[[int], None]:
        """Find the places in these rows, once all limits are set. Returns show(t)."""
        obstacles = [(self._pixels(ax, places), radius, weight) for ax, places, radius, weight in self._obstacles]
        # Boxes (rows, 2, 2, k): their lower left and upper right corners, of these x and y. And what each of them weighs, (k,).
        taken, weights = np.empty((len(rows), 2, 2, 0)), np.empty(0)
        for pixels, radius, weight in obstacles:
            middles = np.broadcast_to(_at(pixels, rows), (len(rows), *pixels.shape[1:])).swapaxes(1, 2)
            taken = np.concatenate([taken, np.stack([middles - radius, middles + radius], 1)], -1)
            weights = np.append(weights, [weight] * pixels.shape[1])
        for label in self._labels:
            boxes = self._settle(label, rows, taken, weights)
            taken, weights = np.concatenate([taken, boxes[..., None]], -1), np.append(weights, 100)
        index = {row: i for i, row in enumerate(rows)}

        def show(t: int) -> None:
            i = index[t]
            for label in self._labels:
                x, y = label.places[i]
                shown = bool(np.isfinite(x))
                label.text.set_visible(shown)
                if shown:
                    label.text.set_text(label.texts[min(t, len(label.texts) - 1)])
                    if label.text.get_position() != (x, y):  # or it would be drawn anew although nothing has changed
                        label.text.set_position((x, y))

        return show

    def _settle(self, label: _Label, rows: Sequence[int], taken: Floats, weights: Floats) -> Floats:
        """Place one label in all rows, clear of the boxes `taken` (rows, 2, 2, k); returns its boxes (rows, 2, 2)."""
        anchors = _at(self._pixels(label.ax, label.anchors), rows) + np.stack([0 * _at(label.lift, rows), _at(label.lift, rows)], -1)
        half = self._halves(label, rows)
        low, high = _bounds(label.ax)
        options = []
        for stretch in GAPS:
            for side in label.sides:
                direction = np.array(SIDES[side])
                options.append(anchors + direction * (half + label.gap * stretch))
        middles = np.clip(np.stack(options), low + half, np.maximum(high - half, low + half))  # (options, rows, 2)
        boxes = np.stack([middles - half, middles + half], -2)  # (options, rows, 2, 2)
        shown, every = np.isfinite(anchors).all(-1), np.arange(len(rows))
        blocked: list[Floats] = []  # for each option tried (rows,): the weight of what the label would cover
        for box in boxes:
            own = ((box[:, 0] < anchors) & (anchors < box[:, 1])).all(-1)  # pushed back over its own anchor
            blocked.append(10.0 * own + _covered(box, taken) @ weights)
            if not blocked[-1][shown].any():
                break
        best = np.argmin([np.count_nonzero(covered[shown]) for covered in blocked])
        choice = np.where(blocked[best] > 0, np.argmin(blocked, 0), best)
        label.places = np.where(shown[:, None], middles[choice, every], np.nan)
        return np.where(shown[:, None, None], boxes[choice, every], np.nan)

    def _halves(self, label: _Label, rows: Sequence[int]) -> Floats:
        """Half of the text's width and height in each row (rows, 2), in pixels."""
        renderer = label.text.get_figure(root=True).canvas.get_renderer()  # type: ignore[union-attr]
        texts = [label.texts[min(row, len(label.texts) - 1)] for row in rows]
        sizes = {}
        for text in dict.fromkeys(texts):
            label.text.set_text(text)
            box = label.text.get_window_extent(renderer)
            sizes[text] = box.width, box.height
        halves = [sizes[text] for text in texts]
        return np.array(halves) / 2 + 2 * self._scale


def _covered(boxes: Floats, others: Floats) -> NDArray[np.bool_]:
    """Which of `others` (rows, 2, 2, k) each of `boxes` (rows, 2, 2) lies on, (rows, k); none that is nowhere."""
    low, high = boxes[:, 0, :, None], boxes[:, 1, :, None]
    meet = (low < others[:, 1]) & (others[:, 0] < high)  # along x, along y
    return meet[:, 0] & meet[:, 1]


def _at(places: Floats, rows: Sequence[int]) -> Floats:
    """Places (n, …) at these rows: for n = 1 the same in each."""
    return places[np.minimum(rows, len(places) - 1)]


def _bounds(ax: Axes) -> tuple[Floats, Floats]:
    """The corners between which the labels of some axes may stand, in pixels."""
    box = ax.get_window_extent()
    return np.array([box.x0, box.y0]), np.array([box.x1, box.y1])
