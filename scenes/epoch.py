"""An epoch: batch by batch every point is used exactly once, then they are shuffled anew.

Alt: A sheet of {points} small boxes, one a point. Each step lights {batch_size} scattered ones, until after {per_epoch:.0f} steps all
are filled. The sheet is emptied and fills again in another order, while the loss falls from {full_loss.first:.2f} to {full_loss.last:.2f}.

Each box stands for one of {points} points, as it could for one of {points} images. A step of gradient descent uses {batch_size} of
them, so that after {per_epoch:.0f} steps each has been used, and none twice: one epoch. Then the points are shuffled, and the next epoch
begins. The framed point has its turn at step {turn_1:.0f}, and again at step {turn_2:.0f}. All the while a real descent
runs at learning rate {lr}: in {steps} steps its loss over all points goes from {full_loss.first:.2f} to {full_loss.last:.2f}.
"""

from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle

from scenes.shared.mini_batches import MiniBatches
from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.parts import compose, loss_curve
from scenes.studio.errors import BadNumber
from scenes.studio.numbers import FIGURE_SPACE, equal_width
from scenes.studio.run.scene import Bounds

UNSEEN, SEEN, LIT = range(3)


@dataclass(frozen=True, kw_only=True)
class Epoch(MiniBatches):
    """The line fit by mini-batches, told by which points each step uses."""

    steps: int = 20
    points: int = 1000
    batch_size: int = 100

    bounds: ClassVar[Bounds] = {"points": (2, 5000), "steps": (1, 500)}
    fps: ClassVar[int] = 2  # there are a hundred places to look at
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

    def facts(self, trace):
        return super().facts(trace) | {"per_epoch": self.per_epoch} | {f"turn_{i}": turn for i, turn in enumerate(self.turns(), 1)}

    def used(self, batches):
        """For each row, whether each point and each step is UNSEEN, SEEN in this epoch or LIT by the step just taken."""
        points, steps = np.zeros((len(batches), self.points)), np.zeros((len(batches), self.steps))
        for t in range(1, len(batches)):
            began = (t - 1) // self.per_epoch * self.per_epoch
            points[t, batches[began : t - 1]], steps[t, : t - 1] = SEEN, SEEN
            points[t, batches[t - 1]], steps[t, t - 1] = LIT, LIT
        return points, steps

    def draw(self, trace, stage):
        theme = stage.theme
        titles = (
            f"{self.points} points, a box each; one is framed",
            f"{self.per_epoch} steps an epoch, {self.batch_size} points each",
            "loss on all points",
        )
        sheet, bars, losses = stage.panels(*titles, share=0.58, heights=(2, 3))
        points, steps = self.used(trace.batch)
        columns = round((1.6 * self.points) ** 0.5)
        boxes = _boxes(sheet, stage, points, columns)
        slots = _boxes(bars, stage, steps, self.per_epoch)
        _frame(sheet, stage, self.points // 2, columns)
        turns = {turn: _frame(bars, stage, turn - 1, self.per_epoch) for turn in self.turns()}
        sheet.set(xticks=[], yticks=[])
        epochs = np.arange(-(-self.steps // self.per_epoch))
        bars.set(yticks=epochs + 0.5, yticklabels=[f"epoch {epoch + 1}" for epoch in epochs])
        bars.set(xticks=np.arange(self.per_epoch) + 0.5, xticklabels=np.arange(self.per_epoch) + 1, xlabel="step of the epoch")
        log_scale(losses.yaxis, trace.full_loss)
        losses.set_xticks(self.per_epoch * np.arange(len(epochs) + 1))
        seen = [f"{int((row > UNSEEN).sum())}".rjust(len(str(self.points)), FIGURE_SPACE) for row in points]

        def fill(t):
            boxes(t)
            slots(t)
            for turn, frame in turns.items():
                frame.set_visible(turn <= t)

        return compose(
            stage.readouts(
                trace,
                ("points used in this epoch", seen, theme.ink),
                ("loss", equal_width(trace.full_loss), theme.loss),
            ),
            fill,
            loss_curve(losses, trace.full_loss, theme.loss),
        )


def _boxes(ax, stage, states, columns):
    """A sheet of boxes, row by row from the top, each in the state (rows, boxes) says. Returns show(t)."""
    theme = stage.theme
    lines = -(-states.shape[1] // columns)
    padded = np.pad(states, [(0, 0), (0, lines * columns - states.shape[1])], constant_values=np.nan)
    colours = ListedColormap([theme.grid, theme.data, theme.batch])
    mesh = ax.pcolormesh(padded[0].reshape(lines, columns), cmap=colours, vmin=UNSEEN, vmax=LIT)
    mesh.set(edgecolor=theme.background, linewidth=2)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.set(xlim=(0, columns), ylim=(lines, 0))

    def show(t):
        mesh.set_array(padded[t])
        mesh.changed()  # set_array alone does not say so

    return show


def _frame(ax, stage, box, columns):
    """A frame about one box of a sheet."""
    row, column = divmod(int(box), columns)
    return ax.add_patch(Rectangle((column, row), 1, 1, fill=False, color=stage.theme.ink, linewidth=3.5, zorder=5))


scene = Epoch(lr=0.1)
