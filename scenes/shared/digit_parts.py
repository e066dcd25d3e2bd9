"""How a picture becomes numbers, and numbers scores, on a board: the picture, a patch of it enlarged, maps of weights, bars."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.patches import Rectangle

from scenes.shared.weight_parts import columns, map_of_weights, outline, pixel
from scenes.studio.draw.board import Board, Place, frame, words
from scenes.studio.draw.cover import LETTERING
from scenes.studio.draw.marks import Floats, Show, compose, only
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.trace import Trace
from scenes.studio.words import say


class Plan(NamedTuple):
    """Where all has its place on a board of `size`: the picture, then two rows of maps, of weights and of products, and the bars."""

    size: tuple[int, int]
    picture: Place  # upper left corner
    pixel: float  # of the picture
    patch: Place
    cell: float  # of the patch
    weights: tuple[Place, Place]
    products: tuple[Place, Place]
    map: float  # a pixel of these
    notes: Place  # below the picture
    asked: Place
    scores: Place
    width: float  # of the bars
    pitch: float
    joined: bool  # products to their bars


WIDE = Plan(
    size=(1216, 582),
    picture=(0, 140),
    pixel=10,
    patch=(364, 24),
    cell=64,
    weights=((330, 24), (330, 308)),
    products=((634, 24), (634, 308)),
    map=9,
    notes=(0, 452),
    asked=(610, 291),
    scores=(1014, 52),
    width=136,
    pitch=51,
    joined=True,
)
TALL = Plan(
    size=(680, 730),
    picture=(0, 134),
    pixel=6.4,
    patch=(236, 34),
    cell=50,
    weights=((222, 34), (222, 274)),
    products=((446, 34), (446, 274)),
    map=6.6,
    notes=(0, 346),
    asked=(460, 230),
    scores=(58, 492),
    width=500,
    pitch=23.8,
    joined=False,
)


def picture(board: Board, plan: Plan, pictures: Any) -> Show:
    """The `pictures` (rows, height, width) of numbers from 0 to 255, under a line that says how many there are. Returns show(t)."""
    corner, pixel = plan.picture, plan.pixel
    _, height, width = pictures.shape
    ink = LinearSegmentedColormap.from_list("ink", [board.theme.background, board.theme.ink])
    left, top, right, bottom = corner[0], corner[1], corner[0] + width * pixel, corner[1] + height * pixel
    image = board.ax.imshow(pictures[0], ink, vmin=0, vmax=255, interpolation="nearest", aspect="auto", extent=(left, right, bottom, top))
    frame(board, (left, top, right, bottom), board.theme.muted, 2)(0)
    board.text((left, top - 18), say("{width} × {height} pixels", width=width, height=height), 22)
    return lambda t: image.set_data(pictures[t])


def asked(board: Board, plan: Plan, when: Any) -> Show:
    """A question mark between the picture and the digits, `when` (rows,) is true. Returns show(t)."""
    return words(board, plan.asked, np.where(when, "?", ""), 150, ha="center", color=board.theme.muted)


def enlarged(board: Board, plan: Plan, pictures: Any, patch: Any, side: int, pixel: Any) -> Show:
    """A patch of the picture as numbers, in cells, and rays from the one to the other. Returns show(t).

    `patch` (rows, 2) are its first row and column, −1 where there is none; it is `side` pixels wide and high. A thick frame is round the
    number of the `pixel` (rows, 2), where it is one of the patch.
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

    cells_in = pixel - patch
    inside = there & ((cells_in >= 0) & (cells_in < side)).all(1)
    followed = only(inside, np.add(to, cells_in[:, ::-1] * cell))

    def cast(t: int) -> None:
        rays.set_segments([np.array([boxes[t, [2, edge]], whole[[0, edge]]]) for edge in (1, 3)] if there[t] else [])

    return compose(
        cells(board, to, (cell, cell), numbers, "{value}", there, grounds=grounds, slots=False, gap=1, text=26),
        frame(board, boxes),
        frame(board, only(there, whole), width=3),
        frame(board, np.hstack([followed, followed + cell]), width=6),
        cast,
    )


