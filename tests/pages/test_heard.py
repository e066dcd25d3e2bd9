"""What a lesson asks about a film can be answered without seeing it: from the numbers that the page speaks, and nothing else.

The numbers are read from the table of the figure in the built page, whose rows the slider speaks, by the words of its columns.
"""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from markup import Html
from names import EXPLORER
from oracles import descent, hessian

from scenes.lr_explorer import scene as explorer
from scenes.studio.pages.index import curriculum

ROOT = Path(__file__).resolve().parents[2]


def number(text: str) -> float:
    """A number as readers get it: −1.5, 12,345, 1.2 × 10⁵."""
    superscripts = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    plain = re.sub(r"\s*×\s*10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", lambda power: f"e{power[1].translate(superscripts)}", text)
    return float(plain.replace("−", "-").replace(",", ""))


@cache
def figure(name: str, site: Path) -> Html:
    (lesson,) = [lesson for lesson in curriculum(ROOT / "docs") if name in lesson.films]
    page = Html.of(site / "lessons" / f"{lesson.stem}.html")
    return Html(str(page.soup.select_one(f'figure[data-film="{name}"]')))


class Heard:
    """A film's table: heard["loss"] is the column of that name, (rows,); heard.rows are the names of the rows: “12” or “lr 0.1”."""

    def __init__(self, name: str, site: Path):
        table = figure(name, site).soup.select_one(".film__run")
        assert table
        heads, *rows = [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tr")]
        self.rows = [row[0] for row in rows]
        self.columns = {head: np.array([number(row[i]) for row in rows]) for i, head in enumerate(heads) if i}

    def __getitem__(self, words: str) -> np.ndarray:
        return self.columns[words]

    def at(self, words: str, row: int | str) -> float:
        return float(self[words][self.rows.index(str(row))])


@pytest.fixture
def heard(site: Path):
    """heard("good_lr"): what the page speaks of the film."""
    return lambda name: Heard(name, site)


def test_residuals_whether_the_mean_grows_with_every_square(heard):
    assert (np.diff(heard("residuals")["mean square so far"]) < 0).any()


def test_quadratic_descent_whether_the_jumps_are_equally_long(heard):
    jumps = np.abs(np.diff(heard("quadratic_descent")["x"]))
    assert jumps[1:] == pytest.approx(0.7 * jumps[:-1], abs=0.002)  # 1 − 2 × 0.15 of the one before


def test_good_lr_what_the_next_ten_steps_take_off_and_which_parameter_is_in_place_first(heard):
    film = heard("good_lr")
    start, ten, twenty = (film.at("loss", step) for step in (0, 10, 20))
    assert (ten - twenty) / (start - ten) < 0.2
    way = {name: abs(film.at(name, 10) - film[name][-1]) / abs(film.at(name, 0) - film[name][-1]) for name in ("slope", "intercept")}
    assert way["intercept"] < 0.1 < 0.3 < way["slope"]


def test_overshoot_whether_a_run_that_jumps_over_at_every_step_can_arrive(heard):
    film = heard("overshoot")
    *_, third, highest = by_rate(film)
    assert film[third][-1] < 0.05 * film[third][0]
    assert film[highest][-1] > film[highest][0]


def test_lr_wall_that_the_third_rate_comes_nearer_and_only_the_highest_flies_apart(heard):
    film = heard("lr_wall")
    *_, third, highest = by_rate(film)
    assert film[third][-1] == min(film[name][-1] for name in film.columns)
    assert [name for name in film.columns if film[name][-1] > film[name][0]] == [highest]


def by_rate(film):
    """The columns “loss at RATE”, by rate."""
    return sorted((name for name in film.columns if name.startswith("loss at ")), key=lambda name: number(name.removeprefix("loss at ")))


def test_lr_sweep_how_wide_the_good_rates_are(heard):
    film = heard("lr_sweep")
    good = [number(name.removeprefix("learning rate ")) for name, loss in zip(film.rows, film["loss"], strict=True) if loss < 0.1]
    assert good
    assert max(good) > 3 * min(good)


def test_loss_contours_what_the_lines_of_one_loss_are_like_and_which_way_a_step_leaves_their_ring(heard):
    film = heard("loss_contours")
    places, last = np.column_stack([film["slope"], film["intercept"]]), film.rows.index("step 1")
    lap = film.rows.index("line 1 again")
    ring = film["loss"][: lap + 1]
    assert np.ptp(ring) < 0.02 * ring.mean(), "on the ring all have one loss"
    slopes, intercepts = places[:lap].T
    assert min(slopes) < 0 < max(slopes)
    assert min(intercepts) < film["intercept"][-1] < max(intercepts), "some lie too low, some too high"
    step, along = places[last] - places[last - 1], places[1] - places[lap - 1]
    cosine = abs(step @ along) / np.linalg.norm(step) / np.linalg.norm(along)
    assert cosine < 0.2


def test_minibatch_noise_which_slope_is_nearer_to_the_best(heard):
    film = heard("minibatch_noise")
    best = film["slope on all points"][-1]
    assert abs(film.at("slope", 20) - best) < 0.1 < 1 < abs(film.at("slope on all points", 1) - best)


def test_epoch_how_many_points_are_not_used_in_one_epoch_of_draws(heard):
    film = heard("epoch")
    assert film.at("points not used yet, dealt", 10) == 0
    assert 25 < film.at("points not used yet, drawn", 10) < 45  # of 100; (1 − 1/10)¹⁰ = 0.35 are expected


def test_batch_sizes_how_much_of_the_data_is_read_until_the_loss_is_near_the_best(heard):
    film = heard("batch_sizes")
    read = [number(name.removeprefix("points read: ")) for name in film.rows]
    near = {name: read[int((film[name] < 1.1 * 0.0841).argmax())] for name in film.columns}
    assert near["loss, batch of 1"] < 50 < near["loss, batch of 10"] < near["loss, batch of 100"]


def test_the_fits_who_does_better_on_held_out_points_and_when_to_stop(heard):
    line, curve, long = heard("underfit_line"), heard("overfit_polynomial"), heard("train_too_long")
    before_it_may_bend = line["held-out loss"][line.rows.index("20")]
    assert curve["held-out loss"][-1] > before_it_may_bend, "at the end the line does better"
    assert curve["training loss"][-1] < 0.1 * line["training loss"][-1]
    lowest = int(long["held-out loss"].argmin())
    assert 0 < lowest < len(long.rows) - 1
    assert (np.diff(long["training loss"]) <= 0).all(), "and the training loss tells nothing of it"


def test_regularised_whether_a_parameter_arrives_at_zero(heard):
    assert heard("regularised")["parameter nearest to zero"][-1] > 0


def test_enough_data_what_the_last_doubling_takes_off(heard):
    loss = heard("enough_data")["loss of the middle fit"]
    first, last = (1 - after / before for before, after in ((loss[0], loss[2]), (loss[-3], loss[-1])))
    assert last < 0.01 < 0.2 < first


def test_no_zero_grad_and_wrong_sign_whether_the_broken_loops_settle(heard):
    for name in ("no_zero_grad", "wrong_sign"):
        film = heard(name)
        assert film["loss of the right loop"][-1] < film["loss"][-1], name


def test_momentum_which_run_gets_farther(heard):
    film = heard("momentum")
    assert film["loss with momentum"][-1] < film["loss without"][-1]


def test_explorer_at_which_rates_a_run_creeps_swings_and_diverges(site: Path):
    """Against the closed form of descent on these points, in numpy."""
    (explored,) = Html.of(site / f"{EXPLORER}.html").soup.select("figure[data-explorer]")
    rates = [float(rate) for rate in explored["data-rates"].split()]
    x, y = (part.numpy().astype(float) for part in explorer.data())
    highest = float(np.linalg.eigvalsh(hessian(x)).max())
    best = descent(x, y, np.array([-1.0, 1.0]), 1 / highest, 500)[-1]
    goes = dict(zip(rates, explored["data-verdicts"].split("|"), strict=True))
    for rate, words in goes.items():
        path = descent(x, y, np.array([-1.0, 1.0]), rate, explorer.steps)
        above = ((x @ (path - best).T) ** 2).mean(0)
        arrived = int((above <= 0.01 * above[0]).argmax())
        if rate > 2 / highest:
            assert words.startswith("diverges"), rate
        elif not arrived:
            assert words.startswith("creeps" if rate < 1 / highest else "swings from side to side, and has not arrived"), rate
        else:
            assert words.startswith(("swings", "settles")), rate
            assert int(re.findall(r"by step (\d+) it", words)[0]) == pytest.approx(arrived, abs=1), rate
    swings = [rate for rate, words in goes.items() if words.startswith("swings")]
    assert min(swings) > 1 / highest, "below it no step can go beyond the valley's floor"
    assert max(rates) > max(swings) > 0.9 * 2 / highest


def test_explorer_rings_of_equal_loss_and_points(site: Path):
    """Each ring against the loss itself, on the points that are drawn."""
    (explored,) = Html.of(site / f"{EXPLORER}.html").soup.select("figure[data-explorer]")
    x, y = (part.numpy().astype(float) for part in explorer.data())
    points = np.array(re.findall(r"M(\S+) (\S+)h0", explored.select_one(".film__points")["d"]), float)
    np.testing.assert_allclose(points * (1, -1), np.column_stack([x[:, 0], y]), atol=0.001)
    best = np.linalg.lstsq(x, y, rcond=None)[0]
    least = ((x @ best - y) ** 2).mean()
    rings = explored.select(".film__plot--valley circle[r]")
    assert len(rings) >= 10
    for turn, ring in enumerate(rings):
        a, b, c, d, e, f = map(float, re.findall(r"-?[\d.]+", ring["transform"]))
        angles = np.linspace(0, 2 * np.pi, 25)
        u, v = float(ring["r"]) * np.cos(angles), float(ring["r"]) * np.sin(angles)
        around = np.stack([a * u + c * v + e, -(b * u + d * v + f)])
        losses = ((x @ around - y[:, None]) ** 2).mean(0)
        np.testing.assert_allclose(losses - least, 0.24 * 2**turn, rtol=0.01)
