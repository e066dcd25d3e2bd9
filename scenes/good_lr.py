"""A good learning rate: the line settles on the points, in steps that shorten by themselves.

Alt: A map of rings of equal loss. A path of dots bends from the guess at the lower left to the cross of the best fit, the dots
ever closer together. A red line among a hundred grey points tilts into place, and the loss falls from {loss.first:.2f} to
{loss.last:.4f}.

At the left, a map: each place is a line, with its slope and its intercept, and each ring joins lines of equal loss; the
innermost has a loss of 1. Where rings are close the ground is steep. A dot stands at the guess, slope {a_0.first:.0f} and
intercept {a_1.first:.0f}, on a ring of its own in blue. The thin arrow is the gradient, turned downhill and as long as the ground is
steep; the red one is the next step, {lr} times as long.

Downhill stands at right angles to the ring through the dot, as a small mark says, and not towards the best fit. So the path bends. As
the ground flattens the gradient shrinks, and with it the steps, although the rate stays the same. At the right is the line among its
{points} points, joined to some of them by sticks, its misses. Below, the loss, the mean of these misses squared, falls fast and then
hardly at all. The run ends at slope {a_0.last:.2f} and intercept {a_1.last:.2f}, with a loss of {loss.last:.4f}; the best line there is
has {best_loss:.4f}.
"""

from dataclasses import dataclass

import numpy as np

from scenes.shared.line_parts import line_among_points, loss_map, ring_through
from scenes.shared.rate_film import RateFilm
from scenes.shared.rate_parts import (
    beads,
    best_loss,
    loss_panel,
    misses,
    named_ghosts,
    numbered,
    numbered_rings,
    ring_losses,
    shade,
    sizes,
)
from scenes.shared.ring_parts import right_angle
from scenes.studio.draw.marks import compose, dot, loss_so_far, needle, step_arrow
from scenes.studio.run.scene import first
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class GoodRate(RateFilm):
    """The line fit at a rate that suits it: steps over the map of the loss, the line, and the loss."""

    def frame_rows(self, last):
        return sorted({*super().frame_rows(last)[:20], *super().frame_rows(last)[20::2], last})  # ever less happens in a step

    def pace(self, trace):
        return [400] * 5 + [200] * 10 + [100] * len(trace) if len(trace) < 100 else None

    def story(self, trace):
        left, rows, size = self.left(trace), np.arange(len(trace)), np.linalg.norm(trace.grad.astype(float), axis=1)
        if left[-1] > 1:
            end = "Loss {loss:.3g} and rising: this rate is too high"
        elif left[-1] > self.near:
            end = "Not there yet: loss {loss:.3g}, at best {best_loss:.3g}"
        else:
            end = "Loss {loss:.3g}; the best line has {best_loss:.3g}"
        return {
            0: "A guess misses the points, loss {loss:.3g}. Which way down?",
            first(rows == 1): "Gradient is steepness; a step is {lr:g} of it, downhill",
            first((rows == 4) & (left < 1)): "Downhill is square to the ring, so the path bends",
            first((size < 0.2 * size[0]) & (rows > 0)): "Flatter ground: a smaller gradient, a shorter step",
            -1: end,
        }

    def draw(self, trace, stage):
        theme, (x, y), kept = stage.theme, self.data(), (0, 2, 5, 10, 20)
        titles = "each place is a line; rings of equal loss", "the line, and its misses", "loss: mean squared miss"
        story, line, losses = stage.panels(*map(say, titles))
        rings, downhill = ring_losses(trace.loss, self.best_fit["best_loss"]), -trace.grad.astype(float)
        held = np.concatenate([trace.a, trace.a + downhill])
        downhill[-1] = np.nan  # the last row of a run has no step
        loss_map(stage, story, x, y, held, rings - self.best_fit["best_loss"], ((-1.8, 5.0), (-0.3, 4.9)))
        shade(stage, story, x, y, rings[:14])
        numbered_rings(stage, story, x, y, rings[[0, 1, 3, 7]], (0.3, -1))
        loss_panel(stage, losses, trace.loss)
        numbered(stage, story, trace.a, (1, *kept), theme.model, sides=("above left", "above"))
        lines = line_among_points(stage, line, x, y, trace.a, past=kept, usual=(-1.2, 6.4))
        named_ghosts(stage, line, trace.a, kept, theme.model)
        steep = np.linalg.norm(trace.grad, axis=1, keepdims=True) > 0.15 * np.linalg.norm(trace.grad[0])
        on_ring = np.where(steep, trace.a, np.nan)
        ring = ring_through(stage, story, x, y, on_ring)
        long = [say("steepness: gradient {size:g}", size=size) for size in sizes(trace.grad)]
        sums = [say("{lr:g} × {size:g} = {step:.2g}", lr=self.lr, size=size, step=self.lr * size) for size in sizes(trace.grad)]
        place = np.where(np.isfinite(downhill), trace.a, np.nan)
        stage.label(story, place, sums, theme.model, sides=("below right", "below"), weight="semibold")
        return compose(
            misses(stage, line, x, y, trace.a),
            lines,
            ring,
            beads(stage, story, trace.a, theme.model),
            needle(stage, story, trace.a, downhill, label=long, sides=("right", "above right")),
            right_angle(stage, story, on_ring, downhill),
            step_arrow(stage, story, trace.a, self.lr * downhill),
            dot(stage, story, trace.a, theme.model),
            best_loss(stage, losses, self.best_fit["best_loss"], trace.loss),
            loss_so_far(
                stage, losses, trace.loss, texts=[say("{loss:.3g}", loss=loss) for loss in trace.loss], sides=("above right", "right")
            ),
        )


scene = GoodRate(lr=0.1)
