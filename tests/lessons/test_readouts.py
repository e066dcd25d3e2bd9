"""What is read out under a film and what stands in its picture: the same words have the same numbers, in every frame."""

import re
from collections.abc import Callable

import pytest
from drawn import run
from lettering import POWERS, SUM, adds_up, sums
from matplotlib.text import Text
from names import FILMS

from scenes.studio.draw.film import Film
from scenes.studio.store.load import load

LETTERED = re.compile(r"(.+?):? (−?\d+(?:\.\d+)?)(?: × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")  # “loss 9.05”
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


@pytest.mark.parametrize(
    ("line", "right"),
    [("0.16×19=3.1", False), ("0.16×19.3=3.1", True), ("−0.4×−0.43=+0.17", True), ("−1−0.1×(−13)=0.4", False), ("1.5²=2.25", True),
     ("0.1×4.9×10⁻³=4.9×10⁻⁴", True), ("0.1×4.9×10⁻³=4.9×10⁻³", False)],
)  # fmt: skip
def test_a_sum_that_does_not_add_up_is_seen(line: str, right: bool) -> None:
    assert SUM.fullmatch(line)
    assert adds_up(line) == right


@pytest.mark.parametrize("name", FILMS)
def test_no_readout_contradicts_the_picture(name: str, film_of: Callable[..., Film]) -> None:
    film, series = film_of(name), run(name).scalars()
    readouts = {words.lower(): series for series, words in load(name).readouts.items()}
    readings: dict[tuple[Text, str], dict[int, Reading]] = {}
    wrong = {}
    for step in film.steps:
        film.frame(step)
        wrong |= {line: step for line in sums(film.figure) if not adds_up(line)}
        for (text, words), reading in lettered(film).items():
            if words in readouts:
                readings.setdefault((text, words), {})[step] = reading
    assert not wrong, "sums that do not add up as they are written"
    for (_, words), numbers in readings.items():
        if len(set(numbers.values())) == 1:
            continue  # the name of a ring, or of another line
        for step, (number, rounding) in numbers.items():
            read_out = float(series[readouts[words]][step])
            assert abs(number - read_out) <= rounding, f"{name}, step {step}: the picture says “{words} {number}”, the readout {read_out}"
