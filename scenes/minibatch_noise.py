"""Mini-batch noise: a few points at a time give a wandering path that arrives all the same.

Alt: Over the contours of the loss, a red path wanders about a smooth grey one; both reach the cross of the best fit,
and the red one keeps jittering there. Beside it {batch_size} of {points} points are lit at each step.

Each step draws {batch_size} of the {points} points at random and follows the gradient of those alone. That arrow, the
batch gradient, points only roughly where the gradient of all points does, so the path wanders; the smooth
path is the same descent on all points at every step, with the same guess and the same learning rate {lr}. In {steps} steps every point is
drawn {epochs:.0f} times: {epochs:.0f} epochs. The loss over all points falls from {full_loss.first:.2f} to {full_loss.last:.3f}, and
does not come to rest: near the best fit the batches still disagree, and the noise of their gradients keeps the parameters moving.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.good_lr import LineFit
from scenes.studio import line
from scenes.studio.descend import descend, mse
from scenes.studio.numbers import equal_width
from scenes.studio.stage import together


@dataclass(frozen=True, kw_only=True)
class MiniBatches(LineFit):
    """The line fit by mini-batches: the points are shuffled anew for every epoch and cut into batches."""

    steps: int = 80
    batch_size: int = 5

    def __post_init__(self):
        super().__post_init__()
        if self.batch_size > self.points:
            raise ValueError(f"batch_size must be at most the {self.points} points there are, not {self.batch_size}")

    # --8<-- [start:train]
    def train(self):
        x, y = self.data()
        batches = self.batches()
        a, smooth = (torch.tensor([-1.0, 1.0], requires_grad=True) for _ in range(2))
        batch = None

        def batch_loss():
            nonlocal batch
            batch = next(batches)
            return mse(x[batch] @ a, y[batch])

        stochastic = descend([a], batch_loss, lr=self.lr, steps=self.steps)
        full_batch = descend([smooth], lambda: mse(x @ smooth, y), lr=self.lr, steps=self.steps)
        for loss, _ in zip(stochastic, full_batch, strict=True):
            full_loss = mse(x @ a, y)
            (full_grad,) = torch.autograd.grad(full_loss, a)
            yield {
                **{"loss": loss, "a": a, "grad": a.grad, "batch": batch},
                **{"full_loss": full_loss, "full_grad": full_grad, "smooth": smooth},
            }

    def batches(self):
        """Index arrays (batch_size,) without end; a remainder too small for a batch is dropped."""
        rng = torch.Generator().manual_seed(self.seed)
        while True:
            shuffled = torch.randperm(self.points, generator=rng)
            yield from shuffled[: self.points - self.points % self.batch_size].split(self.batch_size)

    # --8<-- [end:train]
    def facts(self):
        return super().facts() | {"epochs": self.steps * self.batch_size / self.points}

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        titles = (
            f"parameters at lr {self.lr:g}",
            f"{self.batch_size} {'point' if self.batch_size == 1 else 'points'} a step",
            "loss on all points",
        )
        story, points, losses = stage.panels(*titles, share=0.58)
        line.draw_valley(story, stage, x, y, slopes=(-1.6, 4.4), intercepts=(-0.4, 4.6))
        story.plot(*trace.smooth.T, color=theme.muted, linewidth=2.5, zorder=3)
        (smooth,) = story.plot([], [], "s", color=theme.muted, markersize=7, zorder=5)
        paths = {"path on batches": theme.model, "path on all points": theme.muted}
        stage.key(story, paths | {"−gradient of the batch": theme.batch, "−gradient of all points": theme.gradient})
        (lit,) = points.plot([], [], "o", color=theme.batch, markersize=11, zorder=5)
        stage.log_scale(losses.yaxis, trace.full_loss)
        epochs = equal_width(np.arange(len(trace)) * self.batch_size / self.points, 2)
        places = np.column_stack([x[:, 0], y])

        def mark_batch(t):
            lit.set_data(places[trace.batch[t]].T)
            smooth.set_data(trace.smooth[t : t + 1].T)

        return together(
            stage.readouts(
                trace,
                ("epochs", epochs, theme.ink),
                ("loss", equal_width(trace.full_loss), theme.loss),
                ("batch loss", equal_width(trace.loss), theme.batch),
            ),
            mark_batch,
            line.draw_line(points, stage, x, y, trace.a),
            stage.loss_curve(losses, trace.full_loss, theme.loss),
            line.draw_path(story, stage, trace.a),
            line.draw_arrow(story, theme.gradient, trace.a, trace.full_grad, 0.2),
            line.draw_arrow(story, theme.batch, trace.a, trace.grad, 0.2),
        )


scene = MiniBatches(lr=0.3)
