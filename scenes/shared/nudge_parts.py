"""How the search by nudges is drawn: a place of the parameters from near, with what was tried round it, and the way over the plane."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from scenes.shared.line_parts import limits, name_parameters
from scenes.studio.draw.board import Board, words
from scenes.studio.draw.marks import arrow, compose, trail
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.words import say

Floats = NDArray[np.floating]
Show = Callable[[int], None]
SEEN = 1.5  # how many nudges are seen to each side


def tries_from_near(
    board: Board, moves: Floats, names: Sequence[str], loss: Floats, losses: Floats, best: Any, away: Floats, least: float, rings: Floats
) -> Show:
    """In the middle the place now, of this `loss` (rows,), and round it the four tried, with their `losses` (rows, 4). Returns show(t).

    `moves` (4, 2) are the nudges, each 1 long, with their `names`; the one to go to, `best` (rows,), −1 for none, is lit. `away`
    (rows, 2) is how many nudges off the best fit lies: a cross where it is in sight, in the last row with its loss, the `least`.
    `rings` (rows, turns, 2) are those of equal loss through the place now, in nudges from it: the ground inside, which is lower, is tinted.
    """
    theme, ax, middle = board.theme, board.ax, np.array([board.width / 2, board.height / 2])
    reach = board.height / 3  # of a nudge
    places = middle + reach * moves * (1, -1)
    goal = np.where((np.abs(away) < SEEN).all(1, keepdims=True), middle + reach * away * (1, -1), np.nan)
    for at, colour, size in ((places, theme.loss, 24), (middle[None], theme.model, 30)):
        for place in at:
            ax.plot(*np.stack([middle, place]).T, color=theme.grid, linewidth=points(3 * board.unit), zorder=1)
        ax.plot(*at.T, "o", color=colour, markersize=points(size * board.unit), markeredgewidth=0, zorder=6)
    even = np.clip(middle + reach * rings * (1, -1), -1e5, 1e5)
    (ring,) = ax.plot([], [], color=theme.loss, linewidth=points(3 * board.unit), zorder=0.9)
    (inside,) = ax.fill([], [], color=theme.loss, alpha=0.13, linewidth=0, zorder=0.8)
    (lit,) = ax.plot([], [], "o", color=theme.batch, markersize=points(36 * board.unit), markeredgewidth=0, zorder=7)
    (cross,) = ax.plot([], [], "+", color=theme.ink, markersize=points(28 * board.unit), markeredgewidth=points(5), zorder=8)
    now = [say("now {loss:.3g}", loss=its) for its in loss]
    shows = [words(board, (middle[0] - 24, middle[1] + 36), now, 28, color=theme.model, ha="right", weight="semibold")]
    for k, (place, name) in enumerate(zip(places, names, strict=True)):
        at, side = (place + np.array([28, -16]), "left") if moves[k, 1] else (place + np.array([0, -70]), "center")
        told = [say("{loss:.3g}", loss=its) for its in losses[:, k]]
        board.text((at[0], at[1]), say(name), 22, color=theme.muted, ha=side)
        for colour, when in ((theme.batch, best == k), (theme.loss, best != k)):
            shows.append(words(board, (at[0], at[1] + 34), np.where(when, told, ""), 28, color=colour, ha=side, weight="semibold"))
    last = np.arange(len(loss))[:, None] == len(loss) - 1
    stage = board.stage
    lettered = [middle + np.array([along, 36]) for along in (-60, -100)]
    lettered += [place + np.array([along, -56]) for place in places for along in (-50, 0, 50)]
    stage.avoid(ax, np.array([middle, *places, *lettered])[None], 20 * board.unit)
    how: dict[str, Any] = {"sides": ("right", "left", "below"), "gap": 18 * board.unit, "size": round(22 * board.unit)}
    stage.label(ax, np.where(last, goal, np.nan), say("best fit {least:.3g}", least=least), theme.ink, **how)
    goes = np.where((best >= 0)[:, None], places[best], np.nan)

    def show(t: int) -> None:
        ring.set_data(even[t].T)
        inside.set_xy(even[t])
        lit.set_data(goes[t : t + 1].T)
        cross.set_data(goal[t : t + 1].T)

    return compose(show, arrow(stage, ax, np.tile(middle, (len(loss), 1)), goes, theme.batch, rim=18, end=22), *shows)


def way_by_nudges(stage: Stage, ax: Axes, a: Floats, tries: Floats, goal: Floats, rings: Floats) -> Show:
    """The way over the plane of the parameters `a` (rows, 2), all places tried so far, four nudges `tries` (4, 2) from each, and a frame.

    The frame holds what is seen from near. `goal` (2,), the best fit, is a cross; `rings` (n, turns, 2) of equal loss lie about it. Returns
    show(t).
    """
    theme, places, half = stage.theme, a[:, None] + tries, SEEN * np.abs(tries).max(0)
    ax.set(**{f"{name}lim": limits(np.append(places[..., i], goal[i]), None, 0.16) for i, name in enumerate("xy")})
    name_parameters(ax, stage)
    ax.grid(visible=False)
    ax.add_collection(LineCollection(list(rings), colors=theme.loss, linewidths=points(2), alpha=0.3, zorder=1), autolim=False)
    ax.plot(*goal, "+", color=theme.ink, markersize=points(20), markeredgewidth=points(4), zorder=8)
    stage.avoid(ax, goal, 12)
    stage.avoid(ax, places.reshape(1, -1, 2), 5)
    stage.label(ax, goal, say("best fit"), theme.ink, sides=("right", "above", "above left", "below"))
    (tried,) = ax.plot([], [], "o", color=theme.loss, markersize=points(7), markeredgewidth=0, alpha=FAINT, zorder=3)
    frame = Rectangle((0, 0), *(2 * half), fill=False, edgecolor=theme.muted, linewidth=points(2), zorder=6)
    ax.add_patch(frame)
    stage.follow(ax, a)

    def show(t: int) -> None:
        tried.set_data(places[: t + 1].reshape(-1, 2).T)
        frame.set_xy(a[t] - half)

    return compose(show, trail(stage, ax, a, theme.model, strong=len(a)))
