"""Numbers as pages and decks write them for readers."""

import math
from collections.abc import Callable
from typing import Any

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
NO_BREAK = "\u00a0"  # a number stays on one line


class Number(float):
    """A float that prints for readers (see `plain`), and stays one when reckoned with."""

    def __str__(self) -> str:
        return plain(self)


def _closed(name: str) -> Callable[..., Any]:
    def operation(self: Number, *others: Any) -> Any:
        value = getattr(float, name)(self, *others)
        return Number(value) if type(value) is float else value

    return operation


for _name in ["add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow", "rpow", "neg", "abs"]:
    setattr(Number, f"__{_name}__", _closed(f"__{_name}__"))


def plain(value: float) -> str:
    """`value` to three significant digits: 0.0858, 8.9, 1,230, −2.5, 2.3 × 10⁵."""
    if not math.isfinite(value):
        return _not_finite(value)
    mantissa, exponent = f"{value:.2e}".split("e")
    power = int(exponent)
    if value == 0 or -4 < power < 5:
        text = f"{float(f'{value:.3g}'):,.{max(0, 2 - power)}f}"
        return _signed(text.rstrip("0").rstrip(".") if "." in text else text)
    digits = mantissa.rstrip("0").rstrip(".")
    return _signed(f"{digits}{NO_BREAK}×{NO_BREAK}10") + str(power).translate(SUPERSCRIPTS)


def fixed(value: float, decimals: int = 2) -> str:
    """`value` with that many decimals, whatever its size: −0.50, 1,234.00."""
    return _signed(f"{value:,.{decimals}f}") if math.isfinite(value) else _not_finite(value)


def _signed(text: str) -> str:
    """With a true minus sign, and none before a zero."""
    return text.replace("-", "−") if text.strip("-0.,") else text.lstrip("-")


def _not_finite(value: float) -> str:
    return "not a number" if math.isnan(value) else "∞" if value > 0 else "−∞"


def readable_size(size: int) -> str:
    """A number of bytes for readers: 320 KB, 1.2 MB."""
    return f"{size / 1e6:.1f}{NO_BREAK}MB" if size >= 999_500 else f"{max(1, round(size / 1e3))}{NO_BREAK}KB"
