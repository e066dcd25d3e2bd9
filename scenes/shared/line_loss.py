"""The mean squared error of a line, as mathematics: its curvature, its best fit, its ellipses of equal loss."""

from bisect import bisect_left

import numpy as np
import torch
from numpy.typing import NDArray

from scenes.studio.numbers import stable

GUESS = (-1.0, 1.0)  # slope and intercept from which every line sets out


def hessian(x: torch.Tensor) -> torch.Tensor:
    """The Hessian 2·xᵀx/n of the mean squared error on points x (n, 2): (2, 2), in double precision."""
    return 2 * x.double().T @ x.double() / len(x)


def best_line(x: torch.Tensor, y: torch.Tensor) -> NDArray[np.float64]:
    """Slope and intercept (2,) of the line that fits points x (n, 2) and y (n,) best."""
    best = line_facts(x, y)
    return np.array([best["best_slope"], best["best_intercept"]])


def line_facts(x: torch.Tensor, y: torch.Tensor) -> dict[str, float]:
    """Of points x (n, 2) and y (n,): the largest useful learning rate, how narrow the valley is, and the best line there is.

    `limit` is 2/λmax of the Hessian 2·xᵀx/n of the mean squared error: descent on a quadratic shrinks its error
    along an eigenvector by |1 − lr·λ| a step, so it settles if and only if lr < 2/λmax (Nocedal & Wright,
    Numerical Optimization, chapter 3). `condition` is λmax/λmin. `best_…` is the least-squares solution.
    """
    x, y = x.double(), y.double()
    best = torch.linalg.lstsq(x, y[:, None]).solution[:, 0]
    low, high = torch.linalg.eigvalsh(hessian(x))
    numbers = {
        "limit": 2 / high,
        "condition": high / low,
        "best_slope": best[0],
        "best_intercept": best[1],
        "best_loss": ((x @ best - y) ** 2).mean(),
    }
    if numbers["best_loss"] < 1e-24 * (y**2).mean():  # a line through all points, but for rounding
        numbers["best_loss"] = torch.zeros(())
    return {name: stable(float(value)) for name, value in numbers.items()}


def iso_loss_ellipse(x: torch.Tensor, y: torch.Tensor, a: torch.Tensor, turns: int) -> torch.Tensor:
    """Parameters (turns, 2) once round the ellipse of equal loss through a (2,), which is the first and not the last too.

    The loss is its least plus ½ dᵀHd, with H the Hessian and d from the best fit; with ½H = L·Lᵀ that is a circle in Lᵀd.
    """
    centre, upper = torch.tensor(best_line(x, y)), torch.linalg.cholesky(hessian(x) / 2).T
    u, v = upper @ (a.double() - centre)
    angles = torch.arange(turns, dtype=torch.float64) * 2 * torch.pi / turns
    circle = torch.stack([u * angles.cos() - v * angles.sin(), u * angles.sin() + v * angles.cos()])
    return (centre + torch.linalg.solve(upper, circle).T).to(a.dtype)


def ellipses(x: torch.Tensor, levels: NDArray[np.floating], turns: int = 181) -> NDArray[np.float64]:
    """Rings of equal loss about the best fit of points x (n, 2), closed: (levels, turns, 2), as parameters less the best ones.

    On each ring the loss lies one of `levels` above the best one; for one below 0, which only rounding gives, it is a point. See
    iso_loss_ellipse.
    """
    upper = np.linalg.cholesky((hessian(x) / 2).numpy()).T
    angles = np.linspace(0, 2 * np.pi, turns)
    circle = np.linalg.solve(upper, np.stack([np.cos(angles), np.sin(angles)])).T
    return np.sqrt(np.maximum(levels, 0))[:, None, None] * circle


def best_rate(x: torch.Tensor) -> float:
    """The rate at which descent on points x (n, 2) settles soonest: 2/(λmin + λmax), which leaves equal shares along both directions."""
    return float(2 / torch.linalg.eigvalsh(hessian(x)).sum())


def steps_needed(x: torch.Tensor, y: torch.Tensor, lr: float, share: float) -> int:
    """After how many steps from the guess at most this `share` of the loss above the best one is left, at a rate below the limit.

    Along an eigenvector of the Hessian a step leaves 1 − lr·λ of the distance, and so its square of the loss.
    """
    curvatures, directions = torch.linalg.eigh(hessian(x))
    away = directions.T @ torch.tensor(GUESS - best_line(x, y))
    parts = curvatures * away**2

    def left(steps: int) -> float:
        return float((parts * (1 - lr * curvatures) ** (2 * steps)).sum() / parts.sum())

    high = 1
    while left(high) > share and high < 2**40:
        high *= 2
    return bisect_left(range(high), -share, key=lambda steps: -left(steps))


def valley(x: torch.Tensor) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The curvatures (2,) of the loss of points x (n, 2), the smaller first, and the directions (2, 2) in which they are, one a row."""
    curvatures, directions = np.linalg.eigh(hessian(x).numpy())
    return curvatures, directions.T


def valley_facts(x: torch.Tensor, y: torch.Tensor, steps: int) -> dict[str, float]:
    """How many times as curved the loss is across its valley as along it, and the rate at which plain descent ends lowest after so many
    steps from the guess, with that loss: in closed form, over all rates.
    """
    facts, (curvatures, directions) = line_facts(x, y), valley(x)
    start = directions @ (GUESS - best_line(x, y))
    rates = np.linspace(0, facts["limit"], 2001)[1:]
    losses = facts["best_loss"] + (curvatures * (start * (1 - rates[:, None] * curvatures) ** steps) ** 2).sum(axis=1) / 2
    best = {"best_plain_lr": float(rates[losses.argmin()]), "best_plain_loss": float(losses.min())}
    return {"condition": float(curvatures[1] / curvatures[0])} | best
