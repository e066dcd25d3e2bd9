"""What matrix_product claims, on its trace."""

from dataclasses import replace

import numpy as np
import pytest

from scenes.matrix_product import scene
from scenes.shared.line_fit import lecture_points


def test_the_sum_of_each_row_is_its_dot_product_and_all_of_them_are_the_matrix_product():
    trace = scene.run()
    x, y = (values.double().numpy() for values in scene.data())
    sums = trace.sum[trace.column == 2][: scene.rows]
    np.testing.assert_allclose(sums, [3 * first + 2 * second for first, second in x], rtol=1e-6)
    np.testing.assert_allclose(sums, np.einsum("ij,j->i", x, [3.0, 2.0]), rtol=1e-6)
    np.testing.assert_allclose(sums, y, rtol=1e-6)


def test_the_running_sum_holds_the_products_made_so_far():
    trace = scene.run()
    made = np.arange(2) <= trace.column[:, None]
    np.testing.assert_allclose(trace.sum, (trace.products * made).sum(1), atol=1e-6)


def test_the_result_fills_from_the_top_a_number_a_row():
    trace = scene.run()
    _, y = scene.data()
    for t in np.flatnonzero(trace.column == 2):
        done = min(trace.row[t] + 1, scene.rows)
        np.testing.assert_array_equal(trace.y[t][:done], y[:done])
        assert (trace.y[t][done:] == 0).all()


def test_the_numbers_read_in_the_picture_add_up():
    trace = scene.run()
    x, _ = scene.data()
    for i in range(scene.rows):
        (t,) = np.flatnonzero((trace.row == i) & (trace.column == 1))
        assert round(3 * round(float(x[i, 0]), 2) + 2, 2) == pytest.approx(round(float(trace.sum[t]), 2))


def test_the_rows_are_points_of_the_lecture_that_can_be_told_from_each_other():
    x, _ = scene.data()
    lecture = lecture_points(seed=scene.seed)[0].round(decimals=2)
    assert all((lecture == row).all(1).any() for row in x)
    places = x[:, 0].sort().values
    assert len(x) == scene.rows
    assert places[1:].sub(places[:-1]).min() > 0.75 / scene.rows
    most = replace(scene, rows=8)
    assert len(most.data()[0]) == 8
