"""A sweep of learning rates: the swing of one run about the best line, and the loss that each run ends with, over its rate."""

from collections.abc import Callable

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.shared.line_loss import line_facts
from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.marks import RING, compose, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
DASHES = (0, (4, 3))


def heights_above_best(x: torch.Tensor, y: torch.Tensor, ways: Floats) -> Floats:
    """How far lines of the parameters `ways` (rows, steps, 2) lie above the best one of points x (n, 2) and y (n,): (rows, steps).

    This is measured near the middle of the points, where a step changes a line's height most: along the loss's steepest direction,
    so that a step multiplies it by one and the same factor.
    """
    best = line_facts(x, y)
    across, up = torch.linalg.eigh(x.double().T @ x.double() / len(x)).eigenvectors[:, -1].tolist()
    middle = across / up if abs(up) > 0.5 else 0.0
    return (ways.astype(float) - [best["best_slope"], best["best_intercept"]]) @ [middle, 1.0]


def swing(stage: Stage, ax: Axes, heights: Floats, window: float, named: NDArray[np.bool_], most: int = 6) -> Show:
    """The `heights` (rows, steps) of a whole run, step by step, about the best line at 0, within ± `window`. Returns show(t).

    In the rows in which `named` (rows,) is true, the first landings, `most` of them, bear their distance from it where there is room.
    """
    theme, steps = stage.theme, np.arange(heights.shape[1])
    ax.set(xlim=(-0.03 * steps[-1] - 0.2, 1.16 * steps[-1] + 0.2), ylim=(-window, window), xlabel=say("step"))
    ax.set_ylabel(say("line too low (−) or too high (+)"))
    gone = np.logical_or.accumulate(np.abs(heights) > 1.5 * window, axis=1)
    seen = np.where(gone, np.nan, heights)
    ax.plot(steps[[0, -1]], (0, 0), color=theme.ink, linewidth=points(2.5), linestyle=DASHES, zorder=3)
    (way,) = ax.plot([], [], color=theme.model, linewidth=points(3), alpha=FAINT, zorder=4)
    (landed,) = ax.plot([], [], "o", color=theme.model, markersize=points(10), markeredgewidth=0, zorder=5)
    stage.avoid(ax, np.stack([np.broadcast_to(steps, seen.shape), seen], -1), 6)
    stage.label(ax, (steps[-1], 0), say("best line"), theme.ink, sides=("right",), gap=14)
    roomy = np.ptp(stage.pixels(ax, np.array([[0, 0], [2, 0]]))[:, 0]) > 44 * stage.scale  # from one label to the next
    for step in range(min(most * roomy, len(steps))):
        inside = named & (np.abs(heights[:, step]) < 0.9 * window)
        places = np.where(inside[:, None], np.column_stack([0 * heights[:, 0] + step, heights[:, step]]), np.nan)
        texts = [say("{size:.2g}", size=abs(height)) for height in heights[:, step]]
        side = ("above", "below") if np.median(heights[named, step] if named.any() else 0) > 0 else ("below", "above")
        stage.label(ax, places, texts, theme.model, sides=side, gap=5, weight="semibold")

    def show(t: int) -> None:
        way.set_data(steps, seen[t])
        landed.set_data(steps, seen[t])

    return show


def losses_by_rate(stage: Stage, ax: Axes, rates: Floats, losses: Floats, start: float, best: float, limit: float) -> Show:
    """The loss at the end of each run over its rate, both (rows,), up to now. Returns show(t).

    Dashed lines are the `best` loss there is and that of the `start`. From the `limit` on the ground is shaded, once the rates have come
    there. Losses over 200 times the start's run off the panel.
    """
    theme, low, last = stage.theme, max(best, 1e-6 * start), rates[-1]
    log_scale(ax.yaxis, np.array([0.35 * low, 200 * start]))
    ax.set(xlim=(-0.03 * last, 1.06 * last), xlabel=say("learning rate"), ylabel=say("log scale"))
    top = ax.get_ylim()[1]
    for loss, colour, words, side in ((start, theme.muted, "guess {loss:.3g}", "above"), (low, theme.ink, "best {loss:.3g}", "below")):
        ax.axhline(loss, color=colour, linewidth=points(2.5), linestyle=DASHES, zorder=1)
        stage.label(ax, (last / 2, loss), say(words, loss=loss if side == "above" else best), colour, sides=(side,), gap=4)
    places = np.column_stack([rates, np.where(losses < top, losses, np.nan)])
    (tried,) = ax.plot([], [], "o", color=theme.loss, markersize=points(11), markeredgewidth=0, zorder=5)
    stage.avoid(ax, places[None], 6)
    met = rates > (1 - 1e-6) * limit
    at_limit = np.where(met[:, None], (limit, 0.4 * top), np.nan)
    stage.label(ax, at_limit, say("limit {limit:.2f}", limit=limit), theme.ink, sides=("left",), gap=8, weight="semibold")
    stage.label(ax, places, [say("{loss:.3g}", loss=loss) for loss in losses], theme.loss, sides=("left", "above left"), weight="semibold")
    ground = ax.axvspan(limit, 10 * last, color=theme.muted, alpha=0.2, zorder=0.5, linewidth=0)
    good = losses < 1.1 * best
    if good.any():
        came = np.arange(len(rates))[:, None] - int(good.argmax())
        stage.label(ax, np.where(came >= 0, places[0], np.nan), say("slow"), theme.ink, sides=("above right",))
        stage.label(ax, np.where(came > 5, (rates[good].mean(), low), np.nan), say("arrives"), theme.ink, sides=("above",))

    def show(t: int) -> None:
        tried.set_data(places[: t + 1].T)
        ground.set_visible(bool(met[t]))

    return compose(show, dot(stage, ax, places, theme.loss, RING + 5, hollow=True))
