"""Descent on growing collections of points, for many people and all sizes at once."""

from collections.abc import Sequence

import torch

from scenes.shared.polynomials import Points, legendre
from scenes.studio.run.descend import descend


def fits_by_size(points: Points, sizes: Sequence[int], degree: int, lr: float, steps: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Fit polynomials to the first of the `points`, x and y (people, points), as many as each of the `sizes`, from 0 on.

    Returns the parameters (sizes, people, degree + 1) and training losses (sizes, people) of all fits, at the end of one descent of all.

    The mean squared error of n points is aᵀGa − 2bᵀa + c, where G, b and c are means over the points: with these
    a step takes as long for two thousand points as for eight. The fits share nothing but the loop.
    """
    x, y = points
    features = legendre(x.flatten(), degree).unflatten(0, x.shape)
    parts = [(features[:, :n], y[:, :n, None]) for n in sizes]
    g = torch.stack([X.mT @ X / n for n, (X, _) in zip(sizes, parts, strict=True)])
    b = torch.stack([(X.mT @ y)[..., 0] / n for n, (X, y) in zip(sizes, parts, strict=True)])
    c = torch.stack([(y**2).mean((1, 2)) for _, y in parts])
    a = torch.zeros_like(b, requires_grad=True)

    def losses() -> torch.Tensor:
        return ((g @ a[..., None])[..., 0] * a - 2 * b * a).sum(-1) + c

    for _ in descend([a], lambda: losses().sum(), lr=lr, steps=steps):
        pass
    return a.detach(), losses().detach()
