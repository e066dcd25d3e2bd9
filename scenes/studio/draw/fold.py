"""Down to where a tall film shows the first of its rows of panels."""

from scenes.studio.draw.film import Film

PART = 0.4, 0.72  # of the height: less would show too little of the film, and more would save no room
MARGIN = 0.01  # of the height, at most, below the lettering of the first row


def fold(film: Film) -> float | None:
    """The part of its height within which a film shows sentence, counter and all of its first row of panels, and nothing of the next.

    A phone that has no room for the whole picture shows that much at full width: the first row is what the film is about. None where
    the panels do not stand in rows, where the first one ends too high or too low for that, or where panels of one size stand in rows and
    columns, all of which are compared. Panels that share any height are in one row, as an inset is in that of its panel. Ticks, names of
    axes, titles and labels count, as they are in the first and in the last frame.
    """
    height = film.figure.bbox.height
    panels = [ax for ax in film.figure.axes if ax.get_label() != "strip"]
    if _is_grid([ax.get_position().bounds for ax in panels]):
        return None
    reaches = []  # from the top edge, as parts of the height: where each panel begins and ends
    for step in (film.steps[0], film.steps[-1]):
        film.frame(step)
        boxes = (ax.get_tightbbox() for ax in panels)
        reaches += [(1 - box.y1 / height, 1 - box.y0 / height) for box in boxes if box]
    end = 0.0
    for begins, ends in sorted(reaches):
        if 0 < end < begins:
            at = round(end + min(MARGIN, (begins - end) / 2), 3)
            return at if PART[0] <= at <= PART[1] else None
        end = max(end, ends)
    return None


def _is_grid(bounds: list[tuple[float, float, float, float]]) -> bool:
    """Whether panels of one size stand in more than one row and more than one column."""
    lefts, bottoms, widths, heights = ({round(number, 3) for number in numbers} for numbers in zip(*bounds, strict=True))
    return len(widths) == len(heights) == 1 and min(len(lefts), len(bottoms)) > 1
