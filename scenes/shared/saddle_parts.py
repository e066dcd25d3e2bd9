"""A saddle of the loss, cut through along its ridge and then across it, and runs that go down on the cut."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patheffects import Normal, withStroke
from numpy.typing import NDArray

from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Show, arrow, compose, dot, only
from scenes.studio.draw.slopes import tangent
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say, say_each

Floats = NDArray[np.floating]
Height = Callable[[Any, Any], Any]  # the loss at (along, across) the ridge
RAISED, SHORT = 38, 70  # pixels of the canvas: a step shorter than that is drawn so high above its run
REACH = 2.6
ARM = 0.8  # how far beside a run the slopes of its points are laid off
NEAR = 0.7  # and how far from the top a run may be for that
BOLD: dict[str, Any] = {"size": 24, "weight": "semibold"}


def ways(turn: Any, far: Any) -> Any:
    """The places (along, across), (2, …), that lie so `far` out on the line that is turned by this part of a right angle."""
    return np.cos(turn * np.pi / 2) * far, np.sin(turn * np.pi / 2) * far


def on_the_cut(height: Height, trace: Trace) -> tuple[Floats, Floats]:
    """Where the runs of the `trace` are on the cut of their row, and the slope there: (rows, n, 2), (rows, n)."""
    swarm, slopes = trace.swarm.astype(float), trace.slopes.astype(float)
    along, across = (part[:, None] for part in ways(trace.turn, 1.0))
    here = np.stack([along * swarm[..., 0] + across * swarm[..., 1], height(*np.moveaxis(swarm, -1, 0))], -1)
    return here, along * slopes[..., 0] + across * slopes[..., 1]


def near_the_top(trace: Trace, here: Floats) -> NDArray[np.bool_]:
    """In which rows, once the cut is turned, the runs, `here` (rows, n, 2) on it, are at the top or close by, and go on: (rows,)."""
    return np.asarray(
        (np.arange(len(here)) > (trace.turn == 1).argmax()) & (np.abs(here[..., 0]).max(1) < NEAR) & (np.arange(len(here)) < len(here) - 1)
    )


def cuts(stage: Stage, ax: Axes, height: Height, turn: Floats) -> Show:
    """The ground cut along its ridge, and turned by a part of a right angle, `turn` (rows,), until it is cut across. Returns show(t)."""
    theme, over, across = stage.theme, np.linspace(-REACH, REACH, 111), turn == 1
    ax.set(xlim=(-REACH, REACH), ylim=(-0.45, 2.9), ylabel=say("loss"), yticks=[0, 1, 2])
    ax.grid(visible=False)
    heights = np.stack([height(*ways(its, over)) for its in turn])
    (line,) = ax.plot([], [], color=theme.loss, linewidth=points(5), zorder=2)
    stage.avoid(ax, np.stack([np.broadcast_to(over, heights.shape), heights], -1)[:, ::3], 4)
    names = [
        say("place along the ridge") if its == 0 else say("place across the ridge") if its == 1 else say("place along the turned line")
        for its in turn
    ]
    stage.label(ax, (0, -0.45), names, theme.muted, sides=("above",), gap=0, size=24)
    for at in (-2.0, 2.0):
        stage.label(ax, only(across, (at, 0.0)), say("valley"), theme.ink, sides=("below",), gap=16, size=24)
    turning = (turn > 0) & (np.arange(len(turn)) <= across.argmax())
    (other,) = ax.plot(over, heights[0], color=theme.muted, linewidth=points(3), linestyle=(0, (4, 3)), zorder=1.5)
    stage.label(ax, only(turning, (-1.5, height(-1.5, 0))), say("along the ridge"), theme.muted, sides=("right",), gap=10, size=24)

    def show(t: int) -> None:
        line.set_data(over, heights[t])
        other.set_visible(bool(turning[t]))

    return show


def ground(stage: Stage, ax: Axes, height: Height, trace: Trace) -> Show:
    """The whole ground, seen from the side, and on it the cut of the row, the ridge faint, and the runs of the `trace`.

    What is in front does not hide what is behind it. Returns show(t).
    """
    theme, swarm, turned = stage.theme, trace.swarm.astype(float), trace.turn == 1

    def project(along: Any, across: Any) -> Floats:
        return np.stack([across + 0.95 * along, height(along, across) - 0.05 * along], -1)

    along, across = np.meshgrid(np.linspace(-1.7, 1.3, 15), np.linspace(-2.5, 2.5, 19), indexing="ij")  # from the far side to the near one
    mesh, z = project(along, across), height(along, across)
    faces = np.stack([mesh[:-1, :-1], mesh[:-1, 1:], mesh[1:, 1:], mesh[1:, :-1]], 2).reshape(-1, 4, 2)
    light = 0.06 + 0.6 * (z[:-1, :-1] + z[1:, 1:] - 2 * z.min()) / (2 * np.ptp(z))
    tints = LinearSegmentedColormap.from_list("height", [theme.background, theme.loss])(light.ravel())
    sheet = PolyCollection(list(faces), facecolors=tints, edgecolors=theme.background, linewidths=points(1), alpha=0.75, zorder=1)
    ax.add_collection(sheet, autolim=False)
    low, high = mesh.reshape(-1, 2).min(0), mesh.reshape(-1, 2).max(0)
    ax.set(xlim=(low[0], high[0]), ylim=(low[1] - (0.4 if stage.canvas.wide else 1.1), high[1] + 0.3))
    ax.set_axis_off()
    limits = np.array([[-1.7, -2.5], [1.3, 2.5]])  # along, across
    lines = [np.linspace(low, high, 61) for low, high in (_least(limits, ways(its, 1.0)) for its in trace.turn)]
    (cut,) = ax.plot([], [], color=theme.loss, linewidth=points(6), zorder=4)
    cut.set_path_effects([withStroke(linewidth=points(11), foreground=theme.background), Normal()])
    (ridge,) = ax.plot(*project(lines[0], 0 * lines[0]).T, color=theme.muted, linewidth=points(3), linestyle=(0, (4, 3)), zorder=3)
    here = project(swarm[..., 0], swarm[..., 1])
    rests = dot(stage, ax, only(trace.noisy > 1, here[:, -1]), theme.ink, size=28)
    balls = dots(stage, ax, here[:, :-1, 0], here[:, :-1, 1], theme.model, 20, zorder=8)
    stage.avoid(ax, here[:, :-1], 12)
    stage.label(ax, project(lines[0][0], 0.0), say("ridge"), theme.ink, sides=("right", "above"), gap=12, **BOLD)
    stage.label(ax, only(turned, project(0.0, 0.0)), say("saddle"), theme.ink, sides=("below",), gap=40, **BOLD)
    for at in (-2.0, 2.0):
        stage.label(ax, only(turned, project(0.0, at)), say("valley"), theme.ink, sides=("below",), gap=16, size=24)

    def show(t: int) -> None:
        cut.set_data(project(*ways(trace.turn[t], lines[t])).T)
        ridge.set_visible(bool(trace.turn[t] > 0))

    return compose(show, rests, balls)


def roll(stage: Stage, ax: Axes, height: Height, trace: Trace, lr: float) -> Show:
    """The runs of the `trace` on the cut, alike until it is turned, the last of them on all points: each with an arrow for its next step.

    The first has the tangent that is its slope, and its step is written out, until the runs part. Returns show(t).
    """
    (here, slopes), theme, rows = on_the_cut(height, trace), stage.theme, np.arange(len(trace))
    noisy, n, shows = trace.noisy > 1, trace.swarm.shape[1] - 1, []
    begins = int(noisy.argmax()) if noisy.any() else len(rows)
    unit = ax.bbox.size / np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1)
    stage.follow(ax, here)
    shown = slopes[:, 0].round(2) + 0.0
    words = say_each("step = −rate {lr:g} × slope {slope:.2f} = {step:+.2f}", lr=lr, slope=shown, step=-lr * shown)
    stage.label(ax, only(trace.turn == 0, (0, 0.7)), words, theme.model, sides=("below",), gap=20, size=26, weight="semibold")
    shows.append(tangent(stage, ax, only(~noisy, here[:, 0]), slopes[:, 0], theme.gradient, 180, floor=np.inf))
    stays = say("all points:\nloss {loss:.0f}", loss=here[-1, n, 1])
    shows.append(dot(stage, ax, only(noisy, here[:, n]), theme.ink, size=32))
    for run in range(n):
        when = noisy if run else rows >= 0
        steps = trace.pushes[:, run, 1] - lr * slopes[:, run]
        starts = here[:, run] + np.where(abs(steps) * unit[0] < SHORT * stage.scale, RAISED * stage.scale / unit[1], 0)[:, None] * [0, 1]
        ends = starts + steps[:, None] * [1, 0]
        onward = when & (rows < len(rows) - 1) & ((trace.turn == 0) | noisy)
        shows.append(arrow(stage, ax, only(onward, starts), ends, theme.model, rim=0))
        been = (rows <= rows[:, None]) & (rows >= np.where(noisy, begins, 0)[:, None]) & ((trace.turn == 0) | noisy)[:, None]
        shows.append(dots(stage, ax, here[:, run, 0], here[:, run, 1], theme.model, 10, been & when[:, None], zorder=4))
        ax.lines[-1].set_alpha(FAINT)
        shows.append(dot(stage, ax, only(when, here[:, run]), theme.model, size=22))
    told = (rows > begins) & (stage.canvas.wide | ~near_the_top(trace, here))
    stage.label(ax, only(told, here[:, n]), stays, theme.ink, sides=("below left",), gap=26, **BOLD)
    ended = only(rows == len(rows) - 1, here[:, 0])
    ends = say("random points:\nloss {loss:.2f}", loss=here[-1, 0, 1])
    stage.label(ax, only(noisy, ended), ends, theme.model, sides=("above", "above left"), gap=40, **BOLD)
    return compose(*shows)


def fan(stage: Stage, ax: Axes, height: Height, trace: Trace, lr: float, tilts: Floats) -> Show:
    """Beside the first run the slope of each point there, whose ground `tilts` (m,) more than all of it, as a line to a dot; of those
    the run has drawn lit; and the means of all and of these, each with its number. The step is written above. Returns show(t).

    In the first row there are only those of all points; far from the top only the means.
    """
    (here, slopes), theme = on_the_cut(height, trace), stage.theme
    there, side, at = near_the_top(trace, here), np.sign(here[-1, 0, 0]) or 1.0, here[:, 0]
    drawn, slope = trace.tilts[:, 0].astype(float), slopes[:, 0]
    told = (trace.noisy > 1) & (np.arange(len(trace)) < len(trace) - 1)
    mean = slope + np.where(told, drawn.mean(1), 0)

    def tips(its: Floats, far: float = ARM) -> Floats:
        return at[:, None] + side * far * np.stack([0 * its + 1, its], -1)

    every, lit = only(there, tips(slope[:, None] + tilts)), only(told & there, tips(slope[:, None] + drawn))
    true, off = only(there | told, tips(slope[:, None], 1.25 * ARM)), only(told, tips(mean[:, None], 1.25 * ARM))
    shows = [_rays(ax, at, every, theme.muted, 1.5, FAINT), _rays(ax, at, lit, theme.batch, 2, 1)]
    shows += [_rays(ax, at, true, theme.gradient, 6, 1), _rays(ax, at, off, theme.batch, 6, 1)]
    for ends, colour, size in ((every, theme.data, 11), (lit, theme.batch, 15)):
        shows.append(dots(stage, ax, ends[..., 0], ends[..., 1], colour, size, zorder=6))
        stage.avoid(ax, ends, size / 2)
    rounded = slope.round(2) + 0.0, mean.round(2) + 0.0
    lines = (
        (there | told, say_each("mean slope of {n}: {slope:.2f}", n=len(tilts), slope=rounded[0]), theme.gradient),
        (told, say_each("mean slope of {n}: {slope:.2f}", n=drawn.shape[1], slope=rounded[1]), theme.batch),
        (there | told, say_each("step = −{lr:g} × {slope:.2f} = {step:+.2f}", lr=lr, slope=rounded[1], step=-lr * rounded[1]), theme.model),
    )
    for high, (when, texts, colour) in zip((2.6, 2.3, 2.0), lines, strict=True):
        stage.label(ax, only(when, (-side * 1.2, high)), texts, colour, sides=("below",), gap=0, size=26, weight="semibold")
    top = tips(slope[:, None] + tilts.max() * side)[:, 0]
    name = say("slope for each\nof {n} points", n=len(tilts))
    above = ("above right",) if side > 0 else ("above left",)
    stage.label(ax, only(there & (top[:, 1] < 2.4), top), name, theme.muted, sides=above, gap=4, size=24)
    return compose(*shows)


def _least(limits: Floats, way: Any) -> Floats:
    """How far one can go this `way` (2,), backwards and forwards, within `limits` (2, 2)."""
    far = limits / np.maximum(way, 1e-9)
    return np.array([far[0].max(), far[1].min()])


def _rays(ax: Axes, starts: Floats, ends: Floats, colour: str, width: float, alpha: float) -> Show:
    """Lines from `starts` (rows, 2) to `ends` (rows, m, 2), where these are not nan. Returns show(t)."""
    lines = LineCollection([], colors=colour, linewidths=points(width), alpha=alpha, zorder=3 + width / 4)
    ax.add_collection(lines, autolim=False)
    return lambda t: lines.set_segments([np.stack([starts[t], end]) for end in ends[t]])
