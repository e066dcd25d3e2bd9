"""The loop that every lesson is about."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch


def descend(
    weights: Sequence[Any],
    loss: Callable[[], torch.Tensor],
    lr: float,
    steps: int,
    **settings: Any,
) -> Iterator[torch.Tensor]:
    """Plain SGD: weights ← weights − lr · gradient, `steps` times.

    Yields the scalar loss at each of the steps + 1 points of the way, the guess
    first, while the gradient there stands in `weight.grad`. `weights` are leaf
    tensors that require gradients and are changed in place. `settings`, such as
    momentum=0.9, and weights in groups are torch.optim.SGD's.
    """
    sgd = torch.optim.SGD(weights, lr=lr, **settings)
    for step in range(steps + 1):
        sgd.zero_grad()
        value = loss()
        value.backward()
        yield value
        if step < steps:
            sgd.step()


def mse(y_hat: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Mean squared error of predictions `y_hat` against `y`, both (n,); a scalar in y's units squared."""
    return ((y_hat - y) ** 2).mean()
