"""Scales, ticks and labels of axes, read back from what is drawn."""

import warnings

import numpy as np
import pytest
from lettering import clashes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scenes.studio import numbers
from scenes.studio.draw import fonts
from scenes.studio.draw.axes import format_y, label_data_axes, log_scale
from scenes.studio.run.user_points import Units

TEMPERATURE = Units(("temperature in °C", "price in $"), x_zero=20, x_unit=10, y_zero=500, y_unit=200)


@pytest.fixture
def ax():
    figure = Figure()
    FigureCanvasAgg(figure)
    ax = figure.add_subplot()
    ax.locator_params(nbins=6, steps=[1, 2, 5, 10])  # as Stage.panels does
    return ax


def ticks(axis):
    """{place: label} of the ticks within the axis."""
    axis.axes.figure.canvas.draw()
    low, high = sorted(axis.get_view_interval())
    return {float(tick.get_loc()): tick.label1.get_text() for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high}


@pytest.mark.parametrize(("low", "high"), [(0.07, 27.9), (0.0005, 1200.0), (1.0, 1.0), (3e-4, 2e7), (1e30, 1e38)])
def test_a_log_scale_holds_its_series_with_room_and_two_ticks_or_more(ax, low, high):
    log_scale(ax.yaxis, np.array([low, high]), np.array([high]))
    bottom, top = ax.get_ylim()
    assert ax.get_yscale() == "log"
    assert bottom < low <= high < top
    assert len(ticks(ax.yaxis)) >= (2 if high > low else 1)
    assert not ax.yaxis.get_minorticklocs().size


@pytest.mark.parametrize(("low", "high"), [(0.07, 27.9), (0.2, 5.0), (0.0002, 90.0)])
def test_the_ticks_of_a_log_scale_are_the_numbers_they_say(ax, low, high):
    log_scale(ax.xaxis, np.array([low, high]))
    for place, label in ticks(ax.xaxis).items():
        assert float(label) == pytest.approx(place)


def test_ticks_over_a_wide_scale_are_powers_of_ten_and_over_a_narrow_one_also_twos_and_fives(ax):
    log_scale(ax.yaxis, np.array([0.1, 100.0]))
    log_scale(ax.xaxis, np.array([1.0, 8.0]))
    assert [*ticks(ax.yaxis).values()] == ["0.1", "1", "10", "100"]
    assert [*ticks(ax.xaxis).values()] == ["1", "2", "5"]


def test_a_loss_of_exactly_zero_has_no_place_on_a_log_scale(ax):
    log_scale(ax.yaxis, np.array([10.0, 0.1, 0.0]))
    assert 0 < ax.get_ylim()[0] < 0.1


def test_a_series_of_zeros_still_has_a_scale(ax):
    log_scale(ax.yaxis, np.zeros(3))
    assert 0 < ax.get_ylim()[0] < ax.get_ylim()[1]


def test_the_lessons_axes_are_x_and_y(ax):
    ax.set(xlim=(-1, 1), ylim=(-3, 8))
    label_data_axes(ax, None)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "y")
    assert ticks(ax.xaxis)[0.5] == "0.5"


def test_a_users_axes_have_the_names_and_numbers_of_the_file(ax):
    ax.set(xlim=(-1, 1), ylim=(-2, 2))
    label_data_axes(ax, TEMPERATURE)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("temperature in °C", r"price in \$")  # or matplotlib takes it for mathematics
    for axis, zero, unit, low, high in ((ax.xaxis, 20, 10, 10, 30), (ax.yaxis, 500, 200, 100, 900)):
        found = ticks(axis)
        assert len(found) >= 3
        for place, label in found.items():
            assert float(label) == pytest.approx(zero + unit * place)
            assert low <= float(label) <= high


def test_axes_that_two_runs_share_are_labelled_once(ax):
    ax.set(xlim=(-1, 1), ylim=(-2, 2))
    label_data_axes(ax, TEMPERATURE)
    once = ticks(ax.xaxis)
    label_data_axes(ax, TEMPERATURE)
    assert ticks(ax.xaxis) == once


@pytest.mark.parametrize(("y", "units", "text"), [(-1.834, None, "−1.8"), (0.5, TEMPERATURE, "600"), (-2.6, TEMPERATURE, "−20")])
def test_a_y_is_written_in_the_units_of_the_points(y, units, text):
    assert format_y(y, units) == text


def test_ticks_that_share_their_first_digits_say_these_once(ax):
    ax.set(xlim=(-1, 1))
    label_data_axes(ax, Units(("time", "v"), x_zero=1_700_001_200, x_unit=1200))
    assert ax.get_xlabel() == "time − 1,700,000,000"
    told = ticks(ax.xaxis)
    assert len(told) >= 3
    for place, text in told.items():
        assert 1_700_001_200 + 1200 * place == pytest.approx(1_700_000_000 + float(text))
    label_data_axes(ax, Units(("time", "v"), x_zero=1_700_001_200, x_unit=1200))  # lines of two runs can share their axes
    assert ax.get_xlabel() == "time − 1,700,000,000"


def test_ticks_of_a_narrow_axis_do_not_touch():
    figure = Figure(figsize=(2, 2), dpi=100)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0.2, 0.3, 0.75, 0.6))
    ax.set(xlim=(-1, 1))
    label_data_axes(ax, Units(("income", "v"), x_zero=56_000, x_unit=50_000))
    assert not [line for line in clashes(figure) if "lies on" in line]


def test_a_name_whose_letters_no_typeface_has_is_x_or_y(ax, monkeypatch):
    fonts.family_with.cache_clear()
    monkeypatch.setattr(fonts.font_manager.fontManager, "ttflist", [])
    label_data_axes(ax, Units(("温度", "price")))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "price")
    fonts.family_with.cache_clear()


def test_letters_that_the_films_typeface_lacks_come_from_an_installed_one(ax):
    label_data_axes(ax, Units(("ℵ degrees", "y")))  # DejaVu Sans, in matplotlib itself, has it
    assert ax.get_xlabel() == "ℵ degrees"
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        ax.figure.canvas.draw()


@pytest.mark.parametrize(
    ("values", "texts"),
    [([10, 12.5, 15], ["10.0", "12.5", "15.0"]), ([0, 0.25, 0.5], ["0.00", "0.25", "0.50"]), ([0, 5, 10], ["0", "5", "10"])],
)
def test_ticks_have_the_decimals_that_tell_them_apart(values, texts):
    assert numbers.ticks(values) == texts


@pytest.mark.parametrize(("unit", "name"), [(1e-9, "v (× 10⁻⁹)"), (3e30, "v (× 10³⁰)")])
def test_a_power_of_ten_that_all_ticks_have_stands_in_the_name(ax, unit, name):
    ax.set(ylim=(-1, 1))
    label_data_axes(ax, Units(("x", "v"), y_unit=unit))
    assert ax.get_ylabel() == name
    power = float(name.partition("10")[2].rstrip(")").translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")))
    for place, text in ticks(ax.yaxis).items():
        assert float(text.replace("−", "-")) * 10**power == pytest.approx(place * unit, abs=1e-6 * unit)
