"""An epoch: batch by batch every point is used exactly once, then they are shuffled anew.

Alt: Two sheets of {points} small boxes, one a point. Each step lights {batch_size} scattered ones on either. After
{per_epoch:.0f} steps all boxes of the first are filled. On the second, where batches are drawn afresh, {missed:.0f}
are still empty and others are dark, used twice or more.

Each box stands for one of {points} points, as it could for one of {points} images. On the left sheet they are
shuffled and dealt: a step of gradient descent uses {batch_size} of them, so that after {per_epoch:.0f} steps each has
been used, and none twice: one epoch. Then the points are shuffled, the sheet is emptied, and the next epoch begins.
The framed point has its turn at step {turn_1:.0f}, and again at step {turn_2:.0f}.

On the right sheet every step draws its {batch_size} from all the points, whether they have been used or not. After as
many steps {missed:.0f} points have not been used at all, and {again:.0f}, in the darkest shade, more than once. All
the while a real descent on the dealt batches runs at learning rate {lr}: in {steps} steps its loss over all points
goes from {full_loss.first:.2f} to {full_loss.last:.2f}.
"""

from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.mini_batches import MiniBatches
from scenes.shared.sheets import AGAIN, LIT, SEEN, sheet
from scenes.studio.draw.marks import compose
from scenes.studio.errors import BadNumber
from scenes.studio.run.scene import Bounds
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class Epoch(MiniBatches):
    """The line fit by mini-batches, seen as which points each step uses; beside it batches that are drawn afresh."""

    steps: int = 20
    points: int = 1000
    batch_size: int = 100

    bounds: ClassVar[Bounds] = {"points": (2, 5000), "steps": (1, 500)}
    poster: ClassVar[int] = 7

    def __post_init__(self):
        super().__post_init__()
        if self.per_epoch > 100:
            raise BadNumber(f"batch_size must be at least a hundredth of the {self.points} points, to have room for an epoch's steps")

    @property
    def per_epoch(self):
        return self.points // self.batch_size

    def turns(self):
        """The steps that use the point in the middle of the sheet."""
        batches = np.stack(list(islice(self.batches(), self.steps)))
        return 1 + np.flatnonzero((batches == self.points // 2).any(axis=1))

    def train(self):
        rng = torch.Generator().manual_seed(self.seed + 1)
        for row in super().train():
            yield row | {"afresh": torch.randperm(self.points, generator=rng)[: self.batch_size]}

    def facts(self, trace):
        end = min(self.per_epoch, len(trace) - 1)
        counts = np.bincount(trace.afresh[:end].ravel(), minlength=self.points)
        facts = {"per_epoch": self.per_epoch, "missed": int((counts == 0).sum()), "again": int((counts > 1).sum())}
        return super().facts(trace) | facts | {f"turn_{i}": turn for i, turn in enumerate(self.turns(), 1)}

    def story(self, trace):
        end, last = self.per_epoch, len(trace) - 1
        return {
            0: "{points} points, a box each; a step uses {batch_size}",
            1 if last else None: "Dealt like cards, or drawn afresh at every step",
            end if end < last else None: "One epoch. Dealt: none twice. Afresh: {missed} never used",
            end + 1 if end + 1 < last else None: "Shuffled, and dealt again in another order",
            -1: "Every epoch uses each point once; fresh draws do not" if last >= end else "Dealt: none twice so far. Afresh: some again",
        }

    def frame_labels(self, trace):
        at = np.maximum(np.arange(len(trace)) - 1, 0)
        first = [say("epoch 1, step 0 of {n}", n=self.per_epoch)]
        return first + [
            say("epoch {e}, step {k} of {n}", e=t // self.per_epoch + 1, k=t % self.per_epoch + 1, n=self.per_epoch)
            for t in at[1:].tolist()
        ]

    def pace(self, trace):
        return [max(100, min(400, 10_000 // len(trace) // 100 * 100))] * len(trace)

    def used(self, batches):
        """For each row whether each point is UNSEEN, SEEN or seen AGAIN in this epoch, or LIT by the step just taken: (rows, points)."""
        states = np.zeros((len(batches), self.points))
        for t in range(1, len(batches)):
            counts = np.bincount(batches[(t - 1) // self.per_epoch * self.per_epoch : t].ravel(), minlength=self.points)
            states[t] = np.where(counts > 1, AGAIN, np.where(counts == 1, SEEN, 0))
            states[t, batches[t - 1]] = LIT
        return states

    def draw(self, trace, stage):
        dealt, afresh = stage.panels("", "", share=0.5)
        movers, which = [], self.points // 2
        for ax, name, batches in ((dealt, "dealt", trace.batch), (afresh, "drawn afresh", trace.afresh)):
            states = self.used(batches)
            turns = np.array([0, *(batches[:-1] == which).any(1).cumsum()])
            titles = [say("{name}: {n} used, {m} not", name=say(name), n=int((row > 0).sum()), m=int((row == 0).sum())) for row in states]
            times = [say("this one: used {n} times", n=n) if n != 1 else say("this one: used once") for n in turns.tolist()]
            key = {LIT: say("this step"), SEEN: say("used once")} | ({AGAIN: say("more than once")} if name != "dealt" else {})
            movers.append(sheet(stage, ax, states, titles, which, times, key))
        return compose(*movers)


scene = Epoch(lr=0.1)
