"""Numbers as they are lettered in a film: true minus signs, fixed decimals, equal widths."""

import math
from collections.abc import Iterable

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


def plain(value: float) -> str:
    """A tick of a logarithmic axis: 0.02, 1, 500, 10⁵."""
    exponent = math.floor(math.log10(value) + 1e-9)
    if -4 <= exponent <= 4:
        return f"{value:.{max(0, -exponent)}f}"
    return f"10{str(exponent).translate(SUPERSCRIPTS)}"
