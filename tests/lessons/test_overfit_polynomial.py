"""What overfit_polynomial claims, on its trace."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.polynomial.legendre import legvander
from oracles import best_fit, descent, hessian

from scenes.overfit_polynomial import scene
from scenes.shared.polynomial_losses import log_of_steps
from scenes.shared.polynomials import legendre


@pytest.fixture(scope="module")
def trace():
    return scene.run()


@pytest.fixture(scope="module")
def data():
    """Legendre features of the points, and their y."""
    x, y = (values.double().numpy() for values in scene.data())
    return legvander(x, scene.degree), y


def test_features_are_the_legendre_polynomials():
    x, _ = scene.held_out_data()
    np.testing.assert_allclose(legendre(x, scene.degree), legvander(x.double().numpy(), scene.degree), atol=1e-5)


def test_the_run_is_the_closed_form_row_by_row(trace, data):
    np.testing.assert_allclose(trace.a, descent(*data, np.zeros(scene.degree + 1), scene.lr, scene.steps), atol=1e-4)


def test_the_end_is_near_the_least_squares_fit(trace, data):
    best, least = best_fit(*data)
    np.testing.assert_allclose(trace.a[-1], best, atol=0.02)
    assert trace.loss[-1] == pytest.approx(least, rel=0.01)


def test_the_training_loss_never_rises(trace):
    assert np.diff(trace.loss).max() < 1e-6
    assert trace.loss[-1] < 0.01 * trace.loss[0]


def test_validation_loss_turns_up_while_training_loss_falls(trace):
    turn = int(trace.val_loss.argmin())
    assert 0 < turn < scene.steps / 10
    assert trace.val_loss[-1] > 2 * trace.val_loss[turn]
    assert trace.loss[-1] < trace.loss[turn] / 2


def test_both_losses_are_those_of_each_rows_parameters(trace):
    for losses, (x, y) in ((trace.loss, scene.data()), (trace.val_loss, scene.held_out_data())):
        y_hat = trace.a.astype(float) @ legvander(x.double().numpy(), scene.degree).T
        np.testing.assert_allclose(losses, ((y_hat - y.double().numpy()) ** 2).mean(1), rtol=1e-3)


def test_a_straight_line_does_better_on_the_held_out_points_than_the_final_curve(trace):
    (x, y), (held_x, held_y) = ([values.double().numpy() for values in pair] for pair in (scene.data(), scene.held_out_data()))
    line = np.polynomial.Polynomial.fit(x, y, 1)
    line_val_loss = ((line(held_x) - held_y) ** 2).mean()
    assert line_val_loss < trace.val_loss[-1] / 2
    assert scene.facts(scene.run())["line_val_loss"] == pytest.approx(line_val_loss, rel=1e-4)
    assert scene.facts(scene.run())["line_loss"] == pytest.approx(((line(x) - y) ** 2).mean(), rel=1e-4)


def test_the_rate_stays_below_the_limit_of_the_data(data):
    limit = 2 / np.linalg.eigvalsh(hessian(data[0]))[-1]
    assert scene.lr < limit
    assert scene.facts(scene.run())["limit"] == pytest.approx(limit, rel=1e-5)


def test_frames_lie_further_and_further_apart(trace):
    strides = np.diff(trace.frame_rows)
    assert strides[0] == 1
    assert (strides[1:] >= strides[:-1] - 1).all()  # rounded to whole steps
    assert strides[-1] > 50


@pytest.mark.parametrize("last", [1, 9, 60, 2000])
def test_its_steps_stand_on_a_log_scale_that_begins_with_the_guess(last):
    figure = Figure()
    FigureCanvasAgg(figure)
    ax = figure.add_subplot()
    log_of_steps(ax, last)
    told = [tick.label1.get_text() for tick in ax.xaxis.get_major_ticks()]
    assert (told[0], told[-1]) == ("0", str(last))
    left, right = ax.get_xlim()
    assert left < 0 <= last < right
    steps = np.array([0, 1, 9, 99, 999])
    places = ax.transData.transform(np.column_stack([steps, 0 * steps]))[:, 0]
    assert (np.diff(places) > 0).all()
    assert places[3] - places[2] == pytest.approx(places[4] - places[3])  # of step + 1: as far to a tenfold
