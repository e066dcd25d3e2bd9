"""Points of one's own: how a file is read, what is said of one that cannot be, and that the films tell the truth in its units."""

import csv
import io
import itertools
import json
import os
import pickle
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from lettering import clashes
from matplotlib import rc_context
from names import FILMS
from numpy.polynomial import Legendre
from oracles import hessian

from scenes.good_lr import scene as good_lr
from scenes.overfit_polynomial import scene as overfit_polynomial
from scenes.shared.line_fit import LineFit
from scenes.studio.cli import points_file
from scenes.studio.cli.main import main as cli
from scenes.studio.cli.points_file import sample
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import LIGHT, THEMES
from scenes.studio.errors import BadInput
from scenes.studio.run.scene import PointsScene
from scenes.studio.store import describe, render
from scenes.studio.store.job import RenderJob
from scenes.studio.store.load import load

RNG = np.random.default_rng(3)
WARMTH = np.sort(RNG.uniform(12, 36, 25)).round(1)
X = np.linspace(-1, 1, 30)
TABLES = {  # x, y
    "ice creams": (WARMTH, (13 * WARMTH - 30 + RNG.normal(0, 30, 25)).round()),
    "falling": (X, 1 - 2 * X + RNG.normal(0, 0.3, 30)),
    "on the lessons' scale": (X, 3 * X + 2.5 + RNG.uniform(-0.5, 0.5, 30)),
    "skewed": (RNG.exponential(1, 40) ** 2, RNG.normal(0, 5, 40)),
    "huge": (X * 1e30, 2e32 * X + 1e30 * RNG.normal(0, 1, 30)),
    "tiny": (5 + X * 1e-6, 1e-9 * X**2),
    "far away": (1e6 + X, -1e9 + X),
    "near the limits of float64": (X * 1e100, 1e-100 * (2 + X)),
    "constant": (X * 40, np.full(30, 5e6)),
    "two points": (np.array([1.0, 3.0]), np.array([2.0, 9.0])),
    "x more than once": (np.arange(20) % 3 * 1.0, np.arange(20) * 1.0),
    "along the guess": (X, 1 - X),
    "no noise": (np.arange(20) * 1.0, 2.5 * np.arange(20) + 7),
}
LESSONS = [name for name in FILMS if isinstance(load(name), PointsScene)]
LINES = [name for name in LESSONS if "degree" not in vars(load(name))]
every_table = pytest.mark.parametrize("name", TABLES)


@pytest.fixture
def file(tmp_path):
    """file("1,2", …): a file points.csv of these bytes or this text."""

    def write(content):
        path = tmp_path / "points.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def own(file):
    """own("huge"): the points of a table, read from a file."""
    return lambda name: read(file(text(name)))


def read(path, **settings):
    return points_file.read(path, **settings)[0]


def facts_of(scene):
    return scene.facts(scene.run())


def text(name):
    return "\n".join(f"{x!r},{y!r}" for x, y in zip(*(column.tolist() for column in TABLES[name]), strict=True))


# ---- reading


@pytest.mark.parametrize(
    "content",
    [
        "1,2.5\n-3e2,4\n",
        "1,2.5\n-3e2,4",
        "1,2.5\r\n-3e2,4\r\n",
        "1,2.5\r-3e2,4\r",
        b"\xef\xbb\xbf1,2.5\n-3e2,4\n",
        "\n1,2.5\n\n   \n-3e2,4\n\n",
        " 1 , 2.5\n-3e2 , 4\n",
        '"1","2.5"\n"-3e2",4\n',
        "1;2.5\n-3e2;4\n",
        "1\t2.5\n-3e2\t4\n",
        "x,y\n1,2.5\n-3e2,4\n",
        b"\xef\xbb\xbfx;y\r\n1;2.5\r\n-3e2;4\r\n",
        "1;2,5\n-3e2;4\n",
        "x\ty\n1,0\t2,5\n-3e2\t4\n",
        "1 2.5\n-3e2 4\n",
        "  1.000e+00   2.500e+00  \n -3.000e+02   4.000e+00\n",
        "# x y\n1 2.5\n-3e2 4\n",
        "# measured by hand in July\n# x,y\n1,2.5\n-3e2,4\n# end\n",
        "# measured by hand in July\n1,2.5\n-3e2,4\n",
        "sep=;\nx;y\n1;2,5\n-3e2;4\n",
        '"sep=,"\n1,2.5\n-3e2,4\n',
        ",x,y\n0,1,2.5\n1,-3e2,4\n",
        '"x" "y"\n"1" 1 2.5\n"2" -3e2 4\n',
        '"1" , "2.5"\n"-3e2" , 4\n',
    ],
)
def test_two_columns_are_read_however_a_program_wrote_them(file, content):
    points = read(file(content))
    assert (points.x, points.y, points.labels) == ((1.0, -300.0), (2.5, 4.0), ("x", "y"))


