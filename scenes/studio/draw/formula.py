"""A formula whose parts have the colours of what they name."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from scenes.studio.draw.labels import halo
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import COUNTER, points


def formula(
    stage: Stage,
    ax: Axes,
    place: tuple[float, float],
    parts: Sequence[tuple[str, str]],
    align: str = "center",
    size: int = COUNTER,
    weight: str = "semibold",
    down: float = 0,
) -> None:
    """Write `parts`, each a text and its colour, in a row at `place`, in parts of the axes: its left, center or right stands there.

    `down` are pixels of the canvas below it.

    >>> formula(stage, ax, (0.5, 0.5), [(say("step"), theme.model), (say(" = −0.1 × "), theme.ink), (say("slope"), theme.gradient)])
    """
    texts = [
        ax.annotate(text, place, (0, 0), xycoords="axes fraction", textcoords="offset points", color=colour, zorder=8)
        for text, colour in parts
    ]
    for text in texts:
        halo(text, stage.theme).set(fontsize=stage.canvas.letters(size), weight=weight, va="center_baseline")
    widths = [text.get_window_extent().width * 72 / stage.figure.dpi for text in texts]
    at = -sum(widths) * {"left": 0, "center": 0.5, "right": 1}[align]
    for text, width in zip(texts, widths, strict=True):
        text.set_position((at, -points(down)))
        at += width
