"""The templates of a film: which box of the canvas each panel gets, in pixels from the upper left corner."""

from collections.abc import Sequence
from dataclasses import dataclass

from scenes.studio.draw.theme import PHONE, TALL, is_wide, points, scale

Box = tuple[float, float, float, float]  # left, top, right, bottom

MARGIN = 32
LEFT, ABOVE, BELOW = 64, 40, 58  # room about a panel: for its ticks and y label, its title, its ticks and x label
GAP = 28  # between one panel and the room of the next
NARROW_GAP = 20  # between columns, of which only the first has ticks


@dataclass(frozen=True)
class Canvas:
    """The canvas of a film of `size` pixels: 1280 × 720 where that is wide, else 694 wide and as high as its shape asks for."""

    size: tuple[int, int]

    @property
    def wide(self) -> bool:
        return is_wide(self.size)

    @property
    def high(self) -> bool:
        """Whether there is room for three panels below each other: not in a square film, nor in the cut for phones, which is 4:5."""
        return self.size[1] > 1.25 * self.size[0]

    @property
    def scale(self) -> float:
        """How many pixels of the film one pixel of the canvas takes."""
        return scale(self.size)

    @property
    def width(self) -> float:
        return self.size[0] / self.scale

    @property
    def height(self) -> float:
        return self.size[1] / self.scale

    def letters(self, pixels: float) -> float:
        """The size of letters so many pixels high, in points: in a film as tall as the cut for phones they have at least PHONE."""
        return points(max(pixels, PHONE) if self.size[1] >= TALL[1] / TALL[0] * self.size[0] else pixels)

    @property
    def strip(self) -> Box:
        """Where sentence and counter stand."""
        return 0, 0, self.width, MARGIN + (36 if self.wide else 84)

    @property
    def room(self) -> Box:
        """Where the panels stand, with their ticks and labels."""
        return MARGIN, self.strip[3], self.width - MARGIN, self.height - MARGIN + 2

    def panels(self, share: float, heights: Sequence[float]) -> list[Box]:
        """A story with `share` of the room, and others beside it that share the rest by their `heights`.

        In a `high` film they stand one below the other, in one that is nearly square the others stand side by side below the story.
        """
        if not heights:
            return [self.room]
        if self.wide:
            story, rest = split(self.room, (share, 1 - share), across=True)
            return [story, *split(rest, heights, across=False)]
        story, rest = split(self.room, (share, 1 - share), across=False)
        return [story, *split(rest, heights if self.high else [1] * len(heights), across=not self.high)]

    def columns(self, count: int, heights: Sequence[float], across: bool = False) -> list[list[Box]]:
        """Rows of so many equally wide boxes; where the film is not wide, three stand below each other, of more half below the others.

        If they are always to be `across`, they stand side by side there, too.
        """
        bands = 1 if self.wide or across or count < 3 else 3 if count == 3 else 2
        beside = -(-count // bands)
        rows: list[list[Box]] = [[] for _ in heights]
        for band in split(self.room, [1] * bands, across=False):
            for row, line in zip(rows, split(band, heights, across=False), strict=True):
                inner = (line[0] + LEFT, *line[1:])
                row += [(x0 - LEFT, y0, x1, y1) for x0, y0, x1, y1 in split(inner, [1] * beside, True, NARROW_GAP)]
        return [row[:count] for row in rows]


def split(room: Box, parts: Sequence[float], across: bool, gap: float = GAP) -> list[Box]:
    """Boxes that share a room in these parts: side by side with a gap between them, or below each other without."""
    x0, y0, x1, y1 = room
    length = x1 - x0 - gap * (len(parts) - 1) if across else y1 - y0
    boxes: list[Box] = []
    at = x0 if across else y0
    for part in parts:
        end = at + length * part / sum(parts)
        boxes.append((at, y0, end, y1) if across else (x0, at, x1, end))
        at = end + gap * across
    return boxes
