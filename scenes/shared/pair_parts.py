"""How a sum of products is drawn: its pairs in large figures, and under them each product as an arrow, one on top of the other.

Of the run they need `form`, which way of writing y it is, `point`, from 1 on, `x` and `y`.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.board import Show
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import arrow, compose, curve, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import factor
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
STRIP, LANE = 130, 0.045  # pixels of the canvas for the sum above the plot; how far apart arrows stand, in x
NAMES = ("slope", "intercept", "bend"), ("x", "always 1", "x²")
DIGITS = 1, 0, 2  # behind the point of the numbers that slope, intercept and bend are multiplied by


def sum_of_pairs(stage: Stage, ax: Axes, trace: Trace, a: Sequence[float], x: Floats) -> Show:
    """Above the plot y as a sum of pairs: the parameters `a` (3,) times the numbers `x` (rows, 3), with their names. Returns show(t).

    A pair whose number is nan is not there yet. The intercept stands without one in the first form, with a question mark.
    """
    theme, wide = stage.theme, stage.canvas.wide
    places, colours = np.array([0.1, 0.34, 0.6, 0.88]), (theme.model, theme.ink, theme.batch, theme.ink)
    size = 44 if wide else 30

    def text(across: float, down: float, colour: str, high: float):
        made = ax.annotate("", (across, 1), (0, -points(down)), "axes fraction", textcoords="offset points", zorder=8)
        return halo(made, theme).set(color=colour, fontsize=points(high), ha="center", va="center_baseline") and made

    pairs = [text(at, 56, colour, size) for at, colour in zip(places, colours, strict=True)]
    over = [text(at, 18, colour, 22) for at, colour in zip(places, colours, strict=True)]
    under = [text(at, 94, theme.muted, 22) for at in places[:3]]
    plus = [text((left + right) / 2, 56, theme.ink, size) for left, right in ((places[0], places[1]), (places[1], places[2]))]
    pairs[3].set_weight("bold")
    over[3].set_text(say("y"))
    asks = trace.form == 0
    told = [
        [say("{a:g} · {x}", a=value, x=factor(its, f"{{value:.{few}f}}")) if np.isfinite(its) else "" for its in x[:, k]]
        for k, (value, few) in enumerate(zip(a, DIGITS, strict=True))
    ]
    sums = [say("= {y:.2f}" if form == 3 else "= {y:.1f}", y=float(y)) for y, form in zip(trace.y, trace.form, strict=True)]

    def show(t: int) -> None:
        there = np.isfinite(x[t])
        for k in range(3):
            pairs[k].set_text(say("{a:g} · ?", a=a[1]) if k == 1 and asks[t] else told[k][t])
            over[k].set_text(say(NAMES[0][k]) if there[k] else "")
            under[k].set_text(say(NAMES[1][k]) if there[k] and not (k == 1 and asks[t]) else "")
        for sign, there_too in zip(plus, there[1:], strict=True):
            sign.set_text("+" if there_too else "")
        pairs[3].set_text(sums[t])
        for text in (pairs[3], over[3]):
            text.xy = places[3 if there[2] else 2], 1
        pairs[1].set_color(theme.batch if trace.form[t] < 2 else theme.ink)

    return show


def heights_in_parts(stage: Stage, ax: Axes, trace: Trace, a: Sequence[float], x: Floats) -> Show:
    """Each y over its x, put together from its products: an arrow for the intercept, on it one for the slope, then one for the bend.

    The dots so far stay. The line that they make is drawn once they all are there, and the curve at last. Returns show(t).
    """
    theme, rows, across = stage.theme, np.arange(len(trace)), x[:, 0]
    slope, level, bend = a
    line, curved, last = slope * across + level, trace.form == 3, rows == len(trace) - 1
    whole = np.append(trace.form[1:] == 3, True) & ~curved
    low, high = -2.9, 4.9
    strip = STRIP * stage.scale / ax.get_window_extent().height
    ax.set(xlim=(-1.08, 1.08), ylim=(low, (high - low * strip) / (1 - strip)), xlabel=say("x"), ylabel=say("y"), yticks=[-2, 0, 2, 4])
    ax.axhline(level, color=theme.muted, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=1)
    ax.axhline(0, color=theme.muted, linewidth=points(2), zorder=1)
    stage.label(ax, (-1.06, level), say("{b:g} at every x", b=level), theme.muted, sides=("above right",), gap=4)
    stage.avoid(ax, np.column_stack([np.linspace(-1, 1, 120), np.full(120, level)])[None], 3, weight=3)
    there = ~(whole | last)
    ends = [0 * across, 0 * across + level, line, trace.y.astype(float)]
    lanes = ((1, 0, -LANE, theme.ink, "{value:g}", ("left",)), (2, 1, 0, theme.model, "{value:+.1f}", ("left", "right")))
    lanes += ((3, 2, LANE, theme.batch, "{value:+.2f}", ("right",)),)  # type: ignore[assignment]
    shows: list[Show] = []
    for stop, start, aside, colour, form, sides in lanes:
        seen = there & (curved if stop == 3 else True)
        begins, lands = (np.column_stack([across + aside, np.where(seen, ends[k], np.nan)]) for k in (start, stop))
        told = [say(form, value=value).replace("-", "−") for value in lands[:, 1] - begins[:, 1]]
        stage.label(ax, (begins + lands) / 2, told, colour, sides=sides, size=26, weight="semibold")
        shows.append(arrow(stage, ax, begins, lands, colour, rim=0, end=11 if stop == 2 else 0))
    along = np.linspace(-1.08, 1.08, 80)
    straight, bent = slope * along + level, slope * along + level + bend * along**2
    named = np.where(curved | whole, 1.0, np.nan)[:, None]
    stage.label(ax, named * (0.8, slope * 0.8 + level), say("line"), theme.model, sides=("above left",), size=26)
    stage.label(
        ax,
        np.where(last, 1.0, np.nan)[:, None] * (0.86, slope * 0.86 + level + bend * 0.86**2),
        say("curve"),
        theme.model,
        sides=("above",),
        gap=6,
        size=26,
    )
    stage.avoid(ax, np.where((curved | whole)[:, None, None], np.column_stack([along, straight]), np.nan), 4)
    so_far = rows[:, None] >= rows
    return compose(
        curve(stage, ax, along, np.where(curved[:, None], straight, np.nan), theme.muted, 3, dashed=True, zorder=2),
        curve(stage, ax, along, np.where(whole[:, None], straight, np.nan), theme.model, 6),
        curve(stage, ax, along, np.where(last[:, None], bent, np.nan), theme.model, 6),
        *shows,
        dots(stage, ax, across, trace.y, theme.muted, 12, so_far & curved[:, None] & ~curved, zorder=3),
        dots(stage, ax, across, trace.y, theme.model, 14, so_far & (curved[:, None] == curved), zorder=6),
        dot(stage, ax, np.column_stack([across, trace.y]), theme.model, size=22),
    )
