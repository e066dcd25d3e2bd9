"""Colours that can be read, and told apart by everyone."""

from itertools import combinations

import numpy as np
import pytest
from coloraide import Color
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from oracles import contrast

from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import FAINT, LIGHT, THEMES
from scenes.studio.numbers import Number, log_tick

ROLES = ("data", "model", "loss", "gradient", "held_out", "batch")
SIGHTS = ("normal", "deutan", "protan", "tritan")  # at their full severity
ALIKE = 12  # CIEDE2000, where 1 is just to be seen


def distance(one, other, sight):
    """CIEDE2000 of two colours as they look to someone, by Machado, Oliveira and Fernandes (2009)."""
    colours = [Color("srgb", to_rgb(colour)) for colour in (one, other)]
    if sight != "normal":
        colours = [colour.filter(sight, method="machado", out_space="srgb").clip() for colour in colours]
    return colours[0].delta_e(colours[1], method="2000")


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("role", ["ink", "muted", "model", "loss", "gradient", "held_out", "batch"])
def test_text_in_any_colour_that_letters_can_be_read(theme, role):
    assert contrast(getattr(theme, role), theme.background) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_data_points_stand_out_from_the_background(theme):
    assert contrast(theme.data, theme.background) >= 3


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("role", ["ink", "muted", "model", "loss", "gradient", "held_out", "batch"])
def test_what_is_past_or_in_the_background_can_still_be_made_out(theme, role):
    mark, ground = (np.array(to_rgb(colour)) for colour in (getattr(theme, role), theme.background))
    assert contrast(ground + FAINT * (mark - ground), ground) >= 3  # WCAG 1.4.11


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_no_two_roles_look_alike_to_anyone(theme, sight):
    pairs = combinations([getattr(theme, role) for role in ROLES], 2)
    alike = [pair for pair in pairs if distance(*pair, sight) < ALIKE]
    assert alike == []


def test_a_red_and_a_green_that_some_cannot_tell_apart_are_found():
    red, green = "#b5651d", "#6b8e23"
    apart = {sight: distance(red, green, sight) for sight in SIGHTS}
    assert apart["normal"] > ALIKE > min(apart["deutan"], apart["protan"])


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_no_sign_of_a_lettered_number_is_a_box(weight):
    numbers = [f"{Number(-1.25e38):.3f}", f"{Number(99_999.0):.3f}", *(log_tick(10.0**k) for k in range(-45, 39))]
    use_fonts()
    with rc_context(LIGHT.rc()):
        canvas = FigureCanvasAgg(Figure())
        canvas.figure.text(0, 0, "".join(sorted({*"".join(numbers), *"▲▼▶◀ŷλ₀₁²−×"})), weight=weight)
        canvas.draw()  # warns of a sign that the typeface has not, and a warning fails
