"""The marks of a film: dots, trails, arrows, curves that end at now, ghosts. Each draws itself on a stage and returns show(t)."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import Normal, withStroke
from numpy.typing import NDArray

from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, LABEL, points

Floats = NDArray[np.floating]
Show = Callable[[int], None]
SHORTEST = 12  # pixels of the canvas: a shorter arrow is not drawn
DOT, RING = 11, 15  # diameters in pixels of the canvas


def only(when: Any, places: Any) -> Floats:
    """The `places`, (rows, …) or one for all rows, in the rows in which `when` (rows,) is true; in the others nan, which is not drawn.

    >>> dot(stage, ax, only(np.arange(20) > 5, path), theme.model)
    """
    when, places = np.asarray(when), np.asarray(places)
    return np.where(when.reshape(-1, *[1] * max(places.ndim - 1, 1)), places, np.nan)


def dot(stage: Stage, ax: Axes, places: Any, colour: str, size: float = DOT, hollow: bool = False) -> Show:
    """A dot at `places` (rows, 2), `size` pixels across, that labels keep clear of. Returns show(t).

    >>> dot(stage, ax, path, theme.model)
    """
    places = np.asarray(places, float)
    style: dict[str, Any] = {"fillstyle": "none", "markeredgewidth": points(4)} if hollow else {"markeredgewidth": 0}
    (mark,) = ax.plot([], [], "o", color=colour, markersize=points(size), zorder=7, **style)
    stage.avoid(ax, places, size / 2 + 2)
    return lambda t: mark.set_data(places[t : t + 1].T)


def trail(stage: Stage, ax: Axes, places: Any, colour: str, strong: int = 12, dashed: bool = False) -> Show:
    """The way so far over `places` (rows, 2): faint, its last `strong` steps strong. Returns show(t).

    >>> trail(stage, ax, path, theme.model, strong=6)
    """
    places = np.asarray(places, float)
    line = "--" if dashed else "-"
    (past,) = ax.plot([], [], line, color=colour, linewidth=points(3), alpha=FAINT, zorder=4)
    (recent,) = ax.plot([], [], line, color=colour, linewidth=points(3), marker="o", markersize=points(8), markeredgewidth=0, zorder=5)

    def show(t: int) -> None:
        past.set_data(places[: max(t - strong, 0) + 1].T)
        recent.set_data(places[max(t - strong, 0) : t + 1].T)

    return show


def arrow(
    stage: Stage,
    ax: Axes,
    starts: Any,
    ends: Any,
    colour: str,
    thin: bool = False,
    rim: float = DOT / 2,
    end: float = 0,
    over: bool = False,
) -> Show:
    """An arrow from `starts` to `ends` (rows, 2), with a rim in the colour of the ground; not drawn where it is under 12 pixels long.

    It leaves `rim` pixels free at its start, for the dot there, and `end` pixels at its end. One that passes `over` the panels is not cut
    off by its own, and no label makes way for it. Returns show(t).

    >>> arrow(stage, ax, np.tile([2, 2], (20, 1)), path + [0, 2], theme.model)
    """
    starts, ends = np.asarray(starts, float), np.asarray(ends, float)
    if not over:
        stage.avoid(ax, starts[:, None] + np.linspace(0, 1, 12)[:, None] * (ends - starts)[:, None], 4)
    width, size = points(2.5 if thin else 5), 22 if thin else 28
    patch = FancyArrowPatch(
        (0, 0),
        (0, 1),
        arrowstyle="-|>,head_length=0.5,head_width=0.25" if thin else "-|>,head_length=0.5,head_width=0.28",
        mutation_scale=points(size),
        shrinkA=points(rim),
        shrinkB=points(end),
        linewidth=width,
        color=colour,
        joinstyle="miter",
        capstyle="butt",
        zorder=6,
        path_effects=[withStroke(linewidth=width + points(4), foreground=stage.theme.background), Normal()],
    )
    ax.add_patch(patch).set_clip_on(not over)

    def show(t: int) -> None:
        shaft = ax.transData.transform([starts[t], ends[t]])
        length = float(np.hypot(*(shaft[1] - shaft[0]))) / stage.scale - rim - end
        patch.set_visible(bool(np.isfinite(length)) and length >= SHORTEST)
        if patch.get_visible():
            patch.set_positions(tuple(starts[t]), tuple(ends[t]))
            patch.set_mutation_scale(points(min(size, 0.9 * length)))  # the head takes less than half of a short arrow

    return show


def step_arrow(
    stage: Stage, ax: Axes, path: Any, steps: Any, colour: str = "", label: str | Sequence[str] = "", sides: Sequence[str] = ()
) -> Show:
    """The step: an arrow from the dot at `path` (rows, 2) to a hollow ring where it lands, `path` + `steps`. Returns show(t).

    `steps` (rows, 2) are minus the learning rate times the gradient. The last row of a run has no next step: let it be nan, or
    give it the step that would follow. `label` stands at the ring.

    >>> dot(stage, ax, path, theme.model)
    >>> step_arrow(stage, ax, path, 3 * steps, label="step = −0.1 × gradient")
    """
    colour = colour or stage.theme.model
    path, steps = np.asarray(path, float), np.asarray(steps, float)
    lands = path + steps
    length = np.hypot(*(stage.pixels(ax, lands) - stage.pixels(ax, path)).T) / stage.scale
    ring_at = np.where((length >= SHORTEST + DOT)[:, None], lands, np.nan)
    if label:
        stage.label(ax, ring_at, label, colour, sides=sides)
    shaft = arrow(stage, ax, path, lands, colour, end=RING / 2)
    ring = dot(stage, ax, ring_at, colour, size=RING, hollow=True)
    return lambda t: (shaft(t), ring(t))[0]


def needle(
    stage: Stage, ax: Axes, starts: Any, vectors: Any, colour: str = "", label: str | Sequence[str] = "", sides: Sequence[str] = ()
) -> Show:
    """A thin arrow for a gradient at `starts` (rows, 2): `vectors` (rows, 2) scaled by the caller, once for a whole film. Returns show(t).

    `label` stands at its end and ought to tell the scale: “gradient × 0.1”.

    >>> dot(stage, ax, path, theme.model)
    >>> needle(stage, ax, path, -3 * steps, label="gradient × 0.1")
    """
    colour = colour or stage.theme.gradient
    starts, vectors = np.asarray(starts, float), np.asarray(vectors, float)
    ends = starts + vectors
    if label:
        length = np.hypot(*(stage.pixels(ax, ends) - stage.pixels(ax, starts)).T) / stage.scale
        stage.label(ax, np.where((length >= SHORTEST + DOT)[:, None], ends, np.nan), label, colour, sides=sides)
    return arrow(stage, ax, starts, ends, colour, thin=True)


def curve(stage: Stage, ax: Axes, x: Any, heights: Any, colour: str, width: float = 5, dashed: bool = False, zorder: float = 4) -> Show:
    """A curve over `x` (n,) whose heights are those of the row: `heights` (rows, n). Returns show(t).

    >>> curve(stage, ax, x, heights, theme.model)
    """
    x, heights = np.asarray(x, float), np.asarray(heights, float)
    (line,) = ax.plot([], [], "--" if dashed else "-", color=colour, linewidth=points(width), zorder=zorder)
    return lambda t: line.set_data(x, heights[t])


def ghosts(stage: Stage, ax: Axes, x: Any, heights: Any, colour: str, rows: Sequence[int], alpha: float = FAINT) -> Show:
    """What was, faint: the curves of these `rows`, each from the row on that follows it; `x` (n,), `heights` (rows, n). Returns show(t).

    >>> curve(stage, ax, x, heights, theme.model)
    >>> ghosts(stage, ax, x, heights, theme.model, rows=(0, 3, 6, 9))
    """
    x, heights = np.asarray(x, float), np.asarray(heights, float)
    lines = LineCollection([], colors=colour, linewidths=points(3), alpha=alpha, zorder=3)
    ax.add_collection(lines, autolim=False)
    return lambda t: lines.set_segments([np.column_stack([x, heights[row]]) for row in rows if row < t])


def sticks(stage: Stage, ax: Axes, x: Any, lower: Any, upper: Any, colour: str, width: float = 3) -> Show:
    """An upright stick at each of `x` (n,), from `lower` to `upper`, each (rows, n) or (n,): the misses of a fit. Returns show(t).

    >>> curve(stage, ax, x, heights, theme.model)
    >>> sticks(stage, ax, x, heights, heights[-1], theme.loss)
    """
    x, lower, upper = np.asarray(x, float), np.asarray(lower, float), np.asarray(upper, float)
    lines = LineCollection([], colors=colour, linewidths=points(width), zorder=3)
    ax.add_collection(lines, autolim=False)

    def show(t: int) -> None:
        low, high = (ends[t] if ends.ndim == 2 else ends for ends in (lower, upper))
        lines.set_segments(list(np.stack([np.column_stack([x, low]), np.column_stack([x, high])], 1)))

    return show


def loss_so_far(
    stage: Stage,
    ax: Axes,
    losses: Any,
    label: str = "",
    texts: Sequence[str] = (),
    colour: str = "",
    dashed: bool = False,
    sides: Sequence[str] = ("right", "above right", "above"),
) -> Show:
    """A loss by step, drawn up to now, with a dot at its end and its `label`, then its value there: `texts`, one for each row.

    `losses` is (rows,). Returns show(t).

    >>> ax.set(xlim=(0, 25))
    >>> loss_so_far(stage, ax, losses, "training", texts=say_each("{loss:.2f}", loss=losses))
    """
    losses, colour = np.asarray(losses, float), colour or stage.theme.loss
    steps = np.arange(len(losses))
    (line,) = ax.plot([], [], "--" if dashed else "-", color=colour, linewidth=points(4), zorder=5)
    places = np.column_stack([steps, losses])
    end = dot(stage, ax, places, colour)
    said = [" ".join(filter(None, (label, text))) for text in texts] if texts else [label]
    if any(said):
        stage.label(ax, places, said, colour, sides=sides, weight="semibold" if texts else "regular", size=LABEL)

    def show(t: int) -> None:
        line.set_data(steps[: t + 1], losses[: t + 1])
        end(t)

    return show


def compose(*movers: Show) -> Show:
    """A show(t) that moves all of these."""

    def show(t: int) -> None:
        for move in movers:
            move(t)

    return show
