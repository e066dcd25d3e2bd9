"""NAME.vtt: the sentences of a film as WebVTT captions (W3C), a cue for each stop."""

from collections.abc import Sequence
from html import escape
from itertools import accumulate
from pathlib import Path

from scenes.studio.draw.film import Film
from scenes.studio.run.story import Stop


def write_captions(path: Path, stops: Sequence[Stop], film: Film) -> None:
    """Write each stop's sentence with the time from its frame to that of the next stop, the last to the end of the film."""
    starts = [0, *accumulate(film.durations)]
    begins = [starts[film.steps.index(stop.row)] for stop in stops]
    cues = [
        f"{_time(begin)} --> {_time(end)}\n{escape(stop.words, quote=False)}\n"
        for begin, end, stop in zip(begins, [*begins[1:], starts[-1]], stops, strict=True)
    ]
    path.write_text("\n".join(["WEBVTT\n", *cues]), encoding="utf-8")


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
