"""A line as a product: a 1 beside each x lets one rule serve the parameters of a line as well as of a curve.

Alt: Two lists of numbers stand over a plot: slope and intercept, and what they are multiplied by, x and a question mark. Arrows lift the
dots of a line to rings that are wanted: with x they tilt it, with a growing number they lift it, with 1 it is there. A third pair bends
the line to a curve.

The line has slope {slope:.0f} and intercept {intercept:.0f}, and the x of its {dots} points are the first of the lecture's data, rounded
to one decimal, each once. A computer is to work out every point by one rule: multiply the numbers of two lists in pairs, and add up. The
slope multiplies x, but what is the intercept to be paired with? Without it the dots lie on a line through 0, below the rings where they
are wanted, and the arrows show what the product of the intercept adds.

Paired with x it adds much at the right, nothing in the middle and takes away at the left: the line tilts. Paired with one number
everywhere it lifts all points alike, with 0 not at all, with 0.5 half way, and with 1 by just {intercept:.0f}: all dots lie in their
rings. So each point is a list of its x and a 1.

Then the rings lie on a curve, and there is one more pair: a third parameter, the bend, times x², and the rule is still the same. Its
product is an arrow from the line down to the dot: the longer, the farther x is from 0 and the larger the bend. At a bend of −3 all {dots}
dots lie in their rings.
"""

import numpy as np
import torch

from scenes.shared.line_fit import SEED, lecture_points
from scenes.shared.pair_parts import lifted, plane, targets, two_lists
from scenes.studio.draw.marks import compose
from scenes.studio.run.scene import Scene
from scenes.studio.words import say

LINE = torch.tensor([3.0, 2.0], dtype=torch.float64)
CONSTANTS, BENDS = (0.0, 0.5, 1.0), (0.0, -1.0, -2.0, -3.0)
FORMS = {
    "y = a·x + b": lambda a, x: a[0] * x[0] + a[1],
    "y = a₁·x + a₂·1": lambda a, x: a[0] * x[0] + a[1] * 1,
    "y = a₁·x₁ + a₂·x₂ + …": lambda a, x: (a * x).sum(),
}
NAMES = "wanted: slope × x + intercept", "3 × x + 2 × 1", "wanted", "3 × x + 2 × 1 − 3 × x²"


class LineAsProduct(Scene):
    """A line, and then the same rule, the sum of products, with x, with one number after another, and with a third pair.

    A row has the heights `ys` (dots,) of all points, and of one of them `x`, `y` and what the intercept is paired with, `partner`.
    """

    dots: int = 8
    seed: int = SEED

    bounds = {"dots": (2, 12)}
    readouts = {"x": "x", "partner": "the intercept times", "bend": "bend", "y": "y"}
    says = 4

    def data(self):
        places = lecture_points(seed=self.seed)[0][:, 0].double().round(decimals=1)  # so that sums come out as they are read
        each = torch.tensor(sorted([*dict.fromkeys(places.tolist())][: self.dots], reverse=True), dtype=torch.float64)  # from right to left
        x = torch.stack([each, torch.ones_like(each)], 1)
        return x, x @ LINE

    def train(self):
        apart, _, rule = FORMS.values()
        x = self.data()[0][:, 0]
        ones = torch.ones_like(x)
        yield self.row(apart, LINE, torch.stack([x, ones], 1))
        for partner in (x, *(number * ones for number in CONSTANTS)):
            yield self.row(rule, LINE, torch.stack([x, partner], 1))
        for bend in BENDS:
            yield self.row(rule, torch.cat([LINE, torch.tensor([bend]).double()]), torch.stack([x, ones, x**2], 1), lit=-1)

    def row(self, form, a, x, lit=0):
        ys = torch.stack([form(a, point) for point in x])
        numbers = {"x": x[lit, 0], "partner": x[lit, 1], "bend": a[2:].sum(), "y": ys[lit], "ys": ys}
        return {name: its.float() for name, its in numbers.items()}

    def facts(self, trace):
        return {"slope": float(LINE[0]), "intercept": float(LINE[1])}

    def story(self, trace):
        return {
            0: "Computers multiply lists in pairs. What pairs with the intercept?",
            1: "Times x? Then it tilts the line, but lifts nothing",
            2: "Times 0 it adds nothing; larger numbers lift all alike",
            4: "Times 1 it lifts all by {intercept:.0f}: the wanted line",
            5: "Now a curve is wanted: pair a bend with x²",
            -1: "Same rule, longer lists: the line has become the curve",
        }

    def pace(self, trace):
        return [600] * len(trace)

    def frame_labels(self, trace):
        tried = [say("intercept × ?"), say("intercept × x"), *(say("intercept × {number:g}", number=its) for its in CONSTANTS)]
        return [*tried, *(say("bend {bend:g}", bend=its) for its in BENDS)]

    def draw(self, trace, stage):
        rows, x, line = np.arange(len(trace)), self.data()[0][:, 0].numpy(), self.data()[1].numpy()
        bent = rows >= 5
        numbers = np.column_stack([trace.x, np.where(rows, trace.partner, np.nan), trace.x**2]).round(2)
        parameters = np.column_stack([np.tile(LINE, (len(rows), 1)), np.where(bent, trace.bend, np.nan)])
        bases = np.where(bent[:, None], line, float(LINE[0]) * x)
        heights = np.vstack([bases[:1], trace.ys[1:]])  # at first the intercept adds nothing yet
        (ax,) = stage.panels("the lists give the large dot’s height; each arrow, what the last pair adds")
        plane(stage, ax)
        return compose(
            two_lists(stage, ax, parameters, numbers, trace.y),
            targets(stage, ax, x, np.where(bent[:, None], trace.ys[-1], line), NAMES, 4),
            lifted(stage, ax, x, bases, heights, bent),
        )


scene = LineAsProduct()
