"""Mini-batch noise: a few points give a rough step, which is good enough far off but a kick near the best fit.

Alt: On a map of the loss, five orange lines show where single points would step, and a red arrow their average. A red
path wanders to the cross of the best fit. Seen from near, other batches lead all ways there, and the lines of five points go up and
down. The path keeps jittering; its last {late:.0f} places are a cloud of dots about the cross.

At the left, the loss over slope and intercept; at the right, {points} points, {batch_size} of them lit, with a stick
from the line to each. Orange lines lead to where a step on each of these alone would lead; the
red arrow, their average, is the step at learning rate {lr}. From the guess they differ, but all lead the same
way. At step 1 a fan shows {others:.0f} other batches from the same place: {lower_far:.0f} of them, in blue, would end
inside the blue ring of equal loss, so lower. A dashed path is the same descent on all points at every step.

Then the map is seen from ever nearer. Close to the best fit the same fan points all ways: only {lower_near:.0f} of the {others:.0f}
other batches end inside the ring of equal loss. The lines of single points tell why: points above the line pull it up, points
below it pull it down, and which of them are in the batch is chance. What they leave over is the step, at one time up, then down, then
to the side. The dashed path comes to rest at the cross; the red one goes on jittering about it. In {steps} steps every point is drawn
{epochs:.0f} times, and the loss over all points has gone from {full_loss.first:.2f} to {full_loss.last:.3f}. Dots mark the last
{late:.0f} places, with the ring of their mean loss, {late_loss:.3f}, where the best line has {best_loss:.3f}.
"""

import numpy as np
import torch

from scenes.shared.batch_parts import approach, around, crowd, fan, look_closer, misses, pulls, quiet_trail, smooth_path, told_ring
from scenes.shared.line_parts import line_among_points, loss_map
from scenes.shared.mini_batches import MiniBatches, point_gradients
from scenes.studio.draw.marks import dot, only, step_arrow
from scenes.studio.run.scene import first
from scenes.studio.words import say, say_each

OTHERS = 30  # batches, the same ones at every step, to compare with
PULLS = 5  # steps, near the best fit, of which the pull of each point is seen
LATE = 50  # places of the path at its end, to be seen together


