"""How the making of data is drawn: rows as points that rise from the axis to the line and are lifted off it, and as tensors in memory."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenes.studio.draw.board import Board, Show, words
from scenes.studio.draw.clouds import band, dots, named_line
from scenes.studio.draw.marks import arrow, compose, only, sticks
from scenes.studio.draw.memory import Tensor, memory
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.tables import factor
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

SEEN, SHOWN = 6, 200  # rows of the tensors, and points in the picture, at most
END = 1.15  # of the picture, at its left and right
X = "x[:, 0]", "x[:, 1]"


def shown(count: int) -> NDArray[np.integer]:
    """Which of so many points are drawn: all, or the first ones and others evenly spread."""
    few, seen = min(SHOWN, count), min(SEEN, count)
    return np.append(np.arange(seen), np.linspace(seen, count - 1, few - seen).round().astype(int))


def followed(trace: Trace) -> int:
    """Of the rows that are seen the one that is followed: its sums are right as they are read, with two decimals."""
    x, y, noise = (series[-1, :SEEN].round(2) for series in (trace.x[..., 0], trace.y, trace.noise))
    line = (3 * trace.x[-1, :SEEN, 0] + 2).round(2)
    return int(np.argmax(np.isclose(3 * x + 2, line, atol=1e-3) & np.isclose(line + noise, y, atol=1e-3)))


def rows_as_points(stage: Stage, ax: Axes, trace: Trace, best: Mapping[str, float]) -> Show:
    """Points: on the axis as long as they have no y, on the line 3x + 2, lifted; at last the line that fits `best`. Returns show(t)."""
    theme, k, line, count = stage.theme, followed(trace), trace.line[:, None], trace.x.shape[1]
    which = shown(count)
    x, y, noise = trace.x[:, which, 0], trace.y[:, which], trace.noise[:, which]
    reached, every, ended = which < trace.end[:, None], trace.end == count, trace.line == 4
    risen = (line > 2) | ((line == 2) & reached)
    lifted = np.where((line > 2) & reached, y, np.nan)
    ax.set(xlim=(-END, END), ylim=(-1.7, 7), xlabel=say("first column x"), ylabel=say("y"))
    ax.axhline(0, color=theme.muted, linewidth=points(2), zorder=1)
    stage.avoid(ax, np.stack([x, np.where(risen, y, np.nan)], -1), 5)
    stage.avoid(ax, np.stack([x, np.where(risen, np.nan, 0)], -1), 15)

    own_x, own_y, lift = x[:, k : k + 1], y[:, k : k + 1], noise[:, k]
    place = np.hstack([own_x, np.where(risen[:, k : k + 1], own_y, 0)])
    forms = "all {n} rows at 1", "{x:.2f}", "{y:.2f}", "+ {lift:.2f}", ""
    told = [say(forms[trace.line[t]], x=x, y=y, lift=lift[t], n=f"{count:,}") for t, (x, y) in enumerate(place)]
    stage.label(
        ax,
        np.where(ended[:, None], np.nan, place),
        told,
        theme.batch,
        sides=("above", "above left", "above right"),
        size=26,
        weight="semibold",
    )
    start, mean = only(ended, (0, 2)), float(trace.mean_noise[-1])
    slope, intercept = best["best_slope"], best["best_intercept"]
    best_told = say("best fit: {slope:.2f}x + {intercept:.2f}", slope=slope, intercept=intercept)
    on_line = (trace.line > 2) | ((trace.line == 2) & every)
    show = compose(
        band(stage, ax, (3, 2), (3, 3), theme.batch, trace.line > 2),
        named_line(stage, ax, 3, 2, theme.held_out, on_line, say("3x + 2"), 0.55, ("below right",)),
        named_line(stage, ax, slope, intercept, theme.ink, ended, best_told, -0.2, ("above left",), dashed=True),
        dots(stage, ax, x, 0, theme.data, 24, ~risen, "|"),
        dots(stage, ax, own_x, 0, theme.batch, 36, line < 2, "|", zorder=6),
        sticks(stage, ax, own_x[-1], 0 * own_y, np.where(line == 2, own_y, np.nan), theme.batch, width=2),
        sticks(stage, ax, x[-1], y - noise, lifted, theme.batch, width=2),
        dots(stage, ax, x, y, theme.data, 9, risen),
        dots(stage, ax, own_x, own_y, theme.batch, 14, (line == 2) | (line == 3), zorder=6),
        arrow(stage, ax, start, start + np.array([0, mean]), theme.batch, thin=True, rim=0),
    )
    top = only(trace.line > 2, (0.7, 5.1))
    stage.label(ax, top, say("3x + 3"), theme.batch, sides=("above left",), size=26)
    average = say("+ {mean:.2f} on average", mean=mean)
    stage.label(ax, start, average, theme.batch, sides=("below right",), size=26, weight="semibold")
    return show


def rows_in_memory(board: Board, trace: Trace, top: float, high: float) -> Show:
    """The first rows of the tensors; of the one that is followed the cells light up, and its sums are written below. Returns show(t).

    All stands below `top`; cells are `high`.
    """
    theme, k, line, count = board.theme, followed(trace), trace.line, trace.x.shape[1]
    seen, size, first = min(SEEN, count), (120, high), top + 34
    foot = first + seen * high
    x, y, noise = trace.x[:, :seen], trace.y[:, :seen, None], trace.noise[:, :seen, None]
    tensors = [
        *(Tensor(name, (120 * j, first), size, x[..., j : j + 1], middle=True) for j, name in enumerate(X)),
        Tensor("y", (260, first), size, y, line > 1, middle=True),
        Tensor("rand(n)", (420, first), size, noise, line > 2, theme.batch, slots=False, middle=True),
    ]
    if count > seen:
        board.text((8, foot + 14), say("⋮   {n} more rows", n=f"{count - seen:,}"), color=theme.muted)
    own = zip(x[:, k, 0], y[:, k, 0], noise[:, k, 0], strict=True)
    forms = "", "", "3 × {x} + 2 × 1 = {y:.2f}", "{before:.2f} + {lift:.2f} = {y:.2f}", ""
    sums = [say(forms[now], x=factor(x), y=y, before=y - lift, lift=lift) for now, (x, y, lift) in zip(line, own, strict=True)]
    return compose(
        memory(board, tensors, line, ((), (), X, ["rand(n)"]), (X, X[:1], ["y"], ["y"]), (np.arange(seen) == k)[:, None]),
        *(words(board, (8, foot + 59), np.where(line == n, sums, ""), 28, color=ink) for n, ink in ((2, theme.held_out), (3, theme.batch))),
    )
