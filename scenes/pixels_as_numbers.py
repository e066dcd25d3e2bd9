"""Pixels are numbers: a picture of a digit is a matrix, and a function makes ten probabilities of it.

Alt: A pixelated 8 with a frame on a part of it; beside it that part as numbers, from 0 for paper to {brightest:.0f} for ink. Then bars, one
for each digit, for the 8 and for pictures of other digits; mostly one is long, and it is the right one. In the last picture it is not.

The 8 is drawn in this project's own typeface on {side:.0f} × {side:.0f} pixels. Each pixel is a number, from 0 for paper to
{brightest:.0f} for ink; along an edge, where the ink covers a part of the square, it lies between. The frame moves along the digit, and
the numbers under it can be read. The picture is nothing but this matrix of {pixels:.0f} numbers, and the computer is given the matrix.

Then a function takes all {pixels:.0f} numbers and returns ten, the probability of each digit; together they make 1. It
weighs every pixel for every digit, adds up, and turns the ten sums into probabilities: {parameters:.0f} parameters in all. They were
found by {steps} steps of gradient descent on {pictures} pictures of digits in six weights of the typeface, in many sizes and places.
It has seen none of the pictures that are shown here: the 8, one of each digit, and the first that it gets wrong. Of {held_out} such
pictures it gets {accuracy:.1%} right. That is far easier than handwriting, which no two people write alike.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from scenes.shared.digit_parts import bars, enlarged, picture
from scenes.shared.digits import SIDE, labelled_digits, rasterise
from scenes.studio.draw.board import Board, words
from scenes.studio.draw.marks import compose
from scenes.studio.draw.memory import flow
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import Bounds, Scene
from scenes.studio.words import say

PATCH = 8  # pixels that are seen as numbers, across and down
PATCHES = (3, 10), (8, 8), (12, 12), (17, 8)  # their first row and column, along the 8
PICTURE, PIXEL = (0, 54), 17  # its corner on the board, and the size of a pixel


@dataclass(frozen=True, kw_only=True)
class PixelsAsNumbers(Scene):
    """A picture and its numbers, then this and held-out pictures through a softmax classifier."""

    lr: float
    steps: int = 200
    pictures: int = 600
    held_out: int = 300

    bounds: ClassVar[Bounds] = {"pictures": (1, 5000), "held_out": (1, 5000)}

    def data(self):
        return labelled_digits(self.pictures, seed=2 * self.seed)

    @cached_property
    def fit(self):
        """The classifier: weights (784, 10), biases (10,) and the loss at each step."""
        x, digits = self.data()
        w, b = torch.zeros(SIDE**2, 10, requires_grad=True), torch.zeros(10, requires_grad=True)
        run = descend([w, b], lambda: cross_entropy(x @ w + b, digits), lr=self.lr, steps=self.steps)
        return [loss.item() for loss in run], w.detach(), b.detach()

    @cached_property
    def answers(self):
        """The pictures that it has not seen, the 8 and then held-out ones (1 + held_out, 784), their digits and probabilities."""
        (x, digits), (_, w, b) = labelled_digits(self.held_out, seed=2 * self.seed + 1), self.fit
        x = torch.cat([torch.tensor(rasterise(8, "Regular", 30).copy()).view(1, -1) / 255, x])
        return x, torch.cat([torch.tensor([8]), digits]), (x @ w + b).softmax(1)

    def train(self):
        x, digits, p = self.answers
        wrong = 1 + (p.argmax(1) != digits)[1:].nonzero()[:, 0]
        last = wrong[0] if len(wrong) else 1 + p.max(1).values[1:].argmin()
        each = [1 + i for digit in range(10) for i in (digits[1:] == digit).nonzero()[:1, 0]]
        nowhere = (-1, -1)
        for i, patch, asked in [*((0, patch, 0) for patch in (nowhere, *PATCHES)), *((i, nowhere, 1) for i in (0, *each, last))]:
            row = {"digit": digits[i], "asked": asked, "patch": patch, "picture": (255 * x[i]).view(SIDE, SIDE).round().int()}
            yield row | {"named": p[i].argmax(), "probability": p[i].max(), "p": p[i]}

    def facts(self, trace):
        (losses, w, b), (_, digits, p) = self.fit, self.answers
        wrong = int((p.argmax(1) != digits)[1:].sum())
        picture = {"side": SIDE, "pixels": SIDE**2, "brightest": 255, "parameters": w.numel() + b.numel()}
        return picture | {"wrong": wrong, "accuracy": 1 - wrong / self.held_out, "first_loss": losses[0], "last_loss": losses[-1]}

    def story(self, trace):
        asked, wrong = int(trace.asked.argmax()), trace.named[-1] != trace.digit[-1]
        return {
            0: "An 8: what does a computer see in it?",
            1: "Numbers: 0 is paper, 255 is ink",
            asked: "All {pixels} go into a function: ten probabilities",
            asked + 1: "Other pictures, other numbers, other probabilities",
            -1: "Wrong on {wrong} of {held_out}: this {digit} it calls {named}"
            if wrong
            else "None of {held_out} wrong, least sure of this {digit}",
        }

    def pace(self, trace):
        return np.where(trace.asked == 1, 400, 900).tolist()

    def frame_labels(self, trace):
        return [say("digit {digit}", digit=int(digit)) for digit in trace.digit]

    def draw(self, trace, stage):
        (panel,) = stage.panels(say("{side} × {side} pixels", side=SIDE))
        board, asked = Board(stage, panel, 1216, 586), trace.asked == 1
        return compose(
            picture(board, PICTURE, PIXEL, trace.picture),
            enlarged(board, PICTURE, PIXEL, trace.picture, trace.patch, PATCH, (704, 30), 64),
            bars(board, (780, 50), 50, 350, trace.p, trace.digit, asked),
            flow(board, (496, 292), (692, 292), asked, stage.theme.ink, say("{n} numbers", n=SIDE**2), (592, 264), ha="center"),
            words(board, (592, 322), np.where(asked, say("softmax(x @ w + b)"), ""), 18, ha="center", mono=True),
            words(board, (736, 20), np.where(asked, say("probability of each digit; the right digit framed"), ""), 20),
        )


scene = PixelsAsNumbers(lr=0.5)
