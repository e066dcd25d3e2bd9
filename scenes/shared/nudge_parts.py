"""How the search by nudges is drawn: the lines that are tried, and a map of their losses as numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.text import Text
from numpy.typing import NDArray

from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import compose, curve
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, LEAST, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]


def tried_lines(stage: Stage, ax: Axes, tries: Floats, goes: Floats) -> Show:
    """The lines of the parameters `tries` (rows, 4, 2), thin, and the one that wins, of parameters `goes` (rows, 2), nan where none does.

    Returns show(t).
    """
    ends = np.array([-1.0, 1.0])
    heights = tries[..., :1] * ends + tries[..., 1:]
    lines = LineCollection([], colors=stage.theme.muted, linewidths=points(2.5), linestyles=[(0, (4, 2))], zorder=4)
    ax.add_collection(lines, autolim=False)

    def show(t: int) -> None:
        lines.set_segments([np.column_stack([ends, its]) for its in heights[t]])

    return compose(show, curve(stage, ax, ends, goes[:, :1] * ends + goes[:, 1:], stage.theme.batch, dashed=True))


def numbered(stage: Stage, ax: Axes, a: Floats, loss: Floats, tries: Floats, losses: Floats, best: Any, fine: Any) -> Show:
    """A map of the losses that have been computed, each a number at its slope and intercept, and the way of the line through them.

    The line now is at `a` (rows, 2), with its `loss` (rows,); the `tries` (rows, 4, 2) have the `losses` (rows, 4). The one to go to,
    `best` (rows,), −1 for none, is lit. In the rows that are `fine` (rows,) the map is seen from near. Returns show(t).
    """
    theme = stage.theme
    by = np.abs(tries[0] - a[0]).max()
    held = np.array([[its.min() - 0.35 * by, its.max() + 0.35 * by] for its in np.moveaxis(tries, -1, 0)]).ravel()
    held += by * np.array([-0.4, 0.3, -0.35, 0.3])
    near = np.column_stack([a[-1, i] + by * np.array([-0.62, 0.62])[None] for i in (0, 1)])
    ax.set(xlabel=say("slope"), ylabel=say("intercept"), xlim=held[:2], ylim=held[2:])
    see = stage.views(ax, np.where(np.asarray(fine)[:, None], near, held))
    room = ax.get_window_extent().width / stage.scale * by / (held[1] - held[0])  # of a number, in pixels
    nodes: dict[tuple[float, ...], tuple[Text, int]] = {}
    for t in range(len(a)):
        for place in (a[t], *tries[t]):
            key = tuple(np.round(place, 4))
            if key not in nodes:
                nodes[key] = halo(ax.text(float(place[0]), float(place[1]), "", ha="center", va="center", zorder=8, clip_on=True), theme), t
    (way,) = ax.plot([], [], color=theme.model, linewidth=points(4), alpha=FAINT, zorder=3)
    known = [{tuple(np.round(place, 4)): float(its) for place, its in zip(tries[t], losses[t], strict=True)} for t in range(len(a))]
    found: dict[tuple[float, ...], float] = {}
    for t, its in enumerate(known):
        found |= its | {tuple(np.round(a[t], 4)): float(loss[t])}

    def show(t: int) -> None:
        way.set_data(a[: t + 1].T)
        now, wins = tuple(np.round(a[t], 4)), tuple(np.round(tries[t][best[t]], 4)) if best[t] >= 0 else ()
        for key, (text, since) in nodes.items():
            colour = theme.model if key == now else theme.batch if key == wins else theme.ink if key in known[t] else theme.muted
            size = 28 if fine[t] else min(26, 0.46 * room) if key == now or key in known[t] else min(18, 0.36 * room)
            form = "{loss:.4f}" if fine[t] else "{loss:.2f}" if found[key] < 10 else "{loss:.1f}"
            text.set(color=colour, weight="bold" if key in (now, wins) else "regular", fontsize=points(max(size, LEAST)))
            seen = since <= t and (not fine[t] or bool((np.abs(a[-1] - key) < 0.6 * by).all()))
            text.set_text(say(form, loss=found[key]) if seen else "")

    return compose(see, show)
