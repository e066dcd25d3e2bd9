"""What is read out under a film and what stands in its picture: the same words have the same numbers, in every frame."""

import re
from collections.abc import Callable

import pytest
from drawn import run
from matplotlib.text import Text
from names import FILMS

from scenes.studio.draw.film import Film
from scenes.studio.store.load import load

LETTERED = re.compile(r"(.+?):? (−?\d+(?:\.\d+)?)(?: × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")  # “loss 9.05”
POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
Reading = tuple[float, float]  # a number, and how far rounding may have moved it


def lettered(film: Film) -> dict[tuple[Text, str], Reading]:
    """What stands in the picture with a number behind it: the text and its words, and the number."""
    axes = [axes for axes in film.figure.axes if axes.get_visible()]
    found = {}
    for text in [*film.figure.texts, *(text for each in axes for text in each.texts)]:
        match = LETTERED.fullmatch(text.get_text().strip())
        if match and text.get_visible():
            power = 10.0 ** int((match[3] or "⁰").translate(POWERS))
            decimals = len(match[2].partition(".")[2])
            found[text, match[1].lower()] = float(match[2].replace("−", "-")) * power, 0.5001 * 10.0**-decimals * power
    return found


@pytest.mark.parametrize("name", FILMS)
def test_no_readout_contradicts_the_picture(name: str, film_of: Callable[..., Film]) -> None:
    film, series = film_of(name), run(name).scalars()
    readouts = {words.lower(): series for series, words in load(name).readouts.items()}
    readings: dict[tuple[Text, str], dict[int, Reading]] = {}
    for step in film.steps:
        film.frame(step)
        for (text, words), reading in lettered(film).items():
            if words in readouts:
                readings.setdefault((text, words), {})[step] = reading
    for (_, words), numbers in readings.items():
        if len(set(numbers.values())) == 1:
            continue  # the name of a ring, or of another line
        for step, (number, rounding) in numbers.items():
            read_out = float(series[readouts[words]][step])
            assert abs(number - read_out) <= rounding, f"{name}, step {step}: the picture says “{words} {number}”, the readout {read_out}"
