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

import numpy as np

from scenes.shared.line_parts import ring_through
from scenes.shared.rate_film import RateFilm
from scenes.shared.rate_parts import beads, best_loss, ground, lines_so_far, loss_panel, misses, numbered, numbered_rings, products, sizes
from scenes.shared.ring_parts import right_angle
from scenes.studio.draw.marks import dot, loss_so_far, needle, step_arrow
from scenes.studio.run.scene import first
from scenes.studio.words import say_each


class GoodRate(RateFilm):
    """The line fit at a rate that suits it: steps over the map of the loss, the line, and the loss."""

    times = [400] * 5 + [200] * 10 + [100]
    poster = 10  # its question is about the next ten steps

    def frame_rows(self, last):
        return sorted({*super().frame_rows(last)[:20], *super().frame_rows(last)[20::2], last})  # ever less happens in a step

    def story(self, trace):
        left, rows, size = self.left(trace), np.arange(len(trace)), np.linalg.norm(trace.grad.astype(float), axis=1)
        if left[-1] > 1:
            end = "Loss {loss:.3g} and rising: this rate is too high"
        elif left[-1] > self.near:
            end = "Not there yet: loss {loss:.3g}, at best {best_loss:.3g}"
        else:
            end = "Loss {loss:.3g}; the best line has {best_loss:.3g}"
        return {
            0: "A guess, loss {loss:.3g}: where do steps downhill lead?",
            first(rows == 1): "A step: the learning rate, {lr:g}, times the gradient, downhill",
            first((rows == 4) & (left < 1)): "Downhill crosses rings at right angles, so the path bends",
            first((size < 0.2 * size[0]) & (rows > 0)): "Flatter ground: a smaller gradient, a shorter step",
            -1: end,
        }

    def draw(self, trace, stage):
        theme, (x, y), kept = stage.theme, self.data(), (0, 2, 5, 10, 20)
        titles = "each place is a line; rings of equal loss", "the line, and its misses", "loss: mean squared miss"
        story, line, losses = stage.panels(*titles)
        downhill = -trace.grad.astype(float)
        rings = ground(stage, story, x, y, np.concatenate([trace.a, trace.a + downhill]), trace.loss)
        downhill[-1] = np.nan  # the last row of a run has no step
        numbered_rings(stage, story, x, y, rings)
        loss_panel(stage, losses, trace.loss)
        numbered(stage, story, trace.a, (1, *kept), theme.model, sides=("above left", "above"))
        lines = lines_so_far(stage, line, x, y, trace.a, kept)
        steep = np.linalg.norm(trace.grad, axis=1, keepdims=True) > 0.15 * np.linalg.norm(trace.grad[0])
        on_ring = np.where(steep, trace.a, np.nan)
        long = say_each("minus gradient: {size:g} long", size=sizes(trace.grad))
        place = np.where(np.isfinite(downhill), trace.a, np.nan)
        stage.label(story, place, products(self.lr, trace.grad), theme.model, sides=("below right", "below"), weight="semibold")
        return [
            misses(stage, line, x, y, trace.a),
            lines,
            ring_through(stage, story, x, y, on_ring),
            beads(stage, story, trace.a, theme.model),
            needle(stage, story, trace.a, downhill, label=long, sides=("right", "above right")),
            right_angle(stage, story, on_ring, downhill),
            step_arrow(stage, story, trace.a, self.lr * downhill),
            dot(stage, story, trace.a, theme.model),
            best_loss(stage, losses, self.best_fit["best_loss"], trace.loss),
            loss_so_far(stage, losses, trace.loss, texts=say_each("{loss:.3g}", loss=trace.loss), sides=("above right", "right")),
        ]


scene = GoodRate(lr=0.1)
