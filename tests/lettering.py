"""What is written on a film's canvas: whether it can be read in a given frame, and whether its sums add up."""

import re
from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
NUMBER = r"[−+]?\d+(?:\.\d+)?(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|²)?"
SUM = re.compile(rf"(\(?{NUMBER}\)?(?:[×/+−]\(?{NUMBER}\)?)*)=({NUMBER})")
TOUCH = 0.2  # the share of a line's height that is free above and below its letters


def texts(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every text that is to be seen, ticks too, with the box of its letters in pixels."""
    renderer = figure.canvas.get_renderer()
    found = []
    for text in [*figure.texts, *(text for axes in figure.axes if axes.get_visible() for text in _written(axes))]:
        words = text.get_text().strip()
        if words and text.get_visible():
            box = text.get_window_extent(renderer)
            free = TOUCH * text.get_fontsize() * figure.dpi / 72
            found.append((words, Bbox([[box.x0 + 1, box.y0 + free], [box.x1 - 1, box.y1 - free]])))
    return found


def _written(axes: Axes) -> Iterator[Text]:
    yield axes.title
    yield from axes.texts
    if not axes.axison or axes.name == "3d":
        return
    for axis in (axes.xaxis, axes.yaxis):
        if not axis.get_visible():
            continue
        yield axis.label
        place = axis.get_transform().transform  # of a log axis, too
        low, high = sorted(place(np.array(axis.get_view_interval())))
        rim = 1e-9 * (high - low)
        yield from (tick.label1 for tick in axis.get_major_ticks() if low - rim <= place(np.array([tick.get_loc()]))[0] <= high + rim)


def clashes(figure: Figure) -> list[str]:
    """What lies on each other or outside, of a figure whose artists stand at one row: a line each."""
    if any(_unplaced(axes) for axes in figure.axes if axes.get_visible()):
        figure.draw_without_rendering()
    written = texts(figure)
    canvas = figure.bbox
    told = [
        f"“{words}” is cut off"
        for words, box in written
        if not (box.x0 >= 0 and box.y0 >= 0 and box.x1 <= canvas.x1 and box.y1 <= canvas.y1)
    ]
    told += [f"“{written[a][0]}” lies on “{written[b][0]}”" for a, b in _overlapping([box for _, box in written])]
    dots = _dots(figure)
    return told + [f"“{words}” lies on a dot" for words, box in written for x, y, r in dots if _covers(box, x, y, r)]


def _unplaced(axes: Axes) -> bool:
    """Whether the ticks and labels of some axes are not yet where they will be drawn: they never were, or its limits have moved since."""
    return axes.name == "3d" or (axes.axison and any(axis.stale for axis in (axes.xaxis, axes.yaxis) if axis.get_visible()))


def _overlapping(boxes: list[Bbox]) -> list[list[int]]:
    """The pairs of boxes that lie on each other or touch."""
    corners = np.sort(np.array([box.get_points() for box in boxes]).reshape(-1, 2, 2), axis=1)  # (boxes, low and high, x and y)
    low, high = corners[:, 0], corners[:, 1]
    return np.argwhere(np.triu((low[:, None] <= high).all(-1) & (low <= high[:, None]).all(-1), 1)).tolist()


def _dots(figure: Figure) -> list[tuple[float, float, float]]:
    """Dots that stand alone, such as where a descent is now: their places and radii in pixels."""
    found = []
    for axes in figure.axes:
        for line in axes.lines:
            places = np.asarray(line.get_xydata(), float)
            if not line.get_visible() or line.get_marker() in ("", "None", None) or len(places) != 1 or axes.name == "3d":
                continue
            (x, y), window = axes.transData.transform(places)[0], axes.get_window_extent()
            if np.isfinite([x, y]).all() and window.contains(x, y):
                found.append((x, y, line.get_markersize() * figure.dpi / 72 / 2))
    return found


def _covers(box: Bbox, x: float, y: float, radius: float) -> bool:
    """Whether letters lie on a dot."""
    return bool(np.hypot(x - np.clip(x, box.x0, box.x1), y - np.clip(y, box.y0, box.y1)) < radius - 1)


def sums(figure: Figure) -> list[str]:
    """What stands in the picture as numbers and what comes of them, such as “−rate 0.4 × slope −0.43 = +0.17”, without its words."""
    axes = [axes for axes in figure.axes if axes.get_visible()]
    written = [*figure.texts, *(text for each in axes for text in (each.title, each._left_title, *each.texts))]
    lines = [line for text in written if text.get_visible() for line in re.split(r"[\n;:]", text.get_text())]
    plain = [re.sub(r"[^−+\d.×/=()⁻⁰¹²³⁴⁵⁶⁷⁸⁹]", "", line) for line in lines]
    return [line for line in plain if SUM.fullmatch(line)]


def value(numbers: str) -> float:
    """What comes of numbers and the signs between them."""
    plain = re.sub("×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: "e" + power[1].translate(POWERS), numbers)
    return float(eval(plain.replace("²", "**2").replace("×", "*").replace("−", "-")))


def adds_up(line: str) -> bool:
    """Whether what is said to come of the numbers does, but for what rounding to its own digits may do."""
    numbers, result = line.split("=")
    mantissa, _, power = result.partition("×10")
    last = 10.0 ** (int(power.translate(POWERS) or 0) - len(mantissa.partition(".")[2]))
    return abs(value(numbers) - value(result)) <= 0.5001 * last
