"""Trained too long: the training loss keeps falling, but the held-out loss turns, so the best epoch was much earlier.

Alt: Two loss curves fall together. Near epoch {best_epoch.last:.0f} the upper one, on held-out points, turns and climbs, while the other
goes on falling. A ring stays behind at the lowest held-out loss; a bracket at the end tells how much worse it has become.

A polynomial of degree {degree} on {points} points. Each step uses all of them, so a step is an epoch, and after {steps} epochs the
descent at learning rate {lr} has met every point {steps} times. At the left, the red curve, the large grey points that it learns from,
with blue sticks for its misses, and small green held-out points with green sticks. At the right, both losses by epoch, on a logarithmic
scale.

At first what the curve learns serves the held-out points too: their loss falls from {val_loss.first:.2f} to {best_val_loss.last:.3f} at
epoch {best_epoch.last:.0f}, where a ring marks it and the film rests; the curve of that epoch stays, thin and green. The training goes on
to learn its {points} points by heart. The training loss falls on to {loss.last:.4f} and shows nothing of it; the held-out loss climbs to
{val_loss.last:.2f}. A bracket from its lowest up is what more epochs on the same points cost. At the left the last curve meets its own
points, and spikes between them, away from the held-out ones.
"""

from scenes.shared.polynomial_fit import PolynomialFit
from scenes.shared.polynomial_losses import hold_losses, log_of_steps, lowest, two_losses, worse
from scenes.shared.polynomial_parts import NEAR, curve, curve_heights, misses, points_and_held_out, spike_label, standing
from scenes.studio.words import say


class TrainTooLong(PolynomialFit):
    """The polynomial fit, seen in its two losses and by the best epoch so far."""

    steps: int = 2000

    readouts = {"loss": "training loss", "val_loss": "held-out loss", "best_val_loss": "lowest held-out loss so far"}
    says = 2
    counter = "epoch {t}"

    def train(self):
        best: dict = {}
        for epoch, row in enumerate(super().train()):
            if not best or row["val_loss"] < best["best_val_loss"]:
                best = {"best_epoch": epoch, "best_val_loss": row["val_loss"].detach(), "best_a": row["a"].detach().clone()}
            yield row | best

    def story(self, trace):
        turn, val_loss = int(trace.best_epoch[-1]), trace.val_loss
        story = {0: "An epoch uses all {points} points once: when to stop?"}
        if self.flies(trace):
            return story | {-1: "The rate is too high: each epoch lands farther off"}
        if turn == len(trace) - 1:
            return story | {-1: "Held-out loss {val_loss:.2g} and still falling: train on"}
        if val_loss[-1] < 1.2 * val_loss[turn]:
            return story | {-1: "Held-out loss {val_loss:.2g}, lowest {best_val_loss:.2g}: no harm done"}
        half = next(row for row in trace.frame_rows if row > turn and 2 * val_loss[row] > val_loss[turn] + val_loss[-1])
        return story | {
            turn: "Epoch {best_epoch}: held-out loss lowest so far; keep this curve",
            half: "Training loss still falls, with no hint of the harm",
            -1: "Learnt by heart: held-out loss {val_loss:.2g}, kept curve {best_val_loss:.2g}",
        }

    def draw(self, trace, stage):
        theme, turn, rests = stage.theme, int(trace.best_epoch[-1]), [stop.row for stop in self.stops(trace)]
        fit, losses = stage.panels("curve, and its misses", "loss: mean squared miss", share=0.56)
        points_and_held_out(stage, fit, self.data(), self.held_out_data(), trace.a, usual=NEAR)
        hold_losses(losses, trace.loss, trace.val_loss)
        log_of_steps(losses, len(trace) - 1)
        losses.set_xlabel(say("epoch (log scale)"))
        parts = [two_losses(stage, losses, trace.loss, trace.val_loss, rests)]
        if len(rests) == 4:
            words = say("{loss:.2g}, epoch {turn}", loss=trace.val_loss[turn], turn=turn)
            parts += [
                worse(stage, losses, trace.val_loss, rests),
                lowest(stage, losses, trace.val_loss, words),
                standing(stage, fit, curve_heights(trace.a[turn]), len(trace), turn, say("kept: epoch {turn}", turn=turn)),
            ]
            spike_label(stage, fit, trace.a, turn, rests[2], say("misses these points"))
        return [
            *parts,
            misses(stage, fit, self.held_out_data(), trace.a, theme.held_out),
            misses(stage, fit, self.data(), trace.a, theme.loss, strong=True),
            curve(stage, fit, trace.a),
        ]


scene = TrainTooLong(lr=0.1)
