"""Trained too long: the training loss keeps falling while the held-out loss has turned; the best epoch lies far back.

Alt: Two loss curves fall together. Near epoch {best_epoch.last:.0f} the upper one, on held-out points, turns and climbs, while the other
goes on falling; the gap between them fills and widens. A ring stays behind at the lowest held-out loss.

A polynomial of degree {degree} on {points} points. Each step uses all of them, so a step is an epoch, and after {steps} epochs the
descent at learning rate {lr} has met every point {steps} times. At first what it learns serves the held-out points too: their
loss falls from {val_loss.first:.2f} to {best_val_loss.last:.3f} at epoch {best_epoch.last:.0f}. After that it learns its {points}
points by heart. The training loss falls on to {loss.last:.3f} and shows nothing of it; the held-out loss climbs to {val_loss.last:.2f}.
The gap between the two, lit from the best epoch on, is what more epochs on the same points cost.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.shared import polynomials
from scenes.shared.polynomial_fit import PolynomialFit
from scenes.studio.draw.parts import compose, loss_curve, text_background
from scenes.studio.numbers import equal_width


@dataclass(frozen=True, kw_only=True)
class TrainTooLong(PolynomialFit):
    """The polynomial fit, told by its two losses and by the best epoch so far."""

    steps: int = 600

    def train(self):
        best: dict = {}
        for epoch, row in enumerate(super().train()):
            if not best or row["val_loss"] < best["best_val_loss"]:
                best = {"best_epoch": epoch, "best_val_loss": row["val_loss"].detach(), "best_a": row["a"].detach().clone()}
            yield row | best

    def frame_rows(self, last):
        """About 75 evenly spaced epochs."""
        return sorted({*range(0, last + 1, max(1, -(-last // 75))), last})

    def draw(self, trace, stage):
        theme, epochs = stage.theme, np.arange(len(trace))
        story, fit = stage.panels("loss, epoch by epoch", f"polynomial of degree {self.degree}", share=0.64)
        polynomials.draw_points(fit, stage, self.data(), self.held_out_data(), straight_line=False)
        grid = torch.linspace(-1, 1, 400)
        curves = polynomials.legendre(grid, self.degree).numpy() @ trace.best_a.T
        (best_curve,) = fit.plot([], [], "--", color=theme.held_out, linewidth=3, zorder=4)
        fit.text(0.98, 0.1, "dashed: at its best", color=theme.held_out, ha="right", transform=fit.transAxes)
        top = 1.08 * max(trace.loss.max(), trace.val_loss.max())
        story.set(xlim=(-0.02 * self.steps, 1.03 * self.steps), ylim=(0, top))
        (gap,) = story.fill([], [], color=theme.batch, alpha=0.25, linewidth=0, zorder=1.5)
        (post,) = story.plot([], [], "--", color=theme.held_out, linewidth=2)
        (ring,) = story.plot([], [], "o", color=theme.held_out, markersize=18, fillstyle="none", markeredgewidth=3, zorder=5)
        end = len(trace) - 1, trace.loss[-1]
        name = story.annotate("training", end, (8, 13), textcoords="offset points", color=theme.loss, ha="right", zorder=5)
        text_background(name, theme)
        label = story.annotate("", (0, 0), (10, -4), textcoords="offset points", color=theme.held_out, va="top")

        def compare(t):
            best = int(trace.best_epoch[t])
            since = epochs[best : t + 1]
            gap.set_xy(np.column_stack([[*since, *since[::-1]], [*trace.val_loss[since], *trace.loss[since[::-1]]]]))
            post.set_data([best, best], [0, top])
            ring.set_data([best], [trace.best_val_loss[t]])
            label.xy = best, top
            late = best > 0.6 * self.steps  # then the free side is the left
            label.set(ha="right" if late else "left", position=(-10 if late else 10, -4))
            label.set_text(f"best so far: epoch {best}")
            best_curve.set_data(grid, curves[:, t])

        show = compose(
            stage.readouts(
                trace,
                ("training loss", equal_width(trace.loss), theme.loss),
                ("held-out loss", equal_width(trace.val_loss), theme.held_out),
                ("gap", equal_width(trace.val_loss - trace.loss), theme.batch),
                counter=[f"epoch {t}" for t in epochs],
            ),
            compare,
            loss_curve(story, trace.loss, theme.loss),
            loss_curve(story, trace.val_loss, theme.held_out, "held out", over=True),
            polynomials.draw_curve(fit, stage, trace.a),
        )
        story.set_xlabel("epoch")
        return show


scene = TrainTooLong(lr=0.1)
