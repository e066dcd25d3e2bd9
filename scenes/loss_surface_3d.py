"""The loss as a bowl: with every step the ball lies lower, and the line nearer to its points.

Alt: A ringed bowl over slope and intercept. A ball steps from high on the far side down to the bottom and leaves its path on
the wall; beside it a line turns onto its points. The height of the ball, the loss, falls from {loss.first:.2f} to {loss.last:.2f}.

Over every pair of slope and intercept stands the loss of that line; all these heights together make a bowl. Seen from
straight above, its rings are those of a map. The ball and the line beside it are the same two numbers.

It starts at the guess, {loss.first:.2f} high, where the wall is steep, and the first steps take it far down. The nearer the
bottom, the flatter the bowl, and the shorter the steps, at the same learning rate {lr}. After {steps} steps the ball lies
at a height of {loss.last:.3f}. The bottom is not at 0 but at {best_loss:.3f}, for no line goes through all {points} points. The
ball has no weight and no swing: it lies where the last step has put it, until the next.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator, MultipleLocator
from mpl_toolkits.mplot3d.proj3d import proj_transform  # type: ignore[import-untyped]

from scenes.shared import line_drawing
from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import GUESS, iso_loss_ellipse
from scenes.studio.draw.parts import compose
from scenes.studio.errors import BadNumber
from scenes.studio.run.descend import mse


@dataclass(frozen=True, kw_only=True)
class Bowl(LineFit):
    """The line fit, seen as a trajectory down the surface of its loss."""

    steps: int = 40

    fps: ClassVar[int] = 6

    def __post_init__(self):
        super().__post_init__()
        if self.user_points:
            x, y = self.data()
            if mse(x @ torch.tensor(GUESS), y) - self.best_fit["best_loss"] < 1e-6:
                raise BadNumber(f"the guess is already the best line for {self.user_points}, so nothing would move")

    def surface(self, guess, loss, heights):
        """Slope and intercept, each (heights, 61), once round where the surface is so high; at `guess` it is `loss` high.

        The loss is a quadratic, so all its rings are one ellipse, as large as the root of its height over the bottom.
        """
        facts = self.best_fit
        best = np.array([facts["best_slope"], facts["best_intercept"]])
        x, y = self.data()
        ring = iso_loss_ellipse(x, y, torch.tensor(guess), 60).numpy()
        ring = np.vstack([ring, ring[:1]]) - best
        size = np.sqrt(np.maximum(heights - facts["best_loss"], 0) / (loss - facts["best_loss"]))
        return np.moveaxis(best + size[:, None, None] * ring, 2, 0)

    def look_into(self, ax, theme):
        """From above, with the guess on the far side."""
        ax.computed_zorder = False  # path and ball lie on the inside, which is the side that is seen
        ax.view_init(elev=33, azim=-28)
        ax.set_box_aspect((1.25, 1.1, 0.75), zoom=1.26)
        for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
            axis.set_pane_color(theme.background)
            low, high = axis.get_view_interval()
            any_size = self.user_points or high - low > 100  # as in a run that flies apart
            axis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]) if any_size else MultipleLocator(5))

    def draw(self, trace, stage):
        theme, (x, y), least = stage.theme, self.data(), self.best_fit["best_loss"]
        story, lines = stage.panels("", "data and line", share=0.6, projection="3d")
        story.set_title("loss over slope and intercept", loc="left", x=0.1).set_in_layout(False)
        rim = 1.4 * trace.loss.max()
        heights = least + (rim - least) * np.linspace(0, 1, 25) ** 2
        walls = *self.surface(trace.a[0], trace.loss[0], heights), np.tile(heights[:, None], 61)
        line_drawing.name_parameters(story, stage)
        story.set(zlabel="loss", anchor="W", zlim=(0, rim))
        story.set(xlim=(walls[0].min(), walls[0].max()), ylim=(walls[1].min(), walls[1].max()))
        self.look_into(story, theme)
        tints = LinearSegmentedColormap.from_list("depth", [theme.background, theme.loss])
        colours = tints(np.tile(0.1 + 0.05 * (np.arange(24)[:, None] // 3), 60))
        hiding = outside(story, *walls)
        colours[hiding, 3] = 0
        story.plot_surface(*walls, rstride=1, cstride=1, facecolors=colours, shade=False, zorder=1)
        for row in range(3, 25, 3):
            slope, intercept, height = (wall[row] for wall in walls)
            story.plot(slope, intercept, height, color=theme.muted, linewidth=1.5, alpha=0.25, zorder=2)
            far = np.where(np.append(hiding[row - 1], hiding[row - 1, 0]), np.nan, height)
            story.plot(slope, intercept, far, color=theme.muted, linewidth=1.5, alpha=0.7, zorder=2)
        bottom = [[self.best_fit[name]] for name in ("best_slope", "best_intercept", "best_loss")]
        story.plot(*bottom, "+", color=theme.held_out, markersize=18, markeredgewidth=3, zorder=3)
        (path,) = story.plot([], [], [], "o-", color=theme.model, linewidth=2.5, markersize=6, zorder=4)
        (ball,) = story.plot([], [], [], "o", color=theme.model, markersize=16, zorder=6)
        places = np.column_stack([trace.a, trace.loss])

        def frame(t):
            path.set_data_3d(places[: t + 1].T)
            ball.set_data_3d(places[t : t + 1].T)

        return compose(
            stage.readouts(trace, *line_drawing.readouts(stage, trace)), line_drawing.draw_line(lines, stage, x, y, trace.a), frame
        )


def outside(ax, *mesh):
    """Which faces of the mesh (rows, columns), three times, turn their outside to the viewer and hide what is in the bowl."""
    u, v, _ = (values.reshape(mesh[0].shape) for values in proj_transform(*(values.ravel() for values in mesh), ax.get_proj()))
    round_u, round_v, up_u, up_v = np.diff(u)[:-1], np.diff(v)[:-1], np.diff(u, axis=0)[:, :-1], np.diff(v, axis=0)[:, :-1]
    return round_u * up_v > round_v * up_u


scene = Bowl(lr=0.1)
