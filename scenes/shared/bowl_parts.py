"""Balls on the bowl of the loss: what moves them, the ground under them, and the lines that they stand for.

Of the run they need `a`, `grad`, `speed` (rows, 2), and `rolls` (rows,), 0 for descent and after that 1 for the ball that rolls.
"""

from collections.abc import Callable

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.bowl import Project, long_axis
from scenes.shared.sums import rounded
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import arrow, compose, dot
from scenes.studio.draw.slopes import tangent
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]


def balls(stage: Stage, ax: Axes, places: Floats, rolls: NDArray[np.integer]) -> Show:
    """A ball at `places` (rows, 2), and then a ring, in the rows in which it `rolls` (rows,), each with its name and with small dots where
    it has been. The ball stays where it has come to rest.

    Returns show(t).
    """
    rows, theme, how = np.arange(len(places)), stage.theme, {"size": 24, "weight": "semibold"}
    been, rolling = rows[:, None] > rows, rolls[:, None] == 1
    rests = np.where(rolls == 1, int((rolls == 0).sum()) - 1, rows)
    stage.follow(ax, places)
    ring = np.where(rolling, places, np.nan)
    stage.avoid(ax, np.where((been & (rolls == rolls[:, None]))[..., None], places, np.nan), 7, weight=50)
    stage.label(ax, np.where(rolling, np.nan, places), say("descent"), theme.model, sides=("below left",), gap=16, **how)
    stage.label(ax, np.where(rolling, places[rests], np.nan), say("descent: no speed"), theme.model, sides=("below left",), gap=16, **how)
    foot, top = ax.get_ylim()
    low, left = places[:, 1:] < foot + 0.27 * (top - foot), places[:, :1] < 0
    for when, sides in ((low, ("above",)), (~low & left, ("below left", "above left")), (~low & ~left, ("below right", "above right"))):
        stage.label(ax, np.where(when, ring, np.nan), say("rolling ball"), theme.ink, sides=sides, gap=30, **how)
    return compose(
        dots(stage, ax, places[:, 0], places[:, 1], theme.model, 9, been & (rolls == 0), zorder=5),
        dots(stage, ax, places[:, 0], places[:, 1], theme.ink, 13, been & (rolls == 1), zorder=4, hollow=True),
        dot(stage, ax, places[rests], theme.model, size=22),
        dot(stage, ax, ring, theme.ink, size=28, hollow=True),
    )


def ground_under(stage: Stage, ax: Axes, project: Project, a: Floats) -> Show:
    """The ground under the ball at `a` (rows, 2) as a straight piece. Returns show(t)."""
    way = (a[0] - a[-1]) if np.any(a[0] != a[-1]) else np.ones(2)
    near = 1e-3 * way / np.linalg.norm(way)
    step = project(a + near) - project(a - near)
    with np.errstate(invalid="ignore"):  # where the run has left the numbers
        slopes = step[:, 1] / step[:, 0]
    return tangent(stage, ax, project(a), slopes, stage.theme.gradient, length=180, floor=np.inf)


def moves(stage: Stage, ax: Axes, project: Project, a: Floats, trace: Trace, lr: float, kept: float) -> Show:
    """What moves the ball at `a` (rows, 2) next: level arrows, its speed and then the push of the ground, `lr` times the steepness.

    Each is written out beside the ball. From their end a dotted line leads to the ground, where the ball will be. Returns show(t).
    """
    theme, speed, grad = stage.theme, trace.speed.astype(float), trace.grad.astype(float)
    here, carried, there = project(a), project(a + speed), project(a + speed - lr * grad)
    unit = np.ptp(np.array([ax.get_xlim(), ax.get_ylim()]), axis=1) / ax.get_window_extent().size * stage.scale  # of a pixel of the canvas
    upper = here[:, 1] + 26 * unit[1] * (np.abs(speed).max(1) > 0)
    start, middle = here, np.column_stack([carried[:, 0], here[:, 1]])
    pushes = np.column_stack([carried[:, 0], upper]), np.column_stack([there[:, 0], upper])
    size = [rounded(its, ".2g") for its in np.linalg.norm(grad, axis=1)]
    told = [say("push {lr:g} × steepness {size:g} = {step:.2g}", lr=lr, size=its, step=lr * its) for its in size]
    kept_of = [rounded(its, ".2g") for its in np.hypot(*speed.T) / (kept or 1)]
    speeds = [say("speed {kept:g} × last step {last:#.2g} = {speed:#.2g}", kept=kept, last=its, speed=kept * its) for its in kept_of]
    fast = np.isfinite(middle[:, 0]) & (np.abs(speed).max(1) > 0)
    for when, above, texts, colour in ((np.isfinite(upper), 40, told, theme.model), (fast, 0, speeds, theme.ink)):
        write(stage, ax, np.where(when[:, None], here, np.nan), np.stack([middle[:, 0], there[:, 0]], 1), above * unit[1], texts, colour)
    (plumb,) = ax.plot([], [], color=theme.model, linewidth=points(3), linestyle=(0, (1.5, 1.5)), zorder=4)
    drops = np.stack([pushes[1], there], 1)
    drops[np.abs(there - here).max(1) < 12 * unit.max()] = np.nan
    return compose(
        lambda t: plumb.set_data(*drops[t].T),
        arrow(stage, ax, start, middle, theme.ink, rim=12),
        arrow(stage, ax, pushes[0], pushes[1], theme.model, rim=0),
    )


def write(stage: Stage, ax: Axes, here: Floats, tips: Floats, above: float, texts: list[str], colour: str) -> None:
    """What the arrows of a ball are, `texts` (rows,): in the bowl beside them, or in its middle where the ball `here` (rows, 2) is low, or
    at its rim on a canvas that is not wide.

    `tips` (rows, k) are where the arrows end, `above` how much higher than the ball the text stands.
    """
    foot, top = ax.get_ylim()
    low, lifted = (here[:, 1] < foot + 0.46 * (top - foot)) | (not stage.canvas.wide), here[:, 1] + above
    inner = np.where(here[:, 0] < 0, np.max([here[:, 0], *tips.T], 0), np.min([here[:, 0], *tips.T], 0))
    how = {"size": 26, "weight": "semibold"}
    for when, side in ((~low & (here[:, 0] < 0), "right"), (~low & (here[:, 0] >= 0), "left")):
        stage.label(ax, np.where(when[:, None], np.column_stack([inner, lifted]), np.nan), texts, colour, sides=(side,), gap=24, **how)
    seat = np.where(
        (low & np.isfinite(here[:, 0]))[:, None], (0.0, foot + (0.41 if stage.canvas.wide else 0.82) * (top - foot) + above), np.nan
    )
    stage.label(ax, seat, texts, colour, sides=("above",), gap=0, **how)


def slopes_of_the_cut(stage: Stage, ax: Axes, project: Project, x: torch.Tensor, y: torch.Tensor) -> None:
    """Below the bowl, the slope or intercept of some lines of the cut, of the points x (n, 2) and y (n,), each under its place."""
    goal, way = long_axis(x, y)
    which = int(np.abs(way).argmax())
    name = (say("slope {value:.2g}"), say("intercept {value:.2g}"))[which]
    shares = (-1.0, -0.5, 0.0, 0.5, 1.0) if stage.canvas.wide else (-1.0, 0.0, 1.0)
    for line in (goal - share * way for share in shares):
        place = (project(line)[0], ax.get_ylim()[0])
        stage.label(ax, place, say(name, value=float(line[which])), stage.theme.muted, sides=("above",), gap=2, size=LABEL)
