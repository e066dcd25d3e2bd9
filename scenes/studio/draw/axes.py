"""Scales, ticks and labels of axes."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator
from numpy.typing import NDArray

from scenes.studio.draw.fonts import family_with
from scenes.studio.draw.theme import TICK
from scenes.studio.numbers import log_tick, power_of_ten, ticks
from scenes.studio.run.user_points import Units
from scenes.studio.words import say


def log_scale(axis: Axis, *series: NDArray[np.floating]) -> None:
    """Put an axis on a log scale that holds all of the series, with plain numbers as its ticks."""
    values = np.concatenate(series)
    high = float(values.max()) or 1.0
    low = float(values.min(where=values > 0, initial=high))  # a loss of exactly 0 has no place on the scale
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


def label_data_axes(ax: Axes, units: Units | None) -> None:
    """Name the axes of points, with ticks in the points' own units; to be called once the limits are set.

    An axis is called x or y where no installed typeface has the letters of its name. Where ticks share their first digits, as
    those of times in seconds do, these are said once, in the name.
    """
    units = units or Units(("x", "y"))
    sides = (ax.xaxis, "x", units.x_zero, units.x_unit), (ax.yaxis, "y", units.y_zero, units.y_unit)
    for (axis, plain, zero, unit), label in zip(sides, units.labels, strict=True):
        family = family_with(label)
        name = label.replace("$", r"\$") if family else plain
        shared, power = _own_ticks(axis, zero, unit) if units.changed else (0.0, 0)
        if shared:
            name = say("{name} − {shared}", name=name, shared=f"{shared:,.15g}")
        if power:
            name = say("{name} (× {power})", name=name, power=power_of_ten(power))
        axis.set_label_text(say(name), family=family or None)


def _own_ticks(axis: Axis, zero: float, unit: float) -> tuple[float, int]:
    """Put ticks at round numbers of units where zero is at `zero` and 1 at `zero` + `unit`.

    They thin out where they would touch. Returns what they all leave out, and the power of ten that they are multiples of.
    """
    locator = axis.get_major_locator()
    if isinstance(locator, FixedLocator):  # it has been done: lines of two runs can share their axes
        return getattr(axis, "own", (0.0, 0))
    low, high = (zero + unit * end for end in axis.get_view_interval())
    places = [tick for tick in locator.tick_values(low, high) if low <= tick <= high]
    span = places[-1] - places[0]
    shared = math.floor(places[0] / span / 10) * span * 10 if max(map(abs, places)) > 1e4 * span else 0.0
    shared = round(shared, -math.floor(math.log10(span)) - 1) if shared else 0.0
    axes = axis.axes
    room = axes.bbox.width / axes.get_figure(root=True).dpi * 100  # type: ignore[union-attr]
    largest = max(abs(place - shared) for place in places)
    power = math.floor(math.log10(largest)) if largest and not 1e-3 <= largest < 1e5 else 0
    texts = ticks([(place - shared) / 10.0**power for place in places])
    while axis is axes.xaxis and len(places) > 2 and 0.55 * TICK * sum(len(text) + 2 for text in texts) > room:
        places, texts = places[::2], texts[::2]
    axis.set_ticks([(place - zero) / unit for place in places], labels=texts)
    axis.own = shared, power  # type: ignore[attr-defined]
    return shared, power


def format_y(y: float, units: Units | None) -> str:
    """The run's y, as text, in the points' own units."""
    return say("{y:.3g}", y=units.y_zero + units.y_unit * y) if units else say("{y:.1f}", y=y)
