"""Code on a board, the line that runs marked."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from matplotlib.patches import Rectangle
from matplotlib.text import Text

from scenes.studio.draw.board import Board, Place, mixed
from scenes.studio.words import say

SIZE = 23  # height of the letters in pixels of the canvas


def code(
    board: Board,
    corner: Place,
    lines: Sequence[str],
    lit: Sequence[int],
    width: float,
    size: float = SIZE,
    pitch: float = 42,
    accents: Mapping[str, str] | None = None,
    numbered: bool = False,
) -> Callable[[int], None]:
    """Lines of code from `corner` down, that of row t marked: `lit[t]`, −1 before the first, len(lines) after the last. Returns show(t).

    What has not run is pale. A line of code may have several lines, `pitch` pixels apart. `accents` are parts of the code with colours
    of their own, {text: colour}. `numbered` puts 1, 2, 3, … before the lines.

    >>> code(board, (0, 20), ["y_hat = x @ a", "loss = mse(y_hat, y)", "loss.backward()"], rows // 8, width=580, numbered=True)
    """
    theme, top = board.theme, corner[1]
    left = corner[0] + (1.9 if numbered else 0.8) * size
    letter = board.widths(["0" * 40], size, mono=True)["0" * 40] / 40
    parts = re.compile("|".join(map(re.escape, accents or {"\n": ""})))
    drawn: list[tuple[list[Rectangle], list[Text]]] = []
    for number, line in enumerate(lines, 1):
        high = pitch * (1 + line.count("\n"))
        ground, bar = mixed(theme.batch, theme.background, 0.16), theme.batch
        bands = [
            Rectangle((corner[0], top + 4), wide, high - 8, color=colour, linewidth=0, zorder=order)
            for wide, colour, order in ((width, ground, 1), (6, bar, 2))
        ]
        for band in bands:
            board.ax.add_patch(band)
        texts = []
        for k, plain in enumerate(line.split("\n")):
            marked = [(found.start(), found.end()) for found in parts.finditer(plain)]
            edges = [0, *(edge for span in marked for edge in span), len(plain)]
            for start, end in pairwise(edges):
                text = plain[start:end]
                place = left + (start + len(text) - len(text.lstrip())) * letter, top + (k + 0.5) * pitch
                if text.strip():
                    part = board.text(place, say("{code}", code=text.strip()), size, mono=True)
                    if (start, end) in marked:
                        part.set_color((accents or {})[text])
                    else:
                        texts.append(part)
        if numbered:
            texts.append(board.text((corner[0] + 0.8 * size, top + pitch / 2), say("{number}", number=number), size))
        drawn.append((bands, texts))
        top += high

    def show(t: int) -> None:
        for k, (bands, texts) in enumerate(drawn):
            for band in bands:
                band.set_visible(lit[t] == k)
            for text in texts:
                text.set(color=theme.ink if k <= lit[t] else theme.muted)

    return show
