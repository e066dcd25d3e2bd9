"""The line over the panels: the sentence of the stop, and the counter."""

from collections.abc import Callable, Sequence
from functools import cache

from matplotlib.axes import Axes
from matplotlib.text import Text

from scenes.studio.draw.layout import MARGIN, Canvas
from scenes.studio.draw.pace import skips
from scenes.studio.draw.theme import COUNTER, SENTENCE, TICK, Theme, points
from scenes.studio.run.story import Stop
from scenes.studio.run.trace import Trace
from scenes.studio.words import say

MIDDLE = MARGIN + 12  # of the line, in pixels from the top
SPACE = 16


def strip(
    ax: Axes, canvas: Canvas, theme: Theme, trace: Trace, rows: Sequence[int], stops: Sequence[Stop], labels: Sequence[str] | None
) -> Callable[[int], None]:
    """Write the sentence of each stop from its row to the next one, and at the right what the counter calls each row.

    Where frames skip steps it says how many, unless the scene's own `labels` count; and at the end of a run that left the finite
    numbers it says so. `ax` has the pixels of the canvas as its coordinates. Returns show(t), for the `rows` that become frames.
    """
    counts = labels or [say("step {t}", t=t) for t in range(len(trace))]
    right = canvas.width - MARGIN
    count = ax.text(right, MIDDLE, max(counts, key=len), fontsize=points(COUNTER), weight="bold", ha="right", va="center_baseline")
    edge = right - _width(count, count.get_text(), canvas) - SPACE
    note = ax.text(edge, MIDDLE, "", fontsize=canvas.letters(TICK), color=theme.muted, ha="right", va="center_baseline")
    sentence = ax.text(MARGIN, MIDDLE, "", fontsize=points(SENTENCE), weight="semibold", va="center_baseline")
    skipped = {} if labels else {row: say("{rows} at a time", rows=n) for row, n in skips(rows).items()}
    if trace.ended:
        skipped[len(trace) - 1] = say("then {series} is {value}", series=trace.ended.series, value=trace.ended.value)
    told = {stop.row: stop.words for stop in stops}
    if canvas.wide:
        room = edge - MARGIN - SPACE - max((_width(note, text, canvas) for text in skipped.values()), default=0)
        widest = max((_width(sentence, words, canvas) for words in told.values()), default=room)
        sentence.set_fontsize(points(SENTENCE) * min(1, room / widest))
    else:
        note.set(x=right, y=MIDDLE + COUNTER + 4)
        sentence.set(y=MIDDLE - 0.7 * SENTENCE, va="top")
        widths = cache(lambda line: _width(sentence, line, canvas))  # most lines are measured several times
        told = {row: "\n".join(_wrapped(words, edge - MARGIN - SPACE, widths)) for row, words in told.items()}

    def show(t: int) -> None:
        count.set_text(counts[t])
        note.set_text(skipped.get(t, ""))
        sentence.set_text(told[max(row for row in told if row <= t)] if told else "")

    return show


def _width(text: Text, words: str, canvas: Canvas) -> float:
    """How wide the words are as this text, in pixels of the canvas."""
    text.set_text(words)
    return text.get_window_extent().width / canvas.scale


def _wrapped(words: str, width: float, widths: Callable[[str], float]) -> list[str]:
    """The words in as many lines as it takes to be narrower than `width`, all about as long; `widths` tells how wide a line is."""
    lines = _filled(words, width, widths)
    longest = max(map(widths, lines))
    narrower = _filled(words, longest - 1, widths)
    if len(narrower) > len(lines) or max(map(widths, narrower)) >= longest:
        return lines
    return _wrapped(words, longest - 1, widths)


def _filled(words: str, width: float, widths: Callable[[str], float]) -> list[str]:
    """The words in lines as long as `width` allows."""
    lines: list[str] = []
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and widths(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
