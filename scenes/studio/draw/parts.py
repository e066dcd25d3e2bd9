"""What many films draw alike: loss curves, labels, marks for what leaves the axes. Each returns show(t), or needs none."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text
from numpy.typing import NDArray

from scenes.studio.draw.theme import LABEL, Theme


def compose(*movers: Callable[[int], None]) -> Callable[[int], None]:
    """A frame(t) that moves all of these."""

    def frame(t: int) -> None:
        for move in movers:
            move(t)

    return frame


def loss_curve(ax: Axes, losses: NDArray[np.floating], colour: str, label: str = "", over: bool | None = None) -> Callable[[int], None]:
    """A loss by step: its whole course faint, its course so far strong, a label at its end. Returns show(t).

    The label stands `over` the curve or under it; by default where the curve leaves space.
    """
    x = np.arange(len(losses))
    ax.set_xlabel("step")
    ax.plot(x, losses, color=colour, alpha=0.25, zorder=2)
    up = losses[-1] > losses[0] or losses[-1] > 1.1 * losses.min() if over is None else over
    text = ax.annotate(label, (x[-1], losses[-1]), (8, 9 if up else -9), textcoords="offset points", color=colour)
    text.set(ha="right", va="bottom" if up else "top")
    (so_far,) = ax.plot([], [], color=colour, zorder=3)
    (now,) = ax.plot([], [], "o", color=colour, markersize=11, zorder=4)

    def show(t: int) -> None:
        so_far.set_data(x[: t + 1], losses[: t + 1])
        now.set_data([t], [losses[t]])

    return show


def corner_text(ax: Axes, theme: Theme, colour: str, texts: Sequence[str]) -> Callable[[int], None]:
    """The text of each row, in the upper left corner of the axes. Returns show(t)."""
    text = ax.text(0.03, 0.95, "", color=colour, va="top", transform=ax.transAxes, zorder=8)
    text_background(text, theme)
    return lambda t: text.set_text(texts[t])


def legend(ax: Axes, theme: Theme, labels: Mapping[str, str]) -> None:
    """Labels {text: colour} one under the other, in the lower right corner of the axes."""
    figure = ax.get_figure(root=True)
    assert figure
    line = (LABEL + 10) * figure.dpi / 100 / figure.bbox.height / ax.get_position().height
    for place, (label, colour) in enumerate(reversed(list(labels.items()))):
        text = ax.text(0.98, 0.03 + place * line, label, color=colour, ha="right", transform=ax.transAxes, zorder=2)
        text_background(text, theme)


def text_background(text: Text, theme: Theme) -> None:
    """Put a nearly opaque box behind a label, so that it can be read over lines."""
    text.set_bbox({"facecolor": theme.background, "edgecolor": "none", "alpha": 0.85, "pad": 2})


def off_scale(ax: Axes, theme: Theme, colour: str) -> Callable[[float, float, str], None]:
    """A mark for what leaves the axes. Returns mark(x, y, text): shown at the edge, only while (x, y) is outside."""
    text = ax.text(0, 0, "", color=colour, zorder=9)
    text_background(text, theme)

    def mark(x: float, y: float, label: str) -> None:
        u, v = ax.transAxes.inverted().transform(ax.transData.transform((x, y)))
        outside = not (0 <= u <= 1 and 0 <= v <= 1)
        text.set_visible(outside)
        if not outside:
            return
        vertical = max(-v, v - 1) >= max(-u, u - 1)
        arrow = ("▲" if v > 1 else "▼") if vertical else ("▶" if u > 1 else "◀")
        text.set_text(f"{label} {arrow}" if arrow == "▶" else f"{arrow} {label}")
        u, v = float(np.clip(u, 0.02, 0.98)), float(np.clip(v, 0.03, 0.97))
        text.set(
            position=(u, v),
            transform=ax.transAxes,
            ha="left" if u < 0.3 else "right" if u > 0.7 else "center",
            va="bottom" if v < 0.3 else "top" if v > 0.7 else "center",
        )

    return mark
