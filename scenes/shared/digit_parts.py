"""How a picture becomes numbers, and numbers scores, on a board: the picture, a patch of it enlarged, maps of weights, bars."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.patches import Rectangle

from scenes.studio.draw.board import Board, Place, frame, words
from scenes.studio.draw.cover import LETTERING
from scenes.studio.draw.marks import Floats, Show, compose, only
from scenes.studio.draw.memory import flow
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say


class Plan(NamedTuple):
    """Where all has its place on a board of `size`."""

    size: tuple[int, int]
    picture: Place  # upper left corner
    pixel: float  # of the picture
    patch: Place
    cell: float  # of the patch
    maps: tuple[Place, Place]  # of the winner's weights and of its rival's
    notes: tuple[Place, Place, Place]  # on the weights
    tally: Place
    to_maps: tuple[Place, Place]  # an arrow
    to_scores: tuple[Place, Place]
    scores: Place
    pitch: float  # of the scores


WIDE = Plan(
    size=(1216, 582),
    picture=(0, 90),
    pixel=15,
    patch=(704, 30),
    cell=64,
    maps=((520, 34), (520, 326)),
    notes=((810, 150), (810, 194), (810, 430)),
    tally=(0, 545),
    to_maps=((432, 300), (508, 300)),
    to_scores=((784, 300), (826, 300)),
    scores=(884, 50),
    pitch=50,
)
TALL = Plan(
    size=(680, 730),
    picture=(0, 34),
    pixel=9,
    patch=(324, 34),
    cell=44,
    maps=((428, 34), (428, 352)),
    notes=((0, 400), (0, 440), (0, 520)),
    tally=(0, 316),
    to_maps=((270, 160), (412, 160)),
    to_scores=((412, 540), (366, 540)),
    scores=(58, 388),
    pitch=34,
)


def picture(board: Board, corner: Place, pixel: float, pictures: Any) -> Show:
    """The `pictures` (rows, height, width) of numbers from 0 to 255, each number a square of `pixel`. Returns show(t)."""
    _, height, width = pictures.shape
    ink = LinearSegmentedColormap.from_list("ink", [board.theme.background, board.theme.ink])
    left, top, right, bottom = corner[0], corner[1], corner[0] + width * pixel, corner[1] + height * pixel
    image = board.ax.imshow(pictures[0], ink, vmin=0, vmax=255, interpolation="nearest", aspect="auto", extent=(left, right, bottom, top))
    frame(board, (left, top, right, bottom), board.theme.muted, 2)(0)
    return lambda t: image.set_data(pictures[t])


def enlarged(board: Board, plan: Plan, pictures: Any, patch: Any, side: int) -> Show:
    """A patch of the picture as numbers, in cells, and rays from the one to the other. Returns show(t).

    `patch` (rows, 2) are its first row and column, −1 where there is none; it is `side` pixels wide and high.
    """
    theme, there, to, cell = board.theme, patch[:, 0] >= 0, plan.patch, plan.cell
    numbers = np.stack([whole[r : r + side, c : c + side] for whole, (r, c) in zip(pictures, np.maximum(patch, 0), strict=True)])
    shades = (numbers / 255)[..., None]
    grounds = shades * np.array(to_rgb(theme.ink)) + (1 - shades) * np.array(to_rgb(theme.background))
    start = np.array(plan.picture) + patch[:, ::-1] * plan.pixel
    boxes = only(there, np.hstack([start, start + side * plan.pixel]))
    rays = LineCollection([], colors=theme.batch, linewidths=points(2 * board.unit), zorder=3)
    board.ax.add_collection(rays, autolim=False)
    whole = np.array([*to, to[0] + side * cell, to[1] + side * cell])

    def cast(t: int) -> None:
        rays.set_segments([np.array([boxes[t, [2, edge]], whole[[0, edge]]]) for edge in (1, 3)] if there[t] else [])

    return compose(
        cells(board, to, (cell, cell), numbers, "{value}", there, grounds=grounds, slots=False, gap=1, text=26),
        frame(board, boxes),
        frame(board, only(there, whole), width=3),
        cast,
    )


def map_of_weights(board: Board, corner: Place, pixel: float, maps: Floats, most: float, there: Any) -> Show:
    """`maps` (rows, height, width) of numbers for or against: `most` is full colour, 0 is the ground. Returns show(t).

    It is there where `there` (rows,) is true.
    """
    theme, (_, height, width) = board.theme, maps.shape
    colours = LinearSegmentedColormap.from_list("weights", [theme.muted, theme.background, theme.model])
    left, top, right, bottom = corner[0], corner[1], corner[0] + width * pixel, corner[1] + height * pixel
    extent = left, right, bottom, top
    image = board.ax.imshow(maps[0], colours, vmin=-most, vmax=most, interpolation="nearest", aspect="auto", extent=extent)
    rim = frame(board, only(np.asarray(there), (left, top, right, bottom)), theme.muted, 2)

    def show(t: int) -> None:
        image.set(data=maps[t], visible=bool(there[t]))

    return compose(show, rim)


def weighed(board: Board, plan: Plan, trace: Trace, weights: Floats, source: str, tally: str) -> Show:
    """Maps of the `weights` (digits, height, width) of the winner and of its rival, then those times the picture's ink. Returns show(t).

    Of the run it needs `stage`: 2 for the weights, with their `source`, 3 for the scores; `named`, `rival`, `picture` and `scores`. The
    last row has the `tally` of the wrong ones.
    """
    theme, seen, alone, scored = board.theme, trace.stage > 1, trace.stage == 2, trace.stage == 3
    movers = [flow(board, *plan.to_maps, seen, theme.ink), flow(board, *plan.to_scores, scored, theme.ink)]
    for (left, top), which in zip(plan.maps, (trace.named, trace.rival), strict=True):
        votes = weights[which] * np.where(scored[:, None, None], trace.picture / 255, 1)
        forms = "", "", "weights of {k}", "{k}: ink × weight adds to {score:.1f}"
        told = [say(forms[now], k=int(k), score=its[k]) for now, k, its in zip(trace.stage, which, trace.scores, strict=True)]
        movers.append(map_of_weights(board, (left, top), 9, votes, 0.45 * float(np.abs(weights).max()), seen))
        movers.append(words(board, (left, top - 18), told, 22))
    wrong = (np.arange(len(trace)) == len(trace) - 1) & (trace.named != trace.digit)
    verdicts = ("counts for {k}", trace.named, theme.model), ("counts against {k}", trace.digit, theme.muted)
    for (left, top), (form, k, colour) in zip(plan.maps, verdicts, strict=True):
        movers.append(words(board, (left + 244, top + 236), np.where(wrong, say(form, k=int(k[-1])), ""), 22, ha="right", color=colour))
    notes = (say("ink here speaks for the digit"), theme.model), (say("ink here speaks against it"), theme.muted), (source, theme.ink)
    for place, (text, colour) in zip(plan.notes, notes, strict=True):
        movers.append(words(board, place, np.where(alone, text, ""), 26, color=colour))
    movers.append(words(board, plan.tally, [*[""] * (len(trace) - 1), tally], 26))
    left, top = plan.scores
    return compose(*movers, words(board, (left - 46, top - 30), np.where(scored, say("score of each digit; the right one framed"), ""), 20))


def scores(board: Board, corner: Place, pitch: float, width: float, values: Floats, truth: Any, when: Any) -> Show:
    """Bars of `values` (rows, n), one below the other, for to the right and against to the left, in so much `width`. Returns show(t).

    The longest has its value beside it; the number of the one that is the `truth` (rows,) has a frame. They are there where
    `when` (rows,) is true.
    """
    theme, count, seen = board.theme, values.shape[1], values[when]
    unit = width / (seen.max() - seen.min())
    zero, middles = corner[0] - unit * seen.min(), corner[1] + (np.arange(count) + 0.5) * pitch
    drawn = [board.ax.add_patch(Rectangle((zero, middle - 0.34 * pitch), 0, 0.68 * pitch, linewidth=0, zorder=2)) for middle in middles]
    labels = [board.text((corner[0] - 28, middle), say("{digit}", digit=k), 30, ha="center") for k, middle in enumerate(middles)]
    (axis,) = board.ax.plot([zero, zero], [corner[1], corner[1] + count * pitch], color=theme.muted, linewidth=points(2), zorder=3)
    told = board.text((0, 0), "", 28, color=theme.model, weight="semibold")
    top = corner[1] + truth * pitch
    left, right = np.full(len(truth), corner[0] - 48.0), np.full(len(truth), corner[0] - 8.0)
    boxes = only(when, np.column_stack([left, top + 4, right, top + pitch - 4]))
    framed = frame(board, boxes, theme.held_out, 4)
    board.ax.patches[-1].set_gid(LETTERING)  # round a number

    def show(t: int) -> None:
        longest = int(values[t].argmax())
        for bar, value in zip(drawn, values[t], strict=True):
            bar.set(width=unit * value, color=theme.model if value > 0 else theme.muted, visible=bool(when[t]))
        for artist in (axis, *labels):
            artist.set_visible(bool(when[t]))
        told.set_text(say("{value:.1f}", value=values[t, longest]) if when[t] else "")
        told.set_position((zero + unit * values[t, longest] + 10, middles[longest]))

    return compose(show, framed)
