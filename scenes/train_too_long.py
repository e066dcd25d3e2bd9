"""Trained too long: the training loss keeps falling while the held-out loss has turned; the best epoch lies far back.

Alt: Two loss curves fall together. Near epoch {best_epoch.last:.0f} the upper one, on held-out points, turns and climbs, while the other
goes on falling. A ring stays behind at the lowest held-out loss, and the area above it fills.

A polynomial of degree {degree} on {points} points. Each step uses all of them, so a step is an epoch, and after {steps} epochs the
descent at learning rate {lr} has met every point {steps} times. At the left, both losses by epoch; at the right, the red curve, the
large grey points that it learns from, with blue sticks for its misses, and small green held-out points with green sticks.

At first what the curve learns serves the held-out points too: their loss falls from {val_loss.first:.2f} to
{best_val_loss.last:.3f} at epoch {best_epoch.last:.0f}, where a ring marks it and the film rests. The axes, which held the fall so far,
then change to hold all {steps} epochs and only the lower losses. The curve goes on to learn its {points} points by heart. The training
loss falls on to {loss.last:.3f} and shows nothing of it; the held-out loss climbs to {val_loss.last:.2f}. The filled area, from its
lowest up, is what more epochs on the same points cost. The curve of epoch {best_epoch.last:.0f} stays at the right as a faint one,
between the spikes of the last.
"""

from dataclasses import dataclass

import numpy as np

from scenes.shared.polynomial_fit import PolynomialFit
from scenes.shared.polynomial_parts import curve, ghost, hold_losses, misses, points_and_held_out, two_losses
from scenes.shared.polynomials import widening_rows
from scenes.studio.draw.marks import compose
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class TrainTooLong(PolynomialFit):
    """The polynomial fit, seen in its two losses and by the best epoch so far."""

    steps: int = 600

    def train(self):
        best: dict = {}
        for epoch, row in enumerate(super().train()):
            if not best or row["val_loss"] < best["best_val_loss"]:
                best = {"best_epoch": epoch, "best_val_loss": row["val_loss"].detach(), "best_a": row["a"].detach().clone()}
            yield row | best

    def frame_rows(self, last):
        """Every epoch at first, then every 2nd, 5th, 10th and so on."""
        return widening_rows(last)

    def frame_labels(self, trace):
        return [say("epoch {t}", t=t) for t in range(len(trace))]

    def story(self, trace):
        turn, val_loss = int(trace.best_epoch[-1]), trace.val_loss
        story = {0: "Each epoch uses the same {points} points again"}
        if trace.ended or trace.loss[-1] > trace.loss[0]:
            return story | {-1: "The rate is too high: each epoch lands farther off"}
        if turn == len(trace) - 1:
            return story | {-1: "Held-out loss {val_loss:.2g} and still falling: train on"}
        if val_loss[-1] < 1.2 * val_loss[turn]:
            return story | {-1: "Held-out loss {val_loss:.2g}, lowest {best_val_loss:.2g}: no harm done"}
        later = [row for row in trace.frame_rows if row > turn]
        return story | {
            turn: "Held-out loss is lowest at epoch {best_epoch}: stop here",
            later[0]: "Both axes changed; training goes on to epoch {steps}",
            next(
                row for row in later if 2 * val_loss[row] > val_loss[turn] + val_loss[-1]
            ): "The training loss still falls and gives no hint",
            -1: "Learnt by heart: held-out loss {val_loss:.2f}, lowest was {best_val_loss:.3f}",
        }

    def draw(self, trace, stage):
        theme, turn, rests = stage.theme, int(trace.best_epoch[-1]), [stop.row for stop in self.stops(trace)]
        losses, fit = stage.panels(say("loss, epoch by epoch"), say("curve and its misses"), share=0.62)
        last, turns = max(len(trace) - 1, 1), len(rests) > 2
        losses.set(xlim=(-0.01 * last, 1.04 * last), xlabel=say("epoch"))
        hold_losses(losses, trace.loss, trace.val_loss)
        top = 1.3 * float(trace.val_loss[turn:].max())
        near, far = (-0.015 * turn, 1.5 * turn, *losses.get_ylim()), (*losses.get_xlim(), -0.025 * top, top)
        view = stage.views(losses, np.where((np.arange(last + 1) <= turn)[:, None], near, far)) if turns else compose()
        stage.follow(losses, np.column_stack([np.arange(len(trace)), trace.val_loss]))
        points_and_held_out(stage, fit, self.data(), self.held_out_data(), trace.a)
        return compose(
            view,
            cost_since(stage, losses, trace.val_loss, turn, rests) if turns else compose(),
            two_losses(stage, losses, trace.loss, trace.val_loss, rests),
            misses(stage, fit, self.held_out_data(), trace.a, theme.held_out),
            misses(stage, fit, self.data(), trace.a, theme.loss, strong=True),
            ghost(stage, fit, trace.a, turn, say("epoch {turn}", turn=turn) if turns else ""),
            curve(stage, fit, trace.a),
        )


def cost_since(stage, ax, losses, turn, rests):
    """The area above the lowest of the losses (rows,), at row `turn`, filled up to now; its height is told where the film `rests`."""
    rows, worse, colour = np.arange(len(losses)), losses - losses[turn], stage.theme.held_out
    (area,) = ax.fill([], [], color=colour, alpha=0.18, linewidth=0, zorder=1.5)
    lowest = np.where((rows > turn)[:, None], (turn, losses[turn]), np.nan)
    stage.label(ax, lowest, say("lowest: {loss:.2g}, epoch {turn}", loss=losses[turn], turn=turn), colour, sides=("below right",))
    told = (rows > turn) & np.isin(rows, rests) & (worse > worse[-1] / 4)
    middles = np.where(told[:, None], np.column_stack([rows, losses[turn] + worse / 2]), np.nan)
    stage.label(ax, middles, [say("{worse:.2g} worse", worse=value) for value in worse], colour, sides=("left",))

    def show(t):
        since = rows[turn : t + 1]
        area.set_xy(np.column_stack([[*since, *since[::-1]], [*losses[since], *np.full(len(since), losses[turn])]]))

    return show


scene = TrainTooLong(lr=0.1)
