"""How the map of all lines is drawn: the walk round a ring with a picture of each line, a close look at equal steps, and the descent.

Rows 0 to `around` of the parameters `a` (rows, 2) walk, those up to `start` try steps, and the rest descend.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.shared.line_loss import ellipses, iso_loss_ellipse, line_facts
from scenes.shared.line_parts import loss_map, ring_through
from scenes.shared.ring_parts import arc, nice, right_angle
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import compose, dot, only, step_arrow, trail
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, LABEL, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
CARDS = (118, 88), (206, 140)  # pixels of the canvas: a picture of a line, in a narrow film and in a wide one
TITLES = (
    "each dot is a line; its card: data, line, and misses",
    "{times:.0f} times larger: rings {finer:g} of loss apart, equal steps",
    "step = −{lr:g} × gradient, shorter where the loss is flat",
)


def around_the_ring(stage: Stage, ax: Axes, places: Floats, room: tuple[float, float]) -> tuple[Floats, float]:
    """Limits (4,) of the map `ax` that hold `places` (n, 2) with so many pixels of `room` beside and above them, the same scale both ways.

    Also how much one pixel of the canvas is, in data units.
    """
    box = ax.get_window_extent()
    size = np.array([box.width, box.height]) / stage.scale
    low, high = places.min(0), places.max(0)
    pixel = float(((high - low) / (size - 2 * np.array(room))).max()) or 0.01
    middle = (low + high) / 2
    return np.stack([middle - size * pixel / 2, middle + size * pixel / 2], -1).ravel(), pixel


class Map:
    """The map in the axes `ax`, with what is known of the run: points x (n, 2) and y (n,), `a` (rows, 2) and `losses` (rows,)."""

    def __init__(
        self, stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, losses: Floats, around: int, start: int, lr: float
    ):
        self.stage, self.ax, self.x, self.y = stage, ax, x, y
        self.a, self.losses, self.around, self.start, self.lr = a, losses, around, start, lr
        best, rows = line_facts(x, y), np.arange(len(a))
        self.goal, self.rows = np.array([best["best_slope"], best["best_intercept"]]), rows
        self.tries, self.descends = (rows > around) & (rows < start), rows >= start
        self.ends = a[around + 1 : start]
        self.finer = nice(float(np.ptp(losses[around:start])) / 6)
        heights = np.concatenate([y.numpy(), *(a[:around, :1] * [-1, 1] + a[:around, 1:])])
        self.middle, self.tall = (heights.max() + heights.min()) / 2, float(np.ptp(heights)) or 1.0  # of what the cards show
        self.size = CARDS[stage.canvas.wide]
        beside = self.size[0] + 26, self.size[1] + 24
        ring = iso_loss_ellipse(x, y, torch.tensor(a[0]), 240).numpy()
        self.whole, self.pixel = around_the_ring(stage, ax, ring, beside)
        self.close, _ = around_the_ring(stage, ax, np.vstack([a[:1], self.ends]), (160, 60))
        self.last, self.larger = around_the_ring(stage, ax, np.vstack([ring, a[start:]]), (40, 50))

    def views(self) -> Show:
        """The map from far, from near, and from between, each with its title. To be called first. Returns show(t)."""
        which = self.tries + 2 * self.descends
        see = self.stage.views(self.ax, np.stack([self.whole, self.close, self.last])[which])
        loss_map(self.stage, self.ax, self.x, self.y, self.a[: self.around], levels=np.zeros(0), window=False)
        times = np.ptp(self.whole[:2]) / np.ptp(self.close[:2])
        titles = [say(title, times=times, finer=self.finer, lr=self.lr) for title in TITLES]

        def show(t: int) -> None:
            see(t)
            self.ax.set_title(titles[which[t]])

        return show

    def walk(self) -> Show:
        """Once round the ring: a picture of each line outside it, at first a large one; at the end other rings. Returns show(t)."""
        stage, ax, t, around, first = self.stage, self.ax, self.rows, self.around, self.losses[0]
        some = np.unique(np.linspace(0, around, min(around, 10), endpoint=False).round().astype(int))
        told = [say("loss {loss:.3g}" if row else "loss {loss:.3g}: mean squared miss", loss=first) for row in t]
        inwards = self.a[:, 0] < self.goal[0]
        for side, where in (("right", inwards), ("left", ~inwards)):
            stage.label(ax, only((t < around) & where, self.a), told, stage.theme.loss, sides=(side,), weight="semibold", size=24, gap=16)
        others = np.append(nice(float(np.ptp(self.losses)) / 3) * np.arange(1, 3), first)
        return compose(
            self.card(0, self.pixel * (1.7 if stage.canvas.wide else 1), t == 0),
            *(self.card(row, self.pixel, (t >= max(row, 1)) & (t <= around)) for row in some),
            arc(stage, ax, self.x, self.y, self.a, around),
            self.rings(others, (t == around)[:, None], self.pixel),
            self.window(t == around),
            dot(stage, ax, only(t <= around, self.a), stage.theme.model, size=16),
        )

    def steps_tried(self) -> Show:
        """From the first line one step after another to the ends that are tried, with the losses there, which stay. Returns show(t)."""
        stage, ax, start, t = self.stage, self.ax, self.a[0], self.rows
        been = self.tries[:, None] & (t[:, None] > self.around + np.arange(len(self.ends)))
        ax.set(xlim=self.close[:2], ylim=self.close[2:])  # for the size of the mark of a right angle
        names = (
            [say("along the ring: "), say("straight at the best fit: "), *[""] * len(self.ends)]
            if stage.canvas.wide
            else [""] * len(self.ends)
        )
        for k, end in enumerate(self.ends):
            across, up = end - start
            side = ("right" if across > 0 else "left") if abs(across) > abs(up) else ("above" if up > 0 else "below")
            loss = self.losses[self.around + 1 + k]
            counted = k == len(self.ends) - 1 or (k == 1 and stage.canvas.wide)
            form = "loss {loss:.2f}, {crossed} rings" if counted else "loss {loss:.2f}"
            told = names[k] + say(form, loss=loss, crossed=int((self.losses[0] - loss) / self.finer))
            there = only(been[:, k], np.tile(end, (len(t), 1)))
            stage.label(ax, there, told, stage.theme.loss, sides=(side,), size=24, weight="semibold", gap=14)
        here = only(self.tries, np.tile(start, (len(t), 1)))
        ring = say("ring of loss {loss:.3g}", loss=self.losses[0])
        stage.label(
            ax, here - 0.8 * (self.ends[0] - start), ring, stage.theme.loss, sides=("left", "below left"), size=24, weight="semibold"
        )
        return compose(
            self.rings(self.losses[0] + self.finer * np.arange(-9, 6), self.tries[:, None], 0),
            self.straight(t > self.around),
            self.reach(),
            held(right_angle(stage, ax, here, self.a - here), self.start - 1, self.tries),
            dots(stage, ax, self.ends[:, 0], self.ends[:, 1], stage.theme.muted, 12, been),
            step_arrow(stage, ax, here, self.a - here),
            dot(stage, ax, here, stage.theme.model, size=16),
        )

    def descent(self, steps: Floats) -> Show:
        """The `steps` (rows, 2) of descent, each at a right angle to its ring, between pictures of the first and the last line.

        Returns show(t).
        """
        stage, ax, t, start = self.stage, self.ax, self.rows, self.start
        ax.set(xlim=self.last[:2], ylim=self.last[2:])
        half = 0.8 * self.a[0] + 0.2 * self.goal + self.larger * np.array([16, -6])
        name = halo(ax.text(half[0], half[1], say("straight at the best fit"), va="top", zorder=4.7), stage.theme)
        name.set(color=stage.theme.ink, fontsize=stage.canvas.letters(LABEL))
        down, steps = only(self.descends, self.a), only(self.descends & (t < t[-1]), steps)
        passed = t[:, None] > np.arange(start, len(t))[:3]
        beside = self.goal + self.larger * np.array([self.size[0] / 2 + 60, 0])
        head, told = beside + self.larger * np.array([0, self.size[1] / 2]), say("loss {loss:.3f}", loss=self.losses[-1])
        stage.label(ax, only(t == t[-1], np.tile(head, (len(t), 1))), told, stage.theme.loss, sides=("above",), size=24, weight="semibold")
        return compose(
            self.card(0, self.larger, self.descends, None if stage.canvas.wide else self.a[0] - self.larger * np.array([20, 60])),
            self.card(-1, self.larger, t == t[-1], beside),
            there((name,), self.descends),
            self.rings(self.losses[start : start + 3][: passed.shape[1]], passed, self.larger),
            ring_through(stage, ax, self.x, self.y, down),
            trail(stage, ax, down, stage.theme.model),
            right_angle(stage, ax, down, steps),
            *(held(right_angle(stage, ax, down, steps), row, self.descends) for row in range(start, min(start + 3, len(t)))),
            step_arrow(stage, ax, down, steps),
            dot(stage, ax, down, stage.theme.model, size=16),
        )

    def card(self, row: int, pixel: float, when: Any, at: Any = None) -> Show:
        """The line of a `row` among the points, with its misses: a small picture `at` a place (2,), or just outside its ring.

        `pixel` is one of the canvas, in data units. The picture is there where `when` (rows,) is true. Returns show(t).
        """
        theme, ax, every, a = self.stage.theme, self.ax, -(-len(self.x) // 40), self.a[row]
        over, up, (wide, high), (slope, intercept) = self.x[::every, 0].numpy(), self.y[::every].numpy(), self.size, a
        middle, unit = self.middle, 0.92 * high / self.tall  # pixels for 1 of y
        way = (a - self.goal) / (np.linalg.norm(a - self.goal) or 1)
        at = a + way * pixel * (20 + 0.5 / np.abs(way / self.size).max()) if at is None else at

        def place(across: Floats, heights: Floats) -> Floats:
            inside = np.clip(unit * (heights - middle), -high / 2, high / 2)
            return at + pixel * np.stack([0.44 * wide * across, inside], -1)

        edges = np.sort((middle + np.array([-0.5, 0.5]) * high / unit - intercept) / (slope or 1e-9))  # where the line leaves the picture
        ends = np.clip([-1.0, 1.0], *edges)
        sheet = Rectangle(tuple(at - pixel * np.array(self.size) / 2), wide * pixel, high * pixel, zorder=5)
        sheet.set(facecolor=theme.background, edgecolor=theme.muted, linewidth=points(2))
        sticks = np.stack([place(over, up), place(over, slope * over + intercept)], 1)
        misses = LineCollection(list(sticks), colors=theme.loss, linewidths=points(2), alpha=0.5, zorder=5.1)
        ax.add_patch(sheet)
        ax.add_collection(misses, autolim=False)
        (cloud,) = ax.plot(*place(over, up).T, "o", color=theme.data, markersize=points(5), markeredgewidth=0, zorder=5.2)
        (line,) = ax.plot(*place(ends, slope * ends + intercept).T, color=theme.model, linewidth=points(5), zorder=5.3)
        held_off = at + pixel * np.array([(i, j) for i in np.linspace(-wide / 2, wide / 2, 9) for j in np.linspace(-high / 2, high / 2, 7)])
        self.stage.avoid(ax, only(np.asarray(when), np.tile(held_off, (len(self.a), 1, 1))), 14, weight=5)
        return there((sheet, misses, cloud, line), when)

    def rings(self, losses: Floats, when: Any, pixel: float) -> Show:
        """Rings of these `losses` (k,), thin, where `when`, (rows, k) or (rows, 1), is true. Returns show(t).

        Where a ring is lowest stands its loss, if one pixel of the canvas, in data units, is so small that there is room; 0 for none.
        """
        theme, above, shows = self.stage.theme, losses - line_facts(self.x, self.y)["best_loss"], []
        feet = np.inf
        for k, ring in enumerate(ellipses(self.x, above, 721) + self.goal):
            (line,) = self.ax.plot(*ring.T, color=theme.loss, linewidth=points(2), alpha=FAINT, zorder=3)
            foot = ring[ring[:, 1].argmin()]
            parts: list[Any] = [line]
            if pixel and abs(foot[1] - feet) > 28 * pixel:
                text = self.ax.text(foot[0], foot[1], say("loss {loss:.3g}", loss=losses[k]), ha="center", va="center", zorder=4.7)
                text.set(color=theme.loss, fontsize=self.stage.canvas.letters(LABEL))
                parts.append(halo(text, theme))
                feet = foot[1]
            shows.append(there(parts, np.broadcast_to(when, (len(when), len(losses)))[:, k]))
        return compose(*shows)

    def reach(self) -> Show:
        """Half a circle round the first line, on which all equal steps end, while steps are tried. Returns show(t)."""
        way = self.ends[0] - self.a[0]
        turn = np.linspace(0, np.pi, 91)
        places = self.a[0] + np.outer(np.cos(turn), way) + np.outer(np.sin(turn), [-way[1], way[0]])
        (line,) = self.ax.plot(*places.T, color=self.stage.theme.muted, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=4)
        return there((line,), self.tries)

    def straight(self, when: Any) -> Show:
        """A dashed line from the first line straight at the best one, where `when` (rows,) is true. Returns show(t)."""
        way = np.stack([self.a[0], self.goal]).T
        (line,) = self.ax.plot(*way, "--", color=self.stage.theme.ink, linewidth=points(2.5), zorder=4)
        return there((line,), when)

    def window(self, when: Any) -> Show:
        """A frame round the place that is seen from near next, where `when` (rows,) is true. Returns show(t)."""
        left, right, bottom, top = self.close
        edge = Rectangle((left, bottom), right - left, top - bottom, fill=False, zorder=8)
        edge.set(edgecolor=self.stage.theme.batch, linewidth=points(4))
        self.ax.add_patch(edge)
        return there((edge,), when)


def held(show: Show, row: int, when: Any) -> Show:
    """What `show` shows in this `row`, from there on where `when` (rows,) is true; elsewhere what it shows in the first."""
    return lambda t: show(row if t >= row and when[t] else 0)


def there(parts: Sequence[Any], when: Any) -> Show:
    """Artists that are seen where `when` (rows,) is true. Returns show(t)."""

    def show(t: int) -> None:
        for part in parts:
            part.set_visible(bool(when[t]))

    return show
