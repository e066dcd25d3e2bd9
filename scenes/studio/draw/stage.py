"""A themed figure with the sentence and the counter of a story over its panels, which come in a few fixed templates."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

from scenes.studio.draw import agg
from scenes.studio.draw.labels import Labels
from scenes.studio.draw.layout import ABOVE, BELOW, LEFT, Box, Canvas
from scenes.studio.draw.strip import strip
from scenes.studio.draw.theme import LABEL, SIZE, TICK, TITLE, Theme, points
from scenes.studio.run.story import Stop
from scenes.studio.run.trace import Trace
from scenes.studio.run.user_points import Units
from scenes.studio.words import say

Frame = Callable[[int], None]


class Stage:
    """One figure of `size` pixels. A scene asks it for panels, and for labels that keep clear of each other; draw.marks draws in these.

    Everything is laid out on the `canvas` and scaled to `size`. `units` are those of points that a person brought along, or None.
    """

    layout: type[Canvas] = Canvas  # where its panels stand

    def __init__(self, theme: Theme, size: tuple[int, int] = SIZE, units: Units | None = None):
        self.theme, self.units, self.canvas = theme, units, self.layout(size)
        self.scale = self.canvas.scale
        dpi = 100 * self.scale
        self.figure = Figure(figsize=(size[0] / dpi, size[1] / dpi), dpi=dpi)
        agg.Canvas(self.figure)
        self._titles: list[tuple[Axes, Text]] = []
        self._views: dict[Axes, NDArray[np.floating]] = {}
        self._labels = Labels(theme, self.canvas, self.pixels)
        self._followed: list[tuple[Axes, NDArray[np.floating]]] = []
        self._strip = self._axes(self.canvas.strip, label="strip")
        self._strip.set(xlim=self.canvas.strip[::2], ylim=self.canvas.strip[3::-2])
        self._strip.set_axis_off()

    # Panels

    def panels(
        self, story: str, *others: str, share: float = 0.6, heights: Sequence[float] = (), projection: str | None = None
    ) -> list[Axes]:
        """Axes with these titles: the story, and at its right none, one or two others, one above the other.

        `share` is the story's part of the width, `heights` are the parts of the others. In a high film they stand one below the other, in
        a squarer one the others stand side by side below the story. `projection` is the story's ("3d").
        """
        first, *boxes = self.canvas.panels(share, heights or [1] * len(others))
        return [self._panel(first, story, projection), *(self._panel(*of) for of in zip(boxes, others, strict=True))]

    def columns(self, titles: Sequence[str], rows: int = 1, heights: Sequence[float] = (), across: bool = False) -> list[list[Axes]]:
        """`rows` rows of axes, one column for each title, to see runs side by side; only the first column has y labels.

        `heights` are the parts of the rows. Returns the rows; to be given the same limits along each of them. A film that is
        not wide shows three columns below each other, and of more half below the others, unless all are to be `across`.
        """
        boxes = self.canvas.columns(len(titles), heights or [1] * rows, across)
        grid = [
            [self._panel(box, title if row == 0 else "") for box, title in zip(line, titles, strict=True)] for row, line in enumerate(boxes)
        ]
        for line in grid:
            for ax in line:
                ax.locator_params(nbins=4, steps=[1, 2, 5, 10])
            for ax in line[1:]:
                ax.tick_params(labelleft=False)
                ax.yaxis.label.set_visible(False)
        return grid

    def inset(self, ax: Axes, box: Box) -> Axes:
        """Axes within the panel `ax`, for a closer look: `box` is left, bottom, width, height as parts of the panel."""
        x0, y0, width, height = ax.get_position().bounds
        inner = self.figure.add_axes((x0 + box[0] * width, y0 + box[1] * height, box[2] * width, box[3] * height))
        inner.set_zorder(5)
        for spine in inner.spines.values():
            spine.set(visible=True, color=self.theme.muted, linewidth=2)
        inner.set(xticks=[], yticks=[])
        return inner

    def views(self, ax: Axes, limits: Any) -> Frame:
        """Let `ax` be seen from nearer or farther in some rows: `limits` (rows, 4) are left, right, bottom, top of linear axes.

        To be called before anything else is drawn there. Returns show(t), to be composed before what draws in `ax`.
        """
        self._views[ax] = limits = np.asarray(limits, float)

        def show(t: int) -> None:
            if (*ax.get_xlim(), *ax.get_ylim()) != tuple(limits[t]):  # or all would be drawn anew although nothing has changed
                ax.set(xlim=limits[t, :2], ylim=limits[t, 2:])

        return show

    def _panel(self, room: Box, title: str, projection: str | None = None) -> Axes:
        """Axes with a title, and room for ticks and labels, within `room`."""
        x0, y0, x1, y1 = room
        ax = self._axes((x0 + LEFT, y0 + ABOVE, x1, y1 - BELOW), projection)
        self._titles.append((ax, ax.set_title(say(title))))
        if projection is None:
            ax.locator_params(nbins=6, steps=[1, 2, 5, 10])
            height = y1 - BELOW - y0 - ABOVE
            ax.yaxis.set_label_coords(-(LEFT - 12) / (x1 - x0 - LEFT), 0.5)
            ax.xaxis.set_label_coords(0.5, -40 / height)
        return ax

    def _axes(self, box: Box, projection: str | None = None, label: str = "") -> Axes:
        x0, y0, x1, y1 = box
        width, height = self.canvas.width, self.canvas.height
        place = (x0 / width, 1 - y1 / height, (x1 - x0) / width, (y1 - y0) / height)
        ax = self.figure.add_axes(place, projection=projection, label=label)
        ax.tick_params(labelsize=self.canvas.letters(TICK))
        for axis in (ax.xaxis, ax.yaxis):
            axis.label.set_fontsize(self.canvas.letters(LABEL))
        return ax

    # What the parts use

    def pixels(self, ax: Axes, places: Any) -> NDArray[np.floating]:
        """Where `places` (rows, …, 2) of `ax` lie in the figure, in its pixels. Places (1, …, 2) under views are given for each row."""
        places = np.asarray(places, float)
        with np.errstate(all="ignore"):
            if ax not in self._views:
                return ax.transData.transform(places.reshape(-1, 2)).reshape(places.shape)
            limits = self._views[ax].reshape(-1, *[1] * (places.ndim - 2), 2, 2)  # of x, of y
            box = ax.get_window_extent()
            return np.array([box.x0, box.y0]) + (places - limits[..., 0]) / (limits[..., 1] - limits[..., 0]) * [box.width, box.height]

    def label(self, ax: Axes, anchors: Any, texts: Sequence[str] | str, colour: str, **how: Any) -> Text:
        """A label beside its anchor that keeps clear of all others: see labels.Labels.add."""
        return self._labels.add(ax, anchors, say(texts) if isinstance(texts, str) else texts, colour, **how)

    def avoid(self, ax: Axes, places: Any, radius: float = 9, weight: float = 10) -> None:
        """Keep labels off these places, see labels.Labels.avoid."""
        self._labels.avoid(ax, places, radius, weight)

    def apart(self, ax: Axes, ends: Sequence[Any], height: float) -> list[NDArray[np.floating]]:
        """By how many pixels of the canvas to lift the labels of two curves, `height` pixels high, so that neither hides the other.

        They stand at `ends`, two of (rows, 2). Returns the `lift` (rows,) of each, which keeps both within the axes.
        """
        box = ax.get_window_extent()
        first, second = ((self.pixels(ax, places)[:, 1] - box.y0) / self.scale for places in ends)
        lift = np.where(first >= second, 1, -1) * np.maximum(height - np.abs(first - second), 0) / 2
        upper, lower = np.maximum(first + lift, second - lift), np.minimum(first + lift, second - lift)
        inside = np.maximum(height / 2 - lower, 0) - np.maximum(upper + height / 2 - box.height / self.scale, 0)
        return [lift + inside, inside - lift]

    def follow(self, ax: Axes, places: Any) -> None:
        """Let the film's pace follow these `places` (rows, 2) or (rows, k, 2), in data coordinates: what the viewer watches."""
        places = np.asarray(places, float)
        self._followed.append((ax, places if places.ndim == 3 else places[:, None]))

    # What the studio makes of it

    def _fit_titles(self) -> None:
        """Let titles that are wider than their panels begin over the ticks, and make those smaller that are wider still."""
        for ax, title in self._titles:
            room, width = ax.get_window_extent().width, title.get_window_extent().width
            if width > room:
                left = min(width - room, LEFT * self.scale * ax.axison)
                title.set(x=-left / room, fontsize=points(TITLE * min(1, (room + left) / width)))

    def distance(self) -> Callable[[int, int], float] | None:
        """How many pixels of the canvas the followed places move from one row to another; None where none are followed."""
        if not self._followed:
            return None
        moving = []
        for ax, places in self._followed:
            pixels = self.pixels(ax, places) / self.scale
            box = ax.get_window_extent()
            low, high = np.array([box.x0, box.y0]) / self.scale, np.array([box.x1, box.y1]) / self.scale
            moving.append(np.clip(np.nan_to_num(pixels, nan=0.0, posinf=1e6, neginf=-1e6), low - 1, high + 1))

        return lambda a, b: max(float(np.hypot(*(its[b] - its[a]).T).max()) for its in moving)

    def settle(self, rows: Sequence[int]) -> Frame:
        """Place the labels in these rows. Returns show(t)."""
        return self._labels.settle(rows)

    def finish(self, trace: Trace, rows: Sequence[int], stops: Sequence[Stop], labels: Sequence[str] | None) -> Frame:
        """Place the labels, write sentence and counter. Returns show(t), for the `rows` that become frames."""
        place = self.settle(rows)
        if not self.canvas.wide:
            self._fit_titles()
        tell = strip(self._strip, self.canvas, self.theme, trace, rows, stops, labels)

        def show(t: int) -> None:
            place(t)
            tell(t)

        return show
