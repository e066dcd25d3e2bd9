"""Pixels are numbers: a picture of a digit is a matrix, which a function turns into a score for each digit.

Alt: A pixelated 8 with a frame on a part of it; beside it that part as numbers, from 0 for paper to {brightest:.0f} for ink. Then
the weights of two digits as small coloured pictures, multiplied by the ink of this one, and a bar for the score of each digit.
Mostly the longest bar is the right one; in the last picture it is not.

The 8 is drawn in this project's own typeface on {side:.0f} × {side:.0f} pixels. Each pixel is a number, from 0 for paper to
{brightest:.0f} for ink; along an edge, where the ink covers a part of the square, it lies between. The picture is nothing but
this matrix of {pixels:.0f} numbers, and the computer is given the matrix.

Then a function takes all {pixels:.0f} numbers. For each digit it has a weight at each pixel: ink there speaks for the digit or
against it. The ink of the picture is multiplied by the weights and added up, one number more is added for each digit, and that is
the digit's score; the highest one wins. The film shows the weights of the winner and of its closest rival. Softmax would make ten
probabilities of the ten scores. All in all there are {parameters:.0f} parameters, found by {steps} steps of gradient descent on
{pictures} pictures of digits in six weights of the typeface, in many sizes and places.

It has seen none of the pictures that are shown here: the 8, three other digits, and the first that it gets wrong, with the
weights of the winner above those of the digit that it is. Of {held_out} such pictures it gets {accuracy:.1%} right. That is far
easier than handwriting, which no two people write alike.
"""

from functools import cached_property

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from scenes.shared.digit_parts import TALL, WIDE, enlarged, picture, scores, weighed
from scenes.shared.digits import SIDE, labelled_digits, rasterise
from scenes.studio.draw.board import Board
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say

PATCH, PLACE = 8, (8, 8)  # pixels that are seen as numbers, across and down; their first row and column
OTHERS = 0, 2, 7  # of the digits, those of which a picture is shown


class PixelsAsNumbers(Scene):
    """A picture and its numbers, then this and held-out pictures weighed by a classifier; `stage` counts what is shown of it, 0 to 3."""

    lr: float
    steps: int = 200
    pictures: int = 600
    held_out: int = 300

    bounds = {"pictures": (1, 5000), "held_out": (1, 5000)}
    readouts = {"digit": "digit shown", "right": "pictures named right so far"}
    says = 2
    counter = "digit {digit}"

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
        """The pictures that it has not seen, the 8 and then held-out ones (1 + held_out, 784), their digits and scores."""
        (x, digits), (_, w, b) = labelled_digits(self.held_out, seed=2 * self.seed + 1), self.fit
        x = torch.cat([torch.tensor(rasterise(8, "Regular", 30).copy()).view(1, -1) / 255, x])
        return x, torch.cat([torch.tensor([8]), digits]), x @ w + b

    def train(self):
        x, digits, scores = self.answers
        p, named = scores.softmax(1), scores.argmax(1)
        wrong = 1 + (named != digits)[1:].nonzero()[:, 0]
        last = wrong[0] if len(wrong) else 1 + p.max(1).values[1:].argmin()
        each = [1 + i for digit in OTHERS for i in (digits[1:] == digit).nonzero()[:1, 0]]
        right = 0
        for i, stage in [*((0, stage) for stage in range(4)), *((i, 3) for i in (*each, last))]:
            rival = digits[i] if named[i] != digits[i] else scores[i].argsort()[-2]
            right += stage == 3 and bool(named[i] == digits[i])
            row = {"right": right, "digit": digits[i], "stage": stage, "named": named[i], "rival": rival, "scores": scores[i], "p": p[i]}
            yield row | {"picture": (255 * x[i]).view(SIDE, SIDE).round().int(), "probability": p[i].max()}

    def facts(self, trace):
        (losses, w, b), (_, digits, scores) = self.fit, self.answers
        wrong = int((scores.argmax(1) != digits)[1:].sum())
        found = {"wrong": wrong, "accuracy": 1 - wrong / self.held_out, "first_loss": losses[0], "last_loss": losses[-1]}
        return found | {"side": SIDE, "pixels": SIDE**2, "brightest": 255, "parameters": w.numel() + b.numel()}

    def story(self, trace):
        end = "It says {named}: much of this {digit} counts against {digit}"
        if trace.named[-1] == trace.digit[-1]:
            end = "None of {held_out} wrong, least sure of this {digit}"
        return {
            0: "An 8: how can a computer tell?",
            1: "It gets {side:.0f} × {side:.0f} numbers: 0 is paper, 255 is ink",
            2: "Each digit has a weight at each pixel",
            3: "Ink × weight, added up, is the score: {named} wins",
            first(trace.digit != trace.digit[0]): "Other pictures, same weights: the highest score wins",
            -1: end,
        }

    def draw(self, trace, stage):
        (panel,) = stage.panels(say("{side} × {side} pixels", side=SIDE))
        plan = WIDE if stage.canvas.wide else TALL
        board, weights = Board(stage, panel, *plan.size), self.fit[1].T.reshape(10, SIDE, SIDE).numpy()
        source = say("learnt from {n} other pictures", n=self.pictures)
        tally = say("{wrong} of {n} pictures wrong", wrong=int(self.facts(trace)["wrong"]), n=self.held_out)
        return [
            picture(board, plan.picture, plan.pixel, trace.picture),
            enlarged(board, plan, trace.picture, np.where((trace.stage == 1)[:, None], PLACE, -1), PATCH),
            weighed(board, plan, trace, weights, source, tally),
            scores(board, plan.scores, plan.pitch, 270, trace.scores, trace.digit, trace.stage == 3),
        ]


scene = PixelsAsNumbers(lr=0.5)
