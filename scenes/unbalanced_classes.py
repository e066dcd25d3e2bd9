"""Unbalanced classes: copies of the rare class move errors from the rare class to the common one.

Alt: Two heaps of marks, {common} grizzlies and {rare} teddies, that overlap, and an upright line between them; those on the wrong side are
orange. Paler copies are stacked on the teddies until each is there {copies:.0f} times. Then the line moves left, and the strip that it has
passed is tinted: more grizzlies in it are orange, more teddies no longer, and bars beside it compare what that costs and saves.

Each mark is a bear, and stands where its ears say: the rounder they are, the farther right. Circles are grizzlies, the common class,
triangles are teddies, the rare one. A line has been trained on them; what lies left of it is called a grizzly, what lies right of it a
teddy. It misjudges {first_rare:.0f} of the {rare} teddies and {first_common:.0f} of the {common} grizzlies, in orange: for the loss one
is as bad as the other, and where the heaps overlap grizzlies are the more.

Then every teddy is there {copies:.0f} times, the copies paler. Nothing has been learnt yet, but each misjudged teddy counts {copies:.0f}
times now, {first_counted:.0f} errors in all. Training goes on, and the line moves left, for this costs grizzlies that count once and
saves teddies that count {copies:.0f} times: {last_counted:.0f} errors as counted. A dashed line stays where it was before; between the
two {lost:.0f} more grizzlies are wrong and {saved:.0f} more teddies right. Of the bears themselves, {last_rare:.0f} teddies and
{last_common:.0f} grizzlies are misjudged now: the errors went from one class to the other.

The same was done {rounds} times with new bears, and counted on {tested} fresh ones of each class. As they are, the classifier misses
{mean_as_is_rare:.0%} of the rare class and {mean_as_is_common:.0%} of the common one; with copies {mean_copied_rare:.0%} and
{mean_copied_common:.0%}. Where test data keep the ratio of the classes, that makes {mean_as_is_all:.1%} errors in all as they are, and
{mean_copied_all:.1%} with copies. A copy holds no news: to ask less of the rare class at the end, a probability of {threshold:.0%} in
place of half, comes to {mean_shifted_rare:.0%} and {mean_shifted_common:.0%} with nothing copied.
"""

import torch

from scenes.shared.class_parts import dividing_line, heaps, misjudged, trade
from scenes.shared.two_classes import TwoClasses, logits
from scenes.studio.run.scene import first, log_rows


class Unbalanced(TwoClasses):
    """The first round: a classifier trained on the points as they are, and trained on with copies of the rare ones."""

    readouts = {"common_wrong": "grizzlies wrong", "rare_wrong": "teddies wrong", "times": "copies of each teddy"}
    says = 3
    times = [400] * 16 + [100]
    counter = "step {trained}"

    def train(self):
        (common, rare), copies = (cloud[:1] for cloud in self.data()[:2]), self.common // self.rare
        a = torch.zeros(1, 2, requires_grad=True)
        *_, _ = self.descent(a, common, rare, 1)
        for n in range(1, copies):
            yield self.row(a, common, rare, n, 0)
        for step, _ in enumerate(self.descent(a, common, rare, copies)):
            if step in log_rows(self.steps, 6):
                yield self.row(a, common, rare, copies, step)

    def row(self, a, common, rare, copies, step):
        wrong = {"common_wrong": logits(a, common) > 0, "rare_wrong": logits(a, rare) <= 0}
        return {"trained": step, "times": copies, "a": a[0]} | {name: its[0].sum() for name, its in wrong.items()}

    def counted(self, trace):
        """How many points are on the wrong side, with each copy counted: (rows,)."""
        return trace.common_wrong + trace.times * trace.rare_wrong

    def moved(self, trace):
        """The row in which half of the teddies are saved that will be, so that the move is to be seen; None where none are."""
        counted, saved = self.counted(trace), trace.rare_wrong[0] - trace.rare_wrong
        return first((trace.trained > 0) & (counted < counted[trace.times.argmax()]) & (saved > 0) & (2 * saved >= saved[-1]))

    def facts(self, trace):
        series = {"common": trace.common_wrong, "rare": trace.rare_wrong}
        ends = {f"{end}_{name}": its[row] for name, its in series.items() for end, row in (("first", 0), ("last", -1))}
        moved = {"saved": ends["first_rare"] - ends["last_rare"], "lost": ends["last_common"] - ends["first_common"]}
        counted = self.counted(trace)
        return super().facts(trace) | ends | moved | {"first_counted": counted[trace.times.argmax()], "last_counted": counted[-1]}

    def story(self, trace):
        copied = int(trace.times.argmax())  # the first row in which all copies are there
        return {
            0: "Each error counts once: {rare_wrong:.0f} of {rare} teddies are misjudged",
            1 if copied > 1 else None: "What if we copy each teddy?",
            copied or None: "Each teddy {copies} times: a misjudged one counts {copies} times",
            self.moved(trace): "Teddies now weigh more, so training moves the line left",
            -1: "{saved:.0f} more teddies right, {lost:.0f} more grizzlies wrong",
        }

    def draw(self, trace, stage):
        common, rare = (cloud[0].numpy() for cloud in self.data()[:2])
        wrong, lost, copies = (its.astype(int) for its in (trace.common_wrong, trace.rare_wrong, trace.times))
        (story,) = stage.panels("each mark is a bear or a copy of one")
        show = heaps(stage, story, common, rare, trace.a, copies)
        misjudged(stage, story, wrong, lost, copies, (self.common, self.rare))
        at = [row for row in (self.moved(trace), len(trace) - 1) if row is not None]
        return [show, dividing_line(stage, story, trace.a), trade(stage, story, trace.a, wrong, lost, copies, at)]


scene = Unbalanced(lr=1.0)
