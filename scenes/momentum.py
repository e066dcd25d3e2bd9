"""Momentum, a look beyond the lecture: steps that remember the last ones run along a flat valley.

Alt: In a long narrow valley a grey dashed path drops to the floor and creeps along it. A red path swings to and fro
across the floor, ever less, runs along it, and reaches the cross of the best fit. Bars beside it: across the valley
past gradients cancel, along it they add up.

This is not in the lecture. The points are the known ones, moved to the right by {shift:.0f}. That alone stretches the
bowl of the loss into a valley, {condition:.0f} times as curved across as along. Dashed, plain descent at learning
rate {lr}: the steep walls bring it down to the floor in a few steps, and there the gradient is small. After {steps}
steps its loss is {plain_loss.last:.2f}.

In red, the same guess and the same rate with one setting more, momentum={momentum}: a step is the gradient's plus
{momentum} of the step before. A dark arrow is the share of the step before, a purple one from its tip the gradient's,
and the red arrow their sum.

So every past gradient still has a share in a step, the older the smaller. At the right these shares are bars, with
their sum in red. Across the valley they point to either side and nearly cancel; along the floor all point the same
way, and their sum is many times each of them. The red path swings past the floor, as plain descent at this rate never
does, and the loss goes up and down while the swings die away. In the end it is {loss.last:.4f}, where the best fit
has {best_loss:.4f}. Nor was the rate just a bad one for plain descent: with the best rate there is for {steps} steps,
{best_plain_lr:.3f}, it would have come down to {best_plain_loss:.2f}.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from scenes.shared.batch_parts import only
from scenes.shared.line_fit import LineFit
from scenes.shared.line_parts import loss_map
from scenes.shared.momentum_parts import share_bars, shares
from scenes.studio.draw.marks import arrow, compose, dot, step_arrow, trail
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import descend, mse
from scenes.studio.run.scene import first
from scenes.studio.words import say


@dataclass(frozen=True, kw_only=True)
class Momentum(LineFit):
    """The line fit in a narrow valley, by SGD with momentum (`a`, `loss`) and without (`plain`, `plain_loss`)."""

    steps: int = 80
    momentum: float = 0.9
    shift: float = 2.0

    readouts: ClassVar = {"loss": "loss with momentum", "plain_loss": "loss without", "a_0": "slope", "a_1": "intercept"}
    says: ClassVar = 2

    def __post_init__(self):
        super().__post_init__()
        if not 0 <= self.momentum < 1:
            raise BadNumber(f"momentum must be from 0 to below 1, not {self.momentum:g}")

    @property
    def units(self):
        return self.user_points.units.shifted(self.shift) if self.user_points else None

    def data(self):
        x, y = super().data()
        x[:, 0] += self.shift
        return x, y

    def train(self):
        x, y = self.data()
        a, plain = (torch.tensor([-1.0, 1.0], requires_grad=True) for _ in range(2))
        rolling = descend([a], lambda: mse(x @ a, y), lr=self.lr, steps=self.steps, momentum=self.momentum)
        creeping = descend([plain], lambda: mse(x @ plain, y), lr=self.lr, steps=self.steps)
        for loss, plain_loss in zip(rolling, creeping, strict=True):
            yield {"loss": loss, "a": a, "grad": a.grad, "plain_loss": plain_loss, "plain": plain, "plain_grad": plain.grad}

    def facts(self, trace):
        facts = super().facts(trace)
        x = self.data()[0].double()
        # Plain descent in closed form, at every rate up to the limit.
        curvatures, directions = np.linalg.eigh((2 * x.T @ x / len(x)).numpy())
        start = directions.T @ (np.array([-1, 1]) - [facts["best_slope"], facts["best_intercept"]])
        rates = np.linspace(0, facts["limit"], 2001)[1:]
        ends = start * (1 - rates[:, None] * curvatures) ** self.steps
        losses = facts["best_loss"] + (curvatures * ends**2).sum(axis=1) / 2
        best = {"best_plain_lr": float(rates[losses.argmin()]), "best_plain_loss": float(losses.min())}
        return facts | {"condition": float(curvatures[1] / curvatures[0])} | best

    def directions(self, trace):
        """Across the valley, where the walls are steepest, and along its floor: two directions (2,), those of the first step."""
        x = self.data()[0].double()
        both = np.linalg.eigh((x.T @ x).numpy())[1].T[::-1]
        return both * np.sign(both @ -trace.grad[0])[:, None]

    def steps_of(self, trace):
        """The step that follows each row (rows, 2), the last row's too."""
        steps = -self.lr * trace.grad.astype(float)
        for t in range(1, len(steps)):
            steps[t] += self.momentum * steps[t - 1]
        return steps

    def turns(self, trace):
        """Rows: where it stands highest past the floor, and where the next step first leads along it."""
        if not self.momentum:
            return None, None
        across, _ = self.directions(trace)
        places = (trace.a - [self.best_fit["best_slope"], self.best_fit["best_intercept"]]) @ across
        steps, t = self.steps_of(trace), np.arange(len(trace))
        beyond = first(places * places[0] < 0)
        high = first((t > (beyond or len(t))) & (np.diff(trace.loss, append=0) < 0))
        return high, high and first((t > high + 3) & (np.abs(steps @ across) < 0.3 * np.hypot(*steps.T)))

    def story(self, trace):
        high, along = self.turns(trace)
        return {
            0: "The first step follows the gradient alone",
            1 if self.momentum and len(trace) > 1 else None: "From now on {momentum:g} of the last step is added",
            high: "The past steps carry it beyond the floor and back",
            along: "Across, shares cancel; along the floor they add up",
            -1: "Loss {loss:.3f} with momentum, {plain_loss:.3f} without",
        }

    def frame_rows(self, last):
        stride = 5 * 2 ** max(0, int(np.ceil(np.log2(max(last, 1) / 80))))
        return sorted({*range(min(31, last)), *range(35, last, stride), last})

    def pace(self, trace):
        return [500 if t < 6 else 200 if t < 31 else 100 for t in range(len(trace))]

    def draw(self, trace, stage):
        theme, (x, y), a, t, steps = stage.theme, self.data(), trace.a, np.arange(len(trace)), self.steps_of(trace)
        high, along = self.turns(trace)
        slow, told = t <= (along or 30), np.isin(t, [1, high])
        kept = only(slow & (t > 0), np.vstack([np.zeros((1, 2)), self.momentum * steps[:-1]]))
        titles = (
            "loss over slope and intercept",
            "across the valley: each gradient’s share",
            "along the floor, finer scale: each one’s share",
        )
        story, *bars = stage.panels(*titles, share=0.56)
        loss_map(stage, story, x, y, np.vstack([a, trace.plain]), usual=((-1.5, 3.6), (-4, 2.4)), window=False)
        stage.label(story, only(told, a + kept / 2), say("{momentum:g} of the last step", momentum=self.momentum), theme.ink)
        plain = [say("without momentum")] * t[-1] + [say("without momentum: loss {loss:.3f}", loss=trace.plain_loss[-1])]
        stage.label(story, only(t > 1, trace.plain), plain, theme.muted)
        stage.label(story, only(t == t[-1], a), say("loss {loss:.3f}", loss=trace.loss[-1]), theme.loss)
        parts = shares(trace.grad, self.lr, self.momentum)
        return compose(
            trail(stage, story, trace.plain, theme.muted, dashed=True),
            dot(stage, story, trace.plain, theme.muted),
            trail(stage, story, a, theme.model),
            arrow(stage, story, a, a + kept, theme.ink, thin=True),
            arrow(stage, story, a + kept, a + steps, theme.gradient, thin=True, rim=0, end=7),
            step_arrow(stage, story, a, only(slow, steps)),
            dot(stage, story, a, theme.model),
            *(share_bars(stage, ax, parts @ way, steps @ way) for ax, way in zip(bars, self.directions(trace), strict=True)),
        )


scene = Momentum(lr=0.03)
