"""A good learning rate: the line settles on the points, in steps that shorten by themselves.

Alt: A map of rings of equal loss. A path of dots bends from the guess at the lower left to the cross of the best fit, the dots
ever closer together. A red line among a hundred grey points tilts into place, and the loss falls from {loss.first:.2f} to
{loss.last:.4f}.

At the left, a map: each place is a line, with its slope and its intercept, and each ring joins lines of equal loss. The rings
lie 1 apart, so where they are close the ground is steep. A dot stands at the guess, slope {a_0.first:.0f} and intercept
{a_1.first:.0f}. An arrow is the next step, {lr} times the gradient and against it; a thin one beside it is the gradient, turned
round and at a quarter of its size. Far out the gradient is large and the steps are long. As the ground flattens the gradient
shrinks, and with it the steps, although the rate stays the same.

A step crosses its ring at a right angle, and that is not the way to the best fit: the path bends. First the intercept is
right, and then, slowly, the slope. At the right is the line among its {points} points, each joined to it by a stick, its miss.
Below, the loss, the mean of these misses squared, falls fast and then hardly at all. The run ends at slope {a_0.last:.2f} and
intercept {a_1.last:.2f}, with a loss of {loss.last:.4f}; the best line there is has {best_loss:.4f}.
"""

from dataclasses import dataclass

import numpy as np

from scenes.shared.line_parts import line_among_points, loss_map, ring_through
from scenes.shared.rate_film import RateFilm
from scenes.shared.rate_parts import bend, downhill, loss_axes, misses, numbered, ring_gap, shade
from scenes.studio.draw.marks import compose, dot, loss_so_far, step_arrow, trail
from scenes.studio.run.scene import first
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class GoodRate(RateFilm):
    """The line fit at a rate that suits it: steps over the map of the loss, the line, and the loss."""

    def story(self, trace):
        left, rows, size = self.left(trace), np.arange(len(trace)), np.linalg.norm(trace.grad.astype(float), axis=1)
        steep, flat = first(rows == 1), first(left < 0.04)
        told = {row: {"gradient": size[row], "step": self.lr * size[row]} for row in (steep, flat) if row is not None}
        if left[-1] > 1:
            end = "Loss {loss:.3g} and rising: this rate is too high"
        elif left[-1] > self.near:
            end = "Not there yet: loss {loss:.3g}, at best {best_loss:.3g}"
        else:
            end = "Loss {loss:.3g}; the best line has {best_loss:.3g}"
        return {
            0: "A guess misses the points: loss {loss:.3g}",
            steep: steep and say("Steep: a gradient of {gradient:.2g} makes a step of {step:.2g}", **told[steep]),
            first((rows == 3) & (left < 1)): "Straight downhill misses the best fit, so the path bends",
            first(np.abs(trace.grad[:, 1]) < 0.05 * size): "The height fits; only the tilt still misses",
            flat: flat and say("Flat: a gradient of {gradient:.2g} makes a step of {step:.2g}", **told[flat]),
            -1: end,
        }

    def draw(self, trace, stage):
        theme, (x, y), best = stage.theme, self.data(), [self.best_fit["best_slope"], self.best_fit["best_intercept"]]
        gap = ring_gap(trace.loss)
        title = say("each place is a line; rings of equal loss, {gap:g} apart", gap=gap)
        story, line, losses = stage.panels(title, "the line, and its misses", "loss: mean squared miss")
        rings, kept, steps = gap * np.arange(1, 28), (0, 1, 2, 3, 5, 10, 20), -self.lr * trace.grad.astype(float)
        steps[-1] = np.nan
        loss_map(stage, story, x, y, trace.a, levels=rings, usual=((-1.75, 3.85), (0.1, 4.4)))
        shade(stage, story, x, y, rings[:14])
        loss_axes(losses, trace.loss)
        numbered(stage, story, trace.a, kept, theme.model, sides=("below right", "below"))
        return compose(
            misses(stage, line, x, y, trace.a),
            line_among_points(stage, line, x, y, trace.a, past=kept, usual=(-1.2, 6.4)),
            ring_through(stage, story, x, y, trace.a),
            bend(stage, story, trace.a, steps, best, rows=(3,)),
            trail(stage, story, trace.a, theme.model, strong=len(trace)),
            downhill(stage, story, trace.a, trace.grad, 0.25, say("−gradient × ¼")),
            step_arrow(stage, story, trace.a, steps, label=say("step = −{lr:g} × gradient", lr=self.lr), sides=("right", "below right")),
            dot(stage, story, trace.a, theme.model),
            loss_so_far(stage, losses, trace.loss, texts=[say("{loss:.2g}", loss=loss) for loss in trace.loss]),
        )


scene = GoodRate(lr=0.1)
