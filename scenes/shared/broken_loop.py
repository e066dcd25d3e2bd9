"""A descent with a mistake in its loop, beside the right one."""

from dataclasses import dataclass
from typing import ClassVar

import torch

from scenes.shared import line_drawing
from scenes.shared.line_fit import LineFit
from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.parts import compose, legend, loss_curve
from scenes.studio.numbers import equal_width
from scenes.studio.run.descend import descend, mse


@dataclass(frozen=True, kw_only=True)
class BrokenLoop(LineFit):
    """Two loops from the same guess; `loss`, `a` and `grad` are those of the broken one.

    A lesson writes `broken(a, loss)`, a generator of the losses like `descend`, and `arrows(ax, stage, trace)`.
    """

    names: ClassVar[tuple[str, str]]  # of the broken loop and of the right one
    slopes: ClassVar[line_drawing.Limits]
    intercepts: ClassVar[line_drawing.Limits]

    def train(self):
        x, y = self.data()
        a, right = (torch.tensor([-1.0, 1.0], requires_grad=True) for _ in range(2))
        wrong_run = self.broken(a, lambda: mse(x @ a, y))
        right_run = descend([right], lambda: mse(x @ right, y), lr=self.lr, steps=self.steps)
        for loss, right_loss in zip(wrong_run, right_run, strict=True):
            yield {"loss": loss, "a": a, "grad": a.grad, "right_loss": right_loss, "right": right, "right_grad": right.grad}

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        (broken, right), colours = self.names, (theme.batch, theme.model)
        story, points, losses = stage.panels(f"parameters at lr {self.lr:g}", "data and lines", "loss", heights=(5, 4))
        line_drawing.draw_loss_contours(story, stage, x, y, slopes=self.slopes, intercepts=self.intercepts, beyond=trace.a[:9])
        labels, show_arrows = self.arrows(story, stage, trace)
        legend(story, theme, {broken: colours[0], right: colours[1]} | labels)
        log_scale(losses.yaxis, trace.loss, trace.right_loss)
        return compose(
            stage.readouts(
                trace,
                (f"loss, {broken}", equal_width(trace.loss, 2), colours[0]),
                (f"loss, {right}", equal_width(trace.right_loss, 3), colours[1]),
            ),
            line_drawing.draw_trajectory(story, stage, trace.right, colours[1]),
            line_drawing.draw_trajectory(story, stage, trace.a, colours[0]),
            show_arrows,
            line_drawing.draw_line(points, stage, x, y, trace.right, colour=colours[1]),
            line_drawing.draw_line(points, stage, x, y, trace.a, colour=colours[0]),
            loss_curve(losses, trace.right_loss, colours[1]),
            loss_curve(losses, trace.loss, colours[0]),
        )
