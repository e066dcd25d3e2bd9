"""One polynomial fit with many strengths of weight decay, to choose among them."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from scenes.shared.polynomial_fit import PolynomialFit
from scenes.shared.polynomials import legendre, noisy_sine
from scenes.studio.run.descend import descend, mse


def losses_at(decays: Sequence[float], fit: PolynomialFit) -> dict[str, list[float]]:
    """The training, held-out and fresh losses at the end of a run with each of `decays`: `loss`, `val_loss`, `fresh_loss`.

    All runs are made by one SGD on the sum of their losses, a row of parameters each. To each is added decay / 2 · ‖a‖², whose gradient
    is what SGD's weight_decay adds. The fresh points are 2000 that neither the training nor the choice of a decay has seen; a file of
    one's own has none.
    """
    parts = {"loss": fit.data(), "val_loss": fit.held_out_data()}
    if not fit.user_points:
        parts["fresh_loss"] = noisy_sine(1, 2000, fit.seed + 1)[1]
    features = {name: (legendre(x, fit.degree), y) for name, (x, y) in parts.items()}
    x, y = features["loss"]
    a, strengths = torch.zeros(len(decays), fit.degree + 1, requires_grad=True), torch.tensor(decays)[:, None]
    for _ in descend([a], lambda: len(decays) * mse(a @ x.T, y) + (strengths * a**2).sum() / 2, lr=fit.lr, steps=fit.steps):
        pass
    return {name: [float(mse(x @ each, y)) for each in a.detach()] for name, (x, y) in features.items()}


def table(decays: Sequence[float], losses: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Facts for the notes: the losses at each decay, and which decay is best on the held-out points, if any run stayed finite."""
    series = {"decay": decays} | {f"{name}_at_decay": values for name, values in losses.items()}
    facts = {f"{name}_{i}": value for name, values in series.items() for i, value in enumerate(values)} | {"tried": len(decays)}
    val_losses = np.array(losses["val_loss"])
    if not np.isfinite(val_losses).any():
        return facts
    best = int(np.nanargmin(val_losses))
    facts |= {"best_decay": decays[best], "best_val_loss": losses["val_loss"][best]}
    if "fresh_loss" in losses:
        facts |= {"plain_fresh_loss": losses["fresh_loss"][0], "best_fresh_loss": losses["fresh_loss"][best]}
    return facts
