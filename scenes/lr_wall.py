"""Four learning rates side by side: one creeps, one settles, one overshoots and settles, one is beyond the limit.

Alt: Four columns, each with a line among points, its loss and its path. At lr {low} the path hardly moves, at {lr} it curves
smoothly to the best fit, at {high} it leaps to and fro and arrives, at {beyond} it leaps further and further out.

The same {points} points, the same guess, the same scales; only the learning rate differs from column to column. At
{low} every step is so short that the loss has only come from {loss.first:.2f} to {loss_low.last:.2f} after {steps} steps. At {lr} it is
down to {loss.last:.3f}. At {high} each step crosses the valley and lands on its other side, but lower, so the line swings up
and down as it closes in; it ends at {loss_high.last:.4f}, where the best fit has {best_loss:.4f}. At {beyond} each
landing is higher than the last, and the loss has grown to {loss_beyond.last:.3g}.

Between the third column and the fourth stands the wall: 2/λmax = {limit:.2f}, a number computed from the points alone. Below it a
run may be slow or wild, but it settles. Above it none does.
"""

from dataclasses import dataclass

import torch

from scenes.shared import line_drawing
from scenes.shared.line_fit import LineFit
from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.parts import compose, corner_text, loss_curve
from scenes.studio.errors import BadNumber
from scenes.studio.numbers import fixed
from scenes.studio.run.descend import descend, mse

HIGHEST_LOSS = 1e8  # of the axes; the value is lettered


@dataclass(frozen=True, kw_only=True)
class Wall(LineFit):
    """The line fit at four rates in lock-step: `loss`, `a` and `grad` at `lr`, `loss_low`, `a_low` and so on at the others."""

    steps: int = 40
    low: float = 0.01
    high: float = 0.9
    beyond: float = 1.05

    def __post_init__(self):
        super().__post_init__()
        if not 0 < self.low < self.lr < self.high < self.beyond:
            raise BadNumber("the rates must be above 0 and rise: low, lr, high, beyond")

    def train(self):
        x, y = self.data()
        rates = {"": self.lr, "_low": self.low, "_high": self.high, "_beyond": self.beyond}

        def run(lr):
            a = torch.tensor([-1.0, 1.0], requires_grad=True)
            for loss in descend([a], lambda: mse(x @ a, y), lr=lr, steps=self.steps):
                yield {"loss": loss, "a": a, "grad": a.grad}

        for rows in zip(*map(run, rates.values()), strict=True):  # one step of each
            yield {series + name: value for name, row in zip(rates, rows, strict=True) for series, value in row.items()}

    def verdict(self, lr, losses):
        facts = self.best_fit
        above = losses - facts["best_loss"]
        if above[-1] > above[0]:
            return "diverges"
        swings = "overshoots, " if lr > facts["limit"] / 2 else ""  # across the steepest direction, 1 − lr·λmax < 0
        return swings + ("settles" if above[-1] < 0.05 * above[0] else "creeps")

    def draw(self, trace, stage):
        theme, (x, y) = stage.theme, self.data()
        rates = [self.low, self.lr, self.high, self.beyond]
        losses = [trace.loss_low, trace.loss, trace.loss_high, trace.loss_beyond]
        ways = [trace.a_low, trace.a, trace.a_high, trace.a_beyond]
        titles = [f"lr {lr:g} {self.verdict(lr, values)}" for lr, values in zip(rates, losses, strict=True)]
        lines, curves, valleys = stage.grid(titles, 3, heights=(5, 4, 5))
        movers = [stage.readouts(trace)]
        for ax, curve, valley, values, a in zip(lines, curves, valleys, losses, ways, strict=True):
            log_scale(curve.yaxis, *(series.clip(max=HIGHEST_LOSS) for series in losses))
            movers += [line_drawing.draw_line(ax, stage, x, y, a, markersize=5), loss_curve(curve, values, theme.loss)]
            line_drawing.draw_loss_contours(valley, stage, x, y, label="best fit" if a is trace.a_low else "")
            movers.append(line_drawing.draw_trajectory(valley, stage, a))
            ax.tick_params(labelbottom=False)
            ax.xaxis.label.set_visible(False)
            curve.set_ylabel("loss")
            movers.append(corner_text(curve, theme, theme.loss, [fixed(value, 3 if value < 100 else 0) for value in values]))
        limit = self.best_fit["limit"]
        settling = sum(lr < limit for lr in rates)
        columns = [None, *lines, None]
        stage.divider(columns[settling], columns[settling + 1], f"limit 2/λmax = {limit:.2f}")
        return compose(*movers)


scene = Wall(lr=0.1)
