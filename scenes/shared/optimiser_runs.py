"""Runs of plain SGD, momentum, RMSProp and Adam on the mean squared error of a line, many rates at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from scenes.shared.line_loss import GUESS, line_facts

KINDS = {"sgd": "plain SGD", "rolling": "momentum", "rmsprop": "RMSProp", "adam": "Adam"}
MOMENTUM, NEAR = 0.9, 0.01  # NEAR: of the way down from the first loss to the best one
RATES = [*(digits * power for power in (0.01, 0.1, 1.0) for digits in (1.0, 1.6, 2.5, 4.0, 6.3)), 10.0]
TRIED = 200  # steps of each run of a sweep


def paths(kind: str, rates: Sequence[float], x: torch.Tensor, y: torch.Tensor, steps: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The parameters (steps + 1, rates, 2) and losses (steps + 1, rates) of this kind of optimiser at each of the rates, from the guess."""
    weights = [torch.tensor(GUESS, requires_grad=True) for _ in rates]
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


def needed(kind: str, rates: Sequence[float], x: torch.Tensor, y: torch.Tensor) -> list[int]:
    """How many steps this kind takes at each of the rates until it stays near the best loss, 0 where it does not within `TRIED`."""
    return arrivals(paths(kind, rates, x, y, TRIED)[1], line_facts(x, y)["best_loss"])


def gradients(a: Any, x: torch.Tensor, y: torch.Tensor) -> Any:
    """The gradient of the mean squared error at places `a` (rows, 2): (rows, 2)."""
    points, heights = x.double().numpy(), y.double().numpy()
    return 2 * (a @ points.T - heights) @ points / len(heights)
