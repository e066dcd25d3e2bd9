"""The wrong sign: with the gradient the loss goes up, against it the loss goes down.

Alt: Two paths leave the same guess over the contours of a loss. One follows its arrows down to the cross of the best
fit; the other climbs straight away from it and out of the picture, while its loss rises from {loss.first:.2f} to
{loss.last:,.0f}.

Two loops with one sign between them, from the same guess, on the same {points} points, at the same learning rate
{lr}. The gradient points to where the loss rises. Subtracting it goes down: after {steps} steps the loss is
{right_loss.last:.3f}. Adding it goes up, and there the valley is steeper still, so that each step is longer than the
one before: the loss is {loss_2:.1f} after two steps and {loss.last:,.0f} after {steps}. Neither the contours nor the
points can hold it; where it is stands at their edge.

It looks like a learning rate that is too high, but is not. Too high a rate throws the parameters from side to side;
the wrong sign takes them straight uphill, and a smaller rate would only make it take longer.
"""

from dataclasses import dataclass
from typing import ClassVar

import torch

from scenes.good_lr import LineFit
from scenes.studio import line
from scenes.studio.descend import descend, mse
from scenes.studio.numbers import equal_width
from scenes.studio.stage import together


@dataclass(frozen=True, kw_only=True)
class WrongSign(LineFit):
    """A broken loop beside the right one; `loss`, `a` and `grad` are those of the broken one."""

    steps: int = 30

    fps: ClassVar[int] = 4
    names: ClassVar[tuple[str, str]] = "adding the gradient", "subtracting it"
    slopes: ClassVar[line.Limits] = -6.4, 4.8
    intercepts: ClassVar[line.Limits] = -6.4, 4.6

    # --8<-- [start:broken]
    def broken(self, a, loss):
        for _ in range(self.steps + 1):
            value = loss()
            value.backward()
            yield value
            with torch.no_grad():
                a.add_(self.lr * a.grad)  # sub_ is right
                a.grad.zero_()

    # --8<-- [end:broken]
    # --8<-- [start:train]
    def train(self):
        x, y = self.data()
        a, right = (torch.tensor([-1.0, 1.0], requires_grad=True) for _ in range(2))
        wrong_run = self.broken(a, lambda: mse(x @ a, y))
        right_run = descend([right], lambda: mse(x @ right, y), lr=self.lr, steps=self.steps)
        for loss, right_loss in zip(wrong_run, right_run, strict=True):
            yield {"loss": loss, "a": a, "grad": a.grad, "right_loss": right_loss, "right": right, "right_grad": right.grad}

    # --8<-- [end:train]
    def facts(self):
        losses = [row["loss"].item() for _, row in zip(range(3), self.train(), strict=False)]
        return super().facts() | {"loss_2": losses[-1]}

    def arrows(self, ax, stage, trace):
        """What the next steps follow, {label: colour} and the arrows' show(t)."""
        colour = stage.theme.gradient
        wrong = line.draw_arrow(ax, colour, trace.a, trace.grad, -0.25)
        right = line.draw_arrow(ax, colour, trace.right, trace.right_grad, 0.25)
        return {"arrows: ±gradient × ¼": colour}, together(wrong, right)

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        (broken, right), colours = self.names, (theme.batch, theme.model)
        story, points, losses = stage.panels(f"parameters at lr {self.lr:g}", "data and lines", "loss", heights=(5, 4))
        line.draw_valley(story, stage, x, y, slopes=self.slopes, intercepts=self.intercepts, beyond=trace.a[:9])
        labels, show_arrows = self.arrows(story, stage, trace)
        stage.key(story, {broken: colours[0], right: colours[1]} | labels)
        stage.log_scale(losses.yaxis, trace.loss, trace.right_loss)
        return together(
            stage.readouts(
                trace,
                (f"loss, {broken}", equal_width(trace.loss, 2), colours[0]),
                (f"loss, {right}", equal_width(trace.right_loss, 3), colours[1]),
            ),
            line.draw_path(story, stage, trace.right, colours[1]),
            line.draw_path(story, stage, trace.a, colours[0]),
            show_arrows,
            line.draw_line(points, stage, x, y, trace.right, colour=colours[1]),
            line.draw_line(points, stage, x, y, trace.a, colour=colours[0]),
            stage.loss_curve(losses, trace.right_loss, colours[1]),
            stage.loss_curve(losses, trace.loss, colours[0]),
        )


scene = WrongSign(lr=0.1)