@pytest.mark.parametrize(
    ("header", "labels"),
    [
        ("warmth °C,sold", ("warmth °C", "sold")),
        ('"warmth, °C","sold\nin July"', ("warmth, °C", "sold in July")),
        ("a very long name for so small an axis,y", ("a very long name for so…", "y")),
        ('"length; cm",weight', ("length; cm", "weight")),
        ("length; cm,weight", ("length; cm", "weight")),
        ('"5"" pipe",5" rod', ('5" pipe', '5" rod')),
        ("\x1b[31mred\x1b[0m,\u202ey", ("[31mred[0m", "y")),
        ("length\tcm,weight", ("length cm", "weight")),
        ("温度,销量", ("温度", "销量")),
    ],
)
def test_a_header_names_the_columns(file, header, labels):
    assert read(file(f"{header}\n1,2\n3,4\n")).labels == labels


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("1,2\n3,abc\n", "points.csv, line 2: “abc” is not a number; write it like 12.5"),
        ("x,y\n1,2\n\n3,abc\n", "points.csv, line 4: “abc” is not a number"),
        ("1,2\nx,y\n3,4\n", "points.csv has 2 bad cells: line 2: “x” is not a number; line 2: “y” is not a number; write"),
        ("x,2\n3,4\n", "points.csv, line 1: “x” is not a number"),
        ("1,2\n3,\n", "points.csv, line 2: y is missing; fill it in, or leave such lines out with --drop-missing"),
        ("1,2\n3,", "points.csv, line 2: y is missing"),
        ("1,2\n,4\n", "points.csv, line 2: x is missing"),
        (",y\n1,2\n3,4\n", "points.csv has 2 bad cells: line 1: x is missing; line 1: “y” is not a number; fill"),
        ("1,2\n3,\u22124\n", "points.csv, line 2: “\u22124” is not a number; write its minus as on the keyboard, -"),
        ("1;2\n3;1.100,50\n", "points.csv, line 2: “1.100,50” is not a number; take out what separates the thousands"),
        ("1;2\n3;1 000\n", "points.csv, line 2: “1 000” is not a number; take out what separates the thousands"),
        ("1,2\n3,5%\n", "points.csv, line 2: “5%” is not a number; leave the number alone in its cell, without a unit"),
        ("1,2\n2024-01-01,4\n", "points.csv, line 2: “2024-01-01” is not a number; give dates as numbers"),
        ("1,2\n3,\x004\n", "points.csv is not text in UTF-8 (byte 6 is 0); save it as “CSV UTF-8”"),
        (",\n1,2\n3,4\n", "points.csv has 2 bad cells: line 1: x is missing; line 1: y is missing; fill"),
        ("1,2\n3,4\n5\n", "points.csv, line 3: 1 column; a point has two"),
        ("1,2\n3,4,5\n", "points.csv, line 2: 3 columns; a point has two"),
        ("a,b,c\n3,4\n5,6\n", "points.csv, line 1: 3 columns"),
        ("1,2,3\n4,5,6\n7,8,9\n", "points.csv, line 1: 3 columns, as in every line; a point has two"),
        ("1,2\n1_0,2_0\n", "points.csv has 2 bad cells: line 2: “1_0” is not a number; line 2: “2_0”"),
        ("1,2\n３,4\n", "points.csv, line 2: “３” is not a number"),
        ("1,2\n3,\x1b[2Jx\x07\n", "points.csv, line 2: “[2Jx” is not a number"),
        ("1.5;2\n3,5;4\n", "points.csv: a decimal point in 1.5, line 1, and a decimal comma in 3,5, line 2; use one"),
        ("Jahr;Umsatz\n2019;12.500\n2020;998\n", "points.csv, line 2: 12.500 may mean 12500 or 12.5"),
        ("Jahr\tUmsatz\n2019\t998\n2020\t12,500\n", "points.csv, line 3: 12,500 may mean 12500 or 12.5"),
        ("1,2\n3,inf\n", "points.csv, line 2: y is inf; it must be a finite number"),
        ("1,2\n-Infinity,3\n", "points.csv, line 2: x is -Infinity; it must be a finite number"),
        ("1,2\n3,nan\n", "points.csv, line 2: y is nan; it must be a finite number"),
        ("1,2\n3,1e999\n", "points.csv, line 2: y is 1e999"),
        ("1,2\n3,1e101\n", "points.csv, line 2: y is 1e101; it must be a finite number, 0 or of a size from 1e-100 to 1e100"),
        ("1,2\n3,-1e-320\n", "points.csv, line 2: y is -1e-320; it must be a finite number"),
        ("", "points.csv is empty"),
        ("\n \n", "points.csv is empty"),
        ("x,y\n", "points.csv ends at line 1 with 0 points; a line needs at least 2 points"),
        ("x,y\n1,2\n", "points.csv ends at line 2 with 1 point; a line needs at least 2 points"),
        ("3,1\n3,2\n3,3\n", "points.csv, line 3: up to here every x is 3, within rounding; a line needs two that differ"),
        ("1e16,1\n10000000000000002,2\n", "points.csv, line 2: up to here every x is 1e+16"),
        ("x,y\n" + "1,2\n" * 10_001, "points.csv, line 10002: here begins point 10,001; a film has room for 10,000"),
        ('1,2\n"3,4\n5,6\n', "points.csv, line 2: a quotation mark there is not closed"),
        ('x,"y\n1,2\n3,"4"\n', "points.csv, line 1: a quotation mark there is not closed"),
        (b"\x89PNG\r\n\x1a\n", "points.csv is not text in UTF-8 (byte 0)"),
        ("1,2\n3,4\n".encode("utf-16"), "points.csv is not text in UTF-8"),
        ("1,2\n3," + "4" * 200_000, "points.csv, line 2: y is 44444444444444444444444…; it must be a finite number"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(file, content, told):
    with pytest.raises(BadInput) as error:
        read(file(content))
    assert str(error.value).startswith(told)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 200


def test_all_bad_cells_are_told_at_once_the_first_ten_by_line(file):
    rows = [f"{i},{'oops' if i % 2 else ''}" for i in range(1, 14)]
    with pytest.raises(BadInput) as error:
        read(file("\n".join(["x,y", *rows, "20,30"])))
    told = str(error.value)
    assert told.startswith("points.csv has 13 bad cells: line 2: “oops” is not a number; line 3: y is missing; line 4: ")
    assert told.count("line ") == 10
    assert told.endswith("; and 3 more; write it like 12.5; fill it in, or leave such lines out with --drop-missing")


@pytest.mark.parametrize(
    ("content", "names", "told"),
    [
        (
            "1960,2010\n4.8,1.7\n7.6,5.6\n",
            ("1960", "2010"),
            "line 1: taken for the names of the columns; if it is a point, add --no-header",
        ),
        ('"1","2"\n1,2\n2,3.5\n', ("1", "2"), "line 1: taken for the names of the columns"),
        ("0,1\n0.5,1.7\n0.7,2.6\n", None, "line 1: taken for a point; if it names the columns, add --header"),
        ("1990,2000\n1991,2010\n1992,2030\n", None, ""),  # years are points beside years
        ('"1","2"\n"1","2"\n"2","3"\n', None, ""),
        ("1,2\n3,4\n4,9\n", None, ""),
    ],
)
def test_a_header_of_numbers_is_told_by_quotes_and_scale_and_can_be_settled(file, content, names, told):
    path = file(content)
    points, said = points_file.read(path)
    assert points.labels == (names or ("x", "y"))
    assert "".join(said[1:]).startswith(f"points.csv, {told}" if told else "")
    assert bool(said[1:]) == bool(told)
    as_names, as_point = read(path, header=True), read(path, header=False)
    assert (len(as_names), len(as_point)) == (2, 3)
    assert as_names.labels == tuple(content.split("\n")[0].replace('"', "").split(","))
    assert as_point.labels == ("x", "y")


def test_first_names_of_which_one_is_missing_are_told_how_to_be_named(file):
    with pytest.raises(BadInput, match=r"if line 1 names the columns, add --header$"):
        read(file(",y\n1,2\n3,4\n"))


@pytest.mark.parametrize(
    ("content", "asked"), [("a;b\n1;1.100\n2;2.200\n", True), ("a;b\n1;1.100\n2;0.200\n", False), ("1,2\n3,4\n", False)]
)
def test_a_column_that_may_be_thousands_is_told(file, content, asked):
    _, said = points_file.read(file(content))
    assert (
        [line for line in said if line.endswith("1.100 as 1.1; if that means 1100, take out the points")] == said[1:] == said[1 : 1 + asked]
    )


def test_rows_with_a_missing_cell_are_left_out_when_asked(file):
    points, said = points_file.read(file("x,y\n1,2\n,3\n3,NA\n4,\n5,6\n"), drop_missing=True)
    assert (points.x, points.y) == ((1, 5), (2, 6))
    assert said[1:] == ["points.csv: 3 of 5 rows left out, in which a cell is missing"]


# ---- the scale of a run


@every_table
def test_a_run_gets_x_within_one_and_y_of_the_lessons_size_and_its_units_lead_back(own, name):
    points = own(name)
    x, y = map(np.array, points.standardised())
    units = points.units
    if units.changed:
        assert (x.min(), x.max()) == pytest.approx((-1, 1))
        assert y.mean() == pytest.approx(0, abs=1e-6)
        assert y.std() == pytest.approx(0 if name == "constant" else 1, rel=1e-6)
    else:
        assert name in ("on the lessons' scale", "falling", "along the guess")
        assert (x.tolist(), y.tolist()) == (list(points.x), list(points.y))
    np.testing.assert_allclose(units.x_zero + units.x_unit * x, TABLES[name][0], rtol=1e-12, atol=1e-12 * np.abs(points.x).max())
    np.testing.assert_allclose(units.y_zero + units.y_unit * y, TABLES[name][1], rtol=1e-12, atol=1e-12 * np.abs(points.y).max())


@every_table
def test_the_best_line_is_polyfits_on_the_file(own, name):
    x, y = TABLES[name]
    slope, intercept = np.polyfit(x, y, 1)
    facts = facts_of(replace(good_lr, user_points=own(name)))
    spread = (np.ptp(y) or 1) / np.ptp(x)
    assert facts["own_best_slope"] == pytest.approx(slope, rel=1e-5, abs=1e-5 * spread)
    assert facts["own_best_intercept"] == pytest.approx(intercept, rel=1e-5, abs=1e-5 * spread * np.abs(x).max())


@pytest.mark.parametrize("name", ["ice creams", "falling", "huge", "tiny", "far away", "no noise"])
def test_a_long_run_ends_at_polyfits_line_in_the_files_units(own, name):
    x, y = TABLES[name]
    slope, intercept = np.polyfit(x, y, 1)
    trace = replace(good_lr, user_points=own(name), lr=0.5, steps=400).run()
    spread = np.ptp(y) / np.ptp(x)
    assert trace.slope[-1] == pytest.approx(slope, rel=1e-4, abs=1e-5 * spread)
    assert trace.intercept[-1] == pytest.approx(intercept, rel=1e-4, abs=1e-5 * spread * np.abs(x).max())


@every_table
def test_the_limit_is_two_over_the_largest_curvature_on_these_points(own, name):
    points = own(name)
    x = TABLES[name][0]
    run_x = np.interp(x, [x.min(), x.max()], [-1, 1]) if points.units.changed else x
    limit = 2 / np.linalg.eigvalsh(hessian(np.column_stack([run_x, np.ones_like(x)])))[-1]
    scene = LineFit(lr=0.1, user_points=points)
    assert facts_of(scene)["limit"] == pytest.approx(limit, rel=1e-5)
    below, above = (replace(scene, lr=share * limit, steps=300).run().loss for share in (0.98, 1.02))
    if name != "along the guess":  # where every rate stays
        assert below[-1] < below[0]
        assert above[-1] > 1e6 * above[0]


def test_a_loss_of_one_is_that_of_the_mean_and_the_least_one_what_a_line_leaves_unexplained(own):
    x, y = TABLES["ice creams"]
    scene = replace(good_lr, user_points=own("ice creams"))
    assert scene.best_fit["best_loss"] == pytest.approx(1 - np.corrcoef(x, y)[0, 1] ** 2, rel=1e-5)


def test_the_lectures_own_points_in_a_file_give_the_lectures_run(file):
    features, y = good_lr.data()
    rows = "\n".join(f"{x!r},{y!r}" for x, y in zip(features[:, 0].tolist(), y.tolist(), strict=True))
    points = read(file(rows))
    for name in ("good_lr", "minibatch_noise", "momentum", "nudge"):
        published, ours = load(name).run(), load(name, {}, points).run()
        for series, values in published.series.items():
            np.testing.assert_array_equal(ours.series[series], values)


def test_points_moved_for_momentum_are_told_where_they_were(own):
    x, y = TABLES["ice creams"]
    trace = load("momentum", {"steps": 2000}, own("ice creams")).run()
    assert (trace.slope[-1], trace.intercept[-1]) == pytest.approx(np.polyfit(x, y, 1), rel=1e-3)


# ---- polynomials


def test_a_quarter_is_held_out_evenly_and_never_an_end(own):
    x, y = TABLES["ice creams"]
    scene = replace(overfit_polynomial, user_points=own("ice creams"))
    (learn_x, learn_y), (held_x, held_y) = scene.data(), scene.held_out_data()
    assert (scene.points, scene.held_out) == (len(learn_x), len(held_x)) == (19, 6)
    units = scene.units
    both = np.concatenate([np.column_stack([learn_x, learn_y]), np.column_stack([held_x, held_y])])
    there = both * [units.x_unit, units.y_unit] + [units.x_zero, units.y_zero]
    np.testing.assert_allclose(there[there[:, 0].argsort()], np.column_stack([x, y]), rtol=1e-5)
    assert learn_x.min() < held_x.min() < held_x.max() < learn_x.max()
    places = np.searchsorted(np.sort(both[:, 0]), np.sort(held_x))
    assert set(np.diff(places)) <= {4, 5}


def test_a_polynomial_ends_at_numpys_least_squares_fit_in_the_files_units(own):
    scene = replace(overfit_polynomial, user_points=own("ice creams"), degree=3, steps=4000)
    units = scene.units
    x, y = (part.numpy().astype(float) for part in scene.data())
    fit = Legendre.fit(units.x_zero + units.x_unit * x, units.y_zero + units.y_unit * y, 3, domain=[WARMTH.min(), WARMTH.max()])
    ours = Legendre(units.y_unit * scene.run().a[-1].astype(float), domain=fit.domain) + units.y_zero
    np.testing.assert_allclose(ours(WARMTH), fit(WARMTH), rtol=1e-3)


@pytest.mark.parametrize(
    ("name", "points", "degree"),
    [("ice creams", "25 points 6", 19), ("x more than once", "20 points 5", 3), ("two points", "2 points 2", 1)],
)
def test_a_degree_that_the_points_cannot_determine_is_refused_in_words_of_the_file(own, name, points, degree):
    own_points = own(name)
    with pytest.raises(
        ValueError, match=f"points.csv ends at line {len(own_points)}; of its {points} are held out.* degree {degree} needs"
    ):
        replace(overfit_polynomial, user_points=own_points, degree=degree)
    if degree > 1:
        scene = replace(overfit_polynomial, user_points=own_points, degree=min(degree - 1, 5))
        assert scene.points == len(own_points) - int(points.split()[-1])


def test_underfitting_needs_the_points_of_the_degree_it_compares_with(own):
    with pytest.raises(ValueError, match="3 different x; a polynomial of degree 3 needs more than 3"):
        load("underfit_line").__class__(lr=0.4, user_points=own("x more than once"))


# ---- films


@cache
def film_on(name, path):
    points = read(path)
    changes = {"batch_size": 5} if name == "epoch" else {}
    scene = load(name, changes, points)
    trace = scene.run()
    return scene, trace, render.film(scene, trace, THEMES["light"], (640, 360))


@pytest.fixture(scope="module")
def ice_creams(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "ice.csv"
    path.write_text("warmth °C,price in $ or $\n" + text("ice creams"), encoding="utf-8")
    use_fonts()
    with rc_context(THEMES["light"].rc()):
        yield path


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_of_a_line_or_a_polynomial_can_be_filmed_and_read(ice_creams, name):
    scene, trace, film = film_on(name, ice_creams)
    assert scene.points == (25 if name in LINES else 19)
    assert not trace.ended
    assert not film.whole
    for i in (0, len(film) // 2, len(film) - 1):
        np.testing.assert_array_equal(film.packed(i).copy(), film.redrawn(i))
        assert clashes(film.figure) == []
    assert film.packed(0).tobytes() != film.packed(len(film) - 1).tobytes()


NO_POINTS = {  # drawn there
    *("loss_contours", "lr_wall", "lr_sweep", "too_high_lr", "batch_sizes", "epoch", "momentum", "no_zero_grad", "loss_surface_3d"),
}


@pytest.mark.parametrize("name", sorted({*LESSONS} - NO_POINTS))
def test_axes_of_points_are_lettered_in_the_files_units_and_names(ice_creams, name):
    scene, _, film = film_on(name, ice_creams)
    (ax, *_) = [ax for ax in film.figure.axes if ax.get_xlabel() == "warmth °C"]
    assert ax.get_ylabel().replace("\\", "") == "price in $ or $"
    units = scene.units
    for axis, zero, unit in ((ax.xaxis, units.x_zero, units.x_unit), (ax.yaxis, units.y_zero, units.y_unit)):
        told = [float(label.get_text().replace("−", "-")) for label in axis.get_ticklabels()]
        assert len(told) > 1
        np.testing.assert_allclose(zero + unit * np.array(axis.get_majorticklocs()), told, atol=1e-9)
    drawn = [line.get_xydata() * [units.x_unit, units.y_unit] + [units.x_zero, units.y_zero] for line in ax.lines]
    _, y = TABLES["ice creams"]
    assert any(len(points) in (19, 25) and {*points[:, 1].round().tolist()} <= {*y.tolist()} for points in drawn)
    low, high = (units.y_zero + units.y_unit * end for end in ax.get_ylim())
    assert low < y.min() < y.max() < high


@pytest.mark.parametrize(
    "name",
    sorted({*LINES} - {"batch_sizes", "epoch", "nudge", "loss_surface_3d", "lr_wall", "momentum", "three_rates", "wrong_sign", "lr_sweep"}),
)  # without a map
def test_parameters_are_said_to_be_standardised_where_they_are(ice_creams, name):
    _, _, film = film_on(name, ice_creams)
    film.frame(film.steps[0])  # some come nearer later
    axes = [ax for ax in film.figure.axes if ax.get_xlabel().startswith("slope")]
    assert axes
    assert {ax.get_xlabel() for ax in axes} == {"slope, standardised"}
    facts = facts_of(load(name, {}, read(ice_creams)))
    for ax in axes:
        for (low, high), place in zip(
            (ax.get_xlim(), ax.get_ylim()), ((-1, facts["best_slope"]), (1, facts["best_intercept"])), strict=True
        ):
            assert low < min(place) <= max(place) < high


def pairs():
    """Films and tables: the film that says most in a file's units with every table, and in turn one of those that say less."""
    others = itertools.cycle(["lr_wall", "lr_sweep", "momentum"])
    return [pair for table in sorted({*TABLES} - {"ice creams"}) for pair in (("good_lr", table), (next(others), table))]


@pytest.mark.parametrize(("name", "table"), pairs())
def test_points_of_any_size_can_be_filmed(own, name, table):
    scene = load(name, {"steps": 8}, own(table))
    trace = scene.run()
    use_fonts()
    with rc_context(LIGHT.rc()):
        stage, show, rows, _ = render.staged(scene, trace, LIGHT, (640, 360))
        for row in (rows[0], rows[-1]):
            show(row)
            stage.figure.canvas.draw()
            margin = np.asarray(stage.figure.canvas.buffer_rgba()) != 255
            assert margin.any()
            margin[10:-10, 10:-10] = False
            assert not margin.any()


def test_slope_and_intercept_are_told_in_the_files_units(ice_creams):
    points = read(ice_creams)
    scene = load("good_lr", {}, points)
    trace = scene.run()
    told = describe.summarise(RenderJob("good_lr", data=points), scene, trace)["caption"]
    slope, intercept = re.search(r"In units of the file the line ends at slope (\S+) and intercept (\S+)\.", told).groups()
    for name, text in (("slope", slope), ("intercept", intercept)):
        assert float(text.replace("−", "-")) == pytest.approx(trace.series[name][-1], rel=1e-3)


# ---- the command line


@pytest.fixture
def takes(tmp_path):
    return tmp_path / "takes"


def command(words, file, takes):
    return cli([*words.split(), "--data", str(file), "--format", "png", "--out", str(takes)])


def test_a_take_tells_whose_points_it_shows_and_what_was_done_to_them(file, takes, capsys):
    x, y = TABLES["ice creams"]
    path = file("warmth °C,sold\n" + text("ice creams"))
    assert command("render good_lr --lr 0.5 --steps 150", path, takes) == 0
    stem = f"good_lr-data-{read(path).slug}-lr-0.5-steps-150"
    assert sorted(path.name for path in takes.iterdir()) == [f"{stem}.{kind}" for kind in ("csv", "json", "png", "py", "vtt")]
    film = json.loads((takes / f"{stem}.json").read_text(encoding="utf-8"))
    slope, intercept = np.polyfit(x, y, 1)
    assert film["series"]["slope"]["last"] == pytest.approx(slope, rel=1e-4)
    assert film["series"]["intercept"]["last"] == pytest.approx(intercept, rel=1e-4)
    assert film["facts"]["own_best_slope"] == pytest.approx(slope, rel=1e-5)
    assert film["params"]["points"] == 25
    assert film["params"]["user_points"]["file"] == "points.csv"
    assert (film["params"]["user_points"]["x"], film["params"]["user_points"]["y"]) == (x.tolist(), y.tolist())
    assert film["title"] == "A good learning rate (the 25 points of points.csv, lr = 0.5, steps = 150)"
    for words in (film["caption"], film["alt"], film["description"]):
        for told in (
            "the 25 points of points.csv",
            f"{film['facts']['limit']:.4g}",
            "warmth °C",
            "standard deviation 1",
            f"slope {slope:.2f}",
        ):
            assert told in words
    rows = list(csv.DictReader(io.StringIO((takes / f"{stem}.csv").read_text(encoding="utf-8"))))
    assert float(rows[-1]["slope"]) == film["series"]["slope"]["last"]


def test_points_on_the_lessons_scale_are_not_said_to_be_changed(file, takes):
    assert command("render good_lr --steps 9", file(text("on the lessons' scale")), takes) == 0
    film = json.loads(next(takes.glob("*.json")).read_text(encoding="utf-8"))
    assert "deviation" not in film["caption"]
    assert film["series"]["slope"] == pytest.approx(film["series"]["a_0"], rel=1e-6)


def test_several_lessons_are_filmed_on_the_same_points(file, takes, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # a worker more would not tell more
    assert command("render good_lr underfit_line --steps 3", file(text("ice creams")), takes) == 0
    assert {path.name.partition("-")[0] for path in takes.glob("*.png")} == {"good_lr", "underfit_line"}


def test_a_rate_that_these_points_do_not_bear_is_remarked_upon(file, takes, capsys):
    assert command("render overfit_polynomial --steps 20 --degree 5", file(text("skewed")), takes) == 0
    told = capsys.readouterr().out
    assert "lr 0.4 is not below 0." in told
    assert command("render underfit_line --steps 2", file(text("ice creams")), takes) == 0
    assert "not below" not in capsys.readouterr().out


def test_a_curve_that_does_not_overfit_says_so_and_a_sample_of_the_points_does(file, takes, capsys):
    x = RNG.uniform(1700, 2008, 309)
    y = np.sin(x / 40) + RNG.normal(0, 0.7, 309)
    noisy = file("\n".join(f"{a!r},{b!r}" for a, b in zip(x.tolist(), y.tolist(), strict=True)))

    def film(name):
        (path,) = takes.glob(f"overfit_polynomial-data-{name}-??????.json")
        return json.loads(path.read_text(encoding="utf-8"))

    assert command("render overfit_polynomial", noisy, takes) == 0
    assert "this run does not overfit" in (said := capsys.readouterr().out)
    assert "try --sample 18\n" in said
    assert film("points")["stops"][-1]["words"] == "No overfitting: 232 points are many for 12 parameters"
    assert command("render overfit_polynomial --sample 18", noisy, takes) == 0
    assert "points.sample-18.csv: 18 of these points, drawn at random" in (said := capsys.readouterr().out)
    assert "does not overfit" not in said
    losses = film("points-sample-18")["series"]["val_loss"]
    assert losses["last"] > 1.1 * losses["min"]


def test_a_sample_is_of_these_points_and_the_same_for_the_same_seed(own):
    points = own("ice creams")
    some = sample(points, 9, 0)
    assert len({*zip(some.x, some.y, strict=True)} & {*zip(points.x, points.y, strict=True)}) == 9
    assert some == sample(points, 9, 0)
    assert some.x != sample(points, 9, 1).x


def test_a_rate_can_be_a_quarter_of_what_the_points_bear(file, takes, capsys):
    x, _ = TABLES["skewed"]
    assert command("render good_lr --steps 9 --lr auto", file(text("skewed")), takes) == 0
    put = 2 * (x - x.min()) / np.ptp(x) - 1
    features = np.column_stack([put, np.ones_like(put)])
    limit = 2 / np.linalg.eigvalsh(2 * features.T @ features / len(x))[-1]
    (path,) = takes.glob("*.json")
    assert json.loads(path.read_text(encoding="utf-8"))["params"]["lr"] == pytest.approx(limit / 4, rel=5e-3)
    assert f"a quarter of the limit {limit:.3g}\n" in capsys.readouterr().out


def test_an_order_takes_its_points_along(file):
    path = file(text("ice creams"))
    order = RenderJob("good_lr", {"lr": 0.5}, data=read(path))
    path.unlink()
    assert pickle.loads(pickle.dumps(order)) == order
    assert load(order.name, order.overrides, order.data).points == 25


@pytest.mark.parametrize(
    ("name", "part"),
    [("my data (2).csv", "my-data-2"), ("größe.v2.csv", "größe-v2"), ("a[1]*?.csv", "a-1"), ("n" * 90 + ".csv", "n" * 33)],
)
def test_the_files_name_is_in_the_takes_name_as_far_as_every_system_can_bear(file, name, part):
    path = file(text("falling"))
    path = path.rename(path.with_name(name))
    assert re.fullmatch(rf"good_lr-data-{part}-[0-9a-f]{{6}}-lr-0\.5", RenderJob("good_lr", {"lr": 0.5}, data=read(path)).stem)


def test_takes_of_other_points_have_other_names_however_the_files_are_called(tmp_path):
    long = "measurements of the flow in the cellar, " * 2
    files = [tmp_path / "a" / "points.csv", tmp_path / "b" / "points.csv", tmp_path / f"{long}1.csv", tmp_path / f"{long}2.csv"]
    for i, path in enumerate(files):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"1,2\n3,{i // 2 * 7 + 4 + i % 2}\n", encoding="utf-8")
    assert len({RenderJob("good_lr", data=read(path)).stem for path in files}) == 4
    assert read(files[0]).slug == read(files[0]).slug


@pytest.mark.parametrize(
    ("words", "content", "told"),
    [
        ("render quadratic_descent", "1,2\n3,4\n", "quadratic_descent has no --data"),
        ("render good_lr quadratic_descent", "1,2\n3,4\n", "quadratic_descent has no --data"),
        ("render good_lr", "1,2\n3,abc\n", "points.csv, line 2: “abc” is not a number"),
        ("render good_lr", "1,2\n3,\n", "points.csv, line 2: y is missing"),
        ("render good_lr", "1,2\n3,inf\n", "points.csv, line 2: y is inf"),
        ("render good_lr", "1,2\n", "points.csv ends at line 1 with 1 point"),
        ("render good_lr --points 20", "1,2\n3,4\n", "--points does not go with --data"),
        ("render overfit_polynomial --held-out 20", text("ice creams"), "--held-out does not go with --data"),
        ("render overfit_polynomial", "1,2\n3,4\n5,6\n", "overfit_polynomial: points.csv ends at line 3; of its 3 points 2"),
        ("render epoch --batch-size 100", text("ice creams"), "epoch: batch_size must be at most the 25 points there are, not 100"),
        (
            "render loss_surface_3d",
            "-1,2\n0,1\n1,0\n",
            "loss_surface_3d: the guess is already the best line for the 3 points of points.csv",
        ),
        ("render good_lr --sample 9", "1,2\n3,4\n", "--sample must be from 2 to 2, the points of points.csv, not 9"),
        ("render good_lr --own 3", "1,2\n3,4\n", "--own"),
        ("render", "1,2\n3,4\n", "which scene?"),
    ],
)
def test_what_cannot_be_filmed_is_told_in_a_line_and_nothing_is_written(file, takes, capsys, words, content, told):
    assert command(words, file(content), takes) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("scenes: ")
    assert told in said.err
    assert len(said.err.splitlines()) == 1
    assert not takes.exists()


@pytest.mark.parametrize(("path", "told"), [("nothing.csv", "No such file"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read_is_told_in_a_line(tmp_path, takes, capsys, path, told):
    assert command("render good_lr", tmp_path / path, takes) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert len(said.err.splitlines()) == 1
    assert not takes.exists()


def test_published_films_have_nobodys_points():
    assert [load(name).units for name in LESSONS] == [None] * len(LESSONS)
    assert "slope" not in good_lr.run().series
    assert not {"own_best_slope", "x_zero"} & facts_of(good_lr).keys()


def test_a_lesson_whose_facts_have_no_limit_can_be_filmed_on_points(file, takes, monkeypatch):
    facts = type(good_lr).facts
    monkeypatch.setattr(type(good_lr), "facts", lambda *of: {name: value for name, value in facts(*of).items() if name != "limit"})
    assert command("render good_lr --steps 2", file("1,2\n3,4\n4,4\n"), takes) == 0


def test_points_come_from_standard_input_and_are_told_how_they_were_read(takes, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"1960,2010\n4.8,1.7\n7.6,5.6\n8,\n")))
    assert command("render good_lr --steps 2 --drop-missing", "-", takes) == 0
    told = capsys.readouterr().out
    assert told.startswith(
        "standard input: 2 points, the first with 1960 = 4.8 and 2010 = 1.7\nstandard input, line 1: taken for the names"
    )
    assert "standard input: 1 of 3 rows left out" in told
    assert [path.name[:28] for path in takes.glob("*.png")] == ["good_lr-data-standard-input-"]


@pytest.mark.parametrize("flag", ["--header", "--no-header", "--drop-missing"])
def test_what_is_about_a_file_of_points_needs_one(flag, capsys):
    assert cli(["render", "good_lr", flag]) == 2
    assert f"{flag} goes with --data" in capsys.readouterr().err
