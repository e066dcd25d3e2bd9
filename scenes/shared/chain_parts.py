"""How a chain of two operations is drawn: a line that takes a to ŷ, a square on the miss, and what becomes of a nudge in both."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from scenes.shared.line_parts import alike
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import Floats, Show, arrow, compose, dot, only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each


class Plan:
    """Where things stand for one point: `axis` is that of ŷ, `left` the left side of the square; all in the same unit.

    On a canvas that is not `wide` they stand closer, and what the nudges are is spread below them.
    """

    def __init__(self, a: float, x: float, y: float, wide: bool = True):
        self.a, self.x, self.y, self.y_hat, self.wide = a, x, y, a * x, wide
        self.miss = self.y_hat - y
        self.size = max(abs(self.miss), abs(self.y_hat), 0.5)
        self.ends = min(0, 1.35 * a), max(0, 1.35 * a)  # of the axis of a
        self.axis = self.ends[1] + (0.6 if wide else 0.2) * self.size
        self.left = self.axis + (0.55 if wide else 0.42) * self.size
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
    wide = (reach[0] - 0.1 * plan.size, plan.left + abs(plan.miss) + (0.5 if plan.wide else 0.24) * plan.size)
    slopes, heights = alike(ax, wide, (plan.low - (0.33 if plan.wide else 0.6) * plan.size, plan.high + 0.36 * plan.size))
    ax.set(xlim=slopes, ylim=heights)
    ax.plot((reach[0], plan.axis), (0, 0), color=theme.muted, linewidth=points(3), zorder=2)
    ax.plot([plan.axis] * 2, (plan.low, plan.high + 0.25 * plan.size), color=theme.muted, linewidth=points(3), zorder=2)
    ends = np.array(reach) * 1.27 / 1.35
    ax.plot(ends, plan.x * ends, color=theme.model, linewidth=points(5), zorder=3)
    along = np.linspace(ends[0], ends[1], 30)
    for places in (np.stack([along, plan.x * along], -1), np.stack([along, 0 * along], -1)):
        stage.avoid(ax, places[None], 4)
    end = ends[-1] if plan.a > 0 else ends[0]
    name, sides = say("ŷ = {x:g} × a", x=plan.x), ("left", "above left")
    stage.label(ax, (end, plan.x * end), name, theme.model, sides=sides, size=26, weight="semibold")


def block(ax: Axes, corners: Floats, colour: str, alpha: float, edge: float = 0, zorder: float = 3) -> Show:
    """A filled polygon for each row of `corners` (rows, n, 2), nan for none. Returns show(t)."""
    patch = Polygon([(0, 0)] * 3, facecolor=(*to_rgb(colour), alpha), edgecolor=colour, linewidth=points(edge), zorder=zorder)
    ax.add_patch(patch)

    def show(t: int) -> None:
        patch.set_visible(bool(np.isfinite(corners[t]).all()))
        if patch.get_visible():
            patch.set_xy(corners[t])

    return show


def boxed(left: Any, bottom: Any, width: Any, height: Any) -> Floats:
    """The corners (rows, 4, 2) of boxes."""
    left, bottom, width, height = np.broadcast_arrays(left, bottom, width, height)
    around = (left, bottom), (left + width, bottom), (left + width, bottom + height), (left, bottom + height)
    return np.stack([np.stack(place, -1) for place in around], 1)


def forward(stage: Stage, ax: Axes, plan: Plan, part: NDArray[np.integer]) -> Show:
    """The way from a to ŷ, from part 1 on, and the square on the miss, from part 2 on. Returns show(t)."""
    theme, bold = stage.theme, {"size": 26, "weight": "semibold"}
    way = np.array([[plan.a, 0], [plan.a, plan.y_hat], [plan.axis, plan.y_hat], [plan.left, plan.y_hat]])
    (line,) = ax.plot([], [], color=theme.ink, linewidth=points(3), linestyle=(0, (3, 2)), zorder=4)
    (target,) = ax.plot([], [], color=theme.muted, linewidth=points(3), linestyle=(0, (3, 2)), zorder=2)
    low, m = min(plan.y, plan.y_hat), abs(plan.miss)
    square = boxed(np.where(part >= 2, plan.left, np.nan), low, m, m)
    stage.label(ax, (plan.a, 0), say("a = {a:g}", a=plan.a), theme.model, sides=("below",), gap=16, **bold)
    stage.label(ax, _when(part >= 1, way[2]), say("ŷ = {y_hat:g}", y_hat=plan.y_hat), theme.model, sides=("below right",), gap=18, **bold)
    target_at = _when(part >= 2, (plan.axis, plan.y))
    stage.label(ax, target_at, say("target {y:g}", y=plan.y), theme.ink, sides=("below right",), gap=18, size=24)
    side = _when(part >= 2, (plan.left, (plan.y + plan.y_hat) / 2))
    stage.label(ax, side, say("miss {m:g}", m=plan.miss), theme.ink, sides=("left",), gap=10, size=24)
    told = say("loss") + "\n" + say("{m:g}² = {loss:g}", m=abs(plan.miss), loss=round(plan.miss**2, 4))
    middle = plan.left + m / 2, low + m / 2
    texts = np.where(part >= 2, told, "")

    def show(t: int) -> None:
        line.set_data(way[: (1, 3, 4)[min(part[t], 2)]].T)
        target.set_data([plan.axis, plan.left + m] if part[t] >= 2 else [], [plan.y] * 2 if part[t] >= 2 else [])

    start = dot(stage, ax, _when(part >= 0, way[0]), theme.model, size=16)
    return compose(show, block(ax, square, theme.loss, 0.16, edge=3), start, _words(stage, ax, middle, texts, theme.loss))


def nudges(stage: Stage, ax: Axes, plan: Plan, trace: Trace) -> Show:
    """The nudge of a, of ŷ from part 3 on and of the square in parts 4 and 5, each carried on to the next. Returns show(t)."""
    theme, part, d, e = stage.theme, trace.part, trace.nudge.astype(float), trace.nudged.astype(float)
    d, e = (only((part >= 3) & (part < 6), its[:, None])[:, 0] for its in (d, e))
    thick, m, zero = 0.045 * plan.size, abs(plan.miss), 0 * d
    strips = np.where(part >= 4, e, np.nan)
    to = np.where(part >= 4, plan.left, plan.axis)  # in the square it is a strip as thick
    rise = np.stack(
        [np.stack(at, -1) for at in ((plan.a + zero, plan.y_hat + zero), (plan.a + d, plan.y_hat + zero), (plan.a + d, plan.y_hat + e))], 1
    )
    shows = [
        block(ax, boxed(zero + plan.a, -thick / 2, d, thick), theme.batch, 1, zorder=8),
        block(ax, boxed(zero + plan.axis - thick / 2, plan.y_hat, thick, e), theme.batch, 1, zorder=5),
        block(ax, boxed(zero + plan.a, 0, d, plan.y_hat), theme.batch, 0.2, zorder=1),
        block(ax, boxed(plan.a + d, plan.y_hat, to - plan.a - d, e), theme.batch, 0.2, zorder=1),
        block(ax, rise, theme.batch, 0.75, zorder=2),
    ]
    boxes = plan.shares(strips)
    shows += [block(ax, boxed(*its.T), theme.batch, alpha) for its, alpha in zip(boxes, (0.75, 0.75, 0.4), strict=True)]
    right, top = plan.left + m, max(plan.y, plan.y_hat)
    corner = np.column_stack([right + np.maximum(strips, 0), top + (strips / 2 if plan.wide else np.maximum(strips, 0))])
    labels = [
        (np.column_stack([plan.a + d, zero + 0.1 * plan.size]), say_each("{by:+g}", by=np.nan_to_num(d).round(4)), "right", 8),
        (np.column_stack([plan.axis + zero, plan.y_hat + e]), say_each("{by:+g}", by=np.nan_to_num(e).round(4)), "above right", 10),
        (np.column_stack([plan.left + m / 2 + zero, top + np.maximum(strips, 0)]), _sums(plan, e), "above", 10),
        (corner, say_each("corner {more:.2g}", more=np.nan_to_num(e) ** 2), *(("right", 10) if plan.wide else ("above left", 44))),
        (np.column_stack([right + np.maximum(strips, 0), top - m / 2 + zero]), _sums(plan, e), "right", 10),
    ]
    for at, texts, side, gap in labels if plan.wide else labels[:-1]:
        stage.label(ax, at, texts, theme.batch, sides=(side,), gap=gap, size=24, weight="semibold")
    return compose(*shows)


def _sums(plan: Plan, e: Floats) -> list[str]:
    """The area of one strip, in each row."""
    m = plan.miss
    return [say("{m:g} × {e:g} = {new:.2g}", m=m, e=round(float(its), 4), new=m * float(its)) for its in np.nan_to_num(e)]


def backward(stage: Stage, ax: Axes, plan: Plan, trace: Trace) -> Show:
    """Under a, ŷ and the square what the nudge is there, with a slope between each two; from part 6 on the way back.

    Where a slope is taken on the way back, what it comes from is lit: two sides of the square, then the line. Returns show(t).
    """
    theme, part, low = stage.theme, trace.part, plan.low - (0.27 if plan.wide else 0.5) * plan.size
    first, second, grad = float(trace.slope_1[-1]), float(trace.slope_2[-1]), float(trace.grad[-1])
    m, bottom, right = abs(plan.miss), min(plan.y, plan.y_hat), plan.left + abs(plan.miss)
    across = (plan.a, plan.axis, plan.left + m / 2) if plan.wide else np.array([[0.88, 0.12], [0.5, 0.5], [0.12, 0.88]]) @ ax.get_xlim()
    places = np.column_stack([across, [low] * 3])
    unit = float(np.ptp(stage.pixels(ax, np.array([[0.0, 0.0], [1.0, 0.0]]))[:, 0])) / stage.scale
    by, lift, new = (its.astype(float).round(4) for its in (trace.nudge, trace.nudged, trace.nudged * second))
    back, home = say("slope {slope:g}", slope=second), say("a.grad = {grad:g}", grad=grad)
    told = (
        (3, say_each("a {by:+.2g}", by=by), 7, home, places[0]),
        (3, say_each("ŷ {by:+.2g}", by=lift), 6, back, places[1]),
        (4, say_each("loss {by:+.2g} + corner" if plan.wide else "loss {by:+.2g}", by=new), 6, say("loss"), places[2]),
    )
    shows = []
    for since, forth, again, returned, place in told:
        shows.append(_words(stage, ax, place, np.where((part >= since) & (part < 6), forth, ""), theme.batch))
        shows.append(_words(stage, ax, place, np.where(part >= again, returned, ""), theme.gradient))
    for k, (since, until, slope) in enumerate(((3, 7, first), (4, 6, second))):
        ends = places[k] + (70 / unit, 0), places[k + 1] - ((70, 110 if plan.wide else 70)[k] / unit, 0)
        there = (part >= since) & (part < 6) | (part >= until)
        name = say("× {slope:g}", slope=slope)
        stage.label(ax, _when(there, np.mean(ends, 0)), name, theme.gradient, sides=("above",), gap=8, size=26, weight="semibold")
        for seen, (start, end) in ((there & (part < 6), ends), (part >= until, ends[::-1])):
            shows.append(arrow(stage, ax, _when(seen, start), _when(seen, end), theme.gradient, rim=0))
    reach = np.array(plan.ends) * 1.27 / 1.35
    lit = (6, [(plan.left, bottom + m), (right, bottom + m), (right, bottom)]), (7, np.stack([reach, plan.x * reach], -1))
    for since, way in lit:
        (line,) = ax.plot(*np.array(way).T, color=theme.gradient, linewidth=points(10), zorder=7, solid_joinstyle="miter")
        shows.append(_lit(line, part >= since))
    sides = say("2 sides × {m:g} = {slope:g}", m=plan.miss, slope=second)
    above = _when(part >= 6, (plan.left + m / 2, bottom + m))
    stage.label(ax, above, sides, theme.gradient, sides=("above",), gap=12, size=26, weight="semibold")
    steep = _when(part >= 7, (0.75 * plan.a, 0.75 * plan.y_hat))
    stage.label(ax, steep, say("slope {slope:g}", slope=first), theme.gradient, sides=("left",), gap=16, size=26, weight="semibold")
    return compose(*shows)


def _lit(line: Line2D, when: NDArray[np.bool_]) -> Show:
    """A line that is there where `when` (rows,) is true. Returns show(t)."""
    return lambda t: line.set_visible(bool(when[t]))


def quotients(stage: Stage, ax: Axes, plan: Plan, trace: Trace) -> Show:
    """The loss that each nudge adds, divided by the nudge, one below the other, and at the end the slope of no corner. Returns show(t)."""
    theme, part = stage.theme, trace.part
    said = [
        (
            since,
            say(
                "with corner: {more:.3g} / {by:g} = {times:.2g}",
                more=trace.nudged_loss[t],
                by=round(float(trace.nudge[t]), 4),
                times=trace.times[t],
            ),
        )
        for since in (4, 5)
        for t in [int(np.argmax(part == since))]
    ]
    slopes = say("{second:g} × {first:g} = {grad:g}", second=trace.slope_2[-1], first=trace.slope_1[-1], grad=trace.grad[-1])
    left, top = (
        (plan.left, plan.low + 0.17 * plan.size) if plan.wide else (ax.get_xlim() @ np.array([0.72, 0.28]), plan.low - 0.72 * plan.size)
    )
    shows = []
    for k, (since, text, colour) in enumerate([*((*its, theme.batch) for its in said), (7, say("no corner: ") + slopes, theme.gradient)]):
        shows.append(_words(stage, ax, (left, top - 0.105 * k * plan.size), np.where(part >= since, text, ""), colour, ha="left"))
    return compose(*shows)


def _words(stage: Stage, ax: Axes, place: Any, texts: Any, colour: str, ha: str = "center") -> Show:
    """Words with their middle at `place` (2,): of `texts` (rows,). Returns show(t)."""
    text = halo(ax.text(place[0], place[1], "", ha=ha, va="center", weight="semibold", zorder=9, color=colour), stage.theme)
    text.set_fontsize(stage.canvas.letters(26))
    return lambda t: text.set_text(texts[t])


def _when(there: NDArray[np.bool_], place: Any) -> Floats:
    """A place (2,) in the rows in which it is `there` (rows,), nan in the others."""
    return only(there, place)
