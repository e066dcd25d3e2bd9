"""Too high a learning rate: each step crosses the valley, but lands higher on the far side.

Alt: On a map of rings of equal loss an arrow leaps from side to side across the best fit, each time to a wider ring. Beside
it curves of the loss along each step, on one scale, rise ever higher and steeper; the loss goes from {loss.first:.2f} to {loss.last:.3g}.

The same {points} points and the same guess at a learning rate of {lr}, a little above the limit of {limit:.2f} that the data
set. On the map each place is a line. The blue ring joins all lines that have the loss of this moment; an arrow is the next
step, {lr} times the gradient. The first step still lands inside its ring, and the loss falls, to {loss.min:.3g}. From then on
every step crosses the valley, passes the far side of the ring, where the loss is the same again, and lands outside: higher.
There the ground is steeper, so the gradient is larger, and the next step longer.

At the right is the loss along the step, for every rate: a parabola, down to its lowest point and up the other side. At
{limit:.2f} it is as high as at the start. So {lr} lands above it, and a rate of {rival}, drawn for comparison, below. Each parabola
stays, faint, with a dot where the step landed: these dots climb, ever farther apart. After {steps} steps the loss is
{loss.last:.3g}, and the last step made it {growth:.2f} times as high.
"""

import numpy as np

from scenes.shared.line_parts import ring_through, rings_through
from scenes.shared.rate_cut import landings, profile
from scenes.shared.rate_film import RateFilm
from scenes.shared.rate_parts import beads, ground, sums
from scenes.studio.draw.marks import dot, only, step_arrow
from scenes.studio.draw.theme import FAINT
from scenes.studio.run.scene import first
from scenes.studio.words import say, say_each


class TooHigh(RateFilm):
    """The line fit at a rate beyond the limit: the step over the map, and the loss along the step."""

    steps: int = 8

    def turns(self, trace):
        """The rows of the first landing that is higher, of the rival rate, and of the longer steps; None where there are none."""
        higher = first(np.append(False, np.diff(trace.loss) > 0)) if self.lr > self.best_fit["limit"] else None
        rows = np.arange(len(trace)) - (len(trace) if higher is None else higher)
        return higher, first(rows == 2), first(rows == 4)

    def facts(self, trace):
        growth = float(trace.loss[-1] / trace.loss[-2]) if len(trace) > 1 else 1.0
        return super().facts(trace) | {"rival": self.rival, "growth": growth}

    @property
    def rival(self):
        """A rate just below the limit, to two digits."""
        return float(f"{0.92 * self.best_fit['limit']:.2g}")

    def story(self, trace):
        higher, rival, longer = self.turns(trace)
        size = np.linalg.norm(trace.grad.astype(float), axis=1)
        fell = first((np.arange(len(trace)) == 1) & (trace.loss < trace.loss[0]))
        end = "Step {steps}: loss {loss:.3g}, at best {best_loss:.3g}"
        if self.left(trace)[-1] > 1:
            end = "It never arrives: each landing now {growth:.3g} times as high"
        elif self.left(trace)[-1] < self.near:
            end = "Loss {loss:.3g}, at best {best_loss:.3g}: at {lr:g} it settles"
        return {
            0: "A step: {lr:g} times the gradient, downhill. Does it arrive?",
            fell: say("The first step lowers the loss: {guess:.3g} to {{loss:.3g}}", guess=trace.loss[0]),
            higher: "Beyond the far side of its ring: it lands higher",
            rival: say("A step at {lr:g} would land inside: lower", lr=self.rival),
            longer: longer
            and say("Higher is steeper: gradient {after:.3g} after {size:.3g}, longer step", size=size[higher], after=size[longer]),
            -1: end,
        }

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        story, cut = stage.panels(
            "each place is a line; rings of equal loss", "loss where a step lands, by its rate", share=0.63 if stage.canvas.wide else 0.58
        )
        grad, rows, (higher, rival, longer) = trace.grad.astype(float), np.arange(len(trace)), self.turns(trace)
        steps = only(rows < len(trace) - 1, -self.lr * grad)
        rivals = (rows >= (rival or len(trace))) & (rows < (longer or len(trace)))
        held, room = rings_through(x, y, trace.a).reshape(-1, 2), 0.02 if stage.canvas.wide else 0.11
        ground(stage, story, x, y, held, trace.loss, most=11, window=False, room=room)
        corner = np.where(np.isfinite(steps[:, :1]), (story.get_xlim()[0], story.get_ylim()[0]), np.nan)
        texts = say_each("step = {product}" if stage.canvas.wide else "{product}", product=sums(self.lr, trace.grad))
        stage.label(story, corner, texts, theme.model, sides=("above right",), weight="semibold")
        landings(stage, story, trace.a, trace.loss)
        inside = only(rivals, trace.a - self.rival * grad)
        for down, side in ((grad[:, 1] > 0, "above right"), (grad[:, 1] <= 0, "below right")):  # behind it, as seen along the step
            stage.label(story, only(down, inside), say("{lr:g}", lr=self.rival), theme.ink, sides=(side,), gap=16)
        stage.follow(story, trace.a)
        return [
            ring_through(stage, story, x, y, trace.a),
            beads(stage, story, trace.a, theme.model, alpha=FAINT),
            step_arrow(stage, story, trace.a, steps),
            dot(stage, story, trace.a, theme.model),
            dot(stage, story, inside, theme.ink, 13, hollow=True),
            profile(stage, cut, x, y, trace.a.astype(float), grad, self.lr, self.rival, rows >= (higher or len(trace)), rivals),
        ]


scene = TooHigh(lr=1.05)
