"""A good learning rate: the line settles on the points, in steps that shorten by themselves.

Alt: A map of rings of equal loss. A path of dots bends from the guess at the lower left to the cross of the best fit, the dots
ever closer together. A red line among a hundred grey points tilts into place, and the loss falls from {loss.first:.2f} to
{loss.last:.4f}.

At the left, a map: each place is a line, with its slope and its intercept, and each ring joins lines of equal loss; the
innermost has a loss of 1. Where rings are close the ground is steep. A dot stands at the guess, slope {a_0.first:.0f} and
intercept {a_1.first:.0f}. An arrow is the next step, and beside it stands how it comes about: {lr} times the gradient.

A dashed line from the fourth place on shows where straight downhill would lead: past the best fit. So the path bends. As the
ground flattens the gradient shrinks, and with it the steps, although the rate stays the same; a window shows them from
nearer. At the right is the line among its {points} points, joined to some of them by sticks, its misses. Below, the loss, the
mean of these misses squared, falls fast and then hardly at all. The run ends at slope {a_0.last:.2f} and intercept
{a_1.last:.2f}, with a loss of {loss.last:.4f}; the best line there is has {best_loss:.4f}.
"""

from dataclasses import dataclass

import numpy as np

from scenes.shared.line_parts import line_among_points, loss_map
from scenes.shared.rate_film import RateFilm
from scenes.shared.rate_parts import (
    beads,
    best_loss,
    loss_panel,
    misses,
    named_ghosts,
    numbered,
    numbered_rings,
    ray,
    ring_losses,
    shade,
    sums,
)
from scenes.shared.rate_windows import loupe
from scenes.studio.draw.marks import compose, dot, loss_so_far, step_arrow
from scenes.studio.run.scene import first
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class GoodRate(RateFilm):
    """The line fit at a rate that suits it: steps over the map of the loss, the line, and the loss."""

    def turns(self, trace):
        """The rows at which a step straight on is shown to miss, and at which the ground has become flat; None where there are none."""
        rows, size = np.arange(len(trace)), np.linalg.norm(trace.grad.astype(float), axis=1)
        return first((rows == 3) & (self.left(trace) < 1)), first((size < 0.2 * size[0]) & (rows > 0))

    def story(self, trace):
        left, (straight, flat) = self.left(trace), self.turns(trace)
        if left[-1] > 1:
            end = "Loss {loss:.3g} and rising: this rate is too high"
        elif left[-1] > self.near:
            end = "Not there yet: loss {loss:.3g}, at best {best_loss:.3g}"
        else:
            end = "Loss {loss:.3g}; the best line has {best_loss:.3g}"
        return {
            0: "A guess misses the points: loss {loss:.3g}",
            first(np.arange(len(trace)) == 1): "Gradient is steepness; a step is {lr:g} of it, downhill",
            straight: "Straight downhill passes the best fit: the path bends",
            flat: "Flatter ground: a smaller gradient, a shorter step",
            -1: end,
        }

    def draw(self, trace, stage):
        theme, (x, y), best = stage.theme, self.data(), [self.best_fit["best_slope"], self.best_fit["best_intercept"]]
        story, line, losses = stage.panels(
            say("each place is a line; rings of equal loss"), say("the line, and its misses"), say("loss: mean squared miss")
        )
        rings = ring_losses(trace.loss, self.best_fit["best_loss"])
        kept, steps = (0, 2, 5, 10, 20), -self.lr * trace.grad.astype(float)
        steps[-1] = np.nan
        straight, flat = self.turns(trace)
        flat = len(trace) if flat is None else flat
        far = (np.arange(len(trace)) < flat)[:, None]
        loss_map(stage, story, x, y, trace.a, levels=rings - self.best_fit["best_loss"], usual=((-1.8, 5.0), (-0.3, 4.9)))
        shade(stage, story, x, y, rings[:14])
        numbered_rings(stage, story, x, y, rings[[0, 1, 3, 7]], (-1, 1.3))
        loss_panel(stage, losses, trace.loss)
        numbered(stage, story, trace.a, (1, *kept), theme.model, sides=("below right", "below"))
        lines = misses(stage, line, x, y, trace.a), line_among_points(stage, line, x, y, trace.a, past=kept, usual=(-1.2, 6.4))
        named_ghosts(stage, line, trace.a, kept, theme.model)
        return compose(
            *lines,
            ray(stage, story, trace.a, steps, straight, flat, say("straight downhill")),
            beads(stage, story, trace.a, theme.model),
            step_arrow(
                stage, story, trace.a, np.where(far, steps, np.nan), label=sums(self.lr, trace.grad), sides=("right", "below right")
            ),
            loupe(stage, story, (0.58, 0.04, 0.40, 0.36), trace.a, steps, best, sums(self.lr, trace.grad), since=flat),
            dot(stage, story, trace.a, theme.model),
            best_loss(stage, losses, self.best_fit["best_loss"], trace.loss),
            loss_so_far(
                stage, losses, trace.loss, texts=[say("{loss:.3g}", loss=loss) for loss in trace.loss], sides=("right", "above right")
            ),
        )


scene = GoodRate(lr=0.1)
