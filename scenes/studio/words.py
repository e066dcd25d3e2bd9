"""Every string that a film shows goes through `say`: a template, and the numbers that stand in it."""

import math
from typing import Any

import numpy as np

from scenes.studio.numbers import LARGE, signed


class Number(float):
    """A float whose formats suit readers: a true minus sign, and a power of ten for what is very large or very small.

    `.3g` means three significant digits, written out from 0.0001 to a million: 9.05, 1230, 1.8 × 10⁷.
    """

    def __format__(self, spec: str) -> str:
        size = abs(self)
        if spec.endswith("f") and math.isfinite(self) and size >= LARGE:
            return signed(super().__format__(".1e"))
        text = super().__format__(spec)
        if spec.endswith("g") and "e" in text and 1e-4 <= size < LARGE:
            text = f"{float(text):.0f}"
        return signed(text)


def say(template: str, /, **numbers: Any) -> str:
    """The template with its {numbers} put in, such as say("lr {lr:g}", lr=0.1).

    The template stays apart from the numbers, so that a translation is a table from template to template. Without numbers it is
    returned as it stands. Raises KeyError for a number that is
    not given, ValueError for a format that does not suit it.
    """
    if not numbers:
        return template
    return template.format(**{name: Number(value) if isinstance(value, float | np.floating) else value for name, value in numbers.items()})
