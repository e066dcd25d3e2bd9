"""The chain rule: every operation multiplies a nudge by its own slope, so backward multiplies the slopes.

Alt: A line takes a to ŷ, and beside it stands a square whose side is the miss and whose area is the loss. A short bar at a becomes a longer
one at ŷ, which runs on as a strip along two sides of the square. Below, arrows lead from a to ŷ and the loss, and then back to
a.grad = {grad.last:g}, while two sides of the square are lit, then the line.

One parameter a = {a:g} goes through two operations. It is multiplied by x = {x:g}, which gives ŷ = {y_hat.last:g}. The miss is
ŷ − {y:g} = {miss:g}, and its square is the loss, {loss.last:g}, drawn as the area of a square.

Then a is nudged by {nudge.max:g}. The line has a slope of {slope_1.last:g}, so ŷ changes {slope_1.last:g} times as much. The square grows
by a strip along each of two sides, and by a corner. Both strips are as long as the miss, so the loss changes 2 × {miss:g} =
{slope_2.last:g} times as much as ŷ, apart from the corner. With it, the loss grows {times.max:.2g} times as much as a. When the nudge is
only {smaller}, the corner is hardly there, and it is {times.last:.2g} times. Below, the three nudges stand in a row, with a slope between
each two. Backward goes from the loss to a without any nudge. It takes the two sides of the square, then the slope of the line:
{slope_2.last:g} × {slope_1.last:g} = {grad.last:g}. This is what torch finds in a.grad.
"""

import torch

from scenes.shared.chain_parts import Plan, backward, forward, ground, nudges, quotients
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say

NUDGE, SMALLER = 0.2, 0.05
PARTS = "start", "prediction", "loss", "nudge of ŷ", "nudge of the loss", "smaller nudge", "backward", "torch"


class ChainRule(Scene):
    """The loss (a·x − y)² of one point, forward, nudged and backward, a row for each part; what is not there yet is 0."""

    a: float
    x: float = 2.0
    y: float = 0.5

    bounds = {"a": (-10, 10), "x": (-10, 10), "y": (-10, 10)}
    readouts = {"y_hat": "ŷ", "loss": "loss", "slope_1": "slope of ŷ", "slope_2": "slope of the loss", "grad": "a.grad"}
    says = 5
    times = [1000]

    def train(self):
        a = torch.tensor(float(self.a), requires_grad=True)
        y_hat = a * self.x
        loss = (y_hat - self.y) ** 2
        slope_2 = 2 * (y_hat - self.y)  # by hand, with the rule for a square
        loss.backward()
        made = {"y_hat": (1, y_hat), "loss": (2, loss), "slope_1": (3, torch.tensor(float(self.x))), "slope_2": (4, slope_2)}
        made |= {"product": (6, slope_2 * self.x), "grad": (7, torch.as_tensor(a.grad))}
        for part in range(len(PARTS)):
            nudge = torch.tensor((part >= 3) * (NUDGE if part < 5 else SMALLER))
            nudged = (a.detach() + nudge) * self.x
            row = {name: value * (part >= since) for name, (since, value) in made.items()}
            more = ((nudged - self.y) ** 2 - loss) * (part >= 4)
            row |= {"nudge": nudge, "nudged": nudged - y_hat, "nudged_loss": more, "times": more / nudge if part >= 4 else 0 * more}
            yield row | {"part": torch.tensor(part)}

    def facts(self, trace):
        return {"nudge": NUDGE, "smaller": SMALLER, "miss": self.a * self.x - self.y, "total": float(trace.grad[-1])}

    def frame_labels(self, trace):
        return [say(part) for part in PARTS]

    def story(self, trace):
        ways = "grows" if trace.nudged_loss[4] >= 0 else "shrinks"
        return {
            0: "How much loss does a small nudge of a add?",
            first(trace.part == 3): "The line has slope {slope_1:g}: {nudge:.2g} becomes {nudged:.2g}",
            first(trace.part == 4): f"The square {ways} by two strips: 2 × {{miss:g}} = {{slope_2:g}} times",
            first(trace.part == 5): "Smaller nudge, hardly a corner: {nudged_loss:.2g} / {nudge:.2g} = {times:.2g}",
            first(trace.part == 6): "Backward begins at the square: its two sides, {slope_2:g}",
            -1: "Times the line’s slope: {slope_2:g} × {slope_1:g} = {grad:g}, as torch finds",
        }

    def draw(self, trace, stage):
        (ax,) = stage.panels(say("two operations: times {x:g}, then the miss squared", x=self.x))
        plan = Plan(self.a, self.x, self.y, stage.canvas.wide)
        ground(stage, ax, plan)
        return [
            forward(stage, ax, plan, trace.part),
            nudges(stage, ax, plan, trace),
            backward(stage, ax, plan, trace),
            quotients(stage, ax, plan, trace),
        ]


scene = ChainRule(a=1.0)
