"""A themed figure, handed out as titled panels under a strip of readouts."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from scenes.studio.draw.theme import COUNTER, READOUT, SIZE, Theme, points
from scenes.studio.run.trace import Trace
from scenes.studio.run.user_points import Units

MARGIN = 32
STRIP = 40  # the line of readouts above the panels


class Stage:
    """One figure of `size` pixels. A scene asks for its `panels` and its `readouts`; draw.parts and draw.axes fill these.

    `units` are those of points that a person brought along, or None.
    """

    def __init__(self, theme: Theme, size: tuple[int, int] = SIZE, units: Units | None = None):
        self.theme = theme
        self.units = units
        self.counter: Sequence[str] | None = None  # the strip's name for each row, where a row is not a step of a descent
        width, height = size
        scale = min(width / SIZE[0], height / SIZE[1])
        dpi = 100 * scale
        self._x, self._y = scale / width, scale / height  # one pixel of the 1280 × 720 canvas, in figure units
        top = 1 - (MARGIN + STRIP + 12) * self._y
        x, y = MARGIN * self._x, MARGIN * self._y
        layout = ConstrainedLayoutEngine(rect=(x, y, 1 - 2 * x, top - y), w_pad=0.1, h_pad=0.06, hspace=0.02)
        self.figure = Figure(figsize=(width / dpi, height / dpi), dpi=dpi, layout=layout)
        self._canvas = FigureCanvasAgg(self.figure)
        self._strip = self.figure.add_axes((x, top + 12 * self._y, 1 - 2 * x, STRIP * self._y), label="readouts")
        self._strip.set_axis_off()
        self._strip.set_in_layout(False)

    def panels(
        self, story: str, *others: str, share: float = 0.56, heights: Sequence[float] | None = None, projection: str | None = None
    ) -> list[Axes]:
        """Axes with these titles: the story at the left with `share` of the width, the others stacked at its right.

        `heights` are the shares of the others; `projection` is the story's ("3d").
        """
        if not others:
            axes = [self.figure.add_subplot(projection=projection)]
        else:
            grid = self.figure.add_gridspec(len(others), 2, width_ratios=(share, 1 - share), height_ratios=heights)
            axes = [self.figure.add_subplot(grid[:, 0], projection=projection)]
            axes += [self.figure.add_subplot(grid[i, 1]) for i in range(len(others))]
        for ax, title in zip(axes, (story, *others), strict=True):
            ax.set_title(title)
            ax.locator_params(nbins=6, steps=[1, 2, 5, 10])
        return axes

    def grid(self, titles: Sequence[str], rows: int, heights: Sequence[float] | None = None) -> list[list[Axes]]:
        """`rows` rows of axes, one column for each title, to see runs side by side; only the first column has y labels.

        `heights` are the shares of the rows. Returns the rows; to be given the same limits along each of them.
        """
        spec = self.figure.add_gridspec(rows, len(titles), height_ratios=heights)
        axes = [[self.figure.add_subplot(spec[row, column]) for column in range(len(titles))] for row in range(rows)]
        for ax, title in zip(axes[0], titles, strict=True):
            ax.set_title(title)
        for row in axes:
            for ax in row:
                ax.locator_params(nbins=4, steps=[1, 2, 5, 10])
            for ax in row[1:]:
                ax.tick_params(labelleft=False)
                ax.yaxis.label.set_visible(False)
        return axes

    def divider(self, left: Axes | None, right: Axes | None, label: str) -> None:
        """A line from top to bottom between two neighbouring columns of a grid, `label` over it; call when all else is drawn."""
        self.figure.draw_without_rendering()  # lays the axes out
        width = 1 - 2 * MARGIN * self._x
        ends = [left.get_position().x1 if left else MARGIN * self._x, right.get_position().x0 if right else MARGIN * self._x + width]
        x = (sum(ends) / 2 - MARGIN * self._x) / width
        height = self._strip.get_position().height
        bottom = (MARGIN * self._y - self._strip.get_position().y0) / height
        self._strip.set(xlim=(0, 1), ylim=(0, 1))
        self._strip.plot([x, x], [bottom, 0], color=self.theme.ink, linewidth=4, clip_on=False, zorder=1)
        self._strip.text(x, 0.5, label, ha="center", va="center_baseline", fontsize=points(READOUT))

    def readouts(
        self, trace: Trace, *values: tuple[str, Sequence[str], str], counter: Sequence[str] | None = None
    ) -> Callable[[int], None]:
        """The strip over the panels: the step, then each (name, text of the value in each row, colour). Returns show(t).

        `counter` names each row where a row is not a step of a descent.
        Numbers keep their width and place for the whole film. When frames skip steps the strip says so, and
        when the run left the finite numbers its last frame says at which step.
        """
        self.counter = counter
        counts = counter or [f"step {t}" for t in range(len(trace))]
        count, x = self._readout(0, max(counts, key=len), self.theme.ink, COUNTER, "bold")
        fields = []
        for name, numbers, colour in values:
            texts = [f"{name} {number}" for number in numbers]
            text, x = self._readout(x + 36 * self._x, max(texts, key=len), colour, READOUT, "regular")
            fields.append((text, texts))
        note = self._strip.text(1, 0.5, _skipped(trace.frame_rows), color=self.theme.muted, ha="right", va="center")

        def show(t: int) -> None:
            count.set_text(counts[t])
            for text, texts in fields:
                text.set_text(texts[t])
            if trace.ended and t == len(trace) - 1:
                note.set_text(f"the run ends: {trace.ended.series} is {trace.ended.value} at step {trace.ended.step}")
            else:
                note.set_text(_skipped(trace.frame_rows))

        return show

    def _readout(self, x: float, widest: str, colour: str, size: int, weight: str) -> tuple[Text, float]:
        """A text in the strip at x, and where the next one may start, both in figure widths from the margin."""
        width = 1 - 2 * MARGIN * self._x
        text = self._strip.text(x / width, 0.5, widest, color=colour, size=points(size), weight=weight, va="center_baseline")
        box = text.get_window_extent(self._canvas.get_renderer())
        return text, x + box.width / self.figure.bbox.width


def _skipped(shown: Sequence[int]) -> str:
    """What a viewer must know when frames are not single steps."""
    strides = np.diff(shown)
    if not strides.size or strides.max() == 1:
        return ""
    if (strides[:-1] == strides[0]).all() and strides[0] > 1:
        return f"every {_ordinal(int(strides[0]))} step"
    return "steps further and further apart"


def _ordinal(n: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th") if n % 100 not in (11, 12, 13) else "th"
    return f"{n}{suffix}"
