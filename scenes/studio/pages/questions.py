"""What is asked of a film before it plays: the same question on its pages, in lecture view and in the decks.

It stands in docs/slides.yml, beside what the decks say to the film, and the run decides which answer is right.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined, TemplateError

from scenes.studio.errors import BadInput, Unknown
from scenes.studio.pages.templates import ForReaders
from scenes.studio.pages.views import Runs, frame_of
from scenes.studio.store.record import Record

FILE = "docs/slides.yml"
FIELDS: dict[str, type] = {"ask": dict, "say": str, "pause": dict, "numbers": str, "time": str, "minutes": int}
NO_FILMS = ("decks", "words")  # what else stands in the file: see `pages.lectures`
ASK: dict[str, type] = {"question": str, "answers": dict, "verdict": str, "because": str, "decided": int}
MAY_ASK: dict[str, type] = {"given": str, "guess": dict}
GUESS: dict[str, type] = {"question": str, "values": dict}
VALUE: dict[str, type] = {"from": float, "to": float, "by": float, "right": str, "within": float}
MAY_GUESS: dict[str, type] = {"wide": list, "tall": list}
SEPARATOR = "␟"  # of the parts of a question, which are filled in together: to compile a template takes longer than to use it


@dataclass(frozen=True, kw_only=True)
class Value:
    """A number to be guessed on a slider, said as `says` with the number in place of {}; right is whatever lies `within` of the run's."""

    says: str
    low: float
    high: float
    by: float
    right: float
    within: float

    @property
    def name(self) -> str:
        """What the number is, for those who listen."""
        return self.says.replace("{}", "").strip(" =")

    @property
    def middle(self) -> float:
        """Where the slider waits: half-way, at one of its steps."""
        return round(self.low + self.by * round((self.high - self.low) / 2 / self.by), 6)

    def words(self, number: float) -> str:
        """A number of its own in words, as the player says it."""
        return self.says.replace("{}", f"{number:g}".replace("-", "−"))


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What a page asks in place of the answers to choose from: one number, or a place on the picture, which are one or two.

    `wide` and `tall` say where the place is, on either cut of the film: in per cent from the left and from the top, where the first
    value is lowest and highest, then the second. With one value the last two are the panel's lower and upper edge, and the mark is a short
    line at the lower one.
    """

    text: str
    values: tuple[Value, ...]
    wide: tuple[float, ...] = ()
    tall: tuple[float, ...] = ()

    @property
    def right(self) -> str:
        """What the run says, in words."""
        return ", ".join(value.words(value.right) for value in self.values)

    @property
    def longest(self) -> str:
        """The guess of the most letters, in words: one step from either end, where a number has all its digits."""
        return ", ".join(max(map(value.words, (value.low + value.by, value.high - value.by)), key=len) for value in self.values)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question that a film decides: exactly one of `answers` is right, by the numbers of the run.

    The film waits at the picture `opens`, counted from 0, its poster, and the answer is seen in the picture `decided`.
    """

    text: str
    answers: Mapping[str, bool]
    verdict: str
    because: str
    opens: int
    decided: int
    guess: Guess | None = None

    @property
    def right(self) -> str:
        """The answer that the run bears out."""
        return next(answer for answer, right in self.answers.items() if right)

    @property
    def longest(self) -> str:
        """The answer of the most letters."""
        return max(self.answers, key=len)

    @property
    def told(self) -> str:
        """What is said once it is answered: which answer is right, and why."""
        return f"{self.verdict} {self.because}"

    @property
    def lettered(self) -> list[str]:
        """The answers as a room is offered them: “a) …”, “b) …”."""
        return [f"{letter}) {answer}" for letter, answer in zip("abcdef", self.answers, strict=False)]


