"""What line_as_product claims, on its trace."""

import numpy as np
import pytest
import torch

from scenes.line_as_product import FORMS, scene


def test_every_form_gives_every_point_the_same_y():
    trace = scene.run()
    np.testing.assert_allclose(trace.y, 3 * trace.x.astype(float) + 2, atol=1e-6)
    for point in range(1, scene.tried + 1):
        values = trace.y[trace.point == point]
        assert len(values) == len(FORMS)
        np.testing.assert_allclose(values, values[0], rtol=1e-6)


def test_the_second_value_of_every_point_is_one_and_the_last_form_is_the_matrix_product():
    trace = scene.run()
    x, _ = scene.data()
    assert (x[:, 1] == 1).all()
    last = trace.y[trace.form == len(FORMS) - 1]
    np.testing.assert_allclose(last, x.numpy() @ np.array([3.0, 2.0]), rtol=1e-6, atol=1e-6)
    assert torch.unique(x[:, 0]).numel() == scene.dots  # an x of its own for each


def test_a_row_number_stays_one_figure():
    with pytest.raises(ValueError, match="dots must be a whole number from 1 to 9, not 10"):
        type(scene)(dots=10)