def weighed(board: Board, plan: Plan, trace: Trace, weights: Floats, tally: str) -> Show:
    """Two rows of maps: the `weights` (digits, height, width) of the winner and of its rival under the outline of the ink, and, once it
    is scored, those times the ink. Returns show(t).

    Of the run it needs `stage`: 2 for the weights, 3 for the scores; `named`, `rival`, `digit`, `picture`, `scores`, `moved`, and the
    `pixel` (rows, 2) that is followed in the first picture, with a frame on each map. Where a picture is named wrong the `tally` stands.
    """
    theme, seen, alone, scored = board.theme, trace.stage > 1, trace.stage == 2, trace.stage == 3
    size, followed = plan.map * trace.picture.shape[2], (trace.stage > 0) & (np.arange(len(trace)) < 4)
    digits = np.sort(np.column_stack([trace.named, trace.rival]).astype(int), 1)
    ink, rows = trace.picture / 255, np.arange(len(trace))
    here = ink[rows, trace.pixel[:, 0], trace.pixel[:, 1]]
    most = 0.45 * float(np.abs(weights).max())
    pro, con = (np.maximum(sign * (weights * ink[:, None]), 0).sum((2, 3)) for sign in (1, -1))
    extra = trace.scores - pro + con  # of each digit, besides its weights
    pro, con = pro + np.maximum(extra, 0), con - np.minimum(extra, 0)
    unit = size / float(max(its[rows, which].max() for its in (pro, con) for which in digits.T))
    movers = [pixel(board, plan.picture, plan.pixel, trace.pixel, followed)]
    for row, which in enumerate(digits.T):
        side, far, its = plan.weights[row], plan.products[row], weights[which]
        one = its[rows, trace.pixel[:, 0], trace.pixel[:, 1]]
        wins = which == trace.named
        rival = np.where(trace.moved != 0, "", np.where(trace.named == trace.digit, ", next best", ", the truth"))
        role = np.where(scored, np.where(wins, ", highest", rival), ", learnt")
        forms = [say("weights of {k}" + how, k=int(k)) for k, how in zip(which, role.tolist(), strict=True)]
        heights = np.column_stack([pro[rows, which], con[rows, which]])
        sums = [say("{pro:.2f} for, {con:.2f} against", pro=a, con=b) for a, b in heights]
        middle = far[1] + size / 2
        movers += [
            map_of_weights(board, side, plan.map, its, most, seen),
            outline(board, side, plan.map, trace.picture, seen),
            map_of_weights(board, far, plan.map, its * ink, most, scored),
            columns(board, (far[0] + size + 8, far[1] + size), np.where(scored[:, None], heights, 0) * unit, trace.moved != 0),
            pixel(board, side, plan.map, trace.pixel, followed & seen),
            pixel(board, far, plan.map, trace.pixel, followed & scored),
            words(board, (side[0], side[1] - 18), np.where(seen, forms, ""), 22),
            words(board, (far[0], far[1] - 18), np.where(scored, sums, ""), 22, weight="semibold"),
            words(board, ((side[0] + size + far[0]) / 2, middle), np.where(scored, say("="), ""), 40, ha="center"),
        ]
        for sign, colour, verdict in ((1, theme.model, "for {k}"), (-1, theme.muted, "against {k}")):
            told = alone & (np.sign(one) == sign)
            product = [say("ink {ink:.2g} × weight {weight:.2f}", ink=some, weight=by) for some, by in zip(here, one, strict=True)]
            counts = [say("= {all:+.2f} " + verdict, all=some * by, k=int(k)) for some, by, k in zip(here, one, which, strict=True)]
            movers.append(words(board, (far[0], middle - 20), np.where(told, product, ""), 24, color=colour))
            movers.append(words(board, (far[0], middle + 22), np.where(told, counts, ""), 30, color=colour, weight="semibold"))
    left, top = (plan.picture[0] + plan.pixel * trace.picture.shape[2] + plan.weights[0][0]) / 2, plan.picture[1]
    movers.append(words(board, (left, top + plan.pixel * trace.picture.shape[1] / 2), np.where(seen, say("×"), ""), 40, ha="center"))
    counted = [say("ink {n} counts as {x:.2g}", n=int(255 * some + 0.5), x=some) for some in here]
    moves = [say("{n} pixels further " + ("right" if by > 0 else "left"), n=abs(int(by))) for by in trace.moved]
    notes = np.select([alone, trace.moved != 0, trace.named != trace.digit], [counted, moves, [tally] * len(moves)], "")
    stood = outline(board, plan.picture, plan.pixel, np.where(trace.picture > 127, 0, np.roll(trace.picture, 1, 0)), trace.moved != 0)
    return compose(*movers, stood, words(board, plan.notes, notes, 24))


