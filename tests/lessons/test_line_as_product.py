"""What line_as_product claims, on its trace."""

import numpy as np
import pytest
import torch

from scenes.line_as_product import FORMS, scene
from scenes.shared.line_fit import lecture_points


def test_the_first_point_has_the_same_y_in_both_ways_of_writing_it():
    trace = scene.run()
    assert trace.form[:2].tolist() == [0, 1]
    assert trace.point[:2].tolist() == [1, 1]
    assert trace.y[0] == trace.y[1]


def test_the_one_rule_gives_every_point_of_the_line_its_y():
    trace = scene.run()
    x, y = scene.data()
    line = trace.form < 3
    np.testing.assert_allclose(trace.y[line], 3 * trace.x[line].astype(float) + 2, atol=1e-6)
    ruled = trace.form == 2
    assert trace.point[ruled].tolist() == list(range(2, scene.dots + 1))
    np.testing.assert_allclose(trace.y[ruled], y[1:], rtol=1e-6, atol=1e-6)  # the matrix product
    assert (x[:, 1] == 1).all()
    assert torch.unique(x[:, 0]).numel() == scene.dots  # an x of its own for each


def test_a_longer_row_follows_the_same_rule_to_a_curve():
    trace = scene.run()
    x = trace.x[trace.form == 3].astype(float)
    assert len(x) == scene.dots
    np.testing.assert_allclose(trace.y[trace.form == 3], 3 * x - 3 * x**2 + 2, atol=1e-6)


def test_all_forms_agree_where_the_row_has_an_x_and_a_one():
    a, row = torch.tensor([3.0, 2.0]), torch.tensor([-0.33, 1.0])
    values = [form(a, row).item() for form in FORMS.values()]
    np.testing.assert_allclose(values, values[0], rtol=1e-6)


def test_the_products_add_up_with_the_digits_that_are_shown():
    trace = scene.run()
    for form, digits in ((2, 1), (3, 2)):
        for x, y in zip(trace.x[trace.form == form], trace.y[trace.form == form], strict=True):
            assert round(float(x), 1) == pytest.approx(float(x))
            x = round(float(x), 1)
            shown = [round(3 * x, 1), 2.0] if form == 2 else [round(3 * x, 1), round(-3 * round(x * x, 2), 2), 2.0]
            assert round(sum(shown), digits) == round(float(y), digits)


def test_the_points_are_the_lectures_to_one_decimal():
    x, _ = scene.data()
    lecture = lecture_points(seed=scene.seed)[0][:, 0]
    assert all((lecture - place).abs().min() < 0.051 for place in x[:, 0])
