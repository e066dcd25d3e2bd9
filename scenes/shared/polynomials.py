"""Polynomials: noisy points of a gentle wave, Legendre features, the best fit."""

import torch

from scenes.studio.draw.pace import STRIDES
from scenes.studio.errors import BadNumber
from scenes.studio.run.user_points import UserPoints

Points = tuple[torch.Tensor, torch.Tensor]  # x (n,), y (n,)
MOST_DEGREE = 40


def wave(x: torch.Tensor) -> torch.Tensor:
    """The wave behind the points, before noise: sin 3x."""
    return torch.sin(3 * x)


def noisy_sine(points: int, held_out: int, seed: int) -> tuple[Points, Points]:
    """Points of sin 3x with normal noise of 0.3, to learn from and to hold out.

    The first are evenly spaced over −1 … 1, which makes their Hessian, and so the limit of the learning rate, the
    same for every seed; the second lie anywhere in it.
    """
    rng = torch.Generator().manual_seed(seed)
    x, held_x = torch.linspace(-1, 1, points), torch.empty(held_out)
    y = wave(x) + 0.3 * torch.randn(points, generator=rng)
    held_x.uniform_(-1, 1, generator=rng)
    return (x, y), (held_x, wave(held_x) + 0.3 * torch.randn(held_out, generator=rng))


def split_held_out(own: UserPoints) -> tuple[Points, Points]:
    """A user's points, split into those to learn from and those to hold out: a quarter, at least two, evenly spread in the order of x."""
    x, y = map(torch.tensor, own.standardised())
    order = x.argsort(stable=True)
    count = max(2, len(own) // 4)
    held = torch.zeros(len(own), dtype=torch.bool)
    held[((torch.arange(count) + 0.5) * len(own) / count).long()] = True
    learn, hold = order[~held], order[held]
    return (x[learn], y[learn]), (x[hold], y[hold])


def check_degree(degree: int, points: int, own: UserPoints | None = None) -> None:
    """Raises BadNumber for a degree that float32 has too few digits for, or that the points cannot determine."""
    if degree > MOST_DEGREE:
        raise BadNumber(f"degree must be at most {MOST_DEGREE}, not {degree}")
    if own:
        (x, _), (held_x, _) = split_held_out(own)
        different = len(x.unique())
        if different <= degree:
            raise BadNumber(
                f"{own.file} ends at line {own.last_line}; of its {len(own)} points {len(held_x)} are held out, and the others "
                f"have {different} different x; a polynomial of degree {degree} needs more than {degree}"
            )
    elif points <= degree:
        raise BadNumber(f"a polynomial of degree {degree} needs more than {degree} points, not {points}")


def legendre(x: torch.Tensor, degree: int) -> torch.Tensor:
    """The Legendre polynomials P_0 … P_degree at x (n,) within −1 … 1: (n, degree + 1).

    They are nearly orthogonal on the points, so that plain SGD reaches the least-squares fit; powers of x are not.
    """
    return torch.stack([torch.special.legendre_polynomial_p(x, torch.tensor(k)) for k in range(degree + 1)], dim=1)


def least_squares(x: torch.Tensor, y: torch.Tensor, degree: int) -> torch.Tensor:
    """The parameters (degree + 1,) of the polynomial with the least mean squared error on x, y (n,)."""
    return torch.linalg.lstsq(legendre(x, degree).double(), y.double()[:, None]).solution[:, 0].float()


def limit(x: torch.Tensor, degree: int) -> float:
    """2/λmax of the Hessian 2·XᵀX/n of the mean squared error, X the features of x: the largest useful rate."""
    features = legendre(x, degree).double()
    return float(2 / torch.linalg.eigvalsh(2 * features.T @ features / len(x))[-1])


def widening_rows(last: int) -> list[int]:
    """Rows 0 … last: every one at first, then every 2nd, 5th, 10th, …; no stride is over a quarter of the way behind it."""
    rows, strides, stride = [0], iter(STRIDES), 1
    wider = next(strides)
    while rows[-1] < last:
        while wider <= rows[-1] / 4:
            stride, wider = wider, next(strides)
        rows.append(min(rows[-1] + stride, last))
    return rows
