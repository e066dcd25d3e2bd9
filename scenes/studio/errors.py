"""What may go wrong that a person can put right."""


class BadInput(Exception):
    """One line that says what is wrong, where, and what to do; the command ends with exit code 2."""