class MinibatchNoise(MiniBatches):
    """The descent on mini-batches, with what single points, other batches, and all points would do in its place."""

    times = [300] * 5 + [100] * 9 + [300] * 8 + [100]

    def train(self):
        x, y = self.data()
        others = torch.rand(OTHERS, self.points, generator=torch.Generator().manual_seed(self.seed + 1)).argsort(1)[:, : self.batch_size]
        for row in super().train():
            grads = point_gradients(row["a"], x, y)
            other = grads[others].mean(1)
            landed = ((x @ (row["a"] - self.lr * other).T - y[:, None]) ** 2).mean(0)
            yield {
                **row | {"batch_grads": grads[row["batch"]], "other_grads": other},
                **{"falls": landed < row["full_loss"], "lower": (landed < row["full_loss"]).sum()},
            }

    def turns(self, trace):
        """Rows: where all points ask for little beside how batches differ; then where few batches help; then where one pulls both ways."""
        spread = np.sqrt(((trace.other_grads - trace.full_grad[:, None]) ** 2).sum(2).mean(1))
        near = first(np.hypot(*trace.full_grad.T) < 0.6 * spread)
        if near is None:
            return None, None, None
        t, rises = np.arange(len(trace) - 1), np.diff(trace.full_loss) > 0.02 * self.best_fit["best_loss"]
        few = first((trace.lower[:-1] < OTHERS / 4) & (t > near) & rises)
        up, down = -trace.batch_grads[:-1, :, 1].min(1), trace.batch_grads[:-1, :, 1].max(1)
        return near, few, few and first((t > few) & (np.minimum(up, down) > 0.5 * np.maximum(up, down)))

    def story(self, trace):
        _, few, both = self.turns(trace)
        whole, downhill = self.batch_size == self.points, trace.lower[min(1, len(trace) - 1)] > OTHERS / 2
        return {
            0: "A step asks all {points} points" if whole else "A step asks only {batch_size} of the {points} points",
            None if whole or len(trace) == 1 else 1: "Far off, most other batches would lead " + ("downhill too" if downhill else "uphill"),
            few: "Near the best fit, other batches would lead anywhere",
            both: "The points pull both ways, so chance decides the step",
            -1: ("It never rests: mean loss {late_loss:.3f}" if few else "Loss {full_loss:.3f}") + ", the best {best_loss:.3f}",
        }

    def facts(self, trace):
        last, few = len(trace) - 1, self.turns(trace)[1]
        late = min(LATE, len(trace) - (few or last))
        counts = {"lower_far": int(trace.lower[min(1, last)]), "lower_near": int(trace.lower[few or last])}
        return super().facts(trace) | {"others": OTHERS, "late": late, "late_loss": float(trace.full_loss[-late:].mean())} | counts

    def frame_rows(self, last):
        stride = 4 * 2 ** max(0, int(np.ceil(np.log2(max(last, 1) / 80))))
        return sorted({*range(min(22, last)), *range(24, last, stride), last})

    def draw(self, trace, stage):
        theme, (x, y), a, t, (near, few, both) = stage.theme, self.data(), trace.a, np.arange(len(trace)), self.turns(trace)
        facts, told, guessing, falls = self.facts(trace), (t == 0) | (t == both), (t == 1) | (t == few), trace.falls[..., None]
        asking = (t == 0) | np.isin(t, range(both, both + PULLS) if both else [])
        quiet = guessing & (t > 1) | (t == both) | (t == t[-1]) & bool(few)
        pull, other = (a[:, None] - self.lr * grads for grads in (trace.batch_grads, trace.other_grads))
        story, line = stage.panels("loss over slope and intercept", "", share=0.62)
        loss_map(stage, story, x, y, np.vstack([a, pull[0]]), usual=((-1.5, 3.9), (0.5, 4.5)), window=False)
        close, closer = around(story, np.vstack([a[near:], *pull[asking & (t > 0)]])), approach(trace.frame_rows, near)
        step, five = -self.lr * trace.grad, say("average of {batch_size}", batch_size=self.batch_size)
        stage.label(story, only(told, a + step), five, theme.model, sides=("above", "right", "left"), weight="semibold")
        rings, inside = only(guessing, a), "{lower} of {others} other batches\nend inside, below loss {loss:.2g}"
        texts = say_each(inside, lower=trace.lower, others=OTHERS, loss=trace.full_loss)
        if few:
            rings[-1] = facts["best_slope"], facts["best_intercept"] + max(facts["late_loss"] - facts["best_loss"], 0) ** 0.5
            texts[-1] = say("mean loss of\nthe last {late}: {late_loss:.3f}", **facts)
        return [
            look_closer(stage, story, close, closer),
            line_among_points(stage, line, x, y, a, usual=(-1.3, 6.3)),
            misses(stage, line, np.column_stack([x[:, 0], y]), a, trace.batch),
            told_ring(stage, story, (x, y), rings, texts, t == 1),
            smooth_path(stage, story, trace.smooth, close[0], closer, self.points, quiet),
            quiet_trail(stage, story, a, theme.model, quiet),
            crowd(stage, story, a, len(t) - facts["late"], theme.model, trace.full_loss[-1]),
            fan(stage, story, a, only(guessing, np.where(falls, np.nan, other)), theme.muted, width=1.5, size=8),
            fan(stage, story, a, only(guessing, np.where(falls, other, np.nan)), theme.loss, width=1.5, size=8),
            pulls(stage, story, a, only(asking, pull), t == both),
            step_arrow(stage, story, a, only(asking | guessing, step)),
            dot(stage, story, a, theme.model),
        ]


scene = MinibatchNoise(lr=0.3)
