"""A line as a product: with a 1 beside each x, slope and intercept follow one rule, and with more numbers in a row so does a curve.

Alt: Cards with slope {slope:.0f} and intercept {intercept:.0f}. Under the slope stands x, under the intercept a question mark,
then a 1. Each pair is multiplied and the products are added; beside it each y becomes a dot on the line. With a third pair the
dots lie on a curve.

The line has slope {slope:.0f} and intercept {intercept:.0f}, and the x of its points are the first of the lecture's data, rounded
to one decimal, each once. Written as 3 · x + 2 it treats its two parameters differently: one is multiplied, the other is only
added. Multiplied by 1 the intercept is a pair like the other, and y stays what it was. Now one rule works out each of the {dots}
points: multiply each parameter by the number under it, and add up. The parameters are called a, the numbers under them are a row,
and the rule is written a · row.

At the end the row gets longer: x² comes into it, under a third parameter, and the rule is still the same. Its {dots} points lie
on a curve, with the line beside it, dashed.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.line_fit import SEED, lecture_points
from scenes.shared.pair_parts import pairs, places_of_sums, sum_of_pairs
from scenes.studio.draw.board import Board
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import Bounds, Scene, first
from scenes.studio.words import say

LINE, CURVE = torch.tensor([3.0, 2.0]), torch.tensor([3.0, -3.0, 2.0])
FORMS = {
    "y = a·x + b": lambda a, x: a[0] * x[0] + a[1],
    "y = a₁·x + a₂·1": lambda a, x: a[0] * x[0] + a[1] * 1,
    "y = a₁·x₁ + a₂·x₂ + …": lambda a, x: (a * x).sum(),
}


@dataclass(frozen=True, kw_only=True)
class LineAsProduct(Scene):
    """Ways to write y: the line at its first point, the sum of pairs at every point, and the same sum with a longer row."""

    dots: int = 8
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"dots": (2, 12)}
    readouts: ClassVar = {"x": "x", "y": "y"}
    says: ClassVar = 2

    def data(self):
        places = lecture_points(seed=self.seed)[0][:, 0].double().round(decimals=1)  # so that sums come out as they are read
        each = torch.tensor([*dict.fromkeys(places.tolist())][: self.dots])
        x = torch.stack([each, torch.ones(self.dots)], 1)
        return x, x @ LINE

    def train(self):
        x, _ = self.data()
        curved = torch.stack([x[:, 0], x[:, 0] ** 2, x[:, 1]], 1)
        apart, times_one, any_length = FORMS.values()
        runs = (apart, LINE, x[:1]), (times_one, LINE, x[:1]), (any_length, LINE, x[1:]), (any_length, CURVE, curved)
        for number, (form, a, rows) in enumerate(runs):
            for point, row in enumerate(rows, 2 if number == 2 else 1):
                yield {"form": number, "point": point, "x": row[0], "y": form(a, row)}

    def facts(self, trace):
        return {"slope": float(LINE[0]), "intercept": float(LINE[1])}

    def story(self, trace):
        return {
            0: "Slope multiplies x. What does the intercept multiply?",
            first(trace.form == 1): "A 1: y stays {y:.1f}, and both are pairs",
            first(trace.form == 2): "So one rule, a · row: multiply pairs, add up",
            first(trace.form == 3): "A third pair, a bend: same rule, now a curve",
            -1: "More pairs, other shapes: y is always a · row",
        }

    def pace(self, trace):
        return np.where(trace.form == 2, 200, 300).tolist()

    def frame_labels(self, trace):
        return [say("point {point} of {dots}", point=int(point), dots=self.dots) for point in trace.point]

    def draw(self, trace, stage):
        sums, plot = stage.panels("y of one point, worked out", "every y so far", share=0.62)
        board, x, long = Board(stage, sums, 736, 582), trace.x.astype(float).round(1), trace.form == 3
        ones, fresh = np.where(trace.form > 0, 1, np.nan), (trace.point == 1)[:, None]
        (a, b), (c, bend, d) = LINE.tolist(), CURVE.tolist()
        line, curve = np.column_stack([x, ones]), np.column_stack([x, x**2, ones])
        formulas = (
            (~long, lambda x: a * x + b, say("line"), "below right"),
            (long, lambda x: c * x + bend * x**2 + d, say("curve"), "below"),
        )
        names = (("slope", "intercept"), ("x", "always 1")), (("slope", "bend", "intercept"), ("x", "x²", "always 1"))
        return compose(
            pairs(board, ~long, (a, b), line, (1, 0), *names[0], fresh & (trace.form == 1)[:, None] & [False, True]),
            pairs(board, long, (c, bend, d), curve, (1, 2, 0), *names[1], fresh & [False, True, False]),
            sum_of_pairs(board, trace, np.where(long, 2, 1), trace.form > 1),
            places_of_sums(stage, plot, trace, formulas),
        )


scene = LineAsProduct()
