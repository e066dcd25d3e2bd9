"""Too low a learning rate: every step goes down, and is so short that the line hardly leaves its guess.

Alt: Two paths from one guess over a map of rings of equal loss. The dashed one, at rate {other}, runs to the cross of the best fit; the
red one, at {lr}, has gone part of the same way after {steps} steps. Its line lies far from the points, and its loss has come down
from {loss.first:.2f} to {loss.last:.2f}.

The same {points} points and the same guess as with a good rate, and as many steps, at a far smaller rate, {lr}. On the map
each place is a line, and each ring joins lines of equal loss. A thin arrow is the gradient, turned round and at a quarter of its size: it is
large. The step, {lr} times the gradient, is so short that it takes a window, enlarged, to see it. Dashed and in black
runs the good rate, {other}, step for step beside it. At its first step it comes about as far as the slow run
does in its first ten.

Every step goes in the right direction and every step lowers the loss; the curve only falls much more slowly than the dashed one. After {steps}
steps the loss is {loss.last:.2f}, where the good rate has {loss_other.last:.4f}; the slope is {a_0.last:.2f} and the intercept
{a_1.last:.2f}. Nothing is broken; it only takes that much longer.
"""

from dataclasses import dataclass

import numpy as np

from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import line_among_points, loss_map, ring_through
from scenes.shared.rate_film import RateFilm
from scenes.shared.rate_parts import downhill, loss_axes, loupe, misses, numbered, ring_gap, shade
from scenes.studio.draw.marks import compose, curve, dot, loss_so_far, trail
from scenes.studio.run.scene import first
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class TooLow(RateFilm):
    """The line fit at a low rate, `loss`, `a` and `grad`, beside that at another, `loss_other` and `a_other`, in lock-step."""

    other: float = 0.1

    def train(self):
        x, y = self.data()
        other = LineFit(lr=self.other, steps=self.steps, points=self.points, seed=self.seed, user_points=self.user_points)
        for row, its in zip(super().train(), other.train(), strict=True):
            yield row | {"loss_other": its["loss"], "a_other": its["a"]}

    def frame_rows(self, last):
        rows = list(super().frame_rows(last))
        return sorted({*rows[:11], *rows[10:30:2], *rows[30::5], last})  # ever less happens in a step

    def story(self, trace):
        rows, many, last = np.arange(len(trace)), self.other / self.lr, len(trace) - 1
        size = float(np.linalg.norm(trace.grad[:2][-1].astype(float)))
        falls = (np.diff(trace.loss) < 0).all() and self.left(trace)[-1] > self.near
        return {
            0: "Two runs from one guess: lr {lr:g} and lr {other:g}",
            first(rows == 1): say("Gradient {size:.2g}, times {lr:g}: a step of {step:.2g}", size=size, lr=self.lr, step=self.lr * size),
            first((rows == round(many)) & (many > 1)): say(
                "{n} steps reach about as far as one at {other:g}", n=round(many), other=self.other
            ),
            first((rows == last // 2) & falls & (rows > 2)): "Every step lowers the loss: nothing is broken, only slow",
            -1: say("Step {n}: loss {{loss:.3g}}; at lr {{other:g}} it is {{loss_other:.3g}}", n=last),
        }

    def draw(self, trace, stage):
        theme, (x, y), gap = stage.theme, self.data(), ring_gap(np.concatenate([trace.loss, trace.loss_other]))
        title = say("each place is a line; rings of equal loss, {gap:g} apart", gap=gap)
        story, line, losses = stage.panels(title, "the two lines, and the misses", "loss: mean squared miss")
        rings, steps, ends = gap * np.arange(1, 28), -self.lr * trace.grad.astype(float), np.array([-1.0, 1.0])
        loss_map(stage, story, x, y, np.concatenate([trace.a, trace.a_other]), levels=rings, usual=((-1.75, 3.85), (0.1, 4.4)))
        shade(stage, story, x, y, rings[:14])
        loss_axes(losses, trace.loss, trace.loss_other)
        numbered(stage, story, trace.a_other, (1, 2, 3, 5, 10, 20), theme.ink, sides=("below right", "below"))
        stage.follow(story, trace.a_other)
        mine, others = say("lr {lr:g}", lr=self.lr), say("lr {lr:g}", lr=self.other)
        shows = [
            misses(stage, line, x, y, trace.a),
            curve(stage, line, ends, trace.a_other[:, :1] * ends + trace.a_other[:, 1:], theme.ink, dashed=True),
            line_among_points(stage, line, x, y, trace.a, past=(0,), usual=(-1.2, 6.4)),
            ring_through(stage, story, x, y, trace.a),
            trail(stage, story, trace.a_other, theme.ink, strong=len(trace), dashed=True),
            dot(stage, story, trace.a_other, theme.ink),
            trail(stage, story, trace.a, theme.model, strong=len(trace)),
            downhill(stage, story, trace.a, trace.grad, 0.25, say("−gradient × ¼"), aside=34),
            dot(stage, story, trace.a, theme.model),
            loupe(stage, story, (0.61, 0.05, 0.36, 0.36), trace.a, steps, say("step = −{lr:g} × gradient", lr=self.lr)),
            loss_so_far(
                stage,
                losses,
                trace.loss_other,
                texts=[say("lr {lr:g}: {loss:.3g}", lr=self.other, loss=loss) for loss in trace.loss_other],
                dashed=True,
            ),
            loss_so_far(stage, losses, trace.loss, texts=[say("lr {lr:g}: {loss:.3g}", lr=self.lr, loss=loss) for loss in trace.loss]),
        ]
        stage.label(story, trace.a, mine, theme.model, sides=("left", "above left"), weight="semibold")
        ahead = np.where(np.arange(len(trace))[:, None] > 0, trace.a_other, np.nan)
        stage.label(story, ahead, others, theme.ink, sides=("below right", "below", "above"), weight="semibold")
        return compose(*shows)


scene = TooLow(lr=0.01)
