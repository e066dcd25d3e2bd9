"""Momentum, a look beyond the lecture: steps that remember the last ones run along a flat valley.

Alt: In a long narrow valley a grey path drops to the floor and creeps along it. A red path swings to and fro across the
floor, ever less, runs along it, and reaches the cross of the best fit, far from where the grey one is left.

This is not in the lecture. The points are the known ones, moved to the right by {shift:.0f}. That alone stretches the bowl
of the loss into a valley, {condition:.0f} times as curved across as along. In grey, plain descent at learning rate {lr}: the steep
walls bring it down to the floor in a few steps, and there the gradient is small. After {steps} steps its loss is {plain_loss.last:.2f}.

In red, the same guess and the same rate with one setting more, momentum={momentum}: a step is the gradient's plus {momentum} of
the step before. Along the valley all gradients point the same way and the steps add up. Across it the red path swings past
the floor, as plain descent at this rate never does, and the loss goes up and down while the swings die away. In the end
it is {loss.last:.4f}, where the best fit has {best_loss:.4f}. Nor was the rate just a bad one for plain descent: with the
best rate there is for {steps} steps, {best_plain_lr:.3f}, it would have come down to {best_plain_loss:.2f}.
"""

from dataclasses import dataclass

import numpy as np
import torch

from scenes.shared import line_drawing
from scenes.shared.line_fit import LineFit
from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.parts import compose, legend, loss_curve
from scenes.studio.errors import BadNumber
from scenes.studio.numbers import equal_width
from scenes.studio.run.descend import descend, mse


@dataclass(frozen=True, kw_only=True)
class Momentum(LineFit):
    """The line fit in a narrow valley, by SGD with momentum (`a`, `loss`) and without (`plain`, `plain_loss`)."""

    steps: int = 80
    momentum: float = 0.9
    shift: float = 2.0

    def __post_init__(self):
        super().__post_init__()
        if not 0 <= self.momentum < 1:
            raise BadNumber(f"momentum must be from 0 to below 1, not {self.momentum:g}")

    @property
    def units(self):
        return self.user_points.units.shifted(self.shift) if self.user_points else None

    def data(self):
        x, y = super().data()
        x[:, 0] += self.shift
        return x, y

    def train(self):
        x, y = self.data()
        a, plain = (torch.tensor([-1.0, 1.0], requires_grad=True) for _ in range(2))
        rolling = descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps, momentum=self.momentum)
        creeping = descend([plain], lambda: mse(x @ plain, y), lr=self.lr, steps=self.steps)
        for loss, plain_loss in zip(rolling, creeping, strict=True):
            yield {"loss": loss, "a": a, "grad": a.grad, "plain_loss": plain_loss, "plain": plain, "plain_grad": plain.grad}

    def facts(self, trace):
        facts = super().facts(trace)
        x = self.data()[0].double()
        # Plain descent in closed form, at every rate up to the limit.
        curvatures, directions = np.linalg.eigh((2 * x.T @ x / len(x)).numpy())
        start = directions.T @ (np.array([-1, 1]) - [facts["best_slope"], facts["best_intercept"]])
        rates = np.linspace(0, facts["limit"], 2001)[1:]
        ends = start * (1 - rates[:, None] * curvatures) ** self.steps
        losses = facts["best_loss"] + (curvatures * ends**2).sum(axis=1) / 2
        best = {"best_plain_lr": float(rates[losses.argmin()]), "best_plain_loss": float(losses.min())}
        return facts | {"condition": float(curvatures[1] / curvatures[0])} | best

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        story, lines, losses = stage.panels(f"parameters at lr {self.lr:g}, beyond the lecture", "data and line", "loss", share=0.58)
        line_drawing.draw_loss_contours(story, stage, x, y, slopes=(-2.5, 6.5), intercepts=(-5.2, 2.2))
        (way,) = story.plot([], [], "s-", color=theme.muted, linewidth=2, markersize=5, alpha=0.7, zorder=3.5)
        (plain,) = story.plot([], [], "s", color=theme.muted, markersize=12, zorder=5)
        (plain_line,) = lines.plot([], [], "--", color=theme.muted, linewidth=4, zorder=3)
        legend(story, theme, {f"with momentum {self.momentum:g}": theme.model, "plain": theme.muted})
        log_scale(losses.yaxis, trace.loss / 2.5, trace.plain_loss)  # with room for a label
        ends = np.array([-1.0, 1.0]) + self.shift

        def show_plain(t):
            way.set_data(trace.plain[: t + 1].T)
            plain.set_data(trace.plain[t : t + 1].T)
            plain_line.set_data(ends, trace.plain[t, 0] * ends + trace.plain[t, 1])

        return compose(
            stage.readouts(
                trace,
                ("loss with momentum", equal_width(trace.loss), theme.loss),
                ("plain", equal_width(trace.plain_loss), theme.muted),
            ),
            line_drawing.draw_line(lines, stage, x, y, trace.a, middle=self.shift),
            line_drawing.draw_trajectory(story, stage, trace.a),
            loss_curve(losses, trace.plain_loss, theme.muted, "plain"),
            loss_curve(losses, trace.loss, theme.loss, "with momentum"),
            show_plain,
        )


scene = Momentum(lr=0.03)
