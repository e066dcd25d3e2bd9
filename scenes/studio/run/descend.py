"""The loop that every lesson is about."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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

    Yields the scalar loss after 0, 1, … `steps` steps, so that of the guess first,
    while `weight.grad` holds the gradient there. `weights` are leaf
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


def lockstep(runs: Mapping[str, Iterable[Mapping[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Several runs side by side, a step of each at a time: the rows of each, its series named with its prefix.

    `runs` are iterables of rows by prefix: {"": one, "plain_": other} yields rows with `loss`, `a`, `plain_loss`, `plain_a`. Raises
    ValueError if they differ in length.
    """
    for rows in zip(*runs.values(), strict=True):
        yield {prefix + name: value for prefix, row in zip(runs, rows, strict=True) for name, value in row.items()}


def mse(y_hat: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Mean squared error of predictions `y_hat` against `y`, both (n,); a scalar in y's units squared."""
    return ((y_hat - y) ** 2).mean()
