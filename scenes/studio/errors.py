"""What may go wrong that a person can put right."""


class BadInput(Exception):
    """One line that says what is wrong, where, and what to do; the command ends with exit code 2."""


class BadNumber(ValueError):
    """A number that a scene cannot run with. The message names the field and what it may be; the scene's name is added outside."""


class Unknown(BadInput):
    """A film, a step or a number was asked for that is not there. The message says what is near, and what to run."""
