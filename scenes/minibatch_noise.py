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

from scenes.shared import line_drawing
from scenes.shared.mini_batches import MiniBatches
from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.parts import compose, legend, loss_curve
from scenes.studio.numbers import equal_width


@dataclass(frozen=True, kw_only=True)
class MinibatchNoise(MiniBatches):
    """The mini-batches and the descent on all points, over the contours of the loss."""

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        titles = (
            f"parameters at lr {self.lr:g}",
            f"{self.batch_size} {'point' if self.batch_size == 1 else 'points'} a step",
            "loss on all points",
        )
        story, points, losses = stage.panels(*titles, share=0.58)
        line_drawing.draw_loss_contours(story, stage, x, y, slopes=(-1.6, 4.4), intercepts=(-0.4, 4.6))
        story.plot(*trace.smooth.T, color=theme.muted, linewidth=2.5, zorder=3)
        (smooth,) = story.plot([], [], "s", color=theme.muted, markersize=7, zorder=5)
        paths = {"path on batches": theme.model, "path on all points": theme.muted}
        legend(story, theme, paths | {"−gradient of the batch": theme.batch, "−gradient of all points": theme.gradient})
        (lit,) = points.plot([], [], "o", color=theme.batch, markersize=11, zorder=5)
        log_scale(losses.yaxis, trace.full_loss)
        epochs = equal_width(np.arange(len(trace)) * self.batch_size / self.points, 2)
        places = np.column_stack([x[:, 0], y])

        def mark_batch(t):
            lit.set_data(places[trace.batch[t]].T)
            smooth.set_data(trace.smooth[t : t + 1].T)

        return compose(
            stage.readouts(
                trace,
                ("epochs", epochs, theme.ink),
                ("loss", equal_width(trace.full_loss), theme.loss),
                ("batch loss", equal_width(trace.loss), theme.batch),
            ),
            mark_batch,
            line_drawing.draw_line(points, stage, x, y, trace.a),
            loss_curve(losses, trace.full_loss, theme.loss),
            line_drawing.draw_trajectory(story, stage, trace.a),
            line_drawing.draw_arrow(story, theme.gradient, trace.a, trace.full_grad, 0.2),
            line_drawing.draw_arrow(story, theme.batch, trace.a, trace.grad, 0.2),
        )


scene = MinibatchNoise(lr=0.3)
