"""Explore the rate: every step of the line fit at every learning rate, to look things up in.

Alt: The line among its points, its loss and the path of its parameters, at each of {rates} learning rates and each step.

{rates} rates, evenly spaced from {low} to {high}, across the limit, with {steps} steps of gradient descent each. Row
rate × {rows_a_rate:.0f} + step is that run at that step; two sliders of the page choose it.
"""

import numpy as np

from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import ellipses
from scenes.shared.line_parts import INTERCEPT, SLOPE, X, Y, line_among_points, loss_map
from scenes.studio.draw.axes import log_scale
from scenes.studio.draw.marks import dot
from scenes.studio.draw.theme import FAINT, points
from scenes.studio.words import say, say_each

SCALE = np.array([0.05, 1e3])  # of the losses; what lies above is written at the edge


class Explorer(LineFit):
    """One line fit after the other, each at its own rate; a row is a step of one of them.

    It is not watched, but searched: its page draws the rows that are asked for, and shows the still where no script runs.
    """

    steps: int = 40
    rates: int = 60
    low: float = 0.04
    high: float = 1.22

    bounds = {**LineFit.bounds, "rates": (1, 200), "steps": (1, 200), "low": (1e-6, 1e3), "high": (1e-6, 1e3)}
    size = 720, 800
    formats = ("png",)
    poster = 43 * 41 + 5

    def train(self):
        for lr in np.linspace(self.low, self.high, self.rates):
            lr = float(f"{lr:.4g}")
            for row in self.at_rate(lr).train():
                yield {"lr": lr, **row}

    def frame_rows(self, last):
        return range(last + 1)

    def facts(self, trace):
        return super().facts(trace) | {"rows_a_rate": self.steps + 1}

    def page(self, trace):
        """The points (n, 2); of the ring on which the loss lies 1 above the best one the images (2, 2) of (1, 0) and (0, 1) on a circle,
        as parameters less the best ones; and what of the axes is seen."""
        x, y = self.data()
        return {
            "points": np.column_stack([x[:, 0], y]).round(3).tolist(),
            "ring": ellipses(x, np.ones(1), turns=5)[0, :2].round(6).tolist(),
            "axes": {"x": X, "y": Y, "slope": (-1.6, 7.6), "intercept": (-0.6, 5.8)},  # every run that settles stays within
        }

    def table(self, trace):
        """Each run's own steps are counted from 0."""
        columns = super().table(trace)
        return {"lr": columns.pop("lr"), "step": columns.pop("step") % (self.steps + 1), **columns}

    def frame_labels(self, trace):
        return [say("lr {lr:.3f}   step {step}", lr=rate, step=i % (self.steps + 1)) for i, rate in enumerate(trace.lr)]

    def draw(self, trace, stage):
        theme, (x, y), count = stage.theme, self.data(), self.steps + 1
        story, losses, valley = stage.panels("points and line", "loss (log scale)", "slope and intercept", share=0.5, heights=(2, 3))
        loss_map(stage, valley, x, y, np.array([[SLOPE[0], INTERCEPT[0]]]))
        log_scale(losses.yaxis, SCALE)
        losses.set(xlim=(-1, count), xlabel=say("step"))
        (so_far,) = losses.plot([], [], color=theme.loss, zorder=3)
        (path,) = valley.plot([], [], "o-", color=theme.model, linewidth=points(3), markersize=points(6), alpha=FAINT, zorder=4)
        places = np.column_stack([np.arange(len(trace)) % count, trace.loss])
        line = line_among_points(stage, story, x, y, trace.a)
        story.set(ylim=Y)  # not all that the wildest run needs
        at_edge(stage, losses, places, say_each("loss {loss:.3g}", loss=trace.loss), theme.loss)
        at_edge(stage, valley, trace.a, [say("({a:.2g}, {b:.2g})", a=a, b=b) for a, b in trace.a], theme.model)

        def move(i):
            first = i - i % count
            so_far.set_data(places[first : i + 1].T)
            path.set_data(trace.a[first : i + 1].T)

        return [
            move,
            line,
            dot(stage, losses, places, theme.loss),
            dot(stage, valley, trace.a, theme.model),
        ]


def at_edge(stage, ax, places, texts, colour):
    """The text of each row at the edge of the axes, where its place (rows, 2) lies outside of them."""
    low, high = np.array([ax.get_xlim(), ax.get_ylim()], float).T
    inside = np.clip(places, low, high)
    outside = (inside != places).any(1, keepdims=True)
    stage.label(ax, np.where(outside, inside, np.nan), texts, colour)


scene = Explorer(lr=0.1)
