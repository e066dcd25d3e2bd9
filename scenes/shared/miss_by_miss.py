"""The misses of the guess, one after the other; then the line goes down to the best one, and all of them with it."""

from itertools import islice

import torch

from scenes.shared.line_fit import LecturePoints
from scenes.shared.line_loss import GUESS
from scenes.studio.run.descend import descend, mse
from scenes.studio.words import say

SLOW = 6  # rows before the film hurries
SWING, RATE = 16, 0.4  # steps of the line in the end, at this part of the largest rate at which the line settles


class MissByMiss(LecturePoints):
    """Rows for each point, with the `loss` of the guess on those so far; then `line` moves and has a `line_loss`, the rest stays."""

    def train(self):
        x, y = self.data()
        residuals = x @ torch.tensor(GUESS) - y
        means = ((residuals**2).double().cumsum(0) / torch.arange(1, self.points + 1)).float()
        for mean, residual in zip(means, residuals, strict=True):
            row = {"loss": mean, "rmse": mean.sqrt(), "residual": residual, "square": residual**2, "miss": residual.abs()}
            yield row | {"line": torch.tensor(GUESS), "line_loss": mean}
        a = torch.tensor(GUESS, requires_grad=True)
        run = descend([a], lambda: mse(x @ a, y), lr=RATE * self.best_fit["limit"], steps=SWING)
        for loss in islice(run, 1, None):  # the guess is the last row above
            yield row | {"line": a, "line_loss": loss}

    def frame_rows(self, last):
        full = self.points - 1
        return sorted({*range(min(SLOW, full)), *range(SLOW, full, -(-max(full - SLOW, 1) // 24)), *range(full, last + 1)})

    def pace(self, trace):
        return [500 if row < SLOW else 100 if row < self.points - 1 else 200 for row in range(len(trace))]

    def frame_labels(self, trace):
        counted = [say("{n} of {points} points", n=1 + row, points=self.points) for row in range(self.points)]
        return counted + [say("step {t}", t=1 + row) for row in range(len(trace) - self.points)]
