"""Too low a learning rate: every step goes down, and is so short that the line hardly leaves its guess.

Alt: Two paths from one guess over a map of rings of equal loss. The dashed one, at rate {other}, runs to the cross of the best
fit; the red one, at {lr}, has gone part of the same way after {steps} steps. Its line lies far from the points, and its loss
has come down from {loss.first:.2f} to {loss.last:.2f}.

The same {points} points and the same guess as with a good rate, and as many steps, at a far smaller rate, {lr}. On the map each
place is a line, and each ring joins lines of equal loss. The gradient is large, but {lr} times that is a
very short step. Dashed and in black runs the good rate, {other}, step for step beside it. A window shows the first steps of both,
laid end to end: with one step the good run comes about as far as the slow run with ten.

Every step goes in the right direction and every step lowers the loss; the curve only falls much more slowly than the dashed
one. After {steps} steps the loss is {loss.last:.2f}, where the good rate has {loss_other.last:.4f}; the slope is {a_0.last:.2f}
and the intercept {a_1.last:.2f}. Nothing is broken; it only takes that much longer.
"""

from dataclasses import dataclass

import numpy as np

from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import line_among_points, loss_map
from scenes.shared.rate_film import RateFilm
from scenes.shared.rate_parts import beads, loss_panel, misses, numbered, numbered_rings, ring_losses, shade, sums
from scenes.shared.rate_windows import ruler
from scenes.studio.draw.marks import compose, curve, dot, loss_so_far
from scenes.studio.run.scene import first
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class TooLow(RateFilm):
    """The line fit at a low rate, `loss`, `a` and `grad`, beside that at another, `loss_other` and `a_other`, in lock-step."""

    other: float = 0.1

    def train(self):
        other = LineFit(lr=self.other, steps=self.steps, points=self.points, seed=self.seed, user_points=self.user_points)
        for row, its in zip(super().train(), other.train(), strict=True):
            yield row | {"loss_other": its["loss"], "a_other": its["a"]}

    def remarks(self, trace):
        return []  # it is not meant to arrive

    def frame_rows(self, last):
        rows = list(super().frame_rows(last))
        return sorted({*rows[:11], *rows[10:30:2], *rows[30::5], last})  # ever less happens in a step

    def story(self, trace):
        rows, many, last = np.arange(len(trace)), self.other / self.lr, len(trace) - 1
        falls = (np.diff(trace.loss) < 0).all() and self.left(trace)[-1] > self.near
        return {
            0: "Two runs from one guess: lr {lr:g} and lr {other:g}",
            first((rows == 1) & (many > 1)): "A large gradient, times {lr:g}: a tiny step",
            first((rows == round(many)) & (many > 1)): say("{n} steps reach about as far as one at {lr:g}", n=round(many), lr=self.other),
            first((rows == last // 2) & falls & (rows > 2)): "Every step lowers the loss: nothing is broken, only slow",
            -1: say("Step {n}: loss {{loss:.3g}}; at lr {{other:g}} it is {{loss_other:.3g}}", n=last),
        }

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        story, line, losses = stage.panels(
            say("each place is a line; rings of equal loss"), say("the two lines, and the misses"), say("loss: mean squared miss")
        )
        both, steps, ends = np.concatenate([trace.loss, trace.loss_other]), -self.lr * trace.grad.astype(float), np.array([-1.0, 1.0])
        its_steps = np.diff(trace.a_other.astype(float), axis=0, append=np.nan)
        rings = ring_losses(both, self.best_fit["best_loss"])
        loss_map(
            stage, story, x, y, np.concatenate([trace.a, trace.a_other]), rings - self.best_fit["best_loss"], ((-1.8, 5.0), (-0.3, 4.9))
        )
        shade(stage, story, x, y, rings[:14])
        numbered_rings(stage, story, x, y, rings[[0, 1, 3, 7]], (-1, 1.3))
        loss_panel(stage, losses, trace.loss, trace.loss_other, room=0.55)
        numbered(stage, story, trace.a_other, (1, 5, 10, 20), theme.ink, sides=("above left", "above"))
        numbered(stage, story, trace.a, (10, 20, 30, 40), theme.model, sides=("below right", "below"))
        stage.follow(story, trace.a_other)
        mine, others = say("lr {lr:g}", lr=self.lr), say("lr {lr:g}", lr=self.other)
        shows = [
            misses(stage, line, x, y, trace.a),
            curve(stage, line, ends, trace.a_other[:, :1] * ends + trace.a_other[:, 1:], theme.ink, width=4, dashed=True),
            line_among_points(stage, line, x, y, trace.a, usual=(-1.2, 6.4)),
            beads(stage, story, trace.a_other, theme.ink, dashed=True),
            dot(stage, story, trace.a_other, theme.ink),
            beads(stage, story, trace.a, theme.model, apart=4),
            ruler(
                stage,
                story,
                (0.57, 0.04, 0.41, 0.36),
                [its_steps, steps],
                [sums(self.other, trace.grad)[0], sums(self.lr, trace.grad)[0]],
                [1, max(1, round(self.other / self.lr))],
            ),
            dot(stage, story, trace.a, theme.model),
        ]
        for lr, values, dashed in ((self.other, trace.loss_other, True), (self.lr, trace.loss, False)):
            texts = [say("lr {lr:g}: {loss:.3g}", lr=lr, loss=loss) for loss in values]
            texts[0] = "" if dashed else texts[0]  # both begin at one place
            shows.append(loss_so_far(stage, losses, values, texts=texts, dashed=dashed, sides=("right", "above right")))
        stage.label(story, trace.a, mine, theme.model, sides=("below right", "below"), weight="semibold")
        ahead = np.where(np.arange(len(trace))[:, None] > 0, trace.a_other, np.nan)
        stage.label(story, ahead, others, theme.ink, sides=("below right", "below", "above"), weight="semibold")
        return compose(*shows)


scene = TooLow(lr=0.01)
