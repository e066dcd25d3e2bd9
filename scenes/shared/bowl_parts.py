"""Two balls on the bowl of the loss, one that forgets its last step and one that keeps most of it: what moves them, and their lines."""

from collections.abc import Callable

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.text import Text
from numpy.typing import NDArray

from scenes.shared.bowl import Project
from scenes.shared.line_parts import limits, line_among_points
from scenes.shared.rate_parts import misses
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import arrow, compose, curve, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
LARGE, LINE = LABEL + 4, 32  # pixels: letters of what the balls do, and from one line to the next


def ball(stage: Stage, ax: Axes, places: Floats, colour: str, rolling: bool = False) -> Show:
    """A ball at `places` (rows, 2), a ring where it is the `rolling` one, with small dots where it has been; that one is there from
    the second row on. Returns show(t)."""
    been = np.arange(len(places))[:, None] > np.arange(len(places))
    places = np.where(np.arange(len(places))[:, None] >= rolling, places, np.nan)
    past = dots(stage, ax, places[:, 0], places[:, 1], colour, 9, been, zorder=4, hollow=rolling)
    stage.follow(ax, places)
    stage.avoid(ax, places, 16, weight=50)
    stage.avoid(ax, np.where(been[..., None], places, np.nan), 7, weight=50)
    return compose(past, dot(stage, ax, places, colour, size=26 if rolling else 20, hollow=rolling))


def pushes(
    stage: Stage, ax: Axes, project: Project, a: Floats, grad: Floats, rolls: Floats, roll_grad: Floats, lr: float, kept: float
) -> Show:
    """What moves the balls next, on the bowl: at `a` (rows, 2) minus `lr` times the gradient; at `rolls` so much `kept` of the last step,
    and on that its own push. In the lower corners it stands in words. Returns show(t).
    """
    theme, size = stage.theme, np.linalg.norm(grad, axis=1)
    up = np.array([0, 28 * stage.scale * np.ptp(ax.get_ylim()) / ax.get_window_extent().height])
    speed = rolls + kept * np.vstack([np.full((1, 2), np.nan), np.diff(rolls, axis=0)])
    here, keeps, (begins, lands) = (
        project(rolls) + up,
        project(speed) + up,
        (1.55 * up + project(to) for to in (speed, speed - lr * roll_grad)),
    )
    stage.label(ax, (here + keeps) / 2, say("kept speed"), theme.ink, sides=("above", "above right", "above left"), gap=10)
    long = np.linalg.norm(roll_grad, axis=1) > 0.35 * size[0]
    stage.label(
        ax, np.where(long[:, None], (begins + lands) / 2, np.nan), say("push"), theme.model, sides=("above right", "right", "left"), gap=10
    )
    left = say("descent"), say("push: {lr:g} × steepness", lr=lr), ""
    right = say("a rolling ball"), say("the same push"), say("+ {kept:g} × its last step", kept=kept)
    texts = [_corner(stage, ax, where, lines, colour) for where, lines, colour in ((0, left, theme.model), (1, right, theme.ink))]
    sums = [say("{lr:g} × {size:.2g} = {step:.2g}", lr=lr, size=its, step=lr * float(f"{its:.2g}")) for its in size]

    def show(t: int) -> None:
        texts[0][2].set_text(sums[t])
        for text in texts[1]:
            text.set_visible(t > 0)

    return compose(
        show,
        arrow(stage, ax, project(a), project(a - lr * grad), theme.model, rim=10),
        arrow(stage, ax, here, keeps, theme.ink, rim=0),
        arrow(stage, ax, begins, lands, theme.model, rim=0),
    )


def _corner(stage: Stage, ax: Axes, where: int, lines: tuple[str, ...], colour: str) -> list[Text]:
    """Lines in the lower left corner, 0, or the lower right one, 1, the first of them heavy. Returns their texts.

    Labels keep off them.
    """
    texts = []
    for n, words in enumerate(lines):
        text = ax.annotate(words, (where, 0), (0, points(LINE * (len(lines) - n))), "axes fraction", textcoords="offset points", zorder=8)
        text.set(color=colour, ha="right" if where else "left", fontsize=points(LARGE), weight="regular" if n else "bold")
        texts.append(halo(text, stage.theme))
    (left, right), bottom = ax.get_xlim(), ax.get_ylim()[0]
    box = ax.get_window_extent()
    unit = np.array([right - left, np.ptp(ax.get_ylim())]) / [box.width, box.height] * stage.scale  # of a pixel of the canvas
    across = np.linspace(0, 220, 12)
    across = right - across * unit[0] if where else left + across * unit[0]
    for n in range(len(lines)):
        stage.avoid(ax, np.column_stack([across, np.full(12, bottom + (n + 1.3) * LINE * unit[1])])[None], 12)
    return texts


def two_lines(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, rolls: Floats, losses: Floats) -> Show:
    """The lines of `a` and, dashed, of `rolls`, each (rows, 2), among points x (n, 2) and y (n,), with the misses and `losses` (rows,) of
    the first. Returns show(t).
    """
    ends = np.array([-1.0, 1.0])
    both = rolls[:, :1] * ends + rolls[:, 1:]
    shows = misses(stage, ax, x, y, a), line_among_points(stage, ax, x, y, a, usual=limits(both, (-4.0, 6.5)))
    corner = np.array([ax.get_xlim()[1], ax.get_ylim()[0]])
    told = [say("mean squared miss\n= loss {loss:.2f}", loss=loss) for loss in losses]
    stage.label(ax, corner, told, stage.theme.loss, sides=("above left",), gap=6, weight="semibold")
    apart = np.where(np.abs(both - a[:, :1] * ends - a[:, 1:]).max(1) > 0.15 * np.ptp(ax.get_ylim()), both[:, 0], np.nan)
    stage.label(ax, np.column_stack([np.full(len(a), -1), apart]), say("rolling"), stage.theme.ink, sides=("above right", "below right"))
    return compose(*shows, curve(stage, ax, ends, both, stage.theme.ink, width=4, dashed=True))