def scores(board: Board, plan: Plan, trace: Trace) -> Show:
    """The digits, one below the other, and when they are scored a bar for each, to the right or the left of 0. Returns show(t).

    The two that are weighed are strong, have their values, and on a wide board a line to their products. A frame is round the digit that
    it is. Of the run it needs `scores`, `stage`, `named`, `rival` and `digit`.
    """
    theme, values, when, (x, y), pitch = board.theme, trace.scores, trace.stage == 3, plan.scores, plan.pitch
    count, seen, letters = values.shape[1], values[when], min(30, 0.9 * pitch)
    unit = plan.width / (seen.max() - seen.min())
    zero, middles = x - unit * seen.min(), y + (np.arange(count) + 0.5) * pitch
    drawn = [board.ax.add_patch(Rectangle((zero, middle - 0.34 * pitch), 0, 0.68 * pitch, linewidth=0, zorder=2)) for middle in middles]
    for k, middle in enumerate(middles):
        board.text((x - 28, middle), say("{digit}", digit=k), letters, ha="center")
    (axis,) = board.ax.plot([zero, zero], [y, y + count * pitch], color=theme.muted, linewidth=points(2), zorder=3)
    told = [board.text((0, 0), "", min(28, letters), weight="semibold") for _ in range(2)]
    joins = LineCollection([], colors=theme.ink, linewidths=points(2 * board.unit), zorder=2)
    board.ax.add_collection(joins, autolim=False)
    digits = np.sort(np.column_stack([trace.named, trace.rival]).astype(int), 1)
    top = y + trace.digit * pitch
    left, right = np.full(len(trace), x - 46.0), np.full(len(trace), x - 10.0)
    boxes = only(when, np.column_stack([left, top + 2, right, top + pitch - 2]))
    framed = frame(board, boxes, theme.held_out, 4)
    board.ax.patches[-1].set_gid(LETTERING)  # round a number
    size = plan.map * trace.picture.shape[2]
    ends = [(corner[0] + size + 48, corner[1] + 0.72 * size) for corner in plan.products]

    def show(t: int) -> None:
        for k, (bar, value) in enumerate(zip(drawn, values[t], strict=True)):
            bar.set(width=unit * value, color=theme.model if value > 0 else theme.muted, visible=bool(when[t]))
            bar.set_alpha(1 if k in digits[t] else 0.3)
        axis.set_visible(bool(when[t]))
        for text, k in zip(told, digits[t], strict=True):
            text.set_text(say("{value:.1f}", value=values[t, k]) if when[t] else "")
            text.set_position((zero + unit * max(values[t, k], 0) + 10, middles[k]))
            text.set_color(theme.model if values[t, k] > 0 else theme.muted)
        to = [(x - 52, middles[k]) for k in digits[t]]
        joins.set_linewidth([points(board.unit * (6 if k == trace.named[t] else 2)) for k in digits[t]])
        joins.set_segments(list(zip(ends, to, strict=True)) if when[t] and plan.joined else [])

    return compose(show, framed, words(board, (x - 46, y - 20), np.where(when, say("scores; the right one framed"), say("ten digits")), 20))
