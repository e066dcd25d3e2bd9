"""What may go wrong that a person can put right."""

import unicodedata


class BadInput(Exception):
    """One line that says what is wrong, where, and what to do; the command ends with exit code 2.

    It may quote what a person wrote: letters in it that move the cursor or cannot be shown become spaces.
    """

    def __str__(self) -> str:
        return "".join(letter if letter.isprintable() else " " for letter in super().__str__())


class BadNumber(ValueError):
    """A number that a scene cannot run with. The message names the field and what it may be; the scene's name is added outside."""


class Unknown(BadInput):
    """A film, a step or a number was asked for that is not there. The message says what is near, and what to run."""


def foreign_to_text(text: str) -> str:
    """The first letter that no page, slide or caption can hold, such as a line break within a sentence; empty where all can stand there."""
    return next((letter for letter in text if unicodedata.category(letter) in ("Cc", "Cs", "Cn")), "")
