"""The loss that a run ends with, over its learning rate."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.marks import compose, dot
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]


def end_of_sweep(good: Floats, limit: float) -> str:
    """What a sweep has found, as a sentence: the span of the `good` rates (n,), and the limit above which none settles."""
    if not len(good):
        return "Loss {loss:.3g} at lr {lr:.3g}, at best {best_loss:.3g}"
    return say("Good from {low:.2g} to {high:.2g}; above {limit:.2f}, none", low=good.min(), high=good.max(), limit=limit)


def losses_by_rate(
    stage: Stage, ax: Axes, rates: Floats, losses: Floats, start: float, facts: Mapping[str, float], beyond: NDArray[np.bool_]
) -> Show:
    """The curve of `losses` over `rates`, both (rows,), up to now, between the loss at the `start` and the best one. Returns show(t).

    The ground beyond the limit is shaded from the first row on in which `beyond` (rows,) is true. Losses over 200 times the start's
    run off the panel.
    """
    theme = stage.theme
    low = max(facts["best_loss"], 1e-6 * start)
    log_scale(ax.yaxis, np.array([low, 200 * start]))
    ax.set(xlim=(-0.02 * rates[-1], 1.03 * rates[-1]), xlabel=say("learning rate"))
    top = ax.get_ylim()[1]
    ax.axhline(start, color=theme.muted, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=1)
    ax.axhline(low, color=theme.ink, linewidth=points(2.5), linestyle=(0, (4, 3)), zorder=1)
    half = 0.5 * rates[-1]
    stage.label(ax, (half, start), say("guess {loss:.3g}", loss=start), theme.muted, sides=("above",), gap=4)
    stage.label(ax, (half, low), say("best {loss:.3g}", loss=facts["best_loss"]), theme.ink, sides=("below", "above"), gap=4)
    places = np.column_stack([rates, np.clip(losses, low, top)])
    texts = [say("{loss:.3g}", loss=loss) for loss in losses]
    stage.label(ax, places, texts, theme.loss, sides=("above left", "left", "above"), weight="semibold")
    met = np.where(beyond[:, None], (facts["limit"], 0.3 * top), np.nan)
    stage.label(ax, met, say("limit {limit:.2f}", limit=facts["limit"]), theme.ink, sides=("left",), gap=8)
    ground = ax.axvspan(facts["limit"], 10 * rates[-1], color=theme.muted, alpha=0.2, zorder=0.5, linewidth=0)
    (so_far,) = ax.plot([], [], color=theme.loss, linewidth=points(4), zorder=4)

    def show(t: int) -> None:
        so_far.set_data(rates[: t + 1], losses[: t + 1])
        ground.set_visible(bool(beyond[t]))

    return compose(show, dot(stage, ax, np.where(losses[:, None] < top, places, np.nan), theme.loss))
