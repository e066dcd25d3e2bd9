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
