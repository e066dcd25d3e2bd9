"""Mini-batch noise: a few points give a rough step, which is good enough far off but a kick near the best fit.

Alt: On a map of the loss, five orange lines show where single points would step, and a red arrow their average. A red
path wanders to the cross of the best fit. From near, the lines of all points form a star about it, orange ones up and purple
ones down, and the path keeps jittering there.

At the left, the loss over slope and intercept; at the right, {points} points, {batch_size} of them lit, with a stick
from the line to each. Orange lines lead to where a step on each of these alone would lead; the
red arrow, their average, is the step at learning rate {lr}. From the guess they differ, but all lead the same
way. At step 1 a fan shows {others:.0f} other batches from the same place: {lower_far:.0f} of them, in blue, would end
inside the blue ring of equal loss, so lower. A dashed path is the same descent on all points at every step.

Then the map is seen from ever nearer. At the best fit the steps of all single points form a star: points above the line, orange,
pull it up, about as many below it, purple, pull it down, and over all of them the pulls cancel: a black ring, where their average would
lead, all but touches the dot. Over {batch_size} they do not. They leave a remainder, and the step leads away from the best fit. The same
fan as at step 1 now points all ways: only {lower_near:.0f} of the {others:.0f} other batches end inside the ring of equal loss. The
dashed path comes to rest at the cross; the red one goes on jittering about it. In {steps} steps every point is drawn {epochs:.0f} times,
and the loss over all points has gone from {full_loss.first:.2f} to {full_loss.last:.3f}, where the best line has {best_loss:.3f}.
"""

import numpy as np
import torch

from scenes.shared.batch_parts import approach, around, fan, look_closer, misses, quiet_trail, smooth_path, star, whole_step
from scenes.shared.line_parts import line_among_points, loss_map, ring_through
from scenes.shared.mini_batches import MiniBatches, point_gradients
from scenes.studio.draw.marks import dot, only, step_arrow
from scenes.studio.run.scene import first
from scenes.studio.words import say, say_each

OTHERS = 30  # batches, the same ones at every step, to compare with


class MinibatchNoise(MiniBatches):
    """The descent on mini-batches, with what single points, other batches, and all points would do in its place."""

    times = [300] * 5 + [100]

    def train(self):
        x, y = self.data()
        others = torch.rand(OTHERS, self.points, generator=torch.Generator().manual_seed(self.seed + 1)).argsort(1)[:, : self.batch_size]
        for row in super().train():
            grads = point_gradients(row["a"], x, y)
            other = grads[others].mean(1)
            landed = ((x @ (row["a"] - self.lr * other).T - y[:, None]) ** 2).mean(0)
            yield {
                **row | {"batch_grads": grads[row["batch"]], "some_grads": grads[:100], "other_grads": other},
                **{"falls": landed < row["full_loss"], "lower": (landed < row["full_loss"]).sum()},
            }

    def turns(self, trace):
        """Rows: where all points ask for little beside how batches differ; then where few batches help; then where one is a kick."""
        spread = np.sqrt(((trace.other_grads - trace.full_grad[:, None]) ** 2).sum(2).mean(1))
        near = first(np.hypot(*trace.full_grad.T) < 0.6 * spread)
        if near is None:
            return None, None, None
        t, few = np.arange(len(trace) - 1), trace.lower[:-1] < OTHERS / 4
        both = first(few & (t > near))
        kick = both and first(few & (t > both) & (np.diff(trace.full_loss) > 0.02 * self.best_fit["best_loss"]))
        return near, both, kick

    def story(self, trace):
        _, both, kick = self.turns(trace)
        whole, downhill = self.batch_size == self.points, trace.lower[min(1, len(trace) - 1)] > OTHERS / 2
        return {
            0: "A step asks all {points} points" if whole else "A step asks only {batch_size} of the {points} points",
            None if whole or len(trace) == 1 else 1: "Far off, most other batches would lead " + ("downhill too" if downhill else "uphill"),
            both: "Near the best fit points pull both ways and cancel",
            kick: "{batch_size} do not cancel: most batches would lead uphill",
            -1: ("It never rests: loss" if kick else "Loss") + " {full_loss:.3f}, the best line has {best_loss:.3f}",
        }

    def facts(self, trace):
        last, kick = len(trace) - 1, self.turns(trace)[2]
        counts = {"lower_far": int(trace.lower[min(1, last)]), "lower_near": int(trace.lower[kick or last])}
        return super().facts(trace) | {"others": OTHERS} | counts

    def frame_rows(self, last):
        stride = 4 * 2 ** max(0, int(np.ceil(np.log2(max(last, 1) / 80))))
        return sorted({*range(min(22, last)), *range(24, last, stride), last})

    def draw(self, trace, stage):
        theme, (x, y), a, t, (near, both, kick) = stage.theme, self.data(), trace.a, np.arange(len(trace)), self.turns(trace)
        asking, guessing, whole, falls, step = t == 0, (t == 1) | (t == kick), t == both, trace.falls[..., None] > 0, -self.lr * trace.grad
        quiet = whole | (t == kick)
        pull, other, some = (a[:, None] - self.lr * grads for grads in (trace.batch_grads, trace.other_grads, trace.some_grads))
        story, line = stage.panels("loss over slope and intercept", "", share=0.62)
        loss_map(stage, story, x, y, np.vstack([a, pull[0]]), usual=((-1.5, 3.9), (0.5, 4.5)), window=False)
        held = np.vstack([a[near:], np.quantile(some[both or 0], (0.05, 0.95), axis=0)])
        close, closer = around(story, held), approach(trace.frame_rows, near)
        look = look_closer(stage, story, close, closer)
        five = say("average of {batch_size}", batch_size=self.batch_size)
        stage.label(story, only(asking | (t == kick), a + step), five, theme.model, sides=("above", "right"), weight="semibold")
        inside = say_each("{lower} of {others} other batches\nend inside: lower loss", lower=trace.lower, others=OTHERS)
        rings = [*inside[:-1], say("loss {loss:.3f}", loss=trace.full_loss[-1])]
        return [
            look,
            line_among_points(stage, line, x, y, a, usual=(-1.3, 6.3)),
            misses(stage, line, np.column_stack([x[:, 0], y]), a, trace.batch, whole),
            ring_through(stage, story, x, y, only(guessing | (t == t[-1]), a), rings),
            smooth_path(stage, story, trace.smooth, close[0], closer, self.points, quiet),
            quiet_trail(stage, story, a, theme.model, quiet),
            star(stage, story, a, only(whole, some), (y > torch.tensor(a) @ x.T).numpy()[:, :100]),
            fan(stage, story, a, only(guessing, np.where(falls, np.nan, other)), theme.muted, width=1.5, size=8),
            fan(stage, story, a, only(guessing, np.where(falls, other, np.nan)), theme.loss, width=1.5, size=8),
            fan(stage, story, a, only(asking, pull), theme.batch, size=10, labels=[say("step on one point alone")], towards=(0.3, 1)),
            whole_step(stage, story, only(whole, a), -self.lr * trace.full_grad, self.points, close),
            step_arrow(stage, story, a, only(asking | guessing, step)),
            dot(stage, story, a, theme.model),
        ]


scene = MinibatchNoise(lr=0.3)
