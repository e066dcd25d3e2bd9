"""The exercises of a lesson: their number and kind, and a place to try an answer that is a number."""

from scenes.studio.errors import Unknown
from scenes.studio.pages.site import Site
from scenes.studio.pages.templates import one_line

KINDS = ("by hand", "in the film", "in the table", "code", "think")
CLOSE = 0.01  # of the answer: rounding to two digits is no mistake


def exercise(site: Site, number: int, kind: str) -> str:
    """The number of an exercise, which a link can lead to, and its kind, to begin a paragraph with. Raises Unknown for no KINDS."""
    if kind not in KINDS:
        raise Unknown(f"exercise {number}: no kind “{kind}”; there are {', '.join(KINDS)}")
    return one_line("exercise.html", number=number, kind=kind)


def check(site: Site, asked: str, answer: float, within: float | None = None) -> str:
    """A field for a number, which docs/assets/exercises.js compares with the `answer`; without scripts it does not show.

    `asked` says in a few words what is to be written. An answer is right up to `within`; by default that is a hundredth of it.
    """
    return one_line(
        "check.html", asked=asked, answer=repr(float(answer)), within=repr(float(CLOSE * abs(answer) if within is None else within))
    )
