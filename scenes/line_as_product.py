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

from scenes.shared.formula_parts import formula_over_table, line_with_names
from scenes.shared.line_fit import SEED, lecture_points
from scenes.studio.draw.board import Board
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import Bounds, Scene, first
from scenes.studio.words import say

TRUTH = torch.tensor([3.0, 2.0])
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
        (x, y), a = self.data(), TRUTH.tolist()
        table, plot = stage.panels("formula and table", "line and points", share=0.62)
        return compose(
            formula_over_table(Board(stage, table, 736, 582), trace, x, y, a, SYMBOLS),
            line_with_names(stage, plot, trace, x, y, a, [(form[1].strip("[]"), form[3].strip("[]")) for form in SYMBOLS]),
        )


scene = LineAsProduct()