class Words:
    """docs/slides.yml, with the numbers of the runs filled in."""

    def __init__(self, docs: Path, film: Callable[[str], Record]):
        self.entries = entries(docs)
        self._film = film
        self._environment = Environment(undefined=StrictUndefined, extensions=[ForReaders])
        self._environment.globals["run"] = Runs(film)

    def filled_in(self, where: str, text: str) -> str:
        """`text` as one line. Raises BadInput, with the place, for a film or a number that is not there."""
        try:
            return re.sub(r"[ \n]+", " ", self._environment.from_string(text).render()).strip()
        except (Unknown, TemplateError, TypeError, ValueError, ArithmeticError) as error:
            raise BadInput(f"{FILE}, {where}: {error}") from None

    def asked(self, name: str) -> Question | None:
        """What is asked of a film, if anything is; see `question`."""
        return self.question(name) if name in self.entries else None

    def question(self, name: str) -> Question:
        """What is asked of a film. Raises BadInput where nothing is, or where the run does not bear out exactly one answer."""
        if name not in self.entries:
            raise BadInput(f"{FILE} has no entry `{name}:`, so that there is nothing to ask")
        ask, where = self.entries[name]["ask"], f"{name}, ask"
        check(where, ask, ASK, MAY_ASK)
        guess = ask.get("guess", {"question": "", "values": {}})
        check(f"{where}, guess", guess, GUESS, MAY_GUESS) if "guess" in ask else None
        for says, value in guess["values"].items():
            check(f"{where}, guess, “{says}”", value, VALUE)
        rights = [f"{{{{ ({value['right']}) | float | string }}}}" for value in guess["values"].values()]
        tests = [f"{{% if {condition} %}}yes{{% endif %}}" for condition in ask["answers"].values()]
        words = [ask["question"], ask["verdict"], ask["because"], *map(str, ask["answers"]), *tests, guess["question"], *rights]
        text, verdict, because, *rest = map(str.strip, self.filled_in(where, ask.get("given", "") + SEPARATOR.join(words)).split(SEPARATOR))
        options, rest = rest[: len(tests)], rest[len(tests) :]
        answers = {answer: test == "yes" for answer, test in zip(options, rest, strict=False)}
        if list(answers.values()).count(True) != 1:
            said = ", ".join(f"“{text}” {right}" for text, right in answers.items())
            raise BadInput(f"{FILE}, {where}: the run must bear out exactly one of the answers, and says {said}")
        try:
            opens, decided = self._film(name).data["poster"], frame_of(self._film(name), ask["decided"])
        except Unknown as error:
            raise BadInput(f"{FILE}, {where}: {error}") from None
        if opens >= decided:
            raise BadInput(f"{FILE}, {where}: `decided` must come after the scene’s poster, at which the film waits")
        return Question(
            text=text,
            answers=answers,
            verdict=verdict,
            because=because,
            opens=opens,
            decided=decided,
            guess=_guess(guess, *rest[len(tests) :]) if "guess" in ask else None,
        )


def _guess(guess: Mapping[str, Any], text: str, *rights: str) -> Guess:
    """The guess that docs/slides.yml describes, with the numbers of the run."""
    values = tuple(
        Value(says=says, low=value["from"], high=value["to"], by=value["by"], right=round(float(right), 2), within=value["within"])
        for (says, value), right in zip(guess["values"].items(), rights, strict=True)
    )
    return Guess(text=text, values=values, wide=tuple(guess.get("wide", ())), tall=tuple(guess.get("tall", ())))


def entries(docs: Path) -> dict[str, dict[str, Any]]:
    """The films of docs/slides.yml: film → field → words; empty without such a file. Raises BadInput unless all have every field."""
    found = {name: words for name, words in read(docs).items() if name not in NO_FILMS}
    for name, words in found.items():
        check(name, words, FIELDS)
    return found


def read(docs: Path) -> dict[str, Any]:
    """docs/slides.yml as it stands; empty where there is no such file. Raises BadInput where it cannot be read."""
    path = docs / "slides.yml"
    try:
        return (_parsed(path.read_bytes()) if path.is_file() else None) or {}
    except (OSError, yaml.YAMLError) as error:
        raise BadInput(f"{FILE} cannot be read: {' '.join(str(error).split())}") from None


@lru_cache(1)  # a build asks for it four times
def _parsed(content: bytes) -> Any:
    return yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # libyaml's is ten times as fast, where it is there


def spoken_rows(entry: Mapping[str, Any], film: Record) -> set[int]:
    """The rows at which a film is stopped in a talk: its own stops, where the speaker pauses, and where it waits for an answer."""
    waits = film.data["steps"][film.data["poster"]]
    return {*(stop["row"] for stop in film.data["stops"]), *entry["pause"], waits}


def check(where: str, words: Any, fields: dict[str, type], optional: dict[str, type] | None = None) -> None:
    """Raise BadInput unless `words` has all these fields, perhaps some of the optional ones, and no other."""
    given, optional = words if isinstance(words, dict) else {}, optional or {}
    for field in [*fields, *(field for field in optional if field in given)]:
        kind = (fields | optional)[field]
        number = kind in (int, float)
        if not isinstance(given.get(field), (int, float) if kind is float else kind) or (not number and not given[field]):
            raise BadInput(f"{FILE}, {where}: “{field}” is missing or empty; write {', '.join(fields)}")
    for field in set(given) - set(fields) - set(optional):
        raise BadInput(f"{FILE}, {where}: there is no “{field}”; write {', '.join([*fields, *optional])}")
