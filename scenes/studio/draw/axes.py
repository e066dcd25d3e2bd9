"""Scales, ticks and labels of axes."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator
from numpy.typing import NDArray

from scenes.studio.draw.theme import TICK
from scenes.studio.numbers import fixed, log_tick, significant, ticks
from scenes.studio.run.user_points import Units
from scenes.studio.words import say


def log_scale(axis: Axis, *series: NDArray[np.floating]) -> None:
    """Put an axis on a log scale that holds all of the series, with plain numbers as its ticks."""
    values = np.concatenate(series)
    high = float(values.max()) or 1.0
    low = float(values.min(where=values > 1e-12 * high, initial=high))  # a loss of exactly 0 has no place on the scale
    pad = max((high / low) ** 0.1, 1.2)
    axis.axes.set(**{f"{axis.axis_name}scale": "log", f"{axis.axis_name}lim": (low / pad, high * pad)})  # type: ignore[attr-defined]
    axis.set_major_locator(LogLocator(10, subs=(1,) if high > 30 * low else (1, 2, 5), numticks=6))
    axis.set_major_formatter(FuncFormatter(lambda value, _: log_tick(value)))
    axis.set_minor_locator(NullLocator())


def count_from_zero(ax: Axes, *series: NDArray[np.floating]) -> None:
    """Let the y axis begin at 0 and hold all of the series, with room above for a label."""
    ax.set_ylim(0, 1.18 * max(float(np.max(values)) for values in series) or 1.0)


def loss_axes(ax: Axes, *losses: NDArray[np.floating]) -> None:
    """Axes for losses by step, linear and from 0 on, with room for a dot at 0 and for a label at the right."""
    count_from_zero(ax, *losses)
    last, top = max(*map(len, losses), 2) - 1, ax.get_ylim()[1]
    ax.set(xlim=(-0.02 * last, 1.2 * last), ylim=(-0.03 * top, top), xlabel=say("step"))
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))


def log_steps(ax: Axes, last: int) -> None:
    """Put steps on a log scale from 1 on, with the guess, step 0, at its left."""
    ax.set_xscale("symlog", linthresh=1, linscale=0.4)
    powers = [10**k for k in range(6) if 10**k <= last]
    ax.set(xlim=(-0.25, max(last, 2) * 1.25), xticks=[0, *powers])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    ax.xaxis.set_minor_locator(NullLocator())


def label_data_axes(ax: Axes, units: Units | None) -> None:
    """Name the axes of points, with ticks in the points' own units; to be called once the limits are set."""
    units = units or Units(("x", "y"))
    ax.set(**dict(zip(("xlabel", "ylabel"), (label.replace("$", r"\$") for label in units.labels), strict=True)))
    own = (ax.xaxis, units.x_zero, units.x_unit), (ax.yaxis, units.y_zero, units.y_unit)
    for axis, zero, unit in own if units.changed else ():
        locator = axis.get_major_locator()
        if not isinstance(locator, FixedLocator):  # else it has been done: lines of two runs can share their axes
            low, high = (zero + unit * end for end in axis.get_view_interval())
            places = [tick for tick in locator.tick_values(low, high) if low <= tick <= high]
            room = axis.axes.bbox.width / axis.axes.figure.dpi * 100
            while axis is ax.xaxis and len(places) > 2 and 0.55 * TICK * sum(len(text) + 2 for text in ticks(places)) > room:
                places = places[::2]
            axis.set_ticks([(tick - zero) / unit for tick in places], labels=ticks(places))


def format_y(y: float, units: Units | None) -> str:
    """The run's y, as text, in the points' own units."""
    return significant([units.y_zero + units.y_unit * y], 3)[0] if units else fixed(y, 1)
