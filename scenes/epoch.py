"""An epoch: if you deal the points like cards, every point is used once before any comes again.

Alt: Two sheets of {points} boxes, one a point, each with the number of times that it has been used. Each step lights {batch_size}
scattered ones on either. Bars below count the boxes. After {per_epoch:.0f} steps every box of the first says 1, and one bar holds
all; on the second {missed:.0f} are still empty, with a rim, others say 2 or more, and there are several short bars.

Each box stands for one of {points} points, as it could for one of {points} images. On the left sheet they are
shuffled and dealt: a step of gradient descent uses {batch_size} of them, so that after {per_epoch:.0f} steps each has
been used, and none twice: one epoch. The pile beside the sheet is the batches left in the deck. Once they are gone the points are
shuffled, and the next epoch deals them in another order.

On the right sheet every step draws its {batch_size} from the whole deck, whether they have been used or not. After as
many steps {missed:.0f} points have not been used at all, and {again:.0f} more than once; after {steps} steps
{never:.0f} are still untouched. A point that is never used teaches nothing.

Below each sheet lies a bar for the points never used, one for those used once, twice, and so on, as long as there are such points; the
coloured end is those of this step. What is dealt moves from one bar to the next until that holds all points. What is
drawn spreads over many short bars. All the while a real descent on the dealt batches runs at
learning rate {lr}: in {steps} steps its loss over all points goes from {full_loss.first:.2f} to {full_loss.last:.2f}.
"""

import numpy as np
import torch

from scenes.shared.mini_batches import MiniBatches
from scenes.shared.sheets import two_sheets
from scenes.studio.errors import BadNumber
from scenes.studio.words import say


class Epoch(MiniBatches):
    """The line fit by mini-batches, seen as which points each step uses; beside it batches that are drawn afresh."""

    steps: int = 20
    batch_size: int = 10

    bounds = {"points": (2, 5000), "steps": (1, 500)}
    readouts = {"unused": "points not used yet, dealt", "unused_afresh": "points not used yet, drawn"}
    times = [300]

    def __post_init__(self):
        super().__post_init__()
        if self.per_epoch > 100:
            raise BadNumber(f"batch_size must be at least a hundredth of the {self.points} points, to have room for an epoch's steps")

    @property
    def per_epoch(self):
        return self.points // self.batch_size

    def train(self):
        rng = torch.Generator().manual_seed(self.seed + 1)
        unused, unused_afresh = torch.ones(2, self.points, dtype=torch.bool)
        for row in super().train():
            afresh = torch.randperm(self.points, generator=rng)[: self.batch_size]
            yield row | {"afresh": afresh, "unused": unused.sum(), "unused_afresh": unused_afresh.sum()}
            unused[row["batch"]] = unused_afresh[afresh] = False

    def used(self, batches):
        """How often each point has been used up to a row: (rows, points)."""
        once = np.zeros((len(batches), self.points), int)
        np.put_along_axis(once[1:], batches[:-1], 1, axis=1)
        return once.cumsum(0)

    def facts(self, trace):
        counts, end = self.used(trace.afresh), min(self.per_epoch, len(trace) - 1)
        missed, again, never = (counts[end] == 0).sum(), (counts[end] > 1).sum(), (counts[-1] == 0).sum()
        return super().facts(trace) | {"per_epoch": self.per_epoch, "missed": int(missed), "again": int(again), "never": int(never)}

    def story(self, trace):
        end, last, whole = self.per_epoch, len(trace) - 1, self.points % self.batch_size == 0
        once, over = "Dealt, every point is used once: one epoch", "Drawn afresh, {never} points have not been used yet"
        if whole and last == end:
            over = once
        elif whole and last % end == 0:
            over = say("After {n} epochs: dealt, all alike; drawn, {{never}} never used", n=last // end)
        return {
            0: "Each step uses {batch_size} of {points} points: which ones?",
            1 if last else None: "Dealt like cards, or drawn from all every time?",
            end if end < last and whole else None: once,
            end + 1 if end + 1 < last else None: "Shuffled, and dealt again in another order",
            -1: over,
        }

    def draw(self, trace, stage):
        names = "dealt like cards", "drawn from the whole deck"
        panels = stage.panels(*names, share=0.5) if stage.canvas.wide else stage.columns(names, across=True)[0]
        return two_sheets(stage, panels, [(self.used(its), its) for its in (trace.batch, trace.afresh)], self.per_epoch)


scene = Epoch(lr=0.1)
