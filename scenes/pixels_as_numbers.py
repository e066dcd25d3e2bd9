"""Pixels are numbers: a picture of a digit is a matrix, and a function makes ten probabilities of it.

Alt: A pixelated 8 is enlarged until each square shows its number, from 0 for paper to {brightest:.0f} for ink, and shrinks back. Then
digits in many weights of type follow each other, each with ten bars, mostly one long one at the right digit.

The 8 is drawn in this project's own typeface on {side.max:.0f} × {side.max:.0f} pixels. Each pixel is a number, from 0 for paper to
{brightest:.0f} for ink; along an edge, where the ink covers a part of the square, it lies between. The picture is nothing but
this matrix of {pixels:.0f} numbers, and what the computer is given is the matrix.

At the right a function takes the {pixels:.0f} numbers and returns ten, the probability of each digit; together they make 1. It
weighs every pixel for every digit, adds up, and turns the ten sums into probabilities: {parameters:.0f} parameters in all. They were
found by {steps} steps of gradient descent on {pictures} pictures of digits in six weights of the typeface, in many sizes and places.
It has seen none of the pictures that are shown here, and names {right:.0f} of these {asked:.0f} rightly. Of {held_out} such pictures
it gets {accuracy:.1%} right. That is far easier than handwriting, which no two people write alike.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import torch
from matplotlib.colors import LinearSegmentedColormap
from torch.nn.functional import cross_entropy

from scenes.shared.digits import SIDE, labelled_digits, rasterise
from scenes.studio.draw.theme import TICK, points
from scenes.studio.numbers import fixed
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import Bounds, Scene

WINDOWS = 28, 24, 20, 16, 13, 11, 9, 8  # pixels seen on the way in
LEGIBLE = 11  # from here on there is room for the numbers


@dataclass(frozen=True, kw_only=True)
class PixelsAsNumbers(Scene):
    """A picture seen closer and closer and back again, then held-out pictures through a softmax classifier."""

    lr: float
    steps: int = 200
    pictures: int = 600
    held_out: int = 300

    bounds: ClassVar[Bounds] = {"pictures": (1, 5000), "held_out": (1, 5000)}
    fps: ClassVar[int] = 2
    poster: ClassVar[int] = 9  # the numbers

    def data(self):
        return labelled_digits(self.pictures, seed=2 * self.seed)

    def held_out_data(self):
        return labelled_digits(self.held_out, seed=2 * self.seed + 1)

    @cached_property
    def fit(self):
        """The classifier: weights (784, 10), biases (10,) and the loss at each step."""
        x, digits = self.data()
        w, b = torch.zeros(SIDE**2, 10, requires_grad=True), torch.zeros(10, requires_grad=True)
        run = descend([w, b], lambda: cross_entropy(x @ w + b, digits), lr=self.lr, steps=self.steps)
        return [loss.item() for loss in run], w.detach(), b.detach()

    def train(self):
        _, w, b = self.fit
        eight = torch.tensor(rasterise(8, "Regular", 30).copy())
        down = [*(round((SIDE - side) * 0.6) for side in WINDOWS), 10, 8, 6]  # at last along the picture
        sides = [*WINDOWS, *[WINDOWS[-1]] * 3]
        zoom = [*zip(sides, down, strict=True), *reversed([*zip(WINDOWS, down, strict=False)][:-1])]
        for side, row in zoom:
            yield self.row(eight, 8, w, b, side, row, round((SIDE - side) * 0.4), asked=0)
        held, digits = self.held_out_data()
        order = [int(i) for k in range(2) for d in range(10) for i in (digits == d).nonzero()[k : k + 1, 0]]
        for picture, digit in [(eight, 8), *((held[i].view(SIDE, SIDE) * 255, int(digits[i])) for i in order)]:
            yield self.row(picture, digit, w, b, SIDE, 0, 0, asked=1)

    def row(self, picture, digit, w, b, side, row, column, asked):
        window = {"side": side, "row": row, "column": column, "zooming": int(not asked)}
        p = (picture.flatten() / 255 @ w + b).softmax(0)
        named = {"named": p.argmax(), "probability": p.max(), "p": p}
        return window | named | {"digit": digit, "picture": picture.round().int()}

    def facts(self, trace):
        losses, w, b = self.fit
        held, digits = self.held_out_data()
        named = (held @ w + b).argmax(1)
        shown = trace.zooming == 0
        return {
            "asked": int(shown.sum()),
            "right": int((trace.named == trace.digit)[shown].sum()),
            "pixels": SIDE**2,
            "brightest": 255,
            "parameters": w.numel() + b.numel(),
            "accuracy": float((named == digits).float().mean()),
            "first_loss": losses[0],
            "last_loss": losses[-1],
        }

    def draw(self, trace, stage):
        theme = stage.theme
        view, bars = stage.panels("the picture, and the numbers it is", "probability of each digit", share=0.56)
        view.grid(False)
        view.spines[:].set_visible(True)
        view.set(xlim=(0, SIDE), ylim=(SIDE, 0), xticks=[], yticks=[], aspect="equal", autoscale_on=False, anchor="NW")
        ink = LinearSegmentedColormap.from_list("ink", [theme.background, theme.ink])
        image = view.imshow(trace.picture[0], ink, vmin=0, vmax=255, interpolation="nearest", aspect="equal", zorder=1)
        texts = [view.text(0, 0, "", size=points(TICK), ha="center", va="center_baseline") for _ in range(LEGIBLE**2)]
        bars.set(xlim=(0, 1), ylim=(9.6, -0.6), yticks=range(10))
        bars.tick_params(axis="y", labelsize=points(24), labelcolor=theme.ink)
        bars.grid(axis="y", visible=False)
        lengths = bars.barh(range(10), [1.0] * 10, color=theme.model, height=0.7)
        first = int(trace.zooming.argmin())
        answers = zip(trace.named, trace.probability, trace.zooming, strict=True)
        verdicts = [f"most likely {digit}, probability {fixed(p, 2)}" if not zooming else "" for digit, p, zooming in answers]
        asked = len(trace) - first
        counts = [f"{side} × {side} of {SIDE} × {SIDE} pixels" for side in trace.side[:first]]
        counts += [f"picture {n + 1} of {asked}, a {trace.digit[first + n]}" for n in range(asked)]
        show = stage.readouts(trace, ("", verdicts, theme.model), counter=counts)

        def frame(t):
            show(t)
            side, top, left = trace.side[t], trace.row[t], trace.column[t]
            each = SIDE / side
            image.set(data=trace.picture[t], extent=(-left * each, (SIDE - left) * each, (SIDE - top) * each, -top * each))
            for i, text in enumerate(texts):
                row, column = divmod(i, LEGIBLE)
                text.set_visible(side <= LEGIBLE and max(row, column) < side)
                if text.get_visible():
                    value = trace.picture[t, top + row, left + column]
                    text.set(text=str(value), position=((column + 0.5) * each, (row + 0.5) * each))
                    text.set_color(theme.background if value > 127 else theme.ink)
            for length, p in zip(lengths, trace.p[t], strict=True):
                length.set_width(p * (1 - trace.zooming[t]))

        return frame


scene = PixelsAsNumbers(lr=0.5)
