"""A line as products: the formula y = ax + b is rewritten until every point is two numbers times the same two parameters.

Alt: The formula of a line over a table of {dots} points, each symbol over its column. It is rewritten four times, the new symbols lit;
a column of ones appears under the new 1. Then one row after the other is worked out. Beside it the line, which never changes.

The line has slope {slope:.0f} and intercept {intercept:.0f}, and the x of its points are the first of the lecture's data, rounded to
two decimals. Each rewriting changes names and nothing else: the slope a becomes a₁ and the intercept b becomes a₂;
a₂ is multiplied by 1, which alters no number; that 1 is called x₂, and each point gets a second value, always 1. In each form the
first two points are worked out in numbers in their rows of the table, and their y is the same every time.

Now a point is a row of two numbers, and its y is the first times a₁ plus the second times a₂. In the last form the first
small number says which row: each of the {dots} points has an x of its own, and all of them share one pair of parameters.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from matplotlib.patches import Rectangle

from scenes.shared.line_fit import SEED, lecture_points
from scenes.shared.line_parts import line_among_points
from scenes.studio.draw.board import Board, beside, frame, numbers, words
from scenes.studio.draw.marks import compose, dot
from scenes.studio.draw.tables import cells
from scenes.studio.draw.theme import points
from scenes.studio.run.scene import Bounds, Scene, first
from scenes.studio.words import say

TRUTH = torch.tensor([3.0, 2.0])
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
FORMS = {  # each with the names it uses: the parameters and one point
    "y = a·x + b": lambda a, b, x, one: a * x + b,
    "y = a₁·x + a₂": lambda a1, a2, x, one: a1 * x + a2,
    "y = a₁·x + a₂·1": lambda a1, a2, x, one: a1 * x + a2 * 1,
    "y = a₁·x₁ + a₂·x₂": lambda a1, a2, x1, x2: a1 * x1 + a2 * x2,
    "y{i} = a₁·x{i}₁ + a₂·x{i}₂": lambda a1, a2, xi1, xi2: a1 * xi1 + a2 * xi2,
}
SYMBOLS = (  # of each form, each over its column; those in brackets are new
    ("y", "a", "x", "b", ""),
    ("y", "[a₁]", "x", "[a₂]", ""),
    ("y", "a₁", "x", "a₂", "[1]"),
    ("y", "a₁", "[x₁]", "a₂", "[x₂]"),
    ("[y{i}]", "a₁", "[x{i}₁]", "a₂", "[x{i}₂]"),
)
PLACES, SIGNS = (110, 262, 400, 548, 676), {196: "=", 318: "·", 486: "+", 604: "·"}  # middles on the board


@dataclass(frozen=True, kw_only=True)
class LineAsProduct(Scene):
    """The forms of the line's formula, each at the first points of the lecture, the last at all that are shown."""

    dots: int = 8
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"dots": (1, 9)}  # the number of a row is one digit
    tried: ClassVar[int] = 2  # points on which the earlier forms are tried

    def data(self):
        x = lecture_points(seed=self.seed)[0][: self.dots].round(decimals=2)  # so that sums come out as they are read
        return x, x @ TRUTH

    def train(self):
        x, _ = self.data()
        for number, form in enumerate(FORMS.values()):
            for i in range(self.dots if number == len(FORMS) - 1 else min(self.tried, self.dots)):
                yield {"form": number, "point": i + 1, "x": x[i, 0], "y": form(*TRUTH, *x[i])}

    def facts(self, trace):
        return {"slope": float(TRUTH[0]), "intercept": float(TRUTH[1])}

    def story(self, trace):
        return {
            0: "A line: slope a times x, plus intercept b",
            first(trace.form == 1): "New names, a₁ and a₂: no y changes",
            first(trace.form == 2): "Times 1: no y changes, each point gets a 1",
            first(trace.form == 3): "Each point is now two numbers, x₁ and x₂",
            first(trace.form == 4): "A number for the point; a₁ and a₂ need none",
            -1: "Every row has numbers of its own; parameters are shared",
        }

    def pace(self, trace):
        return np.where(trace.form == len(FORMS) - 1, 400, 700).tolist()

    def frame_labels(self, trace):
        return [say("point {point} of {dots}", point=int(point), dots=self.dots) for point in trace.point]

    def draw(self, trace, stage):
        table, plot = stage.panels("formula and table", "line and points", share=0.62)
        return compose(self.draw_table(Board(stage, table, 736, 582), trace), self.draw_line(stage, plot, trace))

    def draw_table(self, board, trace):
        """The formula, each symbol over its column; under it the points, in numbers where they have been worked out."""
        theme, (x, y), form, top = board.theme, self.data(), trace.form, 124
        high = min(54, (582 - top) / self.dots)
        every, at = np.arange(self.dots), trace.point[:, None] - 1
        ones, last, here = form > 1, form == len(FORMS) - 1, (every == at)[..., None]
        told = here[..., 0] | (last[:, None] & (every < at))
        numbers(board, 34, top, high, range(1, self.dots + 1))
        movers = [
            cells(board, (50, top), (120, high), y[:, None], lit=here, text=28),
            cells(board, (340, top), (120, high), x[:, :1], read=here, text=28),
            cells(
                board, (626, top), (100, high), x[:, 1:], "{value:.0f}", there=ones, read=here & ones[:, None, None], slots=False, text=28
            ),
        ]
        for k, place in enumerate(PLACES):
            texts = [SYMBOLS[f][k].format(i=str(i).translate(SUBSCRIPTS)) for f, i in zip(form, trace.point, strict=True)]
            fresh = [text.startswith("[") and i == 1 for text, i in zip(texts, trace.point, strict=True)]
            movers.append(symbol(board, (place, 54), [text.strip("[]") for text in texts], fresh))
        for place, sign in SIGNS.items():
            there = ones if place == max(SIGNS) else ones | True
            movers.append(words(board, (place, 54), np.where(there, sign, ""), 44, ha="center"))
            movers.append(beside(board, place, top, high, sign, told & there[:, None], 28))
        for place, parameter in zip(PLACES[1::2], TRUTH.tolist(), strict=True):
            column = place - 27, top + 3, place + 27, top + high * self.dots - 3
            movers.append(beside(board, place, top, high, say("{value:g}", value=parameter), told, 28, color=theme.model))
            movers.append(frame(board, np.where(np.arange(len(trace))[:, None] == len(trace) - 1, column, np.nan), theme.model, 4))
        return compose(*movers)

    def draw_line(self, stage, ax, trace):
        """The line, which never changes, the names of its parameters, and the point that is worked out."""
        theme, (x, y), (a, b) = stage.theme, self.data(), TRUTH.tolist()
        line_among_points(stage, ax, x, y, TRUTH.numpy()[None], usual=(-2, 6))(0)
        ax.plot([0, 1, 1], [b, b, a + b], color=theme.model, linewidth=points(2), linestyle="--", zorder=3)
        ax.plot(
            x[:, 0], y, "o", color=theme.data, markersize=points(13), markeredgecolor=theme.background, markeredgewidth=points(2), zorder=6
        )
        stage.avoid(ax, np.column_stack([x[:, 0], y])[None])
        stage.label(ax, (0.5, b), say("1"), theme.model, sides=("below",), gap=4)
        for old, new, value, place, side in (("a", "a₁", a, (1, b + 0.28 * a), "left"), ("b", "a₂", b, (0, b), "above left")):
            texts = [say("{name} = {value:g}", name=old if form == 0 else new, value=value) for form in trace.form]
            stage.label(ax, place, texts, theme.model, sides=(side,), size=24)
        return dot(stage, ax, np.column_stack([trace.x, trace.y]), theme.batch, size=18)


def symbol(board, place, texts, fresh):
    """A symbol of the formula, on a ground of its own where it is new. Returns show(t)."""
    ground = board.ax.add_patch(Rectangle((place[0] - 40, place[1] - 34), 80, 68, color=board.theme.batch, linewidth=0, zorder=1))
    text = board.text(place, "", 44, ha="center")

    def show(t):
        ground.set_visible(fresh[t])
        text.set(text=texts[t], color=board.theme.background if fresh[t] else board.theme.ink)

    return show


scene = LineAsProduct()
