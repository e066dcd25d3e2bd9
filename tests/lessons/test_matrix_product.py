"""What matrix_product claims, on its trace."""

from dataclasses import replace

import numpy as np
import pytest

from scenes.matrix_product import scene
from scenes.shared.line_fit import lecture_points


def test_the_sum_of_each_row_is_its_dot_product_and_all_of_them_are_the_matrix_product():
    trace = scene.run()
    x, y = (values.double().numpy() for values in scene.data())
    sums = [3 * first + 2 * second for first, second in x]
    for row in (-1, -2):  # torch's, and those of the products
        np.testing.assert_allclose(trace.y[row], sums, rtol=1e-6)
    np.testing.assert_allclose(np.einsum("ij,j->i", x, [3.0, 2.0]), y, rtol=1e-6)
    assert trace.y[2][0] == pytest.approx(sums[0])
    assert (trace.y[2][1:] == 0).all()


def test_the_products_are_made_in_the_first_row_and_then_in_all_at_once():
    trace, (x, _) = scene.run(), scene.data()
    np.testing.assert_array_equal((trace.products != 0).sum((1, 2)), [0, 1, 2, scene.rows + 1, 2 * scene.rows, 2 * scene.rows])
    np.testing.assert_allclose(trace.products[-1], x.numpy() * [3, 2], rtol=1e-6)


def test_the_numbers_read_in_the_picture_add_up():
    trace, (x, _) = scene.run(), scene.data()
    for place, height in zip(x[:, 0].tolist(), trace.y[-1].tolist(), strict=True):
        assert round(3 * round(place, 2) + 2, 2) == pytest.approx(round(height, 2))


def test_the_rows_are_points_of_the_lecture_that_can_be_told_from_each_other():
    x, _ = scene.data()
    lecture = lecture_points(seed=scene.seed)[0].round(decimals=2)
    assert all((lecture == row).all(1).any() for row in x)
    places = x[:, 0].sort().values
    assert len(x) == scene.rows
    assert places[1:].sub(places[:-1]).min() > 0.75 / scene.rows
    assert (x[:-1, 0] > x[1:, 0]).all()
    most = replace(scene, rows=8)
    assert len(most.data()[0]) == 8
