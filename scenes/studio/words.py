"""Every string that a film shows goes through `say`: a template, and the numbers that stand in it."""

from typing import Any

import numpy as np

from scenes.studio.numbers import Number


def say(template: str, /, **numbers: Any) -> str:
    """The template with its {numbers} put in, such as say("lr {lr:g}", lr=0.1).

    The template stays apart from the numbers, so that a translation is a table from template to template. Without numbers it is
    returned as it stands. Raises KeyError for a number that is not given, ValueError for a format that does not suit it.
    """
    if not numbers:
        return template
    return template.format(**{name: Number(value) if isinstance(value, float | np.floating) else value for name, value in numbers.items()})


def say_each(template: str, /, **numbers: Any) -> list[str]:
    """The template once for each row: a number that is an array or a list (rows,) has a value for each, any other the same for all."""
    own = {name: values for name, values in numbers.items() if np.ndim(values)}
    return [say(template, **numbers | dict(zip(own, row, strict=True))) for row in zip(*own.values(), strict=True)]
