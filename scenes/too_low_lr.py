"""Too low a learning rate: every step goes down, but is so short that the line does not get halfway.

Alt: Two paths from one guess over a map of rings of equal loss. The dashed one, at rate {other}, runs to the cross of the best
fit; the red one, at {lr}, has gone part of the same way after {steps} steps. Its line lies far from the points, and its loss
has come down from {loss.first:.2f} to {loss.last:.2f}.

The same {points} points and the same guess as with a good rate, and as many steps, at a far smaller rate, {lr}. On the map each
place is a line, and each ring joins lines of equal loss. A thin arrow is the gradient, turned downhill, as long as it is: it reaches
across the map, but {lr} times that is a very short step, to be seen in an enlarged part of the map. In black, dashed once it is past,
runs the good rate, {other}, step for step beside it. With one step it comes about as far as the slow run with ten.

Every step goes in the right direction and every step lowers the loss; the curve only falls much more slowly than the dashed
one. After {steps} steps the loss is {loss.last:.2f}, where the good rate has {other_loss.last:.4f}; the slope is {a_0.last:.2f}
and the intercept {a_1.last:.2f}. Nothing is broken; it only takes that much longer.
"""

import numpy as np

from scenes.shared.lens_parts import closer_look
from scenes.shared.line_parts import line_among_points, line_of
from scenes.shared.rate_film import RateFilm
from scenes.shared.rate_parts import beads, ground, loss_panel, misses, named_losses, named_rate, numbered, numbered_rings, sizes
from scenes.studio.draw.marks import dot, needle, only, step_arrow
from scenes.studio.run.descend import lockstep
from scenes.studio.run.scene import first
from scenes.studio.words import say, say_each


class TooLow(RateFilm):
    """The line fit at a low rate, `loss`, `a` and `grad`, beside that at another, `other_loss` and `other_a`, in lock-step."""

    other: float = 0.1

    readouts = {"loss": "loss", "other_loss": "loss at the other rate", **RateFilm.readouts}
    says = 2
    times = [200] * 10 + [100]

    def train(self):
        return lockstep({"": super().train(), "other_": self.at_rate(self.other).train()})

    def remarks(self, trace):
        return []  # it is not meant to arrive

    def story(self, trace):
        rows, many, last = np.arange(len(trace)), self.other / self.lr, len(trace) - 1
        falls = (np.diff(trace.loss) < 0).all() and self.left(trace)[-1] > self.near
        end = say("{{steps}} steps at {{lr:g}} match {n} at {{other:g}}: loss {{loss:.3g}}", n=round(last / many))
        return {
            0: "One gradient, times {other:g} or times {lr:g}: who arrives?",
            first((rows == 1) & (many > 1)): "A large gradient, times {lr:g}: a tiny step",
            first((rows == round(many)) & (many > 1)): say("{n} steps reach about as far as one at {lr:g}", n=round(many), lr=self.other),
            -1: end if falls else say("Step {n}: loss {{loss:.3g}}; at rate {{other:g}} it is {{other_loss:.3g}}", n=last),
        }

    def draw(self, trace, stage):
        theme, (x, y), both = stage.theme, self.data(), say("both lines, and the misses at {lr:g}", lr=self.lr)
        story, line, losses = stage.panels("each place is a line; rings of equal loss", both, "loss: mean squared miss")
        downhill, rows = -trace.grad.astype(float), np.arange(len(trace))
        close, as_far = round(self.other / self.lr), round(len(trace) * self.lr / self.other)
        held = np.concatenate([trace.a, trace.other_a, trace.a + downhill])
        numbered_rings(stage, story, x, y, ground(stage, story, x, y, held, np.append(trace.loss, trace.other_loss)))
        loss_panel(stage, losses, trace.loss, trace.other_loss, room=0.55)
        losses.set_xticks([tick for tick in losses.get_xticks() if 0 <= tick < len(trace)])
        numbered(stage, story, trace.other_a, (1, as_far, 10, 20), theme.ink, sides=("above left", "above"))
        numbered(stage, story, trace.a, (10, 20, 40), theme.model, sides=("below right", "below"))
        long = say_each("minus gradient: {size:g} long", size=sizes(trace.grad))
        ahead = np.where(rows[:, None] > 0, trace.other_a, trace.a + self.other * downhill)
        named_rate(stage, story, trace.a, self.lr, trace.grad, close, theme.model)
        named_rate(stage, story, ahead, self.other, trace.grad, 0, theme.ink)
        return [
            misses(stage, line, x, y, trace.a),
            line_of(stage, line, trace.other_a, theme.ink, width=4, dashed=True),
            line_among_points(stage, line, x, y, trace.a, usual=(-1.2, 6.4)),
            closer_look(stage, story, trace.a, trace.other_a, close),
            beads(stage, story, trace.a, theme.model, apart=np.inf, alpha=0.4, width=9),
            beads(stage, story, trace.other_a, theme.ink, dashed=True),
            needle(stage, story, only(rows <= 1, trace.a), downhill, label=long),
            step_arrow(stage, story, only(rows == 0, trace.other_a), self.other * downhill, theme.ink),
            dot(stage, story, trace.other_a, theme.ink),
            dot(stage, story, trace.a, theme.model),
            *named_losses(stage, losses, (self.lr, self.other), (trace.loss, trace.other_loss)),
        ]


scene = TooLow(lr=0.01)
