"""What the films about the learning rate draw beside the parts of every line fit: numbered steps, the ground, how a step comes about."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from scenes.shared.line_loss import best_line, ellipses, line_facts
from scenes.shared.line_parts import line_among_points, loss_map
from scenes.shared.sums import rounded
from scenes.studio.draw.axes import loss_axes
from scenes.studio.draw.labels import halo
from scenes.studio.draw.marks import Floats, Show, loss_so_far, only, sticks
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LABEL, points
from scenes.studio.words import say, say_each


def sums(lr: float, grad: Floats) -> list[str]:
    """How each step comes about, as a text for each row of `grad` (rows, 2): “1.05 × gradient 4.90 = 5.15”."""
    return [say("{lr:g} × gradient {size:#.3g} = {step:#.3g}", lr=lr, size=size, step=lr * size) for size in sizes(grad, 3)]


def sizes(grad: Floats, digits: int = 2) -> list[float]:
    """How long each row of `grad` (rows, 2) is, rounded to so many digits, so that a product of it adds up as written."""
    return [rounded(size, f".{digits}g") for size in np.linalg.norm(grad.astype(float), axis=1)]


def products(lr: float, grad: Floats) -> list[str]:
    """The same, short: “0.1 × 4.9 = 0.49”."""
    size = np.array(sizes(grad))
    return say_each("{lr:g} × {size:g} = {step:.2g}", lr=lr, size=size, step=lr * size)


def ground(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, path: Floats, losses: Floats, most: int = 27, **how: Any) -> Floats:
    """A map of the loss that holds the `path` (n, 2), with rings at round losses for a run of these `losses`, `most` of them.

    Its ground is tinted. `how` is loss_map's. Returns the losses of the rings.
    """
    best = line_facts(x, y)["best_loss"]
    rings = ring_losses(losses, best)[:most]
    loss_map(stage, ax, x, y, path, rings - best, ((-1.8, 5.0), (-0.3, 4.9)), **how)
    shade(stage, ax, x, y, rings[:14])
    return rings


def numbered_rings(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, rings: Floats) -> None:
    """The loss of some rings of a map, on them, below the best fit; `rings` are the losses of all."""
    best, losses, towards = line_facts(x, y), rings[[0, 1, 3, 7]], np.array([0.3, -1]) / np.hypot(0.3, -1)
    outlines = ellipses(x, np.asarray(losses) - best["best_loss"])
    for n, (loss, outline) in enumerate(zip(losses, outlines, strict=True)):
        place = outline[np.argmax(outline @ towards / np.linalg.norm(outline, axis=1))]
        place = place + best_line(x, y)
        if (np.array([ax.get_xlim()[0], ax.get_ylim()[0]]) < place).all() and (
            place < np.array([ax.get_xlim()[1], ax.get_ylim()[1]])
        ).all():
            told = say("{loss:g}" if n else "loss {loss:g}", loss=loss)
            text = ax.text(float(place[0]), float(place[1]), told, color=stage.theme.loss, ha="center", va="center", zorder=4.5)
            halo(text, stage.theme).set_fontsize(stage.canvas.letters(LABEL))
            stage.avoid(ax, place, 14)


def beads(
    stage: Stage, ax: Axes, path: Floats, colour: str, dashed: bool = False, apart: float = 10, alpha: float = 1, width: float = 3
) -> Show:
    """The way so far over `path` (rows, 2), with a bead at each step, but none nearer than `apart` pixels to the last. Returns show(t)."""
    strung = rows_apart(stage.pixels(ax, path) / stage.scale, apart)
    (line,) = ax.plot([], [], "--" if dashed else "-", color=colour, linewidth=points(width), alpha=alpha, zorder=4)
    (marks,) = ax.plot([], [], "o", color=colour, markersize=points(8), markeredgewidth=0, alpha=min(1, 1.6 * alpha), zorder=5)

    def show(t: int) -> None:
        line.set_data(path[: t + 1].T)
        marks.set_data(path[strung[strung <= t]].T)

    return show


def numbered(stage: Stage, ax: Axes, path: Floats, rows: Sequence[int], colour: str, sides: Sequence[str] = ()) -> None:
    """The number of the step at the places of these `rows` on a `path` (rows, 2), once the run has gone on from there.

    A number that would stand too near to the one before is left out.
    """
    stage.avoid(ax, path[None, :: max(1, len(path) // 100)], 5)
    last = None
    for row in rows:
        if row < len(path) - 1 and (last is None or np.hypot(*(path[row] - path[last])) > 22 * pixel(stage, ax)):
            seen = np.where(np.arange(len(path))[:, None] > row, path[row], np.nan)
            stage.label(ax, seen, say("{t}", t=row), colour, sides=sides, gap=4)
            last = row


def named_rate(stage: Stage, ax: Axes, places: Floats, lr: float, grad: Floats, last: int, colour: str) -> None:
    """At each of `places` (rows, 2) of a run its rate, up to row `last` as the step that it takes of `grad` (rows, 2)."""
    told = [*products(lr, grad)[: last + 1], *[say("rate {lr:g}", lr=lr)] * len(grad)]
    stage.label(ax, places, told, colour, sides=("below right", "below"), weight="semibold")


def named_losses(stage: Stage, ax: Axes, rates: tuple[float, float], losses: tuple[Floats, Floats]) -> list[Show]:
    """The losses so far (rows,) of two runs that begin together, the second dashed, each with its rate at its end. Returns their shows."""
    shows = []
    for lr, values, dashed in reversed([*zip(rates, losses, (False, True), strict=True)]):
        texts = say_each("rate {lr:g}: {loss:.3g}", lr=lr, loss=values)
        texts[0] = "" if dashed else say("both: {loss:.3g}", loss=values[0])
        shows.append(loss_so_far(stage, ax, values, texts=texts, dashed=dashed, sides=("right", "above right")))
    return shows


def misses(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, most: int = 50, colour: str = "") -> Show:
    """How far the line of the parameters `a` (rows, 2) misses points x (n, 2) and y (n,): a thin stick at each, or at `most` of many.

    Returns show(t).
    """
    some = np.argsort(x[:, 0].numpy())[:: -(-len(x) // most)].copy()
    return sticks(stage, ax, x[some, 0], a @ x[some].T.numpy(), y[some], colour or stage.theme.loss, 1.5)


def shade(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, losses: Any, most: float = 0.16) -> None:
    """Tint the ground of a map of points x (n, 2) and y (n,): the higher the loss, the more of its colour, up to a share of `most`.

    `losses` are those of its rings, in rising order.
    """
    theme, best = stage.theme, line_facts(x, y)["best_loss"]
    outlines = ellipses(x, np.asarray(losses) - best) + best_line(x, y)
    loss, ground = np.array(to_rgb(theme.loss)), np.array(to_rgb(theme.background))
    tints = ground + (loss - ground) * np.linspace(0, most, len(losses) + 1)[:, None]
    ax.set_facecolor(tuple(tints[-1]))
    ax.add_collection(PolyCollection(list(outlines[::-1]), facecolors=tints[-2::-1], edgecolors="none", zorder=0), autolim=False)


def ring_losses(losses: Floats, best: float) -> Floats:
    """Round losses (n,) for the rings of a map: equally far apart, about nine from the `best` to the highest of `losses`, and beyond."""
    aim = (max(float(np.max(losses)), best) - best or best or 1.0) / 9
    power = 10.0 ** np.floor(np.log10(aim))
    gap = power * next(digit for digit in (1, 2, 5, 10) if 1.2 * digit * power >= aim)
    return gap * (np.floor(best / gap * (1 + 1e-9)) + np.arange(1, 28))


def loss_panel(stage: Stage, ax: Axes, *losses: Floats, room: float = 0.3) -> None:
    """Axes for losses by step, with `room` for a label at the right, as a share of the run. Labels keep off the curves so far."""
    loss_axes(ax, *losses)
    ax.set_xlim(ax.get_xlim()[0], (1 + room) * (max(*map(len, losses), 2) - 1))
    for values in losses:
        some = np.linspace(0, len(values) - 1, 60)
        curve = np.column_stack([some, np.interp(some, np.arange(len(values)), values)])
        stage.avoid(ax, np.where((some < np.arange(len(values))[:, None] - 0.5)[..., None], curve, np.nan), 1)


def lines_so_far(stage: Stage, ax: Axes, x: torch.Tensor, y: torch.Tensor, a: Floats, rows: Sequence[int]) -> Show:
    """The line of `a` (rows, 2) among points, and its lines in these `rows`, which stay, with the number of the step at their right end.

    Returns show(t).
    """
    lines = line_among_points(stage, ax, x, y, a, past=rows, usual=(-1.2, 6.4))
    ax.set_xlim(ax.get_xlim()[0], 1.22)
    least = 20 * stage.scale * np.ptp(ax.get_ylim()) / ax.get_window_extent().height
    heights: list[float] = []
    for row in rows:
        if row < len(a) and all(abs(a[row].sum() - other) > least for other in heights):
            heights.append(a[row].sum())
            seen = np.where(np.arange(len(a))[:, None] > row, (1, a[row].sum()), np.nan)
            stage.label(ax, seen, say("{t}", t=row), stage.theme.model, sides=("right",), gap=4)
    return lines


def best_loss(stage: Stage, ax: Axes, best: float, losses: Floats) -> Show:
    """A dashed line at the `best` loss there is, once the run has come near to it: its `losses` are (rows,). Returns show(t)."""
    ink = stage.theme.ink
    (line,) = ax.plot([], [], color=ink, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=4)
    near = losses - best < 0.25 * (losses[0] - best)
    last = len(losses) - 1
    free = 32 * stage.scale / ax.get_window_extent().height  # below 0, for the label
    ax.set_ylim(-free / (1 - free) * ax.get_ylim()[1], ax.get_ylim()[1])
    anchor = only(near, (0, best))
    stage.label(ax, anchor, say("best line {best:.3g}", best=best), ink, sides=("below right", "below"), gap=4)
    return lambda t: line.set_data(*([(-1, 2 * last), (best, best)] if near[t] else ([], [])))


def rows_apart(places: Floats, least: float) -> NDArray[np.intp]:
    """The rows of `places` (rows, 2), from the first on, that lie at least so far from the one taken before."""
    taken = [0]
    for row in range(1, len(places)):
        if np.hypot(*(places[row] - places[taken[-1]])) >= least:
            taken.append(row)
    return np.array(taken)


def pixel(stage: Stage, ax: Axes) -> float:
    """The size in data coordinates of a pixel of the canvas; the axes have the same scale in both directions."""
    return float(stage.scale * np.ptp(ax.get_xlim()) / ax.get_window_extent().width)
