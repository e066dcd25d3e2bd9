"""A sweep of learning rates across the valley of the loss: where the steps of each run land, and below the valley which rates arrive."""

from collections.abc import Callable

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from scenes.shared.line_loss import line_facts, valley
from scenes.shared.line_parts import sketch
from scenes.shared.sums import rounded
from scenes.studio.draw.clouds import dots
from scenes.studio.draw.marks import RING, arrow, compose, dot, only
from scenes.studio.draw.slopes import tangent
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
Data = tuple[torch.Tensor, torch.Tensor]  # x (n, 2), y (n,)


def across_valley(x: torch.Tensor, y: torch.Tensor) -> tuple[Floats, Floats, bool]:
    """The best line (2,) of points x (n, 2), y (n,), and the direction (2,) from there in which the loss is most curved.

    Straight downhill from a line beside it in this direction is straight to the best one. Also whether the direction is rather up, to a
    larger intercept, than to a larger slope.
    """
    best, direction = line_facts(x, y), valley(x)[1][-1]
    upright = bool(abs(direction[1]) > abs(direction[0]))
    direction = direction * np.sign(direction[int(upright)])
    return np.array([best["best_slope"], best["best_intercept"]]), direction, upright


def valley_of_rates(stage: Stage, ax: Axes, data: Data, ways: Floats, rates: Floats, losses: Floats) -> Show:
    """The valley of the loss of the `data` across from a run's start, the run of each of the `rates` (rows,) in it, and which have arrived.

    `ways` (rows, steps, 2) and `losses` (rows, steps) are those of the runs. Returns show(t).
    """
    (best, way, upright), facts = across_valley(*data), line_facts(*data)
    across, its = (ways.astype(float) - best) @ way, (facts["best_loss"], facts["limit"])
    valley_of_lines(stage, ax, across[0, 0], *its, upright)
    for side, words in ((-1, "line too low"), (1, "line too high")) if upright else ((-1, "line too flat"), (1, "line too steep")):
        sketch_beside(stage, ax, data, best + side * abs(across[0, 0]) * way, side, say(words))
    return compose(tried(stage, ax, across, rates, losses, *its), landings(stage, ax, across, rates, *its))


def valley_of_lines(stage: Stage, ax: Axes, start: float, lowest: float, limit: float, upright: bool) -> None:
    """The loss of lines beside the best one, which lies at 0 and has a loss of `lowest`; a run's `start` is one of them."""
    theme, reach = stage.theme, 1.6 * abs(start) or 1.0
    over = np.linspace(-reach, reach, 201)
    heights = lowest + over**2 / limit
    ax.set(xlim=(-reach, reach), ylim=(-0.27 * heights[0], heights[0]), ylabel=say("loss"))
    ax.set_xlabel(
        say("by how much the line is too low (−) or too high (+)" if upright else "by how much the line is too flat (−) or too steep (+)")
    )
    ax.set_yticks([tick for tick in MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(0, heights[0]) if 0 <= tick < heights[0]])
    ax.grid(visible=False)
    ax.axhline(0, color=theme.grid, linewidth=points(2), zorder=1)
    ax.plot(over, heights, color=theme.loss, linewidth=points(5), zorder=2)
    stage.avoid(ax, np.column_stack([over, heights])[None, 4:-4:3], 4)
    stage.label(ax, (0, lowest), say("best line: loss {loss:.2g}", loss=lowest), theme.ink, sides=("below",), gap=8)


def sketch_beside(stage: Stage, ax: Axes, data: Data, line: Floats, side: int, words: str) -> None:
    """At this `side` of the valley, -1 or 1, a little picture of a `line` (2,) that belongs there, among the points of the `data`."""
    (left, right), (low, top), (x, y) = ax.get_xlim(), ax.get_ylim(), data
    at, tallest = (0.86 * (right if side > 0 else left), 0.14 * top), float((y - y.mean()).abs().max()) + abs(right) / 1.6
    stage.label(ax, (at[0], 0.01 * top), words, stage.theme.muted, sides=("above",), gap=0)
    if stage.canvas.wide:
        sketch(stage, ax, at, (0.06 * (right - left), 0.085 * (top - low) / tallest), x, y, line)


