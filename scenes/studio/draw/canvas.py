"""A themed figure, handed out as titled panels, with the pieces that every film draws alike."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator
from numpy.typing import NDArray

from scenes.studio.draw.theme import COUNTER, LABEL, READOUT, SIZE, Theme, points
from scenes.studio.numbers import fixed, log_tick, significant, ticks
from scenes.studio.run.trace import Trace
from scenes.studio.run.user_points import Units

MARGIN = 32
STRIP = 40  # the line of readouts above the panels


class Stage:
    """One figure of `size` pixels. A scene asks for `panels`, `readouts` and the few helpers below.

    `units` are those of points that a person brought along, or None.
    """

    def __init__(self, theme: Theme, size: tuple[int, int] = SIZE, units: Units | None = None):
        self.theme = theme
        self.units = units
        self.counter: Sequence[str] | None = None  # what the strip calls each row, where a row is not a step of a descent
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
        """`rows` rows of axes, one column a title, to see runs side by side; y is lettered at the left only.

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

    def label_data_axes(self, ax: Axes) -> None:
        """Name the axes of points, and letter them in the points' own units; call once the limits are set."""
        units = self.units or Units(("x", "y"))
        ax.set(**dict(zip(("xlabel", "ylabel"), (label.replace("$", r"\$") for label in units.labels), strict=True)))
        own = (ax.xaxis, units.x_zero, units.x_unit), (ax.yaxis, units.y_zero, units.y_unit)
        for axis, zero, unit in own if units.changed else ():
            locator = axis.get_major_locator()
            if not isinstance(locator, FixedLocator):  # else it has been done: lines of two runs can share their axes
                low, high = (zero + unit * end for end in axis.get_view_interval())
                places = [tick for tick in locator.tick_values(low, high) if low <= tick <= high]
                axis.set_ticks([(tick - zero) / unit for tick in places], labels=ticks(places))

    def format_y(self, y: float) -> str:
        """The run's y, lettered in the points' own units."""
        return significant([self.units.y_zero + self.units.y_unit * y], 3)[0] if self.units else fixed(y, 1)

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
        """The strip over the panels: the step, then each (name, lettered value of each row, colour). Returns show(t).

        `counter` letters each row where a row is not a step of a descent.
        Numbers keep their width and place for the whole film. When frames skip steps the strip says so, and
        when the run left the finite numbers its last frame says at which step.
        """
        self.counter = counter
        counts = counter or [f"step {t}" for t in range(len(trace))]
        count, x = self._readout(0, max(counts, key=len), self.theme.ink, COUNTER, "bold")
        fields = []
        for name, numbers, colour in values:
            lettering = [f"{name} {number}" for number in numbers]
            text, x = self._readout(x + 36 * self._x, max(lettering, key=len), colour, READOUT, "regular")
            fields.append((text, lettering))
        note = self._strip.text(1, 0.5, _skipped(trace.frame_rows), color=self.theme.muted, ha="right", va="center")

        def show(t: int) -> None:
            count.set_text(counts[t])
            for text, lettering in fields:
                text.set_text(lettering[t])
            if trace.ended and t == len(trace) - 1:
                note.set_text(f"the run ends: {trace.ended.series} is {trace.ended.value} at step {trace.ended.step}")
            else:
                note.set_text(_skipped(trace.frame_rows))

        return show

    def _readout(self, x: float, widest: str, colour: str, size: int, weight: str):
        """A text in the strip at x, and where the next one may start, both in figure widths from the margin."""
        width = 1 - 2 * MARGIN * self._x
        text = self._strip.text(x / width, 0.5, widest, color=colour, size=points(size), weight=weight, va="center_baseline")
        box = text.get_window_extent(self._canvas.get_renderer())
        return text, x + box.width / self.figure.bbox.width

    def loss_curve(
        self, ax: Axes, losses: NDArray[np.floating], colour: str, label: str = "", over: bool | None = None
    ) -> Callable[[int], None]:
        """A loss by step: its whole course faint, its course so far strong, a label at its end. Returns show(t).

        The label stands over the curve or under it; unless told, where the curve leaves space.
        """
        x = np.arange(len(losses))
        ax.set_xlabel("step")
        ax.plot(x, losses, color=colour, alpha=0.25, zorder=2)
        up = losses[-1] > losses[0] or losses[-1] > 1.1 * losses.min() if over is None else over
        text = ax.annotate(label, (x[-1], losses[-1]), (8, 9 if up else -9), textcoords="offset points", color=colour)
        text.set(ha="right", va="bottom" if up else "top")
        (so_far,) = ax.plot([], [], color=colour, zorder=3)
        (now,) = ax.plot([], [], "o", color=colour, markersize=11, zorder=4)

        def show(t: int) -> None:
            so_far.set_data(x[: t + 1], losses[: t + 1])
            now.set_data([t], [losses[t]])

        return show

    def corner_text(self, ax: Axes, colour: str, lettering: Sequence[str]) -> Callable[[int], None]:
        """The lettered value of each row, in the upper left corner of the axes. Returns show(t)."""
        text = ax.text(0.03, 0.95, "", color=colour, va="top", transform=ax.transAxes, zorder=8)
        self.text_background(text)
        return lambda t: text.set_text(lettering[t])

    def log_scale(self, axis: Axis, *series: NDArray[np.floating]) -> None:
        """Put an axis on a log scale that holds all of the series, lettered in plain numbers."""
        values = np.concatenate(series)
        high = float(values.max()) or 1.0
        low = float(values.min(where=values > 1e-12 * high, initial=high))  # a loss of exactly 0 has no place on the scale
        pad = max((high / low) ** 0.1, 1.2)
        axis.axes.set(**{f"{axis.axis_name}scale": "log", f"{axis.axis_name}lim": (low / pad, high * pad)})  # type: ignore[attr-defined]
        axis.set_major_locator(LogLocator(10, subs=(1,) if high > 30 * low else (1, 2, 5), numticks=6))
        axis.set_major_formatter(FuncFormatter(lambda value, _: log_tick(value)))
        axis.set_minor_locator(NullLocator())

    def log_steps(self, ax: Axes, last: int) -> None:
        """Put steps on a log scale from 1 on, with the guess, step 0, at its left."""
        ax.set_xscale("symlog", linthresh=1, linscale=0.4)
        powers = [10**k for k in range(6) if 10**k <= last]
        ax.set(xlim=(-0.25, max(last, 2) * 1.25), xticks=[0, *powers])
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
        ax.xaxis.set_minor_locator(NullLocator())

    def legend(self, ax: Axes, labels: Mapping[str, str]) -> None:
        """Labels {text: colour} one under the other, in the lower right corner of the axes."""
        line = (LABEL + 10) * self._y / ax.get_position().height
        for place, (label, colour) in enumerate(reversed(list(labels.items()))):
            text = ax.text(0.98, 0.03 + place * line, label, color=colour, ha="right", transform=ax.transAxes, zorder=2)
            self.text_background(text)

    def text_background(self, text: Text) -> None:
        """Let a label be read over lines."""
        text.set_bbox({"facecolor": self.theme.background, "edgecolor": "none", "alpha": 0.85, "pad": 2})

    def off_scale(self, ax: Axes, colour: str) -> Callable[[float, float, str], None]:
        """A mark for what leaves the axes. Returns mark(x, y, text): shown at the edge, only while (x, y) is outside."""
        text = ax.text(0, 0, "", color=colour, zorder=9)
        self.text_background(text)

        def mark(x: float, y: float, label: str) -> None:
            u, v = ax.transAxes.inverted().transform(ax.transData.transform((x, y)))
            outside = not (0 <= u <= 1 and 0 <= v <= 1)
            text.set_visible(outside)
            if not outside:
                return
            vertical = max(-v, v - 1) >= max(-u, u - 1)
            arrow = ("▲" if v > 1 else "▼") if vertical else ("▶" if u > 1 else "◀")
            text.set_text(f"{label} {arrow}" if arrow == "▶" else f"{arrow} {label}")
            u, v = float(np.clip(u, 0.02, 0.98)), float(np.clip(v, 0.03, 0.97))
            text.set(
                position=(u, v),
                transform=ax.transAxes,
                ha="left" if u < 0.3 else "right" if u > 0.7 else "center",
                va="bottom" if v < 0.3 else "top" if v > 0.7 else "center",
            )

        return mark


def compose(*movers: Callable[[int], None]) -> Callable[[int], None]:
    """A frame(t) that moves all of these."""

    def frame(t: int) -> None:
        for move in movers:
            move(t)

    return frame


def _skipped(shown: Sequence[int]) -> str:
    """What a viewer must know when frames are not single steps."""
    strides = np.diff(shown)
    if not strides.size or strides.max() == 1:
        return ""
    if (strides[:-1] == strides[0]).all():
        return f"every {strides[0]}th step" if strides[0] > 2 else "every 2nd step"
    return "steps further and further apart"
