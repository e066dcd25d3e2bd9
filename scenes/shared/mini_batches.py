"""The line fit by mini-batches: a descent on a few points at a time, beside one on all of them."""

import torch

from scenes.shared.line_fit import LineFit
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend, mse


class MiniBatches(LineFit):
    """The line fit by mini-batches: the points are shuffled anew for every epoch and cut into batches."""

    steps: int = 80
    batch_size: int = 5

    readouts = {
        "full_loss": "loss",
        "loss": "loss of the batch",
        "a_0": "slope",
        "a_1": "intercept",
        "grad_0": "batch gradient along slope",
        "grad_1": "batch gradient along intercept",
        "smooth_0": "slope on all points",
        "smooth_1": "intercept on all points",
    }
    says = 2

    def __post_init__(self):
        super().__post_init__()
        if self.batch_size > self.points:
            raise BadNumber(f"batch_size must be at most the {self.points} points there are, not {self.batch_size}")

    def train(self):
        x, y = self.data()
        smooth = torch.tensor([-1.0, 1.0], requires_grad=True)
        full_batch = descend([smooth], lambda: mse(x @ smooth, y), lr=self.lr, steps=self.steps)
        for row, _ in zip(self.descent(), full_batch, strict=True):
            (full_grad,) = torch.autograd.grad(row["full_loss"], row["a"])
            yield row | {"full_grad": full_grad, "smooth": smooth}

    def descent(self):
        """The descent by mini-batches alone: its rows, without what all points together ask for."""
        x, y = self.data()
        batches = self.batches()
        a = torch.tensor([-1.0, 1.0], requires_grad=True)
        batch = None

        def batch_loss():
            nonlocal batch
            batch = next(batches)
            return mse(x[batch] @ a, y[batch])

        for loss in descend([a], batch_loss, lr=self.lr, steps=self.steps):
            yield {"loss": loss, "a": a, "grad": a.grad, "batch": batch, "full_loss": mse(x @ a, y)}

    def batches(self):
        """Index arrays (batch_size,) without end; a remainder too small for a batch is dropped."""
        rng = torch.Generator().manual_seed(self.seed)
        while True:
            shuffled = torch.randperm(self.points, generator=rng)
            yield from shuffled[: self.points - self.points % self.batch_size].split(self.batch_size)

    def facts(self, trace):
        return super().facts(trace) | {"epochs": self.steps * self.batch_size / self.points}


def point_gradients(a, x, y):
    """The gradient at `a` (2,) of the squared miss of each point alone, of x (n, 2) and y (n,): (n, 2).

    A batch's gradient is the mean of those of its points.
    """
    each = a.detach().repeat(len(y), 1).requires_grad_()  # one copy for each point, on which no other point's miss depends
    return torch.autograd.grad(((x * each).sum(1) - y).square().sum(), each)[0]