def landings(stage: Stage, ax: Axes, across: Floats, rates: Floats, lowest: float, limit: float) -> Show:
    """All steps of a run at each of the `rates` (rows,), which lead `across` (rows, steps) the valley. Returns show(t).

    Each is drawn as high as it sets out, and from its end upright to where it lands. The first is an arrow with its sum, and so is
    the second where it leads back; each begins at a piece of the slope there.
    """
    theme, reach, top = stage.theme, ax.get_xlim()[1], ax.get_ylim()[1]
    seen = np.where(np.logical_or.accumulate(np.abs(across) > 1.5 * reach, axis=1), np.nan, across)  # what has left the picture
    heights, slopes, inside = lowest + seen**2 / limit, 2 * seen / limit, np.abs(seen[:, 1]) < reach
    (stairs,) = ax.plot([], [], color=theme.model, linewidth=points(3), alpha=FAINT, zorder=4)
    corners = np.repeat(seen, 2, axis=1)[:, 1:], np.repeat(heights, 2, axis=1)[:, :-1]
    level = only(stage.canvas.wide & (rates > 0.75 * limit), np.column_stack([-seen[:, 0], heights[:, 0]]))
    stage.label(ax, level, say("as high as the start"), theme.ink, sides=("right",), gap=28, size=24, lift=-14)
    shows = []
    for k, when, side, back in ((0, rates > 0, "left", "above"), (1, inside & (rates > 0.7 * limit), "right", "below"))[
        : across.shape[1] - 1
    ]:
        place, end = only(when, np.column_stack([seen[:, k], heights[:, k]])), np.column_stack([seen[:, k + 1], heights[:, k]])
        told = [say("slope {slope:.3g}", slope=slope) for slope in slopes[:, k]]
        stage.label(ax, place, told, theme.gradient, sides=(side,), gap=22, size=24, weight="semibold", lift=-24 * k)
        factors = [(rounded(lr, ".3g"), rounded(slope, ".3g")) for lr, slope in zip(rates, slopes[:, k], strict=True)]
        sums = [say("step = −{lr:g} × {slope:.3g} = {step:+#.2g}", lr=lr, slope=slope, step=-lr * slope) for lr, slope in factors]
        lower = (heights[:, 0] - heights[:, k]) / top
        free = only(inside & (stage.canvas.wide | (k < 1)) & ((lower > 0.1) | (lower < 1e-3)), (place + end) / 2)  # not among the stairs
        stage.label(ax, free, sums, theme.model, sides=(back,), gap=4, size=26, weight="semibold")
        shows.append(tangent(stage, ax, place, slopes[:, k], theme.gradient, 240, floor=np.inf))
        shows.append(arrow(stage, ax, only(inside, place), end, theme.model, rim=9))
    return compose(
        lambda t: stairs.set_data(corners[0][t], corners[1][t]),
        dots(stage, ax, seen[:, 1:], heights[:, 1:], theme.model, 11, zorder=5),
        dot(stage, ax, level, theme.ink, 13),
        *shows,
        dot(stage, ax, only(inside, np.column_stack([seen[:, 1], heights[:, 1]])), theme.model, RING + 3, hollow=True),
        dot(stage, ax, np.column_stack([seen[:, 0], heights[:, 0]]), theme.model, 20),
    )


def tried(stage: Stage, ax: Axes, across: Floats, rates: Floats, losses: Floats, lowest: float, limit: float) -> Show:
    """Below the valley a mark for each rate that was tried, under the place to which its first step leads `across` (rows, steps).

    It tells by its form whether the run arrives, with `losses` (rows, steps), or not yet, or never. Returns show(t).
    """
    theme, rows, last, shows = stage.theme, np.arange(len(rates)), losses.shape[1] - 1, []
    foot, over, inside = 0.5 * ax.get_ylim()[0], rows == len(rows) - 1, np.abs(across[:, 1]) < ax.get_xlim()[1]
    places = np.column_stack([np.where(inside, across[:, 1], np.nan), np.full(len(rates), foot)])
    never, good, low = rates > (1 - 1e-6) * limit, losses[:, -1] < 1.1 * lowest, rates < limit / 2
    for kind, words, colour, marker, hollow in (
        (~good & ~never & low, say("not yet"), theme.loss, "o", True),
        (good, say("arrived"), theme.loss, "o", False),
        (~good & ~never & ~low, say("not yet"), theme.loss, "o", True),
        (never, say("never"), theme.ink, "X", False),
    ):
        when, own = (rows[:, None] >= rows) & kind, rates[kind & inside]
        shows.append(
            dots(stage, ax, places[:, 0], foot, colour, 15 if stage.canvas.wide else 11, when, marker=marker, zorder=5, hollow=hollow)
        )
        now = [
            say("rate {rate:.3g} {arrived}: loss {loss:.2g} after {steps} steps", rate=rate, arrived=words, loss=loss, steps=last)
            for rate, loss in zip(rates, losses[:, -1], strict=True)
        ]
        stage.label(ax, only(kind & ~over, places), now, colour, sides=("below",), weight="semibold", size=22)
        if len(own):
            within = "arrived: rates {least:.2g} to {most:.2g}" + ", at most 10% above the best loss" * stage.canvas.wide
            told = say(within, least=own[0], most=own[-1]) if kind is good else words
            stage.label(ax, only(over, places[kind & inside].mean(axis=0) + 0 * places), told, colour, sides=("below",), weight="semibold")
    (plumb,) = ax.plot([], [], ":", color=theme.muted, linewidth=points(2.5), zorder=1)
    top = lowest + float(across[0, 0]) ** 2 / limit
    return compose(lambda t: plumb.set_data([places[t, 0]] * 2, [foot, top]), *shows)
