"""A saddle of the loss, cut through along its ridge and then across it, and runs that go down on the cut."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
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
RAISED = 34  # pixels of the canvas: how high above its run a step is drawn where only noise moves it
TILTED = 260  # pixels of the canvas: a slope that is off
REACH = 2.6


def cuts(stage: Stage, ax: Axes, height: Height, turned: NDArray[np.bool_]) -> Show:
    """The ground cut along its ridge, and in the rows that are `turned` (rows,) across it, at the saddle. Returns show(t)."""
    theme, over = stage.theme, np.linspace(-REACH, REACH, 111)
    sides = height(over, 0 * over), height(0 * over, over)
    ax.set(xlim=(-REACH, REACH), ylim=(-0.45, 2.7), ylabel=say("loss"), yticks=[0, 1, 2])
    ax.grid(visible=False)
    (line,) = ax.plot([], [], color=theme.loss, linewidth=points(5), zorder=2)
    stage.avoid(ax, np.stack([np.column_stack([over, sides[int(its)]])[::3] for its in turned]), 4)
    names = [say("place across the ridge") if its else say("place along the ridge") for its in turned]
    stage.label(ax, (0, -0.45), names, theme.muted, sides=("above",), gap=0, size=24)
    for across in (-2.0, 2.0):
        stage.label(ax, only(turned, np.array([[across, 0.0]])), say("valley"), theme.ink, sides=("below",), gap=16, size=24)
    first = int(turned.argmax()) if turned.any() else len(turned)
    (other,) = ax.plot(over, sides[0], color=theme.muted, linewidth=points(3), linestyle=(0, (4, 3)), zorder=1.5)
    here = only(np.arange(len(turned)) == first, (-1.5, height(-1.5, 0)))
    stage.label(ax, here, say("along the ridge"), theme.muted, sides=("right",), gap=10, size=24)

    def show(t: int) -> None:
        line.set_data(over, sides[int(turned[t])])
        other.set_visible(t == first)

    return show


def ground(stage: Stage, ax: Axes, height: Height, swarm: Floats, turned: NDArray[np.bool_]) -> Show:
    """The whole ground, seen from the side, and on it the cut of the row, the other cut faint, and the runs at `swarm` (rows, n, 2).

    What is in front does not hide what is behind it. Returns show(t).
    """
    theme = stage.theme

    def project(along: Any, across: Any) -> Floats:
        return np.stack([across + 0.95 * along, height(along, across) - 0.2 * along], -1)

    along, across = np.meshgrid(np.linspace(-1.8, 1.6, 15), np.linspace(-2.5, 2.5, 19), indexing="ij")  # from the far side to the near one
    mesh, z = project(along, across), height(along, across)
    faces = np.stack([mesh[:-1, :-1], mesh[:-1, 1:], mesh[1:, 1:], mesh[1:, :-1]], 2).reshape(-1, 4, 2)
    light = 0.06 + 0.6 * (z[:-1, :-1] + z[1:, 1:] - 2 * z.min()) / (2 * np.ptp(z))
    tints = LinearSegmentedColormap.from_list("height", [theme.background, theme.loss])(light.ravel())
    sheet = PolyCollection(list(faces), facecolors=tints, edgecolors=theme.background, linewidths=points(1), alpha=0.75, zorder=1)
    ax.add_collection(sheet, autolim=False)
    low, high = mesh.reshape(-1, 2).min(0), mesh.reshape(-1, 2).max(0)
    ax.set(xlim=(low[0], high[0]), ylim=(low[1] - 0.4, high[1] + 0.3))
    ax.set_axis_off()
    far, wide = np.linspace(-1.8, 1.6, 61), np.linspace(-2.5, 2.5, 61)
    ways = project(far, 0 * far), project(0 * wide, wide)
    (cut,) = ax.plot([], [], color=theme.loss, linewidth=points(6), zorder=4)
    cut.set_path_effects([withStroke(linewidth=points(11), foreground=theme.background), Normal()])
    (other,) = ax.plot([], [], color=theme.muted, linewidth=points(3), linestyle=(0, (4, 3)), zorder=3)
    here = project(swarm[..., 0], swarm[..., 1])
    balls = dots(stage, ax, here[:, :-1, 0], here[:, :-1, 1], theme.model, 20, zorder=5)  # the last one is the ring
    ring = dot(stage, ax, only(turned & np.roll(turned, 1), here[:, -1]), theme.ink, size=30, hollow=True)
    how = {"size": 24, "weight": "semibold"}
    stage.label(ax, ways[0][0], say("ridge"), theme.ink, sides=("right", "above"), gap=12, **how)
    stage.label(ax, only(turned, project(0.0, 0.0)[None]), say("saddle"), theme.ink, sides=("below",), gap=34, **how)

    def show(t: int) -> None:
        cut.set_data(ways[int(turned[t])].T)
        other.set_data(ways[1 - int(turned[t])].T if turned[t] else ([], []))

    return compose(show, balls, ring)


def roll(stage: Stage, ax: Axes, height: Height, trace: Trace, lr: float, turned: NDArray[np.bool_]) -> Show:
    """Runs on the cut of this `height`, alike until they are `turned` (rows,), the last of them without noise: `swarm`, `slopes` and
    `pushes` of the `trace`, each (rows, n, 2).

    Each has an arrow for its next step, which noise moves as well once they have turned; at the top it is drawn a little above. The first
    one has the tangent that is its slope, and another that is what noise makes of it; its step is written out. Returns show(t).
    """
    series, losses = (trace.swarm, trace.slopes, trace.pushes), height(*np.moveaxis(trace.swarm.astype(float), -1, 0))
    at, slopes, pushes = (np.where(turned[:, None], its[..., 1], its[..., 0]).astype(float) for its in series)
    theme, rows, n, shows = stage.theme, np.arange(len(at)), at.shape[1] - 1, []
    first, going = int(turned.argmax()) if turned.any() else len(at), rows < len(at) - 1
    here, top = np.stack([at, losses], -1), rows == first + 1
    off, unit = slopes[:, 0] - pushes[:, 0] / lr, ax.bbox.size / np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1)
    written(stage, ax, lr, slopes[:, 0], off, rows - first, at[-1, 0])
    stays = say("no noise:\nloss {loss:.0f}", loss=losses[-1, n])
    stage.label(ax, only(rows > first, here[:, n]), stays, theme.ink, sides=("below",), gap=52, size=24, weight="semibold")
    stage.follow(ax, here)
    shows.append(tangent(stage, ax, only(going & (rows > first), here[:, 0]), off, theme.batch, TILTED, floor=np.inf))
    shows.append(tangent(stage, ax, only(going, here[:, 0]), slopes[:, 0], theme.gradient, 180, floor=np.inf))
    for run in range(n):
        when = rows > first if run else rows >= 0
        starts = here[:, run] + np.where(top, RAISED * stage.scale / unit[1], 0)[:, None] * [0, 1]
        ends = starts + np.column_stack([pushes[:, run] - lr * slopes[:, run], 0 * rows])
        shows.append(arrow(stage, ax, only(when & going & (rows != first), starts), ends, theme.model, rim=0))
        same = np.where(rows < first, 0, first)[:, None]
        been = (rows <= rows[:, None]) & (rows >= same)
        shows.append(dots(stage, ax, at[:, run], losses[:, run], theme.model, 10, been & when[:, None], zorder=4))
        ax.lines[-1].set_alpha(FAINT)
        shows.append(dot(stage, ax, only(when, here[:, run]), theme.model, size=22))
    shows.append(dot(stage, ax, only(rows > first, here[:, n]), theme.ink, size=32, hollow=True))
    return compose(*shows)


def written(stage: Stage, ax: Axes, lr: float, slopes: Floats, off: Floats, since: NDArray[np.integer], ends: float) -> None:
    """The step of one run in numbers: minus the rate `lr` times its `slopes` (rows,), and from the turn on, as `since` (rows,) counts,
    times those that noise makes of them, `off` (rows,). The run `ends` at the right of the top or at its left.
    """
    theme, slopes, off = stage.theme, slopes.round(2) + 0.0, off.round(2) + 0.0
    plain = [say("step = −rate {lr:g} × slope {slope:.2f} = {step:+.2f}", lr=lr, slope=its, step=-lr * its) for its in slopes]
    true = "right ball: true slope {slope:.2f}" if ends > 0 else "left ball: true slope {slope:.2f}"
    step = [say("step = −{lr:g} × {off:.2f} = {step:+.2f}", lr=lr, off=its, step=-lr * its) for its in off]
    noisy = (since > 0) & (np.arange(len(since)) < len(since) - 1)
    how = {"size": 26, "weight": "semibold"}
    stage.label(ax, only(since < 0, (0, 0.7)), plain, theme.model, sides=("below",), gap=20, **how)
    noised = say_each("slope from random points {off:.2f}", off=off)
    lines = (say_each(true, slope=slopes), theme.gradient), (noised, theme.batch), (step, theme.model)
    for height, (texts, colour) in zip((2.66, 2.38, 2.1), lines, strict=True):
        stage.label(ax, only(noisy, (0.9, height)), texts, colour, sides=("below",), gap=0, **how)
