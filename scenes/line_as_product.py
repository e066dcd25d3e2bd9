"""A line as a product: a 1 beside each x lets one rule serve the parameters of a line as well as of a curve.

Alt: Above a plot stands 3 · 0.7 + 2 · ?, named slope and intercept; the question mark becomes a 1. In the plot arrows as long as the
products lead to each y, and the dots make a line. With a third pair an arrow pulls each dot off the line, onto a curve.

The line has slope {slope:.0f} and intercept {intercept:.0f}, and the x of its points are the first of the lecture's data, rounded
to one decimal, each once, from right to left. Written as 3 · x + 2 it treats its two parameters differently: one is multiplied, the other
is only added. Multiplied by 1 the intercept is in a pair like the other, and y stays what it was. Now one rule works out each of the {dots}
points: multiply each parameter by the number beside it, and add up. In the plot each product is an arrow: that of the intercept is the
same at every x, and that of the slope begins at its end, upwards or downwards. All {dots} dots lie on a line.

At the end there is one more pair: a third parameter, the bend, times x², and the rule is still the same. The third
product is an arrow from the line, dashed now, to the new dot: the longer, the farther x is from 0. The {dots} dots lie on a curve.
"""

import numpy as np
import torch

from scenes.shared.line_fit import SEED, lecture_points
from scenes.shared.pair_parts import heights_in_parts, sum_of_pairs
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say

LINE, CURVE = torch.tensor([3.0, 2.0]), torch.tensor([3.0, 2.0, -3.0])
FORMS = {
    "y = a·x + b": lambda a, x: a[0] * x[0] + a[1],
    "y = a₁·x + a₂·1": lambda a, x: a[0] * x[0] + a[1] * 1,
    "y = a₁·x₁ + a₂·x₂ + …": lambda a, x: (a * x).sum(),
}


class LineAsProduct(Scene):
    """Ways to write y: the line at its first point, the sum of pairs at every point, and the same sum with a longer row."""

    dots: int = 8
    seed: int = SEED

    bounds = {"dots": (2, 12)}
    readouts = {"x": "x", "y": "y"}
    says = 2

    def data(self):
        places = lecture_points(seed=self.seed)[0][:, 0].double().round(decimals=1)  # so that sums come out as they are read
        each = torch.tensor(sorted([*dict.fromkeys(places.tolist())][: self.dots], reverse=True))  # from right to left
        x = torch.stack([each, torch.ones(self.dots)], 1)
        return x, x @ LINE

    def train(self):
        x, _ = self.data()
        curved = torch.stack([x[:, 0], x[:, 1], x[:, 0] ** 2], 1)
        apart, times_one, any_length = FORMS.values()
        runs = (apart, LINE, x[:1]), (times_one, LINE, x[:1]), (any_length, LINE, x[1:]), (any_length, CURVE, curved)
        for number, (form, a, rows) in enumerate(runs):
            for point, row in enumerate(rows, 2 if number == 2 else 1):
                yield {"form": number, "point": point, "x": row[0], "y": form(a, row)}

    def facts(self, trace):
        return {"slope": float(LINE[0]), "intercept": float(LINE[1])}

    def story(self, trace):
        ruled, bent = first(trace.form == 2), int((trace.form < 3).sum())
        return {
            0: "The slope multiplies x. What does the intercept multiply?",
            1: "A 1, whatever x is: y stays {y:.1f}",
            ruled: "So one rule for both: multiply pairs, add up",
            bent - 1: "One rule, {dots} points: they lie on a line",
            bent: "Add a pair, bend times x²: the rule stays",
            -1: "The same rule, one pair more: now a curve",
        }

    def pace(self, trace):
        return np.where(trace.form < 2, 500, 300).tolist()

    def frame_labels(self, trace):
        return [say("point {point} of {dots}", point=int(point), dots=self.dots) for point in trace.point]

    def draw(self, trace, stage):
        (plot,) = stage.panels("y, put together from its parts: the arrows are the products")
        x, bent = trace.x.astype(float).round(1), trace.form == 3
        numbers = np.column_stack([x, np.ones(len(x)), np.where(bent, x**2, np.nan)])
        return compose(
            sum_of_pairs(stage, plot, trace, CURVE.tolist(), numbers),
            heights_in_parts(stage, plot, trace, CURVE.tolist(), numbers),
        )


scene = LineAsProduct()
