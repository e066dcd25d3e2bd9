"""The loss as a map: every point is a line, on a ring all lines are equally wrong, and descent walks inwards.

Alt: A map of rings over slope and intercept. A dot first walks once round one ring, while the line beside it tilts and shifts
and the loss stays the same; then it turns inwards, across the rings, to the cross in the middle, and the line settles.

Two numbers make a line, so a place on this map, slope across and intercept up, is a line among the {points} points; the one at the
dot is drawn beside it. Each thin ring joins the lines with the same loss.

The dot starts at the guess and walks round its ring. All {around} lines on the way differ, one too steep, one too flat, one
too high, one too low, and the loss is {loss.first:.2f} for every one. Back at the guess it descends, {steps} steps at
learning rate {lr}: every step crosses its ring towards the inside, where the loss is lower. It ends at {loss.last:.3f}, at
slope {a_0.last:.2f} and intercept {a_1.last:.2f}, near the middle, where the rings have shrunk to a point: the best
fit, with {best_loss:.3f}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared import line_drawing
from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import GUESS, iso_loss_ellipse
from scenes.studio.draw.parts import compose, text_background
from scenes.studio.numbers import equal_width
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import Bounds


@dataclass(frozen=True, kw_only=True)
class Map(LineFit):
    """Rows up to `around` walk round the ring of equal loss through the guess; the rest are a descent from there."""

    steps: int = 40
    around: int = 24

    bounds: ClassVar[Bounds] = {**LineFit.bounds, "around": (1, 500), "steps": (1, 500)}
    fps: ClassVar[int] = 5

    def train(self):
        x, y = self.data()
        guess = torch.tensor(GUESS)
        for a in iso_loss_ellipse(x, y, guess, self.around):
            a.requires_grad_()
            loss = mse(x @ a, y)
            loss.backward()
            yield {"loss": loss, "a": a, "grad": a.grad}
        a = guess.requires_grad_()
        for loss in descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps):
            yield {"loss": loss, "a": a, "grad": a.grad}

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        story, lines = stage.panels("every point is a line, every ring one loss", "the line at the dot", share=0.6)
        line_drawing.draw_loss_contours(story, stage, x, y, intercepts=(-2.5, 7.4), beyond=trace.a)  # fills the panel
        rings = [np.vstack([ring, ring[:1]]).T for ring in (iso_loss_ellipse(x, y, torch.tensor(a), 120) for a in trace.a)]
        (ring,) = story.plot([], [], color=theme.loss, linewidth=3, zorder=3.5)
        (walked,) = story.plot([], [], "s", color=theme.model, markersize=7, alpha=0.45, zorder=4)
        (path,) = story.plot([], [], "o-", color=theme.model, linewidth=2, markersize=5, alpha=0.55, zorder=4)
        (now,) = story.plot([], [], "o", color=theme.model, markersize=13, zorder=6)
        label = story.text(0.98, 0.03, "", color=theme.loss, ha="right", transform=story.transAxes, zorder=8)
        text_background(label, theme)
        numbers = equal_width(trace.loss)

        def frame(t):
            ring.set_data(rings[t])
            walked.set_data(trace.a[: min(t + 1, self.around)].T)
            path.set_data(trace.a[self.around : t + 1].T)
            now.set_data(trace.a[t : t + 1].T)
            label.set_text(f"ring: all lines of loss {numbers[t]}")

        counter = [f"line {t + 1}" for t in range(self.around)] + [f"step {t}" for t in range(self.steps + 1)]
        show = stage.readouts(trace, *line_drawing.readouts(stage, trace), counter=counter)
        return compose(show, line_drawing.draw_line(lines, stage, x, y, trace.a), frame)


scene = Map(lr=0.1)
