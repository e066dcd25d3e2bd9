"""A window in the map of the loss: the step from nearer."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.shared.rate_parts import pixel, rows_apart
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import compose, dot, step_arrow
from scenes.studio.draw.stage import Box, Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]


def loupe(
    stage: Stage, ax: Axes, box: Box, path: Floats, steps: Floats, best: Sequence[float], texts: Sequence[str], since: int = 0
) -> Show:
    """From the row `since` on a closer look at the step, in a window on the map `ax`, so large that the longest step fits in.

    Returns show(t). `box` is the window's left, bottom, width and height as parts of the panel; `path` and `steps` are (rows, 2).
    A frame on the map shows what it enlarges; the cross of the `best` place is seen when it is near. `texts` name the step of each
    row. A step that is large enough without is drawn on the map itself.
    """
    theme = stage.theme
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    corner = np.array([x0 + box[0] * (x1 - x0), y0 + box[1] * (y1 - y0)])
    half = np.array([box[2] * (x1 - x0), box[3] * (y1 - y0)]) / 2
    high = 2 * half[1] / pixel(stage, ax)
    longest = np.abs(np.nan_to_num(steps[since:]) / half).max(initial=0)  # as a part of half the window
    times = float(np.max([digit * 10.0**power for power in range(6) for digit in (1, 2, 5) if digit * 10.0**power * longest < 0.66] or [1]))
    if times == 1 or high < 150 or since >= len(path):
        later = np.where((np.arange(len(path)) >= since)[:, None], steps, np.nan)
        return step_arrow(stage, ax, path, later, label=texts, sides=("right", "below right"))
    at = np.array([0.9, 0.6])  # the dot, in halves of the window
    corners = np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]])
    window = Rectangle(
        (float(corner[0]), float(corner[1])),
        *(2 * half),
        facecolor=theme.background,
        edgecolor=theme.muted,
        linewidth=points(2),
        zorder=5.3,
    )
    ax.add_patch(window)
    (seen,) = ax.plot([], [], color=theme.muted, linewidth=points(2), zorder=6)
    (way,) = ax.plot([], [], color=theme.model, linewidth=points(3), zorder=5.6)
    (marks,) = ax.plot([], [], "o", color=theme.model, markersize=points(8), markeredgewidth=0, zorder=5.7)
    way.set_clip_path(window)
    marks.set_clip_path(window)
    strung = rows_apart(times * stage.pixels(ax, path) / stage.scale, 10)
    rows = np.arange(len(path))
    shown = (rows >= since)[:, None]
    middle = np.where(shown, corner + half * at, np.nan)
    top = corner + np.array([0, 2 * half[1]])
    cross = middle + times * (np.asarray(best) - path)
    near = ((corner + 0.1 * half < cross) & (cross < top + [2, -0.7] * half)).all(1, keepdims=True)
    (mark,) = ax.plot([], [], "+", color=theme.ink, markersize=points(22), markeredgewidth=points(4), zorder=8)
    stage.avoid(
        ax, np.where(shown[:, None], corner + np.stack(np.meshgrid(*(np.linspace(0, 2 * half, 9).T)), -1).reshape(1, -1, 2), np.nan), 14
    )
    stage.avoid(ax, np.where(shown[:, None], path[:, None] + half / times * (corners - at), np.nan), 4)
    pad = 10 * pixel(stage, ax)
    words = [halo(ax.text(top[0] + pad, top[1] - pad * (1 + 2.6 * line), "", va="top", zorder=9), theme) for line in (0, 1)]
    words[0].set(text=say("{times:g} times closer", times=times), color=theme.muted)
    words[1].set_color(theme.model)
    fitting = np.where((np.abs(times * steps) < 0.66 * half).all(1, keepdims=True), times * steps, np.nan)
    show_step = compose(step_arrow(stage, ax, middle, fitting), dot(stage, ax, middle, theme.model))

    def show(t: int) -> None:
        for artist in (window, *words):
            artist.set_visible(bool(shown[t, 0]))
        words[1].set_text(texts[t])
        seen.set_data(*(path[t] + half / times * (corners - at)).T if shown[t, 0] else ([], []))
        way.set_data(*(middle[t] + times * (path[: t + 1] - path[t])).T)
        marks.set_data(*(middle[t] + times * (path[strung[strung <= t]] - path[t])).T)
        mark.set_data(*(cross[t : t + 1].T if near[t, 0] else ([], [])))
        show_step(t)

    return show
