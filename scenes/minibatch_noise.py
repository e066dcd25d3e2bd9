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
below it pull it down, and which of them are in the batch is chance. What they leave over is the step: once it leads up and away
from the best fit, and the next one down again. The dashed path comes to rest at the cross; the red one goes on jittering about
it. In {steps} steps every point is drawn {epochs:.0f} times,
and the loss over all points has gone from {full_loss.first:.2f} to {full_loss.last:.3f}. Dots mark the last
{late:.0f} places. Their mean loss is {late_loss:.3f}, where the best line, at the cross among them, has {best_loss:.3f}.
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
PULLS = 2  # steps, near the best fit, of which the pull of each point is seen
LATE = 50  # places of the path at its end, to be seen together


class MinibatchNoise(MiniBatches):
    """The descent on mini-batches, with what single points, other batches, and all points would do in its place."""

    times = [300] * 5 + [100] * 3 + [200] * 6 + [300] * 3 + [1200] + [300] * 4 + [100]

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
        """Rows: where batches differ more than all points ask for; then where few help; then where one pulls both ways and astray."""
        spread = np.sqrt(((trace.other_grads - trace.full_grad[:, None]) ** 2).sum(2).mean(1))
        near = first(np.hypot(*trace.full_grad.T) < 0.6 * spread)
        if near is None:
            return None, None, None
        t, rises = np.arange(len(trace) - 1), np.diff(trace.full_loss) > 0.02 * self.best_fit["best_loss"]
        few = first((trace.lower[:-1] < OTHERS / 4) & (t > near) & rises)
        pulls, up = np.hypot(*trace.batch_grads[:-1].T).T, trace.batch_grads[:-1, :, 1] < 0
        return near, few, few and first((t > few) & rises & (pulls.min(1) > pulls.mean(1) / 2) & (up.any(1) > up.all(1)))

    def closer(self, trace):
        return approach(trace.frame_rows, self.turns(trace)[0], 4)

    def story(self, trace):
        _, few, both = self.turns(trace)
        whole, downhill = self.batch_size == self.points, trace.lower[min(1, len(trace) - 1)] > OTHERS / 2
        return {
            0: "A step asks all {points} points" if whole else "A step asks only {batch_size} of the {points} points",
            (first(self.closer(trace) > 0) or 0) - 1 or None: "Rough steps get near the best fit: look closer",
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
        facts, guessing, falls, ends = self.facts(trace), (t == 1) | (t == few), trace.falls[..., None], (t == t[-1]) & bool(few)
        asking = (t == 0) | np.isin(t, range(both, both + PULLS) if both else [])
        quiet, goal = (guessing | asking) & (t > 1), ["" if end else say("best fit") for end in ends]
        pull, other = (a[:, None] - self.lr * grads for grads in (trace.batch_grads, trace.other_grads))
        (story, line), step = stage.panels("loss over slope and intercept", "", share=0.62), -self.lr * trace.grad
        loss_map(stage, story, x, y, np.vstack([a, pull[0]]), usual=((-1.5, 3.9), (0.5, 4.5)), window=False, goal_texts=goal)
        close, closer = around(story, np.vstack([a[near:], *pull[asking & (t > 0)]])), self.closer(trace)
        words = "average of {m}", "the last {late} places:\nmean loss {late_loss:.3f}\n(now {now:.3f})", "best fit: {best_loss:.3f}"
        five, mean, best = (say(text, **facts, m=self.batch_size, now=trace.full_loss[-1]) for text in words)
        stage.label(story, only(asking, a + step), five, theme.model, sides=("above right", "above", "left"), weight="semibold")
        inside = "{lower} of {others} other batches\nend inside, below loss {loss:.2g}"
        texts = say_each(inside, lower=trace.lower, others=OTHERS, loss=trace.full_loss)
        return [
            look_closer(stage, story, close, closer),
            line_among_points(stage, line, x, y, a, usual=(-1.3, 6.3)),
            misses(stage, line, np.column_stack([x[:, 0], y]), a, trace.batch),
            told_ring(stage, story, (x, y), only(guessing, a), texts, t == 1),
            smooth_path(stage, story, trace.smooth, close[0], closer, self.points, quiet),
            quiet_trail(stage, story, a, theme.model, quiet, gone=ends),
            crowd(stage, story, (x, y), a[-facts["late"] :], theme.model, mean, best, ends),
            fan(stage, story, a, only(guessing, np.where(falls, np.nan, other)), theme.muted, width=1.2, size=6),
            fan(stage, story, a, only(guessing, np.where(falls, other, np.nan)), theme.loss, width=2.5, size=11, alpha=0.9),
            pulls(stage, story, a, only(asking, pull), asking & (t > 0)),
            step_arrow(stage, story, a, only(asking | guessing, step)),
            dot(stage, story, a, theme.model),
        ]


scene = MinibatchNoise(lr=0.3)
