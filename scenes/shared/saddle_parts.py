"""A saddle of the loss, cut through along its ridge and then across it, and runs that go down on the cut."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray

from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import Show, arrow, compose, dot, only
from scenes.studio.draw.slopes import tangent
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
Height = Callable[[Any, Any], Any]  # the loss at (along, across) the ridge
PUSHED = 0.13  # by how much higher than its run a push is drawn
TILTED = 260  # pixels of the canvas: a slope that is off
RAISED = np.radians(45)  # from how far above the little ground is seen
REACH = 2.75


def cuts(stage: Stage, ax: Axes, height: Height, swarm: Floats, turned: NDArray[np.bool_]) -> Show:
    """The ground cut along its ridge, and in the rows that are `turned` (rows,) across it, at the saddle.

    Above, the whole ground with the runs at `swarm` (rows, n, 2). Returns show(t).
    """
    theme, over = stage.theme, np.linspace(-REACH, REACH, 111)
    sides = height(over, 0 * over), height(0 * over, over)
    ax.set(xlim=(-REACH, REACH), ylim=(-0.45, 2.7), ylabel=say("loss"), yticks=[0, 1, 2])
    ax.grid(visible=False)
    (line,) = ax.plot([], [], color=theme.loss, linewidth=points(5), zorder=2)
    stage.avoid(ax, np.stack([np.column_stack([over, sides[int(its)]])[::3] for its in turned]), 4)
    names = [say("place across the ridge") if its else say("place along the ridge") for its in turned]
    stage.label(ax, (0, -0.45), names, theme.muted, sides=("above",), gap=0, size=24)
    for across, side in ((-2.0, "below"), (2.0, "below")):
        stage.label(ax, only(turned, np.array([[across, 0.0]])), say("valley: loss 0"), theme.ink, sides=(side,), gap=16, size=24)

    first = int(turned.argmax()) if turned.any() else len(turned)
    (other,) = ax.plot(over, sides[0], color=theme.muted, linewidth=points(3), linestyle=(0, (4, 3)), zorder=1.5)
    here = only(np.arange(len(turned)) == first, (1.62, height(1.62, 0)))
    stage.label(ax, here, say("along the ridge"), theme.muted, sides=("right",), gap=10, size=24)

    def show(t: int) -> None:
        line.set_data(over, sides[int(turned[t])])
        other.set_visible(t == first)

    return compose(show, little_ground(stage, ax, height, swarm, turned))


def little_ground(stage: Stage, ax: Axes, height: Height, swarm: Floats, turned: NDArray[np.bool_]) -> Show:
    """The whole ground, small, seen along its ridge from above, and on it the cut of the row and the runs at `swarm` (rows, n, 2).

    Returns show(t).
    """
    theme = stage.theme

    def project(along: Any, across: Any) -> Floats:
        up = np.cos(RAISED) * height(along, across) - np.sin(RAISED) * along
        return np.stack([0.26 * (across + 0.35 * along), 1.69 + 0.31 * up], -1)

    along, across = np.meshgrid(np.linspace(-1.8, 1.4, 9), np.linspace(-2.5, 2.5, 15), indexing="ij")  # from the far side to the near one
    mesh, z = project(along, across), height(along, across)
    faces = np.stack([mesh[:-1, :-1], mesh[:-1, 1:], mesh[1:, 1:], mesh[1:, :-1]], 2).reshape(-1, 4, 2)
    light = 0.06 + 0.5 * (z[:-1, :-1] + z[1:, 1:] - 2 * z.min()) / (2 * np.ptp(z))
    tints = LinearSegmentedColormap.from_list("height", [theme.background, theme.loss])(light.ravel())
    sheet = PolyCollection(list(faces), facecolors=tints, edgecolors=theme.background, linewidths=points(1), zorder=1)
    ax.add_collection(sheet, autolim=False)
    (cut,) = ax.plot([], [], color=theme.ink, linewidth=points(4), zorder=3)
    places = project(along[:, 0], 0 * along[:, 0]), project(0 * across[0], across[0])
    stage.avoid(ax, mesh.reshape(1, -1, 2), 12)
    here = project(swarm[..., 0], swarm[..., 1])
    balls = dots(stage, ax, here[..., 0], here[..., 1], theme.model, 14, zorder=5)
    still = turned & np.roll(turned, 1)  # the row in which it turns has the cut along the ridge there
    ring = dot(stage, ax, only(still, here[:, -1]), theme.ink, size=22, hollow=True)
    stage.label(ax, only(still, np.array([[0.95, 2.2]])), say("the ground: a saddle"), theme.muted, sides=("right",), gap=0, size=24)
    return compose(lambda t: cut.set_data(places[int(turned[t])].T), balls, ring)


def roll(stage: Stage, ax: Axes, height: Height, trace: Trace, lr: float, turned: NDArray[np.bool_]) -> Show:
    """Runs on the cut of this `height`, alike until they are `turned` (rows,), the last of them without noise: `swarm`, `slopes` and
    `pushes` of the `trace`, each (rows, n, 2).

    Of each the next step is drawn as high as it sets out: an arrow of minus `lr` times its slope, and from there another for its push. The
    first one's step is written out. Returns show(t).
    """
    series, losses = (trace.swarm, trace.slopes, trace.pushes), height(*np.moveaxis(trace.swarm.astype(float), -1, 0))
    at, slopes, pushes = (np.where(turned[:, None], its[..., 1], its[..., 0]).astype(float) for its in series)
    theme, rows, n, shows = stage.theme, np.arange(len(at)), at.shape[1] - 1, []
    first, going = int(turned.argmax()) if turned.any() else len(at), rows < len(at) - 1
    here = np.stack([at, losses], -1)
    goes = np.stack([at - lr * slopes, losses], -1)
    lifted = goes + np.array([0, PUSHED])
    pushed = lifted + np.stack([pushes, 0 * pushes], -1)
    sums = [
        say("step = −rate {lr:g} × slope {slope:.2f} = {step:+.2f}", lr=lr, slope=slope, step=-lr * slope)
        for slope in slopes[:, 0].round(2)
    ]
    how = {"size": 26, "weight": "semibold"}
    stage.label(ax, only(rows < first, (0, 0.7)), sums, theme.model, sides=("below",), gap=20, **how)
    if stage.canvas.wide:
        stage.label(ax, only(going & (rows > first), (1.6, 1.6)), sums, theme.model, sides=("below",), gap=20, **how)
    else:  # there is no room beside the little ground
        its = only(going & (rows > first + 1), here[:, 0])
        stage.label(ax, its, sums, theme.model, sides=("above right", "above", "below right"), gap=20, **how)
    tip = pushed[rows, np.abs(pushes).argmax(1)]
    side, gap = ("above", 14) if stage.canvas.wide else ("below", 130)
    stage.label(ax, only(rows == first + 1, lifted[:, 0]), say("random push"), theme.batch, sides=(side,), gap=gap, **how)
    for side, when in (("right", pushes.sum(1) > 0), ("left", pushes.sum(1) <= 0)):
        stage.label(ax, only((rows == first + 2) & when, tip), say("random push"), theme.batch, sides=(side,), gap=10, **how)
    stays = only(rows > first + 2, here[:, n])
    stage.label(
        ax,
        stays,
        say("without noise: loss {loss:.0f}", loss=losses[-1, n]),
        theme.ink,
        sides=("above",),
        gap=22,
        size=26,
        weight="semibold",
    )
    stage.follow(ax, here)
    shows.append(tangent(stage, ax, only(going, here[:, 0]), slopes[:, 0], theme.gradient, 220, floor=np.inf))
    off, unit = slopes[:, :n] - pushes[:, :n] / lr, ax.bbox.size / np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1)
    at_top = [only(rows == first + 1, here[:, run]) for run in range(min(n, 2))]
    shows += [tangent(stage, ax, top, slope, theme.batch, TILTED, floor=np.inf) for top, slope in zip(at_top, off.T, strict=False)]
    if stage.canvas.wide:
        reach = TILTED / 2 * stage.scale / np.hypot(unit[0], off[:, 0] * unit[1])
        end = here[:, 0] + np.column_stack([np.sign(off[:, 0]) * reach, np.abs(off[:, 0]) * reach])
        stage.label(ax, only(rows == first + 1, end), say("slope from random points"), theme.batch, sides=("left",), gap=10, **how)
    for run in range(n):
        when = rows > first if run else rows >= 0
        shows.append(arrow(stage, ax, only(when & going, here[:, run]), goes[:, run], theme.model, rim=9))
        shows.append(arrow(stage, ax, only((rows > first) & going, lifted[:, run]), pushed[:, run], theme.batch, rim=0))
        same = np.where(rows < first, 0, first)[:, None]
        been = (rows <= rows[:, None]) & (rows >= same)
        shows.append(dots(stage, ax, at[:, run], losses[:, run], theme.model, 10, been & when[:, None], zorder=4))
        ax.lines[-1].set_alpha(FAINT)
        shows.append(dot(stage, ax, only(when, here[:, run]), theme.model, size=22))
    shows.append(dot(stage, ax, only(rows > first, here[:, n]), theme.ink, size=32, hollow=True))
    return compose(*shows)
