"""Explore the rate: every learning rate and every step of the line fit, in one long film to look things up in.

Alt: The line among its points, its loss and the path of its parameters, at each of {rates} learning rates and each step.

{rates} rates from {low} to {high}, evenly spaced on a logarithmic scale, with {steps} steps of gradient descent each. Frame
rate × {frames_a_rate:.0f} + step shows that run at that step; two sliders choose it.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.shared import line_drawing
from scenes.shared.line_fit import LineFit
from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.parts import compose, off_scale
from scenes.studio.numbers import fixed
from scenes.studio.run.scene import Bounds

SCALE = np.array([0.05, 1e3])  # of the losses; what lies above is marked at the edge


@dataclass(frozen=True, kw_only=True)
class Explorer(LineFit):
    """One line fit after the other, each at its own rate; a row is a step of one of them. No GIF: it is not watched, but searched."""

    steps: int = 40
    rates: int = 60
    low: float = 0.01
    high: float = 1.1

    bounds: ClassVar[Bounds] = {**LineFit.bounds, "rates": (1, 200), "steps": (1, 200), "low": (1e-6, 1e3), "high": (1e-6, 1e3)}
    first_ms: ClassVar[int] = 100
    last_ms: ClassVar[int] = 100
    size: ClassVar[tuple[int, int]] = 800, 450
    formats: ClassVar[tuple[str, ...]] = "mp4", "png"
    poster: ClassVar[int] = 30 * 41 + 12

    def train(self):
        for lr in np.geomspace(self.low, self.high, self.rates):
            lr = float(f"{lr:.3g}")
            for row in LineFit(lr=lr, steps=self.steps, points=self.points, seed=self.seed).train():
                yield {"lr": lr, **row}

    def frame_rows(self, last):
        return range(last + 1)

    def facts(self, trace):
        return super().facts(trace) | {"frames_a_rate": self.steps + 1}

    def table(self, trace):
        """Each run's own steps are counted from 0."""
        columns = super().table(trace)
        return {"lr": columns.pop("lr"), "step": columns.pop("step") % (self.steps + 1), **columns}

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        story, losses, valley = stage.panels("data and line", "loss", "parameters", heights=(2, 3))
        line_drawing.draw_loss_contours(valley, stage, x, y)
        log_scale(losses.yaxis, SCALE)
        losses.set(xlim=(-1, self.steps + 1), xlabel="step")
        (curve,) = losses.plot([], [], color=theme.loss, alpha=0.25, zorder=2)
        (so_far,) = losses.plot([], [], color=theme.loss, zorder=3)
        (now,) = losses.plot([], [], "o", color=theme.loss, markersize=11, zorder=4)
        (path,) = valley.plot([], [], "o-", color=theme.model, linewidth=2, markersize=5, alpha=0.55, zorder=4)
        (end,) = valley.plot([], [], "o", color=theme.model, markersize=11, zorder=6)
        off_losses, off_valley = off_scale(losses, theme, theme.loss), off_scale(valley, theme, theme.model)
        count = self.steps + 1
        steps = np.arange(count)
        words = [fixed(loss, 3 if loss < 100 else 0) for loss in trace.loss]
        counter = [f"lr {rate:.3f}   step {i % count}" for i, rate in enumerate(trace.lr)]

        def move(i):
            first, step = i - i % count, i % count
            losses = trace.loss[first : first + count]
            curve.set_data(steps[: len(losses)], losses)  # the last run may have left the finite numbers
            so_far.set_data(steps[: step + 1], trace.loss[first : i + 1])
            now.set_data([step], [trace.loss[i]])
            path.set_data(trace.a[first : i + 1].T)
            end.set_data(trace.a[i : i + 1].T)
            off_losses(step, trace.loss[i], words[i])
            off_valley(trace.a[i, 0], trace.a[i, 1], f"({fixed(trace.a[i, 0], 1)}, {fixed(trace.a[i, 1], 1)})")

        return compose(
            stage.readouts(trace, ("loss", words, theme.loss), counter=counter),
            line_drawing.draw_line(story, stage, x, y, trace.a),
            line_drawing.draw_arrow(valley, theme.gradient, trace.a, trace.grad, 0.25),
            move,
        )


scene = Explorer(lr=0.1)
