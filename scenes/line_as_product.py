"""A line as products: the formula y = ax + b is rewritten until every point is two numbers times the same two parameters.

Alt: A red line with {dots} points on it. Beside it its formula is rewritten four times; a column of ones appears in the table of
points, and one point after the other lights its row and its own equation in numbers.

The line has slope {slope:.0f} and intercept {intercept:.0f}, and the x of its points are the first of the lecture's data, rounded to
two decimals. Each rewriting changes names and nothing else: the slope a becomes a₁ and the intercept b becomes a₂;
a₂ is multiplied by 1, which alters no number; that 1 is called x₂, and each point gets a second value, always 1. The
same points, put into each form in turn, give the same y.

Now a point is a row of two numbers, and its y is the first times a₁ plus the second times a₂. In the last form the first
small number says which row: each of the {dots} points has an x of its own, and all of them share one pair of parameters.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared import line_drawing, tensors
from scenes.shared.line_fit import SEED, lecture_points
from scenes.studio.draw.parts import compose
from scenes.studio.numbers import fixed
from scenes.studio.run.scene import Bounds, Scene

TRUTH = torch.tensor([3.0, 2.0])
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
FORMS = {  # each with the names it uses: the parameters and one point
    "y = a·x + b": lambda a, b, x, one: a * x + b,
    "y = a₁·x + a₂": lambda a1, a2, x, one: a1 * x + a2,
    "y = a₁·x + a₂·1": lambda a1, a2, x, one: a1 * x + a2 * 1,
    "y = a₁·x₁ + a₂·x₂     with x₂ = 1": lambda a1, a2, x1, x2: a1 * x1 + a2 * x2,
    "y{i} = a₁·x{i}₁ + a₂·x{i}₂": lambda a1, a2, xi1, xi2: a1 * xi1 + a2 * xi2,
}


@dataclass(frozen=True, kw_only=True)
class LineAsProduct(Scene):
    """The forms of the line's formula, each at the first points of the lecture, the last at all that are shown."""

    dots: int = 8
    seed: int = SEED

    bounds: ClassVar[Bounds] = {"dots": (1, 9)}  # the number of a row is one digit
    fps: ClassVar[int] = 1  # a formula and a sum to be read
    tried: ClassVar[int] = 3  # points on which the earlier forms are tried

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

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        story, forms, table = stage.panels(
            "the line and its points", "one formula, written five ways", "the points, a row each", share=0.5, heights=(5, 8)
        )
        line_drawing.draw_line(story, stage, x, y, TRUTH.numpy()[None], markersize=0)(0)
        story.plot(x[:, 0], y, "o", color=theme.data, markersize=12, zorder=5)
        (dot,) = story.plot([], [], "o", color=theme.batch, markersize=16, zorder=6)
        sum_ = story.text(0.04, 0.9, "", size="large", transform=story.transAxes)
        *fixed_forms, last_form = FORMS
        slope, intercept = TRUTH.tolist()
        show_form = tensors.draw_code(forms, stage, [*fixed_forms, ""], trace.form, size=24, font=None, ahead=False)
        indexed = forms.text(0.3, 4.5, "", fontsize=forms.texts[0].get_fontsize(), va="center_baseline")
        tensors.clear(table, height=self.dots + 1)
        heads = [table.text(place, 0.5, "", color=theme.muted, size="large", ha="center", va="center") for place in (2.2, 5.2, 8.2)]
        for i in range(self.dots):
            table.text(0.3, i + 1.5, str(i + 1), color=theme.muted, ha="center", va="center_baseline")
        at = (np.arange(self.dots) == trace.point[:, None] - 1)[..., None]
        values = np.tile(torch.column_stack([x, y]), (len(trace), 1, 1))
        ones = np.broadcast_to(trace.form[:, None, None] > 1, at.shape)
        show_columns = [
            tensors.draw_cells(table, stage, (0.7, 1), (3, 1), values[..., :1], at),
            tensors.draw_cells(table, stage, (3.7, 1), (3, 1), values[..., 1:2], at & ones, ones, decimals=0, empty=False),
            tensors.draw_cells(table, stage, (6.7, 1), (3, 1), values[..., 2:], at),
        ]

        def frame(t):
            form, i = trace.form[t], trace.point[t] - 1
            index = str(i + 1).translate(SUBSCRIPTS)
            dot.set_data(x[i : i + 1, 0], y[i : i + 1])
            x_i = fixed(trace.x[t], 2) if trace.x[t] >= 0 else f"({fixed(trace.x[t], 2)})"
            one = " × 1" if form > 1 else ""
            sum_.set_text(f"y{index if form == len(FORMS) - 1 else ''} = {slope:g} × {x_i} + {intercept:g}{one} = {fixed(trace.y[t], 2)}")
            indexed.set_text(last_form.format(i=index) if form == len(FORMS) - 1 else "")
            for head, name in zip(heads, ("x₁" if form > 2 else "x", "x₂" if form > 2 else "", "y"), strict=True):
                head.set_text(name)

        count = [f"form {form + 1}, point {point}" for form, point in zip(trace.form, trace.point, strict=True)]
        return compose(stage.readouts(trace, counter=count), show_form, *show_columns, frame)


scene = LineAsProduct()
