"""Overfitting: the curve learns the noise of its few points, which makes it worse where it was not trained.

Alt: A curve of degree {degree} first follows the gentle wave in its {points} points, then bends through each of them with spikes in
between. The training loss falls all the way; the held-out loss falls, turns and climbs.

At the left, {points} large points with blue rims and a red curve with one parameter more than its degree, {degree}. Gradient descent fits
it to these points. A blue stick joins each of them to the curve: its miss. {held_out} small green points are held out; their misses,
green sticks, are measured, and the descent never sees them. At the right, both losses by step, on a logarithmic scale of steps: the mean
of the squared misses, blue on the training points, green on those held out.

The curve starts flat and soon lies along the wave that the points were made from, drawn in green from then on: sticks of both colours
shrink. At step {turn:.0f} the held-out loss is lowest, {val_loss.min:.3f}; a ring stays there. Then the curve leaves the wave and bends
on towards each of its points, noise included, until the blue sticks are gone and the training loss is {loss.last:.4f}. Between its
points, where none of them holds it, and most of all near the edges, it shoots away from the wave and from the green points.
Their loss climbs to {val_loss.last:.2f}, above the {val_loss.first:.2f} of the flat start, which a dashed line recalls.
"""

from scenes.shared.polynomial_fit import PolynomialFit
from scenes.shared.polynomial_losses import hold_losses, level, log_of_steps, lowest, two_losses
from scenes.shared.polynomial_parts import behind, curve, misses, points_and_held_out, spike_label
from scenes.studio.words import say


class Overfit(PolynomialFit):
    """A curve with nearly as many parameters as points, its misses on points learnt from and held out, and both losses."""

    poster = 9  # its question comes just before the held-out loss is lowest

    def facts(self, trace):
        return super().facts(trace) | {"turn": int(trace.val_loss.argmin())}

    def story(self, trace):
        turn, later = int(trace.val_loss.argmin()), trace.val_loss > 2 * trace.val_loss.min()
        later[:turn] = False
        end = "Training loss {loss:.2g}, held-out loss {val_loss:.2g}"
        if self.flies(trace):
            later[:], end = False, "The rate is too high: each step lands farther off"
        elif later[-1]:
            end = "It meets its points and swings wildly in between"
            if trace.val_loss[-1] > trace.val_loss[0]:
                end = "It meets its points; held-out loss above the flat start"
        elif self.too_many_points(trace):
            end = f"No overfitting: {{points}} points are many for {self.degree + 1} parameters"
        return {
            0: "Learning from {points} points: will it suit {held_out} others?",
            turn or None: "Held-out loss lowest at step {turn}" + ("" if self.user_points else ", along the wave"),
            next((row for row in trace.frame_rows if later[row]), None): "It leaves the wave for the noise in its points",
            -1: end,
        }

    def too_many_points(self, trace):
        """Whether the curve has not left the points held out, since it has too few parameters for the noise in so many points."""
        return not trace.ended and trace.val_loss[-1] < 1.1 * trace.val_loss.min() and self.points > 3 * (self.degree + 1)

    def remarks(self, trace):
        if not self.too_many_points(trace):
            return []
        fewer = 4 * (self.degree + 3) // 3  # of which a quarter is held out
        advice = f"--sample {fewer}" if self.user_points else f"--points {self.degree + 3}"
        return [
            f"this run does not overfit: the held-out loss ends at {trace.val_loss[-1]:.3g}, its lowest is {trace.val_loss.min():.3g}; "
            f"{self.points} points to learn from are many for {self.degree + 1} parameters; try {advice}"
        ]

    def draw(self, trace, stage):
        theme, turn, rests = stage.theme, int(trace.val_loss.argmin()), [stop.row for stop in self.stops(trace)]
        title = say("curve with {n} parameters, and its misses", n=self.degree + 1)
        story, losses = stage.panels(title, "loss: mean squared miss", share=0.62 if stage.canvas.wide else 0.5)
        points_and_held_out(stage, story, self.data(), self.held_out_data(), trace.a)
        hold_losses(losses, trace.loss, trace.val_loss)
        log_of_steps(losses, len(trace) - 1)
        if len(rests) == 4:
            spike_label(stage, story, trace.a, turn, rests[2], say("no training point holds it here"))
        return [
            misses(stage, story, self.held_out_data(), trace.a, theme.held_out),
            misses(stage, story, self.data(), trace.a, theme.loss, strong=True),
            behind(stage, story, trace.a, turn, known=not self.user_points),
            curve(stage, story, trace.a),
            two_losses(stage, losses, trace.loss, trace.val_loss, rests),
            lowest(stage, losses, trace.val_loss, say("{loss:.2g}", loss=trace.val_loss[turn])),
            level(stage, losses, trace.val_loss, 0, say("flat start: {loss:.2g}", loss=trace.val_loss[0]), 2, stage.theme.held_out),
        ]


scene = Overfit(lr=0.4)
