"""Losses as bars from 0 on, one after the other or in one place: what was is faint, what is now is strong."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from scenes.studio.draw.board import Show, mixed
from scenes.studio.draw.marks import only
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say_each


def loss_bars(
    stage: Stage, ax: Axes, losses: Any, now: Any, form: str = "{loss:.3g}", room: float = 1.05, apart: bool = True, closer: Any = 1.0
) -> Show:
    """A bar for each of `losses` (n,) up to the one that is the loss `now` (rows,), −1 for none yet; that has its value. Returns show(t).

    The bars stand side by side, or where they are not `apart` all in one place, before each other. They take the axes' width divided by
    `room`, and leave the rest for the last value. In each row they are `closer` (rows,) times as high as the axes say.
    """
    theme, losses, now = stage.theme, np.asarray(losses, float), np.asarray(now, int)
    left, most = np.arange(len(losses)) * float(apart), losses[np.isfinite(losses)].max() or 1.0
    ax.set(xlim=(-0.3, max((left[-1] + 1) * room, 1.5)), ylim=(0, 1.2 * most), xticks=[])
    ax.grid(visible=False)
    right, ends = left + (0.8 if apart else 1), np.minimum(losses, 2 * most)
    shapes = np.array([[(x, 0), (x, end), (to, end), (to, 0)] for x, to, end in zip(left, right, ends, strict=True)])
    times = np.column_stack([np.ones(now.shape), np.broadcast_to(closer, now.shape)])
    faint, ground = mixed(theme.loss, theme.background, 0.35), theme.background
    past, here = (
        PolyCollection([], facecolors=colour, edgecolors=ground, linewidths=0 if apart else points(1.5), zorder=3)
        for colour in (faint, theme.loss)
    )
    for bars in (past, here):
        ax.add_collection(bars, autolim=False)
    places = np.column_stack([(left + right) / 2 if apart else right, losses])
    texts, sides = np.array(say_each(form, loss=losses))[now], ("above right", "above") if apart else ("right",)
    stage.label(ax, only(now >= 0, places[now] * times), texts.tolist(), theme.loss, sides=sides, gap=4, weight="semibold")

    def show(t: int) -> None:
        past.set_verts(list(shapes[: max(now[t], 0)] * times[t]))
        here.set_verts(list(shapes[now[t] : now[t] + 1] * times[t]) if now[t] >= 0 else [])

    return show
