"""How a chain of two operations is drawn: a line that takes a to ŷ, a square on the miss, and what becomes of a nudge in both."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.shared.line_parts import alike
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each


class Plan:
    """Where things stand for one point: `axis` is that of ŷ, `left` the left side of the square; all in the same unit."""

    def __init__(self, a: float, x: float, y: float):
        self.a, self.x, self.y, self.y_hat = a, x, y, a * x
        self.miss = self.y_hat - y
        self.size = max(abs(self.miss), abs(self.y_hat), 0.5)
        self.ends = min(0, 1.35 * a), max(0, 1.35 * a)  # of the axis of a
        self.axis = self.ends[1] + 0.2 * self.size
        self.left = self.axis + 0.5 * self.size
        self.low, self.high = min(0, y, self.y_hat), max(0, y, self.y_hat)

    def shares(self, e: Floats) -> list[Floats]:
        """The two strips and the corner that `e` (rows,) more of ŷ adds to the square: boxes (rows, 4), left, bottom, width, height."""
        side, zero, m = self.left + abs(self.miss), 0 * e, abs(self.miss)
        grows = e * np.sign(self.miss or 1)
        top, bottom = max(self.y, self.y_hat), min(self.y, self.y_hat)
        upper = top + zero if self.miss >= 0 else bottom - grows
        boxes = (
            [zero + self.left, upper, zero + m, grows],
            [zero + side, zero + bottom, grows, zero + m],
            [zero + side, upper, grows, grows],
        )
        return [np.stack(box, -1) for box in boxes]


def ground(stage: Stage, ax: Axes, plan: Plan) -> None:
    """The axes of a and ŷ with their limits, and the line that takes one to the other."""
    theme, reach = stage.theme, plan.ends
    ax.set_axis_off()
    pad = 0.36 * plan.size
    wide = (reach[0] - 0.1 * plan.size, plan.left + abs(plan.miss) + 0.3 * plan.size)
    slopes, heights = alike(ax, wide, (plan.low - pad, plan.high + 0.26 * plan.size))
    ax.set(xlim=slopes, ylim=heights)
    ax.plot((reach[0], plan.axis), (0, 0), color=theme.muted, linewidth=points(3), zorder=2)
    ax.plot([plan.axis] * 2, (plan.low, plan.high + 0.25 * plan.size), color=theme.muted, linewidth=points(3), zorder=2)
    ends = np.array(reach) * 1.2 / 1.35
    ax.plot(ends, plan.x * ends, color=theme.model, linewidth=points(5), zorder=3)
    along = np.linspace(ends[0], ends[1], 30)
    for places in (np.stack([along, plan.x * along], -1), np.stack([along, 0 * along], -1)):
        stage.avoid(ax, places[None], 4)
    name = say("ŷ = {x:g} × a", x=plan.x)
    stage.label(
        ax,
        (ends[-1] if plan.a > 0 else ends[0], plan.x * (ends[-1] if plan.a > 0 else ends[0])),
        name,
        theme.model,
        sides=("left", "above left"),
        size=26,
        weight="semibold",
    )


def block(ax: Axes, boxes: Floats, colour: str, alpha: float, edge: float = 0, zorder: float = 3) -> Show:
    """A filled box (left, bottom, width, height) for each row of `boxes` (rows, 4), nan for none. Returns show(t)."""
    patch = Rectangle((0, 0), 1, 1, facecolor=(*to_rgb(colour), alpha), edgecolor=colour, linewidth=points(edge), zorder=zorder)
    ax.add_patch(patch)

    def show(t: int) -> None:
        patch.set_visible(bool(np.isfinite(boxes[t]).all()))
        if patch.get_visible():
            patch.set_bounds(*boxes[t])

    return show


def forward(stage: Stage, ax: Axes, plan: Plan, part: NDArray[np.integer]) -> Show:
    """The way from a to ŷ, from part 1 on, and the square on the miss, from part 2 on. Returns show(t)."""
    theme, bold = stage.theme, {"size": 26, "weight": "semibold"}
    way = np.array([[plan.a, 0], [plan.a, plan.y_hat], [plan.axis, plan.y_hat], [plan.left, plan.y_hat]])
    (line,) = ax.plot([], [], color=theme.ink, linewidth=points(3), linestyle=(0, (3, 2)), zorder=4)
    (target,) = ax.plot([], [], color=theme.muted, linewidth=points(3), linestyle=(0, (3, 2)), zorder=2)
    low, m = min(plan.y, plan.y_hat), abs(plan.miss)
    square = only(part >= 2, [plan.left, low, m, m])
    stage.label(ax, (plan.a, 0), say("a = {a:g}", a=plan.a), theme.model, sides=("below left",), gap=20, **bold)
    stage.label(ax, _when(part >= 1, way[2]), say("ŷ = {y_hat:g}", y_hat=plan.y_hat), theme.model, sides=("below right",), gap=18, **bold)
    stage.label(
        ax, _when(part >= 2, (plan.axis, plan.y)), say("target {y:g}", y=plan.y), theme.ink, sides=("below right",), gap=18, size=24
    )
    side = _when(part >= 2, (plan.left, (plan.y + plan.y_hat) / 2))
    stage.label(ax, side, say("miss {m:g}", m=plan.miss), theme.ink, sides=("left",), gap=10, size=24)
    told = say("loss") + "\n" + say("{m:g}² = {loss:g}", m=abs(plan.miss), loss=round(plan.miss**2, 4))
    stage.label(ax, _when(part >= 2, (plan.left + m / 2, low + m / 2)), told, theme.loss, sides=("below",), gap=-32, **bold)

    def show(t: int) -> None:
        line.set_data(way[: (1, 3, 4)[min(part[t], 2)]].T)
        target.set_data([plan.axis, plan.left + m] if part[t] >= 2 else [], [plan.y] * 2 if part[t] >= 2 else [])

    return compose(show, block(ax, square, theme.loss, 0.16, edge=3), dot(stage, ax, _when(part >= 0, way[0]), theme.model, size=16))


def nudges(stage: Stage, ax: Axes, plan: Plan, trace: Trace) -> Show:
    """The nudge of a and what it becomes: of ŷ from part 3 on, of the square from part 4 on. Returns show(t)."""
    theme, part, d, e = stage.theme, trace.part, trace.nudge.astype(float), trace.nudged.astype(float)
    bold: Any = {"size": 26, "weight": "semibold"}
    shows, thick, m = [], 0.045 * plan.size, abs(plan.miss)
    there, zero = np.where(part >= 3, 0, np.nan), 0 * d
    bars = [zero + plan.a, zero - thick / 2, d, zero + thick], [zero + plan.axis - thick / 2, zero + plan.y_hat, zero + thick, e]
    bands = [zero + plan.a, zero, d, zero + plan.y_hat], [plan.a + d, zero + plan.y_hat, plan.axis - plan.a - d, e]
    for sides, alpha, order in ((bars[0], 1, 5), (bars[1], 1, 5), (bands[0], 0.2, 1), (bands[1], 0.2, 1)):
        shows.append(block(ax, np.stack(sides, -1) + there[:, None], theme.batch, alpha, zorder=order))
    told = [say("{size:+g}", size=round(float(its), 4)) for its in e]
    above = np.column_stack([plan.axis + zero, plan.y_hat + e]) + there[:, None]
    stage.label(ax, above, told, theme.batch, sides=("above right",), gap=10, **bold)
    strips = np.where(part >= 4, e, np.nan)
    for boxes, alpha in zip(plan.shares(strips), (0.75, 0.75, 0.4), strict=True):
        shows.append(block(ax, boxes, theme.batch, alpha))
    sums = [say("2 × {m:g} × {e:g} = {new:.2g}", m=plan.miss, e=round(float(its), 4), new=2 * plan.miss * float(its)) for its in e]
    below = plan.left, min(plan.y, plan.y_hat) - 0.12 * plan.size
    shows.append(_words(stage, ax, below, np.where(part >= 4, sums, ""), [theme.batch] * len(part), ha="left", size=24))
    corner = np.column_stack([plan.left + m + strips, max(plan.y, plan.y_hat) + strips])
    more = say("corner: {new:.2g}", new=float(np.nanmax(strips**2)))
    stage.label(ax, only(part == 4, corner), more, theme.batch, sides=("above left", "above"), gap=6, size=24)
    return compose(*shows)


def backward(stage: Stage, ax: Axes, plan: Plan, trace: Trace) -> Show:
    """What the nudge is at a, at ŷ and in the loss, with the slope in between; from part 6 on the way back along which slopes multiply.

    Returns show(t).
    """
    theme, part, low = stage.theme, trace.part, plan.low - 0.3 * plan.size
    slopes = float(trace.slope_1[-1]), float(trace.slope_2[-1])
    places = np.array([[plan.a, low], [plan.axis, low], [plan.left + abs(plan.miss) / 2, low]])
    unit = float(np.ptp(stage.pixels(ax, np.array([[0.0, 0.0], [1.0, 0.0]]))[:, 0])) / stage.scale
    free = np.array([[10, 30], [90, 68]]) / unit  # beside an arrow, for what stands at its ends
    back = [say("{second:g} × {first:g} = {product:g}", second=slopes[1], first=slopes[0], product=slopes[0] * slopes[1])] * len(part)
    back[-1] = say("a.grad = {grad:g}", grad=float(trace.grad[-1]))
    new = (trace.nudged * slopes[1]).astype(float).round(4)
    told = (
        (3, say_each("a: {by:+.2g}", by=trace.nudge.astype(float).round(4)), back, places[0], "right"),
        (
            3,
            say_each("ŷ: {by:+.2g}", by=trace.nudged.astype(float).round(4)),
            say("ŷ: {slope:g}", slope=slopes[1]),
            places[1] - (20 / unit, 0),
            "left",
        ),
        (4, say_each("loss: {by:+.2g}", by=new), say("loss"), places[2], "center"),
    )
    colours = np.where(part < 6, theme.batch, theme.gradient).tolist()
    shows = []
    for since, forth, returned, place, side in told:
        texts = np.where(part < since, "", np.where(part < 6, forth, returned))
        shows.append(_words(stage, ax, place, texts, colours, ha=side))
    for k, (since, slope) in enumerate(zip((3, 4), slopes, strict=True)):
        ends = places[k] + (free[k, 0], 0), places[k + 1] - (free[k, 1], 0)
        name = say("× {slope:g}", slope=slope)
        stage.label(ax, _when(part >= since, np.mean(ends, 0)), name, theme.gradient, sides=("below",), gap=8, size=26, weight="semibold")
        for there, (start, end) in (((part >= since) & (part < 6), ends), (part >= 6, ends[::-1])):
            shows.append(arrow(stage, ax, _when(there, start), _when(there, end), theme.gradient, rim=0))
    return compose(*shows)


def _words(stage: Stage, ax: Axes, place: Any, texts: Any, colours: Sequence[str], ha: str, size: float = 26) -> Show:
    """Words with their middle, or the end that `ha` names, at `place` (2,): of `texts` (rows,), in `colours` (rows,). Returns show(t)."""
    text = halo(ax.text(place[0], place[1], "", ha=ha, va="center", weight="semibold", zorder=9), stage.theme)
    text.set_fontsize(stage.canvas.letters(size))

    def show(t: int) -> None:
        text.set(text=texts[t], color=colours[t])

    return show


def _when(there: NDArray[np.bool_], place: Any) -> Floats:
    """A place (2,) in the rows in which it is `there` (rows,), nan in the others."""
    return only(there, place)
