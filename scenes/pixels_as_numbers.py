"""Pixels are numbers: a picture of a digit is a matrix, which a function turns into a score for each digit.

Alt: A pixelated 8 with a frame on a part of it; beside it that part as numbers, from 0 for paper to {brightest:.0f} for ink. Then
the weights of two digits as coloured pictures under the outline of the 8, next to them these weights times the ink, and a bar for the
score of each digit. One picture, a 3, is taken for another digit, until it is moved to a side.

The 8 is drawn in this project's own typeface on {side:.0f} × {side:.0f} pixels. Each pixel is a number, from 0 for paper to
{brightest:.0f} for ink; along an edge, where the ink covers a part of the square, it lies between. The picture is nothing but
this matrix of {pixels:.0f} numbers, and the computer is given the matrix.

Then a function takes all {pixels:.0f} numbers. For each digit it has a weight at each pixel: ink there speaks for the digit or
against it. The ink of the picture is multiplied by the weights and added up, one number more is added for each digit, and that is
the digit's score; the highest one wins. The film follows one pixel first, whose ink counts for the one digit and against the other,
and then shows all, with the weights of the winner and of its closest rival. Softmax would make ten
probabilities of the ten scores. All in all there are {parameters:.0f} parameters, found by {steps} steps of gradient descent on
{pictures} pictures of digits in six weights of the typeface, in many sizes and places.

It has seen none of the pictures that are shown here: the 8, three other digits, and the first that it gets wrong, with the
weights of the winner and those of the digit that it is. Much of its ink lies on weights against it. The same picture, moved by
as few pixels to a side as it takes, comes last: now it scores highest. Of {held_out} such pictures it gets {accuracy:.1%} right.
That is far easier than handwriting, which no two people write alike.
"""

from functools import cached_property

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from scenes.shared.digit_parts import TALL, WIDE, asked, enlarged, picture, scores, weighed
from scenes.shared.digits import SIDE, labelled_digits, moved, rasterise
from scenes.studio.draw.board import Board
from scenes.studio.run.descend import descend
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say

PATCH, PLACE = 8, (12, 8)  # pixels that are seen as numbers, across and down; their first row and column
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
        (x, digits), w, b = self.data(), torch.zeros(SIDE**2, 10, requires_grad=True), torch.zeros(10, requires_grad=True)
        run = descend([w, b], lambda: cross_entropy(x @ w + b, digits), lr=self.lr, steps=self.steps)
        return [loss.item() for loss in run], w.detach(), b.detach()

    @cached_property
    def answers(self):
        """The pictures that it has not seen, the 8 and then held-out ones (1 + held_out, 784), their digits and scores."""
        (x, digits), (_, w, b) = labelled_digits(self.held_out, seed=2 * self.seed + 1), self.fit
        x = torch.cat([torch.tensor(rasterise(8, "Regular", 30).copy()).view(1, -1) / 255, x])
        return x, torch.cat([torch.tensor([8]), digits]), x @ w + b

    def train(self):
        (x, digits, scores), (_, w, b) = self.answers, self.fit
        wrong = 1 + (scores.argmax(1) != digits)[1:].nonzero()[:, 0]
        last = int(wrong[0] if len(wrong) else 1 + scores.softmax(1).max(1).values[1:].argmin())
        shown = [1 + i for digit in OTHERS for i in (digits[1:] == digit).nonzero()[:1, 0].tolist()]
        rows = [*((digits[0], x[0], stage, 0) for stage in range(4)), *((digits[i], x[i], 3, 0) for i in (*shown, last))]
        rows += [(digits[last], ink, 3, by) for by, ink in moved(x[last]) if len(wrong) and (ink @ w + b).argmax() == digits[last]][:1]
        right, named = 0, None
        for digit, ink, stage, by in rows:
            scores = ink @ w + b
            before, named = named, scores.argmax()
            rival = before if by else digit if named != digit else scores.argsort()[-2]
            right += stage == 3 and bool(named == digit) and not by
            pixel = int((ink * torch.minimum(w[:, named], -w[:, rival])).argmax())  # for the one, against the other
            vote, p = ink[pixel] * w[pixel], scores.softmax(0)
            row = {"right": right, "digit": digit, "stage": stage, "named": named, "rival": rival, "scores": scores, "p": p, "moved": by}
            row |= {"pixel": torch.tensor(divmod(pixel, SIDE)), "vote": vote[named], "rival_vote": vote[rival], "probability": p.max()}
            yield row | {"picture": (255 * ink).view(SIDE, SIDE).round().int()}

    def facts(self, trace):
        (losses, w, b), (_, digits, scores) = self.fit, self.answers
        wrong = int((scores.argmax(1) != digits)[1:].sum())
        found = {"wrong": wrong, "accuracy": 1 - wrong / self.held_out, "first_loss": losses[0], "last_loss": losses[-1]}
        return found | {"side": SIDE, "pixels": SIDE**2, "brightest": 255, "parameters": w.numel() + b.numel()}

    def story(self, trace):
        side, wrong = "right" if trace.moved[-1] > 0 else "left", first(trace.named != trace.digit)
        end = "It says {named}: much of this {digit} counts against {digit}"
        right = f"Moved {abs(trace.moved[-1])} pixels {side}, the same {{digit}} scores highest"
        return {
            0: "An 8: how can a computer tell?",
            1: "It gets {side:.0f} × {side:.0f} numbers: 0 is paper, 255 is ink",
            2: "One pixel’s ink: {vote:+.2f} for {named}, {rival_vote:+.2f} for {rival}",
            3: "Ink × weight, added up: the highest score wins",
            wrong: end,
            -1: right if trace.moved[-1] else end if wrong else "None of {held_out} wrong, least sure of this {digit}",
        }

    def draw(self, trace, stage):
        plan = WIDE if stage.canvas.wide else TALL
        board = Board(stage, stage.panels("")[0], *plan.size)
        tally = say("{wrong} of {n} wrong", wrong=int(self.facts(trace)["wrong"]), n=self.held_out)
        return [
            picture(board, plan, trace.picture),
            asked(board, plan, trace.stage == 0),
            enlarged(board, plan, trace.picture, np.where((trace.stage == 1)[:, None], PLACE, -1), PATCH, trace.pixel),
            weighed(board, plan, trace, self.fit[1].T.reshape(10, SIDE, SIDE).numpy(), tally),
            scores(board, plan, trace),
        ]


scene = PixelsAsNumbers(lr=0.5)
