"""Overfitting: the curve learns the noise of its few points, and gets worse where it was not trained.

Alt: A curve of degree {degree} first follows the gentle wave in its {points} points, then bends through each of them with
spikes at the ends. The training loss falls all the way; the held-out loss falls, turns and climbs.

A polynomial of degree {degree} is fitted by gradient descent to {points} noisy points of a gentle wave. The frames lie further and
further apart, because the interesting things happen first. The training loss goes down from {loss.first:.2f} to
{loss.last:.4f} and never up. The loss on held-out points, which the descent never sees, goes down to
{val_loss.min:.3f} and then up again to {val_loss.last:.2f}: from there on the curve learns what is accident in its points. A straight
line, too simple for the wave, stays at {line_val_loss:.2f} on the held-out points, better than the bent curve at its end.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.studio.descend import descend, mse
from scenes.studio.numbers import equal_width
from scenes.studio.scene import Scene

MOST_DEGREE = 40  # beyond it float32 has no digits left for the features


@dataclass(frozen=True, kw_only=True)
class PolynomialFit(Scene):
    """y = Σ a_k P_k(x), a polynomial in Legendre features; they keep plain SGD's limit 2/λmax near 1."""

    steps: int = 2000
    degree: int = 11
    points: int = 14
    held_out: int = 100

    def __post_init__(self):
        super().__post_init__()
        if self.degree > MOST_DEGREE:
            raise ValueError(f"degree must be at most {MOST_DEGREE}, not {self.degree}")
        if self.points <= self.degree:
            raise ValueError(f"a polynomial of degree {self.degree} needs more than {self.degree} points, not {self.points}")

    # --8<-- [start:data]
    def data(self):
        """The training points; their x evenly spaced, so that the limit of the learning rate is the same for all seeds."""
        (x, y), _ = self.samples()
        return x, y

    def samples(self):
        """Noisy points of sin 3x, to learn from and to hold out: (x, y), (x, y)."""
        rng = torch.Generator().manual_seed(self.seed)
        x, held_x = torch.linspace(-1, 1, self.points), torch.empty(self.held_out)
        y = torch.sin(3 * x) + 0.3 * torch.randn(self.points, generator=rng)
        held_x.uniform_(-1, 1, generator=rng)
        return (x, y), (held_x, torch.sin(3 * held_x) + 0.3 * torch.randn(self.held_out, generator=rng))

    def features(self, x, degree=None):
        """The Legendre polynomials P_0 … P_degree at x (n,): (n, degree + 1)."""
        degrees = range((self.degree if degree is None else degree) + 1)
        return torch.stack([torch.special.legendre_polynomial_p(x, torch.tensor(k)) for k in degrees], dim=1)

    # --8<-- [end:data]
    # --8<-- [start:train]
    def train(self):
        (x, y), (held_x, held_y) = self.samples()
        x, held_x = self.features(x), self.features(held_x)
        a = torch.zeros(self.degree + 1, requires_grad=True)
        for loss in descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps):
            yield {"loss": loss, "val_loss": mse(held_x @ a, held_y), "a": a, "grad": a.grad}

    # --8<-- [end:train]
    def line_fit(self):
        """The least-squares line through the training points: its parameters (2,)."""
        x, y = self.data()
        return torch.linalg.lstsq(self.features(x, 1), y[:, None]).solution[:, 0]

    def facts(self):
        (x, y), (held_x, held_y) = self.samples()
        h = 2 * self.features(x).double().T @ self.features(x).double() / self.points
        return {
            "limit": float(2 / torch.linalg.eigvalsh(h)[-1]),
            "line_loss": float(mse(self.features(x, 1) @ self.line_fit(), y)),
            "line_val_loss": float(mse(self.features(held_x, 1) @ self.line_fit(), held_y)),
        }

    def shown(self, last):
        """Evenly spaced on a log scale, some fourteen frames for each tenfold."""
        return [0, *np.unique(np.geomspace(1, last, 1 + round(30 * np.log10(max(last, 2)))).round().astype(int)).tolist()]

    def draw(self, trace, stage):
        theme = stage.theme
        (x, y), held = self.samples()
        story, losses = stage.panels(f"polynomial of degree {self.degree} on {self.points} points", "loss", share=0.62)
        grid = torch.linspace(-1, 1, 400)
        curves = trace.a @ self.features(grid).numpy().T
        story.set(xlim=(-1.08, 1.08), ylim=(-2.6, 3.2), xlabel="x", ylabel="y")
        story.plot(*held, ".", color=theme.held_out, alpha=0.7, markersize=8)
        story.plot(x, y, "o", color=theme.data, markersize=13)
        straight = self.features(grid, 1) @ self.line_fit()
        story.plot(grid, straight, "--", color=theme.muted, linewidth=2.5)
        story.annotate("line", (1, straight[-1]), (0, 8), textcoords="offset points", color=theme.muted, ha="right")
        story.text(0.98, 0.03, "held-out points", color=theme.held_out, ha="right", transform=story.transAxes)
        (curve,) = story.plot([], [], color=theme.model, linewidth=5)
        mark = stage.off_scale(story, theme.model)
        stage.log_steps(losses, len(trace) - 1)
        stage.log_scale(losses.yaxis, trace.loss, trace.val_loss)
        move_losses = [
            stage.loss_curve(losses, trace.loss, theme.loss, "training"),
            stage.loss_curve(losses, trace.val_loss, theme.held_out, "held out"),
        ]
        show = stage.readouts(
            trace,
            ("training loss", equal_width(trace.loss), theme.loss),
            ("held-out loss", equal_width(trace.val_loss), theme.held_out),
        )

        def frame(t):
            show(t)
            curve.set_data(grid, curves[t])
            worst = int(np.abs(curves[t]).argmax())
            mark(float(grid[worst]), curves[t, worst], f"ŷ {curves[t, worst]:.1f}")
            for move in move_losses:
                move(t)

        return frame


scene = PolynomialFit(lr=0.4)
