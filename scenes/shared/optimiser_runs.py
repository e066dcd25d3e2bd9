"""Runs of plain SGD, momentum, RMSProp and Adam on the mean squared error of a line, many rates at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

KINDS = {"sgd": "plain SGD", "rolling": "momentum", "rmsprop": "RMSProp", "adam": "Adam"}
MOMENTUM, NEAR = 0.9, 0.01  # NEAR: of the way down from the first loss to the best one


def paths(
    kind: str, rates: Sequence[float], x: torch.Tensor, y: torch.Tensor, start: Sequence[float], steps: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """The parameters (steps + 1, rates, 2) and losses (steps + 1, rates) of this kind of optimiser at each of the rates, from `start`."""
    weights = [torch.tensor(list(start), requires_grad=True) for _ in rates]
    groups = [{"params": [weight], "lr": rate} for weight, rate in zip(weights, rates, strict=True)]
    optimiser: torch.optim.Optimizer
    if kind == "rmsprop":
        optimiser = torch.optim.RMSprop(groups)
    elif kind == "adam":
        optimiser = torch.optim.Adam(groups)
    else:
        optimiser = torch.optim.SGD(groups, momentum=MOMENTUM if kind == "rolling" else 0)
    places, losses = [], []
    for _ in range(steps + 1):
        optimiser.zero_grad()
        at = torch.stack(weights)
        each = ((at @ x.T - y) ** 2).mean(1)
        each.sum().backward()  # of each rate's parameters only their own loss depends
        places.append(at.detach())
        losses.append(each.detach())
        optimiser.step()
    return torch.stack(places), torch.stack(losses)


def arrivals(losses: Any, best_loss: float) -> list[int]:
    """From which step on each of the runs (steps + 1, runs) stays near the best loss; 0 where it does not."""
    losses = torch.tensor(np.asarray(losses))
    far = ~((losses - best_loss) <= NEAR * (losses[0] - best_loss))  # nan is far
    last = [int(column.nonzero()[-1]) + 1 if column.any() else 0 for column in far.T]
    return [step if step < len(losses) else 0 for step in last]
