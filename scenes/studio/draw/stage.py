"""A themed figure with the sentence and the counter of the story over its panels, which come in a few fixed templates."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

from scenes.studio.draw.labels import Labels
from scenes.studio.draw.pace import STRIDES, skips
from scenes.studio.draw.theme import COUNTER, SENTENCE, SIZE, TICK, Theme, points
from scenes.studio.run.story import Stop
from scenes.studio.run.trace import Trace
from scenes.studio.run.user_points import Units
from scenes.studio.words import say

MARGIN = 32
NARROW = 694  # a canvas this wide, enlarged to 1080 pixels, has ticks of 28 pixels
LEFT, RIGHT = 64, 0  # of a panel: room for ticks and a label
ABOVE, BELOW = 40, 58  # room for a title; for ticks and a label
GAP = 28  # between a panel's room and the next
Frame = Callable[[int], None]
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels of the canvas, from its upper left corner


class Stage:
    """One figure of `size` pixels. A scene asks it for panels, and for labels that keep clear of each other; draw.parts draws in these.

    Everything is laid out on a canvas of 1280 × 720 pixels and scaled to `size`; a square or tall figure has a canvas 694 pixels wide. `units` are
    those of points that a person brought along, or None.
    """

    def __init__(self, theme: Theme, size: tuple[int, int] = SIZE, units: Units | None = None):
        self.theme, self.units = theme, units
        width, height = size
        self.wide = width >= 1.25 * height
        self.scale = min(width / SIZE[0], height / SIZE[1]) if self.wide else width / NARROW
        self.width, self.height = width / self.scale, height / self.scale  # of the canvas
        dpi = 100 * self.scale
        self.figure = Figure(figsize=(width / dpi, height / dpi), dpi=dpi)
        self._canvas = FigureCanvasAgg(self.figure)
        self._labels = Labels(theme, self.scale)
        self._followed: list[tuple[Axes, NDArray[np.floating]]] = []
        self._top = MARGIN + (36 if self.wide else 84)  # where the strip of sentence and counter ends
        self._strip = self._axes((0, 0, self.width, self._top), label="strip")
        self._strip.set(xlim=(0, self.width), ylim=(self._top, 0))
        self._strip.set_axis_off()

    # Panels

    def panels(self, story: str, *others: str, share: float = 0.6, heights: Sequence[float] = (), projection: str | None = None) -> list[Axes]:
        """Axes with these titles: the story, and at its right none, one or two others, one above the other.

        `share` is the story's part of the width, `heights` are the parts of the others. In a tall figure they stand one below the other, in
        a square one the others stand side by side below the story. `projection` is the story's ("3d").
        """
        room = (MARGIN, self._top, self.width - MARGIN, self.height - MARGIN + 6)
        if not others:
            boxes = [room]
        elif self.wide:
            first, rest = _split(room, (share, 1 - share), across=True)
            boxes = [first, *_split(rest, heights or [1] * len(others), across=False)]
        elif self.height >= 1.25 * self.width:
            below = [(1 - share) * part / sum(heights or [1] * len(others)) for part in heights or [1] * len(others)]
            boxes = _split(room, (share, *below), across=False)
        else:
            first, rest = _split(room, (share, 1 - share), across=False)
            boxes = [first, *_split(rest, [1] * len(others), across=True)]
        axes = [self._panel(boxes[0], story, projection)]
        return axes + [self._panel(box, title) for box, title in zip(boxes[1:], others, strict=True)]

    def columns(self, titles: Sequence[str], rows: int = 1, heights: Sequence[float] = ()) -> list[list[Axes]]:
        """`rows` rows of axes, one column for each title, to see runs side by side; only the first column has y labels.

        `heights` are the parts of the rows. Returns the rows; to be given the same limits along each of them. A figure that is
        not wide shows half of the columns below the others.
        """
        room = (MARGIN, self._top, self.width - MARGIN, self.height - MARGIN + 6)
        bands = 1 if self.wide or len(titles) < 3 else 2
        across = -(-len(titles) // bands)
        grid: list[list[Axes]] = [[] for _ in range(rows)]
        for band, area in enumerate(_split(room, [1] * bands, across=False)):
            for row, line in enumerate(_split(area, heights or [1] * rows, across=False)):
                left = (line[0] + LEFT - 20, line[1], line[2], line[3])
                for column, (x0, y0, x1, y1) in enumerate(_split(left, [1] * across, across=True, gap=20)):
                    place = band * across + column
                    if place >= len(titles):
                        continue
                    ax = self._panel((x0 - LEFT + 20 * (column > 0), y0, x1, y1), titles[place] if row == 0 else "")
                    ax.locator_params(nbins=4, steps=[1, 2, 5, 10])
                    if column:
                        ax.tick_params(labelleft=False)
                        ax.yaxis.label.set_visible(False)
                    grid[row].append(ax)
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

    def _panel(self, room: Box, title: str, projection: str | None = None) -> Axes:
        """Axes with a title, and room for ticks and labels, within `room`."""
        x0, y0, x1, y1 = room
        ax = self._axes((x0 + LEFT, y0 + ABOVE, x1 - RIGHT, y1 - BELOW), projection)
        ax.set_title(title)
        if projection is None:
            ax.locator_params(nbins=6, steps=[1, 2, 5, 10])
            height = y1 - BELOW - y0 - ABOVE
            ax.yaxis.set_label_coords(-(LEFT - 12) / (x1 - RIGHT - x0 - LEFT), 0.5)
            ax.xaxis.set_label_coords(0.5, -42 / height)
        return ax

    def _axes(self, box: Box, projection: str | None = None, label: str = "") -> Axes:
        x0, y0, x1, y1 = box
        place = (x0 / self.width, 1 - y1 / self.height, (x1 - x0) / self.width, (y1 - y0) / self.height)
        return self.figure.add_axes(place, projection=projection, label=label)

    # What the parts use

    def label(self, ax: Axes, anchors: Any, texts: Sequence[str] | str, colour: str, **how: Any) -> Text:
        """A label beside its anchor that keeps clear of all others: see labels.Labels.add."""
        return self._labels.add(ax, anchors, texts, colour, **how)

    def avoid(self, ax: Axes, places: Any, radius: float = 9) -> None:
        """Keep labels off these places, see labels.Labels.avoid."""
        self._labels.avoid(ax, places, radius)

    def follow(self, ax: Axes, places: Any) -> None:
        """Let the film's pace follow these `places` (rows, 2) or (rows, k, 2), in data coordinates: what the viewer watches."""
        places = np.asarray(places, float)
        self._followed.append((ax, places if places.ndim == 3 else places[:, None]))

    # What the studio makes of it

    def distance(self) -> Callable[[int, int], float] | None:
        """How many pixels of the canvas the followed places move from one row to another; None where none are followed."""
        if not self._followed:
            return None
        moving = []
        for ax, places in self._followed:
            with np.errstate(all="ignore"):
                pixels = ax.transData.transform(places.reshape(-1, 2)).reshape(places.shape) / self.scale
            box = ax.get_window_extent()
            low, high = np.array([box.x0, box.y0]) / self.scale, np.array([box.x1, box.y1]) / self.scale
            moving.append(np.clip(np.nan_to_num(pixels, nan=0.0, posinf=1e6, neginf=-1e6), low - 1, high + 1))

        return lambda a, b: max(float(np.hypot(*(its[b] - its[a]).T).max()) for its in moving)

    def finish(self, trace: Trace, rows: Sequence[int], stops: Sequence[Stop], labels: Sequence[str] | None) -> Frame:
        """Place the labels, write sentence and counter. Returns show(t), for the `rows` that become frames."""
        place = self._labels.settle(rows)
        tell = self._tell(trace, rows, stops, labels)

        def show(t: int) -> None:
            place(t)
            tell(t)

        return show

    def _tell(self, trace: Trace, rows: Sequence[int], stops: Sequence[Stop], labels: Sequence[str] | None) -> Frame:
        middle = MARGIN + 12
        counts = labels or [say("step {t}", t=t) for t in range(len(trace))]
        count = self._strip.text(self.width - MARGIN, middle, max(counts, key=len), fontsize=points(COUNTER), weight="bold", ha="right", va="center_baseline")
        edge = count.get_window_extent(self._canvas.get_renderer()).x0 / self.scale
        note = self._strip.text(edge - 16, middle, "", fontsize=points(TICK), color=self.theme.muted, ha="right", va="center_baseline")
        sentence = self._strip.text(MARGIN, middle, "", fontsize=points(SENTENCE), weight="semibold", va="center_baseline" if self.wide else "top")
        if not self.wide:
            sentence.set_y(MARGIN - 6)
            note.set(x=self.width - MARGIN, y=middle + 30)
        skipped = {} if labels else {row: _skip(n) for row, n in skips(rows).items()}  # labels tell themselves where a row stands
        told = {stop.row: stop.words if self.wide else self._wrapped(stop.words, sentence, edge - MARGIN - 16) for stop in stops}
        starts = sorted(told)

        def show(t: int) -> None:
            count.set_text(counts[t])
            sentence.set_text(told[max(row for row in starts if row <= t)])
            if trace.ended and t == len(trace) - 1:
                note.set_text(say("then {series} is {value}", series=trace.ended.series, value=trace.ended.value))
            else:
                note.set_text(skipped.get(t, ""))

        return show

    def _wrapped(self, words: str, text: Text, width: float) -> str:
        """The words in as many lines as it takes to be narrower than `width` pixels of the canvas."""
        lines: list[str] = []
        for word in words.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            text.set_text(longer)
            if lines and text.get_window_extent(self._canvas.get_renderer()).width <= width * self.scale:
                lines[-1] = longer
            else:
                lines.append(word)
        return "\n".join(lines)


def _skip(rows: int) -> str:
    """What a viewer must know where a frame is so many rows after the one before."""
    return say("every {ordinal} step", ordinal=_ordinal(rows)) if rows in STRIDES else say("{rows} steps at once", rows=rows)


def _ordinal(n: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th") if n % 100 not in (11, 12, 13) else "th"
    return f"{n}{suffix}"


def _split(room: Box, parts: Sequence[float], across: bool, gap: float = GAP) -> list[Box]:
    """Boxes side by side, or below each other, that share a room in these parts."""
    x0, y0, x1, y1 = room
    length = (x1 - x0 if across else y1 - y0) - gap * (len(parts) - 1) * across
    boxes, at = [], x0 if across else y0
    for part in parts:
        size = length * part / sum(parts)
        boxes.append((at, y0, at + size, y1) if across else (x0, at, x1, at + size))
        at += size + gap * across
    return boxes
