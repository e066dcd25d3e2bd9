"""Numbers as they are lettered in a film: true minus signs, fixed decimals, equal widths."""

import math
from collections.abc import Iterable, Sequence

FIGURE_SPACE = "\u2007"  # as wide as a digit
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def equal_width(values: Iterable[float], decimals: int | None = None) -> list[str]:
    """Each of `values` with the same decimals, padded to one width, so that nothing shivers when it changes.

    Three decimals unless told, fewer where a value of the series is large.
    """
    numbers = [float(value) for value in values]
    if decimals is None:
        decimals = 3 - sum(max(map(abs, numbers)) >= bound for bound in (100, 1000, 10_000))
    lettered = [fixed(number, decimals) for number in numbers]
    width = max(map(len, lettered))
    return [number.rjust(width, FIGURE_SPACE) for number in lettered]


def significant(values: Iterable[float], digits: int = 4) -> list[str]:
    """Each of `values`, of any size, with the decimals that give the largest so many digits, padded to one width.

    From a million on, and below a thousandth, with a power of ten and two digits less.
    """
    numbers = [float(value) for value in values]
    largest = max(map(abs, numbers))
    if largest == 0 or 1e-3 <= largest < 1e6:
        return equal_width(numbers, max(0, digits - 1 - math.floor(math.log10(largest or 1))))
    lettered = [signed(f"{number:.{digits - 2}e}") for number in numbers]
    return [number.rjust(max(map(len, lettered)), FIGURE_SPACE) for number in lettered]


def ticks(values: Sequence[float]) -> list[str]:
    """Evenly spaced `values`, of any size, with the digits that tell them apart."""
    largest, last_place = max(map(abs, values)), math.floor(math.log10(values[1] - values[0]) + 1e-9)
    if 1e-3 <= largest < 1e6:
        return [signed(f"{value:.{max(0, -last_place)}f}") for value in values]
    digits = max(0, math.floor(math.log10(largest) + 1e-9) - last_place)
    return [signed(f"{value:.{digits}e}") if value else "0" for value in values]


def fixed(value: float, decimals: int) -> str:
    """`value` with fixed decimals and a true minus sign; from a million on with a power of ten."""
    return signed(f"{value:.2e}" if abs(value) >= 1e6 else f"{value:.{decimals}f}")


def signed(text: str) -> str:
    """A number as Python writes it, with a true minus sign, and with a power of ten for its e: 1.8e+07, 1.8 × 10⁷."""
    mantissa, _, exponent = text.partition("e")
    power = f" × 10{str(int(exponent)).translate(SUPERSCRIPTS)}" if exponent else ""
    return mantissa.replace("-", "−") + power


def stable(value: float) -> float:
    """`value` to nine significant digits: those of a linear solver that are the same from run to run."""
    return float(f"{value:.9g}")


def log_tick(value: float) -> str:
    """A tick of a logarithmic axis: 0.02, 1, 500, 10⁵."""
    exponent = math.floor(math.log10(value) + 1e-9)
    if -4 <= exponent <= 4:
        return f"{value:.{max(0, -exponent)}f}"
    return f"10{str(exponent).translate(SUPERSCRIPTS)}"
