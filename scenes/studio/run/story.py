"""The story of a film: its stops, each a row of the run and one short sentence."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from scenes.studio.errors import BadInput, foreign_to_text
from scenes.studio.words import say

MOST_WORDS = 10


class Stop(NamedTuple):
    """Where a film rests: a row of the run, and what the film says from there to the next stop."""

    row: int
    words: str


def stops(story: Mapping[Any, str], rows: int, numbers: Callable[[int], Mapping[str, Any]], where: str) -> list[Stop]:
    """The stops of a story {row: template}, in the order of the run, of a run of so many `rows`.

    `numbers(row)` are those that its template may ask for, {name: value}. A row that is None does not occur in this run and is left
    out; −1 is the last row. Where two stops fall on one row the earlier in the story stands, but on the last row the later.
    Raises BadInput, which names `where`, for a story that does not begin at the first row and end at the last, for a row that is
    not there, for a sentence that is empty, has over ten words or a letter that cannot be shown, and for a number that the run has not.
    """
    placed: dict[int, str] = {}
    for row, template in story.items():
        if row is None:
            continue
        if not -rows <= row < rows:
            raise BadInput(f"{where}.story: there is no row {row}; the run has rows 0 to {rows - 1}")
        row = int(row) % rows
        if row == rows - 1 > 0:
            placed[row] = template
        else:
            placed.setdefault(row, template)
    if not {0, rows - 1} <= placed.keys():
        raise BadInput(f"{where}.story: give the first row, 0, and the last, -1, a sentence")
    return [Stop(row, _sentence(placed[row], numbers(row), where)) for row in sorted(placed)]


def _sentence(template: str, numbers: Mapping[str, Any], where: str) -> str:
    try:
        words = say(template, **numbers)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{where}.story, “{template}”: {error} cannot be filled in; the run has {', '.join(numbers)}") from None
    if len(words.replace(" × ", "×").split()) > MOST_WORDS:
        raise BadInput(f"{where}.story, “{words}”: a sentence has at most {MOST_WORDS} words")
    if not words.strip():
        raise BadInput(f"{where}.story has an empty sentence; write one, or leave the row out")
    if letter := foreign_to_text(words):
        raise BadInput(f"{where}.story, “{words}”: it has {letter!a}, which no caption can hold; take it out")
    return words
