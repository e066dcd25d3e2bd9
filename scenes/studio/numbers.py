"""How numbers are written, in three styles: in what a film says, at the ticks of an axis, and in prose for readers.

All have a true minus sign, none before a zero, and write very large and very small numbers with a power of ten.
"""

import math
from collections.abc import Sequence
from typing import Any

NO_BREAK = "\u00a0"  # a number stays on one line
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
LARGE = 1e6  # from here on fixed decimals give way to a power of ten


# In what a film says


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


# At the ticks of an axis


def ticks(values: Sequence[float]) -> list[str]:
    """Evenly spaced `values`, of any size, with the digits that tell them apart."""
    step = values[1] - values[0]
    largest, last_place = max(map(abs, values)), math.floor(math.log10(step) + 1e-9)
    if 1e-3 <= largest < LARGE:
        places = max(0, -last_place)
        while any(abs(round(value, places) - value) > 1e-6 * step for value in values):  # 2.5 has a place more than 1
            places += 1
        return [signed(f"{value:.{places}f}") for value in values]
    digits = max(0, math.floor(math.log10(largest) + 1e-9) - last_place)
    return [signed(f"{value:.{digits}e}") if value else "0" for value in values]


def log_tick(value: float) -> str:
    """A tick of a logarithmic axis, to three significant digits: 0.02, 1, 500, 10⁵, 2 × 10⁵."""
    exponent = math.floor(math.log10(value) + 1e-9)
    if -4 <= exponent <= 4:
        return f"{value:.{max(0, -exponent)}f}"
    mantissa = f"{value / 10.0**exponent:.3g}"
    return signed(f"{mantissa}e{exponent}") if mantissa != "1" else power_of_ten(exponent)


# In prose for readers


def for_readers(value: float) -> str:
    """`value` to three significant digits: 0.0858, 8.9, 1,230, −2.5, 2.3 × 10⁵."""
    if not math.isfinite(value):
        return _not_finite(value)
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    power = int(exponent)
    if value == 0 or -4 < power < 5:
        return signed(_trimmed(f"{float(f'{value:.3g}'):,.{max(0, 2 - power)}f}"))
    return signed(f"{_trimmed(mantissa)}e{power}", NO_BREAK)


def fixed_for_readers(value: float, decimals: int = 2) -> str:
    """`value` with that many decimals: −0.50, 1,234.00; from a million on with a power of ten: 1.25 × 10⁷."""
    if not math.isfinite(value):
        return _not_finite(value)
    return signed(f"{value:.2e}" if abs(value) >= LARGE else f"{value:,.{decimals}f}", NO_BREAK)


def short(value: float, whole: bool = False) -> str:
    """`value` for a table: with three decimals, or none if the column is `whole`; very large and very small for readers."""
    if whole and abs(value) < 1e5:
        return fixed_for_readers(value, 0)
    return fixed_for_readers(value, 3) if value == 0 or 5e-4 <= abs(value) < 1e4 else for_readers(value)


def finalize(value: Any) -> Any:
    """What a template prints for the value of an expression: a float is written for readers, all else stays what it is.

    For jinja2.Environment(finalize=…), so that numbers in expressions stay floats until they are printed.
    """
    return for_readers(value) if isinstance(value, float) else value


def readable_size(size: int, space: str = NO_BREAK) -> str:
    """A number of bytes for readers: 320 KB, 1.2 MB. On a terminal, which may know ASCII only, with a plain `space`."""
    return f"{size / 1e6:.1f}{space}MB" if size >= 999_500 else f"{max(1, round(size / 1e3))}{space}KB"


# What the styles share


def signed(text: str, space: str = " ") -> str:
    """A number as Python writes it, with a true minus sign, and with a power of ten for its e: 1.8e+07, 1.8 × 10⁷."""
    mantissa, _, exponent = text.partition("e")
    if not mantissa.strip("-0.,"):
        mantissa = mantissa.lstrip("-")
    return mantissa.replace("-", "−") + (f"{space}×{space}{power_of_ten(int(exponent))}" if exponent else "")


def power_of_ten(exponent: int) -> str:
    """10⁵"""
    return f"10{str(exponent).translate(SUPERSCRIPTS)}"


def stable(value: float) -> float:
    """`value` to nine significant digits: those of a linear solver that are the same from run to run."""
    return float(f"{value:.9g}")


def _trimmed(text: str) -> str:
    """Without zeros at the end of decimals."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _not_finite(value: float) -> str:
    return "not a number" if math.isnan(value) else "∞" if value > 0 else "−∞"
